# SPDX-License-Identifier: GPL-2.0
"""A static function that only passes the call on, converted with all that call it.

It is given one more parameter, where the value goes to, beside the lock's; each
caller has a variable for it and rechecks behind its own lock.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from . import local
from .declaration import declared, unused_name
from .edits import Edit, Unsure
from .function import Function, Span, find_call, laid_out
from .callers import renamed
from .signature import argument, only_called, with_parameter

Document = dict[str, Any]


def _with_argument(
    function: Function, span: Span, index: int, what: str, name: str
) -> Edit:
    """A call with one more argument, under a name."""
    at = argument(function, span, index)
    opening = function.code.index("(", span[0])
    text = name + function.text[opening:at] + f"{what}, " + function.text[at : span[1]]
    return function.edit(span[0], span[1], laid_out(function, *span, text))


def plan_wrapper(
    function: Function,
    site: Document,
    callers: list[tuple[Function, Document]],
    context: Any,
    new: str,
) -> list[Edit]:
    """The edits of a wrapper and of all that call it.

    :param callers: the functions with the calls of the wrapper, and their sites
    :param new: the may-write helper's name
    :raises Unsure: with the sentence why not; then none of them can be converted
    """
    line, column = site["position"]
    at = function.starts[line - 1] + column
    found = [(span, args) for span, _, args in function.calls if span[0] == at]
    if not found:
        raise Unsure("spatch does not see the call as one")
    span, args = found[0]
    lock, table = args[context.old["ptlp"]], args[context.old["pmd"]]
    if lock not in function.params:
        raise Unsure(f"the lock goes to {lock}, which is no parameter")
    users = context.callers(function.file, function.name)
    only_called(function, users)
    if {u.name for u in users} - {function.name} != {c.name for c, _ in callers}:
        raise Unsure(f"not every call of {function.name}() is a site")
    tables = context.tables
    index = function.params.index(lock)
    pointer = unused_name(function, tables["value_pointer"], context)
    edits = [
        *with_parameter(function, index, f"{tables['value_type']} *{pointer}", context),
        _with_argument(function, span, context.old["ptlp"], pointer, new),
    ]
    for caller, wrapped in callers:
        edits += _caller(caller, wrapped, function, index, table, context)
    return edits


def _caller(
    caller: Function,
    site: Document,
    function: Function,
    index: int,
    table: str,
    context: Any,
) -> list[Edit]:
    call = find_call(caller, site)
    if site["verdict"] != "rw" or site["recheck"]["present"]:
        raise Unsure(
            f"{caller.name}() calls {function.name}() and needs no recheck, and others do"
        )
    locks = site["recheck"]["locks"]
    if not locks or any(p["function"] != caller.name for p in locks):
        raise Unsure(f"{caller.name}() does not take the lock itself")
    lock = call.args[index]
    if not lock.startswith("&"):
        raise Unsure(
            f"{caller.name}() keeps the lock in {lock}, no variable of its own"
        )
    name = unused_name(caller, context.tables["value"], context)
    # As if it were a call of the old function
    old = [""] * 4
    old[context.old["ptlp"]] = lock
    old[context.old["pmd"]] = renamed(table, function, call.args)
    as_old = replace(call, args=old)
    if context.live(caller, old[context.old["pmd"]]):
        raise Unsure(f"{caller.name}() passes a copy of the entry")
    edits = [
        _with_argument(caller, (call.start, call.end), index, f"&{name}", function.name)
    ]
    edits += local.rechecks(caller, as_old, site, context, name)
    used = [call.start, *local.places(caller, site)]
    return [*edits, declared(caller, call, used, name, lock, context.tables)]
