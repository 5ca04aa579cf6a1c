# SPDX-License-Identifier: GPL-2.0
"""A patch as git diff writes it, taken apart: files, hunks, lines with their numbers."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

ADDED, REMOVED, SAME, REMARK = "added", "removed", "same", "remark"
_KINDS = {"+": ADDED, "-": REMOVED, " ": SAME, "": SAME, "\\": REMARK}
_HUNK = re.compile(
    r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@ ?(.*)", re.S
)
# git's quote.c: a name with odd bytes stands in quotes, and is written as in C.
_ESCAPE = re.compile(rb'\\([0-3][0-7]{2}|[abtnvfr"\\])')
_LETTERS = dict(zip(b'abtnvfr"\\', b'\a\b\t\n\v\f\r"\\'))
_PREFIX = "diff --git "
_NOWHERE = "/dev/null"


@dataclass(frozen=True)
class Line:
    """A line of a hunk.

    :param kind: ADDED, REMOVED, SAME, or REMARK (that the file has no newline at its end)
    :param old: its number before the patch, where it was there
    :param new: its number behind the patch, where it is there
    :param text: without the sign
    """

    kind: str
    old: int | None
    new: int | None
    text: str


@dataclass
class Hunk:
    """Lines that belong together.

    :param heading: the function that git found above them
    """

    old: int
    new: int
    heading: str
    lines: list[Line] = field(default_factory=list)


@dataclass
class File:
    """What a patch does to a file.

    :param path: behind the patch; of one that is removed, before it
    :param change: "added", "removed", or "" for one that stays
    """

    path: str
    change: str = ""
    hunks: list[Hunk] = field(default_factory=list)


def _escaped(match: re.Match[bytes]) -> bytes:
    said = match[1]
    return bytes([int(said, 8) if len(said) == 3 else _LETTERS[said[0]]])


def _path(text: str) -> str:
    """A path from a "---" or "+++" line, less the a/ or b/ before it."""
    text = text.removesuffix("\t")
    if len(text) > 1 and text[0] == text[-1] == '"':
        raw = _ESCAPE.sub(_escaped, text[1:-1].encode("utf-8", "backslashreplace"))
        text = os.fsdecode(raw)
    return text if text == _NOWHERE else text.partition("/")[2]


def _name(line: str) -> str:
    """The path on a "diff --git" line, for a file whose lines are not told."""
    both = line.removeprefix(_PREFIX)
    # Both are the same but for their first letters: git tells no renames here.
    return _path(both[: (len(both) - 1) // 2])


def files(diff: str) -> list[File]:
    """The files that a diff changes, in its order.

    :param diff: unified, of git, without renames; what is not understood is passed over
    """
    found: list[File] = []
    rows = diff.split("\n")
    at = 0
    while at < len(rows):
        row = rows[at]
        at += 1
        if row.startswith(_PREFIX):
            found.append(File(_name(row)))
        elif not found:
            continue
        elif row.startswith("--- "):
            path = _path(row[4:])
            found[-1].change = "added" if path == _NOWHERE else ""
            found[-1].path = found[-1].path if path == _NOWHERE else path
        elif row.startswith("+++ "):
            path = _path(row[4:])
            found[-1].change = "removed" if path == _NOWHERE else found[-1].change
            found[-1].path = found[-1].path if path == _NOWHERE else path
        elif match := _HUNK.fullmatch(row):
            hunk = Hunk(int(match[1]), int(match[3]), match[5])
            left = [int(match[2] or 1), int(match[4] or 1)]
            hunk.lines.extend(_lines(hunk, left, itertools.islice(rows, at, None)))
            at += len(hunk.lines)
            found[-1].hunks.append(hunk)
    return found


def _lines(hunk: Hunk, left: list[int], rows: Iterable[str]) -> Iterator[Line]:
    """The lines of a hunk.

    :param left: how many of before and of behind are to come
    """
    old, new = hunk.old, hunk.new
    for row in rows:
        kind = _KINDS.get(row[:1])
        if kind == REMARK:
            yield Line(REMARK, None, None, row)
            continue
        if kind is None or left == [0, 0] or min(left) < 0:
            return
        is_old, is_new = kind != ADDED, kind != REMOVED
        yield Line(kind, old if is_old else None, new if is_new else None, row[1:])
        old, new = old + is_old, new + is_new
        left[0] -= is_old
        left[1] -= is_new


def added(diff: str) -> dict[tuple[str, int], str]:
    """The text of each line that a diff adds, by file and number behind the patch."""
    return {
        (file.path, line.new): line.text
        for file in files(diff)
        for hunk in file.hunks
        for line in hunk.lines
        if line.kind == ADDED and line.new is not None
    }
