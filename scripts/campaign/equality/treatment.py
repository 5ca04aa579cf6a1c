# SPDX-License-Identifier: GPL-2.0
"""What each section is to a comparison, out of sections.ini."""

from __future__ import annotations

import configparser
import functools
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

_TABLE = Path(__file__).resolve().parent / "sections.ini"


@dataclass(frozen=True)
class Table:
    """How entries stand in a section.

    :param lines: they hold line numbers
    :param words: addresses per entry; 0 where an entry begins with an address
    :param length: offset in an entry of the length of what its second address points at
    :param entry: bytes per entry, where there is such a length; else 0
    """

    lines: bool = False
    words: int = 0
    length: int = 0
    entry: int = 0


def _table(text: str) -> Table:
    words = text.split()
    if words[:1] == ["lines"]:
        return Table(lines=True)
    if words[:1] == ["words"]:
        return Table(words=int(words[1]))
    if words[:1] == ["sized"]:
        return Table(length=int(words[1]), entry=int(words[2]))
    return Table()


class Treatment:
    """The rules."""

    def __init__(self, path: Path = _TABLE) -> None:
        data = configparser.ConfigParser(interpolation=None, delimiters=("=",))
        data.optionxform = str  # type: ignore[assignment]
        data.read_string(path.read_text(encoding="utf-8"), source=path.name)
        self._ignored = dict(data["ignored"])
        self._tables = {name: _table(text) for name, text in data["tables"].items()}
        self._names = [re.compile(text) for text in data["names"].values()]
        self._without = frozenset(data["anchors"]["without"].split())
        self._pools = data["anchors"]["pools"].split()

    def ignored(self, section: str) -> str | None:
        """Why a section isn't compared; None where it is."""
        found = (w for p, w in self._ignored.items() if fnmatchcase(section, p))
        return next(found, None)

    def table(self, section: str) -> Table | None:
        """How the entries of a section that belong to functions stand in it."""
        found = (t for p, t in self._tables.items() if fnmatchcase(section, p))
        return next(found, None)

    def stem(self, name: str) -> str | None:
        """A variable's name without what is counted in it; None where nothing is."""
        for pattern in self._names:
            found = pattern.fullmatch(name)
            if found:
                return "#".join(found.groups()) + "#" * (pattern.groups == 1)
        return None

    def anchors(self, machine: str) -> bool:
        """Whether code may reach a variable from another one."""
        return machine not in self._without

    def pool(self, section: str) -> bool:
        """Whether a section holds addresses for the code."""
        return any(fnmatchcase(section, pattern) for pattern in self._pools)


@functools.cache
def treatment() -> Treatment:
    """The rules of sections.ini."""
    return Treatment()
