# SPDX-License-Identifier: GPL-2.0
"""find over Linux 6.12, held against grep."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from linux_tree import VERDICTS, key
from maketree import API, Outcome

pytestmark = pytest.mark.kernel


def grep(tree: Path, word: str) -> list[tuple[str, int]]:
    """(file, line) of each place where the word stands, by grep."""
    command = ["grep", "-rwonI", "--exclude-dir=.git", word, "."]
    told = subprocess.run(command, cwd=tree, stdout=subprocess.PIPE, text=True)
    hits = (hit.split(":")[:2] for hit in told.stdout.splitlines())
    return sorted((name.removeprefix("./"), int(number)) for name, number in hits)


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
    assert len(sites) == 13
    assert len({(site["file"], site["function"]) for site in sites}) == 12
    assert len({site["file"] for site in sites}) == 9
    where = {key(site, sites): site["file"] for site in sites}
    assert where == {name: file for name, (file, _) in VERDICTS.items()}
