# SPDX-License-Identifier: GPL-2.0
"""The plan of a may-write site."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import local, threaded
from .between import names_of, stores
from .declaration import declared, root, unused_name
from .edits import Edit, Unsure, comment
from .function import PATH, Call, Function, Span, find_call
from .taking import Definitions
from .threaded import argument

Document = dict[str, Any]
_MOST_LOCKS = 8  # the solver tells no more


@dataclass
class Context:
    """What plans are made with."""

    known: Definitions  # the definitions of a name that a file sees
    callers: Definitions  # the functions of a file that use a name
    prototypes: Callable[[str, str], tuple[Function, list[Span]]]  # of a static name
    named: Callable[[str, str], bool]  # whether a name means something all over a file
    pure: Callable[[str, str], bool]  # whether a function only computes
    old: Document  # argument positions of the old call
    tables: Document  # the campaign's "convert", and its words
    remarks: list[str] = field(default_factory=list)  # what a reader should know
    labels: set[str] = field(default_factory=set)  # new ones in the function


def _guarded(
    function: Function, call: Call, site: Document, context: Context, name: str
) -> list[Edit]:
    kind = site["recheck"]["kind"]
    sentences = context.tables["guarded"]
    if kind not in sentences:
        raise Unsure(f"no words are known for a guard of the kind {kind}")
    begin = function.line_start(call.statement[0])
    indent = function.indent(call.statement[0])
    text = sentences[kind].format(value=name, why=site["recheck"]["why"])
    before = function.text[:begin]
    # A comment that stands there already takes it in.
    joined = re.search(r"\n[ \t]*\*/[ \t]*\n$", before)
    if joined and before.rindex("/*") > before.rindex("\n", 0, before.rindex("/*")):
        at = joined.start() + 1
        lines = comment(indent, text).split("\n")[1:-2]
        new = "\n".join([f"{indent} *", *lines]) + "\n"
        return [function.edit(at, at, new)]
    return [function.edit(begin, begin, comment(indent, text))]


def _live_entry(function: Function, table: str, context: Context) -> list[Edit]:
    """The recheck must look at the entry itself, not at a copy of it.

    :raises Unsure: it may be a copy
    """
    if not re.fullmatch(PATH, table):
        raise Unsure(f"the table's entry is {table}, no plain variable")
    copied = Unsure(f"{table} may point to a copy of the entry")
    if any(
        left == table and right.startswith("&") for _, left, right in function.assigns
    ):
        raise copied
    first = root(table)
    if first not in function.locals():
        raise Unsure(f"where {first} is declared is not seen")
    kind = function.types.get(first, "*")
    member = re.split(r"->|\.", table)[-1]
    if context.tables["value_type"] in kind and "*" not in kind:
        raise copied
    if "*" not in kind and re.search(rf"\.\s*{member}\s*=\s*&", function.code):
        raise copied
    return _live_in_callers(function, table, copied, context)


def _live_in_callers(
    function: Function, table: str, copied: Unsure, context: Context
) -> list[Edit]:
    """Have callers that pass a copy of the entry pass the entry, where nothing else uses it.

    A copy never changes: held against it, every value is the same.

    :raises Unsure: it may be a copy
    """
    if not function.static or table not in function.params:
        return []
    index = function.params.index(table)
    edits: list[Edit] = []
    for caller in context.callers(function.file, function.name):
        for span, fn, args in caller.calls:
            if fn != function.name or not args[index : index + 1]:
                continue
            if not args[index].startswith("&"):
                continue
            uses = function.mentions(table, function.body, len(function.code))
            live = _copied_from(caller, args[index][1:], span[0], context)
            if live is None or len(uses) != 1:
                raise copied
            at = argument(caller, span, index)
            edits.append(caller.edit(at, at + len(args[index]), live))
            context.remarks.append(
                f"{caller.name}() passed a copy of the entry, which never changes; it passes {live} now"
            )
    return edits


def _copied_from(caller: Function, name: str, at: int, context: Context) -> str | None:
    """The entry that a variable is a copy of where it is used, if that is sure."""
    uses = caller.mentions(name, caller.body, len(caller.code))
    if not re.fullmatch(r"\w+", name) or len(uses) < 3:
        return None  # nothing else would use the copy
    inits = [d for d in caller.initial if d[1] == name]
    changed = [s for s in stores(caller, 0, len(caller.code)) if s[1] == name]
    if len(inits) != 1 or any(s[0] > inits[0][0] + len(name) for s in changed):
        given = [s for s in changed if s[0] < at]
        if inits or len(changed) != 1 or not given:
            return None
        made, text = given[0][0], given[0][2]
    else:
        made, text = inits[0][0], inits[0][2]
    for reader in context.tables["entry_readers"]:
        match = re.fullmatch(rf"{reader}\s*\((.*)\)", text.strip(), re.S)
        if not match:
            continue
        live = re.sub(r"\s+", " ", match.group(1).strip())
        roots = names_of(live)
        moved = [s for s in stores(caller, made, at) if s[1] in roots]
        return None if moved else live
    return None


def plan_rw(
    function: Function, site: Document, context: Context, taken: set[str]
) -> tuple[list[Edit], str]:
    """The edits of a may-write site beside its call, and what the call is given for the value.

    :param taken: names that other sites of the function use; new ones are added
    :raises Unsure: with the sentence why not
    """
    call = find_call(function, site)
    if len(call.args) <= max(v for v in context.old.values() if isinstance(v, int)):
        raise Unsure("the call's arguments are not seen one by one")
    names = set(taken)
    lock = call.args[context.old["ptlp"]]
    if site["recheck"].get("present"):
        name = unused_name(function, context.tables["unused_value"], names, context)
        edits = _guarded(function, call, site, context, name)
        edits.append(declared(function, call, [call.start], name, lock, context.tables))
        taken |= names
        return edits, f"&{name}"
    table = call.args[context.old["pmd"]]
    live = _live_entry(function, table, context)
    locks = site["recheck"].get("locks", [])
    if not locks:
        raise Unsure("a write is not seen to be under the mapping's lock")
    if len(locks) >= _MOST_LOCKS:
        raise Unsure(f"the writes are under {len(locks)} locks or more")
    if any(place["file"] != function.file for place in locks):
        other = next(p for p in locks if p["file"] != function.file)
        raise Unsure(
            f"the lock is taken in another file, at {other['file']}:{other['line']}"
        )
    if lock.startswith("&") and re.fullmatch(PATH, lock[1:]):
        name = unused_name(function, context.tables["value"], names, context)
        used = [call.start, *local.places(function, site)]
        edits = [*live, declared(function, call, used, name, lock, context.tables)]
        edits += local.rechecks(function, call, site, context, name)
        taken |= names
        return edits, f"&{name}"
    if lock in function.params:
        if live:
            raise Unsure(f"{table} points to a copy of the entry")
        edits, name = threaded.out_parameter(function, call, site, context, names)
        taken |= names
        return edits, name
    raise Unsure(f"the lock goes to {lock}, which is taken elsewhere")
