# SPDX-License-Identifier: GPL-2.0
"""Where each hunk stands in a file that it may not have been written for.

A hunk may move, and it may lose context, down to one line on each side: a fork
has other neighbours. It never goes where it could also go elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .lines import is_anchor, occurrences, shown, stands_at
from .patchfile import Edit, Hunk
from .refused import PatchRefused


@dataclass(frozen=True)
class Place:
    """Where a hunk stands: the index of its first line once it is trimmed to `context`."""

    hunk: Hunk
    index: int
    context: int

    def is_reduced(self) -> bool:
        """Was context given up?"""
        return self.context < max(self.hunk.context())


def placed(edit: Edit, lines: Sequence[bytes]) -> list[Place]:
    """Where each hunk stands: as written, or else in the one place where it can."""
    as_written = [
        Place(hunk, hunk.old_line - 1, max(hunk.context())) for hunk in edit.hunks
    ]
    if all(stands_at(place.hunk.before(), lines, place.index) for place in as_written):
        return as_written
    return [_place(edit.path, hunk, lines) for hunk in edit.hunks]


def _place(path: str, hunk: Hunk, lines: Sequence[bytes]) -> Place:
    """The one place of a hunk, on as much of its context as can be had (git's own order)."""
    for context in range(max(hunk.context()), 0, -1):
        wanted = hunk.trimmed(context).before()
        found = occurrences(wanted, lines)
        if len(found) > 1:
            at = ", ".join(str(index + 1) for index in found[:4])
            raise PatchRefused(path, f"{hunk} fits in {len(found)} places: line {at}")
        if found and is_anchor(wanted):
            return Place(hunk, found[0], context)
    raise PatchRefused(
        path, f"{hunk} fits nowhere: {_missing(hunk.trimmed(1).before(), lines)}"
    )


def _missing(wanted: Sequence[bytes], lines: Sequence[bytes]) -> str:
    """What to tell of lines that were not found together."""
    have = set(lines)
    for line in wanted:
        if line not in have:
            return f"no line '{shown(line)}'"
    return (
        f"the lines around '{shown(max(wanted, key=len, default=b''))}' are others here"
    )


def spliced(lines: Sequence[bytes], places: Sequence[Place]) -> bytes:
    """The file with every hunk in its place."""
    result = list(lines)
    for place in sorted(places, key=lambda place: place.index, reverse=True):
        hunk = place.hunk.trimmed(place.context)
        result[place.index : place.index + len(hunk.before())] = hunk.after()
    return b"".join(result)
