# SPDX-License-Identifier: GPL-2.0
"""What is left to undo on a path that goes to a way out made for another one.

What was done already on the path is not done again, what was released is not released,
and the rest stays.
"""

from __future__ import annotations

import re
from typing import Any

from .. import ctext
from .edits import Unsure, branch, reindented
from .function import Call, Function, Span
from .wayout import WayOut, on_a_way_out, outs_between, tail_of

Document = dict[str, Any]


def specialised(
    function: Function,
    call: Call,
    null: WayOut,
    entry: str,
    path: Span,
    indent: str,
    tables: Document,
    flushed: bool,
) -> list[str]:
    """The way out of the NULL test, without what this path has done or released.

    :param entry: the lock of the table's entry, which is released
    :param path: from the first lock to the second
    :param flushed: what was cleared on the path was flushed
    :returns: its lines
    :raises Unsure: what is left to undo can't be told
    """
    done = {
        function.words(s)
        for s in function.statements
        if path[0] <= s[0]
        and s[1] <= path[1]
        and function.code[s[0]] != "{"
        and not on_a_way_out(function, outs_between(function, *path), s[0])
    }
    body = [l for l in reindented(null.body, null.indent, indent) if l.strip()]
    match = re.fullmatch(r"\s*goto (\w+);", body[-1])
    if not match:
        raise Unsure(
            "the way out of the NULL test goes to no label: what is left to undo is not known"
        )
    lines = body[:-1]
    release = f"{tables['unlock']}({entry});"
    released = False
    labels = sorted((at, label) for label, at in function.labels().items())
    target = function.labels()[match.group(1)]
    following = next((label for at, label in labels if at > target), None)
    for statement in tail_of(function, null):
        if following and statement[0] >= function.labels()[following]:
            break
        text, kept = _kept(function, statement, done, call.target, indent, tables)
        if _releases(function, statement, entry, tables):
            lines.append(indent + release)
            released = True
        elif kept:
            lines += text
            flushed |= any(f in "".join(text) for f in tables["flushes"])
    if not released:
        raise Unsure(f"what stands behind {match.group(1)} does not release {entry}")
    if not flushed:
        raise Unsure(
            f"behind {match.group(1)} nothing flushes what was cleared before the lock was dropped"
        )
    lines.append(
        f"{indent}goto {following};"
        if following
        else f"{indent}{_last_return(function)}"
    )
    return lines


def _last_return(function: Function) -> str:
    found = [s for s in function.statements if function.code.startswith("return", s[0])]
    if not found:
        raise Unsure("the function's end is not seen")
    return function.text[found[-1][0] : found[-1][1]]


def _releases(
    function: Function, statement: Span, entry: str, tables: Document
) -> bool:
    """Whether a statement releases the entry's lock, and does nothing else."""
    words = function.words(statement)
    release = f"{tables['unlock']}({entry});"
    if words == release:
        return True
    parts = function.if_parts(statement)
    return bool(
        parts and parts[2] is None and function.words(parts[1]).strip("{}") == release
    )


def _kept(
    function: Function,
    statement: Span,
    done: set[str],
    mapping: str,
    indent: str,
    tables: Document,
) -> tuple[list[str], bool]:
    """What is left of a statement of the tail: its lines, and whether there are any."""
    parts = function.if_parts(statement)
    own = function.indent(statement[0])
    if parts is None or parts[2] is not None:
        if function.mentions(mapping, *statement):
            raise Unsure(
                f"line {function.line_of(statement[0])} uses the mapping on the way out"
            )
        text = reindented(
            function.text[function.line_start(statement[0]) : statement[1]], own, indent
        )
        return text, function.words(statement) not in done
    if parts[0] in (mapping, f"{mapping}!=NULL"):
        words = function.words(parts[1])
        if not re.fullmatch(
            rf"\{{?(?:[\w]+\({re.escape(mapping)}(?:,[\w.>-]+)?\);)+\}}?", words
        ):
            raise Unsure(
                f"line {function.line_of(statement[0])} uses the mapping on the way out"
            )
        return [], False
    inner = [
        s
        for s in function.statements
        if parts[1][0] <= s[0] and s[1] <= parts[1][1] and function.code[s[0]] != "{"
    ]
    inner = [s for s in inner if function.parent(s) in (parts[1], statement)]
    left = [s for s in inner if function.words(s) not in done]
    if not left:
        return [], False
    opening = function.code.index("(", statement[0])
    close = ctext.closing(function.code, opening)
    condition = re.sub(r"\s+", " ", function.text[opening + 1 : close])
    body = []
    for s in left:
        body += reindented(
            function.text[function.line_start(s[0]) : s[1]],
            function.indent(s[0]),
            indent + "\t",
        )
    return branch(indent, condition, body).rstrip("\n").split("\n"), True
