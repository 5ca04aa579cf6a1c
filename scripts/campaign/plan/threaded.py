# SPDX-License-Identifier: GPL-2.0
"""The value travels where the lock travels: to callees, and back to callers.

Only through static functions: who else calls another one is not known.
"""

from __future__ import annotations

import re
from typing import Any

from .. import ctext
from . import local, operand
from .between import harmless, names_of, stores
from .declaration import declared, unused_name
from .edits import Edit, Unsure, branch, padding, reindented, split_line, width
from .function import PATH, Call, Function, Span
from .taking import Taking, taking_at
from .undo import outlives
from .wayout import WayOut, on_a_way_out, outs_between, way_out

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
        if len(calls) != 1:
            raise Unsure(
                f"{wanted}(), which takes the lock, is called {len(calls)} times by {function.name}()"
            )
        _same_table_still(function, call, calls[0][0], context)
        args = calls[0][1]
        if call.target not in args or lock not in args:
            raise Unsure(
                f"{wanted}() is not given the mapping and its lock as they are"
            )
        given = args.index(call.target), args.index(lock)
        lines = sorted(p["line"] for p in points if p["function"] == wanted)
        edits += _in_callee(function, call, callee, calls, given, lines, name, context)
    return edits


def _same_table_still(
    function: Function, call: Call, callee: Span, context: Any
) -> None:
    """Where a callee is called the table's entry and the mapping are those of the map.

    :raises Unsure: they may be others
    """
    if function.loop((callee[0], callee[1])) != call.in_loop:
        raise Unsure("the lock is taken by a callee in a loop that the map is not in")
    table = call.args[context.old["pmd"]]
    roots = names_of(table) | names_of(call.target)
    null = local.null_path(function, call)
    outs = outs_between(function, null.span[1], callee[0])
    for _, fn, args in function.calls:
        given = [r for r in roots if f"&{r}" in args]
        if given:
            raise Unsure(f"{fn}() may change {given[0]}")
    for at, left, _ in stores(function, null.span[1], callee[0]):
        if on_a_way_out(function, outs, at):
            continue
        if left in roots or left in (table, call.target):
            if function.words(_statement(function, at)).endswith("=NULL;"):
                continue  # forgotten, and mapped again before it is used
            raise Unsure(
                f"{left} is changed on line {function.line_of(at)}, before the lock is taken"
            )


def _statement(function: Function, at: int) -> Span:
    return function.statement_at(at) or (at, at)


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
    if "..." in callee.params or len(callee.params) != len(calls[0][1]):
        raise Unsure(f"{callee.name}() takes any number of arguments")
    if any(fn == callee.name for _, fn, _ in callee.calls):
        raise Unsure(f"{callee.name}() calls itself")
    pointer, lock = callee.params[given[0]], callee.params[given[1]]
    types, more = context.tables, []
    if (
        all(table in a for _, a in calls)
        and len({a.index(table) for _, a in calls}) == 1
    ):
        there = callee.params[calls[0][1].index(table)]
    else:
        there = re.split(r"->|\.", table)[-1]
        if not re.fullmatch(r"\w+", there) or context.named(callee.file, there):
            raise Unsure(f"{there} can't be a parameter of {callee.name}()")
        if re.search(rf"\b{there}\b", callee.code):
            raise Unsure(f"{there} is taken as a name in {callee.name}()")
        more.append((f"{types['value_type']} *{there}", table))
    if re.search(rf"\b{name}\b", callee.code):
        raise Unsure(f"{name} is taken as a name in {callee.name}()")
    if any(left == there for _, left, _ in stores(callee, 0, len(callee.code))):
        raise Unsure(f"{callee.name}() changes {there}")
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
        edits.append(_operand(callee, taking, pointer, name, there, context))
    return edits


def _operand(
    callee: Function,
    taking: Taking,
    pointer: str,
    name: str,
    table: str,
    context: Any,
) -> Edit:
    rest = callee.following(taking.statement)
    out = operand.check_of(callee, rest[0], pointer, context) if rest else None
    tables = context.tables
    releases = [taking.undo.replace(" ", "").rstrip(";")]
    releases.append(f"{tables['unlock']}({taking.lock})")
    if out is None or not operand.fails(callee, out, releases):
        raise Unsure(
            f"{callee.name}() does not compare the entry right behind the lock: how it fails is not known"
        )
    return operand.added(callee, out, tables["same"].format(value=name, table=table))


def out_parameter(
    function: Function, call: Call, site: Document, context: Any
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
    table = call.args[context.old["pmd"]]
    _only_maps(function, call, context)
    callers = [c for c in callers if c.name != function.name]
    pointer = unused_name(function, tables["value_pointer"], context)
    edits = with_parameter(
        function, index, f"{tables['value_type']} *{pointer}", context
    )
    points = site["recheck"]["locks"]
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
        edits += _in_caller(caller, function, call, index, lines, site, context)
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


def _only_maps(function: Function, call: Call, context: Any) -> None:
    """What a function that hands a mapping to its callers may do beside that.

    :raises Unsure: it does more, and a caller would have to undo it
    """
    table = call.args[context.old["pmd"]]
    words = context.tables["words"]
    if len(context.known(function.file, function.name)) != 1:
        raise Unsure(f"{function.name}() has several definitions")
    lock = call.args[context.old["ptlp"]]
    changed = names_of(table) - names_of(call.target)
    for at, left, right in stores(function, 0, len(function.code)):
        if left == table or left in changed:
            raise Unsure(
                f"{function.name}() changes {left}: the caller has another table"
            )
        own = left in (call.target, f"*{lock}") or right == f"*{lock}"
        if not own and left not in function.names():
            raise Unsure(
                f"{function.name}() changes {left}: what a caller has to undo is not known"
            )
    for span, fn, args in function.calls:
        if span[0] == call.start or harmless(function, fn, context):
            continue
        if fn in words["maps"] and fn in words["locked_output"]:
            continue  # locked already: nothing to recheck
        if fn in context.tables["plain_locks"]:
            continue
        raise Unsure(
            f"{function.name}() calls {fn}(): what a caller has to undo is not known"
        )


def _in_caller(
    caller: Function,
    function: Function,
    call: Call,
    index: int,
    lines: list[int],
    site: Document,
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
    name = unused_name(caller, tables["value"], context)
    edits = [inserted(caller, argument(caller, span, index), f"&{name}")]
    table = renamed(call.args[context.old["pmd"]], function, args)
    target = _returned(function, call.target, caller, span)
    mapping = target or renamed(call.target, function, args)
    if context.live(caller, table):
        raise Unsure(f"{table} points to a copy of the entry in {caller.name}()")
    used = [span[0]]
    old = [""] * 4
    old[context.old["ptlp"]], old[context.old["pmd"]] = args[index], table
    for line in lines:
        taking = taking_at(caller, line, None, context.known, tables)
        _taken_once(caller, taking, context)
        used.append(taking.statement[0])
        if target:
            statement = _statement(caller, span[0])
            loop = caller.loop(statement)
            as_old = Call(span[0], span[1], statement, target, old, loop)
            null = local.null_path(caller, as_old)
            edits += local.recheck(caller, as_old, null, taking, table, name, context)
        else:
            edits.append(
                _as_elsewhere(caller, span, taking, mapping, table, name, context)
            )
    if site["recheck"].get("bare"):
        _kept_lock_tells(caller, lines, site, context)
    # Where the lock's pointer lives, its value does: a goto may lead into the blocks between.
    scope = next(at for at, there in caller.declares if there == args[index][1:])
    entry = declared(caller, None, used, name, args[index], tables, scope + 1)
    return [*edits, entry]


def _taken_once(caller: Function, taking: Taking, context: Any) -> None:
    """A caller that takes the lock again would have to recheck again.

    :raises Unsure: it does
    """
    locks = context.tables["words"]["locks"] | context.tables["words"]["trylocks"]
    taken = [s for s, fn, args in caller.calls if taking.lock in args and fn in locks]
    if len(taken) > 1:
        raise Unsure(f"{caller.name}() takes {taking.lock} more than once")


def _kept_lock_tells(
    caller: Function, lines: list[int], site: Document, context: Any
) -> None:
    """A write under no lock that is seen is no such write where the kept lock tells.

    if (!walk->lock) { walk->lock = lock; take it; }: it is held where it is set.

    :raises Unsure: it may be one
    """
    for chain in site["recheck"]["bare_writes"]:
        if caller.name not in [step["function"] for step in chain[:-1]]:
            raise Unsure("a write is not seen to be under the mapping's lock")
    for line in lines:
        taking = taking_at(caller, line, None, context.known, context.tables)
        branch_of = caller.parent(taking.statement)
        test = caller.parent(branch_of) if branch_of else None
        parts = caller.if_parts(test) if test else None
        if parts is None or parts[0] != f"!{taking.lock}":
            raise Unsure("a write is not seen to be under the mapping's lock")


def _as_elsewhere(
    caller: Function,
    span: Span,
    taking: Taking,
    mapping: str,
    table: str,
    name: str,
    context: Any,
) -> Edit:
    """A recheck that leaves as the caller does where it has unmapped, between call and lock.

    :raises Unsure: it does not, or more has happened since
    """
    tables = context.tables
    locked = [
        s
        for s, fn, a in caller.calls
        if fn in tables["plain_locks"] + tables["plain_trylocks"]
        and a[:1] == [taking.lock]
    ]
    if len(locked) != 1 or not taking.plain or taking.condition or taking.inner:
        raise Unsure(f"{caller.name}() takes {taking.lock} in more than one way")
    out = _caller_null_path(caller, mapping, span[0])
    label = re.fullmatch(r"\s*goto (\w+);", out.body)
    if not label or caller.labels().get(label.group(1), len(caller.code)) > span[0]:
        raise Unsure(f"{caller.name}() does not start over where {mapping} is NULL")
    twin = _twin(
        caller,
        span[1],
        taking.statement[0],
        mapping,
        taking.lock,
        label.group(1),
        tables,
    )
    _nothing_since(caller, span[1], twin[1], taking, mapping, context)
    indent = caller.indent(taking.statement[0])
    undo = [f"{tables['unmap_unlock']}({mapping}, {taking.lock});"]
    undo += [f"{p} = NULL;" for p in (taking.lock, mapping) if outlives(caller, p)]
    body = [f"{indent}\t{line}" for line in undo]
    body += reindented(out.body, out.indent, indent + "\t")
    at = caller.line_end(taking.statement)
    text = branch(indent, local.condition(name, table, tables), body)
    return caller.edit(at, at, text)


def _twin(
    caller: Function,
    start: int,
    end: int,
    mapping: str,
    lock: str,
    label: str,
    tables: Document,
) -> Span:
    """Where the caller itself unmaps and goes to a label, between two places.

    :raises Unsure: nowhere
    """
    for statement in caller.statements:
        out = way_out(caller, statement) if start <= statement[0] < end else None
        words = re.sub(r"\s+", "", out.body) if out else ""
        p, l = re.escape(mapping), re.escape(lock)
        unlock = rf"(?:if\({l}\)\{{?{tables['unlock']}\({l}\);(?:{l}=NULL;)?\}}?)?"
        unmap = rf"{tables['unmap']}\({p}\);(?:{p}=NULL;)?"
        if re.fullmatch(rf"{unlock}{unmap}goto{label};", words):
            return statement
    raise Unsure(
        f"{caller.name}() nowhere unmaps and goes to {label} between the call and the lock"
    )


def _nothing_since(
    caller: Function, call: int, twin: int, taking: Taking, mapping: str, context: Any
) -> None:
    """Nothing is taken from the call on; from the twin on nothing happens but a step.

    :raises Unsure: something does
    """
    end = taking.statement[0]
    outs = outs_between(caller, call, end)
    for at, left, _ in stores(caller, twin, end):
        if left in (mapping, taking.lock):
            continue
        raise Unsure(f"{left} is changed on line {caller.line_of(at)}, before the lock")
    for span, fn, _ in caller.calls:
        if not call <= span[0] < end or on_a_way_out(caller, outs, span[0]):
            continue
        if not harmless(caller, fn, context):
            raise Unsure(
                f"what {fn}() on line {caller.line_of(span[0])}, before the lock, does is not known"
            )


def _caller_null_path(caller: Function, mapping: str, start: int) -> WayOut:
    """The way out for want of a mapping, right behind the call or in its test."""
    around = caller.statement_at(start)
    for statement in caller.statements:
        out = way_out(caller, statement) if around else None
        if out and around and out.null_of == mapping:
            if around[0] <= statement[0] < around[1]:
                return out
    raise Unsure(f"{caller.name}() does not leave where {mapping} is NULL")
