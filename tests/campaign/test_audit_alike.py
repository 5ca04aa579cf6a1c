# SPDX-License-Identifier: GPL-2.0
"""What was read in one tree is known of the files that the next one shares, and of no other."""

from __future__ import annotations

import subprocess
from pathlib import Path

import audit_trees as trees
from campaign.audit import alike, targets
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
    known = alike.Alike(tmp_path / "alike")
    known.begin(before)
    after = run_over(other, tmp_path / "run2")
    known.begin(after)
    kept = after.folder / "cache" / "words.json"
    assert kept.read_bytes() == (before.folder / "cache" / "words.json").read_bytes()
    after.tree.listing.remember(kept)
    assert after.tree.listing.with_word([API], (".c",)) == ["drivers/more.c", "mm/pgtable-generic.c", "mm/reader.c"]  # fmt: skip


def test_a_copy_shares_nothing(tmp_path: Path) -> None:
    known = alike.Alike(tmp_path / "alike")
    before = run_over(trees.old(tmp_path / "one"), tmp_path / "run1")
    before.tree.listing.remember(before.folder / "cache" / "words.json")
    before.tree.listing.with_word([API])
    before.tree.listing.keep()
    known.begin(before)
    after = run_over(trees.old(tmp_path / "two"), tmp_path / "run2")
    known.begin(after)
    assert not (after.folder / "cache" / "words.json").exists()


def test_families_are_told_by_the_files_that_are_shared(tmp_path: Path) -> None:
    one, two = trees.old(tmp_path / "one"), trees.old(tmp_path / "two")
    like_one, like_two = linked(one, tmp_path / "1b"), linked(two, tmp_path / "2b")
    every = [
        targets.of(str(path), None, tmp_path / "run")
        for path in (one, two, like_two, like_one)
    ]
    assert [[t.name for t in family] for family in alike.families(every)] == [
        [str(one), str(like_one)],
        [str(two), str(like_two)],
    ]


def test_of_each_family_the_documents_are_the_same(tmp_path: Path) -> None:
    """What one family hands on in memory is not taken for another one's."""
    one, two = trees.old(tmp_path / "one"), trees.old(tmp_path / "two")
    (two / "mm/writer.c").write_text(WRITER.replace("writer(", "author("))
    every = [one, linked(one, tmp_path / "1b"), two, linked(two, tmp_path / "2b")]
    (every[3] / "mm/alone.c").write_text(READER.replace("reader", "alone"))
    many = trees.audit(tmp_path / "all", *every, "-j1").doc["trees"]
    for entry, path in zip(many, every):
        (alone,) = trees.audit(tmp_path / f"of-{path.name}", path).doc["trees"]
        assert entry == alone
    assert "author" in {site["function"] for site in many[2]["sites"]}
    assert "alone" in {site["function"] for site in many[3]["sites"]}
