# SPDX-License-Identifier: GPL-2.0
"""What series/checkout.py makes of git trees: what differs from HEAD, and that nothing of theirs runs."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from campaign.errors import UserError
from campaign.series.checkout import Checkout
from campaign.tree import Tree
from maketree import add_files
from series_trees import commit, git, repository

FILES = {
    "Makefile": "VERSION = 6\nPATCHLEVEL = 12\n",
    "mm/a.c": "int a;\n",
    "arch/x/b.c": "int b;\n",
}


def plain(where: Path) -> Path:
    """A git tree of a few files."""
    add_files(where, FILES)
    return repository(where, "mm: import")


def looked_at(tree: Path, home: Path) -> Checkout:
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    return Checkout(Tree(str(tree)), home)


def dirty(tree: Path, home: Path) -> list[str]:
    return sorted(looked_at(tree, home).dirty())


def test_a_clean_tree(tmp_path: Path) -> None:
    tree = plain(tmp_path / "tree")
    assert dirty(tree, tmp_path / "home") == []
    (tree / "mm/a.c").touch()
    assert dirty(tree, tmp_path / "home") == []


def test_changed_added_and_gone(tmp_path: Path) -> None:
    tree = plain(tmp_path / "tree")
    add_files(tree, {"mm/a.c": "int c;\n", "new.c": "\n", "untracked.c": "\n"})
    git(tree, "add", "new.c")
    (tree / "arch/x/b.c").unlink()
    assert dirty(tree, tmp_path / "home") == ["arch/x/b.c", "mm/a.c", "new.c"]


@pytest.mark.parametrize("bit", ["--assume-unchanged", "--skip-worktree"])
def test_a_file_that_git_is_told_not_to_look_at(tmp_path: Path, bit: str) -> None:
    tree = plain(tmp_path / "tree")
    git(tree, "update-index", bit, "mm/a.c")
    assert dirty(tree, tmp_path / "home") == []
    add_files(tree, {"mm/a.c": "int c;\n"})
    assert git(tree, "status", "--porcelain") == ""
    index = (tree / ".git/index").read_bytes()
    assert dirty(tree, tmp_path / "home") == ["mm/a.c"]
    assert (tree / ".git/index").read_bytes() == index


def test_a_change_too_soon_to_be_seen(tmp_path: Path) -> None:
    """Within the second of the index, of the same size: git then looks at the content."""
    tree = plain(tmp_path / "tree")
    file, index = tree / "mm/a.c", tree / ".git/index"
    git(tree, "config", "core.trustctime", "false")
    now = int(time.time()) - 9
    os.utime(file, (now, now))
    git(tree, "update-index", "--refresh")
    os.utime(index, (now, now))
    before = file.read_bytes()
    with open(file, "r+b") as same:
        same.write(before.swapcase())
    os.utime(file, (now, now))
    assert dirty(tree, tmp_path / "home") == ["mm/a.c"]


@pytest.mark.parametrize("how", [[], ["--sparse-index"]])
def test_a_sparse_checkout(tmp_path: Path, how: list[str]) -> None:
    """What is not checked out has not been looked at, so it counts as changed."""
    tree = plain(tmp_path / "tree")
    git(tree, "sparse-checkout", "set", "--cone", *how, "mm")
    assert not (tree / "arch").exists()
    assert git(tree, "status", "--porcelain") == ""
    assert dirty(tree, tmp_path / "home") == ["arch/x/b.c"]
    git(tree, "sparse-checkout", "disable")
    assert dirty(tree, tmp_path / "home") == []


def test_a_split_index(tmp_path: Path) -> None:
    tree = plain(tmp_path / "tree")
    git(tree, "update-index", "--split-index")
    assert list((tree / ".git").glob("sharedindex.*"))
    add_files(tree, {"mm/a.c": "int c;\n"})
    assert dirty(tree, tmp_path / "home") == ["mm/a.c"]


def test_no_index(tmp_path: Path) -> None:
    """As git leaves it after an interrupted clone: nothing is checked out."""
    tree = plain(tmp_path / "tree")
    (tree / ".git/index").unlink()
    assert dirty(tree, tmp_path / "home") == sorted(FILES)


def test_a_mode_alone(tmp_path: Path) -> None:
    tree = plain(tmp_path / "tree")
    (tree / "mm/a.c").chmod(0o755)
    assert dirty(tree, tmp_path / "home") == ["mm/a.c"]
    git(tree, "config", "core.fileMode", "false")
    assert dirty(tree, tmp_path / "home") == []


def test_objects_of_sha256(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    add_files(tree, FILES)
    git(tree, "init", "-q", "--object-format=sha256")
    commit(tree, "mm: import")
    found = looked_at(tree, tmp_path / "home")
    assert len(found.commit) == 64 and found.dirty() == []
    (blob,) = found.blobs(found.commit, ["mm/a.c"]).values()
    assert found.same(b"int a;\n", blob) and not found.same(b"int b;\n", blob)


def test_the_content_of_an_object(tmp_path: Path) -> None:
    found = looked_at(plain(tmp_path / "tree"), tmp_path / "home")
    (blob,) = found.blobs(found.commit, ["mm/a.c"]).values()
    assert found.same(b"int a;\n", blob) and not found.same(b"int b;\n", blob)


@pytest.mark.parametrize("name", ["#tree", '"tree"', "tr\nee", "tr\\ee"])
def test_a_path_that_a_list_of_objects_could_misread(tmp_path: Path, name: str) -> None:
    tree = plain(tmp_path / name)
    assert dirty(tree, tmp_path / "home") == []


def test_objects_that_are_borrowed_already(tmp_path: Path) -> None:
    """git clone --shared: the objects are in the other repository, named by a relative path, too."""
    tree = plain(tmp_path / "tree")
    git(tmp_path, "clone", "-q", "--shared", tree, tmp_path / "shared")
    assert dirty(tmp_path / "shared", tmp_path / "home") == []
    (tmp_path / "shared/.git/objects/info/alternates").write_text(
        "../../../tree/.git/objects\n"
    )
    assert dirty(tmp_path / "shared", tmp_path / "home") == []


def test_a_submodule(tmp_path: Path) -> None:
    """.git is a file, and the repository is in the outer one."""
    plain(tmp_path / "inner")
    outer = plain(tmp_path / "outer")
    options = ("-c", "protocol.file.allow=always", "submodule", "-q", "add")
    git(outer, *options, str(tmp_path / "inner"), "linux")
    assert (outer / "linux/.git").is_file()
    assert dirty(outer / "linux", tmp_path / "home") == []
    add_files(outer / "linux", {"mm/a.c": "int c;\n"})
    assert dirty(outer / "linux", tmp_path / "home") == ["mm/a.c"]
    # Of the outer tree the submodule is no business
    commit(outer, "mm: add a submodule")
    assert dirty(outer, tmp_path / "home") == []


def test_an_object_that_stands_for_another(tmp_path: Path) -> None:
    """Others who have the base have the real one: that is what counts."""
    tree = plain(tmp_path / "tree")
    first = git(tree, "rev-parse", "HEAD").strip()
    add_files(tree, {"mm/a.c": "int c;\n"})
    commit(tree, "mm/a: change")
    git(tree, "replace", first, "HEAD")
    git(tree, "checkout", "-q", "-f", first)
    assert (tree / "mm/a.c").read_text() == "int c;\n"
    assert git(tree, "status", "--porcelain") == ""
    assert dirty(tree, tmp_path / "home") == ["mm/a.c"]


def test_a_history_that_was_joined_to_another(tmp_path: Path) -> None:
    """git replace --graft: the base has to be one that others have behind HEAD, too."""
    tree = plain(tmp_path / "tree")
    first = git(tree, "rev-parse", "HEAD").strip()
    git(tree, "checkout", "-q", "--orphan", "other")
    commit(tree, "mm: the same again")
    head = git(tree, "rev-parse", "HEAD").strip()
    git(tree, "replace", "--graft", head, first)
    assert git(tree, "merge-base", "HEAD", first).strip() == first
    found = looked_at(tree, tmp_path / "home")
    assert found.commit == head
    assert not found.contains(first) and found.contains(head)


def partial(tree: Path, clone: Path, kind: str) -> Path:
    git(tree, "config", "uploadpack.allowFilter", "true")
    git(tree.parent, "clone", "-q", f"--filter={kind}", f"file://{tree}", clone)
    return clone


def test_a_partial_clone(tmp_path: Path) -> None:
    """Old contents are missing; the words of the history need none of them."""
    tree = plain(tmp_path / "tree")
    add_files(tree, {"mm/a.c": "int c;\n"})
    commit(tree, "mm/a: change")
    clone = partial(tree, tmp_path / "clone", "blob:none")
    found = looked_at(clone, tmp_path / "home")
    assert found.dirty() == []
    assert found.subjects("mm/a.c", 9) == ["mm/a: change", "mm: import"]


def test_nothing_is_fetched(tmp_path: Path) -> None:
    """Where folders of the history are missing git would fetch them, by a program of the tree's choice."""
    tree = plain(tmp_path / "tree")
    git(tree, "tag", "v1")
    add_files(tree, {"mm/a.c": "int c;\n"})
    commit(tree, "mm/a: change")
    clone = partial(tree, tmp_path / "clone", "tree:0")
    proof, script = tmp_path / "proof", tmp_path / "script"
    script.write_text(f'#!/bin/sh\ntouch {proof}\nexec git-upload-pack "$@"\n')
    script.chmod(0o755)
    git(clone, "config", "remote.origin.uploadpack", str(script))
    git(clone, "config", "protocol.allow", "always")
    found = looked_at(clone, tmp_path / "home")
    with pytest.raises(UserError, match="log"):
        found.subjects("mm/a.c", 9)
    with pytest.raises(UserError, match="no such commit"):
        found.resolved("HEAD~1:mm")
    assert not proof.exists()
    # ... which is what would have happened
    git(
        clone,
        "log",
        "--format=%s",
        "--",
        "mm/a.c",
        PATH="/usr/lib/git-core:/usr/bin:/bin",
    )
    assert proof.exists()
