# SPDX-License-Identifier: GPL-2.0
"""The folder of a module that is built outside of its kernel, alone or beside the kernel's tree.

Beside a kernel the two are one tree: a folder of symbolic links to what the kernel's
top holds, with the module below it. So what the module calls is found, and nothing
is written to either.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .. import config, stages
from ..listing import Listing
from ..tree import Tree

Document = dict[str, Any]
_BELOW = "extra"  # where kbuild installs such modules


class ModuleTree(Tree):
    """A module without a kernel: what it calls there is unknown."""

    def _version(self, name: str, entries: list[str]) -> str:
        return "unknown"


class _Joined(Listing):
    """The files of a kernel, and those of a module under a prefix."""

    def __init__(self, root: Path, kernel: Listing, module: Listing, prefix: str):
        super().__init__(root)
        self._kernel = kernel
        self._module = module
        self.prefix = prefix
        self.narrow = False
        self.wide: set[str] = set()

    @functools.cached_property
    def stamps(self) -> dict[str, str]:
        """Size, times and inode of each file, by its name; sorted."""
        mine = {self.prefix + name: s for name, s in self._module.stamps.items()}
        self.trouble += self._kernel.trouble
        self.trouble += [(self.prefix + n, why) for n, why in self._module.trouble]
        return dict(sorted((self._kernel.stamps | mine).items()))

    def with_word(
        self,
        words: Iterable[str],
        suffixes: tuple[str, ...] = (),
        below: tuple[str, ...] = (),
    ) -> list[str]:
        """Files in which one of the words stands; while it is narrow, the module's alone.

        The words in `wide` are looked for everywhere.
        """
        some = set(words)
        found = super().with_word(some, suffixes, below)
        if self.narrow and not some <= self.wide:
            return [name for name in found if name.startswith(self.prefix)]
        return found


class JoinedTree(Tree):
    """A module and the kernel that it is built for, as one tree of links.

    :param where: folder for the links
    """

    def __init__(self, module: Tree, kernel: Tree, where: Path) -> None:
        self.module = module
        self.kernel = kernel
        where.mkdir(parents=True, exist_ok=True)
        names = [name for name in sorted(os.listdir(kernel.root)) if name != ".git"]
        below = next(
            n
            for n in (_BELOW, *(f"{_BELOW}-{i}" for i in range(999)))
            if n not in names
        )
        wanted = {name: kernel.root / name for name in names}
        for name in set(os.listdir(where)) - set(wanted) - {below}:
            os.unlink(where / name)
        for name, target in wanted.items():
            _link(where / name, target)
        (where / below).mkdir(exist_ok=True)
        _link(where / below / "module", module.root)
        self.root = where.resolve()
        self.version = kernel.version
        self.prefix = f"{below}/module/"
        self.joined = _Joined(self.root, kernel.listing, module.listing, self.prefix)
        self.listing = self.joined

    def document(self) -> Document:
        """The "tree" of a document: the module's place, the kernel's version."""
        return {
            "path": os.fsdecode(os.fsencode(self.module.root)),
            "version": self.version,
            "base": self.module.base(),
        }

    def mine(self, file: str) -> bool:
        """Whether a file is the module's."""
        return file.startswith(self.prefix)

    @contextmanager
    def only_module(self, wide: Iterable[str]) -> Iterator[None]:
        """Look for words in the module alone, but for some.

        :param wide: words that are looked for in the kernel as well
        """
        self.joined.narrow, self.joined.wide = True, set(wide)
        try:
            yield
        finally:
            self.joined.narrow = False


def _link(path: Path, target: Path) -> None:
    """A symbolic link that leads there."""
    if path.is_symlink():
        if os.readlink(path) == str(target):
            return
        path.unlink()
    path.symlink_to(target)


class ModuleRun(stages.Run):
    """A run in which only the module's calls are sites, whatever the kernel holds."""

    def find(self) -> Document:
        """Every site of the module, with the kernel's wrappers that it calls."""
        assert isinstance(self.tree, JoinedTree)
        tree = self.tree
        document = super().find()
        by_id = {site["id"]: site for site in document["sites"]}
        wanted: set[str] = set()
        for site in document["sites"]:
            inner = site if tree.mine(site["file"]) else None
            while inner and inner["id"] not in wanted:
                wanted.add(inner["id"])
                inner = by_id.get(inner["behind"] or "")
        hits = [hit for hit in document["hits"] if tree.mine(hit["file"])]
        categories = [name for name in document["counts"] if name != "textual"]
        counts = {c: sum(h["category"] == c for h in hits) for c in categories}
        return {
            **document,
            "counts": {"textual": len(hits)} | counts,
            "hits": hits,
            "sites": [site for site in document["sites"] if site["id"] in wanted],
            "incomplete": [
                entry
                for entry in document["incomplete"]
                if tree.mine(entry["file"] or tree.prefix)
            ],
        }


def without_prefix(thing: Any, prefix: str) -> Any:
    """A document in which the module's files have their own names."""
    if isinstance(thing, str):
        return thing.replace(prefix, "")
    if isinstance(thing, list):
        return [without_prefix(part, prefix) for part in thing]
    if isinstance(thing, dict):
        return {key: without_prefix(value, prefix) for key, value in thing.items()}
    return thing


def words_of_types(campaign: config.Campaign) -> list[str]:
    """The words by which what handles entries is found, also in the kernel."""
    types = campaign.data["types"]
    return [types["entry"], types["table"]]
