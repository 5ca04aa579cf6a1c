# SPDX-License-Identifier: GPL-2.0
"""What stands at an address of an object: a function, a variable, a string, or something without a name.

An address is a section's index and an offset. Where no name covers it, what is
meant goes from there to the next address that anything in the object refers to.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from dataclasses import dataclass

from .disassembly import Code
from .elf import ALLOC, MERGE, STRINGS, Object, Relocation, Section, Symbol
from .fields import AHEAD, PC_RELATIVE

_BY_KIND = {"function": 0, "object": 0, "tls": 0}
_BY_BIND = {"global": 0, "weak": 1}
_NESTED = 4


@dataclass(frozen=True)
class Named:
    """A symbol's extent in its section."""

    symbol: Symbol
    start: int
    end: int


def _preferred(symbol: Symbol) -> tuple[int, int, int, str]:
    """Which of the names of one place is taken first."""
    kind, bind = _BY_KIND.get(symbol.kind, 1), _BY_BIND.get(symbol.bind, 2)
    return kind, bind, -symbol.size, symbol.name


class Places:
    """The addresses of an object.

    :param code: section -> its instructions
    """

    def __init__(self, parsed: Object, code: dict[int, Code]) -> None:
        self._object = parsed
        self._code = code
        self.named: dict[int, list[Named]] = {}
        self._at_start: dict[tuple[int, int], list[Symbol]] = defaultdict(list)
        by_section: dict[int, list[Symbol]] = defaultdict(list)
        for symbol in parsed.symbols:
            if symbol.section is not None and symbol.named:
                by_section[symbol.section].append(symbol)
        for index, symbols in by_section.items():
            self.named[index] = _extents(symbols, parsed.sections[index].size)
            for symbol in symbols:
                self._at_start[index, symbol.value].append(symbol)
        self._starts = {i: [n.start for n in found] for i, found in self.named.items()}
        borders: dict[int, set[int]] = defaultdict(set)
        for section in parsed.sections:
            if not section.flags & ALLOC and not section.name.startswith(".discard"):
                continue
            for relocation in section.relocations:
                place = self.of(section, relocation)
                if place:
                    borders[place[0]].add(place[1])
        for index, instructions in code.items():
            borders[index].update(d.target for d in instructions.distances)
        for index, found in self.named.items():
            borders[index].update(n.start for n in found)
        self._borders = {index: sorted(found) for index, found in borders.items()}

    def of(self, section: Section, relocation: Relocation) -> tuple[int, int] | None:
        """The address that a relocation means; None where it is in another object.

        The compiler counts from the end of an instruction on some processors, so
        that the addend alone doesn't tell.
        """
        symbol, machine = relocation.symbol, self._object.machine
        if symbol.section is None or symbol.section >= len(self._object.sections):
            return None
        ahead = AHEAD.get(machine, {}).get(relocation.kind, 0)
        if relocation.kind in PC_RELATIVE.get(machine, ()):
            code = self._code.get(section.index)
            end = code.end_of(relocation.offset) if code else None
            ahead = end - relocation.offset if end is not None else 0
        return symbol.section, symbol.value + relocation.addend + ahead

    def at(self, index: int, offset: int) -> Named | None:
        """The name that covers an address."""
        last = bisect.bisect_right(self._starts.get(index, []), offset)
        # A label may stand inside a function.
        for found in reversed(self.named.get(index, [])[max(last - _NESTED, 0) : last]):
            if offset < found.end:
                return found
        return None

    def others(self, index: int, named: Named) -> list[Symbol]:
        """The other symbols that stand at a name's start."""
        there = self._at_start[index, named.start]
        return [symbol for symbol in there if symbol is not named.symbol]

    def window(self, index: int, offset: int) -> tuple[int, int]:
        """The nameless range that begins at an address."""
        size = self._object.sections[index].size
        borders = self._borders.get(index, [])
        at = bisect.bisect_right(borders, offset)
        return offset, max(offset, borders[at] if at < len(borders) else size)

    def gaps(self, index: int) -> list[tuple[int, int]]:
        """The ranges of a section that no name covers, cut at each address that is referred to."""
        size, found, at = self._object.sections[index].size, [], 0
        ends = [(n.start, n.end) for n in self.named.get(index, [])]
        for start, end in [*ends, (size, size)]:
            while at < start:
                stop = min(self.window(index, at)[1], start)
                found.append((at, stop))
                at = stop
            at = max(at, end)
        return found

    def referred(self, index: int, offset: int) -> bool:
        """Whether anything refers to an address."""
        borders = self._borders.get(index, [])
        at = bisect.bisect_left(borders, offset)
        return at < len(borders) and borders[at] == offset


def text_at(section: Section, offset: int, order: str) -> str | None:
    """The string or the constant at an offset of a section that the linker merges by content.

    None where the section is none of these, or nothing whole is there.
    """
    if not section.flags & MERGE or not 0 <= offset < section.size:
        return None
    step = section.entry or 1
    if not section.flags & STRINGS:
        end = offset - offset % step + step
        return f"constant {section.data[offset:end].hex()}"
    at = offset
    while any(section.data[at : at + step]):
        at += step
    if at + step > section.size:
        return None
    return f"string {step} {section.data[offset:at]!r}"


def _extents(symbols: list[Symbol], size: int) -> list[Named]:
    """One name per start, by rising start; a symbol without a size reaches to the next one."""
    best: dict[int, Symbol] = {}
    for symbol in sorted(symbols, key=_preferred):
        best.setdefault(symbol.value, symbol)
    starts = sorted(best)
    found = []
    for start, after in zip(starts, [*starts[1:], size]):
        length = best[start].size
        found.append(Named(best[start], start, start + length if length else after))
    return found
