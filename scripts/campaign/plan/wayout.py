# SPDX-License-Identifier: GPL-2.0
"""How a function leaves where there is no mapping, and what is undone on that way.

A way out is the branch of a test that leaves. What stands behind the label
that it goes to (its tail) may release the mapping or its lock where they are
set: then the new way out must not do it, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .. import ctext
from .edits import Unsure
from .function import Function, Span

Document = dict[str, Any]


@dataclass
class WayOut:
    """A branch that leaves: the test it belongs to, and its lines as they stand."""

    span: Span
    body: str
    indent: str
    null_of: str | None = None  # the mapping whose absence it is for
    tail: list[Span] = field(default_factory=list)  # statements run after it


def leaves(body: str) -> bool:
    """Whether what stands last in a branch leaves for sure."""
    code = ctext.blanked(body).strip()
    if code.endswith("}"):  # what leaves may stand under a condition
        return False
    last = re.split(r"[;{}]", code.rstrip(";} \t\n"))[-1].strip()
    return bool(re.match(r"(return|goto|break|continue)\b", last))


def test_of(condition: str) -> str:
    """A condition without what says nothing of its own around it."""
    match = re.fullmatch(r"(?:un)?likely\((.*)\)", condition)
    return match.group(1) if match else condition


def way_out(function: Function, statement: Span) -> WayOut | None:
    """The way out that a statement is, if it is an if that leaves and has no else."""
    parts = function.if_parts(statement)
    if parts is None or parts[2] is not None:
        return None
    body = function.body_of(parts[1])
    if not leaves(body):
        return None
    first = next((line for line in body.split("\n") if line.strip()), "")
    found = WayOut(statement, body, first[: len(first) - len(first.lstrip())])
    test = test_of(parts[0])
    match = re.fullmatch(r"!([\w.>\[\]-]+)|([\w.>\[\]-]+)==NULL", test)
    if match:
        found.null_of = match.group(1) or match.group(2)
    return found


def outs_between(function: Function, start: int, end: int) -> list[WayOut]:
    """Ways out that begin and end in a part of the function, outermost ones."""
    found: list[WayOut] = []
    for statement in function.statements:
        if start <= statement[0] and statement[1] <= end:
            if found and statement[1] <= found[-1].span[1]:
                continue
            out = way_out(function, statement)
            if out:
                found.append(out)
    return found


def on_a_way_out(function: Function, outs: list[WayOut], at: int) -> bool:
    """Whether something stands in what one of some ways out does."""
    for out in outs:
        parts = function.if_parts(out.span)
        if parts and parts[1][0] <= at < parts[1][1]:
            return True
    return False


def tail_of(function: Function, out: WayOut) -> list[Span]:
    """The statements that are run behind the label that a way out goes to, in order.

    :raises Unsure: it is not known where it goes
    """
    code = ctext.blanked(out.body)
    if re.search(r"^\s*(?!default\b)\w+\s*:(?!:)", code, re.M):
        raise Unsure("there is a label in the way out, which can't be there twice")
    gotos = re.findall(r"\bgoto\s+(\w+)", code)
    tail: list[Span] = []
    if len(gotos) > 1:
        raise Unsure("the way out goes to more than one label")
    for label in gotos:
        at = function.labels().get(label)
        if at is None:
            raise Unsure(f"the label {label} of the way out is not found")
        if at < out.span[0]:  # back: right before the map, or else it is not known
            between = function.code[function.code.index(":", at) + 1 : out.span[0]]
            if between.count(";") > 1 or "{" in between:
                raise Unsure(
                    f"the way out goes back to {label}, and more than the map is done again"
                )
            continue
        tail += _run_on(function, at, label)
    return tail


def _run_on(function: Function, at: int, label: str) -> list[Span]:
    """The statements that are run from a label to the function's end.

    :raises Unsure: they go elsewhere, or are in a loop
    """
    tail: list[Span] = []
    block = function.block(at)
    while True:
        for statement in function.statements:
            if statement[0] <= at or function.block(statement[0]) != block:
                continue
            if tail and statement[0] < tail[-1][1]:
                continue
            text = function.code[statement[0] : statement[1]]
            if re.search(r"\bgoto\b", text):
                raise Unsure(f"behind {label} the function goes to another label")
            tail.append(statement)
            if re.match(r"return\b", text):
                return tail
        if block[0] == function.body:
            return tail
        around = function.parent(block)
        if around is None or not re.match(r"if\b", function.code[around[0] :]):
            raise Unsure(f"where the function goes on behind {label} is not followed")
        at, block = around[1] - 1, function.block(around[0])


def _release(function: Function, statement: Span, path: str) -> str | None:
    """What an if (path) of a tail releases: the body, without white space."""
    parts = function.if_parts(statement)
    if parts is None or parts[2] is not None:
        return None
    if parts[0] not in (path, f"{path}!=NULL"):
        return None
    words = function.words(parts[1]).strip("{}")
    return words.removesuffix(f"{path}=NULL;")


def released(
    function: Function, tail: list[Span], path: str, lock: str, tables: Document
) -> set[str]:
    """What a tail releases of a mapping that is there: "unmap", "unlock".

    :raises Unsure: the tail uses the mapping or its lock in another way
    """
    done: set[str] = set()
    for statement in tail:
        uses = function.mentions(path, *statement)
        what = _release(function, statement, path)
        if what == f"{tables['unmap']}({path});":
            done.add("unmap")
        elif what in (
            f"{tables['unmap_unlock']}({path},{lock});",
            f"{tables['unlock']}({lock});{tables['unmap']}({path});",
        ):
            done |= {"unmap", "unlock"}
        elif uses:
            raise Unsure(
                f"what stands on line {function.line_of(statement[0])}, behind the way out, uses {path}"
            )
        else:
            _only_compared(function, statement, lock)
    return done


def _only_compared(function: Function, statement: Span, lock: str) -> None:
    """A tail may ask whether two locks are the same, and no more.

    :raises Unsure: it does more
    """
    for at in function.mentions(lock, *statement):
        before = function.code[:at].rstrip()
        after = function.code[at + len(lock) :].lstrip()
        if not (before.endswith(("==", "!=")) or after.startswith(("==", "!="))):
            raise Unsure(
                f"what stands on line {function.line_of(statement[0])}, behind the way out, uses {lock}"
            )


def stays_in_loop(
    function: Function, out: WayOut, start: int, paths: list[str]
) -> None:
    """Where a way out leaves a loop's turn, nothing outside may use what is released.

    :raises Unsure: it may
    """
    if not re.search(r"\b(?:break|continue)\b", ctext.blanked(out.body)):
        return
    first, last = function.block(start)
    declared = re.compile(r"^[ \t]*[\w \t]+\*[^;()]*;", re.M)
    for path in paths:
        for low, high in ((function.body, first), (last, len(function.code))):
            code = declared.sub("", function.code[low:high])
            if re.search(rf"(?<![\w.>]){re.escape(path)}\b", code):
                raise Unsure("behind the loop the mapping or its lock is used again")
