// SPDX-License-Identifier: GPL-2.0
/* rw: the break leaves the switch, as the one of the NULL path does */
#include <linux/stub.h>

enum entry_op { OP_READ, OP_AGE, OP_ZAP };

int entry_do(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
	     enum entry_op op, pte_t *result)
{
	int ret = -EINVAL;

	mmap_read_lock(vma->vm_mm);
	switch (op) {
	case OP_READ:
		*result = __pte(0);
		ret = 0;
		break;
	case OP_AGE:
	case OP_ZAP: {
		pte_t *ptep;
		spinlock_t *ptl;

		ptep = pte_offset_map_nolock(vma->vm_mm, pmd, addr, &ptl);
		if (!ptep) {
			ret = -EAGAIN;
			break;
		}
		spin_lock(ptl);
		*result = ptep_get(ptep);
		if (op == OP_ZAP)
			ptep_clear_flush(vma, addr, ptep);
		else
			ptep_test_and_clear_young(vma, addr, ptep);
		pte_unmap_unlock(ptep, ptl);
		ret = 0;
		break;
	}
	}
	mmap_read_unlock(vma->vm_mm);
	return ret;
}
