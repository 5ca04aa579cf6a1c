// SPDX-License-Identifier: GPL-2.0
#define good_expression(p)	f(p, *(p))
#define good_block(p, v)		\
do {					\
	set_one(p, v);			\
	*(p) = v;			\
} while (0)
#define good_value(p)	({ pte_t v = g(p); v; })
#define good_bare(p)	set_two(p); set_three(p)
#define good_store(p, v)	(*(p) = (v))
#define good_many(p, ...)	h(p, __VA_ARGS__)
#define good_comment(p)	f(p) /* not g(p) */
#define good_empty(p)
#define good_loop(p)	for (; f(p); )

/*
 * check-name: bodies of macros
 * check-kinds: call assign
 *
 * facts-start
 * 2 call `f(p, *(p))` f | p | * ( p )
 * 5 call `set_one(p, v)` set_one | p | v
 * 6 assign `*(p) = v` * ( p ) | = | v
 * 8 assign `v = g(p)` v | = | g ( p )
 * 8 call `g(p)` g | p
 * 9 call `set_two(p)` set_two | p
 * 9 call `set_three(p)` set_three | p
 * 10 assign `*(p) = (v)` * ( p ) | = | ( v )
 * 11 call `h(p, __VA_ARGS__)` h | p | __VA_ARGS__
 * 12 call `f(p)` f | p
 * 14 call `f(p)` f | p
 * facts-end
 */
