# SPDX-License-Identifier: GPL-2.0
"""The real kernel, 6.12: what the tool says of it, held against what a person reads there.

TREEWIDE_TREE names the tree. What is expected was found by reading the source, and
is given as text, so it holds for any 6.12.x. The tree is not written to and not
linked to (a new hard link would change the times of its files): trees that are
changed are one copy, which is put back after each test.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Mapping

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "campaign"))

from maketree import API, Document, Outcome, Site, site_of, treewide  # noqa: E402

pytestmark = pytest.mark.kernel

# KERNEL.md, "The seed's verdicts": (file, verdict) by function; "#2" is the second call
VERDICTS = {
    "adjust_pte": ("arch/arm/mm/fault-armv.c", "rw"),
    "assert_pte_locked": ("arch/powerpc/mm/pgtable.c", "ro"),
    "filemap_fault_recheck_pte_none": ("mm/filemap.c", "ro"),
    "__collapse_huge_page_swapin": ("mm/khugepaged.c", "ro"),
    "collapse_pte_mapped_thp": ("mm/khugepaged.c", "rw"),
    "copy_pte_range": ("mm/memory.c", "rw"),
    "handle_pte_fault": ("mm/memory.c", "rw"),
    "move_ptes": ("mm/mremap.c", "rw"),
    "map_pte": ("mm/page_vma_mapped.c", "rw"),
    "move_pages_pte#1": ("mm/userfaultfd.c", "rw"),
    "move_pages_pte#2": ("mm/userfaultfd.c", "rw"),
    "walk_pte_range": ("mm/vmscan.c", "rw"),
}
FUNCTIONS = sorted({key.partition("#")[0] for key in VERDICTS})
READS = [key for key, (_, verdict) in VERDICTS.items() if verdict == "ro"]
WRITES = [key for key, (_, verdict) in VERDICTS.items() if verdict == "rw"]

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

# What converts at least: those that read, and those that write under a plain lock with
# a plain way out, or behind a guard. Text of the converted file, in this order.
CONVERTED = {
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
						    vmf->address,
						    &dummy_pmdval, &vmf->ptl);
""",
    ],
    "move_pages_pte#2": [
        "\tpmd_t dummy_pmdval;\n",
        """\
	src_pte = pte_offset_map_rw_nolock(mm, src_pmd, src_addr,
					   &dummy_pmdval, &src_ptl);
""",
    ],
    "walk_pte_range": [
        "\tpmd_t pmdval;\n",
        """\
	pte = pte_offset_map_rw_nolock(args->mm, pmd, start & PMD_MASK,
				       &pmdval, &ptl);
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
    ],
}

# Folders without page tables
IDLE = ["drivers/gpu/drm/amd/include", "arch/*/boot/dts", "tools", "sound", "samples"]

# A driver of our own. The names say the opposite of what the functions do.
DRIVER = f"""// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/pgtable.h>

void x_clear_entry(struct mm_struct *mm, unsigned long addr, pte_t *ptep);

static bool set_all_entries(pte_t *ptep)
{{
	return !pte_none(ptep_get(ptep));
}}

int write_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{{
	spinlock_t *ptl;
	pte_t *table;
	int found;

	table = {API}(mm, pmd, addr, &ptl);
	if (!table)
		return -EAGAIN;
	found = set_all_entries(table);
	pte_unmap(table);
	return found;
}}

int peek_only(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{{
	spinlock_t *ptl;
	pte_t *table;

	table = {API}(mm, pmd, addr, &ptl);
	if (!table)
		return -EAGAIN;
	spin_lock(ptl);
	x_clear_entry(mm, addr, table);
	pte_unmap_unlock(table, ptl);
	return 0;
}}
"""
DRIVER_HELPER = """// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/pgtable.h>

void x_clear_entry(struct mm_struct *mm, unsigned long addr, pte_t *ptep)
{
	pte_clear(mm, addr, ptep);
}
"""


@pytest.fixture(name="linux", scope="session")
def find_linux() -> Path:
    """The tree; only a 6.12 is what this file was written about."""
    name = os.environ.get("TREEWIDE_TREE")
    if not name:
        pytest.skip("TREEWIDE_TREE names no Linux tree")
    makefile = Path(name, "Makefile")
    head = makefile.read_text()[:200] if makefile.is_file() else ""
    version = re.findall(r"^(?:VERSION|PATCHLEVEL) = (\d+)$", head, re.M)
    if version != ["6", "12"]:
        pytest.skip(f"the tree is no Linux 6.12 but {'.'.join(version) or 'unknown'}")
    return Path(name).resolve()


@pytest.fixture(name="run", scope="session")
def make_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run directory for all: what is known of a function's text is known."""
    return tmp_path_factory.mktemp("linux") / "run"


@pytest.fixture(name="found", scope="session")
def run_find(linux: Path, run: Path) -> Outcome:
    return treewide("find", linux, run=run)


@pytest.fixture(name="classified", scope="session")
def run_classify(linux: Path, run: Path, found: Outcome) -> Outcome:
    return treewide("classify", linux, run=run)


@pytest.fixture(name="converted", scope="session")
def run_convert(
    linux: Path,
    run: Path,
    classified: Outcome,
    tmp_path_factory: pytest.TempPathFactory,
) -> Outcome:
    """The conversion; its files are put aside, for the run directory is used again."""
    done = treewide("convert", linux, run=run)
    aside = tmp_path_factory.mktemp("converted") / "run"
    aside.mkdir()
    shutil.copytree(run / "converted", aside / "converted")
    shutil.copy(run / done.doc["diff"], aside)
    return Outcome(done.status, done.out, done.err, aside)


@pytest.fixture(name="copy", scope="session")
def make_copy(linux: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the tree, gone at the end. Half the bytes are in folders that name no
    entry's type; that they make no difference is seen where verdicts are compared."""
    copy = tmp_path_factory.mktemp("copy") / "linux"
    without = [f"--exclude=/{folder}" for folder in IDLE]
    subprocess.run(["rsync", "-a", *without, f"{linux}/", copy], check=True)
    yield copy
    subprocess.run(["rm", "-rf", copy], check=True)


@contextmanager
def changed(tree: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    """A tree with some files changed or added, for as long as it is looked at."""
    before = {n: (tree / n).read_bytes() for n in files if (tree / n).exists()}
    try:
        for name, content in files.items():
            (tree / name).write_bytes(content)
        yield tree
    finally:
        for name in files:
            if name in before:
                (tree / name).write_bytes(before[name])
            else:
                (tree / name).unlink(missing_ok=True)


def line(tree: Path, where: Mapping[str, object]) -> str:
    """The line of the tree that a step, a lock or a guard names."""
    lines = (tree / str(where["file"])).read_text("latin-1").split("\n")
    text: str = lines[int(str(where["line"])) - 1]
    return text.strip()


def key(site: Site, sites: list[Site]) -> str:
    """The name by which the tables above know a site."""
    function = str(site["function"])
    same = [s["id"] for s in sites if s["function"] == function]
    return function + (f"#{same.index(site['id']) + 1}" if len(same) > 1 else "")


def grep(tree: Path, word: str) -> list[tuple[str, int]]:
    """(file, line) of each place where the word stands, by grep."""
    command = ["grep", "-rwonI", "--exclude-dir=.git", word, "."]
    told = subprocess.run(command, cwd=tree, stdout=subprocess.PIPE, text=True)
    hits = (hit.split(":")[:2] for hit in told.stdout.splitlines())
    return sorted((name.removeprefix("./"), int(number)) for name, number in hits)


# find


def test_grep_counts_the_same(linux: Path, found: Outcome) -> None:
    hits = [(hit["file"], hit["line"]) for hit in found.doc["hits"]]
    assert sorted(hits) == grep(linux, API)
    assert found.doc["counts"]["textual"] == len(hits)


def test_what_the_name_is_where_it_stands(found: Outcome) -> None:
    counts = {name: number for name, number in found.doc["counts"].items() if number}
    assert counts == {
        "textual": 17,
        "call": 12,
        "declaration": 1,
        "definition": 1,
        "comment": 3,
    }
    assert (found.status, found.doc["incomplete"]) == (1, [])


def test_the_sites(found: Outcome) -> None:
    sites = found.doc["sites"]
    assert len(sites) == 12
    assert len({(site["file"], site["function"]) for site in sites}) == 11
    assert len({site["file"] for site in sites}) == 9
    where = {key(site, sites): site["file"] for site in sites}
    assert where == {name: file for name, (file, _) in VERDICTS.items()}


# classify


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


# convert


def test_what_converts(converted: Outcome) -> None:
    sites = converted.doc["sites"]
    done = {key(site, sites) for site in sites if site["converted"]}
    assert done >= set(CONVERTED)
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


# trees that are not as Linux has it


def classify_copy(copy: Path, run: Path, files: Mapping[str, bytes]) -> Document:
    with changed(copy, files):
        done = treewide("classify", copy, run=run)
    assert (done.status, done.doc["incomplete"]) == (1, [])
    return done.doc


def test_a_driver_that_is_new(classified: Outcome, copy: Path, run: Path) -> None:
    document = classify_copy(
        copy,
        run,
        {
            "drivers/misc/x.c": DRIVER.encode(),
            "drivers/misc/y.c": DRIVER_HELPER.encode(),
        },
    )
    reader, writer = site_of(document, "write_range"), site_of(document, "peek_only")
    assert (reader["verdict"], writer["verdict"]) == ("ro", "rw")
    last = writer["evidence"][-1]
    assert (last["file"], last["function"]) == ("drivers/misc/y.c", "x_clear_entry")
    assert (writer["recheck"]["kind"], writer["recheck"]["present"]) == (
        "pmd_same",
        False,
    )
    old = [s for s in document["sites"] if not s["file"].startswith("drivers/")]
    assert old == classified.doc["sites"]


def renamed(tree: Path, names: Mapping[str, str]) -> dict[str, bytes]:
    """The files of a tree in which words are exchanged for others."""
    pattern = "|".join(names)
    command = ["grep", "-rlwE", "--include=*.[chS]", pattern, "."]
    told = subprocess.run(command, cwd=tree, stdout=subprocess.PIPE, text=True)
    words = re.compile(rf"\b({pattern})\b".encode())
    new = {old.encode(): name.encode() for old, name in names.items()}
    return {
        file.removeprefix("./"): words.sub(
            lambda match: new[match[1]], (tree / file).read_bytes()
        )
        for file in told.stdout.splitlines()
    }


def test_names_mean_nothing(classified: Outcome, copy: Path, run: Path) -> None:
    """Each converted function takes the next one's name, so that a reader is called
    what a writer was called: the verdicts stay where the code is."""
    names = dict(zip(FUNCTIONS, FUNCTIONS[1:] + FUNCTIONS[:1]))
    document = classify_copy(copy, run, renamed(copy, names))

    def verdicts(
        sites: list[Site], names: Mapping[str, str]
    ) -> list[tuple[object, ...]]:
        return [
            (
                site["file"],
                site["line"],
                names.get(site["function"], site["function"]),
                site["verdict"],
                site["recheck"]["kind"],
                site["recheck"]["present"],
            )
            for site in sites
        ]

    assert verdicts(document["sites"], {}) == verdicts(classified.doc["sites"], names)
