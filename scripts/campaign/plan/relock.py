# SPDX-License-Identifier: GPL-2.0
"""A second recheck where the lock was dropped and is taken again.

Once the mapping is gone its lock may be, too: the table entry's own lock comes
first, the recheck is made under that, and then the old lock can be trusted.
The new way out is that of the NULL test, made for what is left to undo (specialised.py).
"""

from __future__ import annotations

import re
from typing import Any

from .between import Held, Passed, harmless, names_of, no_directives, stores
from .edits import Edit, Unsure, branch, reindented, spaceless
from .function import Call, Function, Span
from .specialised import specialised
from .taking import Taking, taking_at
from .undo import undo_lines
from .wayout import WayOut, on_a_way_out, outs_between, tail_of

Document = dict[str, Any]


def recheck(
    function: Function,
    call: Call,
    null: WayOut,
    first: Taking,
    line: int,
    name: str,
    context: Any,
) -> Edit | None:
    """The recheck of a lock that was dropped before it is taken on a line, or None.

    :raises Unsure: with the sentence why not
    """
    tables = context.tables
    start = first.statement[1]
    at = next(
        (
            s[0]
            for s in function.statements
            if s[0] >= start and function.line_of(s[0]) == line
        ),
        -1,
    )
    if at < 0:
        return None
    dropped = _calls(function, start, at, tables["words"]["unlocks"], first.lock)
    if not dropped:
        return None
    if function.loop((at, at + 1)) != call.in_loop:
        raise Unsure(
            f"{first.lock} is taken again on line {line} in a loop that the call is not in"
        )
    no_directives(function, call.statement[0], at)
    _unchanged(function, call, null, (start, at), context)
    clears = [
        span[0]
        for span, fn, _ in function.calls
        if start <= span[0] < at
        and fn in tables["words"]["writes_entry"]
        and fn not in tables["flushed"]
    ]
    flushed = any(
        fn.startswith(tuple(tables["flushes"]))
        and max(clears, default=0) < span[0] < at
        for span, fn, _ in function.calls
    )
    if not _calls(function, start, at, tables["words"]["drops"], call.target):
        return _kept_mapping(
            function,
            call,
            null,
            first,
            line,
            name,
            bool(clears) and not flushed,
            context,
        )
    table = call.args[context.old["pmd"]]
    entry = _entry_lock(function, table, start, at, tables)
    if entry is None:
        raise Unsure(
            f"{first.lock} is taken again on line {line}, where it may be gone with the table: no lock of the entry is taken first"
        )
    statement, lock = entry
    indent = function.indent(statement[0])
    end = function.line_end(statement)
    locks = {first.lock, table}
    _nothing_else(function, null, start, statement[1], locks, context)
    if spaceless(null.body).startswith("return"):
        if clears and not flushed:
            raise Unsure(
                f"what was cleared before the lock was dropped on line {function.line_of(dropped[0])} is not flushed"
            )
        text = [f"{indent}\t{tables['unlock']}({lock});"]
        text += reindented(null.body, null.indent, indent + "\t")
    else:
        done = flushed or not clears
        text = specialised(
            function,
            call,
            null,
            lock,
            (start, statement[0]),
            indent + "\t",
            tables,
            done,
        )
    from .local import condition

    new = branch(indent, condition(name, table, tables), text)
    return function.edit(end, end, new)


def _unchanged(
    function: Function, call: Call, null: WayOut, span: Span, context: Any
) -> None:
    """The way out must be right where the lock is taken again, as it is before.

    What is assigned in between is either not used there, or the function itself
    leaves by the same label after it.

    :raises Unsure: it may not be right
    """
    table = call.args[context.old["pmd"]]
    roots = names_of(table) | names_of(call.target)
    outs = outs_between(function, *span)
    for at, left, right in stores(function, *span):
        line = function.line_of(at)
        if on_a_way_out(function, outs, at):
            continue
        if left == call.target or left == table or left in roots:
            raise Unsure(
                f"{left} is changed on line {line}, before the lock is taken again"
            )
        if not re.fullmatch(r"\w+", left) or left not in function.locals():
            raise Unsure(f"{left}, changed on line {line}, outlives the way out")
        used = re.search(rf"\b{left}\b(?!\s*=[^=])", null.body) or any(
            function.mentions(left, *s) for s in tail_of(function, null)
        )
        locked = any(fn in right for fn in context.tables["words"]["locked_result"])
        if used and not locked and not _left_by(function, null, at, True):
            raise Unsure(f"{left}, changed on line {line}, is used on the way out")


def _left_by(function: Function, null: WayOut, at: int, later: bool = False) -> bool:
    """Whether the function leaves by the way out's label in a loop around a place.

    :param later: or anywhere behind it
    """
    loop = function.loop((at, at + 1))
    label = _label(null)
    if later and re.search(rf"\bgoto\s+{label}\s*;", function.code[at:]):
        return True
    return bool(
        loop and re.search(rf"\bgoto\s+{label}\s*;", function.code[loop[0] : loop[1]])
    )


def _nothing_else(
    function: Function,
    null: WayOut,
    start: int,
    end: int,
    locks: set[str],
    context: Any,
) -> None:
    """What was done on the path must need no undoing, or be undone by the way out.

    :param locks: those that may be taken and released
    :raises Unsure: it may
    """
    tables = context.tables
    words = tables["words"]
    outs = outs_between(function, start, end)
    done = {
        function.words(s) for t in tail_of(function, null) for s in _inside(function, t)
    }
    for span, fn, args in function.calls:
        if not start <= span[0] < end or on_a_way_out(function, outs, span[0]):
            continue
        if fn in tables["harmless"]:
            continue
        if (
            fn in words["writes_entry"]
            or fn in words["drops"]
            or fn in tables["no_hold"]
        ):
            continue
        if any(fn in words[key] for key in ("locks", "unlocks")) and locks & set(args):
            continue
        if fn in words["locked_result"] and any(a in locks for a in args):
            continue
        if fn.startswith(tuple(tables["flushes"])):
            continue
        statement = function.statement_at(span[0])
        if statement and function.words(statement) in done:
            continue
        if not re.search(tables["acquires"], fn) and _left_by(function, null, span[0]):
            continue
        if harmless(function, fn, context):
            continue
        raise Unsure(
            f"what {fn}() on line {function.line_of(span[0])} does may have to be undone where the lock is taken again"
        )


def _inside(function: Function, span: Span) -> list[Span]:
    """A statement and those in it."""
    return [s for s in function.statements if span[0] <= s[0] and s[1] <= span[1]]


def _kept_mapping(
    function: Function,
    call: Call,
    null: WayOut,
    first: Taking,
    line: int,
    name: str,
    unflushed: bool,
    context: Any,
) -> Edit:
    """The recheck of a lock taken again while the mapping was kept."""
    from .local import condition

    tables = context.tables
    taking = taking_at(function, line, first.lock, context.known, tables)
    tail = tail_of(function, null)
    _nothing_else(
        function, null, first.statement[1], taking.statement[0], {first.lock}, context
    )
    flushes = any(
        re.search(rf"\b{beginning}", function.code[s[0] : s[1]])
        for s in tail
        for beginning in tables["flushes"]
    )
    if unflushed and not flushes:
        raise Unsure(
            f"what was cleared before {first.lock} was dropped is not flushed where line {line} finds the table gone"
        )
    path = Passed(null, [Held("map", call.target, taking.lock)])
    indent = function.indent(taking.statement[0])
    lines = [
        indent + "\t" + text
        for text in undo_lines(function, call, taking, path, tables)
    ]
    lines += reindented(null.body, null.indent, indent + "\t")
    if taking.inner:
        raise Unsure(
            f"{first.lock} is taken again on line {line} in a branch without braces"
        )
    at = function.line_end(taking.statement)
    table = call.args[context.old["pmd"]]
    return function.edit(at, at, branch(indent, condition(name, table, tables), lines))


def _label(null: WayOut) -> str:
    match = re.search(r"\bgoto\s+(\w+)", null.body)
    return match.group(1) if match else "-"


def _calls(
    function: Function, start: int, end: int, names: dict[str, int], path: str
) -> list[int]:
    """Where a path goes on behind a call that is given something."""
    outs = outs_between(function, start, end)
    return [
        span[0]
        for span, fn, args in function.calls
        if start <= span[0] < end
        and fn in names
        and len(args) > names[fn]
        and args[names[fn]] == path
        and not on_a_way_out(function, outs, span[0])
    ]


def _entry_lock(
    function: Function, table: str, start: int, at: int, tables: Document
) -> tuple[Span, str] | None:
    """The last lock of the table's entry that is taken before, in a block around."""
    found = None
    for span, fn, args in function.calls:
        if not start <= span[0] < at or fn not in tables["words"]["locked_result"]:
            continue
        statement = function.statement_at(span[0])
        block = function.block(span[0])
        if statement and table in args and block[0] < at < block[1]:
            match = re.fullmatch(r"([\w.>-]+)=.*;", function.words(statement))
            if match:
                found = statement, match.group(1)
    return found
