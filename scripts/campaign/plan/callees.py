# SPDX-License-Identifier: GPL-2.0
"""Rechecks in the static functions that take the lock: the value travels where it travels."""

from __future__ import annotations

import re
from typing import Any

from . import local, operand
from .between import names_of, stores
from .edits import Edit, Unsure
from .function import Call, Function, Span
from .signature import appended, only_called, parameters
from .taking import Taking, taking_at
from .wayout import on_a_way_out, outs_between

Document = dict[str, Any]


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
    edits = [appended(callee, head[1], new)]
    file, spans = context.prototypes(callee.file, callee.name)
    edits += [appended(file, span[1], new) for span in spans]
    for span, _ in calls:
        edits.append(appended(function, span[1] - 1, ", ".join(a for _, a in more)))
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
