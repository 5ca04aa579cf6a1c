# SPDX-License-Identifier: GPL-2.0
"""Content as lines, and where some lines stand in it."""

from __future__ import annotations

import re
from collections.abc import Sequence


def split(content: bytes) -> list[bytes]:
    """The lines as git sees them: bytes.splitlines() would also split at a lone CR."""
    return re.findall(rb"[^\n]*\n|[^\n]+", content)


def shown(line: bytes) -> str:
    """A line as a message quotes it."""
    return line.decode(errors="replace").strip()


def is_anchor(lines: Sequence[bytes]) -> bool:
    """Is there a word to hold on to? Blank lines and braces are everywhere."""
    return any(re.search(rb"\w", line) for line in lines)


def stands_at(wanted: Sequence[bytes], lines: Sequence[bytes], index: int) -> bool:
    """Do the wanted lines stand at this index?"""
    return index >= 0 and list(lines[index : index + len(wanted)]) == list(wanted)


def occurrences(wanted: Sequence[bytes], lines: Sequence[bytes]) -> list[int]:
    """Every index at which the wanted lines stand."""
    return [
        i for i in range(len(lines) - len(wanted) + 1) if stands_at(wanted, lines, i)
    ]
