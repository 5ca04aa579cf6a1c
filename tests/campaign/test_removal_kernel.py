# SPDX-License-Identifier: GPL-2.0
"""The real removal, on Linux and on what its forks look like."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from campaign import config, handpatch, removal
from campaign.removal import Mention
from campaign.tree import Tree

MM_H, GENERIC_C, RST = (
    "include/linux/mm.h",
    "mm/pgtable-generic.c",
    "Documentation/mm/split_page_table_lock.rst",
)


@pytest.fixture(name="linux", scope="module")
def find_linux() -> Path:
    """The Linux tree to test on, which has the old API."""
    if "TREEWIDE_TREE" not in os.environ:
        pytest.skip("TREEWIDE_TREE names no Linux tree")
    return Path(os.environ["TREEWIDE_TREE"])


@pytest.fixture(name="campaign", scope="module")
def load_campaign() -> config.Campaign:
    return config.Campaign("pte_offset_map_nolock")


@pytest.fixture(name="named", scope="module")
def find_named(linux: Path, campaign: config.Campaign) -> list[str]:
    """Every file of the tree in which the old name stands."""
    return Tree(str(linux)).listing.with_word([campaign.old])


@pytest.fixture(name="converted")
def convert(
    linux: Path, campaign: config.Campaign, named: list[str]
) -> dict[str, bytes]:
    """These files with the helpers in and each call under another name: not
    a conversion, but for the removal it is as good as one."""
    files = {path: (linux / path).read_bytes() for path in named}
    for path in set(named) - {MM_H, GENERIC_C, RST}:
        files[path] = files[path].replace(b"_nolock(", b"_ro_nolock(")
    helpers = campaign.folder / "introduce-helpers.patch"
    return files | handpatch.apply(files.get, helpers).files


def swapped(files: dict[str, bytes], path: str, old: str, new: str) -> dict[str, bytes]:
    """The files with one thing in one of them replaced."""
    assert files[path].count(old.encode()) == 1, old
    return {**files, path: files[path].replace(old.encode(), new.encode())}


@pytest.mark.kernel
def test_linux_names_it_where_the_patch_removes_it(named):
    """12 calls in 9 files, a prototype, a definition, a comment and a document."""
    assert len(named) == 9 + 3
    assert {MM_H, GENERIC_C, RST} < set(named)


@pytest.mark.kernel
def test_linux_loses_it(campaign, converted, named):
    done = removal.remove(converted.get, campaign, named)
    assert done.stays is None and done.mentions == () and done.left_out == ()
    assert set(done.files) == {MM_H, GENERIC_C, RST}
    after = {**converted, **done.files}
    assert not any(re.search(rb"\bpte_offset_map_nolock\b", b) for b in after.values())
    for path in done.files:
        gone = len(converted[path].split(b"\n")) - len(after[path].split(b"\n"))
        assert gone == {MM_H: 3, GENERIC_C: 12 + 9, RST: 3}[path]
    assert b"afterwards.\n *\n * pte_offset_map_ro_nolock(mm" in after[GENERIC_C]
    assert b"\treturn pte;\n}\n\n/*\n * pte_offset_map_lock(mm" in after[GENERIC_C]
    assert b"\n}\n\npte_t *pte_offset_map_ro_nolock(" in after[MM_H]
    assert b"no PTE table;\n - pte_offset_map_ro_nolock()\n" in after[RST]
    for patch in campaign.folder.glob("*.patch"):
        assert handpatch.applied(after.get, patch), patch


@pytest.mark.kernel
def test_linux_keeps_it_for_one_caller(linux, campaign, converted, named):
    path = "mm/vmscan.c"
    fork = {**converted, path: (linux / path).read_bytes()}
    line = 1 + fork[path].split(b"pte_offset_map_nolock")[0].count(b"\n")
    done = removal.remove(fork.get, campaign, named)
    assert done.files == {}
    assert done.stays == f"pte_offset_map_nolock() stays: {path}:{line} calls it"


@pytest.mark.kernel
@pytest.mark.parametrize(
    "path, old, new",
    [
        (MM_H, "void pagecache_isize_extended(", "void own(void);\nvoid pagecache_isize_extended("),
        (GENERIC_C, "pte_t *__pte_offset_map(pmd_t", "int own;\n\npte_t *__pte_offset_map(pmd_t"),
        (GENERIC_C, " * and disconnected table.", " * and disconnected one."),
        (GENERIC_C, " * pte_offset_map_lock(mm, pmd, addr, ptlp), and", " * pte_offset_map_lock(mm, pmd, addr, ptlp) and"),
        (RST, " - pte_offset_map_lock()\n", " - own()\n\n - pte_offset_map_lock()\n"),
    ],
    ids=["h: moved", "c: moved", "c: comment above", "c: comment below", "rst: moved"],
)  # fmt: skip
def test_forks_lose_it(campaign, converted, named, path, old, new):
    fork = swapped(converted, path, old, new)
    plain = removal.remove(converted.get, campaign, named)
    done = removal.remove(fork.get, campaign, named)
    assert done.stays is None and done.mentions == ()
    assert done.files == swapped(plain.files, path, old, new)


@pytest.mark.kernel
@pytest.mark.parametrize(
    "path, old, new, said",
    [
        (
            GENERIC_C,
            "in practice, no callsite needs that -",
            "some callsites do -",
            "nothing uses it: remove-old.patch: mm/pgtable-generic.c: hunk 2",
        ),
        (
            GENERIC_C,
            "\n/*\n * pte_offset_map_lock(mm, pmd",
            "EXPORT_SYMBOL_GPL(pte_offset_map_nolock);\n\n/*\n * pte_offset_map_lock(mm, pmd",
            "exports it",
        ),
        (
            MM_H,
            "pte_t *pte_offset_map_nolock(",
            "extern pte_t *pte_offset_map_nolock(",
            "nothing uses it: remove-old.patch: include/linux/mm.h: hunk 1",
        ),
        (
            GENERIC_C,
            "pte_t *pte_offset_map_nolock(",
            "pte_t *pte_own_nolock(",
            "nothing uses it: remove-old.patch: mm/pgtable-generic.c: hunk 1",
        ),
        (
            RST,
            "maps PTE, returns pointer to PTE with pointer to its PTE table",
            "maps PTE",
            f"nothing uses it: remove-old.patch: {RST}: hunk 1",
        ),
    ],
    ids=["comment", "export", "extern", "prototype alone", "document"],
)
def test_forks_keep_it_whole(campaign, converted, named, path, old, new, said):
    done = removal.remove(swapped(converted, path, old, new).get, campaign, named)
    assert done.files == {} and said in done.stays


@pytest.mark.kernel
def test_without_the_helpers_it_stays(linux, campaign, converted, named):
    bare = {path: (linux / path).read_bytes() for path in (MM_H, GENERIC_C, RST)}
    done = removal.remove({**converted, **bare}.get, campaign, named)
    assert done.refused and done.files == {}


@pytest.mark.kernel
def test_a_comment_of_a_fork_is_named(campaign, converted, named):
    fork = swapped(
        converted,
        MM_H,
        "#define pte_unmap_unlock(",
        "/* pte_offset_map_nolock() was here. */\n#define pte_unmap_unlock(",
    )
    done = removal.remove(fork.get, campaign, named)
    line = 1 + done.files[MM_H].split(b"pte_offset_map_nolock")[0].count(b"\n")
    assert done.mentions == (Mention(MM_H, line, "comment"),)


@pytest.mark.kernel
def test_checkpatch(linux, campaign):
    for patch in campaign.folder.glob("remove-*.patch"):
        told = subprocess.run(
            ["perl", "scripts/checkpatch.pl", "--strict",
             "--ignore", "MISSING_SIGN_OFF", patch],
            cwd=linux,
            check=False,
            capture_output=True,
            text=True,
        )  # fmt: skip
        assert told.returncode == 0, told.stdout
