# SPDX-License-Identifier: GPL-2.0
"""A relocatable object: its sections, symbols and relocations, for every class and byte order.

pyelftools reads the headers. The two long tables are read by struct: an object has
thousands of relocations, and pyelftools drops two bits of a symbol's st_other.
"""

from __future__ import annotations

import bisect
import functools
import io
import re
import struct
from dataclasses import dataclass, field

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import Section as RawSection

from ..errors import MachineError
from .fields import Field, field_of

ALLOC, EXECUTE, MERGE, STRINGS = 0x2, 0x4, 0x10, 0x20
_UNDEFINED, _ABSOLUTE, _COMMON, _RESERVED = 0, 0xFFF1, 0xFFF2, 0xFF00
_KINDS = ("notype", "object", "function", "section", "file", "common", "tls")
_BINDS = ("local", "global", "weak")
# What a disassembly can show between angle brackets, in one line
_PLAIN = re.compile(r"[^\n<>]*")


@dataclass(frozen=True, eq=False)
class Symbol:
    """An entry of the symbol table.

    :param section: index of the section that it stands in; None for one that is
        undefined, common or absolute
    :param where: "", or "undefined", "common" or "absolute"
    :param other: st_other: the visibility, and what the processor puts beside it
    """

    name: str
    section: int | None
    where: str
    value: int
    size: int
    kind: str
    bind: str
    other: int

    @functools.cached_property
    def named(self) -> bool:
        """Whether it has a name of its own: no section, file, local label or mapping symbol."""
        return (
            bool(self.name)
            and self.kind not in ("section", "file")
            and not self.name.startswith((".L", "$"))
        )


@dataclass(frozen=True, eq=False)
class Relocation:
    """One relocation.

    :param offset: in its section
    :param kind: the processor's number for it
    :param addend: from the table, or from the field where the table has none
    :param field: what of the section it overwrites, where that depends on the layout; None
        where these are bytes as any others
    :param known: False where the addend is in a field whose layout isn't known
    """

    offset: int
    kind: int
    symbol: Symbol
    addend: int
    field: Field | None
    known: bool


@dataclass(eq=False)
class Section:
    """A section with its relocations, by rising offset.

    :param data: its bytes; none where the file holds none (.bss)
    """

    index: int
    name: str
    kind: str
    flags: int
    size: int
    align: int
    entry: int
    data: bytes
    relocations: list[Relocation] = field(default_factory=list)

    @functools.cached_property
    def offsets(self) -> list[int]:
        """The offsets of the relocations."""
        return [r.offset for r in self.relocations]

    @property
    def executable(self) -> bool:
        """Whether it holds instructions."""
        return bool(self.flags & EXECUTE)

    def masked(self, start: int, end: int, order: str) -> bytearray:
        """A range of it without what relocations will put there.

        :param order: struct's sign for the byte order
        """
        body = bytearray(self.data[start:end] if self.data else bytes(end - start))
        for relocation in self.between(start, end):
            at, place = relocation.offset - start, relocation.field
            if place and at + place.size <= len(body):
                old = bytes(body[at : at + place.size])
                body[at : at + place.size] = place.masked(old, order)
        return body

    def between(self, start: int, end: int) -> list[Relocation]:
        """The relocations of a range."""
        low = bisect.bisect_left(self.offsets, start)
        return self.relocations[low : bisect.bisect_left(self.offsets, end, low)]


class Object:
    """A relocatable object file.

    :param data: its bytes
    :param name: what messages call it
    :raises MachineError: it is none, or has symbols that no compiler gives
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self.sections: list[Section] = []
        self.symbols: list[Symbol] = []
        try:
            self._read(ELFFile(io.BytesIO(data)))
        except (
            ELFError,
            struct.error,
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
        ) as error:
            raise MachineError(f"{name}: not an object: {error}") from error

    def _read(self, elf: ELFFile) -> None:
        if elf["e_type"] != "ET_REL":
            raise ValueError("it was linked")
        self.machine: str = str(elf["e_machine"])
        self.wide: bool = elf.elfclass == 64
        self.order = "<" if elf.little_endian else ">"
        self.flags: int = elf["e_flags"]
        raw = list(elf.iter_sections())
        for index, section in enumerate(raw):
            self.sections.append(_section(index, section))
        for index, section in enumerate(raw):
            if section["sh_type"] == "SHT_SYMTAB":
                names = self.sections[section["sh_link"]].data
                self._read_symbols(self.sections[index].data, names)
        for index, section in enumerate(raw):
            if section["sh_type"] in ("SHT_REL", "SHT_RELA"):
                target = self.sections[section["sh_info"]]
                self._read_relocations(self.sections[index], target)

    def _read_symbols(self, table: bytes, names: bytes) -> None:
        form = self.order + ("IBBHQQ" if self.wide else "IIIBBH")
        for entry in struct.iter_unpack(form, table):
            if self.wide:
                at, info, other, place, value, size = entry
            else:
                at, value, size, info, other, place = entry
            name = names[at : names.index(0, at)].decode("latin-1")
            if not _PLAIN.fullmatch(name):
                raise ValueError(f"it has a symbol called {name!r}")
            where = {
                _UNDEFINED: "undefined",
                _ABSOLUTE: "absolute",
                _COMMON: "common",
            }.get(place, "")
            if place >= _RESERVED and not where:
                raise ValueError(f"{name}: in section {place:#x}")
            kind, bind = info & 0xF, info >> 4
            kind_name = _KINDS[kind] if kind < len(_KINDS) else f"type {kind}"
            bind_name = _BINDS[bind] if bind < len(_BINDS) else f"binding {bind}"
            if self.machine == "EM_ARM" and kind_name == "function":
                # Bit 0 says that it is Thumb code.
                other, value = other | (value & 1) << 8, value & ~1
            section = None if where else place
            if section is not None and value > self.sections[section].size:
                raise ValueError(f"{name}: not in its section")
            self.symbols.append(
                Symbol(name, section, where, value, size, kind_name, bind_name, other)
            )

    def _read_relocations(self, table: Section, target: Section) -> None:
        rela = table.kind == "SHT_RELA"
        form = ("QQ" if self.wide else "II") + (("q" if self.wide else "i") * rela)
        shift = 32 if self.wide else 8
        found = []
        for entry in struct.iter_unpack(self.order + form, table.data):
            offset, info = entry[:2]
            kind, symbol = info & (1 << shift) - 1, self.symbols[info >> shift]
            if offset >= target.size:
                raise ValueError(f"{target.name}: a relocation behind its end")
            place = field_of(self.machine, kind, rela)
            addend = entry[2] if rela else 0
            if place and not rela:
                value = target.data[offset : offset + place.size]
                addend = place.addend(value, self.order)
            found.append(
                Relocation(offset, kind, symbol, addend, place, rela or bool(place))
            )
        target.relocations += sorted(found, key=lambda r: r.offset)


def _section(index: int, raw: RawSection) -> Section:
    """A section without its relocations.

    :raises ValueError: the file is too short
    """
    kind, size = str(raw["sh_type"]), raw.data_size
    data = b"" if kind in ("SHT_NOBITS", "SHT_NULL") else raw.data()
    if data and len(data) != size:
        raise ValueError(f"{raw.name}: cut off")
    return Section(
        index,
        raw.name,
        kind,
        raw["sh_flags"],
        size,
        raw.data_alignment,
        raw["sh_entsize"],
        data,
    )
