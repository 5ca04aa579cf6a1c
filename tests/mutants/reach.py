# SPDX-License-Identifier: GPL-2.0
"""What of a mapping comes after a place, by the order of the text: writes, unlocks, unmaps."""

from __future__ import annotations

import re

from rechecks import Recheck
from sites import Call, Function, Map, last_name
from vocabulary import CAMPAIGN, WORDS

_READS = frozenset(
    CAMPAIGN.data["words"]["reads"] + CAMPAIGN.data["compiler"]["entry_readers"]
)


def _begins_with(argument: str) -> str:
    """The pointer's name in `pte + 1`, `*w->pte`."""
    place = re.match(r"[*&\s]*([\w.>\[\]-]+)", argument)
    return last_name(place[1]) if place else ""


def _stores(function: Function, pointers: set[str], start: int, end: int) -> bool:
    code = function.source.code[start:end]
    return any(
        re.search(rf"\*\s*{re.escape(p)}\s*(?:[|&^]?=)(?!=)", code) for p in pointers
    )


def writes_between(
    function: Function, pointers: set[str], pmd: str, start: int, end: int
) -> bool:
    """Whether text of a function writes a mapping's entries, or takes its table out.

    A callee that is given the pointer, and isn't known to read only, may write.
    """
    for call in function.calls:
        if not start <= call.start < end:
            continue
        given = any(_begins_with(a) in pointers for a in call.args)
        if call.name in WORDS.writes:
            if given or pmd in call.args:
                return True
        elif call.name not in _READS and call.name not in WORDS.unmaps and given:
            return True
    return _stores(function, pointers, start, end)


def is_way_out(recheck: Recheck, call: Call) -> bool:
    """Whether a call stands in the branch that is taken where the table is another one."""
    fails = recheck.fails
    return bool(fails) and call.statement.inside(fails)  # type: ignore[arg-type]


def guards_a_write(recheck: Recheck) -> bool:
    """Whether something may be written before the lock is dropped for the first time.

    In a loop what stands before the recheck in it comes after it, too. Where the pointer
    has no name in this function, or it keeps the lock, its callers write.
    """
    function = recheck.function
    if not recheck.pointers:
        return True
    pmd, start = recheck.map.pmd, recheck.call.end
    if recheck.alone and not recheck.negated:
        good = recheck.statement.parts[0]
        if good.leaves() and not _unlocks(recheck, good.start, good.end):
            return True
        return writes_between(function, recheck.pointers, pmd, good.start, good.end)
    own = [c for c in _unlocks(recheck, start, function.end) if not _leaves_soon(c)]
    end = own[0].start if own else function.end
    if not own or writes_between(function, recheck.pointers, pmd, start, end):
        return True
    loop = recheck.statement.parent
    while loop and loop.kind not in ("loop", "do"):
        loop = loop.parent
    if not loop or loop.start < recheck.map.call.start:
        return False
    return writes_between(function, recheck.pointers, pmd, loop.start, start)


def _unlocks(recheck: Recheck, start: int, end: int) -> list[Call]:
    """Where the map's lock is released, but for the way out of the recheck."""
    function = recheck.function
    return [
        c
        for c in function.on(function.source.releasers(), recheck.locks)
        if start <= c.start < end and not is_way_out(recheck, c)
    ]


def _leaves_soon(call: Call) -> bool:
    """Whether an unlock is on a way out of its own: its block leaves, and isn't the function's."""
    block = call.statement.parent
    return bool(block) and bool(block.parent) and block.leaves()  # type: ignore[union-attr]


def last_unmap(made: Map, pointers: set[str]) -> Call | None:
    """The last call in its function that unmaps a mapping."""
    calls = made.call.function.on(WORDS.unmaps, pointers)
    return calls[-1] if calls else None
