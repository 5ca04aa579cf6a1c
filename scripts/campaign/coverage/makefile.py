# SPDX-License-Identifier: GPL-2.0
"""What kbuild's Makefiles say of an object: the symbols on which it depends, by their text.

No make is run. What is read is what people write: `obj-$(CONFIG_X) += name.o`, lists of
parts (`name-y`, `name-objs`), variables of either form that another line names, folders,
and ifdef and ifeq of a symbol around them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

Read = Callable[[str], str | None]
# What kbuild itself looks at; all else is a part of something
_GOALS = frozenset("obj lib core drivers net libs extra always subdir head".split())
_ASSIGN = re.compile(
    r"(?P<name>[\w./-]+?)-(?P<list>y|m|objs|\$\(CONFIG_\w+\)|\$\(subst m,y,\$\(CONFIG_\w+\)\))"
    r"\s*(?P<how>[:+?]?=)\s*(?P<value>.*)"
)
_SYMBOL = re.compile(r"\$\((?:subst m,y,\$\()?(CONFIG_\w+)\)+")
_IF = re.compile(
    r"(?:(ifn?def)\s+(CONFIG_\w+)|(ifn?eq)\s*\(\s*\$\((CONFIG_\w+)\)\s*,\s*(\w*)\s*\))\s*$"
)
_CONDITIONAL = re.compile(r"(ifn?def|ifn?eq|else|endif)\b(.*)")
_DEPTH = 8  # parts of parts; more is a circle


@dataclass(frozen=True)
class Needs:
    """A line of a Makefile that adds an object only under a condition.

    :param symbol: the Kconfig symbol that it hangs on; None where there is none
    :param value: what that must be, "y" or "n"
    :param met: whether it is; None where the text wasn't understood
    """

    file: str
    line: int
    text: str
    symbol: str | None
    value: str
    met: bool | None


@dataclass(frozen=True)
class _Assignment:
    line: int
    name: str
    list: str
    anew: bool
    words: frozenset[str]
    text: str
    conditions: tuple[tuple[str | None, str], ...]


def _assignments(text: str) -> Iterator[_Assignment]:
    """The lists of objects in a Makefile, with the conditions that each stands under."""
    stack: list[tuple[str | None, str]] = []
    joined, first = "", 0
    for number, raw in enumerate(text.split("\n"), 1):
        if not joined:
            first = number
        if raw.endswith("\\"):
            joined += raw[:-1] + " "
            continue
        line, joined = (joined + raw).partition("#")[0].rstrip(), ""
        if match := _CONDITIONAL.match(line):
            word, more = match[1], match[2].strip()
            if word.startswith("if"):
                stack.append(_condition(line))
            elif stack:
                symbol, value = stack.pop()
                if word == "else":
                    turned = (symbol, "n" if value == "y" else "y")
                    stack.append(_condition(more) if more else turned)
        elif found := _ASSIGN.match(line):
            yield _Assignment(
                first,
                found["name"],
                found["list"],
                found["how"] in ("=", ":="),
                frozenset(found["value"].split()),
                " ".join(line.split()),
                tuple(stack),
            )


def _condition(line: str) -> tuple[str | None, str]:
    """The symbol of an ifdef or ifeq, and what it must be; (None, "") if it isn't understood."""
    match = _IF.match(line)
    if not match:
        return None, ""
    if match[1]:
        return match[2], "y" if match[1] == "ifdef" else "n"
    wanted = match[5] in ("y", "m")
    if not wanted and match[5]:
        return None, ""
    return match[4], "y" if wanted == (match[3] == "ifeq") else "n"


class Makefiles:
    """The Makefiles of a tree under one configuration.

    :param read: the text of a file, None where it isn't there
    :param config: symbol -> value
    """

    def __init__(self, read: Read, arch: str, config: Mapping[str, str]) -> None:
        self._read = read
        self._arch = arch
        self._config = config
        self._known: dict[str, tuple[str, list[_Assignment]] | None] = {}

    def _folder(self, folder: str) -> tuple[str, list[_Assignment]] | None:
        """The Makefile of a folder, and its lists."""
        if folder not in self._known:
            self._known[folder] = None
            for name in ("Kbuild", "Makefile"):
                path = name if folder == "." else f"{folder}/{name}"
                text = self._read(path)
                if text is not None:
                    self._known[folder] = path, [*_assignments(text)]
                    break
        return self._known[folder]

    def _met(self, symbol: str | None, value: str) -> bool | None:
        if symbol is None:
            return None
        return (self._config.get(symbol, "n") != "n") == (value == "y")

    def _chains(
        self, folder: str, target: str, depth: int = 0
    ) -> Iterator[tuple[Needs, ...]]:
        """Each way in which a folder's Makefile comes to an object: what that needs."""
        there = self._folder(folder)
        if there is None or depth > _DEPTH:
            return
        path, lists = there
        for line in lists:
            if target not in line.words:
                continue
            asked = [*line.conditions]
            if symbol := _SYMBOL.fullmatch(line.list):
                asked.append((symbol[1], "y"))
            for later in lists:
                # It is given another value where that one's symbol is set.
                if later.line > line.line and later.name == line.name and later.anew:
                    if symbol := _SYMBOL.fullmatch(later.list):
                        asked.append((symbol[1], "n"))
            needs = tuple(
                Needs(
                    path, line.line, line.text, symbol, value, self._met(symbol, value)
                )
                for symbol, value in asked
            )
            if line.name in _GOALS:
                yield needs
                continue
            part = line.name.rpartition("/")[2]
            for whole in (f"{part}.o", f"$({line.name}-y)", f"$({line.name}-objs)"):
                for more in self._chains(folder, whole, depth + 1):
                    yield (*needs, *more)

    def _nearest(self, folder: str, target: str) -> tuple[list[tuple[Needs, ...]], str]:
        """The ways to an object of the nearest folder that has any, and that folder."""
        while True:
            chains = [*self._chains(folder, target)]
            if chains or folder == ".":
                return chains, folder
            path = PurePosixPath(folder)
            target, folder = f"{path.name}/{target}", str(path.parent)

    def missing(self, file: str) -> tuple[bool | None, Needs | None]:
        """Whether a source file is built, and what it lacks.

        :returns: True where the Makefiles name it and all that they ask for is there; False
            with the first thing that isn't; None where their text does not tell
        """
        path = PurePosixPath(file)
        folder, target = str(path.parent), f"{path.stem}.o"
        while True:
            chains, at = self._nearest(folder, target)
            if not chains:
                # What the top does not name there, make's own Makefile always goes to.
                return (True if target.endswith("/") else None), None
            if not any(all(need.met for need in chain) for chain in chains):
                lacks = (n for chain in chains for n in chain if n.met is False)
                need = next(lacks, None)
                return (None if need is None else False), need
            if at in (".", "arch", f"arch/{self._arch}"):
                return True, None
            folder, target = str(PurePosixPath(at).parent), f"{PurePosixPath(at).name}/"
