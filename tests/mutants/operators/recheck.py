# SPDX-License-Identifier: GPL-2.0
"""Errors of the recheck: it isn't there, isn't heeded, comes too early or too late."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mutation import SOMETIMES, Edit, Excluded, Found, Mutation, after, before
from mutation import excluded, operator, without
from reach import guards_a_write
from rechecks import Recheck, other_guard, rechecks
from sites import Source
from vocabulary import READ_TABLE, UNLOCK, UNMAP, VALUE_TYPE, WORDS


def why_right(source: Source, r: Recheck) -> str:
    """Why the code may be right without a recheck; empty where it is wrong."""
    if r.is_early():
        return "a look before the lock: the one under the lock decides"
    if r.held_before():
        return "the lock of the entry is held since before the map, so it can't change"
    if other_guard(source, r):
        return "an entry that isn't none is compared beside it"
    if not guards_a_write(r):
        return "nothing is written before the lock is dropped"
    return ""


def needed(source: Source) -> Iterator[Recheck | Excluded]:
    """The rechecks that the code is wrong without."""
    for r in rechecks(source):
        why = why_right(source, r)
        yield excluded(r.function, r.call.start, why) if why else r


def gone(source: Source, r: Recheck) -> tuple[Edit, ...]:
    """The recheck is taken out, as if nobody had thought of it."""
    if r.alone and r.negated and len(r.statement.parts) == 1:
        return without(source, r.statement)
    start, end = r.operand
    behind = re.compile(r"\s*(\|\||&&)\s*").match(source.code, end)
    ahead = re.search(r"\s*(\|\||&&)\s*$", source.code[:start])
    if ahead and r.in_if:
        return (Edit(ahead.start(), end, ""),)
    if behind and r.in_if:
        return (Edit(start, behind.end(), ""),)
    return (Edit(start, end, "false" if r.negated else "true"),)


@operator(3)
def drop_recheck(source: Source) -> Found:
    """The recheck is gone, so what is written may be a table that was taken away. Left
    out: a look before the lock; where a guard is left (another entry compared that isn't
    none, the lock of the pmd entry held since before the map); where nothing is written
    before the lock is dropped."""
    for r in needed(source):
        if isinstance(r, Recheck):
            yield Mutation(r.function.name, gone(source, r))
        else:
            yield r


@operator(3)
def negate_recheck(source: Source) -> Found:
    """The recheck asks for the contrary: it writes where the table is another one. Left
    out as for drop_recheck."""
    for r in needed(source):
        if not isinstance(r, Recheck):
            yield r
            continue
        start, end = r.operand
        call = source.text[r.call.start : end]
        yield Mutation(
            r.function.name, (Edit(start, end, call if r.negated else f"!{call}"),)
        )


@operator(3)
def weaken_recheck(source: Source) -> Found:
    """The recheck is heeded only if something else, of which nothing is known, holds,
    too: one path writes without. Left out as for drop_recheck."""
    for r in needed(source):
        if not isinstance(r, Recheck):
            yield r
            continue
        start, end = r.operand
        text = source.text[start:end]
        weak = f"({SOMETIMES} && {text})" if r.negated else f"(!{SOMETIMES} || {text})"
        yield Mutation(r.function.name, (Edit(start, end, weak),))


@operator(2)
def ignore_recheck(source: Source) -> Found:
    """The comparison is made, and its result thrown away. Only where an if asks for it
    alone. Left out as for drop_recheck."""
    for r in needed(source):
        if not isinstance(r, Recheck):
            yield r
        elif r.alone and r.negated and len(r.statement.parts) == 1:
            edit = Edit(r.statement.start, r.statement.end, f"(void){r.call.text};")
            yield Mutation(r.function.name, (edit,))


@operator(3)
def write_before_recheck(source: Source) -> Found:
    """An entry is written right before the recheck. Left out: a look before the lock,
    and where the lock of the pmd entry is held since before the map. Where the pointer
    has no name in the function there is no mutant."""
    for r in rechecks(source):
        if r.is_early() or r.held_before():
            why = why_right(source, r)
            yield excluded(r.function, r.call.start, why)
        elif r.pointers and r.call.statement.kind != "loop":
            yield Mutation(
                r.function.name, before(source, r.statement, write(source, r))
            )


def write(source: Source, r: Recheck) -> str:
    """A statement that writes the mapping, where a recheck stands."""
    made = r.map
    if made.call.function is r.function and made.pointer:
        pointer = made.pointer
        return f"set_pte_at({made.mm}, {made.addr}, {pointer}, ptep_get({pointer}));"
    pointer = place_in(source, r.function.name, made.pointer, r.pointers)
    return f"WRITE_ONCE(*{pointer}, ptep_get({pointer}));"


def place_in(source: Source, function: str, place: str, names: set[str]) -> str:
    """How a place is called in a function that knows it by one of some names."""
    there = source.function(function)
    own = sorted(names & set(there.params)) if there else []
    return own[0] if own else place if "->" in place else sorted(names)[0]


@operator(4)
def recheck_before_lock(source: Source) -> Found:
    """The recheck comes right before the lock is taken, and its way out doesn't unlock:
    the table may go in between. Only where the lock is taken by a statement in the same
    block, and the way out unlocks by itself. Left out as for drop_recheck."""
    for r in needed(source):
        if not isinstance(r, Recheck):
            yield r
            continue
        fails, lock = r.fails, r.lock
        if not (lock and fails and r.alone and len(r.statement.parts) == 1):
            continue
        if lock.statement.parent is not r.statement.parent or not fails.parts:
            continue
        if lock.statement.kind not in ("plain", "if"):
            continue
        cuts: list[Edit] = []
        for call in r.function.on(source.releasers(), r.locks):
            if not call.statement.inside(fails):
                continue
            if call.name in WORDS.unmaps:
                pointer = call.args[WORDS.unmaps[call.name]]
                cuts.append(Edit(call.start, call.end, f"{UNMAP}({pointer})"))
            else:
                cuts += without(source, call.statement)
        if not cuts:
            continue
        s = r.statement
        text = source.text[s.start : s.end]
        for edit in sorted(cuts, key=lambda e: -e.start):
            left, right = edit.start - s.start, edit.end - s.start
            text = text[:left] + edit.new + text[right:]
        yield Mutation(
            r.function.name,
            before(source, lock.statement, text) + without(source, s),
        )


@operator(4)
def read_before_lock(source: Source) -> Found:
    """What is compared with the value was read before the lock was taken. Only where the
    lock is taken by a statement in a block around the recheck. Left out as for
    drop_recheck."""
    for r in needed(source):
        if not isinstance(r, Recheck):
            yield r
            continue
        lock = r.lock
        if not (lock and lock.statement.parent and r.is_table):
            continue
        if not r.statement.inside(lock.statement.parent):
            continue
        start, end = r.call.spans[r.live]
        live = source.text[start:end]
        yield Mutation(
            r.function.name,
            before(source, lock.statement, f"{VALUE_TYPE} live_entry = {live};")
            + (Edit(start, end, "live_entry"),),
        )


@operator(3)
def compare_with_itself(source: Source) -> Found:
    """The entry as it is now is compared with itself. Left out as for drop_recheck."""
    for r in needed(source):
        if not isinstance(r, Recheck):
            yield r
            continue
        live = r.call.args[r.live]
        start, end = r.call.spans[r.value]
        yield Mutation(r.function.name, (Edit(start, end, live),))


@operator(10)
def none_entry_for_table(source: Source) -> Found:
    """In place of the tables an entry is compared, with one that was read before the
    lock and is none: a table that was taken away has none entries, too. Only where map
    and recheck stand in one function, and the lock between them is taken by a statement
    in a block around the recheck. Left out as for drop_recheck."""
    for r in needed(source):
        if not isinstance(r, Recheck):
            yield r
            continue
        lock, pointer = r.lock, r.map.pointer
        if not (lock and pointer and r.is_table and lock.statement.parent):
            continue
        if r.map.call.function is not r.function:
            continue
        if not r.statement.inside(lock.statement.parent):
            continue
        early = f"pte_t none_entry = ptep_get_lockless({pointer});"
        same = f"(pte_none(none_entry) && pte_same(ptep_get({pointer}), none_entry))"
        yield Mutation(
            r.function.name,
            before(source, lock.statement, early)
            + (Edit(r.call.start, r.call.end, same),),
        )


@operator(9)
def relock(source: Source) -> Found:
    """Behind the recheck the lock is dropped for a moment, and nobody looks again. Only
    where an if asks for the recheck alone and its way out leaves. Left out as for
    drop_recheck, and where a lock of the pmd entry is held, too: that keeps the table.
    """
    for r in needed(source):
        if not isinstance(r, Recheck):
            yield r
            continue
        lock, fails = r.lock, r.fails
        if not (lock and fails and r.alone and fails.leaves()):
            continue
        if r.function.named(WORDS.locked_result):
            why = "a lock of the pmd entry may be held, which keeps the table"
            yield excluded(r.function, r.call.start, why)
            continue
        words = source.takers() | WORDS.trylocks
        place = lock.args[words[lock.name]]
        take = lock.text if lock.name not in WORDS.trylocks else f"spin_lock({place})"
        drop = UNLOCK
        wrappers = [n for n in source.releasers() if n not in WORDS.unlocks]
        if lock.name not in WORDS.locks | WORDS.trylocks and wrappers:
            drop = wrappers[0]
        lines = f"{drop}({place}); {take};"
        yield Mutation(r.function.name, after(source, r.statement, lines))


@operator(3)
def reread_value(source: Source) -> Found:
    """The value is read anew right before it is compared: the comparison always holds.
    Left out as for drop_recheck."""
    for r in needed(source):
        if not isinstance(r, Recheck):
            yield r
        elif r.is_table and r.statement.kind != "loop":
            value = r.call.args[r.value]
            pmd = r.call.args[r.live].partition("(")[2].rpartition(")")[0]
            line = f"{value} = {READ_TABLE}({pmd});"
            yield Mutation(r.function.name, before(source, r.statement, line))
