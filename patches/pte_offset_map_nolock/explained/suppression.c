// SPDX-License-Identifier: GPL-2.0
	/* treewide: ok write_unchecked */ /* reported: gives no reason */
	set_pte_at(mm, addr, pte, entry);

	/* treewide: ok write_unchecked -- the caller holds the pmd lock */
	set_pte_at(mm, addr, pte, entry);
