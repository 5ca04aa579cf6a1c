# SPDX-License-Identifier: GPL-2.0
"""Where the instructions of an object begin and end, and which of them hold a distance.

The assembler resolves a branch within a section by itself: no relocation says
where it goes to, only the distance in its bytes, which is another one when
something between the two places grows. objdump says which instructions these are, for
every processor alike. Nothing else is taken from its text but a description of such
instructions; shape.py looks at it for what two functions that differ have in common.
"""

from __future__ import annotations

import bisect
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ..children import Children
from ..errors import MachineError
from .elf import Object, Section

_SECTION = re.compile(r"^Disassembly of section (.*):$", re.MULTILINE)
_LINE = re.compile(r"^ *([0-9a-f]+):\t(.*)$", re.MULTILINE)
TARGET = re.compile(r"(?:0x)?\b([0-9a-f]+) <[^>]*>")
BASED = re.compile(r"-?0x[0-9a-f]+\(%[er]ip\)")
COMMENT = re.compile(r"\s+(?:;|@|//|#) .*$", re.MULTILINE)
# What fills the space before something aligned, on x86 and powerpc
_PADDING = re.compile(
    r"(?:cs |data16 )*(?:nop|xchg +%ax,%ax|lea +0x0\(%esi|ori +r[12],r[12],0)"
)


@dataclass(frozen=True)
class Distance:
    """An instruction that holds a distance within its section.

    :param text: the instruction without the distance and the target
    :param target: offset in the section
    """

    start: int
    end: int
    text: str
    target: int


class Code:
    """The instructions of one section, in order."""

    def __init__(
        self, section: Section, order: str, lines: list[tuple[str, str]]
    ) -> None:
        self._section, self._order = section, order
        self.starts = [int(at, 16) for at, _ in lines]
        self.texts = [text for _, text in lines]
        self.size = section.size
        self.relocated = {
            bisect.bisect_right(self.starts, r.offset) - 1 for r in section.relocations
        }
        padding = {i for i, t in enumerate(self.texts) if _PADDING.match(t)}
        self.padding = padding - self.relocated
        self._solid = [s for i, s in enumerate(self.starts) if i not in padding]
        self.distances: list[Distance] = []
        for index, text in enumerate(self.texts):
            # What is relocated isn't yet what it will be.
            if "<" not in text or index in self.relocated:
                continue
            # A comment tells where something is that is reached otherwise, too.
            told = text if BASED.search(text) else COMMENT.sub("", text)
            found = TARGET.search(told)
            if not found:
                continue
            start, end = self.starts[index], self.end(index)
            text = COMMENT.sub("", TARGET.sub("", text))
            text = BASED.sub("(ip)", text).strip()
            self.distances.append(Distance(start, end, text, int(found[1], 16)))
        self._distance_starts = [d.start for d in self.distances]

    def end(self, index: int) -> int:
        """Where an instruction ends."""
        return self.starts[index + 1] if index + 1 < len(self.starts) else self.size

    def masked(self, index: int) -> str:
        """The bytes of an instruction, without what relocations will put there."""
        start, end = self.starts[index], self.end(index)
        return self._section.masked(start, end, self._order).hex()

    def within(self, start: int, end: int) -> range:
        """The instructions that begin in a range."""
        low = bisect.bisect_left(self.starts, start)
        return range(low, bisect.bisect_left(self.starts, end, low))

    def end_of(self, offset: int) -> int | None:
        """Where the instruction ends that a byte belongs to; None where there is none."""
        index = bisect.bisect_right(self.starts, offset) - 1
        return self.end(index) if index >= 0 else None

    def distances_within(self, start: int, end: int) -> list[Distance]:
        """The distances that stand in a range."""
        low = bisect.bisect_left(self._distance_starts, start)
        return self.distances[low : bisect.bisect_left(self._distance_starts, end, low)]

    def count(self, start: int, end: int) -> int:
        """How many instructions begin in a range, without padding."""
        low = bisect.bisect_left(self._solid, start)
        return bisect.bisect_left(self._solid, end, low) - low


def _listing(data: bytes, prefix: str, children: Children, limit: float) -> str:
    """What objdump says of an object's code."""
    with tempfile.TemporaryDirectory(
        prefix=".treewide-", dir=children.scratch
    ) as scratch:
        Path(scratch, "object.o").write_bytes(data)
        options = ["-d", "-z", "--no-show-raw-insn", "--wide"]
        argv = [prefix + "objdump", *options, "object.o"]
        return children.ask(argv, Path(scratch), limit)


def disassemble(
    data: bytes, parsed: Object, prefix: str, children: Children, limit: float
) -> dict[int, Code]:
    """Section index -> its instructions, for each section that holds code.

    :param data: the object
    :param prefix: of the binutils that know its processor
    :param limit: seconds
    :raises MachineError: objdump failed
    """
    parts = _SECTION.split(_listing(data, prefix, children, limit))
    # Names repeat; the order is that of the section headers.
    holding = [s for s in parsed.sections if s.executable and s.size]
    if parts[1::2] != [s.name for s in holding]:
        raise MachineError(f"{parsed.name}: {prefix}objdump lists other sections")
    return {
        section.index: Code(section, parsed.order, _LINE.findall(text))
        for section, text in zip(holding, parts[2::2])
    }
