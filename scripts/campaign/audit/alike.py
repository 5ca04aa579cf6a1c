# SPDX-License-Identifier: GPL-2.0
"""Trees that share files, as hard links: what was read in one is known of the next.

A file is the same one where its name, inode, size and both of its times are, as
within one tree. Only what differs is read again, by listing.py and heads.py.
"""

from __future__ import annotations

import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from .. import files

if TYPE_CHECKING:
    from ..stages import Run

_KEPT = ("words.json", "heads.json")
_MANY = 10_000  # files; of a larger tree a part is compared
_PART = 256


def _sample(stamps: dict[str, str]) -> frozenset[str]:
    """Some files of a tree, the same in each tree, with their stamps."""
    every = _PART if len(stamps) > _MANY else 1
    return frozenset(
        f"{name}\0{stamp}"
        for name, stamp in stamps.items()
        if not zlib.crc32(os.fsencode(name)) % every
    )


class Alike:
    """The trees that were looked at, by some of their files."""

    def __init__(self) -> None:
        self._seen: list[tuple[Path, frozenset[str]]] = []

    def begin(self, run: Run) -> None:
        """Hand a run what was read in the tree that shares most files with its own, if one shares half."""
        mine = _sample(run.tree.listing.stamps)
        cache = run.folder / "cache"
        shared, source = max(
            ((len(mine & theirs), place) for place, theirs in self._seen),
            default=(0, cache),
        )
        for name in _KEPT if 2 * shared > len(mine) else ():
            if (source / name).is_file() and not (cache / name).exists():
                files.write(cache / name, (source / name).read_bytes())
        self._seen.append((cache, mine))
