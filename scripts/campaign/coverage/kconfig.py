# SPDX-License-Identifier: GPL-2.0
"""What Kconfig's text says of a symbol: where its entry is, and what it depends on."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

Texts = Callable[[], Iterable[tuple[str, str]]]
_ENTRY = re.compile(r"(config|menuconfig)\s+(\w+)$")
_OPENS = re.compile(r"(if|menu|choice)\b\s*(.*)")
_CLOSES = re.compile(r"end(if|menu|choice)\b")
_ENDS_ENTRY = re.compile(r"(source|comment|mainmenu)\b")
_DEPENDS = re.compile(r"depends\s+on\s+(.*)")
_PROMPT = re.compile(r"(?:(?:def_)?(?:bool|tristate|int|hex|string)|prompt)\s+[\"']")


class Entry(NamedTuple):
    """One entry of a symbol.

    :param symbol: without CONFIG_
    :param depends: what its `depends on` say, with those of the menus and the `if` around
        it in the same file
    :param prompt: a user can set it; if not, only other symbols do
    """

    symbol: str
    file: str
    line: int
    depends: str
    prompt: bool


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that say something, help texts and comments left out, joined at backslashes."""
    help_indent: int | None = None
    in_help = False
    joined, first = "", 0
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.expandtabs()
        if not line.strip():
            continue
        indent = len(line) - len(line.lstrip())
        if in_help:
            if help_indent is None and indent:
                help_indent = indent
            if help_indent is not None and indent >= help_indent:
                continue
            in_help, help_indent = False, None
        line = line.strip()
        if not joined:
            first = number
        if line.endswith("\\"):
            joined += line[:-1] + " "
            continue
        line, joined = joined + line, ""
        if re.fullmatch(r"-*help-*", line):
            in_help = True
        elif not line.startswith("#"):
            yield first, " ".join(re.sub(r"\s#.*", "", line).split())


def entries(file: str, text: str) -> list[Entry]:
    """The entries of a Kconfig file, in order."""
    found: list[Entry] = []
    around: list[list[str]] = []
    # Where a `depends on` goes: to an entry, or to the menu that begins here
    own: list[str] | None = None
    symbol, at, prompt = "", 0, False

    def finish() -> None:
        nonlocal symbol
        if symbol:
            parts = [part for group in around for part in group] + (own or [])
            alone = len(parts) == 1
            shown = [p if alone or "||" not in p else f"({p})" for p in parts]
            found.append(Entry(symbol, file, at, " && ".join(shown), prompt))
        symbol = ""

    for number, line in _lines(text):
        entry = _ENTRY.match(line)
        opens, depends = _OPENS.match(line), _DEPENDS.match(line)
        if entry:
            finish()
            symbol, at, prompt, own = entry[2], number, False, []
        elif opens:
            finish()
            own = []
            around.append([opens[2]] if opens[1] == "if" else own)
        elif _CLOSES.match(line):
            finish()
            own = None
            if around:
                around.pop()
        elif _ENDS_ENTRY.match(line):
            finish()
            own = None
        elif depends and own is not None:
            own.append(depends[1])
        elif _PROMPT.match(line):
            prompt = True
    finish()
    return found


class Symbols:
    """The symbols of a tree.

    :param texts: yields (path from the top, text) of every Kconfig file; asked once, late
    """

    def __init__(self, texts: Texts) -> None:
        self._texts = texts

    @functools.cached_property
    def _by_symbol(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for file, text in sorted(self._texts()):
            for entry in entries(file, text):
                found.setdefault(entry.symbol, []).append(entry)
        return found

    def entries(self, symbol: str, arch: str) -> list[Entry]:
        """The entries that an architecture has of a symbol: those a user can set, first.

        :param symbol: with CONFIG_ or without
        """

        def there(entry: Entry) -> bool:
            parts = entry.file.split("/")
            return parts[0] != "arch" or len(parts) < 3 or parts[1] == arch

        found = self._by_symbol.get(symbol.removeprefix("CONFIG_"), [])
        return sorted(filter(there, found), key=lambda e: (not e.prompt, e[1:3]))
