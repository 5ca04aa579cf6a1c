# SPDX-License-Identifier: GPL-2.0
"""The kernel's own coccicheck with our rules: the real tree of TREEWIDE_TREE, and small
trees that have its scripts/coccicheck."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from campaign.coccicheck import RULES, run
from campaign.errors import FINDINGS, INCOMPLETE, OK, UserError

RULE = RULES / "pte_offset_map_nolock.cocci"
SITES = {
    "arch/arm/mm/fault-armv.c",
    "arch/powerpc/mm/pgtable.c",
    "mm/filemap.c",
    "mm/khugepaged.c",
    "mm/memory.c",
    "mm/mremap.c",
    "mm/page_vma_mapped.c",
    "mm/userfaultfd.c",
    "mm/vmscan.c",
}
READ_ONLY = """
int peek(struct mm_struct *mm, pmd_t *pmd)
{
	spinlock_t *ptl;
	pte_t *p = pte_offset_map_nolock(mm, pmd, 0, &ptl);

	if (!p)
		return 0;
	pte_unmap(p);
	return 1;
}
"""

pytestmark = pytest.mark.kernel


@pytest.fixture(name="kernel", scope="module")
def find_kernel() -> Path:
    name = os.environ.get("TREEWIDE_TREE")
    if not name:
        pytest.skip("TREEWIDE_TREE names no Linux tree")
    return Path(name).resolve()


@pytest.fixture(name="small")
def make_small(kernel: Path, tmp_path: Path) -> Path:
    """A small tree, whose name has a blank, with the kernel's coccicheck and config"""
    tree = tmp_path / "a tree"
    (tree / "scripts").mkdir(parents=True)
    (tree / "mm").mkdir()
    shutil.copy(kernel / "scripts" / "coccicheck", tree / "scripts")
    shutil.copy(kernel / ".cocciconfig", tree)
    (tree / "mm" / "peek.c").write_text(READ_ONLY)
    return tree


def check(
    tree: Path, mode: str, work: Path, *rules: Path, m: str | None = None, jobs: int = 2
) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    status = run(tree, list(rules or [RULE]), mode, jobs, 0, m, out, err, work)
    return status, out.getvalue(), err.getvalue()


def stamps(tree: Path) -> dict[str, int]:
    return {str(path): path.lstat().st_mtime_ns for path in tree.rglob("*")}


def changed(rule: Path, old: str, new: str, copy: Path) -> Path:
    text = rule.read_text()
    assert old in text
    copy.write_text(text.replace(old, new))
    return copy


def test_report_names_each_call(kernel: Path, tmp_path: Path) -> None:
    status, out, err = check(kernel, "report", tmp_path)
    lines = out.splitlines()
    assert (status, err) == (FINDINGS, "")
    assert len(lines) == 12
    assert {line.split(":")[0] for line in lines} == SITES
    only = [line for line in lines if line.endswith("only reads in this file")]
    assert {line.split(" in ")[1].split(":")[0] for line in only} == {
        "filemap_fault_recheck_pte_none",
        "assert_pte_locked",
    }


def test_patch_changes_what_is_certain(kernel: Path, tmp_path: Path) -> None:
    status, out, err = check(kernel, "patch", tmp_path)
    assert (status, err) == (FINDINGS, "")
    assert re.findall(r"^\+\+\+ b/(.*)$", out, re.M) == [
        "arch/powerpc/mm/pgtable.c",
        "mm/filemap.c",
    ]
    assert len(re.findall(r"^\+.*pte_offset_map_ro_nolock", out, re.M)) == 2
    tree = tmp_path / "copy"
    for name in ("arch/powerpc/mm/pgtable.c", "mm/filemap.c"):
        (tree / name).parent.mkdir(parents=True)
        shutil.copy(kernel / name, tree / name)
    command = ["patch", "-p1", "--fuzz=0", "--dry-run"]
    subprocess.run(command, cwd=tree, input=out, text=True, check=True)


@pytest.mark.parametrize("mode", ["org", "context"])
def test_other_modes(kernel: Path, tmp_path: Path, mode: str) -> None:
    status, out, err = check(kernel, mode, tmp_path)
    calls = r"^\* TODO" if mode == "org" else r"^-.*\bpte_offset_map_nolock\("
    assert (status, err) == (FINDINGS, "")
    assert len(re.findall(calls, out, re.M)) == 12


def test_untracked_tree_inside_a_repository(small: Path, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(small.parent)], check=True)
    before = stamps(small)
    status, out, _ = check(small, "report", tmp_path / "work")
    assert (status, len(out.splitlines())) == (FINDINGS, 1)
    assert out.startswith("mm/peek.c:5:12-33: WARNING: ")
    assert stamps(small) == before


def test_nothing_found(small: Path, tmp_path: Path) -> None:
    (small / "mm" / "peek.c").write_text("int nothing;\n")
    assert check(small, "report", tmp_path / "work") == (OK, "", "")


def test_same_bytes_for_any_j(small: Path, tmp_path: Path) -> None:
    for number in range(6):
        (small / "mm" / f"peek{number}.c").write_text(READ_ONLY)
    for mode in ("report", "patch"):
        one = check(small, mode, tmp_path / "work", jobs=1)
        assert check(small, mode, tmp_path / "work", jobs=3) == one


@pytest.mark.parametrize("m", ["mm", "mm/peek.c"])
def test_m(small: Path, tmp_path: Path, m: str) -> None:
    status, out, _ = check(small, "report", tmp_path / "work", m=m)
    assert (status, len(out.splitlines())) == (FINDINGS, 1)


def test_exception_in_a_rule(small: Path, tmp_path: Path) -> None:
    rule = changed(RULE, "def message(c):\n", "def message(c):\n    1 / 0\n",
                   tmp_path / "broken.cocci")  # fmt: skip
    status, out, err = check(small, "report", tmp_path / "work", rule)
    assert (status, out) == (INCOMPLETE, "")
    assert err.startswith("incomplete: mm/peek.c: spatch failed: ")


def test_rule_that_does_not_parse(small: Path, tmp_path: Path) -> None:
    rule = changed(RULE, "@call@\n", "@call@@\n", tmp_path / "broken.cocci")
    status, _, err = check(small, "report", tmp_path / "work", rule)
    assert status == INCOMPLETE
    assert "broken.cocci" in err


def test_rule_for_a_newer_spatch(small: Path, tmp_path: Path) -> None:
    rule = changed(RULE, "// Confidence:", "// Requires: 99.0\n// Confidence:",
                   tmp_path / "newer.cocci")  # fmt: skip
    status, _, err = check(small, "report", tmp_path / "work", rule)
    assert status == INCOMPLETE
    assert "Skipping" in err


def test_unparsed_beats_findings(small: Path, tmp_path: Path) -> None:
    broken = READ_ONLY.replace("&ptl);", "&ptl;").replace("if (!p)", "if ((")
    (small / "mm" / "broken.c").write_text(broken)
    status, out, err = check(small, "report", tmp_path / "work")
    assert status == INCOMPLETE
    assert "mm/peek.c" in out
    assert "mm/broken.c: not parsed" in err


def test_debug_file(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEBUG_FILE", str(small / ".cocciconfig"))
    with pytest.raises(UserError, match="DEBUG_FILE"):
        check(small, "report", tmp_path / "work")


def test_bad_usage(small: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    no_org = changed(RULE, "virtual org\n", "", tmp_path / "no_org.cocci")
    for tree, mode, rule, m, why in (
        (small, "chain", RULE, None, "not one of"),
        (small, "org", no_org, None, "has no mode org"),
        (small, "report", tmp_path / "none.cocci", None, "no such rule"),
        (tmp_path, "report", RULE, None, "no scripts/coccicheck"),
        (tmp_path / "nowhere", "report", RULE, None, "not a directory"),
        (small, "report", RULE, "no/such", "no such file"),
        (small, "report", RULE, "mm; true", "can't be given"),
    ):
        with pytest.raises(UserError, match=why):
            check(tree, mode, work, rule, m=m)


def test_config_that_writes(small: Path, tmp_path: Path) -> None:
    (small / ".cocciconfig").write_text("[spatch]\n\toptions = --in-place\n")
    with pytest.raises(UserError, match="write into the tree"):
        check(small, "patch", tmp_path / "work")
