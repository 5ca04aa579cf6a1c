# SPDX-License-Identifier: GPL-2.0
"""The statements of a function, as a tree of extents into its text.

Blanked text is parsed (campaign.ctext), with the preprocessor's lines blanked, too: of an
#if both branches are seen. What follows the parentheses of a word that is no keyword, and
is no operator, is taken for the body of a loop: for_each_...() {.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from campaign import ctext

_WORD = re.compile(r"[A-Za-z_]\w*")
_LABEL = re.compile(r"([A-Za-z_]\w*)\s*:(?!:)")
_CASE = re.compile(r"(case\b|default\b)")
_LEAVES = ("return", "goto", "break", "continue")


class NotParsed(Exception):
    """The text is no function's body, or uses macros in a way that isn't understood."""


@dataclass(eq=False)
class Statement:
    """A statement.

    :param kind: block, if, loop, do, switch, label, case, return, goto, break, continue, plain
    :param start: offset of its first character
    :param end: offset behind its last one
    :param head: the inside of its parentheses, as offsets; (0, 0) where it has none
    :param parts: statements in it: of an if, the branches
    :param name: of a label, or where a goto goes
    """

    kind: str
    start: int
    end: int = 0
    head: tuple[int, int] = (0, 0)
    parts: list[Statement] = field(default_factory=list)
    name: str = ""
    parent: Statement | None = None

    def walk(self) -> Iterator[Statement]:
        """This one and all in it, in the order of the text."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def siblings(self) -> list[Statement]:
        """The statements of the block it stands in; itself alone where that is none."""
        block = self.parent
        return block.parts if block and block.kind == "block" else [self]

    def inside(self, other: Statement) -> bool:
        """Whether another one holds it, or is it."""
        return other.start <= self.start and self.end <= other.end

    def leaves(self) -> bool:
        """Whether control doesn't come out at its end."""
        if self.kind == "block":
            return bool(self.parts) and self.parts[-1].leaves()
        return self.kind in _LEAVES


class _Parser:
    def __init__(self, code: str, end: int) -> None:
        self.code = code
        self.end = end

    def skip(self, at: int) -> int:
        while at < self.end and self.code[at].isspace():
            at += 1
        if at >= self.end:
            raise NotParsed("the text ends in a statement")
        return at

    def closing(self, at: int) -> int:
        close = ctext.closing(self.code, at)
        if not at < close < self.end:
            raise NotParsed("a parenthesis is not closed")
        return close

    def block(self, at: int) -> Statement:
        made = Statement("block", at)
        at = self.skip(at + 1)
        while self.code[at] != "}":
            part = self.statement(at)
            made.parts.append(part)
            at = self.skip(part.end)
        made.end = at + 1
        return made

    def semicolon(self, at: int) -> int:
        depth = 0
        for at in range(at, self.end):
            char = self.code[at]
            depth += (char in "({[") - (char in ")}]")
            if depth < 0:
                break
            if char == ";" and not depth:
                return at + 1
        raise NotParsed("a statement has no end")

    def headed(self, kind: str, at: int, opening: int) -> Statement:
        close = self.closing(opening)
        made = Statement(kind, at, head=(opening + 1, close))
        body = self.statement(self.skip(close + 1))
        made.parts.append(body)
        made.end = body.end
        if kind != "if":
            return made
        after = self.skip(body.end)
        if re.compile(r"else\b").match(self.code, after):
            other = self.statement(self.skip(after + 4))
            made.parts.append(other)
            made.end = other.end
        return made

    def do(self, at: int) -> Statement:
        body = self.statement(self.skip(at + 2))
        opening = self.code.index("(", body.end)
        made = Statement("do", at, head=(opening + 1, self.closing(opening)))
        made.parts.append(body)
        made.end = self.semicolon(made.head[1] + 1)
        return made

    def statement(self, at: int) -> Statement:
        code = self.code
        if code[at] == "{":
            return self.block(at)
        if _CASE.match(code, at):
            end = re.compile(r":").search(code, at, self.end)
            if not end:
                raise NotParsed("a case has no end")
            return Statement("case", at, end.end())
        if label := _LABEL.match(code, at):
            return Statement("label", at, label.end(), name=label[1])
        word = _WORD.match(code, at)
        if not word:
            return Statement("plain", at, self.semicolon(at))
        if word[0] == "do":
            return self.do(at)
        after = self.skip(word.end())
        kinds = {"if": "if", "while": "loop", "for": "loop", "switch": "switch"}
        if word[0] in kinds:
            return self.headed(kinds[word[0]], at, after)
        if word[0] in _LEAVES:
            name = _WORD.match(code, after) if word[0] == "goto" else None
            end = self.semicolon(at)
            return Statement(word[0], at, end, name=name[0] if name else "")
        if code[after] == "(":
            behind = self.skip(self.closing(after) + 1)
            if code[behind] == "{" or _WORD.match(code, behind):
                return self.headed("loop", at, after)
        return Statement("plain", at, self.semicolon(at))


def _adopt(statement: Statement) -> None:
    for part in statement.parts:
        part.parent = statement
        _adopt(part)


def parse(code: str, start: int, end: int) -> Statement:
    """The body of a function.

    :param code: blanked text, of the same length as the text
    :param start: offset of its opening brace
    :param end: offset behind its closing one
    :raises NotParsed: it isn't understood
    """
    body = _Parser(code, end).block(start)
    _adopt(body)
    return body
