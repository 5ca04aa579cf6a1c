# SPDX-License-Identifier: GPL-2.0
"""Files that are the same to the rules share an answer, and what went wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign import spatch
from campaign.check import matched
from campaign.check.rules import Rule
from campaign.tree import Tree
from maketree import make_tree

SOURCE = "int f(void)\n{\n\treturn map_it();\n}\n"


def matcher(where: Path, monkeypatch: pytest.MonkeyPatch) -> matched.Matcher:
    """Over two files, of which one has a comment before its code."""
    files = {"mm/one.c": SOURCE, "mm/two.c": f"/* moved */\n\n{SOURCE}"}
    tree = Tree(str(make_tree(where / "tree", files=files)))
    monkeypatch.setattr(matched, "unparsed", lambda *_: [])
    return matched.Matcher(tree, where / "known", 1, "1", [], ["map_it"])


def rule(where: Path) -> Rule:
    return Rule("a_rule", where / "a_rule.cocci", "", "", "High", ("map_it",), "d")


def test_what_fails_is_told_of_each_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def ask(_rule: Path, files: list[Path], *_: object) -> spatch.Answer:
        asked.extend(files)
        return spatch.Answer(problems={str(path): f"{path}: lost" for path in files})

    monkeypatch.setattr(spatch, "ask", ask)
    one = matcher(tmp_path, monkeypatch)
    assert one.find([rule(tmp_path)]) == []
    assert len(asked) == 1
    assert [(e["file"], e["why"]) for e in one.incomplete] == [
        ("mm/one.c", "rule a_rule: mm/one.c: lost"),
        ("mm/two.c", "rule a_rule: mm/two.c: lost"),
    ]


def test_what_is_found_stands_on_the_lines_of_each_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(_rule: Path, files: list[Path], *_: object) -> spatch.Answer:
        (path,) = files
        return spatch.Answer([f"{path}:3:1-2: ERROR: no lock since line 1"])

    monkeypatch.setattr(spatch, "ask", ask)
    found = matcher(tmp_path, monkeypatch).find([rule(tmp_path)])
    assert [(f.file, f.line, f.message) for f in found] == [
        ("mm/one.c", 3, "no lock since line 1"),
        ("mm/two.c", 5, "no lock since line 3"),
    ]
