# SPDX-License-Identifier: GPL-2.0
"""What is asked of the objects of each state: is the site's call in them?"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..objects import Question
from .states import State

Site = Mapping[str, Any]


def moved(
    old: list[str], new: list[str], names: Sequence[str]
) -> Callable[[int], tuple[int, str]]:
    """Where a line of the original with a call on it went to.

    In a block that was rewritten the calls keep their order.

    :param names: any of these may be called there, before and after
    :returns: original line -> (line of the state, name that is called there), lines
        from 1; (0, "") where it can't be told
    """
    blocks = difflib.SequenceMatcher(None, old, new).get_opcodes()
    words = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
    word = re.compile(rf"\b({words})\b")

    def called(lines: list[str], low: int, high: int) -> list[tuple[int, str]]:
        """The calls in some lines: (line from 1, name)."""
        return [
            (number + 1, match[1])
            for number in range(low, high)
            for match in word.finditer(lines[number])
        ]

    def where(line: int) -> tuple[int, str]:
        for tag, i1, i2, j1, j2 in blocks:
            if i1 <= line - 1 < i2:
                if tag == "equal":
                    match = word.search(old[line - 1])
                    return (line - i1 + j1, match[1]) if match else (0, "")
                before, after = called(old, i1, i2), called(new, j1, j2)
                at = [number for number, _ in before]
                if line in at and len(before) == len(after):
                    return after[at.index(line)]
        return 0, ""

    return where


class Asked:
    """The questions of each state.

    :param sites: of the convert document
    :param names: the old function's name, then those that may take its place
    :param tree: the top of the tree
    """

    def __init__(self, sites: Sequence[Site], names: Sequence[str], tree: Path) -> None:
        self._sites = sites
        self._names = names
        self._tree = tree
        self._old: dict[str, list[str]] = {}
        self._of: dict[str, dict[str, Question]] = {}  # by the state's digest

    def _original(self, file: str) -> list[str]:
        if file not in self._old:
            self._old[file] = (self._tree / file).read_text("latin-1").splitlines()
        return self._old[file]

    def of(self, state: State) -> dict[str, Question]:
        """Id of the site -> the call to be looked for."""
        if state.digest not in self._of:
            self._of[state.digest] = self._in(state)
        return self._of[state.digest]

    def _in(self, state: State) -> dict[str, Question]:
        maps: dict[str, Callable[[int], tuple[int, str]]] = {}
        asked = {}
        for site in self._sites:
            file, line = site["file"], int(site["line"])
            function = site.get("function") or ""
            call = site.get("call") or self._names[0]
            asked[site["id"]] = Question(file, line, function, call)
            data = state.files.get(file)
            if data is None:
                continue
            names = dict.fromkeys([*self._names, call])
            if site.get("converted_call"):
                names[site["converted_call"]] = None
            key = f"{file}\0{call}\0{site.get('converted_call')}"
            if key not in maps:
                new = data.decode("latin-1").splitlines()
                maps[key] = moved(self._original(file), new, list(names))
            now, name = maps[key](line)
            name = name or site.get("converted_call") or call
            asked[site["id"]] = Question(file, now, function, name)
        return asked
