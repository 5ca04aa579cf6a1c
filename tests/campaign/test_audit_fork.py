# SPDX-License-Identifier: GPL-2.0
"""A vendor's fork, with callers of its own in drivers, an architecture and headers: the answer key holds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

import audit_trees as trees
from maketree import ROOT, make_tree

sys.path.insert(0, str(ROOT / "tests" / "bench"))

import fork as forks  # noqa: E402

Document = dict[str, Any]


@pytest.fixture(name="made", scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """Mainline, which is a small tree here, and its fork."""
    home = tmp_path_factory.mktemp("vendor")
    main = make_tree(home / "main")
    fork = forks.make(main, home / "fork")
    return trees.audit(home, main, fork).doc


def test_the_key(made: Document) -> None:
    _, fork = made["trees"]
    found = {(s["file"], s["function"]): (s["kind"], s["verdict"]) for s in fork["sites"]}  # fmt: skip
    assert found == forks.key()


def test_all_of_it_is_the_forks_alone(made: Document) -> None:
    name = made["trees"][1]["name"]
    assert {(row["file"], row["function"]) for row in made["across"]} == set(forks.key())  # fmt: skip
    assert {row["only_in"] for row in made["across"]} == {name}


def test_wrappers_have_their_callers(made: Document) -> None:
    found = {w["name"]: {c["function"] for c in w["callers"]} for w in made["trees"][1]["wrappers"]}  # fmt: skip
    assert found == {"own_map": {"own_age", "own_wipe"}, "own_map_at": {"own_check"}, "OWN_HAS_TABLE": {"own_has"}}  # fmt: skip


def test_the_chain_leads_to_another_file(made: Document) -> None:
    (poke,) = [s for s in made["trees"][1]["sites"] if s["function"] == "own_poke"]
    assert [step["file"] for step in poke["evidence"]][-1] == "drivers/own/store.c"


def test_what_stays_says_why(made: Document) -> None:
    left = {entry["id"].split(":")[1]: entry["why"] for entry in made["trees"][1]["series"]["left"]}  # fmt: skip
    assert {"own_visit", "OWN_HAS_TABLE"} <= set(left)
    assert all(left.values())
    assert made["trees"][1]["series"]["applies"] is False
