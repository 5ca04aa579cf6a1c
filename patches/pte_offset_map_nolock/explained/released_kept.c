// SPDX-License-Identifier: GPL-2.0
bool bad_both(struct walk *w)
{
	pmd_t pmdval;

	w->pte = pte_offset_map_rw_nolock(w->mm, w->pmd, w->addr, &pmdval, &w->ptl);
	if (!w->pte)
		return false;
	spin_lock(w->ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(w->pmd))) {
		spin_unlock(w->ptl); /* reported */
		pte_unmap(w->pte); /* reported */
		return false;
	}
	return true;
}
