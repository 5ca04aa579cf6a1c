# SPDX-License-Identifier: GPL-2.0
"""How DWARF entries are laid out: the abbreviations, each as what is read at once.

Tags, attributes and forms are numbered in DWARF 5, section 7.5. Of the attributes only
those that tell of a function are kept.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

SUBPROGRAM, INLINED = 0x2E, 0x1D
NAME, LOW, ORIGIN, SPECIFICATION, RANGES = 0x03, 0x11, 0x31, 0x47, 0x55
_WANTED = frozenset((NAME, LOW, ORIGIN, SPECIFICATION, RANGES))

# Form -> struct's letters
_FIXED = {
    0x05: "H", 0x06: "I", 0x07: "Q", 0x0B: "B", 0x0C: "B", 0x0E: "I", 0x10: "I",
    0x11: "B", 0x12: "H", 0x13: "I", 0x14: "Q", 0x17: "I", 0x19: "", 0x1E: "16s",
    0x1F: "I", 0x20: "Q", 0x21: "", 0x25: "B", 0x26: "H", 0x28: "I", 0x29: "B",
    0x2A: "H", 0x2C: "I",
}  # fmt: skip
ADDRESS, STRING, STRP, LINE_STRP, OFFSET, _IMPLICIT = 0x01, 0x08, 0x0E, 0x1F, 0x17, 0x21
_LEB = frozenset((0x0D, 0x0F, 0x15, 0x1A, 0x1B, 0x22, 0x23))
_BLOCK_LENGTH = {0x0A: "B", 0x03: "H", 0x04: "I", 0x09: "", 0x18: ""}  # "": a LEB128
FROM_UNIT, FROM_SECTION = frozenset((0x11, 0x12, 0x13, 0x14, 0x15)), 0x10


class NotUnderstood(Exception):
    """Debugging information of a kind that isn't read here."""


@dataclass
class Step:
    """Attributes that are read at once.

    :param form: a struct for fixed ones; else the number of the one form
    :param wanted: (position in the struct, offset, attribute, its form)
    """

    form: struct.Struct | int
    wanted: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass
class Abbreviation:
    """The layout of entries.

    :param children: whether entries of it are followed by what is in them
    """

    tag: int
    children: bool
    steps: list[Step]


def leb(data: bytes, at: int) -> tuple[int, int]:
    """An unsigned LEB128, and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


class Layout:
    """Reads abbreviations for a class and byte order.

    :param order: struct's sign for the byte order
    :param wide: addresses have 8 bytes
    """

    def __init__(self, order: str, wide: bool) -> None:
        self.order = order
        self._address = "Q" if wide else "I"

    def abbreviations(self, data: bytes, at: int) -> dict[int, Abbreviation]:
        """The abbreviations of a table in .debug_abbrev, by their codes."""
        found: dict[int, Abbreviation] = {}
        while True:
            code, at = leb(data, at)
            if not code:
                return found
            tag, at = leb(data, at)
            children, at = bool(data[at]), at + 1
            specified = []
            while True:
                attribute, at = leb(data, at)
                form, at = leb(data, at)
                if form == _IMPLICIT:
                    _, at = leb(data, at)  # signed, but as long
                if not attribute and not form:
                    break
                specified.append((attribute, form))
            found[code] = Abbreviation(tag, children, self._steps(specified))

    def _steps(self, specified: list[tuple[int, int]]) -> list[Step]:
        steps: list[Step] = []
        wanted: list[tuple[int, int, int, int]] = []
        letters, position = "", 0
        for attribute, form in [*specified, (0, 0)]:
            letter = self._address if form == ADDRESS else _FIXED.get(form)
            if letter is not None:
                if attribute in _WANTED and letter:
                    size = struct.calcsize(self.order + letters)
                    wanted.append((position, size, attribute, form))
                letters, position = letters + letter, position + bool(letter)
                continue
            if letters:
                steps.append(Step(struct.Struct(self.order + letters), wanted))
                letters, wanted, position = "", [], 0
            if form:
                keep = [(0, 0, attribute, form)] if attribute in _WANTED else []
                steps.append(Step(form, keep))
        return steps

    def variable(self, data: bytes, at: int, form: int) -> tuple[int, int]:
        """A number of variable size, or where a string or block begins; and where it ends."""
        if form in _LEB:
            return leb(data, at)
        if form == STRING:
            return at, data.index(0, at) + 1
        if form in _BLOCK_LENGTH:
            letter = _BLOCK_LENGTH[form]
            if not letter:
                size, at = leb(data, at)
            else:
                (size,) = struct.unpack_from(self.order + letter, data, at)
                at += struct.calcsize(letter)
            return at, at + size
        raise NotUnderstood(f"DWARF form {form:#x}")
