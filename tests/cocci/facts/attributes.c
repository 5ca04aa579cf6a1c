// SPDX-License-Identifier: GPL-2.0
static inline __attribute__((always_inline)) int good_attribute(pte_t *pte)
{
	return f(pte);
}

static void __init good_section(pte_t *pte)
{
	f(pte);
}

static pte_t *good_annotation(pte_t *pte, spinlock_t *ptl)
	__acquires(ptl)
{
	g(pte);
	return pte;
}

void good_unused(pte_t *pte __maybe_unused, int __user *p)
{
	g(pte);
}

static void __always_inline __no_sanitize_address good_two(pte_t *pte)
{
	g(pte);
}

/*
 * check-name: attributes, sections and annotations
 * check-kinds: call
 *
 * facts-start
 * 4 call `f(pte)` f | pte
 * 9 call `f(pte)` f | pte
 * 15 call `g(pte)` g | pte
 * 21 call `g(pte)` g | pte
 * 26 call `g(pte)` g | pte
 * facts-end
 */
