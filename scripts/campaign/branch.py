# SPDX-License-Identifier: GPL-2.0
"""The converted tree as a git branch, or put into the tree itself."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path, PurePosixPath
from typing import Any

from . import config, files
from .errors import UserError
from .tree import Tree, shown

Document = dict[str, Any]
# What git takes from its surroundings instead of from the tree (a hook and git rebase
# --exec have some of it); configuration that is given so stays, it is the user's.
LOCAL = frozenset(
    "GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_COMMON_DIR GIT_PREFIX GIT_NAMESPACE "
    "GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_QUARANTINE_PATH "
    "GIT_GRAFT_FILE GIT_SHALLOW_FILE GIT_REPLACE_REF_BASE GIT_IMPLICIT_WORK_TREE "
    "GIT_CONFIG GIT_CONFIG_PARAMETERS GIT_NO_REPLACE_OBJECTS".split()
)


def _git(tree: Tree, *words: str, index: str = "", data: bytes | None = None) -> str:
    """What git prints; no hook is run, nothing is fetched, no object stands for another.

    :raises UserError: with git's own words
    """
    environment = {k: v for k, v in os.environ.items() if k not in LOCAL}
    environment |= {
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
    }
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
        if b"safe.directory" in done.stderr:
            raise UserError(
                f"{shown(str(tree.root))}: is another user's; if you trust it: "
                f"git config --global --add safe.directory {shlex.quote(str(tree.root))}"
            )
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
    full = f"refs/heads/{name}"
    try:
        if name.startswith("-") or name == "HEAD":
            raise UserError(name)
        _git(tree, "check-ref-format", full)
    except UserError as error:
        raise UserError(f"branch {shown(name)}: is no name that git takes") from error
    parents = [str(path) for path in PurePosixPath(full).parents][:-2]
    there = _git(tree, "for-each-ref", "--format=%(refname)", full, *parents)
    for other in there.splitlines():
        if other == full:
            raise UserError(f"branch {shown(name)}: exists already; name another")
        if other in parents or other.startswith(f"{full}/"):
            taken = shown(other.removeprefix("refs/heads/"))
            raise UserError(
                f"branch {shown(name)}: can't be made beside branch {taken}"
            )
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
