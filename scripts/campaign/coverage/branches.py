# SPDX-License-Identifier: GPL-2.0
"""Which lines of a C file stand under which condition of the preprocessor."""

from __future__ import annotations

from dataclasses import dataclass

from .source import Logical, Source

_OPENS = ("if", "ifdef", "ifndef")
_GOES_ON = ("elif", "elifdef", "elifndef", "else")


@dataclass(frozen=True, eq=False)
class Branch:
    """The lines between two directives of one #if.

    :param directive: the name of the one that it begins with
    :param condition: what stands behind that name
    :param earlier: the branches of the same #if in front of it
    :param outer: the branch that the whole #if stands in
    """

    line: int
    directive: str
    condition: str
    earlier: tuple[Branch, ...]
    outer: Branch | None
    guard: bool = False

    def shown(self) -> str:
        """The directive as a person would write it."""
        return f"#{self.directive} {self.condition}".strip()


def _condition(line: Logical) -> str:
    """What stands behind the name of a directive, on one line and without comments."""
    text = ""
    for token in line.tokens[2:]:
        text += token.text if token.glued else f" {token.text}"
    return text.strip()


def _guards(logical: tuple[Logical, ...], index: int) -> bool:
    """Whether an #ifndef only keeps a header from being read twice."""
    name = _condition(logical[index])
    for line in logical[index + 1 :]:
        if line.tokens:
            words = [token.text for token in line.tokens[1:3]]
            return words == ["define", name]
    return False


def branches(source: Source) -> list[Branch | None]:
    """The branch that each logical line is read in; None outside of all.

    A directive of an #if is read where the whole #if is. An #endif or #else without
    an #if changes nothing, as GCC refuses it.
    """
    found: list[Branch | None] = []
    stack: list[Branch] = []
    for index, line in enumerate(source.logical):
        name = line.directive
        inside = stack[-1] if stack else None
        if name in _OPENS:
            found.append(inside)
            first = source.line(line.tokens[0].start)
            guard = name == "ifndef" and _guards(source.logical, index)
            stack.append(Branch(first, name, _condition(line), (), inside, guard))
        elif name in _GOES_ON and inside:
            found.append(inside.outer)
            first = source.line(line.tokens[0].start)
            before = (*inside.earlier, inside)
            stack[-1] = Branch(first, name, _condition(line), before, inside.outer)
        elif name == "endif" and inside:
            found.append(inside.outer)
            stack.pop()
        else:
            found.append(inside)
    return found
