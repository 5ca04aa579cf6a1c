# SPDX-License-Identifier: GPL-2.0
"""The name that is declared by what stands in front of a function's body or a value."""

from __future__ import annotations

import re

ASSIGNS = re.compile(r"(?<![=!<>])=(?!=)")
WORD = re.compile(r"[A-Za-z_]\w*")
_LAST_WORD = re.compile(r"([A-Za-z_]\w*)\s*$")
_POINTER = re.compile(r"\(\s*\*[\s*]*(?:const\s+)?([A-Za-z_]\w*)")
_CALLED = re.compile(r"([A-Za-z_]\w*)\s*\(")
_NO_NAMES = frozenset(
    "__attribute__ __attribute __asm__ __asm asm __typeof__ typeof __typeof "
    "_Alignas __alignas__ sizeof".split()
)


def _parentheses(text: str) -> list[tuple[int, int]]:
    """The outermost parentheses of a text: (offset of the opening, offset behind)."""
    found, depth, opened = [], 0, 0
    for match in re.finditer(r"[()]", text):
        if match.group() == "(":
            if not depth:
                opened = match.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                found.append((opened, match.end()))
    return found


def _flat(text: str) -> str:
    """The text with blanks for all parentheses and what is in them."""
    for start, end in _parentheses(text):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def function_name(head: str) -> str | None:
    """The function that is defined by what stands in front of a `{`; None where it is none."""
    if ASSIGNS.search(_flat(head)):
        return None
    for start, _ in reversed(_parentheses(head)):
        before = head[:start].rstrip()
        word = _LAST_WORD.search(before)
        if word:
            if word[1] not in _NO_NAMES:
                return word[1]
        elif before.endswith(")") and (inner := _parentheses(before)):
            # It returns a pointer to a function: int (*name(int a))(int b)
            called = _CALLED.search(before[inner[-1][0] + 1 :])
            return called[1] if called else None
    return None


def variable_name(head: str) -> str | None:
    """The variable whose value begins behind the `=` of a head."""
    declared = ASSIGNS.split(head, 1)[0]
    pointer = _POINTER.search(declared)
    if pointer:
        return pointer[1]
    names = [n for n in WORD.findall(_flat(declared)) if n not in _NO_NAMES]
    return names[-1] if names else None
