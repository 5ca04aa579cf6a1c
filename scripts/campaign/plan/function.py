# SPDX-License-Identifier: GPL-2.0
"""A function as the planner sees it: statements, calls and blocks as offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .. import ctext
from .edits import Edit, Unsure, spaceless, split_line

Document = dict[str, Any]
Span = tuple[int, int]
PATH = r"\w+(?:(?:->|\.)\w+|\[\w+\])*"


@dataclass
class Call:
    """The site's call in its function: offsets into the function's text."""

    start: int
    end: int
    statement: Span
    target: str  # what the mapping is assigned to
    args: list[str]
    in_loop: Span | None = None  # the innermost loop around it
    declared: bool = False  # it initialises its variable
    test: Span | None = None  # the if whose condition it is in, for want of a table


class Function:
    """A function by its facts. Offsets are into its own text; at is where that begins."""

    def __init__(self, facts: Document, file: str, at: int) -> None:
        self.file = file
        self.at = at
        self.name: str = facts["name"]
        self.static: bool = facts["static"]
        self.params: list[str] = facts["params"]
        self.text: str = facts["text"]
        self.code = ctext.blanked(self.text)
        self.starts = ctext.line_starts(self.text)
        self.line: int = facts["line"]
        self.body: int = facts["body"]
        self.statements: list[Span] = sorted(
            {self._unlabelled(self._span(s["at"])) for s in facts["statements"]},
            key=lambda s: (s[0], -s[1]),
        )
        self.calls: list[tuple[Span, str, list[str]]] = [
            (self._span(c["at"]), c["fn"], [spaceless(a) for a in c["args"]])
            for c in facts["calls"]
        ]
        self.assigns: list[tuple[Span, str, str]] = [
            (self._span(a["at"]), spaceless(a["lhs"]), spaceless(a["rhs"]))
            for a in facts["assigns"]
        ]
        self.steps: list[tuple[Span, str]] = [
            (self._span(s["at"]), spaceless(s["expr"])) for s in facts["steps"]
        ]
        self.types: dict[str, str] = dict(facts["types"]) | {
            d["name"]: d["type"] for d in facts["declares"]
        }
        self.initial: list[tuple[int, str, str]] = [
            (self._span(d["at"])[0], d["name"], d.get("init") or "")
            for d in facts["declares"]
        ]
        self.declares: list[tuple[int, str]] = sorted(
            (self._span(d["at"])[0], d["name"]) for d in facts["declares"]
        )

    def _span(self, at: list[int]) -> Span:
        return self.starts[at[0] - 1] + at[1], self.starts[at[2] - 1] + at[3]

    def _unlabelled(self, span: Span) -> Span:
        """A statement without the label before it."""
        label = re.match(
            r"(?!default\b)[A-Za-z_]\w*\s*:(?!:)\s*", self.code[span[0] : span[1]]
        )
        return (span[0] + label.end(), span[1]) if label else span

    def edit(self, start: int, end: int, new: str) -> Edit:
        """An edit of the function's text, as one of its file."""
        return Edit(self.file, self.at + start, self.at + end, new)

    def line_of(self, offset: int) -> int:
        """The line of the source file on which an offset stands."""
        return self.line + ctext.position(self.starts, offset)[0] - 1

    def words(self, span: Span) -> str:
        """The code of a span with its white space gone."""
        return spaceless(self.code[span[0] : span[1]])

    def line_start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return self.starts[ctext.position(self.starts, offset)[0] - 1]

    def indent(self, offset: int) -> str:
        """The white space with which the line of an offset begins."""
        match = re.match(r"[ \t]*", self.text[self.line_start(offset) :])
        return match.group() if match else ""

    def block(self, offset: int) -> Span:
        """The innermost block around an offset: its braces' offsets."""
        around = [
            s
            for s in self.statements
            if s[0] < offset < s[1] and self.code[s[0]] == "{"
        ]
        return around[-1] if around else (self.body, len(self.text))

    def parent(self, span: Span) -> Span | None:
        """The innermost statement around a statement."""
        around = [
            s
            for s in self.statements
            if s != span and s[0] <= span[0] and span[1] <= s[1]
        ]
        return around[-1] if around else None

    def statement_at(self, offset: int) -> Span | None:
        """The innermost statement around an offset that is no block."""
        around = [s for s in self.statements if s[0] <= offset < s[1]]
        around = [s for s in around if self.code[s[0]] != "{"]
        return around[-1] if around else None

    def following(self, span: Span) -> list[Span]:
        """The statements behind a statement in its own block, in order."""
        block, found, end = self.block(span[0]), [], span[1]
        for statement in self.statements:
            if statement[0] >= end and statement[1] <= block[1]:
                found.append(statement)
                end = statement[1]
        return found

    def loop(self, span: Span) -> Span | None:
        """The innermost loop or switch around a statement."""
        around = [
            s
            for s in self.statements
            if s[0] <= span[0]
            and span[1] <= s[1]
            and re.match(
                r"(?:for|while|do|switch)\b|\w+\s*\([^;]*\)\s*\{", self.code[s[0] :]
            )
            and not re.match(r"(?:if|return)\b", self.code[s[0] :])
        ]
        return around[-1] if around else None

    def names(self) -> set[str]:
        """The local variables."""
        return {name for _, name in self.declares}

    def locals(self) -> set[str]:
        """The local variables, and the parameters."""
        return self.names() | set(self.params)

    def labels(self) -> dict[str, int]:
        """Labels and where they stand."""
        return {
            m.group(1): m.start()
            for m in re.finditer(r"^[ \t]*(\w+)[ \t]*:(?!:)", self.code, re.M)
            if m.group(1) != "default" and m.start() > self.body
        }

    def mentions(self, path: str, start: int, end: int) -> list[int]:
        """Where a path (a variable, a member) stands in a part of the code."""
        pattern = re.compile(rf"(?<![\w.>]){re.escape(path)}(?!\w|->|\.|\[)")
        return [m.start() for m in pattern.finditer(self.code, start, end)]

    def if_parts(self, statement: Span) -> tuple[str, Span, Span | None] | None:
        """Condition without white space, what is done, and what else, of an if."""
        match = re.match(r"if\s*\(", self.code[statement[0] :])
        if not match:
            return None
        close = ctext.closing(self.code, statement[0] + match.end() - 1)
        inside = [s for s in self.statements if close < s[0] and s[1] <= statement[1]]
        if not inside:
            return None
        then = inside[0]
        rest = self.code[then[1] : statement[1]]
        other = None
        if rest.strip():
            after = then[1] + rest.index("else") + len("else")
            other = next((s for s in inside if s[0] >= after), None)
            if other is None:
                return None
        return spaceless(self.code[statement[0] + match.end() : close]), then, other

    def body_of(self, span: Span) -> str:
        """The lines of a branch as they stand, without braces."""
        if self.code[span[0]] == "{":
            inner = self.text[span[0] + 1 : span[1] - 1]
            return inner.strip("\n").rstrip()
        return self.text[self.line_start(span[0]) : span[1]]

    def line_end(self, span: Span) -> int:
        """Where the line behind a statement begins.

        :raises Unsure: something stands behind it
        """
        at = self.text.index("\n", span[1]) + 1
        behind = self.text[span[1] : at]
        if self.code[span[1] : at].strip() or behind.count("/*") != behind.count("*/"):
            raise Unsure(
                f"something stands behind the lock's statement on line {self.line_of(span[0])}"
            )
        return at


def find_call(function: Function, site: Document) -> Call:
    """The site's call, where it is a plain assignment.

    :raises Unsure: it is not
    """
    line, column = site["position"]
    at = function.starts[line - 1] + column
    found = [(span, args) for span, _, args in function.calls if span[0] == at]
    if not found:
        raise Unsure("spatch does not see the call as one")
    span, args = found[0]
    statement = function.statement_at(span[0])
    inside = function.block(span[0])
    if statement is None or statement[0] < inside[0]:
        return _initialiser(function, span, args)
    words = re.escape(function.words(span))
    match = re.fullmatch(rf"({PATH})={words};", function.words(statement))
    if match:
        loop = function.loop(statement)
        return Call(span[0], span[1], statement, match.group(1), args, loop)
    parts = function.if_parts(statement)
    match = parts and re.fullmatch(
        rf"(?:unlikely\()?(?:!\(({PATH})={words}\)|\(({PATH})={words}\)==NULL)\)?",
        parts[0],
    )
    if match:
        target = match.group(1) or match.group(2)
        loop = function.loop(statement)
        return Call(span[0], span[1], statement, target, args, loop, test=statement)
    raise Unsure("the call is not a plain assignment by itself")


def _initialiser(function: Function, span: Span, args: list[str]) -> Call:
    """The call in a declaration of one variable.

    :raises Unsure: it declares more, or computes more
    """
    begin = function.line_start(span[0])
    words = re.escape(function.words(span))
    end = function.code.index(";", span[1]) + 1
    declared = re.fullmatch(
        rf"(?:const)?\w+\*(\w+)={words};", function.words((begin, end))
    )
    if not declared:
        raise Unsure(
            "the call is in a declaration; its value has to be tested in a statement of its own"
        )
    statement = (begin + len(function.indent(begin)), end)
    loop = function.loop(statement)
    target = declared.group(1)
    return Call(span[0], span[1], statement, target, args, loop, declared=True)


def laid_out(function: Function, start: int, end: int, call: str) -> str:
    """A rewritten call in the lines it takes, by its own length and what is around it."""
    if "/*" in call or "//" in call:
        return call
    begin = function.line_start(start)
    behind = function.text[end : function.text.index("\n", end)]
    code = ctext.blanked(behind).rstrip()
    flat = re.sub(r"\s*\n\s*", " ", call)
    lines = split_line(function.text[begin:start] + flat + code)
    return lines[start - begin : len(lines) - len(code)]
