# SPDX-License-Identifier: GPL-2.0
"""Tables whose entries belong to functions: exceptions, bugs, alternatives, locks.

An entry is told to the function that its first address is in. Where the entries
have no size of their own they are told apart by their addresses: what comes before
the next one goes with the last, and an address outside of the functions goes with the
one in a function before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .elf import Object, Relocation, Section
from .fields import SUBTRACTS
from .places import Named
from .stream import Streams, Text
from .treatment import Table


@dataclass
class Entry:
    """A piece of a table.

    :param owner: the function; None where its address is of code without a name
    """

    start: int
    end: int
    owner: Named | None
    relocations: list[Relocation] = field(default_factory=list)


class Tables:
    """Reads the tables of an object."""

    def __init__(self, parsed: Object, streams: Streams) -> None:
        self._object = parsed
        self._streams = streams

    def _entry_size(self, section: Section, table: Table) -> int:
        """Bytes per entry; 0 where the rule doesn't fit this section."""
        size = table.entry or table.words * (8 if self._object.wide else 4)
        if not size or section.size % size or not section.relocations:
            return 0
        if table.entry and any(
            r.offset % size not in (0, 4) for r in section.relocations
        ):
            return 0
        return size

    def _pieces(self, section: Section, size: int) -> Iterator[tuple[int, int]]:
        if size:
            yield from ((at, at + size) for at in range(0, section.size, size))
            return
        starts = sorted({0, *section.offsets})
        yield from zip(starts, [*starts[1:], section.size])

    def entries(self, section: Section, table: Table) -> list[Entry]:
        """The entries of a table, in order."""
        found: list[Entry] = []
        size = self._entry_size(section, table)
        for start, end in self._pieces(section, size):
            piece = Entry(start, end, None, section.between(start, end))
            for relocation in piece.relocations:
                place = self._streams.places.of(section, relocation)
                if place and self._object.sections[place[0]].executable:
                    piece.owner = self._streams.places.at(*place)
                    break
            # Code without a name is what takes the place of a function's.
            if found and not size and piece.owner is None:
                piece.owner = found[-1].owner
            found.append(piece)
        return found

    def add(self, text: Text, section: Section, table: Table, entry: Entry) -> None:
        """Add an entry to the text of its table."""
        size = self._entry_size(section, table)
        body = section.masked(entry.start, entry.end, self._object.order)
        if table.lines:
            self._without_line(text, section, entry, body)
        text.add(bytes(body))
        done = -1
        for number, relocation in enumerate(entry.relocations):
            if number == done:
                continue
            length = self._difference(section, entry, number)
            if length is not None:
                text.say("difference", relocation.kind, length)
                done = number + 1
                continue
            text.say(f"{relocation.offset - entry.start:x} {relocation.kind}")
            here = self._streams.within(section, relocation, entry.start, entry.end)
            if here is not None:
                text.say("here", here)
                continue
            length = None
            if size and table.length and number == 1:
                length = section.data[entry.start + table.length]
            self._streams.relocated(text, section, relocation, entry.owner, length)

    def _difference(self, section: Section, entry: Entry, number: int) -> int | None:
        """How far two places of one section are from each other, where an entry says that."""
        first, *others = entry.relocations[number : number + 2]
        subtracts = SUBTRACTS.get(self._object.machine, {}).get(first.kind)
        if (
            not others
            or others[0].kind != subtracts
            or others[0].offset != first.offset
        ):
            return None
        one, two = (self._streams.places.of(section, r) for r in (first, others[0]))
        return one[1] - two[1] if one and two and one[0] == two[0] else None

    def _without_line(
        self, text: Text, section: Section, entry: Entry, body: bytearray
    ) -> None:
        """Take the line out of a piece that begins with the address of a file's name."""
        first = entry.relocations[:1]
        place = self._streams.places.of(section, first[0]) if first else None
        if place is None or self._object.sections[place[0]].executable:
            return
        # The address of a table that isn't relative has the size of a pointer.
        wide = first[0].kind in _ADDRESS.get(self._object.machine, ())
        at = 8 if wide else 4
        if len(body) >= at + 2:
            text.raw["lines"].append(bytes(body[at : at + 2]).hex())
            body[at : at + 2] = bytes(2)


# Relocations of 8 bytes
_ADDRESS = {
    "EM_X86_64": frozenset((1,)),
    "EM_PPC64": frozenset((38,)),
    "EM_AARCH64": frozenset((257,)),
    "EM_RISCV": frozenset((2,)),
}
