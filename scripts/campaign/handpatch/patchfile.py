# SPDX-License-Identifier: GPL-2.0
"""What a patch file says: the hunks of each file that it edits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from ..errors import UserError
from .lines import shown, split
from .refused import PatchRefused

# Lines between "diff --git" and the first hunk that mean more than an edit.
NOT_AN_EDIT = (
    "new file",
    "deleted file",
    "old mode",
    "new mode",
    "rename",
    "copy",
    "similarity",
    "Binary files",
    "GIT binary patch",
)

_DIFF = re.compile(rb"diff --git a/(\S+) b/(\S+)\n?$")
_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_SIGNATURE = b"-- \n"


@dataclass(frozen=True)
class Hunk:
    """One hunk: where it was written for, and its lines, each as (sign, content)."""

    number: int
    old_line: int
    new_line: int
    lines: tuple[tuple[bytes, bytes], ...]

    def __str__(self) -> str:
        return f"hunk {self.number} (written for line {self.old_line})"

    def before(self) -> list[bytes]:
        """The lines it wants to find."""
        return [text for sign, text in self.lines if sign != b"+"]

    def after(self) -> list[bytes]:
        """The lines it leaves."""
        return [text for sign, text in self.lines if sign != b"-"]

    def signed(self, wanted: bytes) -> list[bytes]:
        """The lines it adds, or those it takes away."""
        return [text for sign, text in self.lines if sign == wanted]

    def context(self) -> tuple[int, int]:
        """How many lines of context lead in, and how many lead out."""
        signs = [sign for sign, _ in self.lines]
        changed = [i for i, sign in enumerate(signs) if sign != b" "]
        return changed[0], len(signs) - 1 - changed[-1]

    def trimmed(self, context: int) -> Hunk:
        """The same hunk with at most so many lines of context on each side."""
        lead, trail = (max(0, lines - context) for lines in self.context())
        return replace(
            self,
            old_line=self.old_line + lead,
            new_line=self.new_line + lead,
            lines=self.lines[lead : len(self.lines) - trail],
        )

    def text(self) -> bytes:
        """The hunk as a diff has it, its lines counted anew."""
        head = f"@@ -{self.old_line},{len(self.before())} +{self.new_line},{len(self.after())} @@\n"
        body = (
            sign
            + text
            + (b"" if text.endswith(b"\n") else b"\n\\ No newline at end of file\n")
            for sign, text in self.lines
        )
        return head.encode() + b"".join(body)


@dataclass(frozen=True)
class Edit:
    """The hunks for one file."""

    path: str
    hunks: tuple[Hunk, ...]

    def text(self) -> bytes:
        """The edit as a diff has it."""
        path = self.path.encode()
        head = b"diff --git a/%b b/%b\n--- a/%b\n+++ b/%b\n" % (path, path, path, path)
        return head + b"".join(hunk.text() for hunk in self.hunks)


def parse(patch: Path) -> list[Edit]:
    """The edits of a patch file. Text before the first "diff --git" is for people."""
    try:
        lines = split(patch.read_bytes())
    except OSError as error:
        raise UserError(f"{patch}: {error.strerror}") from error
    starts = [i for i, line in enumerate(lines) if line.startswith(b"diff --git ")]
    if not starts:
        raise PatchRefused(str(patch), 'no "diff --git" line')
    ends = starts[1:] + [len(lines)]
    edits = [_parse_edit(lines[i:j], patch) for i, j in zip(starts, ends)]
    paths = [edit.path for edit in edits]
    for path in paths:
        if paths.count(path) > 1:
            raise PatchRefused(str(patch), f"{path} comes twice")
    return edits


def _parse_edit(lines: Sequence[bytes], patch: Path) -> Edit:
    names = _DIFF.match(lines[0])
    if not names or names[1] != names[2]:
        raise PatchRefused(str(patch), f"not an edit of one file: {shown(lines[0])}")
    path = names[1].decode(errors="replace")
    parts = PurePosixPath(path).parts
    if path.startswith("/") or {"..", ".git"} & set(parts):
        raise PatchRefused(str(patch), f"{path} is outside the tree")
    at = 1
    while at < len(lines) and not lines[at].startswith(b"@@ "):
        if lines[at].decode(errors="replace").startswith(NOT_AN_EDIT):
            raise PatchRefused(
                str(patch), f"{path}: only edits are carried: {shown(lines[at])}"
            )
        at += 1
    hunks: list[Hunk] = []
    while at < len(lines) and lines[at].startswith(b"@@ "):
        hunk, length = _parse_hunk(lines[at:], len(hunks) + 1, path, patch)
        hunks.append(hunk)
        at += length
    if not hunks:
        raise PatchRefused(str(patch), f"{path}: no hunk")
    return Edit(path, tuple(hunks))


def _parse_hunk(
    lines: Sequence[bytes], number: int, path: str, patch: Path
) -> tuple[Hunk, int]:
    """The hunk that begins here, and how many lines it takes.

    The counts in its head are not believed: an edited patch often has them wrong.
    """
    head = _HUNK.match(lines[0])
    if not head:
        raise PatchRefused(str(patch), f"{path}: hunk {number}: {shown(lines[0])}")
    body: list[tuple[bytes, bytes]] = []
    length = 1
    for line in lines[1:]:
        if line == _SIGNATURE and _is_full(head, body):
            break
        if line == b"\n":  # an editor took the blank off an empty context line
            line = b" \n"
        if line[:1] == b"\\" and body:
            body[-1] = (body[-1][0], body[-1][1].removesuffix(b"\n"))
        elif line[:1] in (b" ", b"+", b"-"):
            body.append((line[:1], line[1:]))
        else:
            break
        length += 1
    while body and body[-1] == (b" ", b"\n") and _is_full(head, body[:-1]):
        body.pop()  # blank lines below the last hunk
    if all(sign == b" " for sign, _ in body):
        raise PatchRefused(str(patch), f"{path}: hunk {number} changes nothing")
    return Hunk(number, int(head[1]), int(head[3]), tuple(body)), length


def _is_full(head: re.Match[bytes], body: Sequence[tuple[bytes, bytes]]) -> bool:
    """Has the hunk at least as many lines as its head says?"""
    old = sum(sign != b"+" for sign, _ in body)
    new = sum(sign != b"-" for sign, _ in body)
    return old >= int(head[2] or 1) and new >= int(head[4] or 1)
