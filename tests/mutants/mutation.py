# SPDX-License-Identifier: GPL-2.0
"""A mutation: edits of a source's text that make one error; and how they are put."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sites import Function, Source
from statements import Statement

# What a mutant depends on where an error is to be made on some paths only.
SOMETIMES = "treewide_sometimes"


@dataclass(frozen=True)
class Edit:
    """Text in place of other text.

    :param start: offset of the first character that goes
    :param end: offset behind the last one
    """

    start: int
    end: int
    new: str


@dataclass(frozen=True)
class Mutation:
    """One error.

    :param function: the function that is wrong then
    """

    function: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Excluded:
    """A place where the operator's result can be right, or is none.

    :param line: of the place
    """

    function: str
    line: int
    why: str


Found = Iterator[Mutation | Excluded]


@dataclass(frozen=True)
class Operator:
    """A way to get it wrong.

    :param name: the first part of its mutants' names
    :param kind: the number of the kind of error, as check_corpus/README has them
    :param rule: why what it makes is wrong, and what it leaves out
    """

    name: str
    kind: int
    rule: str
    run: Callable[[Source], Found]


OPERATORS: list[Operator] = []


def operator(kind: int) -> Callable[[Callable[[Source], Found]], None]:
    """Register a function as the operator of its name."""

    def register(run: Callable[[Source], Found]) -> None:
        rule = " ".join((run.__doc__ or "").split())
        OPERATORS.append(Operator(run.__name__, kind, rule, run))

    return register


def excluded(function: Function, offset: int, why: str) -> Excluded:
    """A place that is left out."""
    line = function.source.text.count("\n", 0, offset) + 1
    return Excluded(function.name, line, why)


def _indentation(text: str, offset: int) -> str:
    line = text[text.rfind("\n", 0, offset) + 1 : offset]
    return line if not line.strip() else re.match(r"\s*", line)[0]  # type: ignore[index]


def _in_block(statement: Statement) -> bool:
    return bool(statement.parent) and statement.parent.kind == "block"  # type: ignore[union-attr]


def before(source: Source, statement: Statement, lines: str) -> tuple[Edit, ...]:
    """Statements before another one, which gets braces where it needs them."""
    indent = _indentation(source.text, statement.start)
    if _in_block(statement):
        return (Edit(statement.start, statement.start, f"{lines}\n{indent}"),)
    return (
        Edit(statement.start, statement.start, f"{{ {lines} "),
        Edit(statement.end, statement.end, " }"),
    )


def after(source: Source, statement: Statement, lines: str) -> tuple[Edit, ...]:
    """Statements after another one."""
    indent = _indentation(source.text, statement.start)
    if _in_block(statement):
        return (Edit(statement.end, statement.end, f"\n{indent}{lines}"),)
    return (
        Edit(statement.start, statement.start, "{ "),
        Edit(statement.end, statement.end, f" {lines} }}"),
    )


def without(source: Source, statement: Statement) -> tuple[Edit, ...]:
    """A statement goes, with its line; where one has to stand an empty one does."""
    if not _in_block(statement):
        return (Edit(statement.start, statement.end, ";"),)
    start, end = statement.start, statement.end
    line = source.text.rfind("\n", 0, start) + 1
    if not source.text[line:start].strip() and source.text[end : end + 1] == "\n":
        start, end = line, end + 1
    return (Edit(start, end, ""),)


def begins(branch: Statement, lines: str) -> tuple[Edit, ...]:
    """Statements at the beginning of a branch."""
    if branch.kind == "block":
        return (Edit(branch.start + 1, branch.start + 1, f" {lines}"),)
    return (
        Edit(branch.start, branch.start, f"{{ {lines} "),
        Edit(branch.end, branch.end, " }"),
    )


def apply(text: str, edits: tuple[Edit, ...]) -> str:
    """A text with edits done.

    :raises ValueError: two want the same text to be something else
    """
    order = sorted(enumerate(edits), key=lambda e: (e[1].start, e[1].end, e[0]))
    for (_, one), (_, two) in zip(order, order[1:]):
        if two.start < one.end:
            raise ValueError("edits overlap")
    for _, edit in reversed(order):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text
