# SPDX-License-Identifier: GPL-2.0
"""What words of the command line name: a kernel's tree, a module, an archive, a commit, patches."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import config, files, stages
from ..errors import UserError
from ..overlay import digest as overlay_digest
from ..sourcecopy import SourceCopy
from ..tree import Tree, shown
from ..verify import states
from . import commit, tarball
from .module import JoinedTree, ModuleRun, ModuleTree
from .odd import odd

Document = dict[str, Any]
_SOURCES = re.compile(r".*\.[ch]|Kbuild|Makefile")
_DEPTH = 4  # folders that are looked into for sources


@dataclass
class Target:
    """A tree to be audited.

    :param kind: "kernel", "module", "archive", "commit" or "patches"
    :param digest: what its documents are kept under
    :param folder: the tree in which links, devices and pipes are left out
    :param more: (name, why) of what else is left out
    """

    name: str
    kind: str
    tree: Tree
    digest: str
    folder: Tree | None
    more: list[tuple[str, str]] = field(default_factory=list)
    kernel: Tree | None = None
    revision: str | None = None

    @property
    def left_out(self) -> list[tuple[str, str]]:
        """(name, why) of what is no source, sorted."""
        return sorted({*self.more, *(odd(self.folder.listing) if self.folder else ())})

    def run(
        self,
        campaign: config.Campaign,
        folder: Path,
        jobs: int,
        say: Callable[[str], None],
    ) -> stages.Run:
        """The run over it, in the folder of its own."""
        kind = ModuleRun if isinstance(self.tree, JoinedTree) else stages.Run
        return kind(self.tree, campaign, folder / self.digest, jobs, say)


def _digest(*parts: str) -> str:
    return hashlib.sha256(os.fsencode("\0".join(parts))).hexdigest()[:16]


def is_kernel(path: Path) -> bool:
    """Whether a folder is the top of a kernel's tree."""
    try:
        with open(path / "Makefile", "rb") as source:
            text = source.read(4096).decode("latin-1")
    except OSError:
        return False
    return all(
        re.search(rf"^{word}[ \t]*=", text, re.M) for word in ("VERSION", "PATCHLEVEL")
    )


def _has_sources(path: Path) -> bool:
    """Whether a folder, or one not far below it, has something to build."""
    for above, folders, names in os.walk(path):
        if any(_SOURCES.fullmatch(name) for name in names):
            return True
        if Path(above).relative_to(path).parts[_DEPTH:]:
            folders.clear()
    return False


@functools.cache
def _kernel(path: str) -> Tree:
    return Tree(path)


def _folder(
    path: str, name: str, digest: str, kind: str, kernel: str | None, run: Path
) -> Target:
    """The tree in a folder: a kernel's or a module's."""
    place = Path(path)
    if not place.is_dir() or is_kernel(place) or not _has_sources(place):
        tree = Tree(path)  # or it says what is wrong with it
        return Target(name, kind or "kernel", tree, digest, tree)
    module = ModuleTree(path)
    if not kernel:
        return Target(name, kind or "module", module, digest, module)
    digest = _digest(digest, os.path.realpath(kernel))
    joined = JoinedTree(module, _kernel(kernel), run / digest / "joined")
    return Target(
        name, kind or "module", joined, digest, module, kernel=_kernel(kernel)
    )


def of(path: str, kernel: str | None, run: Path) -> Target:
    """What a path names.

    :param kernel: the tree that a module is built for
    :param run: folder of the audit: archives are unpacked below it
    :raises UserError: it is nothing that can be audited
    """
    place = Path(path)
    if place.is_file():
        if tarball.suffix(place.name) is None:
            known = "a folder, or an archive such as linux-source-6.12.tar.xz"
            raise UserError(f"{shown(path)}: is neither {known}")
        digest = tarball.digest(place)[:16]
        folder = run / digest / "unpacked"
        noted = run / digest / "left-out.json"
        if not (folder.is_dir() and noted.is_file()):
            files.write_json(noted, tarball.unpack(place, folder))
        target = _folder(str(tarball.top(folder)), path, digest, "archive", kernel, run)
        target.folder = None
        target.more = [(name, why) for name, why in json.loads(noted.read_bytes())]
        return target
    digest = _digest("folder", os.path.realpath(path))
    return _folder(path, path, digest, "", kernel, run)


def of_commits(
    path: str, base: str, revision: str, kernel: str | None, run: Path
) -> tuple[Target, Target]:
    """The trees of a revision and of its base, from a repository's objects.

    :raises UserError: there is no repository, or no such revision
    """
    repository = commit.Repository(path)
    found = []
    other: Path | None = None
    for name in (revision, base):
        head, tree = repository.tree_of(name)
        digest = _digest("commit", tree)
        folder = run / digest / "source"
        noted = run / digest / "left-out.json"
        if not (folder.is_dir() and noted.is_file()):
            files.write_json(noted, commit.materialise(repository, tree, folder, other))
        other = folder
        label = f"{path}@{name}"
        target = _folder(str(folder / "tree"), label, digest, "commit", kernel, run)
        target.folder = None
        target.more = [(entry, why) for entry, why in json.loads(noted.read_bytes())]
        found.append(target)
        target.revision = head
    return found[0], found[1]


def of_patches(
    path: str, named: Sequence[Path], kernel: str | None, run: Path
) -> tuple[Target, Target]:
    """A tree with patches on top of it, in a copy that the run has, and the tree itself.

    :param named: patches, or folders of them; in this order
    :raises UserError: one doesn't apply, or the path is no folder
    """
    if not Path(path).is_dir():
        raise UserError(f"{shown(path)}: is no folder; --patch needs a tree")
    mails: list[Path] = []
    for patch in named:
        mails += states.patches_in(patch) if patch.is_dir() else [patch]
    patched = states.of_patches(Tree(path), mails)[-1]
    digest = _digest("patches", os.path.realpath(path), overlay_digest(patched.files))
    copy = SourceCopy(Path(path), run / digest / "tree")
    copy.bring(patched.files)
    label = f"{path} with {', '.join(patch.name for patch in named)}"
    head = _folder(str(copy.path), label, digest, "patches", kernel, run)
    head.more = list(copy.problems())
    return head, of(path, kernel, run)
