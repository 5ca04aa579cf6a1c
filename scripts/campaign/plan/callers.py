# SPDX-License-Identifier: GPL-2.0
"""The value goes out to the callers beside the lock's pointer, and is rechecked there."""

from __future__ import annotations

import re
from typing import Any

from . import local
from .between import harmless, names_of, stores
from .declaration import declared, unused_name
from .edits import Edit, Unsure
from .function import PATH, Call, Function, Span
from .signature import argument, inserted, only_called, with_parameter
from .startover import as_elsewhere
from .taking import Taking, taking_at

Document = dict[str, Any]


def out_parameter(
    function: Function, call: Call, site: Document, context: Any
) -> tuple[list[Edit], str]:
    """The value goes out beside the lock; rechecks where either function takes it.

    :returns: the edits, and what the call is given for the value
    :raises Unsure: with the sentence why not
    """
    tables = context.tables
    lock = call.args[context.old["ptlp"]]
    index = function.params.index(lock)
    callers = context.callers(function.file, function.name)
    only_called(function, callers)
    table = call.args[context.old["pmd"]]
    _only_maps(function, call, context)
    callers = [c for c in callers if c.name != function.name]
    pointer = unused_name(function, tables["value_pointer"], context)
    edits = with_parameter(
        function, index, f"{tables['value_type']} *{pointer}", context
    )
    points = site["recheck"]["locks"]
    for line in sorted({p["line"] for p in points if p["function"] == function.name}):
        null = local.null_path(function, call)
        taking = taking_at(function, line, None, context.known, tables)
        edits += local.recheck(
            function, call, null, taking, table, f"*{pointer}", context
        )
    elsewhere = (
        {p["function"] for p in points} - {function.name} - {c.name for c in callers}
    )
    if elsewhere:
        raise Unsure(
            f"the lock is taken in {sorted(elsewhere)[0]}(), which does not call {function.name}()"
        )
    for caller in callers:
        lines = sorted({p["line"] for p in points if p["function"] == caller.name})
        edits += _in_caller(caller, function, call, index, lines, site, context)
    return edits, pointer


def renamed(path: str, function: Function, args: list[str]) -> str:
    """A path of a callee as its caller names it.

    :raises Unsure: the caller has no plain name for it
    """
    root, rest = re.match(r"(\w+)(.*)", path).groups()  # type: ignore[union-attr]
    if root not in function.params:
        raise Unsure(f"{path} has no name in what calls {function.name}()")
    given = args[function.params.index(root)]
    if re.fullmatch(PATH, given):
        return given + rest
    if given.startswith("&") and rest.startswith("->"):
        return f"{given[1:]}.{rest[2:]}"
    raise Unsure(f"{path} has no plain name in what calls {function.name}()")


def _returned(
    function: Function, target: str, caller: Function, span: Span
) -> str | None:
    """What a caller keeps the mapping in that a function returns to it."""
    if target not in function.names():
        return None
    if not re.search(rf"\breturn\s+{re.escape(target)}\s*;", function.code):
        raise Unsure(f"how {function.name}() hands {target} on is not seen")
    for where, left, _ in caller.assigns:
        if where[0] <= span[0] and span[1] == where[1]:
            return left
    raise Unsure(f"{caller.name}() does not keep what {function.name}() returns")


def _only_maps(function: Function, call: Call, context: Any) -> None:
    """What a function that hands a mapping to its callers may do beside that.

    :raises Unsure: it does more, and a caller would have to undo it
    """
    table = call.args[context.old["pmd"]]
    words = context.tables["words"]
    if len(context.known(function.file, function.name)) != 1:
        raise Unsure(f"{function.name}() has several definitions")
    lock = call.args[context.old["ptlp"]]
    changed = names_of(table) - names_of(call.target)
    for at, left, right in stores(function, 0, len(function.code)):
        if left == table or left in changed:
            raise Unsure(
                f"{function.name}() changes {left}: the caller has another table"
            )
        own = left in (call.target, f"*{lock}") or right == f"*{lock}"
        if not own and left not in function.names():
            raise Unsure(
                f"{function.name}() changes {left}: what a caller has to undo is not known"
            )
    for span, fn, args in function.calls:
        if span[0] == call.start or harmless(function, fn, context):
            continue
        if fn in words["maps"] and fn in words["locked_output"]:
            continue  # locked already: nothing to recheck
        if fn in context.tables["plain_locks"]:
            continue
        raise Unsure(
            f"{function.name}() calls {fn}(): what a caller has to undo is not known"
        )


def _in_caller(
    caller: Function,
    function: Function,
    call: Call,
    index: int,
    lines: list[int],
    site: Document,
    context: Any,
) -> list[Edit]:
    tables = context.tables
    calls = [(s, a) for s, fn, a in caller.calls if fn == function.name]
    if len(calls) != 1:
        raise Unsure(f"{caller.name}() calls {function.name}() in {len(calls)} places")
    span, args = calls[0]
    if not re.fullmatch(r"&\w+", args[index]) or args[index][1:] not in caller.names():
        raise Unsure(
            f"{caller.name}() keeps the lock in {args[index]}, no variable of its own"
        )
    name = unused_name(caller, tables["value"], context)
    edits = [inserted(caller, argument(caller, span, index), f"&{name}")]
    table = renamed(call.args[context.old["pmd"]], function, args)
    target = _returned(function, call.target, caller, span)
    mapping = target or renamed(call.target, function, args)
    if context.live(caller, table):
        raise Unsure(f"{table} points to a copy of the entry in {caller.name}()")
    used = [span[0]]
    old = [""] * 4
    old[context.old["ptlp"]], old[context.old["pmd"]] = args[index], table
    for line in lines:
        taking = taking_at(caller, line, None, context.known, tables)
        _taken_once(caller, taking, context)
        used.append(taking.statement[0])
        if target:
            statement = caller.statement_at(span[0]) or span
            loop = caller.loop(statement)
            as_old = Call(span[0], span[1], statement, target, old, loop)
            null = local.null_path(caller, as_old)
            edits += local.recheck(caller, as_old, null, taking, table, name, context)
        else:
            edits.append(
                as_elsewhere(caller, span, taking, mapping, table, name, context)
            )
    if site["recheck"].get("bare"):
        _kept_lock_tells(caller, lines, site, context)
    # Where the lock's pointer lives, its value does: a goto may lead into the blocks between.
    scope = next(at for at, there in caller.declares if there == args[index][1:])
    entry = declared(caller, None, used, name, args[index], tables, scope + 1)
    return [*edits, entry]


def _taken_once(caller: Function, taking: Taking, context: Any) -> None:
    """A caller that takes the lock again would have to recheck again.

    :raises Unsure: it does
    """
    locks = context.tables["words"]["locks"] | context.tables["words"]["trylocks"]
    taken = [s for s, fn, args in caller.calls if taking.lock in args and fn in locks]
    if len(taken) > 1:
        raise Unsure(f"{caller.name}() takes {taking.lock} more than once")


def _kept_lock_tells(
    caller: Function, lines: list[int], site: Document, context: Any
) -> None:
    """A write under no lock that is seen is no such write where the kept lock tells.

    if (!walk->lock) { walk->lock = lock; take it; }: it is held where it is set.

    :raises Unsure: it may be one
    """
    for chain in site["recheck"]["bare_writes"]:
        if caller.name not in [step["function"] for step in chain[:-1]]:
            raise Unsure("a write is not seen to be under the mapping's lock")
    for line in lines:
        taking = taking_at(caller, line, None, context.known, context.tables)
        branch_of = caller.parent(taking.statement)
        test = caller.parent(branch_of) if branch_of else None
        parts = caller.if_parts(test) if test else None
        if parts is None or parts[0] != f"!{taking.lock}":
            raise Unsure("a write is not seen to be under the mapping's lock")
