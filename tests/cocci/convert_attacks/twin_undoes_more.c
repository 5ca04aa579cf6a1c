/* SPDX-License-Identifier: GPL-2.0 */ /* once: the caller's own way out puts a folio beside the unmap; the new one does not */
#include <linux/stub.h>

struct walk {
	struct mm_struct *mm;
	struct vm_area_struct *vma;
	pmd_t *pmd;
	pte_t *pte;
	spinlock_t *ptl;
	unsigned long addr;
};

static bool map_walk(struct walk *w, spinlock_t **ptlp)
{
	w->pte = pte_offset_map_nolock(w->mm, w->pmd, w->addr, ptlp);
	if (!w->pte)
		return false;
	return true;
}

int t2(struct walk *w)
{
	struct folio *folio;
	spinlock_t *ptl;

again:
	if (!map_walk(w, &ptl)) {
		if (!w->pte)
			goto again;
		return 0;
	}
	folio = vm_normal_folio(w->vma, w->addr, ptep_get(w->pte));
	folio_get(folio);
	if (!folio_trylock(folio)) {
		pte_unmap(w->pte);
		folio_put(folio);
		goto again;
	}
	w->ptl = ptl;
	spin_lock(w->ptl);
	set_pte_at(w->mm, w->addr, w->pte, __pte(0));
	pte_unmap_unlock(w->pte, w->ptl);
	folio_unlock(folio);
	folio_put(folio);
	return 1;
}
