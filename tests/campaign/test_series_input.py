# SPDX-License-Identifier: GPL-2.0
"""treewide series and what users give it: git trees in all states, folders, dates, no name."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from maketree import RO, WRITER, Outcome, add_files, tree_hash
from series_trees import (
    WHO,
    applied,
    commit,
    contents,
    git,
    patches,
    repository,
    series,
    small,
    subjects,
)


def refused(outcome: Outcome, *words: str) -> None:
    """Exit 2 with one line that says all of it, and nothing written."""
    assert outcome.status == 2, (outcome.status, outcome.talk)
    assert outcome.talk.count("\n") == 1 and outcome.out == b""
    for word in words:
        assert word in outcome.talk
    assert not list((outcome.run.parent / "out").glob("*.patch"))


def cover(out: Path) -> str:
    (path,) = out.glob("*0000-cover-letter.mbox")
    return path.read_text()


def test_a_git_tree(tmp_path: Path) -> None:
    tree = repository(small(tmp_path / "tree"))
    head = git(tree, "rev-parse", "HEAD").strip()
    before = tree_hash(tree)
    outcome = series(tree, tmp_path / "out", env={"SOURCE_DATE_EPOCH": ""})
    assert outcome.status == 0, outcome.talk
    assert tree_hash(tree) == before
    assert outcome.doc["base"] == head
    assert f"\nbase-commit: {head}\n-- \n" in cover(tmp_path / "out")
    # The commit's date, 1600000000, where no other is given
    assert "Date: Sun, 13 Sep 2020 12:26:40 +0000" in cover(tmp_path / "out")
    applied(tree, tmp_path / "out", tmp_path / "clone")


def test_the_words_of_the_history(tmp_path: Path) -> None:
    """Three commits to a file agree on its prefix; two commits are too few."""
    tree = repository(small(tmp_path / "tree"), "mm: import")
    for number in range(3):
        add_files(tree, {"mm/writer.c": WRITER + f"/* {number} */\n"})
        commit(tree, f"mm/write: change {number}")
    outcome = series(tree, tmp_path / "out")
    assert subjects(outcome)[1:3] == [
        "mm: reader: map PTEs for reading in reader()",
        "mm/write: recheck the PTE table in writer()",
    ]


def test_base(tmp_path: Path) -> None:
    tree = repository(small(tmp_path / "tree"))
    git(tree, "tag", "v1")
    first = git(tree, "rev-parse", "v1").strip()
    add_files(tree, {"drivers/other.c": "int other;\n"})
    commit(tree, "something else")
    outcome = series(tree, tmp_path / "out", "--base", "v1")
    assert outcome.doc["base"] == first
    assert f"base-commit: {first}" in cover(tmp_path / "out")


@pytest.mark.parametrize("name", ["nonsense", "--all", "v1:mm", "side"])
def test_a_base_that_is_none(tmp_path: Path, name: str) -> None:
    tree = repository(small(tmp_path / "tree"))
    git(tree, "branch", "side")
    git(tree, "commit", "-q", "--allow-empty", "--amend", "-m", "another")
    refused(series(tree, tmp_path / "out", f"--base={name}"), "--base", name)


def test_a_base_whose_files_differ(tmp_path: Path) -> None:
    tree = repository(small(tmp_path / "tree"))
    git(tree, "tag", "v1")
    add_files(tree, {"mm/writer.c": WRITER + "/* more */\n"})
    commit(tree, "change")
    refused(
        series(tree, tmp_path / "out", "--base", "v1"), "mm/writer.c", "not the same"
    )


@pytest.mark.parametrize("option", ["--base=HEAD", "--branch=new"])
def test_git_options_without_git(tmp_path: Path, option: str) -> None:
    outcome = series(small(tmp_path / "tree"), tmp_path / "out", option)
    refused(outcome, option.partition("=")[0], "no git tree")


def test_a_dirty_tree(tmp_path: Path) -> None:
    tree = repository(small(tmp_path / "tree"))
    clean = series(tree, tmp_path / "clean" / "out")
    add_files(tree, {"mm/writer.c": WRITER.replace("writer", "other")})
    refused(series(tree, tmp_path / "out"), "mm/writer.c", "--allow-dirty")
    outcome = series(tree, tmp_path / "out", "--allow-dirty")
    assert outcome.status == 0, outcome.talk
    assert contents(tmp_path / "out") == contents(tmp_path / "clean" / "out")
    assert outcome.doc["tree"]["path"] == clean.doc["tree"]["path"] == str(tree)


def test_a_file_that_is_only_touched_is_not_dirty(tmp_path: Path) -> None:
    tree = repository(small(tmp_path / "tree"))
    (tree / "mm/writer.c").touch()
    assert series(tree, tmp_path / "out").status == 0


def test_a_site_that_is_not_committed(tmp_path: Path) -> None:
    tree = repository(small(tmp_path / "tree"))
    add_files(tree, {"mm/new.c": WRITER.replace("writer", "fresh")})
    refused(series(tree, tmp_path / "out"), "mm/new.c", "commit")


def test_a_detached_head(tmp_path: Path) -> None:
    """As after git checkout v6.12: a series needs no branch."""
    tree = repository(small(tmp_path / "tree"))
    git(tree, "checkout", "-q", "--detach")
    outcome = series(tree, tmp_path / "out")
    assert outcome.status == 0, outcome.talk
    assert outcome.doc["base"] == git(tree, "rev-parse", "HEAD").strip()


def test_an_unborn_branch(tmp_path: Path) -> None:
    tree = small(tmp_path / "tree")
    git(tree, "init", "-q")
    refused(series(tree, tmp_path / "out"), "no commit yet", "git commit")


def test_a_bare_repository(tmp_path: Path) -> None:
    tree = repository(small(tmp_path / "tree"))
    git(tmp_path, "clone", "-q", "--bare", tree, tmp_path / "bare.git")
    outcome = series(tmp_path / "bare.git", tmp_path / "out")
    refused(outcome, "bare repository", "git worktree add")


def test_a_shallow_clone(tmp_path: Path) -> None:
    """It has its base; of its history nothing is believed."""
    tree = repository(small(tmp_path / "tree"))
    for number in range(4):
        add_files(tree, {"mm/writer.c": WRITER + f"/* {number} */\n"})
        commit(tree, f"mm/write: change {number}")
    git(tmp_path, "clone", "-q", "--depth=2", f"file://{tree}", tmp_path / "shallow")
    outcome = series(tmp_path / "shallow", tmp_path / "out")
    assert outcome.status == 0, outcome.talk
    assert "mm: writer: recheck the PTE table in writer()" in subjects(outcome)


def test_a_work_tree(tmp_path: Path) -> None:
    tree = repository(small(tmp_path / "tree"))
    git(tree, "worktree", "add", "-q", "--detach", tmp_path / "second")
    outcome = series(tmp_path / "second", tmp_path / "out")
    assert outcome.status == 0, outcome.talk


def test_broken_git(tmp_path: Path) -> None:
    tree = small(tmp_path / "tree")
    (tree / ".git").write_text("gitdir: /nonexistent\n")
    refused(series(tree, tmp_path / "out"))


def test_nothing_of_the_tree_s_configuration_runs(tmp_path: Path) -> None:
    tree = repository(small(tmp_path / "tree"))
    proof = tmp_path / "proof"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\necho $0 $* >> {proof}\ncat\n")
    script.chmod(0o755)
    for name in (
        "reference-transaction",
        "post-commit",
        "applypatch-msg",
        "post-checkout",
    ):
        (tree / ".git/hooks").mkdir(exist_ok=True)
        (tree / ".git/hooks" / name).symlink_to(script)
    config = {
        "core.fsmonitor": str(script),
        "core.pager": str(script),
        "filter.x.clean": str(script),
        "filter.x.smudge": str(script),
        "diff.external": str(script),
        "diff.x.textconv": str(script),
    }
    (tree / ".gitattributes").write_text("* filter=x diff=x\n")
    git(tree, "add", "-A")
    git(tree, "commit", "-q", "-m", "attributes")
    for key, value in config.items():
        git(tree, "config", key, value)
    (tree / "mm/writer.c").touch()
    proof.unlink(missing_ok=True)
    assert series(tree, tmp_path / "a" / "out").status == 0
    add_files(tree, {"mm/writer.c": WRITER.replace("writer", "other")})
    proof.unlink(missing_ok=True)
    outcome = series(tree, tmp_path / "b" / "out", "--allow-dirty", "--branch", "new")
    assert outcome.status == 0, outcome.talk
    assert not proof.exists(), proof.read_text()


def test_a_branch(tmp_path: Path) -> None:
    tree = repository(small(tmp_path / "tree"))
    head = git(tree, "rev-parse", "HEAD")
    outcome = series(tree, tmp_path / "out", "--branch", "sent/v1")
    assert outcome.status == 0, outcome.talk
    log = git(tree, "log", "--reverse", "--format=%s", "HEAD..sent/v1").splitlines()
    assert log == subjects(outcome)
    clone = applied(tree, tmp_path / "out", tmp_path / "clone")
    assert git(clone, "rev-parse", "HEAD:") == git(tree, "rev-parse", "sent/v1:")
    assert git(tree, "rev-parse", "HEAD") == head
    assert git(tree, "status", "--porcelain") == ""
    refused(series(tree, tmp_path / "two" / "out", "--branch", "sent/v1"), "exists")


def test_no_identity(tmp_path: Path) -> None:
    nobody = {
        "GIT_AUTHOR_NAME": "",
        "GIT_AUTHOR_EMAIL": "",
        "HOME": str(tmp_path),
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    outcome = series(small(tmp_path / "tree"), tmp_path / "out", env=nobody)
    refused(
        outcome,
        'git config --global user.name "Your Name"',
        "git config --global user.email you@example.org",
    )


def test_the_identity_of_the_configuration(tmp_path: Path) -> None:
    (tmp_path / ".gitconfig").write_text("[user]\n name = B\n email = b@example.org\n")
    tree = repository(small(tmp_path / "tree"))
    from maketree import treewide

    env = {"HOME": str(tmp_path)}
    words = ("series", tree, "-o", tmp_path / "out", "-s")
    outcome = treewide(*words, run=tmp_path / "run", env=env)  # type: ignore[arg-type]
    assert outcome.status == 0, outcome.talk
    for patch in patches(tmp_path / "out"):
        assert "From: B <b@example.org>" in patch.read_text()
        assert "Signed-off-by: B <b@example.org>" in patch.read_text()


@pytest.mark.parametrize("kind", ["full", "file", "link", "inside"])
def test_an_output_that_is_no_empty_folder(tmp_path: Path, kind: str) -> None:
    tree = small(tmp_path / "tree")
    out = tree / "out" if kind == "inside" else tmp_path / "out"
    if kind == "full":
        add_files(out, {"mine": "text\n"})
    elif kind == "file":
        out.write_text("text\n")
    elif kind == "link":
        out.symlink_to(tmp_path)
    from maketree import treewide

    outcome = treewide("series", tree, "-o", out, run=tmp_path / "run", env=WHO)
    assert outcome.status == 2, outcome.talk
    assert outcome.talk.count("\n") == 1
    if kind == "full":
        assert contents(out) == {"mine": b"text\n"}


def test_an_output_that_is_empty(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert series(small(tmp_path / "tree"), tmp_path / "out").status == 0
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        ("1700000000", "Tue, 14 Nov 2023 22:13:20 +0000"),
        ("@1700000000 +0100", "Tue, 14 Nov 2023 23:13:20 +0100"),
        ("2023-11-14T22:13:20", "Tue, 14 Nov 2023 22:13:20 +0000"),
        ("2023-11-14T23:13:20+01:00", "Tue, 14 Nov 2023 23:13:20 +0100"),
        ("Tue, 14 Nov 2023 23:13:20 +0100", "Tue, 14 Nov 2023 23:13:20 +0100"),
    ],
)
def test_a_date(date: str, shown: str) -> None:
    import email.utils

    from campaign.series import dates

    seconds, zone = dates.given(date).split()
    moment = email.utils.parsedate_to_datetime(shown)
    assert (int(seconds), zone) == (moment.timestamp(), shown[-5:])


@pytest.mark.parametrize(
    "option", [["--date", "tomorrow"], ["-v0"], ["-vx"], ["--order", "x"]]
)
def test_an_option_that_makes_no_sense(tmp_path: Path, option: list[str]) -> None:
    refused(series(small(tmp_path / "tree"), tmp_path / "out", *option))


def test_a_file_that_changed_since(tmp_path: Path) -> None:
    """The documents of the run are about another content: they are made anew."""
    tree = small(tmp_path / "tree")
    series(tree, tmp_path / "a" / "out")
    add_files(tree, {"mm/writer.c": WRITER.replace("writer", "other")})
    (tmp_path / "b").mkdir()
    (tmp_path / "a" / "run").rename(tmp_path / "b" / "run")
    outcome = series(tree, tmp_path / "b" / "out")
    assert outcome.status == 0, outcome.talk
    assert "mm: writer: recheck the PTE table in other()" in subjects(outcome)
    applied(tree, tmp_path / "b" / "out", tmp_path / "clone")


def test_interrupted(tmp_path: Path) -> None:
    """Killed at some moments, then run to its end: the same bytes, nothing half."""
    from maketree import kill_group, start

    tree = small(tmp_path / "tree")
    series(tree, tmp_path / "whole" / "out")
    for number in range(6):
        out = tmp_path / "out"
        words = ["series", tree, "-o", out, "--run", tmp_path / "run"]
        process = start(words, {**WHO, "SOURCE_DATE_EPOCH": "1700000000"})
        time.sleep(0.4 * number)
        kill_group(process)
        process.communicate()
        if out.exists():  # it had come to its end
            assert contents(out) == contents(tmp_path / "whole" / "out")
            for path in out.iterdir():
                path.unlink()
            out.rmdir()
    outcome = series(tree, tmp_path / "out")
    assert outcome.status == 0, outcome.talk
    assert contents(tmp_path / "out") == contents(tmp_path / "whole" / "out")


def test_people_of_the_tree_s_own_script(tmp_path: Path) -> None:
    tree = small(tmp_path / "tree")
    script = """#!/usr/bin/perl
print "Some Body <some\\@example.org>\\nJ\\xc3\\xb6rg <j\\@example.org>\\nlist\\@example.org\\n";
"""
    add_files(tree, {"scripts/get_maintainer.pl": script})
    outcome = series(tree, tmp_path / "out", "--cc-cmd")
    assert outcome.status == 0, outcome.talk
    head = cover(tmp_path / "out").split("\n\n")[0]
    people = re.search(r"^Cc: (.*(?:\n\t.*)*)", head, re.M)
    assert people and re.split(r",\n\t", people[1]) == [
        "Some Body <some@example.org>",
        "=?utf-8?b?SsO2cmc=?= <j@example.org>",
        "list@example.org",
    ]


def test_no_such_script(tmp_path: Path) -> None:
    outcome = series(small(tmp_path / "tree"), tmp_path / "out", "--cc-cmd")
    refused(outcome, "scripts/get_maintainer.pl")
    assert RO
