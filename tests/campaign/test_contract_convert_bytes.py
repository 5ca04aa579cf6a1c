# SPDX-License-Identifier: GPL-2.0
"""convert and what stands around the change: line ends, encodings, git, --in-place, --branch."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from maketree import API, READER, RO, WRITER, diff_path, make_tree, tree_hash, treewide

BYTES: dict[str, bytes] = {
    "latin-1": READER.replace("int reader", "/* größer */\nint reader").encode(
        "latin-1"
    ),
    "utf-8": READER.replace("int reader", "/* größer */\nint reader").encode(),
    "crlf": READER.replace("\n", "\r\n").encode(),
    "no-final-newline": READER.rstrip("\n").encode(),
    "trailing-space-elsewhere": READER.replace("return 1;", "return 1;  ").encode(),
    "form-feed": READER.replace("\nint reader", "\n\f\nint reader").encode(),
}


def convert_and_apply(home: Path, content: bytes) -> bytes:
    tree = make_tree(home / "tree", files={"mm/a.c": content})
    path = diff_path(treewide("convert", tree, run=home / "run"))
    assert path
    subprocess.run(["git", "init", "-q", str(tree)], check=True)
    subprocess.run(["git", "-C", str(tree), "apply", str(path)], check=True)
    return (tree / "mm/a.c").read_bytes()


@pytest.mark.parametrize("kind", BYTES)
def test_every_other_byte_is_kept(tmp_path: Path, kind: str) -> None:
    assert convert_and_apply(tmp_path, BYTES[kind]) == BYTES[kind].replace(
        API.encode(), RO.encode()
    )


def git_tree(home: Path) -> Path:
    tree = make_tree(home / "tree", files={"mm/a.c": READER, "mm/b.c": WRITER})
    git = [
        "git",
        "-C",
        str(tree),
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@example.org",
    ]
    subprocess.run([*git, "init", "-q"], check=True)
    for key, value in (("name", "t"), ("email", "t@example.org")):
        subprocess.run([*git, "config", f"user.{key}", value], check=True)
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-qm", "a tree"], check=True)
    return tree


def git(tree: Path, *words: str) -> str:
    return subprocess.run(
        ["git", "-C", str(tree), *words], check=True, capture_output=True, text=True
    ).stdout


def test_convert_leaves_a_git_tree_and_its_index_alone(tmp_path: Path) -> None:
    tree = git_tree(tmp_path)
    before = tree_hash(tree)
    outcome = treewide("convert", tree, run=tmp_path / "run")
    assert outcome.doc["sites"] and tree_hash(tree) == before


def test_uncommitted_changes_are_what_is_converted(tmp_path: Path) -> None:
    """The tree is the working tree, not HEAD."""
    tree = git_tree(tmp_path)
    (tree / "mm/c.c").write_text(READER.replace("reader", "third"))
    document = treewide("convert", tree, run=tmp_path / "run").doc
    assert "third" in {
        site["function"] for site in document["sites"] if site["converted"]
    }


def test_branch_has_the_converted_file(tmp_path: Path) -> None:
    tree = git_tree(tmp_path)
    treewide("convert", tree, "--branch", "converted", run=tmp_path / "run")
    assert RO in git(tree, "show", "converted:mm/a.c")


@pytest.mark.parametrize(
    "words",
    (("rev-parse", "HEAD"), ("symbolic-ref", "HEAD"), ("status", "--porcelain")),
)
def test_branch_leaves_the_checkout_alone(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    tree = git_tree(tmp_path)
    before = git(tree, *words)
    outcome = treewide("convert", tree, "--branch", "converted", run=tmp_path / "run")
    assert outcome.doc["sites"] and git(tree, *words) == before


def test_branch_that_exists_is_not_overwritten(tmp_path: Path) -> None:
    tree = git_tree(tmp_path)
    git(tree, "branch", "mine")
    before = git(tree, "rev-parse", "mine")
    outcome = treewide("convert", tree, "--branch", "mine", run=tmp_path / "run")
    assert (outcome.status, git(tree, "rev-parse", "mine")) == (2, before)


def test_branch_without_git_exits_2(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", files={"mm/a.c": READER})
    assert treewide("convert", tree, "--branch", "b", run=tmp_path / "run").status == 2


def test_in_place_writes_the_tree(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", files={"mm/a.c": READER})
    treewide("convert", tree, "--in-place", run=tmp_path / "run")
    assert (tree / "mm/a.c").read_text() == READER.replace(API, RO)
