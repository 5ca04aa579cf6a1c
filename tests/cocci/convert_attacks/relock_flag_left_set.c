// SPDX-License-Identifier: GPL-2.0
/* manual: a flag set before the unlock stays set on the new way out */
#include <linux/stub.h>

struct ctx { bool busy; long moved; };

int touch(struct mm_struct *mm, struct ctx *ctx, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	ctx->busy = true;
	spin_unlock(ptl);
	cpu_relax();
	spin_lock(ptl);
	set_pte_at(mm, addr, pte + 1, v);
	ctx->busy = false;
	pte_unmap_unlock(pte, ptl);
	return 0;
}
