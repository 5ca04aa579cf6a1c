# SPDX-License-Identifier: GPL-2.0
"""A proof is read back when it was made of the same, and only then."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import Any

import pytest
from maketree import make_tree

from campaign import config, flavours
from campaign.stages import Run
from campaign.tree import Tree
from campaign.verify.options import Options
from campaign.verify.unchanged import Unchanged

CHOSEN = list(flavours.load().values())
CONVERTED: dict[str, Any] = {"files": [], "sites": [], "incomplete": []}
PROOF: dict[str, Any] = {"steps": ["one"], "findings": ["a warning"], "incomplete": []}


class Proof:
    """A run over a small tree, and what a proof is made of."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tree = make_tree(folder / "tree")
        self.asked: dict[str, Any] = {
            "converted": CONVERTED,
            "options": Options(),
            "chosen": CHOSEN,
            "versions": {f.name: "gcc 12" for f in CHOSEN},
            "skipped": {},
        }

    def run(self) -> Run:
        campaign = config.Campaign("pte_offset_map_nolock")
        found = Run(Tree(self.tree), campaign, self.folder / "run", 1, print)
        # Not what is looked at here, and it takes spatch.
        found.convert = lambda: CONVERTED  # type: ignore[method-assign]
        return found

    def keep(self, document: dict[str, Any]) -> None:
        run = self.run()
        Unchanged(run, **self.asked).keep(document)
        run.keep_verified(document)

    def kept(self, **other: Any) -> dict[str, Any] | None:
        return Unchanged(self.run(), **{**self.asked, **other}).proof()


@pytest.fixture(name="proof")
def make_proof(tmp_path: Path) -> Proof:
    return Proof(tmp_path)


def test_the_same_is_read_back_with_its_findings(proof: Proof) -> None:
    assert proof.kept() is None
    proof.keep(PROOF)
    assert proof.kept() == PROOF


def test_anything_else_is_proven_anew(proof: Proof) -> None:
    proof.keep(PROOF)
    other = {
        "converted": {**CONVERTED, "sites": ["another"]},
        "options": Options(ends=True),
        "chosen": [dataclasses.replace(CHOSEN[0], lines=("CONFIG_A=y",)), *CHOSEN[1:]],
        "versions": {**proof.asked["versions"], CHOSEN[0].name: "gcc 13"},
        "skipped": {CHOSEN[0].name: "no compiler"},
    }
    for name, value in other.items():
        assert proof.kept(**{name: value}) is None, name
    assert proof.kept() == PROOF


def test_a_file_of_the_tree_that_was_written_tells(proof: Proof) -> None:
    proof.keep(PROOF)
    file = next(path for path in sorted(proof.tree.rglob("*.c")) if path.is_file())
    file.write_bytes(file.read_bytes() + b"\n")
    assert proof.kept() is None


def test_a_link_to_a_file_of_the_tree_is_no_change_once_noted(proof: Proof) -> None:
    proof.keep(PROOF)
    run = proof.run()
    file = next(path for path in sorted(proof.tree.rglob("*.c")) if path.is_file())
    os.link(file, proof.folder / "linked")
    run.linked()
    run.keep_verified(PROOF)
    assert proof.kept() == PROOF


def test_what_is_incomplete_is_asked_again(proof: Proof) -> None:
    proof.keep({**PROOF, "incomplete": [{"what": "x64", "why": "no compiler"}]})
    assert proof.kept() is None


def test_a_document_that_was_changed_is_not_believed(proof: Proof) -> None:
    proof.keep(PROOF)
    path = proof.folder / "run" / "verify.json"
    path.write_text(path.read_text().replace("a warning", "nothing"))
    assert proof.kept() is None


@pytest.mark.parametrize(
    "options",
    [Options(series=Path("mails")), Options(converted="tree"), Options(shard=(1, 2))],
)
def test_what_is_read_from_elsewhere_is_read_again(
    proof: Proof, options: Options
) -> None:
    proof.asked["options"] = options
    proof.keep(PROOF)
    assert proof.kept() is None
