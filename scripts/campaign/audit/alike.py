# SPDX-License-Identifier: GPL-2.0
"""Trees that share files, as hard links: what was read in one is known of the next.

A file is the same one where its name, inode, size and both of its times are, as
within one tree. Only what differs is read again, by listing.py and heads.py.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from .. import files

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..listing import Listing
    from ..stages import Run
    from ..tree import Tree
    from .targets import Target

_KEPT = ("words.json", "heads.json")
_MANY = 10_000  # files; of a larger tree a part is compared
_SOME = "Makefile"  # what the names of that part end with
_PART = 64  # names that tell whether trees are alike at all


def _sample(stamps: dict[str, str]) -> set[str]:
    """Some files of a tree, the same in each tree, with their stamps."""
    end = _SOME if len(stamps) > _MANY else ""
    return {f"{name}\0{stamp}" for name, stamp in stamps.items() if name.endswith(end)}


def _same(source: Path, path: Path) -> None:
    """Have at a path what another one holds: both are written beside and renamed."""
    if not source.is_file():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, path)
    except OSError:
        files.write(path, source.read_bytes())


def _stamp(tree: Tree, name: str) -> tuple[int, ...] | None:
    """What a file is told by, as listing.py has it."""
    try:
        of = os.lstat(tree.root / name)
    except OSError:
        return None
    return of.st_size, of.st_mtime_ns, of.st_ctime_ns, of.st_ino


def families(targets: Iterable[Target]) -> list[list[Target]]:
    """Trees by the files that they share, in their order: each family has its first one first.

    Some names are looked at, of those that the first tree has.
    """
    every = list(targets)
    names = list(every[0].tree.listing.stamps) if every[1:] else []
    some = names[:: len(names) // _PART + 1]
    found: list[tuple[set[tuple[str, tuple[int, ...]]], list[Target]]] = []
    for target in every:
        told = {(n, stamp) for n in some if (stamp := _stamp(target.tree, n))}
        for first, family in found:
            if 2 * len(first & told) > len(some):
                family.append(target)
                break
        else:
            found.append((told, [target]))
    return [family for _, family in found]


class Alike:
    """The trees that were looked at, by some of their files.

    :param folder: where that is kept; trees that are read at the same time tell each other
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last: tuple[Path, Listing] | None = None  # with the cache of its tree

    def _most_alike(self, mine: set[str]) -> Path | None:
        """The cache of the tree that shares most files, if one shares half."""
        best, most = None, len(mine) // 2
        for told in sorted(self._folder.glob("*.json")):
            try:
                known = json.loads(told.read_bytes())
                shared, cache = len(mine & set(known["files"])), Path(known["cache"])
            except (OSError, ValueError, KeyError, TypeError):
                continue
            if shared > most and (cache / _KEPT[0]).is_file():
                best, most = cache, shared
        return best

    def begin(self, run: Run) -> None:
        """Hand a run what was read in the tree that is most like its own."""
        cache = run.folder / "cache"
        listing = run.tree.listing
        mine = _sample(listing.stamps)
        missing = [name for name in _KEPT if not (cache / name).exists()]
        if missing and (source := self._most_alike(mine)):
            for name in missing:
                _same(source / name, cache / name)
            if self._last and self._last[0] == source and _KEPT[0] in missing:
                listing.remember_of(self._last[1], cache / _KEPT[0])
        self._last = cache, listing
        told = {"cache": str(cache), "files": sorted(mine)}
        files.write_json(self._folder / f"{run.folder.name}.json", told)
