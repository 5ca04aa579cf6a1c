# SPDX-License-Identifier: GPL-2.0
"""The converted tree as a git branch, or put into the tree itself."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from . import config, files
from .errors import UserError
from .tree import Tree, shown

Document = dict[str, Any]


def _git(tree: Tree, *words: str, index: str = "", data: bytes | None = None) -> str:
    """What git prints; hooks are not run by any of the commands used here.

    :raises UserError: with git's own words
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_DIR")}
    if index:
        environment["GIT_INDEX_FILE"] = index
    done = subprocess.run(
        [
            "git",
            "-c",
            "core.hooksPath=/dev/null",
            "-c",
            "core.fsmonitor=false",
            "-C",
            str(tree.root),
            *words,
        ],
        capture_output=True,
        env=environment,
        input=data,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or [
            "failed"
        ]
        raise UserError(f"git {words[0]}: {lines[-1]}")
    return done.stdout.decode("utf-8", "replace").strip()


def check(tree: Tree, name: str) -> None:
    """Whether a branch of that name can be made.

    :raises UserError: no git tree, no commit, a bad or taken name, no identity
    """
    if not (tree.root / ".git").exists():
        raise UserError(
            f"{shown(str(tree.root))}: is no git tree; leave --branch out and apply the diff"
        )
    if not tree.base():
        raise UserError(
            f"{shown(str(tree.root))}: has no commit yet; commit, then use --branch"
        )
    _git(tree, "check-ref-format", "--branch", name)
    taken = subprocess.run(
        [
            "git",
            "-C",
            str(tree.root),
            "show-ref",
            "--verify",
            "-q",
            f"refs/heads/{name}",
        ],
        check=False,
        capture_output=True,
    )
    if not taken.returncode:
        raise UserError(f"branch {shown(name)}: exists already; name another")
    try:
        _git(tree, "var", "GIT_AUTHOR_IDENT")
    except UserError as error:
        raise UserError(
            "git knows no author: git config --global user.name NAME; git config --global user.email MAIL"
        ) from error


def make(
    tree: Tree, campaign: config.Campaign, document: Document, run: Path, name: str
) -> str:
    """Commit the converted files on top of HEAD as a new branch; the checkout stays as it is.

    :returns: the commit's name
    """
    with tempfile.TemporaryDirectory(prefix="treewide-") as scratch:
        index = str(Path(scratch, "index"))
        _git(tree, "read-tree", "HEAD", index=index)
        for file in document["files"]:
            blob = _git(
                tree, "hash-object", "-w", "--no-filters", str(run / file["content"])
            )
            mode = _git(tree, "ls-files", "-s", "--", file["path"], index=index).split(
                " "
            )[0]
            _git(
                tree,
                "update-index",
                "--cacheinfo",
                f"{mode or '100644'},{blob},{file['path']}",
                index=index,
            )
        written = _git(tree, "write-tree", index=index)
    message = f"treewide: {campaign.data['title']}\n"
    commit = _git(tree, "commit-tree", written, "-p", "HEAD", data=message.encode())
    _git(tree, "update-ref", f"refs/heads/{name}", commit, "")
    return commit


def fast_import(tree: Tree, data: bytes) -> None:
    """Put commits, as git fast-import reads them, into a tree's repository."""
    _git(tree, "fast-import", "--quiet", "--date-format=raw", data=data)


def put_in_place(tree: Tree, document: Document, run: Path) -> None:
    """Write the converted files into the tree, each beside and then renamed."""
    for file in document["files"]:
        target = tree.root / file["path"]
        if target.is_symlink():
            raise UserError(
                f"{shown(file['path'])}: is a symbolic link; nothing is written through it"
            )
        files.write(target, (run / file["content"]).read_bytes())
