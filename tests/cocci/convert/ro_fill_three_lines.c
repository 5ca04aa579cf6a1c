// SPDX-License-Identifier: GPL-2.0
/* ro: two lines of arguments become three, or the second would be too long */
#include <linux/stub.h>

struct snapshot {
	struct vm_area_struct *vma;
	pmd_t *pmd;
	unsigned long base_addr;
	spinlock_t *ptl;
	pte_t seen[4];
};

int snapshot_take(struct snapshot *ctx)
{
	unsigned long off;
	pte_t *ptep;
	int i;

	for (i = 0, off = 0; i < 4; i++, off += PAGE_SIZE) {
		ptep = pte_offset_map_nolock(ctx->vma->vm_mm, ctx->pmd,
					     ctx->base_addr + off, &ctx->ptl);
		if (!ptep)
			return -EAGAIN;
		ctx->seen[i] = ptep_get(ptep);
		pte_unmap(ptep);
	}
	return 0;
}
