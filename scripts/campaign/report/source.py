# SPDX-License-Identifier: GPL-2.0
"""What a report takes from a tree: names and source lines, fit for a terminal."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ..tree import shown

_LARGEST = 64 << 20  # bytes, as in tree.py


def printable(text: str) -> str:
    """Text from a document or a tree as one line without control characters."""
    try:
        return shown(text)
    except UnicodeEncodeError:  # half of a surrogate pair: from no file name
        return shown(text.encode("utf-8", "backslashreplace").decode("utf-8"))


class Sources:
    """The source lines of a tree, as they are now."""

    def __init__(self, tree: Path, others: Sequence[Path] = ()) -> None:
        """Take the top of a tree, and of others for files that it doesn't have."""
        self.root = tree.resolve()
        self._others = [Sources(other) for other in others]
        self._files: dict[str, list[bytes]] = {}

    def _lines(self, file: str) -> list[bytes]:
        """The lines of a file; none where it can't be read or isn't in the tree."""
        if file not in self._files:
            data = b""
            try:
                path = (self.root / file).resolve()
                regular = path.is_relative_to(self.root) and path.is_file()
                if regular and path.stat().st_size <= _LARGEST:
                    data = path.read_bytes()
            except (OSError, RuntimeError, ValueError):
                pass  # unreadable, a loop of links, NUL or half a surrogate pair in the name
            self._files[file] = data.removesuffix(b"\n").split(b"\n") if data else []
        return self._files[file]

    def raw(self, file: str, line: int) -> bytes | None:
        """A line as it stands, without its end; None where there is none.

        :param line: from 1
        """
        lines = self._lines(file)
        if not lines:
            found = (other.raw(file, line) for other in self._others)
            return next((text for text in found if text is not None), None)
        return lines[line - 1].rstrip(b"\r") if 1 <= line <= len(lines) else None

    def line(self, file: str, line: int) -> str | None:
        """A line for a person: tabs expanded, no control characters, no blanks at its end."""
        raw = self.raw(file, line)
        return (
            None if raw is None else printable(os.fsdecode(raw).expandtabs(8).rstrip())
        )

    def around(self, file: str, line: int, context: int) -> list[tuple[int, str]]:
        """A line and those around it: (number, text); nothing where there is no such line."""
        if self.line(file, line) is None:
            return []
        numbers = range(max(1, line - context), line + context + 1)
        texts = ((number, self.line(file, number)) for number in numbers)
        return [(number, text) for number, text in texts if text is not None]
