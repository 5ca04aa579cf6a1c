# SPDX-License-Identifier: GPL-2.0
"""What was read in one tree is known of the files that the next one shares, and of no other."""

from __future__ import annotations

import subprocess
from pathlib import Path

import audit_trees as trees
from campaign.audit.alike import Alike
from campaign.config import Campaign
from campaign.stages import Run
from campaign.tree import Tree
from maketree import API, READER, WRITER


def linked(tree: Path, where: Path) -> Path:
    """A tree of hard links in which one call is gone, one is another, and one is new."""
    subprocess.run(["cp", "-al", tree, where], check=True)
    (where / "mm/writer.c").unlink()
    (where / "mm/reader.c").unlink()
    (where / "mm/reader.c").write_text(WRITER.replace("writer", "reader"))
    (where / "drivers/more.c").write_text(READER.replace("reader", "more"))
    return where


def run_over(tree: Path, folder: Path) -> Run:
    return Run(Tree(str(tree)), Campaign(API), folder, 1, lambda _: None)


def test_the_document_is_the_same(tmp_path: Path) -> None:
    one = trees.old(tmp_path / "one")
    other = linked(one, tmp_path / "other")
    _, behind = trees.audit(tmp_path / "both", one, other).doc["trees"]
    (alone,) = trees.audit(tmp_path / "alone", other).doc["trees"]
    assert behind == alone
    found = {site["function"]: site["verdict"] for site in behind["sites"]}
    assert found == {"reader": "rw", "more": "ro"}


def test_what_is_shared_is_handed_on(tmp_path: Path) -> None:
    one = trees.old(tmp_path / "one")
    other = linked(one, tmp_path / "two")
    before = run_over(one, tmp_path / "run1")
    listing = before.tree.listing
    listing.remember(before.folder / "cache" / "words.json")
    assert listing.with_word([API], (".c",)) == ["mm/pgtable-generic.c", "mm/reader.c", "mm/writer.c"]  # fmt: skip
    listing.keep()
    alike = Alike(tmp_path / "alike")
    alike.begin(before)
    after = run_over(other, tmp_path / "run2")
    alike.begin(after)
    kept = after.folder / "cache" / "words.json"
    assert kept.read_bytes() == (before.folder / "cache" / "words.json").read_bytes()
    after.tree.listing.remember(kept)
    assert after.tree.listing.with_word([API], (".c",)) == ["drivers/more.c", "mm/pgtable-generic.c", "mm/reader.c"]  # fmt: skip


def test_a_copy_shares_nothing(tmp_path: Path) -> None:
    alike = Alike(tmp_path / "alike")
    before = run_over(trees.old(tmp_path / "one"), tmp_path / "run1")
    before.tree.listing.remember(before.folder / "cache" / "words.json")
    before.tree.listing.with_word([API])
    before.tree.listing.keep()
    alike.begin(before)
    after = run_over(trees.old(tmp_path / "two"), tmp_path / "run2")
    alike.begin(after)
    assert not (after.folder / "cache" / "words.json").exists()
