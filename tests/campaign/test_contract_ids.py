# SPDX-License-Identifier: GPL-2.0
"""A site's id: file, function, ordinal, hash of the normalised call. It survives line moves."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Callable

import pytest

from maketree import API, make_tree, treewide

SOURCE = f"""// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>

void first(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{{
	spinlock_t *ptl;
	pte_t *pte;

	pte = {API}(mm, pmd, addr, &ptl);
	if (pte)
		pte_unmap(pte);
	pte = {API}(mm, pmd, addr, &ptl);
	if (pte)
		pte_unmap(pte);
}}

void second(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{{
	spinlock_t *ptl;
	pte_t *pte;

	pte = {API}(mm, pmd, addr, &ptl);
	if (pte)
		pte_unmap(pte);
}}
"""
CALL = f"{API}(mm, pmd, addr, &ptl)"

# What may be done to the text without a new id.
HARMLESS: dict[str, Callable[[str], str]] = {
    "ten-lines-inserted-above": lambda s: s.replace("\nvoid first", "\n" * 11 + "void first"),
    "ten-statements-inserted-in-the-function": lambda s: s.replace("\tpte = ", "\tmm->nr_ptes++;\n" * 10 + "\tpte = ", 1),
    "call-split-over-lines": lambda s: s.replace(CALL, f"{API}(mm, pmd,\n\t\t\taddr, &ptl)"),
    "spaces-in-the-call": lambda s: s.replace(CALL, f"{API}( mm , pmd , addr , & ptl )"),
    "comment-in-the-call": lambda s: s.replace(CALL, f"{API}(mm, pmd, /* here */ addr, &ptl)"),
    "functions-swapped": lambda s: s[: s.index("void first")] + s[s.index("void second") :] + "\n"
    + s[s.index("void first") : s.index("void second")],
    "comment-that-names-the-api-above": lambda s: s.replace("void first", f"/* {API}() */\nvoid first"),
}  # fmt: skip


def ids(home: Path, source: str, name: str = "mm/ids.c") -> list[str]:
    tree = make_tree(home / "tree", files={name: source})
    document = treewide("find", tree, run=home / "run").doc
    return [
        site["id"]
        for site in sorted(document["sites"], key=lambda s: (s["function"], s["line"]))
    ]


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return ids(tmp_path_factory.mktemp("ids"), SOURCE)


def test_there_are_three_sites(original: list[str]) -> None:
    assert len(original) == 3


def test_two_calls_in_one_function_have_different_ids(original: list[str]) -> None:
    assert original[0] != original[1]


def test_the_same_call_in_two_functions_has_different_ids(original: list[str]) -> None:
    assert original[2] not in original[:2]


@pytest.mark.parametrize("edit", HARMLESS)
def test_id_survives(tmp_path: Path, original: list[str], edit: str) -> None:
    assert ids(tmp_path, HARMLESS[edit](SOURCE)) == original


def test_id_survives_another_place_of_the_tree(
    tmp_path: Path, original: list[str]
) -> None:
    make_tree(tmp_path / "a" / "tree", files={"mm/ids.c": SOURCE})
    shutil.move(tmp_path / "a" / "tree", tmp_path / "elsewhere")
    document = treewide("find", tmp_path / "elsewhere", run=tmp_path / "run").doc
    assert sorted(site["id"] for site in document["sites"]) == sorted(original)


def test_id_changes_with_the_file(tmp_path: Path, original: list[str]) -> None:
    assert set(ids(tmp_path, SOURCE, "mm/other.c")).isdisjoint(original)


def test_id_changes_with_the_argument(tmp_path: Path, original: list[str]) -> None:
    assert set(
        ids(tmp_path, SOURCE.replace(CALL, f"{API}(mm, pmd, addr + 1, &ptl)"))
    ).isdisjoint(original)


def test_classify_keeps_finds_ids(tmp_path: Path, original: list[str]) -> None:
    tree = make_tree(tmp_path / "tree", files={"mm/ids.c": SOURCE})
    document = treewide("classify", tree, run=tmp_path / "run").doc
    assert sorted(site["id"] for site in document["sites"]) == sorted(original)
