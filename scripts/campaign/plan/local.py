# SPDX-License-Identifier: GPL-2.0
"""Rechecks where the lock is taken in the site's own function."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from .. import ctext
from . import operand, relock
from .between import passed_by
from .edits import Edit, Unsure, branch, reindented, spaceless
from .function import Call, Function
from .retry import retry_label
from .taking import Taking, taking_at
from .undo import undo_lines
from .wayout import WayOut, test_of, way_out

Document = dict[str, Any]


def places(function: Function, site: Document) -> list[int]:
    """Where the locks of a site's own function are taken, as offsets."""
    lines = {
        lock["line"]
        for lock in site["recheck"]["locks"]
        if lock["function"] == function.name
    }
    return [s[0] for s in function.statements if function.line_of(s[0]) in lines]


def starts(function: Function, line: int) -> list[int]:
    """Where the statements of a line begin."""
    return [s[0] for s in function.statements if function.line_of(s[0]) == line]


def either(function: Function, line: int, lock: str, context: Any) -> Taking | None:
    """The if on a line that takes the lock unless it is one that is held, as a whole."""
    other = re.compile(rf"(?<![\w.>]){re.escape(lock)}\s*!=|!=\s*{re.escape(lock)}\b")
    for at in starts(function, line):
        statement = next(s for s in function.statements if s[0] == at)
        parts = function.if_parts(statement)
        if (
            parts is None
            or parts[2] is not None
            or not other.search(function.code, at, parts[1][0])
        ):
            continue
        for begin in range(
            function.line_of(parts[1][0]), function.line_of(statement[1]) + 1
        ):
            try:
                taking = taking_at(function, begin, lock, context.known, context.tables)
            except Unsure:
                continue
            opening = function.code.index("(", at)
            close = ctext.closing(function.code, opening)
            text = re.sub(r"\s+", " ", function.text[opening + 1 : close])
            return replace(taking, statement=statement, inner=None, condition=text)
    return None


def null_path(function: Function, call: Call) -> WayOut:
    """The way out of the test for NULL right behind the call.

    :raises Unsure: there is no such test, or it goes on
    """
    rest = [call.test] if call.test else function.following(call.statement)
    target = call.target
    if call.test:
        out = way_out(function, call.test)
        if out is None:
            raise Unsure(f"where {target} is NULL the function goes on")
        return out
    parts = function.if_parts(rest[0]) if rest else None
    if parts is None or test_of(parts[0]) not in (f"!{target}", f"{target}==NULL"):
        raise Unsure(f"{target} is not tested for NULL right behind the call")
    if parts[2] is not None:
        raise Unsure(f"the test of !{target} has an else")
    out = way_out(function, rest[0])
    if out is None:
        raise Unsure(f"where {target} is NULL the function goes on")
    if function.mentions(target, *parts[1]):
        raise Unsure(f"the way out where {target} is NULL uses it")
    return out


def rechecks(
    function: Function, call: Call, site: Document, context: Any, name: str
) -> list[Edit]:
    """The edits that recheck behind each lock that a site's writes are under.

    :raises Unsure: with the sentence why not
    """
    tables, lock = context.tables, call.args[context.old["ptlp"]][1:]
    here = [p for p in site["recheck"]["locks"] if p["function"] == function.name]
    edits: list[Edit] = []
    if not here:
        _bare(function, site, [])
    if len(here) < len(site["recheck"]["locks"]):
        from . import callees

        edits += callees.callees(function, call, site, context, name)
    if not here:
        return edits
    null = null_path(function, call)
    done: list[Taking] = []
    table = call.args[context.old["pmd"]]
    lines = sorted({p["line"] for p in here})
    for line in lines:
        if any(
            t.statement[0] <= o < t.statement[1]
            for t in done
            for o in starts(function, line)
        ):
            continue
        first = done[-1] if done else Taking(null.span, lock, "", True)
        again = relock.recheck(function, call, null, first, line, name, context)
        if again:
            edits.append(again)
            continue
        taking = either(function, line, lock, context) or taking_at(
            function, line, lock, context.known, tables
        )
        if any(t.statement == taking.statement for t in done):
            continue
        if done:
            raise Unsure(
                f"{lock} is taken on line {function.line_of(done[-1].statement[0])} and again on line {line}"
            )
        done.append(taking)
        edits += recheck(function, call, null, taking, table, name, context)
    _bare(function, site, done)
    return edits


def _bare(function: Function, site: Document, done: list[Taking]) -> None:
    """A write under no lock is one that a wrapper, empty in a configuration, stands before.

    :raises Unsure: it is another
    """
    if not site["recheck"].get("bare"):
        return
    maybe = next((t for t in done if t.sometimes), None)
    for chain in site["recheck"]["bare_writes"] if maybe else []:
        lines = [s["line"] for s in chain if s["function"] == function.name]
        start = function.line_of(maybe.statement[1]) if maybe else 0
        end = function.line_of(maybe.undone_at) if maybe else 0
        if not lines or not start <= lines[-1] < end:
            maybe = None
            break
    if maybe is None:
        raise Unsure("a write is not seen to be under the mapping's lock")


def recheck(
    function: Function,
    call: Call,
    null: WayOut,
    taking: Taking,
    table: str,
    name: str,
    context: Any,
) -> list[Edit]:
    """The recheck behind one lock, with its failure path.

    :raises Unsure: with the sentence why not
    """
    tables = context.tables
    if call.in_loop != function.loop(taking.statement):
        raise Unsure(f"{taking.lock} is taken in a loop that the call is not in")
    block = function.block(call.start)
    if not block[0] < taking.statement[0] < block[1]:
        raise Unsure("the call is not made on every path to the lock")
    around = function.parent(call.statement)
    if around and function.code[around[0]] != "{":
        raise Unsure("the call is not made on every path to the lock")
    if taking.sometimes:
        context.remarks.append(
            f"in one configuration {taking.sometimes}() takes no lock; whether the callers hold one that covers the write there was not looked at, and the recheck changes nothing about it"
        )
    path = passed_by(function, call, taking, null, context)
    same = tables["same"].format(value=name, table=table)
    check = _check(function, call, null, taking, context)
    if check:
        return [operand.added(function, check, same)]
    edits: list[Edit] = []
    label = retry_label(function, call, null, path, context)
    indent = function.indent(taking.statement[0])
    if label:
        lines = [
            f"{indent}\t{l}"
            for l in undo_lines(function, call, taking, path, tables, True)
        ]
        lines.append(f"{indent}\tgoto {label[0]};")
        edits += label[1]
    else:
        lines = [
            f"{indent}\t{l}" for l in undo_lines(function, call, taking, path, tables)
        ]
        lines += reindented(path.out.body, path.out.indent, indent + "\t")
    text = branch(indent, condition(name, table, tables), lines)
    at = function.line_end(taking.statement)
    if taking.inner:
        close = function.indent(taking.inner[0]) + "}\n"
        opening = function.code.rindex(")", taking.inner[0], taking.statement[0]) + 1
        edits.append(function.edit(opening, opening, " {"))
        text += close
    return [*edits, function.edit(at, at, text)]


def _check(
    function: Function, call: Call, null: WayOut, taking: Taking, context: Any
) -> WayOut | None:
    """A check right behind the lock whose way out is right for the recheck, too."""
    tables, rest = context.tables, function.following(taking.statement)
    if not rest or taking.inner or taking.condition:
        return None
    check = operand.check_of(function, rest[0], call.target, context)
    if check is None:
        return None
    pointer, lock = call.target, taking.lock
    releases = [
        f"{tables['unmap_unlock']}({pointer},{lock})",
        f"{tables['unmap']}({pointer})",
        f"{tables['unlock']}({lock})",
        spaceless(taking.undo).rstrip(";"),
    ]
    return check if operand.shared(function, null, check, releases) else None


def condition(name: str, table: str, tables: Document) -> str:
    """The test that a recheck is."""
    same: str = tables["same"].format(value=name, table=table)
    return f"unlikely(!{same})"
