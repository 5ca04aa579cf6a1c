# SPDX-License-Identifier: GPL-2.0
"""What a relocation overwrites, where the addend stands in the section's own bytes (SHT_REL).

Only 32-bit x86 and arm do that. The rules are those of the processor
supplements: "System V ABI, Intel386", table 4.9, and "ELF for the Arm
Architecture" (IHI0044), section 4.6.1. Of SHT_RELA objects a field is not
masked: the assembler leaves what doesn't depend on the layout in it. On riscv it
leaves a branch's distance there ("RISC-V ABIs Specification", relocations).
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

_Value = Callable[[int], int]


@dataclass(frozen=True)
class Field:
    """The place of a relocated value.

    :param size: bytes
    :param mask: those bits that are the value's
    :param number: the number that such bits stand for
    :param halves: two halfwords, the first of which is the low one here
    """

    size: int
    mask: int
    number: _Value
    halves: bool = False

    def _value(self, data: bytes, order: str) -> int:
        if self.halves:
            parts = [struct.unpack(order + "H", data[at : at + 2])[0] for at in (0, 2)]
            return parts[0] | parts[1] << 16
        return int.from_bytes(data, "little" if order == "<" else "big")

    def addend(self, data: bytes, order: str) -> int:
        """The addend that stands in a field.

        :param order: struct's sign for the byte order
        """
        return self.number(self._value(data, order))

    def masked(self, data: bytes, order: str) -> bytes:
        """The field's bytes without the bits that are the value's."""
        left = self._value(data, order) & ~self.mask
        if self.halves:
            return struct.pack(order + "HH", left & 0xFFFF, left >> 16)
        return left.to_bytes(self.size, "little" if order == "<" else "big")


def _signed(value: int, bits: int) -> int:
    """A number of so many bits, as two's complement."""
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> (bits - 1) else value


def _plain(size: int) -> Field:
    bits = 8 * size
    return Field(size, (1 << bits) - 1, lambda v: _signed(v, bits))


def _thumb_branch(value: int) -> int:
    """BL, B.W: S:I1:I2:imm10:imm11:0; the first halfword is the low one here."""
    high, low = value & 0xFFFF, value >> 16
    sign = high >> 10 & 1
    i1 = ~(low >> 13 ^ sign) & 1
    i2 = ~(low >> 11 ^ sign) & 1
    number = sign << 24 | i1 << 23 | i2 << 22
    return _signed(number | (high & 0x3FF) << 12 | (low & 0x7FF) << 1, 25)


def _thumb_half(value: int) -> int:
    """MOVW, MOVT: imm4:i:imm3:imm8."""
    high, low = value & 0xFFFF, value >> 16
    number = (high & 0xF) << 12 | (high >> 10 & 1) << 11
    return _signed(number | (low >> 12 & 7) << 8 | low & 0xFF, 16)


_WORD, _HALF, _BYTE = _plain(4), _plain(2), _plain(1)
_NOTHING = Field(0, 0, lambda v: 0)
_BRANCH = Field(4, 0x00FFFFFF, lambda v: _signed(v << 2, 26))
_PREL31 = Field(4, 0x7FFFFFFF, lambda v: _signed(v, 31))
_MOVE = Field(4, 0x000F0FFF, lambda v: _signed(v >> 4 & 0xF000 | v & 0xFFF, 16))
_THUMB_BRANCH = Field(4, 0x2FFF07FF, _thumb_branch, True)
_THUMB_MOVE = Field(4, 0x70FF040F, _thumb_half, True)

_FIELDS: dict[str, dict[int, Field]] = {
    "EM_386": {
        0: _NOTHING,
        **dict.fromkeys((1, 2, 3, 4, 9, 10, 14, 15, 16, 17, 18, 43), _WORD),
        **dict.fromkeys((20, 21), _HALF),
        **dict.fromkeys((22, 23), _BYTE),
    },
    "EM_ARM": {
        **dict.fromkeys((0, 40), _NOTHING),  # NONE, V4BX
        **dict.fromkeys((2, 3, 38), _WORD),  # ABS32, REL32, TARGET1
        **dict.fromkeys((1, 28, 29), _BRANCH),  # PC24, CALL, JUMP24
        42: _PREL31,
        **dict.fromkeys((43, 44, 45, 46), _MOVE),
        **dict.fromkeys((10, 30), _THUMB_BRANCH),  # CALL, JUMP24
        **dict.fromkeys((47, 48, 49, 50), _THUMB_MOVE),
    },
}
_RISCV = {
    16: Field(4, 0xFE000F80, lambda v: 0),  # BRANCH
    17: Field(4, 0xFFFFF000, lambda v: 0),  # JAL
    44: Field(2, 0x1C7C, lambda v: 0),  # RVC_BRANCH
    45: Field(2, 0x1FFC, lambda v: 0),  # RVC_JUMP
}

# Relocations relative to the end of the instruction that holds them
PC_RELATIVE: dict[str, frozenset[int]] = {
    "EM_386": frozenset((2, 4, 21, 23)),
    "EM_X86_64": frozenset((2, 4, 9, 13, 15, 24, 41, 42)),
}
# How far before its target a branch's addend points, for the pipeline
AHEAD: dict[str, dict[int, int]] = {
    "EM_ARM": {1: 8, 28: 8, 29: 8, 10: 4, 30: 4},
}
# Distances in a table from the table's start: the addend has the entry's own offset in it
IN_TABLE: dict[str, frozenset[int]] = {
    "EM_386": frozenset((2,)),
    "EM_X86_64": frozenset((2,)),
    "EM_PPC": frozenset((26,)),
    "EM_PPC64": frozenset((26,)),
}
# Relocations that add, and the one at the same place that subtracts from that
SUBTRACTS: dict[str, dict[int, int]] = {
    "EM_RISCV": {33: 37, 34: 38, 35: 39, 36: 40},
}


def field_of(machine: str, kind: int, rela: bool) -> Field | None:
    """What a relocation overwrites, where that depends on the layout; or where it isn't known.

    :param rela: the addend isn't in it
    """
    if rela:
        return _RISCV.get(kind) if machine == "EM_RISCV" else None
    return _FIELDS.get(machine, {}).get(kind)
