// SPDX-License-Identifier: GPL-2.0
/* rw: the write is two calls down, under other names in other places */
#include <linux/stub.h>

struct fill_args {
	pgprot_t prot;
	unsigned long pfn;
};

static void put_entry(const struct fill_args *args, struct mm_struct *mm,
		      unsigned long where, pte_t *slot)
{
	set_pte_at(mm, where, slot, pfn_pte(args->pfn, args->prot));
}

static int fill_run(struct mm_struct *mm, pte_t *first, int nr,
		    unsigned long addr, struct fill_args *args)
{
	int i;

	for (i = 0; i < nr; i++, args->pfn++)
		put_entry(args, mm, addr + i * PAGE_SIZE, &first[i]);
	return nr;
}

int fill_pfns(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, int nr,
	      struct fill_args *args)
{
	int ret;
	pte_t *base;
	spinlock_t *ptl;

	base = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!base)
		return -ENOMEM;
	spin_lock(ptl);
	ret = fill_run(mm, base, nr, addr, args);
	pte_unmap_unlock(base, ptl);
	return ret;
}
