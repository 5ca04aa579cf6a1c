# SPDX-License-Identifier: GPL-2.0
"""The tool knows no function that it converts: none is named under cocci/ or scripts/."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import yaml

from campaign import config, ctext
from campaign.tree import Tree

TOP = Path(__file__).resolve().parents[2]
BUILT = {"build", "__pycache__", ".mypy_cache"}
# Converted by hand in 6.12, or written through on the way there.
CONVERTED = frozenset(
    """
    adjust_pte handle_pte_fault collapse_pte_mapped_thp copy_pte_range copy_present_pte copy_nonpresent_pte
    move_ptes map_pte move_pages_pte move_present_pte move_swap_pte move_zeropage_pte walk_pte_range
    retract_page_tables assert_pte_locked filemap_fault_recheck_pte_none __collapse_huge_page_swapin
    do_swap_page page_vma_mapped_walk
    """.split()
)


def files() -> list[Path]:
    return sorted(
        path
        for folder in ("cocci", "scripts")
        for path in (TOP / folder).rglob("*")
        if path.is_file() and not BUILT & set(path.relative_to(TOP).parts)
    )


def named(names: frozenset[str]) -> list[str]:
    """Where one of the names stands as a word."""
    word = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(names))) + r")\b")
    return [
        f"{path.relative_to(TOP)}:{number}: {match.group()}"
        for path in files()
        for number, line in enumerate(path.read_text("latin-1").splitlines(), 1)
        for match in word.finditer(line)
    ]


def calling(tree: Tree) -> frozenset[str]:
    """The functions and macros of a tree in which the old API is called, but not those that are it."""
    campaigns = [
        yaml.safe_load(p.read_text()) for p in (TOP / "patches").glob("*/campaign.yaml")
    ]
    found = set()
    for api in (campaign["api"] for campaign in campaigns):
        old = api["old"]["name"]
        call = re.compile(rf"\b{re.escape(old)}[ \t]*\(")
        for file in tree.listing.with_word([old], (".c", ".h")):
            code = ctext.blanked(tree.text(file))
            found |= {
                definition.name
                for definition in tree.definitions(file)
                if call.search(code, definition.body, definition.end)
            }
    return frozenset(found)


def test_there_is_something_to_look_at() -> None:
    assert {".cocci", ".py", ".c"} <= {path.suffix for path in files()}
    assert config.ROOT == TOP


def test_no_function_converted_by_hand_is_named() -> None:
    assert named(CONVERTED) == []


def test_no_function_that_calls_the_old_api_is_named() -> None:
    if "TREEWIDE_TREE" not in os.environ:
        pytest.skip("TREEWIDE_TREE names no kernel tree")
    names = calling(Tree(os.environ["TREEWIDE_TREE"]))
    assert names
    assert named(names) == []
