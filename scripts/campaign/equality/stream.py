# SPDX-License-Identifier: GPL-2.0
"""A range of an object's bytes as text that doesn't depend on where things stand.

The bytes stay as they are but for the relocated fields, where the table doesn't
hold the addend, and for instructions that hold a distance to another function. Each
of these is followed by what it points at. Names are kept apart, in order, so
that a comparison can rename them.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field

from .disassembly import Code, Distance
from .elf import Object, Relocation, Section
from .fields import IN_TABLE
from .places import Named, Places, text_at
from .treatment import treatment


def digest(*parts: bytes) -> str:
    """A digest of some bytes; where one part ends matters."""
    state = hashlib.blake2b(digest_size=12)
    for part in parts:
        state.update(len(part).to_bytes(8, "little"))
        state.update(part)
    return state.hexdigest()


@dataclass
class Text:
    """What was found of one function or variable.

    :param parts: the text
    :param loose: the same with instructions counted where the text has offsets in code,
        and without the bytes of the function itself: code that was only padded
        otherwise, or whose branches are longer, is the same in it
    :param names: what it refers to by name, in order
    :param layouts: on whose order it depends: section -> digests
    :param raw: what was left out, by the kind of normalisation
    :param variables: addresses that it refers to without a name of their own -> a number
    :param flat: it is of what is beside something: what is beside that doesn't matter
    :param uses: those of them that are surely meant, and not another one beside
    """

    flat: bool = False
    parts: list[bytes] = field(default_factory=list)
    loose: list[bytes] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    layouts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    raw: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    variables: dict[tuple[int, int], int] = field(default_factory=dict)
    uses: set[tuple[int, int]] = field(default_factory=set)

    def say(self, *words: object, loosely: str | None = None) -> None:
        """Add a line of text.

        :param loosely: what the loose text has for it
        """
        line = " ".join(map(str, words))
        self.parts.append(line.encode("latin-1"))
        self.loose.append((line if loosely is None else loosely).encode("latin-1"))

    def add(self, body: bytes) -> None:
        """Add bytes to both texts."""
        self.parts.append(body)
        self.loose.append(body)

    def digest(self) -> str:
        """Of the text without the names."""
        return digest(*self.parts)

    def loosely(self) -> str:
        """A digest of the loose text."""
        return digest(*self.loose)

    def left_out(self) -> dict[str, str]:
        """Normalisation -> a digest of what it left out."""
        return {
            kind: digest(repr(said).encode())[:8]
            for kind, said in sorted(self.raw.items())
        }


class Streams:
    """Makes texts of an object's ranges."""

    def __init__(self, parsed: Object, code: dict[int, Code], places: Places) -> None:
        self._object = parsed
        self._code = code
        self.places = places
        self._rules = treatment()
        self._anchors = self._rules.anchors(parsed.machine)
        self._layouts: dict[tuple[int, int], str] = {}

    def range(
        self,
        text: Text,
        index: int,
        start: int,
        end: int,
        own: Named | None,
        window: bool = False,
    ) -> None:
        """Add a range of a section to a text.

        :param own: the function whose text it is
        :param window: the range has no name, and is there for that function
        """
        section = self._object.sections[index]
        body = section.masked(start, end, self._object.order)
        said: list[tuple[int, Relocation | Distance]] = [
            (r.offset, r) for r in section.between(start, end)
        ]
        code = self._code.get(index)
        for distance in code.distances_within(start, end) if code else ():
            if not start <= distance.target < end:
                low, high = distance.start - start, distance.end - start
                text.raw["distances"].append(body[low:high].hex())
                body[low:high] = bytes(high - low)
                said.append((distance.start, distance))
        whole = own is not None and (index, start) == (own.symbol.section, own.start)
        if whole:
            text.parts.append(bytes(body))
        else:
            text.add(bytes(body))
        for offset, what in sorted(said, key=lambda s: s[0]):
            at = f"{offset - start:x}"
            if isinstance(what, Distance):
                words = what.end - what.start, what.text
                text.say(at, *words, loosely=what.text if whole else None)
                self._target(text, (index, what.target), own, near=False)
                continue
            text.say(at, what.kind, loosely=str(what.kind) if whole else None)
            label = self._label(section, what, start, own) if window else None
            here = self.within(section, what, start, end)
            if label is not None and own is not None:
                count = self._count(own, label)
                text.say("label", label, loosely=f"label {count}")
            elif here is not None:
                text.say("here", here)
            else:
                self.relocated(text, section, what, own)

    def within(
        self, section: Section, relocation: Relocation, start: int, end: int
    ) -> int | None:
        """How far from its start a range without a name points into itself; None where it doesn't."""
        place = self.places.of(section, relocation)
        if not place or place[0] != section.index or not start <= place[1] < end:
            return None
        return None if self.places.at(*place) else place[1] - start

    def relocated(
        self,
        text: Text,
        section: Section,
        relocation: Relocation,
        own: Named | None,
        size: int | None = None,
    ) -> None:
        """Add what a relocation points at.

        :param size: bytes that are meant there, where the object says so
        """
        symbol, place = relocation.symbol, self.places.of(section, relocation)
        if place is None or (symbol.named and symbol.bind != "local"):
            text.say(symbol.where, symbol.bind, symbol.kind == "tls", relocation.addend)
            if symbol.where == "absolute":
                text.say(symbol.value)
            text.names.append(symbol.name)
            return
        if not relocation.known:
            text.say("unknown", relocation.kind, place)
            return
        there = self._object.sections[place[0]]
        base = place[1] if symbol.kind == "section" else symbol.value
        content = text_at(there, base, self._object.order)
        if content is not None and not symbol.named:
            text.raw["places"].append(repr(place))
            text.say(content, place[1] - base)
            return
        self._target(text, place, own, near=not symbol.named, size=size)

    def _count(self, named: Named, inside: int) -> int:
        """An offset in a function, counted in instructions; in a variable, as it is."""
        code = self._code.get(named.symbol.section or 0)
        return code.count(named.start, named.start + inside) if code else inside

    def _label(
        self, section: Section, relocation: Relocation, start: int, own: Named | None
    ) -> int | None:
        """Which offset of the function an entry of its jump table means; None where it is none."""
        place = self.places.of(section, relocation)
        if own is None or place is None or place[0] != own.symbol.section:
            return None
        kinds = IN_TABLE.get(self._object.machine, ())
        offset = place[1]
        if relocation.kind in kinds:
            offset -= relocation.offset - start
        return offset - own.start if own.start <= offset < own.end else None

    def _target(
        self,
        text: Text,
        place: tuple[int, int],
        own: Named | None,
        near: bool,
        size: int | None = None,
    ) -> None:
        """Add what stands at an address of this object.

        :param near: it wasn't named: another variable beside it may be meant
        """
        index, offset = place
        section = self._object.sections[index]
        text.raw["places"].append(repr(place))
        near = near and not text.flat and not section.executable
        near = near and not self._rules.pool(section.name)
        named = self.places.at(index, offset)
        if named is None:
            self._nameless(text, place, own, near, size)
            return
        inside = offset - named.start
        if near and (self._anchors or inside):
            self._beside(text, index, offset if self._anchors else named.start)
        stem = self._rules.stem(named.symbol.name)
        if stem is None or named.symbol.kind == "function":
            text.say("place", inside, loosely=f"place {self._count(named, inside)}")
            text.names.append(named.symbol.name)
            return
        text.raw["numbers"].append(named.symbol.name)
        seen = (index, named.start) in text.variables
        number = text.variables.setdefault((index, named.start), len(text.variables))
        text.say("variable", stem, number, inside)
        if not (near and self._anchors):
            text.uses.add((index, named.start))
        if not seen:
            self.range(text, index, named.start, named.end, own)

    def _nameless(
        self,
        text: Text,
        place: tuple[int, int],
        own: Named | None,
        near: bool,
        size: int | None,
    ) -> None:
        """Add what stands at an address that no name covers."""
        index, offset = place
        start, end = self.places.window(index, offset)
        if size is not None:
            end = start + size
        seen = place in text.variables
        number = text.variables.setdefault(place, len(text.variables))
        section = self._object.sections[index]
        text.say("window", section.name, number, end - start)
        first = section.between(start, start + 1)
        table = first and self._label(section, first[0], start, own) is not None
        if near and self._anchors and not table:
            self._beside(text, index, offset)
        text.uses.add(place)
        if not seen:
            self.range(text, index, start, end, own, window=True)

    def _beside(self, text: Text, index: int, origin: int) -> None:
        """Add the order of the variables that code may reach from an address.

        From an anchor they are all those of the section, else those that follow.
        """
        section = self._object.sections[index]
        key = index, origin
        if key not in self._layouts:
            self._layouts[key] = digest(repr(self._order(section, origin)).encode())
        text.layouts[section.name].append(self._layouts[key])

    def _order(self, section: Section, origin: int) -> list[tuple[object, ...]]:
        """What stands where in a section, from an address: (name, distance, size)."""
        index, said = section.index, list[tuple[object, ...]]()
        for named in self.places.named.get(index, ()):
            if self._anchors or named.start >= origin:
                name = named.symbol.name
                stem = self._rules.stem(name) or name
                said.append((stem, named.start - origin, named.end - named.start))
        for start, end in self.places.gaps(index) if self._anchors else ():
            first = section.between(start, start + 1)
            place = self.places.of(section, first[0]) if first else None
            content = ""  # of a jump table: it goes with its function
            if place is None or not self._object.sections[place[0]].executable:
                text = Text(flat=True)
                self.range(text, index, start, end, None)
                content = text.digest() + repr(text.names)
            said.append((content, start - origin, end - start))
        return said
