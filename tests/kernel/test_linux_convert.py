# SPDX-License-Identifier: GPL-2.0
"""convert over Linux 6.12: what is written, and that it applies."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from linux_tree import VERDICTS, changed, key
from maketree import Outcome, treewide

pytestmark = pytest.mark.kernel

# Text of the converted file, in this order. Each was held against KERNEL.md by hand: where
# the recheck stands, what was taken by then, and what the way out gives back.
CONVERTED = {
    "adjust_pte": [
        "\tspinlock_t *ptl;\n\tpmd_t pmdval;\n",
        "again:\n\t/*\n\t * This is called while another page table is mapped",
        """\
	pte = pte_offset_map_rw_nolock(vma->vm_mm, pmd, address, &pmdval, &ptl);
""",
        """\
	do_pte_lock(ptl);
	if (unlikely(!pmd_same(pmdval, pmdp_get_lockless(pmd)))) {
		do_pte_unlock(ptl);
		pte_unmap(pte);
		goto again;
	}
""",
    ],
    "collapse_pte_mapped_thp": [
        """\
	start_pte = pte_offset_map_rw_nolock(mm, pmd, haddr, &pmdval, &ptl);
""",
        """\
		spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);
	if (unlikely(!pmd_same(pmdval, pmdp_get_lockless(pmd))))
		goto abort;
""",
        """\
		pml = pmd_lock(mm, pmd);
		if (unlikely(!pmd_same(pmdval, pmdp_get_lockless(pmd)))) {
			if (nr_ptes)
				flush_tlb_mm(mm);
			spin_unlock(pml);
			if (notified)
				mmu_notifier_invalidate_range_end(&range);
			goto drop_folio;
		}
		if (ptl != pml)
""",
    ],
    "move_ptes": [
        """\
	if (new_ptl != old_ptl) {
		spin_lock_nested(new_ptl, SINGLE_DEPTH_NESTING);
		if (unlikely(!pmd_same(pmdval, pmdp_get_lockless(new_pmd)))) {
			pte_unmap_unlock(new_pte, new_ptl);
			pte_unmap_unlock(old_pte, old_ptl);
			err = -EAGAIN;
			goto out;
		}
	}
""",
    ],
    "map_pte": [
        """\
static bool map_pte(struct page_vma_mapped_walk *pvmw, pmd_t *pmdvalp,
		    spinlock_t **ptlp)
""",
        """\
	spin_lock(pvmw->ptl);
	if (unlikely(!pmd_same(*pmdvalp, pmdp_get_lockless(pvmw->pmd)))) {
		pte_unmap_unlock(pvmw->pte, pvmw->ptl);
		pvmw->ptl = NULL;
		pvmw->pte = NULL;
		return false;
	}
	return true;
""",
        "\tspinlock_t *ptl;\n\tpmd_t pmdval;\n",
        "\t\tif (!map_pte(pvmw, &pmdval, &ptl)) {\n",
        """\
			spin_lock(pvmw->ptl);
			if (unlikely(!pmd_same(pmdval,
					       pmdp_get_lockless(pvmw->pmd)))) {
				pte_unmap_unlock(pvmw->pte, pvmw->ptl);
				pvmw->ptl = NULL;
				pvmw->pte = NULL;
				goto restart;
			}
""",
    ],
    "move_pages_pte#1": 3
    * [
        """\
	    !pte_same(ptep_get(dst_pte), orig_dst_pte) ||
	    !pmd_same(pmdval, pmdp_get_lockless(dst_pmd))) {
""",
    ]
    + [
        """\
	dst_pte = pte_offset_map_rw_nolock(mm, dst_pmd, dst_addr, &pmdval,
					   &dst_ptl);
""",
    ],
    "retract_page_tables": [
        """\
		pml = pmd_lock(mm, pmd);
		pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
		if (!pte) {
			spin_unlock(pml);
			mmu_notifier_invalidate_range_end(&range);
			continue;
		}
		if (ptl != pml) {
			spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);
			if (unlikely(!pmd_same(pmdval,
					       pmdp_get_lockless(pmd)))) {
				pte_unmap_unlock(pte, ptl);
				spin_unlock(pml);
				mmu_notifier_invalidate_range_end(&range);
				continue;
			}
		}
		pte_unmap(pte);
""",
    ],
    "assert_pte_locked": [
        "\tpte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);\n",
    ],
    "filemap_fault_recheck_pte_none": [
        """\
	ptep = pte_offset_map_ro_nolock(vma->vm_mm, vmf->pmd, vmf->address,
					&vmf->ptl);
""",
    ],
    "__collapse_huge_page_swapin": [
        "\t\t\tpte = pte_offset_map_ro_nolock(mm, pmd, address, &ptl);\n",
    ],
    "copy_pte_range": [
        "\tpmd_t pmdval;\n",
        """\
	src_pte = pte_offset_map_rw_nolock(src_mm, src_pmd, addr, &pmdval,
					   &src_ptl);
""",
        """\
	spin_lock_nested(src_ptl, SINGLE_DEPTH_NESTING);
	if (unlikely(!pmd_same(pmdval, pmdp_get_lockless(src_pmd)))) {
		pte_unmap_unlock(src_pte, src_ptl);
		pte_unmap_unlock(dst_pte, dst_ptl);
		/* ret == 0 */
		goto out;
	}
	orig_src_pte = src_pte;
""",
    ],
    "handle_pte_fault": [
        "\t\tpmd_t dummy_pmdval;\n",
        """\
		vmf->pte = pte_offset_map_rw_nolock(vmf->vma->vm_mm, vmf->pmd,
						    vmf->address, &dummy_pmdval,
						    &vmf->ptl);
""",
    ],
    "move_pages_pte#2": [
        "\tpmd_t dummy_pmdval;\n",
        """\
	src_pte = pte_offset_map_rw_nolock(mm, src_pmd, src_addr, &dummy_pmdval,
					   &src_ptl);
""",
    ],
    "walk_pte_range": [
        "\tpmd_t pmdval;\n",
        """\
	pte = pte_offset_map_rw_nolock(args->mm, pmd, start & PMD_MASK, &pmdval,
				       &ptl);
""",
        """\
	if (!spin_trylock(ptl)) {
		pte_unmap(pte);
		return false;
	}
	if (unlikely(!pmd_same(pmdval, pmdp_get_lockless(pmd)))) {
		pte_unmap_unlock(pte, ptl);
		return false;
	}

	arch_enter_lazy_mmu_mode();
""",
        # The caller held a copy of the entry, which is always the same as itself.
        "\t\tif (!walk_pte_range(pmd + i, addr, next, args))\n",
    ],
}


def test_what_converts(converted: Outcome) -> None:
    sites = converted.doc["sites"]
    done = {key(site, sites) for site in sites if site["converted"]}
    assert done == set(CONVERTED) == set(VERDICTS)
    for site in sites:
        assert bool(site["why_not"]) == (not site["converted"])
    assert (converted.status, converted.doc["incomplete"]) == (1, [])


@pytest.mark.parametrize("name", CONVERTED)
def test_what_a_conversion_writes(linux: Path, converted: Outcome, name: str) -> None:
    file, at = VERDICTS[name][0], 0
    old = (linux / file).read_text("latin-1")
    new = (converted.run / "converted" / file).read_text("latin-1")
    for text in CONVERTED[name]:
        assert text not in old
        assert text in new[at:], new[at:][:500]
        at = new.index(text, at) + len(text)


def scratch(linux: Path, converted: Outcome, where: Path) -> Path:
    """The files that the conversion changes, as they were, in a git repository."""
    for file in converted.doc["files"]:
        (where / file["path"]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(linux / file["path"], where / file["path"])
    subprocess.run(["git", "init", "-q", where], check=True)
    return where


@pytest.mark.parametrize(
    "apply", [["git", "apply"], ["patch", "-p1", "--fuzz=0", "--no-backup-if-mismatch"]]
)
def test_the_diff_applies(
    linux: Path, converted: Outcome, tmp_path: Path, apply: list[str]
) -> None:
    where = scratch(linux, converted, tmp_path / "scratch")
    diff = (converted.run / "convert.diff").read_bytes()
    check = ["git", "apply", "--check"]
    subprocess.run(check, cwd=where, input=diff, check=True)
    told = subprocess.run(apply, cwd=where, input=diff, check=True, capture_output=True)
    assert not re.search(rb"fuzz|offset|warning", told.stdout + told.stderr)
    for file in converted.doc["files"]:
        new = converted.run / file["content"]
        assert (where / file["path"]).read_bytes() == new.read_bytes()


def test_checkpatch(linux: Path, converted: Outcome) -> None:
    """Nothing but what a bare diff lacks: the log and the sign-off."""
    told = subprocess.run(
        ["perl", "scripts/checkpatch.pl", "--strict", "--terse", "--show-types",
         "--no-summary", converted.run / "convert.diff"],
        cwd=linux,
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    types = set(re.findall(r"(?:ERROR|WARNING|CHECK):(\w+):", told.stdout))
    assert types <= {"MISSING_SIGN_OFF", "COMMIT_MESSAGE"}, told.stdout


def test_a_second_convert_changes_nothing(
    converted: Outcome, copy: Path, run: Path
) -> None:
    files = {
        file["path"]: (converted.run / file["content"]).read_bytes()
        for file in converted.doc["files"]
    }
    with changed(copy, files):
        again = treewide("convert", copy, run=run)
    sites = converted.doc["sites"]
    left = [site for site in sites if not site["converted"]]
    assert [(s["file"], s["function"], s["verdict"]) for s in again.doc["sites"]] == [
        (s["file"], s["function"], s["verdict"]) for s in left
    ]
    assert not any(site["converted"] for site in again.doc["sites"])
    assert (again.doc["files"], again.doc["diff"]) == ([], None)
    assert again.doc["incomplete"] == []
