# SPDX-License-Identifier: GPL-2.0
"""One more parameter of a static function, or argument of a call.

Only of static functions: who else calls another one is not known.
"""

from __future__ import annotations

import re
from typing import Any

from .. import ctext
from .edits import Edit, Unsure, padding, split_line, width
from .function import Function, Span

Document = dict[str, Any]


def only_called(function: Function, callers: list[Function]) -> None:
    """Everything that names a static function is a call of it.

    :raises Unsure: it can be called from elsewhere
    """
    if not function.static:
        raise Unsure(f"{function.name}() can be called from other files")
    for caller in callers:
        uses = len(re.findall(rf"\b{function.name}\b", caller.code))
        calls = sum(fn == function.name for _, fn, _ in caller.calls)
        if caller.name == function.name:
            uses -= 1
        if uses != calls:
            raise Unsure(
                f"{function.name}() is used in {caller.name}() other than called"
            )


def appended(function: Function, close: int, what: str) -> Edit:
    """Put one more argument (or parameter) before a closing parenthesis."""
    start = function.line_start(close)
    line = function.text[start:close]
    opening = opening_of(function, close)
    behind = function.text[close : function.text.index("\n", close)]
    if width(f"{line}, {what}{behind}") <= 80:
        return function.edit(close, close, f", {what}")
    pad = padding(width(function.text[function.line_start(opening) : opening + 1]))
    if start > opening:  # as the lines before it stand, however that is
        pad = function.indent(close)
    return function.edit(close, close, "," + _filled(line + ", ", what, pad, behind))


def _filled(line: str, what: str, pad: str, behind: str) -> str:
    """Parts with commas between them, on as few lines as they take."""
    text = ""
    parts = what.split(", ")
    for index, part in enumerate(parts):
        end = behind if index == len(parts) - 1 else ","
        if width(f"{line}{part}{end}") <= 80:
            text += f" {part}"
        else:
            text += f"\n{pad}{part}"
            line = pad
        line += f"{part}, "
        text += "," if index < len(parts) - 1 else ""
    return text


def opening_of(function: Function, close: int) -> int:
    depth = 0
    for at in range(close, -1, -1):
        depth += {")": 1, "(": -1}.get(function.code[at], 0)
        if not depth:
            return at
    return 0


def inserted(function: Function, at: int, what: str) -> Edit:
    """Put something at a place of a line, and break the line if it gets too long."""
    start = function.line_start(at)
    end = function.text.index("\n", at)
    line = f"{function.text[start:at]}{what}, {function.text[at:end]}"
    if width(line) <= 80:
        return function.edit(at, at, f"{what}, ")
    end -= len(line) - len(line.rstrip())
    line = line.rstrip()
    broken = split_line(line)
    following = function.text[end + 1 : function.text.find("\n", end + 1)]
    joined = f"{broken} {following.strip()}"
    if line.endswith(",") and width(joined.rsplit("\n", 1)[1]) <= 80:
        return function.edit(start, end + 1 + len(following), joined)
    return function.edit(start, end, broken)


def argument(function: Function, span: Span, index: int) -> int:
    """Where an argument of a call, or a parameter of the head, begins."""
    opening = function.code.index("(", span[0])
    at, depth, seen = opening + 1, 0, 0
    while seen < index:
        char = function.code[at]
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(char, 0)
        seen += char == "," and not depth
        at += 1
    while function.code[at].isspace():
        at += 1
    return at


def parameters(function: Function) -> Span:
    """The function's name and parameters."""
    match = re.search(rf"\b{function.name}\s*\(", function.code)
    assert match
    return match.start(), ctext.closing(function.code, match.end() - 1)


def with_parameter(
    function: Function, index: int, what: str, context: Any
) -> list[Edit]:
    """One more parameter before another one, in the definition and each prototype."""
    file, spans = context.prototypes(function.file, function.name)
    edits = [inserted(file, argument(file, span, index), what) for span in spans]
    head = argument(function, parameters(function), index)
    return [*edits, inserted(function, head, what)]
