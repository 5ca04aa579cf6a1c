# SPDX-License-Identifier: GPL-2.0
"""A function as text without addresses, padding and numbers, and those numbers.

Two functions of one shape differ in numbers, in how they are placed, or in nothing.
This only says of what kind a difference is: whether there is one the bytes tell.
"""

from __future__ import annotations

import re

from .disassembly import BASED, COMMENT, TARGET, Code

# A number on its own: an immediate, no displacement
_NUMBER = re.compile(r"(?<=[,\s#$])-?(?:0x[0-9a-f]+|0|[1-9]\d*)(?![\w(\]])")
# arm: a number is an immediate or stands behind the function, as its bits will have it.
_POOLED = re.compile(r"ldr(\w{2})?\s+(\w+), \[pc, #-?\d+\].*?\b([0-9a-f]+) <")
_WORD = re.compile(r"\.word\s+(0x[0-9a-f]+)")
_WIDE_MOVE = re.compile(r"mov(?:w|(?=(?:\w{2})?\.w))((?:\w{2})?)(?:\.w)?(?=\s)")


def _pooled(code: Code, text: str, start: int) -> tuple[int, str] | None:
    """A load of a number from behind the function, as the move that it is.

    :returns: the number's index, and the move; None where it is no such load. Of a number
        that is relocated it is told which of those in the function it is.
    """
    load = _POOLED.match(text)
    if not load:
        return None
    found = code.within(int(load[3], 16), int(load[3], 16) + 1)
    if not found:
        return None
    head = f"mov{load[1] or ''}\t{load[2]}, "
    if found[0] in code.relocated:
        before = code.within(start, int(load[3], 16))
        return found[0], f"{head}r{sum(i in code.relocated for i in before)}"
    word = _WORD.match(code.texts[found[0]])
    return (found[0], f"{head}#{int(word[1], 16)}") if word else None


def shape_of(code: Code, start: int, end: int) -> tuple[str, list[int]]:
    """The shape of a range, and the numbers in it, in order.

    A branch within the range goes to an instruction by its count; of what is relocated
    the bytes are taken, and what it points at is told elsewhere (stream.py).
    """
    indices = [i for i in code.within(start, end) if i not in code.padding]
    moves = {i: move for i in indices if (move := _pooled(code, code.texts[i], start))}
    pool = {number for number, _ in moves.values()} - code.relocated
    solid = [index for index in indices if index not in pool]
    counts = {code.starts[index]: count for count, index in enumerate(solid)}

    def label(found: re.Match[str]) -> str:
        count = counts.get(int(found[1], 16))
        return "elsewhere" if count is None else f"l{count}"

    said = []
    for index in solid:
        text = code.texts[index]
        if index in code.relocated:
            text = code.masked(index)
        elif index in moves:
            text = moves[index][1]
        elif "<" in text:
            text = BASED.sub("(ip)", TARGET.sub(label, text))
        elif text.startswith("mov"):
            text = _WIDE_MOVE.sub(r"mov\1", text)
        said.append(text)
    whole = COMMENT.sub("", "\n".join(said))
    numbers = [int(number, 0) for number in _NUMBER.findall(whole)]
    return _NUMBER.sub("#", whole), numbers
