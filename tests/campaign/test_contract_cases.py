# SPDX-License-Identifier: GPL-2.0
"""The cases themselves: C that a compiler takes, marks that point at something. Needs no treewide."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import test_contract_find
import test_contract_metamorphic
from maketree import READER, TREES, WRITER, expected, make_tree, marked, textual_hits

OVERLAYS = ("ro", "rw", "flow", "escape", "recheck", "convert")
SOURCES = [
    pytest.param(path, id=str(path.relative_to(TREES)))
    for o in OVERLAYS
    for path in sorted((TREES / o).rglob("*.c"))
]
SHAPES = test_contract_find.IN_CODE | {"reader": READER, "writer": WRITER}
# The name stands in these without being declared, or the code is odd on purpose.
WARNINGS = (
    "-Wall",
    "-Werror",
    "-Wno-unused-variable",
    "-Wno-parentheses",
    "-Wno-unused-but-set-variable",
)


def compiles(tree: Path, arch: str, source: Path) -> str:
    """What the compiler says, with the tree's own headers only."""
    words = [
        "gcc",
        "-nostdinc",
        "-fsyntax-only",
        *WARNINGS,
        f"-I{tree}/include",
        f"-I{tree}/arch/{arch}/include",
    ]
    return subprocess.run([*words, str(source)], capture_output=True, text=True).stderr


@pytest.mark.parametrize("path", SOURCES)
@pytest.mark.parametrize("arch", ("x86", "arm", "powerpc", "s390"))
def test_case_is_valid_c(tmp_path: Path, arch: str, path: Path) -> None:
    overlay = path.relative_to(TREES).parts[0]
    tree = make_tree(tmp_path / "tree", overlay)
    assert compiles(tree, arch, tree / path.relative_to(TREES / overlay)) == ""


@pytest.mark.parametrize("shape", SHAPES)
def test_shape_of_a_call_is_valid_c(tmp_path: Path, shape: str) -> None:
    text = (
        SHAPES[shape]
        if "#include" in SHAPES[shape]
        else test_contract_find.HEAD + SHAPES[shape]
    )
    tree = make_tree(tmp_path / "tree", files={"mm/shape.c": text})
    assert compiles(tree, "x86", tree / "mm/shape.c") == ""


def test_metamorphic_program_is_valid_c(tmp_path: Path) -> None:
    meta = test_contract_metamorphic
    header = "#include <linux/mm.h>\n" + "".join(meta.MORE)
    files = {
        "include/linux/meta.h": header,
        "mm/meta.c": meta.HEAD + "\n".join(meta.FUNCTIONS.values()),
    }
    tree = make_tree(tmp_path / "tree", files=files)
    assert compiles(tree, "x86", tree / "mm/meta.c") == ""


@pytest.mark.parametrize("tag", ("WRITE", "USE"))
@pytest.mark.parametrize("overlay", OVERLAYS[:4])
def test_marks_name_cases(overlay: str, tag: str) -> None:
    cases = {name for key, _ in expected(overlay, "EXPECT") for name in key.split("|")}
    assert {function for function, _, _ in marked(overlay, tag)} <= cases


@pytest.mark.parametrize("overlay", ("ro", "rw", "flow"))
def test_every_certain_rw_case_has_its_write_marked(overlay: str) -> None:
    certain = {
        function
        for function, verdicts in expected(overlay, "EXPECT")
        if verdicts == ["rw"]
    }
    assert certain - {function for function, _, _ in marked(overlay, "WRITE")} == set()


@pytest.mark.parametrize("overlay", OVERLAYS[:4])
def test_every_call_in_a_case_is_expected(overlay: str) -> None:
    """As many calls as expectations: nothing stands in a tree without a verdict by hand."""
    tree = TREES / overlay
    assert textual_hits(tree) == len(expected(overlay, "EXPECT"))


def test_base_tree_has_five_hits() -> None:
    """A prototype, a definition, two in its comment, one in Documentation/."""
    assert textual_hits(TREES / "base") == 5
