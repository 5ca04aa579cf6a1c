# SPDX-License-Identifier: GPL-2.0
"""Small trees of the code in tests/cocci/check_corpus, whose README says what is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from campaign import check, config
from campaign.tree import Tree
from maketree import API, ROOT, TREES

Document = dict[str, Any]
CORPUS = ROOT / "tests" / "cocci" / "check_corpus"
_TAG = re.compile(r"/\* wrong (\d+) \*/")


def text_of(name: str) -> str:
    """A file of the corpus: right/NAME or wrong/NAME"""
    return (CORPUS / f"{name}.c").read_text()


def corpus_tree(where: Path, names: Iterable[str]) -> Path:
    """A tree with files of the corpus in mm/, and what they include."""
    for folder in ("mm", "include"):
        (where / folder).mkdir(parents=True, exist_ok=True)
    (where / "Makefile").write_bytes((TREES / "base" / "Makefile").read_bytes())
    stub = ROOT / "tests" / "cocci" / "convert" / "include" / "stub.h"
    (where / "include" / "kernel.h").write_bytes(stub.read_bytes())
    (where / "include" / "stub.h").write_bytes((CORPUS / "stub.h").read_bytes())
    for name in names:
        (where / "mm" / f"{Path(name).name}.c").write_text(text_of(name))
    return where


def checked(
    tree: Path,
    run: Path,
    engines: Sequence[str] = ("rules", "solver"),
    jobs: int = 2,
    **more: Any,
) -> Document:
    """The document "check" of a tree."""
    campaign = config.Campaign(API)
    return check.check(Tree(str(tree)), campaign, run, jobs, engines, **more)


def found(document: Document) -> list[tuple[str, str, int]]:
    """(rule, name of the file without .c, line) of each finding."""
    return [(f["rule"], Path(f["file"]).stem, f["line"]) for f in document["findings"]]


def tagged(name: str) -> dict[int, list[str]]:
    """The lines of a file of the corpus that are wrong: line -> kinds."""
    return {
        number: _TAG.findall(line)
        for number, line in enumerate(text_of(name).splitlines(), 1)
        if _TAG.search(line)
    }
