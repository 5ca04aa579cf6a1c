# SPDX-License-Identifier: GPL-2.0
"""Trees that are made to break the one who reads them: each ends in time, and names what it left out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from campaign.config import Campaign
from campaign.converter import Converter
from campaign.tree import Tree
from maketree import API, READER, Outcome, make_tree, treewide


def find(tree: Path, timeout: float = 60) -> Outcome:
    shared = {"TREEWIDE_CACHE": os.environ["TREEWIDE_CACHE"]}
    return treewide(
        "find", tree, run=tree.parent / "run", env=shared, timeout=timeout
    )  # fmt: skip


def test_a_file_of_100_megabytes_is_named(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", files={"mm/good.c": READER})
    with open(tree / "mm" / "huge.c", "wb") as huge:
        huge.write(READER.encode())
        huge.seek(100 << 20)
        huge.write(b"\n")
    outcome = find(tree)
    assert outcome.status == 4
    assert "mm/huge.c" in {entry["file"] for entry in outcome.doc["incomplete"]}
    assert [site["file"] for site in outcome.doc["sites"]] == ["mm/good.c"]
    converter = Converter(Tree(str(tree)), Campaign(API), tmp_path / "run", 1)
    assert converter.read("mm/huge.c") is None
    assert converter.read("mm/good.c") == READER.encode()
    stays = converter.without_old({}).stays
    assert stays and "mm/huge.c can't be read" in stays


def test_deep_folders(tmp_path: Path) -> None:
    name = "/".join(["drivers", *["d" * 10] * 150, "deep.c"])
    tree = make_tree(tmp_path / "tree", files={name: READER})
    assert [site["file"] for site in find(tree).doc["sites"]] == [name]


@pytest.mark.parametrize(
    "inside",
    [
        "\tmm = " + "(" * 20000 + "mm" + ")" * 20000 + ";\n",
        "\t" + "{" * 700 + "}" * 700 + "\n",
        "\tmm" + "->mm" * 20000 + "();\n",
    ],
    ids=["parentheses", "braces", "members"],
)
def test_deep_code_is_seen_or_named(tmp_path: Path, inside: str) -> None:
    source = READER.replace("\tif (!pte)\n", inside + "\tif (!pte)\n", 1)
    tree = make_tree(tmp_path / "tree", files={"mm/deep.c": source, "mm/good.c": READER})  # fmt: skip
    document = find(tree, 120).doc
    named = {entry["file"] for entry in document["incomplete"]}
    sites = {site["file"]: site["kind"] for site in document["sites"]}
    assert sites["mm/good.c"] == "call"
    assert sites["mm/deep.c"] == "call" or "mm/deep.c" in named


def test_a_planted_configuration_and_index(tmp_path: Path) -> None:
    """spatch would take both: the index says that no file has the name."""
    config = "[spatch]\n\toptions = --use-idutils\n\toptions = --timeout 1 --sp-file /nowhere.cocci\n"
    tree = make_tree(tmp_path / "tree", files={"mm/real.c": READER, ".cocciconfig": config, "ID": "", "mm/ID": "x", "mm/.cocciconfig": config})  # fmt: skip
    outcome = find(tree)
    assert [site["kind"] for site in outcome.doc["sites"]] == ["call"]
    assert outcome.doc["incomplete"] == []


def test_macros_that_explode(tmp_path: Path) -> None:
    macros = "#define X0 mm\n" + "".join(f"#define X{n + 1} X{n} X{n}\n" for n in range(60))  # fmt: skip
    source = macros + READER.replace("\tif (!pte)\n", "\tX60;\n\tif (!pte)\n", 1)
    tree = make_tree(tmp_path / "tree", files={"mm/bomb.c": source})
    document = find(tree, 120).doc
    assert {"mm/bomb.c"} <= {e["file"] for e in document["sites"] + document["incomplete"]}  # fmt: skip


def test_what_only_looks_like_calls(tmp_path: Path) -> None:
    call = f"{API}(mm, pmd, addr, &ptl)"
    lines = [f"/* {call}; */", f"// {call}; \\\n   {call};", f'static const char *a = "{call}";',
             f'static const char *b = "\\"{call}\\\n{call}";', f"#if 0\n{call};\n#endif", f"/* ' */ /* \" */ /* {call} */"]  # fmt: skip
    tree = make_tree(tmp_path / "tree", files={"mm/looks.c": "\n".join(lines) + "\n" + READER})  # fmt: skip
    document = find(tree).doc
    calls = [s for s in document["sites"] if s["kind"] == "call"]
    assert [site["function"] for site in calls] == ["reader"]
    counts = document["counts"]
    assert sum(counts.values()) == 2 * counts["textual"]
