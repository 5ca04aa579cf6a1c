# SPDX-License-Identifier: GPL-2.0
"""Errors of the lock: none, another one, taken on some paths only, or twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mutation import SOMETIMES, Edit, Excluded, Found, Mutation, before
from mutation import excluded, operator, without
from reach import guards_a_write, writes_between
from rechecks import rechecks
from sites import Call, Map, Source, last_name
from vocabulary import UNMAP, WORDS


def _held(source: Source) -> Iterator[tuple[Map, list[Call], list[Call]] | Excluded]:
    """Maps that are written, whose lock is taken and released in their own function, with these calls."""
    seen = set()
    for r in rechecks(source):
        made, function = r.map, r.map.call.function
        if made in seen or r.function is not function:
            continue
        seen.add(made)
        names = source.carriers(function, made.lock).get(function.name, set())
        takes = [
            c for c in function.on(source.takers(), names) if c.start > made.call.end
        ]
        drops = function.on(source.releasers(), names)
        if len(names) > 1 or "->" in made.lock or "*" in made.lock or not drops:
            why = "the lock leaves the function: its releases aren't all seen here"
            yield excluded(function, made.call.start, why)
        elif r.held_before():
            why = (
                "the lock of the entry is held since before the map, so it can't change"
            )
            yield excluded(function, made.call.start, why)
        elif not guards_a_write(r):
            why = "nothing is written before the lock is dropped"
            yield excluded(function, made.call.start, why)
        elif function.named(WORDS.locked_result):
            why = "a lock of the pmd entry may be held, which keeps the table"
            yield excluded(function, made.call.start, why)
        elif any(c.start > made.call.end for c in function.named(WORDS.trylocks)):
            yield excluded(function, made.call.start, "the lock is only tried")
        elif any(c.start > made.call.end for c in _locked_maps(source, made, names)):
            why = "the same lock is taken by another map"
            yield excluded(function, made.call.start, why)
        elif takes and writes_between(
            function, r.pointers, made.pmd, takes[0].end, function.end
        ):
            yield made, takes, drops


def _locked_maps(source: Source, made: Map, names: set[str]) -> list[Call]:
    return [
        c
        for c in made.call.function.named(WORDS.maps)
        if c is not made.call and any(last_name(a) in names for a in c.args)
    ]


def _around(source: Source, call: Call) -> tuple[Edit, ...]:
    """A lock word goes; an unmap that is in it stays."""
    if call.name in WORDS.unmaps:
        pointer = call.args[WORDS.unmaps[call.name]]
        return (Edit(call.start, call.end, f"{UNMAP}({pointer})"),)
    if call.is_statement():
        return without(source, call.statement)
    return (Edit(call.start, call.end, "(void)0"),)


@operator(4)
def drop_lock(source: Source) -> Found:
    """The table's lock is not taken, nor released: the recheck holds for a moment only.
    Left out: locks that leave the function, or are only tried; mappings that nothing is
    written of; where the lock of the pmd entry is held since before the map."""
    for found in _held(source):
        if isinstance(found, Excluded):
            yield found
            continue
        made, takes, drops = found
        edits = tuple(e for c in takes + drops for e in _around(source, c))
        yield Mutation(made.call.function.name, edits)


@operator(4)
def other_lock(source: Source) -> Found:
    """Another lock is taken and released, that of the mm, which is the table's only
    where page table locks are not split. Left out as for drop_lock."""
    for found in _held(source):
        if isinstance(found, Excluded):
            yield found
            continue
        made, takes, drops = found
        words = source.takers() | source.releasers()
        edits = tuple(
            Edit(*c.spans[words[c.name]], f"&({made.mm})->page_table_lock")
            for c in takes + drops
        )
        yield Mutation(made.call.function.name, edits)


@operator(4)
def maybe_lock(source: Source) -> Found:
    """The lock is taken only if something holds of which nothing is known, and released
    if that holds. Left out as for drop_lock."""
    for found in _held(source):
        if isinstance(found, Excluded):
            yield found
            continue
        made, takes, drops = found
        edits: list[Edit] = []
        for call in takes + drops:
            if not call.is_statement():
                break
            if call.name in WORDS.unmaps:
                pointer = call.args[WORDS.unmaps[call.name]]
                lock = call.args[WORDS.unlocks[call.name]]
                text = (
                    f"{{ if ({SOMETIMES}) spin_unlock({lock}); {UNMAP}({pointer}); }}"
                )
                edits.append(Edit(call.statement.start, call.statement.end, text))
            else:
                s = call.statement
                text = f"{{ if ({SOMETIMES}) {call.text}; }}"
                edits.append(Edit(s.start, s.end, text))
        else:
            yield Mutation(made.call.function.name, tuple(edits))


@operator(14)
def lock_twice(source: Source) -> Found:
    """Of two locks that may be one, the second is taken without asking. Only where an if
    compares the two and does nothing but take it, or take it and recheck."""
    for made in source.maps:
        function = made.call.function
        for call in function.on(WORDS.locks, {last_name(made.lock)}):
            block = call.statement.parent
            asks = block if block and block.kind == "if" else block and block.parent
            if not asks or asks.kind != "if" or len(asks.parts) > 1:
                continue
            head = source.code[slice(*asks.head)].strip()
            if re.fullmatch(rf"\w+\s*!=\s*\w+", head) and made.lock in head.split():
                start = source.code.index("(", asks.start) + 1
                yield Mutation(function.name, (Edit(start, asks.head[1], "true"),))


@operator(12)
def unmap_before_lock(source: Source) -> Found:
    """The mapping ends before its lock is taken: with it ends the RCU section, and the
    lock may be gone. Left out: as for drop_lock, and mappings with a second pointer."""
    for found in _held(source):
        if isinstance(found, Excluded):
            yield found
            continue
        made, takes, _ = found
        function = made.call.function
        names = source.pointers(made).get(function.name, set())
        if len(names) > 1 or not made.pointer or not takes[0].is_statement():
            yield excluded(function, made.call.start, "a second pointer to the mapping")
            continue
        edits = before(source, takes[0].statement, f"{UNMAP}({made.pointer});")
        ends = [
            c
            for c in function.on(WORDS.unmaps, names)
            if c.start > takes[0].end and c.is_statement()
        ]
        for call in ends:
            if call.name in WORDS.unlocks:
                lock = call.args[WORDS.unlocks[call.name]]
                edits += (Edit(call.start, call.end, f"spin_unlock({lock})"),)
            else:
                edits += without(source, call.statement)
        yield Mutation(function.name, edits)
