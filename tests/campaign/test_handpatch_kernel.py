# SPDX-License-Identifier: GPL-2.0
"""The real patch of the new helpers, on Linux and on what its forks look like."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from campaign import handpatch
from campaign.handpatch import PatchRefused
from handpatch_box import swapped

HERE = Path(__file__).resolve().parents[2]
HELPERS = HERE / "patches" / "pte_offset_map_nolock" / "introduce-helpers.patch"


@pytest.fixture
def linux() -> Path:
    """The Linux tree to test on, which has the old API."""
    if "TREEWIDE_TREE" not in os.environ:
        pytest.skip("TREEWIDE_TREE names no Linux tree")
    return Path(os.environ["TREEWIDE_TREE"])


@pytest.fixture
def of_linux(linux: Path) -> dict[str, bytes]:
    """The files that the real patch edits."""
    paths = [edit.path for edit in handpatch.parse(HELPERS)]
    return {path: (linux / path).read_bytes() for path in paths}


def test_real_patch_edits_what_it_should():
    assert {edit.path for edit in handpatch.parse(HELPERS)} == {
        "Documentation/mm/split_page_table_lock.rst",
        "include/linux/mm.h",
        "mm/pgtable-generic.c",
    }


@pytest.mark.kernel
def test_real_patch_agrees_with_patch(of_linux, tmp_path):
    program = shutil.which("patch")
    if not program:
        pytest.skip("patch: not found; install Debian's package patch")
    for path, content in of_linux.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    told = subprocess.run(
        [program, "-p1", "--fuzz=0", "-i", str(HELPERS)],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "offset" not in told and "fuzz" not in told
    outcome = handpatch.apply(of_linux.get, HELPERS)
    assert outcome.reduced == () and outcome.left_out == ()
    assert outcome.files == {path: (tmp_path / path).read_bytes() for path in of_linux}
    assert handpatch.applied(outcome.files.get, HELPERS)
    assert not handpatch.applied(of_linux.get, HELPERS)


@pytest.mark.kernel
def test_real_patch_pleases_checkpatch(linux):
    told = subprocess.run(
        [
            "perl",
            "scripts/checkpatch.pl",
            "--strict",
            "--ignore",
            "MISSING_SIGN_OFF",
            str(HELPERS),
        ],
        cwd=linux,
        check=False,
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stdout


MM_H, GENERIC_C, RST = (
    "include/linux/mm.h",
    "mm/pgtable-generic.c",
    "Documentation/mm/split_page_table_lock.rst",
)


@pytest.mark.kernel
@pytest.mark.parametrize(
    "path, old, new",
    [
        (
            MM_H,
            "pte_offset_map_nolock(struct mm_struct *mm, pmd_t *pmd,\n\t\t\tunsigned",
            "pte_offset_map_nolock(struct mm_struct *mm, pmd_t *pmd, unsigned",
        ),
        (MM_H, "pte_t *pte_offset_map_nolock(", "extern pte_t *pte_offset_map_nolock("),
        (
            MM_H,
            "#define pte_unmap_unlock(pte, ptl)\tdo {",
            "void fork_own(void);\n\n#define pte_unmap_unlock(pte, ptl)\tdo {",
        ),
        (
            MM_H,
            "pte_t *__pte_offset_map_lock(",
            "\n\n\n\npte_t *__pte_offset_map_lock(",
        ),
        (
            GENERIC_C,
            "pte_t *pte_offset_map_nolock(",
            "int fork_own(void)\n{\n\treturn 0;\n}\n\npte_t *pte_offset_map_nolock(",
        ),
        (
            GENERIC_C,
            "pmd_t *pmd,\n\t\t\t     unsigned long addr, spinlock_t **ptlp)\n{\n\tpmd_t",
            "pmd_t *pmd,\n\t\tunsigned long addr, spinlock_t **ptlp)\n{\n\tpmd_t",
        ),
        (GENERIC_C, "in practice, no callsite needs that -", "some callsites do -"),
        (
            GENERIC_C,
            "either the mmap_lock for write, or pte_same() check on contents, is enough.",
            "see there.",
        ),
        (
            RST,
            " - pte_offset_map_nolock()\n",
            " - fork_own()\n\n - pte_offset_map_nolock()\n",
        ),
        (RST, " - pte_unmap()\n", " - pte_unmap():\n"),
    ],
    ids=[
        "h: one line",
        "h: extern",
        "h: another prototype",
        "h: moved",
        "c: another function",
        "c: wrapping",
        "c: comment",
        "c: end of comment",
        "rst: another entry",
        "rst: neighbour",
    ],
)
def test_real_patch_on_forks(of_linux, path, old, new):
    text = of_linux[path].decode()
    if old.startswith("pmd_t *pmd,"):  # the first of two functions with these lines
        assert old in text
    else:
        assert text.count(old) == 1, old
    fork = dict(of_linux, **{path: text.replace(old, new, 1).encode()})
    outcome = handpatch.apply(fork.get, HELPERS)
    edits = {edit.path: edit for edit in handpatch.parse(HELPERS)}
    back = outcome.files[path]
    for hunk in edits[path].hunks:
        block = b"".join(hunk.signed(b"+"))
        follows = hunk.lines[-hunk.context()[1]][1]
        assert back.count(block + follows) == 1
        back = back.replace(block, b"")
    assert back == fork[path]
    assert handpatch.applied(outcome.files.get, HELPERS)


@pytest.mark.kernel
def test_real_patch_is_known_again_when_the_old_function_is_gone(of_linux):
    files = handpatch.apply(of_linux.get, HELPERS).files
    end = {MM_H: ");\n\n", GENERIC_C: "\n}\n\n", RST: "table;\n"}
    for path, content in files.items():
        text = content.decode()
        start = text.index(
            " - pte_offset_map_nolock()"
            if path == RST
            else "pte_t *pte_offset_map_nolock("
        )
        stop = text.index(end[path], start) + len(end[path])
        files[path] = (text[:start] + text[stop:]).encode()
    assert handpatch.applied(files.get, HELPERS)
    with pytest.raises(PatchRefused, match="there already"):
        handpatch.apply(files.get, HELPERS)


@pytest.mark.kernel
@pytest.mark.parametrize(
    "path, old, new, why",
    [
        (GENERIC_C, "pte_offset_map_nolock(struct", "pte_map_other(struct", "no line"),
        (
            GENERIC_C,
            "\npte_t *pte_offset_map_nolock(",
            "\n/* Ours. */\npte_t *pte_offset_map_nolock(",
            "lines around",
        ),
        (
            MM_H,
            "#define pte_unmap_unlock(",
            "pte_t *pte_offset_map_rw_nolock(struct mm_struct *mm, pmd_t *pmd, unsigned long a,\n"
            "\t\tpmd_t *pmdvalp, spinlock_t **ptlp);\n#define pte_unmap_unlock(",
            "",
        ),
        (
            GENERIC_C,
            "\npte_t *pte_offset_map_nolock(",
            "\npte_t *pte_offset_map_ro_nolock(struct mm_struct *mm, pmd_t *pmd,\n"
            "\t\tunsigned long addr, spinlock_t **ptlp)\n{\n\treturn NULL;\n}\n"
            "\npte_t *pte_offset_map_nolock(",
            "already",
        ),
    ],
    ids=["older API", "torn comment", "h: backport", "c: backport"],
)
def test_real_patch_is_refused(of_linux, path, old, new, why):
    fork = dict(of_linux, **{path: swapped(of_linux[path].decode(), old, new).encode()})
    with pytest.raises(PatchRefused, match=why) as caught:
        handpatch.apply(fork.get, HELPERS)
    assert caught.value.path == path
