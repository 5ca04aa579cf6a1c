# SPDX-License-Identifier: GPL-2.0
"""A recheck in a caller that starts over, as it does itself where it has unmapped."""

from __future__ import annotations

import re
from typing import Any

from . import local
from .between import harmless, stores
from .edits import Edit, Unsure, branch, reindented
from .function import Function, Span
from .taking import Taking
from .undo import outlives
from .wayout import WayOut, on_a_way_out, outs_between, way_out

Document = dict[str, Any]


def as_elsewhere(
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
