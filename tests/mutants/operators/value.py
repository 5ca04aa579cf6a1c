# SPDX-License-Identifier: GPL-2.0
"""Errors of the pmd value: none, another mapping's, an older map's, not the map's at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mutation import Edit, Found, Mutation, after, before, excluded, operator
from rechecks import Recheck, rechecks
from sites import Map, Source, last_name
from vocabulary import READ_TABLE, RW, VALUE_TYPE

from .recheck import needed


def _rw(source: Source) -> list[Map]:
    return [m for m in source.maps if m.api == "rw"]


def _argument(made: Map) -> tuple[int, int]:
    """The extent of the argument that takes the pmd value."""
    return made.call.spans[RW["pmdvalp"]]


def _compared(source: Source) -> Iterator[tuple[Map, list[Recheck]]]:
    """Maps whose value is compared where that is needed, with those rechecks."""
    found = [r for r in needed(source) if isinstance(r, Recheck) and r.is_table]
    for made in _rw(source):
        mine = [r for r in found if r.map is made]
        if mine:
            yield made, mine


@operator(1)
def null_pmdval(source: Source) -> Found:
    """NULL is passed for the pmd value, which is not allowed."""
    for made in _rw(source):
        yield Mutation(made.call.function.name, (Edit(*_argument(made), "NULL"),))


@operator(2)
def drop_value(source: Source) -> Found:
    """The value is taken, and all its rechecks are gone: of a map with several, since one
    alone is drop_recheck. Left out as for that."""
    from .recheck import gone

    for made, mine in _compared(source):
        if len(mine) > 1:
            edits = tuple(e for r in mine for e in gone(source, r))
            yield Mutation(made.call.function.name, edits)


@operator(7)
def share_value(source: Source) -> Found:
    """Two mappings that are both compared share one pmd value: the first is compared with
    the second's. Where only one of two is compared, it is mapped first: the other's map
    puts its own value there. Left out: only the one that is mapped last is compared."""
    for function in source.functions:
        maps = [m for m in _rw(source) if m.call.function is function]
        for one, two in zip(maps, maps[1:]):
            mine = {r.map for r in rechecks(source) if r.is_table}
            if one.value == two.value or "*" in one.value + two.value:
                continue
            if one not in mine:
                why = "only the value of the last map is compared"
                yield excluded(function, two.call.start, why)
                continue
            name = re.escape(two.value)
            code = source.code[function.body.start : function.body.end]
            uses = list(re.finditer(rf"(?<![\w.>]){name}\b", code))
            offset = function.body.start
            edits = tuple(
                Edit(offset + m.start(), offset + m.end(), one.value)
                for m in uses
                if not _declares(code, m.start())
            )
            yield Mutation(function.name, edits)


def _declares(code: str, at: int) -> bool:
    """Whether a name stands in a declaration of such values."""
    line = code[max(code.rfind(c, 0, at) for c in ";{}") + 1 : at]
    return bool(re.match(rf"\s*{VALUE_TYPE}\b", line))


@operator(7)
def other_value(source: Source) -> Found:
    """A recheck compares with the value of the other mapping of its function."""
    for made, mine in _compared(source):
        function = made.call.function
        others = [m for m in _rw(source) if m.call.function is function]
        for other in others:
            if other is made or last_name(other.value) == last_name(made.value):
                continue
            for r in mine:
                if r.function is function:
                    edit = Edit(*r.call.spans[r.value], other.value)
                    yield Mutation(function.name, (edit,))
                    continue
                calls = function.named([r.function.name])
                spans = [
                    span
                    for call in calls
                    for text, span in zip(call.args, call.spans)
                    if text == made.value
                ]
                if spans:
                    edits = tuple(Edit(*span, other.value) for span in spans)
                    yield Mutation(function.name, edits)


@operator(3)
def other_pmd(source: Source) -> Found:
    """The entry that is read is not that of the mapping: that of another one, if the
    function has two, else the next. Left out as for drop_recheck."""
    for made, mine in _compared(source):
        for r in mine:
            start, end = r.call.spans[r.live]
            text = source.text[start:end]
            name, _, pmd = text.rpartition(")")[0].partition("(")
            others = {m.pmd for m in _rw(source) if m.call.function is r.function}
            other = sorted(others - {made.pmd}) or [f"{pmd.strip()} + 1"]
            edit = Edit(start, end, f"{name}({other[0]})")
            yield Mutation(r.function.name, (edit,))


@operator(8)
def stale_value(source: Source) -> Found:
    """Of a map that is made again, after a retry or in a loop over one entry, the value of
    the first time is compared ever after. Only of maps that fill a variable, and that
    their function comes back to with the same entry: by a goto. A loop may map another
    entry each time; there it is compared with the first one's."""
    for made, mine in _compared(source):
        function, statement = made.call.function, made.call.statement
        if "*" in made.value or statement.kind != "plain":
            continue
        labels = {s.name: s for s in function.statements if s.kind == "label"}
        again = any(
            s.kind == "goto"
            and s.name in labels
            and labels[s.name].start < made.call.start < s.start
            for s in function.statements
        )
        above = statement.parent
        while above and above.kind not in ("loop", "do"):
            above = above.parent
        if not again and not above:
            continue
        top = function.body.start + 1
        first = f" bool first_map = true; {VALUE_TYPE} latest_value;"
        line = f"if (first_map) {{ {made.value} = latest_value; first_map = false; }}"
        edits = (Edit(top, top, first), Edit(*_argument(made), "&latest_value"))
        value = last_name(made.value)
        code = source.code
        inner = re.compile(rf"{VALUE_TYPE}\s+(?:\w+,\s*)*{value}\b")
        if above and inner.search(code, above.start, made.call.start):
            edits = (
                Edit(top, top, first + f" {VALUE_TYPE} first_value;"),
                *edits[1:],
            )
            line = (
                f"if (first_map) {{ first_value = latest_value; first_map = false; }} "
                f"{made.value} = first_value;"
            )
        yield Mutation(function.name, edits + after(source, statement, line))


def _elsewhere(source: Source, made: Map, early: bool) -> tuple[Edit, ...]:
    """The map's own value goes nowhere, and what is compared is read by the caller."""
    statement = made.call.statement
    line = f"{made.value} = {READ_TABLE}({made.pmd});"
    unused = f"{VALUE_TYPE} unused_value;"
    edits = (Edit(*_argument(made), "&unused_value"),)
    if early:
        return before(source, statement, f"{unused} {line}") + edits
    return before(source, statement, unused) + after(source, statement, line) + edits


@operator(8)
def read_before_map(source: Source) -> Found:
    """What is compared is not the value that was mapped, but one read before the map:
    another table may be mapped, and be gone again when it is compared. Left out: nothing
    compared; maps that are no statement of their own."""
    for made, _ in _compared(source):
        if made.call.statement.kind == "plain":
            edits = _elsewhere(source, made, True)
            yield Mutation(made.call.function.name, edits)


@operator(8)
def read_after_map(source: Source) -> Found:
    """The same, read after the map: the table may have gone before. Left out as for
    read_before_map."""
    for made, _ in _compared(source):
        if made.call.statement.kind == "plain":
            edits = _elsewhere(source, made, False)
            yield Mutation(made.call.function.name, edits)
