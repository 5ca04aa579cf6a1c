# SPDX-License-Identifier: GPL-2.0
"""classify over Linux 6.12: verdicts, evidence and rechecks, held against what a person reads there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from linux_tree import READS, VERDICTS, WRITES, key, line
from maketree import Outcome, site_of

pytestmark = pytest.mark.kernel

# Where the mapping, or the pmd entry it hangs on, is written: any of these
WRITTEN_BY = {
    "adjust_pte": ["set_pte_at(vma->vm_mm, address, ptep, entry);"],
    "collapse_pte_mapped_thp": [
        "ptep_clear(mm, addr, pte);",
        "pgt_pmd = pmdp_collapse_flush(vma, haddr, pmd);",
    ],
    # of copy_nonpresent_pte(), copy_present_ptes(): the source's entry, not the copy's
    "copy_pte_range": [
        "set_pte_at(src_mm, addr, src_pte, pte);",
        "wrprotect_ptes(src_mm, addr, src_pte, nr);",
    ],
    "handle_pte_fault": [
        "if (ptep_set_access_flags(vmf->vma, vmf->address, vmf->pte, entry,",
    ],
    "move_ptes": [
        "pte_clear(mm, new_addr, new_pte);",
        "set_pte_at(mm, new_addr, new_pte, pte);",
    ],
    # of those who walk: rmap, ksm, migrate, uprobes
    "map_pte": [
        "pteval = ptep_clear_flush(vma, address, pvmw.pte);",
        "entry = ptep_clear_flush(vma, pvmw.address, pvmw.pte);",
        "set_pte_at(vma->vm_mm, pvmw.address, pvmw.pte, pte);",
        "ptep_clear_flush(vma, addr, pvmw.pte);",
    ],
    "move_pages_pte#1": [
        "set_pte_at(mm, dst_addr, dst_pte, zero_pte);",
        "set_pte_at(mm, dst_addr, dst_pte, orig_dst_pte);",
        "set_pte_at(mm, dst_addr, dst_pte, orig_src_pte);",
    ],
    "move_pages_pte#2": [
        "ptep_clear_flush(src_vma, src_addr, src_pte);",
        "orig_src_pte = ptep_clear_flush(src_vma, src_addr, src_pte);",
        "orig_src_pte = ptep_get_and_clear(mm, src_addr, src_pte);",
    ],
    # the table itself is taken out
    "retract_page_tables": ["pgt_pmd = pmdp_collapse_flush(vma, addr, pmd);"],
    # in the macro ptep_clear_young_notify()
    "walk_pte_range": [
        "__young = ptep_test_and_clear_young(___vma, ___address, __ptep);\\",
    ],
}

# Every use of the mappings that are only read, until they end
READ_BY = {
    "assert_pte_locked": ["BUG_ON(!pte);", "pte_unmap(pte);"],
    "filemap_fault_recheck_pte_none": [
        "if (unlikely(!ptep))",
        "if (unlikely(!pte_none(ptep_get_lockless(ptep)))) {",
        "if (unlikely(!pte_none(ptep_get(ptep))))",
        "pte_unmap(ptep);",
    ],
    "__collapse_huge_page_swapin": [
        "if (!pte++) {",
        "if (!pte) {",
        "vmf.orig_pte = ptep_get_lockless(pte);",
        "vmf.pte = pte;",
        "ret = do_swap_page(&vmf);",
        "if (!pte_unmap_same(vmf))",
        "same = pte_same(ptep_get(vmf->pte), vmf->orig_pte);",
        "pte_unmap(vmf->pte);",
        "if (pte)",
        "pte_unmap(pte);",
    ],
}

# KERNEL.md, "When is the recheck already there?": the function of the guard, and its line
GUARDED_BY = {
    "handle_pte_fault": (
        "handle_pte_fault",
        "if (unlikely(!pte_same(ptep_get(vmf->pte), entry))) {",
    ),
    "move_pages_pte#2": (
        "move_(zeropage|present|swap)_pte",
        "if (!pte_same(ptep_get(src_pte), orig_src_pte) ||",
    ),
}

# Where the recheck is missing: the lines that take the lock, any of which may be named
LOCKED_BY = {
    "adjust_pte": ["do_pte_lock(ptl);", "spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);"],
    "collapse_pte_mapped_thp": [
        "spin_lock(ptl);",
        "spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);",
        "if (ptl != pml)",
    ],
    "copy_pte_range": ["spin_lock_nested(src_ptl, SINGLE_DEPTH_NESTING);"],
    "move_ptes": ["spin_lock_nested(new_ptl, SINGLE_DEPTH_NESTING);"],
    "map_pte": ["spin_lock(pvmw->ptl);"],
    "move_pages_pte#1": ["double_pt_lock(dst_ptl, src_ptl);"],
    "walk_pte_range": ["if (!spin_trylock(ptl)) {"],
}


def test_the_verdicts_of_the_seed(classified: Outcome) -> None:
    sites = classified.doc["sites"]
    verdicts = {key(site, sites): (site["file"], site["verdict"]) for site in sites}
    assert verdicts == VERDICTS
    assert (classified.status, classified.doc["incomplete"]) == (1, [])


@pytest.mark.parametrize("name", WRITES)
def test_evidence_ends_with_a_write(
    linux: Path, classified: Outcome, name: str
) -> None:
    last = site_of(classified.doc, name)["evidence"][-1]
    assert line(linux, last) in WRITTEN_BY[name]
    called = re.search(r"(\w+)\(\) writes ", last["what"])
    assert called and f"{called[1]}(" in line(linux, last)


@pytest.mark.parametrize(
    "name, use", [(name, use) for name in READS for use in READ_BY[name]]
)
def test_evidence_lists_each_use(
    linux: Path, classified: Outcome, name: str, use: str
) -> None:
    evidence = site_of(classified.doc, name)["evidence"]
    assert use in [line(linux, step) for step in evidence]


@pytest.mark.parametrize("name", READS)
def test_evidence_lists_nothing_but_uses(
    linux: Path, classified: Outcome, name: str
) -> None:
    evidence = site_of(classified.doc, name)["evidence"]
    assert {line(linux, step) for step in evidence} <= set(READ_BY[name])


@pytest.mark.parametrize("name", VERDICTS)
def test_evidence_points_to_what_it_names(
    linux: Path, classified: Outcome, name: str
) -> None:
    """A step that names a function stands where it is called; any other, at its variable."""
    for step in site_of(classified.doc, name)["evidence"]:
        text = line(linux, step)
        functions = re.findall(r"(\w+)\(\)", step["what"])
        words = functions[:1] or re.findall(r"\w+", step["what"])
        assert any(re.search(rf"\b{word}\b", text) for word in words), (step, text)


@pytest.mark.parametrize("name", READS)
def test_no_recheck_where_nothing_is_written(classified: Outcome, name: str) -> None:
    assert site_of(classified.doc, name)["recheck"]["kind"] == "none"


@pytest.mark.parametrize("name", GUARDED_BY)
def test_the_guard_that_is_there(linux: Path, classified: Outcome, name: str) -> None:
    recheck = site_of(classified.doc, name)["recheck"]
    function, text = GUARDED_BY[name]
    assert (recheck["kind"], recheck["present"]) == ("pte_same", True)
    assert "pte_same(" in line(linux, recheck)
    assert "not none on any path" in recheck["why"]
    assert re.fullmatch(
        function, recheck["function"]
    ), "guards no write of the evidence"
    assert line(linux, recheck) == text


@pytest.mark.parametrize("name", LOCKED_BY)
def test_the_recheck_that_is_missing(
    linux: Path, classified: Outcome, name: str
) -> None:
    recheck = site_of(classified.doc, name)["recheck"]
    assert (recheck["kind"], recheck["present"]) == ("pmd_same", False)
    for lock in [recheck, *recheck["locks"]]:
        assert line(linux, lock) in LOCKED_BY[name]


def test_a_value_known_to_be_none_proves_nothing(
    linux: Path, classified: Outcome
) -> None:
    """The destination is about to be filled: an entry of a detached table is none, too."""
    why = site_of(classified.doc, "move_pages_pte#1")["recheck"]["why"]
    told = re.search(r"(\S+):(\d+): orig_dst_pte is known to be none", why)
    assert told, why
    compared = line(linux, {"file": told[1], "line": told[2]})
    assert "pte_same(ptep_get(dst_pte), orig_dst_pte)" in compared
