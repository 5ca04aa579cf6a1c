# SPDX-License-Identifier: GPL-2.0
"""Which functions of an object a step leaves as they are: equality/, with what is kept of each object."""

from __future__ import annotations

import difflib
import functools
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .. import files
from ..children import Children
from ..equality import Touched, compare, digests, mentioning, touched
from .states import State

_ANY = "*"


class Steps:
    """What each step of a series touches.

    :param tree: the top of the tree, for the files that no step changes
    """

    def __init__(self, tree: Path, states: Mapping[str, tuple[State, State]]) -> None:
        """Take the steps.

        :param states: name of a state -> the state before it, itself
        """
        self._tree = tree
        self._states = states
        self._known: dict[tuple[str, str], Touched] = {}
        self._lines: dict[tuple[str, str], Callable[[int], int]] = {}

    def _content(self, state: State, file: str) -> bytes:
        data = state.files.get(file, b"") if file in state.files else None
        if data is None and file not in state.files:
            path = self._tree / file
            data = path.read_bytes() if path.is_file() else b""
        return data or b""

    def _of_file(self, state: str, file: str) -> Touched:
        if (state, file) not in self._known:
            before, after = (self._content(s, file) for s in self._states[state])
            self._known[state, file] = touched(before, after)
        return self._known[state, file]

    def lines(self, state: State, source: str) -> Callable[[int], int] | None:
        """Where a step moves the lines of a source, whose numbers can be in the code (__LINE__)."""
        if source not in state.step:
            return None
        if (state.name, source) not in self._lines:
            old, new = (
                self._content(s, source).splitlines() for s in self._states[state.name]
            )
            self._lines[state.name, source] = _moved(old, new)
        return self._lines[state.name, source]

    def functions(
        self, state: State, source: str, headers: list[str]
    ) -> frozenset[str]:
        """The functions of an object that a step touches; `*` where nobody can tell.

        :param source: of the object
        :param headers: those that went into it and that the step changes
        """
        found: set[str] = set()
        names: set[str] = set()
        for file in [source] * (source in state.step) + headers:
            said = self._of_file(state.name, file)
            if said.others:
                return frozenset({_ANY})
            found |= said.functions
            names |= said.names if file != source else frozenset()
        if names:
            for side in self._states[state.name]:
                found |= mentioning(self._content(side, source), names)
        return frozenset(found)


def _moved(old: list[bytes], new: list[bytes]) -> Callable[[int], int]:
    """Line of one text -> line of another, both from 1; what was rewritten stays where it was."""
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    blocks = matcher.get_matching_blocks()

    def where(line: int) -> int:
        for block in blocks:
            if block.a < line <= block.a + block.size:
                return line - block.a + block.b
        return line

    return where


class Equal:
    """Compares what an object was before a step and is behind it.

    :param folder: where what is known of an object is kept, by the hash of the object
    :param rename: names of the API that are taken for the same
    """

    def __init__(
        self,
        folder: Path,
        prefix: str,
        children: Children,
        limit: float,
        rename: Mapping[str, str],
        steps: Steps,
    ) -> None:
        self._folder = folder
        self._prefix = prefix
        self._children = children
        self._limit = limit
        self._rename = dict(rename)
        self._steps = steps

    def keep(self, data: bytes, sha256: str) -> None:
        """Keep what an object holds, unless that is known."""
        path = self._path(sha256)
        if not path.is_file():
            said = digests(data, self._prefix, self._children, self._limit)
            files.write(path, json.dumps(said).encode())

    def _path(self, sha256: str) -> Path:
        return self._folder / f"{sha256[:32]}.json"

    @functools.lru_cache(maxsize=64)
    def _held(self, sha256: str) -> Mapping[str, Any]:
        held: dict[str, Any] = json.loads(self._path(sha256).read_bytes())
        return held

    def of(
        self, state: State, source: str, reads: list[str], before: str, after: str
    ) -> dict[str, Any]:
        """What came of an object: {"functions": count, "different": [...], "normalised": [...]}.

        :param source: of the object
        :param reads: files that a patch touches and that went into it
        :param before: the hash of the object before the step
        :param after: and behind it
        """
        headers = [f for f in reads if f in state.step and f != source]
        mine = self._steps.functions(state, source, headers)
        if before == after:
            count = len(self._held(after)["functions"])
            return {"functions": count, "different": [], "normalised": []}
        made = compare(
            self._held(before),
            self._held(after),
            self._rename,
            mine,
            self._steps.lines(state, source),
        )
        return {
            "functions": sum(r.kind == "function" for r in made.results),
            "different": [r.document() for r in made.differences],
            "normalised": list(made.normalised),
        }
