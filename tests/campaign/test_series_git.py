# SPDX-License-Identifier: GPL-2.0
"""treewide series in surroundings that could mislead git: variables, configuration, other users."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from campaign import branch
from campaign.errors import UserError
from campaign.tree import Tree
from maketree import Outcome, add_files
from series_trees import contents, git, repository, series, small


@pytest.fixture(name="plain", scope="module")
def make_plain(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The series of a git tree, and a branch of it."""
    home = tmp_path_factory.mktemp("plain")
    tree = repository(small(home / "tree"))
    outcome = series(tree, home / "out", "--branch", "sent")
    assert outcome.status == 0, outcome.talk
    return outcome


def refused(outcome: Outcome, *words: str) -> None:
    assert outcome.status == 2, outcome.talk
    assert outcome.talk.count("\n") == 1 and outcome.out == b""
    for word in words:
        assert word in outcome.talk


def test_inside_another_git_with_a_configuration(
    plain: Outcome, tmp_path: Path
) -> None:
    """As in a hook, or in git rebase --exec: git's own variables lead to another repository.

    And what the user's configuration says of signing, formats and the work tree makes no difference.
    """
    tree = repository(small(tmp_path / "tree"))
    git(tree, "config", "format.subjectPrefix", "TREE")
    git(tree, "config", "core.whitespace", "tab-in-indent")
    other = tmp_path / "other"
    add_files(other, {"file": "text\n"})
    repository(other)
    before = git(other, "for-each-ref"), (other / ".git/index").read_bytes()
    (tmp_path / ".gitconfig").write_text(
        "[commit]\n gpgSign = true\n[gpg]\n program = /bin/false\n"
        "[format]\n signOff = true\n signature = mine\n numbered = false\n suffix = .txt\n"
        " thread = deep\n coverLetter = false\n outputDirectory = elsewhere\n useAutoBase = true\n"
        "[am]\n threeWay = true\n keepcr = true\n messageid = true\n"
        "[core]\n autocrlf = true\n abbrev = 40\n quotePath = false\n editor = /bin/false\n"
        "[apply]\n whitespace = error\n[diff]\n noprefix = true\n context = 9\n algorithm = patience\n"
        " renames = copies\n[i18n]\n commitEncoding = latin1\n[user]\n name = X\n email = x@x.org\n"
        "[alias]\n log = !false\n am = !false\n[mailinfo]\n scissors = true\n"
    )
    env = {
        "HOME": str(tmp_path),
        "TZ": "Asia/Tokyo",
        "LC_ALL": "de_DE.UTF-8",
        "GIT_DIR": str(other / ".git"),
        "GIT_WORK_TREE": str(other),
        "GIT_INDEX_FILE": str(other / ".git/index"),
        "GIT_OBJECT_DIRECTORY": str(other / ".git/objects"),
        "GIT_PREFIX": "mm/",
        "GIT_NAMESPACE": "space",
        "GIT_CEILING_DIRECTORIES": "/",
    }
    outcome = series(tree, tmp_path / "out", "--branch", "sent", env=env, run=plain.run)
    assert outcome.status == 0, outcome.talk
    assert contents(tmp_path / "out") == contents(Path(plain.doc["folder"]))
    assert git(tree, "rev-parse", "sent") == git(plain.tree, "rev-parse", "sent")
    after = git(other, "for-each-ref"), (other / ".git/index").read_bytes()
    assert after == before


def test_the_tree_of_another_user(plain: Outcome, tmp_path: Path) -> None:
    """It is read; git writes no branch into it until it is told to trust it, by this command."""
    other = {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1", "HOME": str(tmp_path)}
    command = f"git config --global --add safe.directory {plain.tree}"
    options = ("--branch", "more")
    refused(
        series(plain.tree, tmp_path / "out", *options, env=other, run=plain.run),
        f"if you trust it: {command}\n",
    )
    assert not (tmp_path / "out").exists()
    outcome = series(plain.tree, tmp_path / "out", env=other, run=plain.run)
    assert outcome.status == 0, outcome.talk
    whole = contents(Path(plain.doc["folder"]))
    assert contents(tmp_path / "out") == {
        name: data for name, data in whole.items() if name != "cover.txt"
    }
    subprocess.run(command.split(), env={**os.environ, **other}, check=True)
    outcome = series(plain.tree, tmp_path / "two", *options, env=other, run=plain.run)
    assert outcome.status == 0, outcome.talk
    assert git(plain.tree, "rev-parse", "more") == git(plain.tree, "rev-parse", "sent")


def test_a_sparse_checkout(tmp_path: Path) -> None:
    """A call that is not checked out would be missed, and the old function removed all the same."""
    tree = repository(small(tmp_path / "tree"))
    git(tree, "sparse-checkout", "set", "--no-cone", "/*", "!/mm/writer.c")
    assert not (tree / "mm/writer.c").exists()
    refused(
        series(tree, tmp_path / "out"),
        "mm/writer.c: in HEAD, and not in the tree",
        "git sparse-checkout disable",
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a..b", "no name that git takes"),
        ("@{-1}", "no name that git takes"),
        ("-x", "no name that git takes"),
        ("HEAD", "no name that git takes"),
        ("sent", "exists already"),
        ("sent/v2", "beside branch sent"),
        ("topic", "beside branch topic/one"),
    ],
)
def test_a_branch_that_can_t_be_made(tmp_path: Path, name: str, words: str) -> None:
    add_files(tmp_path, {"Makefile": "VERSION = 6\nPATCHLEVEL = 12\n"})
    repository(tmp_path)
    git(tmp_path, "branch", "sent")
    git(tmp_path, "branch", "topic/one")
    with pytest.raises(UserError, match=words):
        branch.check(Tree(str(tmp_path)), name)
