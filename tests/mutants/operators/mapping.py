# SPDX-License-Identifier: GPL-2.0
"""Errors of the mapping itself: read-only and written, unmapped out of order, or not there."""

from __future__ import annotations

import re

from mutation import Edit, Found, Mutation, before, begins, excluded, operator
from reach import writes_between
from sites import Call, Map, Source
from vocabulary import READ_TABLE, RO, RW, UNMAP, WORDS


def _write(made: Map) -> str:
    return (
        f"set_pte_at({made.mm}, {made.addr}, {made.pointer}, "
        f"ptep_get({made.pointer}));"
    )


@operator(11)
def ro_for_rw(source: Source) -> Found:
    """A mapping that is written is made read-only; what is compared is read before the
    map. Left out: nothing is written of it, as far as its function, and what that gives
    the pointer to, go; it is returned, or stands in a struct that others write through.
    """
    for made in source.maps:
        if made.api != "rw":
            continue
        function = made.call.function
        names = source.pointers(made).get(function.name, set())
        wrote = writes_between(function, names, made.pmd, made.call.end, function.end)
        if not wrote:
            why = "nothing is written of it in its function"
            yield excluded(function, made.call.start, why)
            continue
        left, right = made.call.spans[RW["pmdvalp"]]
        left = made.call.spans[RW["pmdvalp"] - 1][1]
        name = made.call.start
        edits = (
            Edit(name, name + len(made.call.name), RO["name"]),
            Edit(left, right, ""),
        )
        if made.call.statement.kind == "plain":
            line = f"{made.value} = {READ_TABLE}({made.pmd});"
            edits = before(source, made.call.statement, line) + edits
        yield Mutation(function.name, edits)


def _ends(source: Source, made: Map) -> list[Call]:
    function = made.call.function
    names = source.pointers(made).get(function.name, set())
    calls = [c for c in function.on(WORDS.unmaps, names) if c.start > made.call.end]
    later = [c.start for c in function.named(WORDS.maps) if c.start > made.call.end]
    return [c for c in calls if c.is_statement() and c.start < min([*later, c.end])]


@operator(11)
def write_through_ro(source: Source) -> Found:
    """An entry of a read-only mapping is written, right before an unmap of it."""
    for made in source.maps:
        if made.api == "ro":
            for call in _ends(source, made):
                edits = before(source, call.statement, _write(made))
                yield Mutation(made.call.function.name, edits)


@operator(9)
def write_after_unlock(source: Source) -> Found:
    """An entry is written between the unlock and the unmap. Only where the two stand one
    behind the other."""
    for made in source.maps:
        if made.api != "rw" or not made.pointer:
            continue
        function = made.call.function
        names = source.pointers(made).get(function.name, set())
        for call in function.on(WORDS.unmaps, names):
            row = call.statement.siblings()
            at = row.index(call.statement)
            ahead = row[at - 1] if at else None
            unlocks = [c for c in function.named(WORDS.unlocks) if c.statement is ahead]
            if call.name in WORDS.unlocks or not unlocks or not call.is_statement():
                continue
            if unlocks[0].is_statement():
                edits = before(source, call.statement, _write(made))
                yield Mutation(function.name, edits)


@operator(12)
def unmap_order(source: Source) -> Found:
    """Two tables are unmapped in the order they were mapped in. Only where the two unmaps
    stand one behind the other, perhaps with their unlocks."""
    for function in source.functions:
        calls = [c for c in function.named(WORDS.unmaps) if c.is_statement()]
        if not any(m.call.function is function for m in source.maps):
            continue
        for one, two in zip(calls, calls[1:]):
            row = one.statement.siblings()
            if two.statement not in row:
                continue
            if row.index(two.statement) - row.index(one.statement) != 1:
                continue
            if one.args[0] == two.args[0]:
                continue
            first, second = one.text, two.text
            yield Mutation(
                function.name,
                (Edit(one.start, one.end, second), Edit(two.start, two.end, first)),
            )


@operator(12)
def unmap_null(source: Source) -> Found:
    """Where there is no table to map, what isn't mapped is unmapped. Only where an if
    asks for that alone."""
    for made in source.maps:
        if not made.pointer:
            continue
        function = made.call.function
        asks = re.compile(
            rf"\s*(?:unlikely\s*\()?\s*!\s*{re.escape(made.pointer)}\s*\)?\s*"
        )
        row = made.call.statement.siblings()
        for s in row[row.index(made.call.statement) + 1 :][:1]:
            if s.kind == "if" and asks.fullmatch(source.code, *s.head):
                line = f"{UNMAP}({made.pointer});"
                yield Mutation(function.name, begins(s.parts[0], line))


@operator(12)
def use_after_unmap(source: Source) -> Found:
    """An entry is read right after the unmap. Of the last unmap in the function, where
    that is a statement of its own."""
    for made in source.maps:
        ends = _ends(source, made)
        if ends and made.pointer:
            s = ends[-1].statement
            line = f" (void)ptep_get({made.pointer});"
            yield Mutation(made.call.function.name, (Edit(s.end, s.end, line),))
