# SPDX-License-Identifier: GPL-2.0
"""The value travels where the lock travels: to callees, and back to callers.

Only through static functions: who else calls another one is not known.
"""

from __future__ import annotations

import re
from typing import Any

from .. import ctext
from . import local, operand
from .declaration import declared, unused_name
from .edits import Edit, Unsure, branch, padding, reindented, split_line, width
from .function import PATH, Call, Function, Span
from .taking import taking_at
from .wayout import WayOut, way_out

Document = dict[str, Any]
_ACQUIRES = re.compile(
    r"(?:^|_)(?:get|lock|trylock|alloc|begin|start|enter|inc)(?:_|$)"
)


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


def _append(function: Function, close: int, what: str) -> Edit:
    """Put one more argument (or parameter) before a closing parenthesis."""
    start = function.line_start(close)
    line = function.text[start:close]
    opening = _opening(function, close)
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


def _opening(function: Function, close: int) -> int:
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
    broken = split_line(line)
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


def callees(
    function: Function, call: Call, site: Document, context: Any, name: str
) -> list[Edit]:
    """Rechecks in the static functions that take the lock, handed the value and the table.

    :raises Unsure: with the sentence why not
    """
    edits: list[Edit] = []
    lock = call.args[context.old["ptlp"]].lstrip("&")
    points = [p for p in site["recheck"]["locks"] if p["function"] != function.name]
    for wanted in dict.fromkeys(p["function"] for p in points):
        found = context.known(function.file, wanted)
        if len(found) != 1:
            raise Unsure(
                f"{wanted}(), which takes the lock, has {len(found)} definitions"
            )
        callee = found[0]
        callers = context.callers(function.file, wanted)
        only_called(callee, callers)
        if any(c.name not in (function.name, wanted) for c in callers):
            raise Unsure(f"{wanted}(), which takes the lock, is called by others, too")
        calls = [(s, a) for s, fn, a in function.calls if fn == wanted]
        if not calls:
            raise Unsure(
                f"{wanted}(), which takes the lock, is not called by {function.name}()"
            )
        given = {
            (a.index(call.target), a.index(lock))
            for _, a in calls
            if call.target in a and lock in a
        }
        if len(given) != 1 or not all(call.target in a and lock in a for _, a in calls):
            raise Unsure(
                f"{wanted}() is not given the mapping and its lock as they are"
            )
        lines = sorted(p["line"] for p in points if p["function"] == wanted)
        edits += _in_callee(
            function, call, callee, calls, given.pop(), lines, name, context
        )
    return edits


def _in_callee(
    function: Function,
    call: Call,
    callee: Function,
    calls: list[tuple[Span, list[str]]],
    given: tuple[int, int],
    lines: list[int],
    name: str,
    context: Any,
) -> list[Edit]:
    table = call.args[context.old["pmd"]]
    pointer, lock = callee.params[given[0]], callee.params[given[1]]
    types, more = context.tables, []
    if (
        all(table in a for _, a in calls)
        and len({a.index(table) for _, a in calls}) == 1
    ):
        there = callee.params[calls[0][1].index(table)]
    else:
        there = re.split(r"->|\.", table)[-1]
        if re.search(rf"\b{there}\b", callee.code):
            raise Unsure(f"{there} is taken as a name in {callee.name}()")
        more.append((f"{types['value_type']} *{there}", table))
    if re.search(rf"\b{name}\b", callee.code):
        raise Unsure(f"{name} is taken as a name in {callee.name}()")
    more.append((f"{types['value_type']} {name}", name))
    head = parameters(callee)
    new = ", ".join(p for p, _ in more)
    edits = [_append(callee, head[1], new)]
    file, spans = context.prototypes(callee.file, callee.name)
    edits += [_append(file, span[1], new) for span in spans]
    for span, _ in calls:
        edits.append(_append(function, span[1] - 1, ", ".join(a for _, a in more)))
    for line in lines:
        taking = taking_at(callee, line, lock, context.known, context.tables)
        if taking.inner:
            raise Unsure(f"{callee.name}() takes the lock in one of its branches only")
        rest = callee.following(taking.statement)
        edits.append(_operand(callee, rest, pointer, name, there, context))
    return edits


def _operand(
    callee: Function,
    rest: list[Span],
    pointer: str,
    name: str,
    table: str,
    context: Any,
) -> Edit:
    out = operand.check_of(callee, rest[0], pointer, context.tables) if rest else None
    if out is None:
        raise Unsure(
            f"{callee.name}() does not compare the entry right behind the lock: how it fails is not known"
        )
    return operand.added(
        callee, out, context.tables["same"].format(value=name, table=table)
    )


def out_parameter(
    function: Function, call: Call, site: Document, context: Any, names: set[str]
) -> tuple[list[Edit], str]:
    """The value goes out beside the lock; rechecks where either function takes it.

    :returns: the edits, and what the call is given for the value
    :raises Unsure: with the sentence why not
    """
    tables = context.tables
    lock = call.args[context.old["ptlp"]]
    index = function.params.index(lock)
    callers = context.callers(function.file, function.name)
    only_called(function, callers)
    callers = [c for c in callers if c.name != function.name]
    pointer = unused_name(function, tables["value_pointer"], names)
    edits = with_parameter(
        function, index, f"{tables['value_type']} *{pointer}", context
    )
    points = site["recheck"]["locks"]
    table = call.args[context.old["pmd"]]
    for line in sorted({p["line"] for p in points if p["function"] == function.name}):
        null = local.null_path(function, call)
        taking = taking_at(function, line, None, context.known, tables)
        edits += local.recheck(
            function, call, null, taking, table, f"*{pointer}", context
        )
    elsewhere = (
        {p["function"] for p in points} - {function.name} - {c.name for c in callers}
    )
    if elsewhere:
        raise Unsure(
            f"the lock is taken in {sorted(elsewhere)[0]}(), which does not call {function.name}()"
        )
    for caller in callers:
        lines = sorted({p["line"] for p in points if p["function"] == caller.name})
        edits += _in_caller(caller, function, call, index, lines, context)
    return edits, pointer


def renamed(path: str, function: Function, args: list[str]) -> str:
    """A path of a callee as its caller names it.

    :raises Unsure: the caller has no plain name for it
    """
    root, rest = re.match(r"(\w+)(.*)", path).groups()  # type: ignore[union-attr]
    if root not in function.params:
        raise Unsure(f"{path} has no name in what calls {function.name}()")
    given = args[function.params.index(root)]
    if re.fullmatch(PATH, given):
        return given + rest
    if given.startswith("&") and rest.startswith("->"):
        return f"{given[1:]}.{rest[2:]}"
    raise Unsure(f"{path} has no plain name in what calls {function.name}()")


def _returned(
    function: Function, target: str, caller: Function, span: Span
) -> str | None:
    """What a caller keeps the mapping in that a function returns to it."""
    if target not in function.names():
        return None
    if not re.search(rf"\breturn\s+{re.escape(target)}\s*;", function.code):
        raise Unsure(f"how {function.name}() hands {target} on is not seen")
    for where, left, _ in caller.assigns:
        if where[0] <= span[0] and span[1] == where[1]:
            return left
    raise Unsure(f"{caller.name}() does not keep what {function.name}() returns")


def _in_caller(
    caller: Function,
    function: Function,
    call: Call,
    index: int,
    lines: list[int],
    context: Any,
) -> list[Edit]:
    tables = context.tables
    calls = [(s, a) for s, fn, a in caller.calls if fn == function.name]
    if len(calls) != 1:
        raise Unsure(f"{caller.name}() calls {function.name}() in {len(calls)} places")
    span, args = calls[0]
    if not re.fullmatch(r"&\w+", args[index]) or args[index][1:] not in caller.names():
        raise Unsure(
            f"{caller.name}() keeps the lock in {args[index]}, no variable of its own"
        )
    name = unused_name(caller, tables["value"], set())
    edits = [inserted(caller, argument(caller, span, index), f"&{name}")]
    mapping = _returned(function, call.target, caller, span) or renamed(
        call.target, function, args
    )
    table = renamed(call.args[context.old["pmd"]], function, args)
    used = [span[0]]
    for line in lines:
        taking = taking_at(caller, line, None, context.known, tables)
        _no_more_held(caller, span[1], taking.statement[0], context)
        out = _caller_null_path(caller, mapping, span[0])
        used.append(taking.statement[0])
        indent = caller.indent(taking.statement[0])
        undo = [f"{tables['unmap_unlock']}({mapping}, {taking.lock});"]
        undo += [
            f"{p} = NULL;" for p in (taking.lock, mapping) if local.outlives(caller, p)
        ]
        body = [f"{indent}\t{line}" for line in undo]
        body += reindented(out.body, out.indent, indent + "\t")
        at = caller.line_end(taking.statement)
        if taking.inner:
            raise Unsure(f"{caller.name}() takes the lock in a branch without braces")
        text = branch(indent, local.condition(name, table, tables), body)
        edits.append(caller.edit(at, at, text))
    # Where the lock's pointer lives, its value does: a goto may lead into the blocks between.
    scope = next(at for at, there in caller.declares if there == args[index][1:])
    return [*edits, declared(caller, None, used, name, args[index], tables, scope + 1)]


def _caller_null_path(caller: Function, mapping: str, start: int) -> WayOut:
    for statement in caller.statements:
        out = way_out(caller, statement) if statement[1] > start else None
        if out and out.null_of == mapping and statement[0] >= caller.line_start(start):
            return out
    raise Unsure(f"{caller.name}() does not leave where {mapping} is NULL")


def _no_more_held(caller: Function, start: int, end: int, context: Any) -> None:
    """Nothing that would have to be undone is taken between the call and the lock.

    :raises Unsure: it may be
    """
    words = context.tables["words"]
    for span, fn, _ in caller.calls:
        if start <= span[0] < end and (
            fn in words["maps"]
            or fn in words["locked_result"]
            or fn in words["locked_output"]
            or (
                re.search(context.tables["acquires"], fn)
                and not context.pure(caller.file, fn)
                and fn not in words["reads"]
            )
        ):
            raise Unsure(
                f"{caller.name}() calls {fn}() before it takes the lock: what to undo is not known"
            )
