# SPDX-License-Identifier: GPL-2.0
"""What stands between the test for NULL and the lock: what of it has to be undone.

Everything there must be known to hold nothing, to be one of the few things
whose counterpart is known, or to be on a way out of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .edits import Unsure
from .function import PATH, Call, Function, Span
from .taking import Taking
from .wayout import WayOut, on_a_way_out, outs_between, tail_of, way_out

Document = dict[str, Any]
_QUIET = (
    "reads",
    "none",
    "not_none",
    "same_entry",
    "same_table",
    "values",
    "transparent",
    "asserts",
)


@dataclass(frozen=True)
class Held:
    """Something that is held: a mapping, a lock or a reference."""

    kind: str  # "map", "lock" or "ref"
    what: str  # the pointer, the lock, or the statement that gives the reference back
    lock: str = ""  # of a mapping


@dataclass
class Passed:
    """What a path went through between the map and the lock."""

    out: WayOut  # the site's own, for want of a mapping
    held: list[Held] = field(default_factory=list)
    quiet: bool = True  # nothing but that way out


def harmless(function: Function, fn: str, context: Any) -> bool:
    """Whether a call is known to hold nothing."""
    words = context.tables["words"]
    if any(fn in words[key] for key in _QUIET):
        return True
    return bool(context.pure(function.file, fn))


def names_of(path: str) -> set[str]:
    """The names that a path is made of: variables, members, an index."""
    return set(re.findall(r"\w+", path))


def no_directives(function: Function, start: int, end: int) -> None:
    """What one configuration has and another has not can't be reasoned about as one path.

    :raises Unsure: there is a preprocessor line
    """
    found = re.search(r"^[ \t]*#", function.text[start:end], re.M)
    if found:
        line = function.line_of(start + found.start())
        raise Unsure(f"line {line} is there in some configurations only")


def stores(function: Function, start: int, end: int) -> list[tuple[int, str, str]]:
    """Where something is assigned or moved: offset, what, and the new value."""
    found = [(s[0], left, right) for s, left, right in function.assigns]
    found += [(s[0], re.sub(r"\+\+|--", "", what), "") for s, what in function.steps]
    return sorted(f for f in found if start <= f[0] < end)


def passed_by(
    function: Function, call: Call, taking: Taking, null: WayOut, context: Any
) -> Passed:
    """What stands between the test for NULL and the lock.

    :raises Unsure: something of it may have to be undone, and how is not known
    """
    start, end = null.span[1], (taking.inner or taking.statement)[0]
    no_directives(function, call.statement[0], taking.statement[1])
    labels = [n for n, at in function.labels().items() if start <= at < end]
    if labels:
        raise Unsure(f"the label {labels[0]} stands between the call and the lock")
    if re.search(r"\b(?:asm|__asm__)\b", function.code[start:end]):
        raise Unsure("there is inline assembly between the call and the lock")
    outs = outs_between(function, start, end)
    found = Passed(null, [Held("map", call.target, taking.lock)])
    found.quiet = not function.code[start:end].strip()
    for span, fn, args in function.calls:
        if not start <= span[0] < end or on_a_way_out(function, outs, span[0]):
            continue
        if not harmless(function, fn, context):
            _hold(function, call, found, span, fn, args, context)
    _assigned(function, (start, end), call, taking, found, outs, context)
    return found


def _hold(
    function: Function,
    call: Call,
    found: Passed,
    span: Span,
    fn: str,
    args: list[str],
    context: Any,
) -> None:
    """Add what a call takes to what is held.

    :raises Unsure: that is not known
    """
    tables, line = context.tables, function.line_of(span[0])
    words, statement = tables["words"], function.statement_at(span[0])
    parent = function.parent(statement) if statement else None
    block = function.block(call.start)
    if statement is None or (parent or block)[0] != block[0]:
        raise Unsure(f"{fn}() on line {line} is not called on every path to the lock")
    alone = function.words(statement) == function.words(span) + ";"
    if fn in words["maps"]:
        _hold_map(function, found, span, fn, args, statement, tables)
    elif fn in tables["plain_locks"] and alone:
        if not re.fullmatch(PATH, args[0]):
            raise Unsure(f"{args[0]}, taken on line {line}, is no plain variable")
        found.held.append(Held("lock", args[0]))
    elif fn in tables["pairs"] and alone:
        if not all(re.fullmatch(r"\w+", a) and a in function.locals() for a in args):
            raise Unsure(
                f"what {fn}() on line {line} takes may be something else later"
            )
        given = function.text[function.code.index("(", span[0]) : span[1]]
        found.held.append(Held("ref", f"{tables['pairs'][fn]}{given};"))
    elif fn == tables["unlock"] and Held("lock", args[0]) in found.held and alone:
        found.held.remove(Held("lock", args[0]))
    else:
        raise Unsure(
            f"what {fn}() on line {line}, between the call and the lock, does is not known"
        )


def _hold_map(
    function: Function,
    found: Passed,
    span: Span,
    fn: str,
    args: list[str],
    statement: Span,
    tables: Document,
) -> None:
    words = re.escape(function.words(span))
    match = re.fullmatch(rf"({PATH})={words};", function.words(statement))
    rest = function.following(statement)
    out = way_out(function, rest[0]) if rest else None
    if not match or out is None or out.null_of != match.group(1):
        raise Unsure(
            f"what {fn}() on line {function.line_of(span[0])} maps is not tested right behind it"
        )
    locked = tables["words"]["locked_output"].get(fn)
    lock = args[locked if locked is not None else -1].lstrip("&")
    found.held.append(Held("map", match.group(1), lock))
    if locked is not None:
        found.held.append(Held("lock", lock))


def _assigned(
    function: Function,
    span: Span,
    call: Call,
    taking: Taking,
    found: Passed,
    outs: list[WayOut],
    context: Any,
) -> None:
    """The way out must not depend on what was assigned since the map.

    :raises Unsure: it may
    """
    table = call.args[context.old["pmd"]]
    own = {call.target, taking.lock} | {h.what for h in found.held if h.kind == "map"}
    roots = names_of(table) | names_of(call.target) | names_of(taking.lock)
    held = {n for h in found.held if h.kind == "ref" for n in names_of(h.what)}
    leaving = re.search(r"\b(?:break|continue)\b", found.out.body)
    for at, left, right in stores(function, *span):
        line = function.line_of(at)
        if on_a_way_out(function, outs, at):
            continue
        if left == call.target or (left in own and not right):
            raise Unsure(f"{left} is moved between the call and the lock")
        if left in own:
            continue
        if left == table or left in roots:
            raise Unsure(
                f"{left} is changed on line {line}: it leads to something else there"
            )
        if not re.fullmatch(r"\w+", left) or left not in function.locals():
            raise Unsure(f"{left}, changed on line {line}, outlives the way out")
        if left in held or leaving:
            raise Unsure(
                f"{left}, changed on line {line}, may be used behind the way out"
            )
        if re.search(rf"\b{left}\b(?!\s*=[^=])", found.out.body) or any(
            function.mentions(left, *s) for s in tail_of(function, found.out)
        ):
            raise Unsure(f"{left}, changed on line {line}, is used on the way out")
