# SPDX-License-Identifier: GPL-2.0
"""What is given back before a way out, in reverse of how it was taken."""

from __future__ import annotations

import re
from typing import Any

from .between import Held, Passed
from .declaration import root
from .edits import Unsure
from .function import Call, Function
from .taking import Taking
from .wayout import WayOut, released, stays_in_loop, tail_of

Document = dict[str, Any]


def outlives(function: Function, path: str) -> bool:
    """Whether what is kept at a path is there after the function.

    :raises Unsure: it is not seen what the path begins with
    """
    if root(path) not in function.locals():
        raise Unsure(f"where {root(path)} is declared is not seen")
    return "->" in path or "[" in path


def undo_lines(
    function: Function,
    call: Call,
    taking: Taking,
    path: Passed,
    tables: Document,
    retry: bool = False,
) -> list[str]:
    """The statements before a way out, without indentation.

    :param retry: the way out maps again: what the call puts in its place need not be reset
    :raises Unsure: what is released may be used behind it
    """
    tail = tail_of(function, path.out)
    held = [*path.held, Held("lock", taking.lock)]
    lines: list[str] = []
    gone: set[str] = set()
    unlocked = False
    stays_in_loop(function, path.out, call.start, [call.target, taking.lock])
    for one in reversed(held):
        if one.what in gone:
            continue
        if one.kind == "ref":
            lines.append(one.what)
            continue
        mapping = one.what if one.kind == "map" else _mapping_of(held, one.what)
        lock = one.what if one.kind == "lock" else one.lock
        done: set[str] = set()
        if mapping and not retry:
            done = released(function, tail, mapping, lock, tables)
        if one.kind == "map":
            if "unmap" not in done:
                lines.append(f"{tables['unmap']}({one.what});")
                gone.add(one.what)
            continue
        if "unlock" in done:
            continue
        own = one.what == taking.lock
        unlocked |= own
        last = [h.what for h in held if h.kind != "lock" and h.what not in gone][-1:]
        joined = mapping and last == [mapping] and "unmap" not in done
        condition = taking.condition if own else None
        if joined and mapping and not condition and (taking.plain or not own):
            lines.append(f"{tables['unmap_unlock']}({mapping}, {one.what});")
            gone.add(mapping)
            continue
        undo = taking.undo if own else f"{tables['unlock']}({one.what});"
        lines += [f"if ({condition})", f"\t{undo}"] if condition else [undo]
    return lines + _resets(function, call, taking, path, gone, unlocked, retry)


def _resets(
    function: Function,
    call: Call,
    taking: Taking,
    path: Passed,
    gone: set[str],
    unlocked: bool,
    retry: bool,
) -> list[str]:
    """What forgets a lock or a mapping that something keeps beyond the function."""
    lines = []
    for what, is_gone in ((taking.lock, unlocked), (call.target, call.target in gone)):
        if not is_gone or not outlives(function, what) or _forgets(path.out, what):
            continue
        if retry and (what == call.target or f"&{what}" in call.args):
            continue
        lines.append(f"{what} = NULL;")
    for one in path.held:
        foreign = one.what != call.target and one.kind == "map"
        if foreign and one.what in gone and outlives(function, one.what):
            raise Unsure(
                f"{one.what} outlives the function: what is left in it is not known"
            )
    return lines


def _mapping_of(held: list[Held], lock: str) -> str | None:
    return next((h.what for h in held if h.kind == "map" and h.lock == lock), None)


def _forgets(out: WayOut, path: str) -> bool:
    """Whether a way out itself forgets what is kept at a path."""
    return bool(re.search(rf"{re.escape(path)}\s*=\s*NULL", out.body))
