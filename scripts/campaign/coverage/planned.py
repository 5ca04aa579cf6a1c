# SPDX-License-Identifier: GPL-2.0
"""One step of a series: its changed lines, the files with tokens, and what became of these."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .. import ctext
from .changes import COMMENT, DOCUMENT, Line, changed, is_c, kinds
from .planting import plant, prefix
from .tokens import left

# What a flavour has shown, ready for JSON:
# {"seen": {file: [line]}, "dropped": {file: [[line, function]]}}
Shown = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """What is looked for in one step.

    :param lines: every line that it adds or changes, by file and number
    :param planted: the C files and headers in which something is looked for, with tokens
    :param places: token -> the lines that it stands for
    :param start: what each token begins with
    """

    lines: tuple[Line, ...]
    planted: Mapping[str, bytes]
    places: Mapping[str, tuple[tuple[str, int], ...]]
    start: str

    @classmethod
    def of(
        cls,
        before: Mapping[str, bytes | None],
        after: Mapping[str, bytes | None],
        macros: bool = True,
    ) -> Plan:
        """The plan of a step.

        :param before: file -> its content; a file that isn't there may be None or missing
        :param after: the same, after the step
        :param macros: look for the bodies of macros, too. A macro whose name or value other
            macros are made of (by ##), or that names a file to #include, can't have a token:
            -E fails, or disturbed() tells. Then a plan without shows the other lines
        :raises MachineError: git failed
        """
        new = {
            file: content
            for file, content in sorted(after.items())
            if content is not None and content != before.get(file)
        }
        lines: list[Line] = []
        for file, content in new.items():
            numbers = changed(before.get(file), content)
            kind = kinds(file, content) if numbers else []
            lines += [Line(file, number, kind[number - 1]) for number in numbers]
        start = prefix(*(ctext.decode(content) for content in new.values()))
        planted: dict[str, bytes] = {}
        places: dict[str, list[tuple[str, int]]] = {}
        for file, content in new.items():
            wanted = [l.line for l in lines if l.file == file and needs_proof(l)]
            if not is_c(file) or not wanted:
                continue
            planted[file], tokens = plant(
                content, wanted, start, len(places) + 1, macros
            )
            for number, token in tokens.items():
                places.setdefault(token, []).append((file, number))
        return cls(
            tuple(lines), planted, {t: tuple(l) for t, l in places.items()}, start
        )

    def unplanted(self) -> list[Line]:
        """The lines that need a proof and can have none: no token stands for them."""
        has = {place for places in self.places.values() for place in places}
        return [l for l in self.lines if needs_proof(l) and l[:2] not in has]

    def shown(self, preprocessed: str) -> Shown:
        """What `-E` of a file shows, some of the planted files in the place of the tree's.

        :returns: "seen": the lines that the compiler got and keeps; "dropped": those it got
            only as part of a static function that nothing uses, with the function's name
        """
        found = left(preprocessed, self.start)
        seen: dict[str, list[int]] = {}
        dropped: dict[str, list[list[Any]]] = {}
        for token, places in self.places.items():
            for file, line in places:
                if token in found.seen:
                    seen.setdefault(file, []).append(line)
                elif token in found.dropped:
                    dropped.setdefault(file, []).append([line, found.dropped[token]])
        return {
            "seen": {file: sorted(seen[file]) for file in sorted(seen)},
            "dropped": {file: sorted(dropped[file]) for file in sorted(dropped)},
        }

    def seen(self, preprocessed: str) -> dict[str, list[int]]:
        """The lines that `-E` of a file shows to have got to the compiler, by file."""
        found: dict[str, list[int]] = self.shown(preprocessed)["seen"]
        return found


def needs_proof(line: Line) -> bool:
    """Whether the compiler, or its preprocessor, is to be shown to have read a line."""
    return line.kind not in (COMMENT, DOCUMENT)


def together(shown: Iterable[Shown]) -> Shown:
    """What several files of one flavour have shown: a line that one of them keeps is seen."""
    seen: dict[str, set[int]] = {}
    dropped: dict[str, dict[int, str]] = {}
    for one in shown:
        for file, lines in one["seen"].items():
            seen.setdefault(file, set()).update(lines)
        for file, pairs in one["dropped"].items():
            for line, function in pairs:
                dropped.setdefault(file, {}).setdefault(line, function)
    left_over = {
        file: [[l, f] for l, f in sorted(pairs.items()) if l not in seen.get(file, ())]
        for file, pairs in sorted(dropped.items())
    }
    return {
        "seen": {file: sorted(lines) for file, lines in sorted(seen.items())},
        "dropped": {file: pairs for file, pairs in left_over.items() if pairs},
    }
