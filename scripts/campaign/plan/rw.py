# SPDX-License-Identifier: GPL-2.0
"""The plan of a may-write site."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import callers, local
from .between import names_of, stores
from .declaration import declared, root, unused_name
from .edits import Edit, Unsure, comment
from .function import PATH, Call, Function, Span, find_call
from .taking import Definitions
from .signature import argument

Document = dict[str, Any]
_LAYERS = 4  # of callers that are looked at
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
    # New ones by function: its file, and where it begins
    names: dict[tuple[str, int], set[str]] = field(default_factory=dict)

    def live(self, function: Function, table: str) -> list[Edit]:
        """See live_entry()."""
        return live_entry(function, table, self)


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


def live_entry(
    function: Function, table: str, context: Context, layers: int = _LAYERS
) -> list[Edit]:
    """The recheck must look at the entry itself, not at a copy of it.

    :raises Unsure: it may be a copy
    """
    if not re.fullmatch(PATH, table):
        raise Unsure(f"the table's entry is {table}, no plain variable")
    copied = Unsure(f"{table} may point to a copy of the entry")
    given = [(left, right) for _, left, right in function.assigns]
    given += [(name, "".join(init.split())) for _, name, init in function.initial]
    if any(left == table and right.startswith("&") for left, right in given):
        raise copied
    first = root(table)
    if first not in function.locals():
        raise Unsure(f"where {first} is declared is not seen")
    kind = function.types.get(first, "*")
    member = re.split(r"->|\.", table)[-1]
    if context.tables["value_type"] in kind and "*" not in kind:
        raise copied
    if member != table and _member_is_copy(function, member, context, _LAYERS):
        raise copied
    return _live_in_callers(function, table, copied, context, layers)


def _member_is_copy(
    function: Function, member: str, context: Context, layers: int
) -> bool:
    """Whether a function, or one that calls it, has a member point to something of its own."""
    if re.search(rf"(?:\.|->)\s*{member}\s*=\s*&", function.code):
        return True
    if not function.static or not layers:
        return not layers
    return any(
        _member_is_copy(caller, member, context, layers - 1)
        for caller in context.callers(function.file, function.name)
        if caller.name != function.name
    )


def _live_in_callers(
    function: Function, table: str, copied: Unsure, context: Context, layers: int
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
                if not layers:
                    raise copied
                if re.fullmatch(PATH, args[index]) and live_entry(
                    caller, args[index], context, layers - 1
                ):
                    raise copied
                continue
            uses = function.mentions(table, function.body, len(function.code))
            live = _copied_from(caller, args[index][1:], span[0], context)
            if live is None or len(uses) != 1:
                raise copied
            for name in names_of(live) & caller.locals():
                pointer = "*" in caller.types.get(name, "")
                if pointer and live_entry(caller, name, context, layers - 1):
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
    function: Function, site: Document, context: Context
) -> tuple[list[Edit], str]:
    """The edits of a may-write site beside its call, and what the call is given for the value.

    :raises Unsure: with the sentence why not
    """
    call = find_call(function, site)
    if len(call.args) <= max(v for v in context.old.values() if isinstance(v, int)):
        raise Unsure("the call's arguments are not seen one by one")
    lock = call.args[context.old["ptlp"]]
    if site["recheck"].get("present"):
        name = unused_name(function, context.tables["unused_value"], context)
        edits = _guarded(function, call, site, context, name)
        edits.append(declared(function, call, [call.start], name, lock, context.tables))
        return edits, f"&{name}"
    table = call.args[context.old["pmd"]]
    live = live_entry(function, table, context)
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
        name = unused_name(function, context.tables["value"], context)
        used = [call.start, *local.places(function, site)]
        edits = [*live, declared(function, call, used, name, lock, context.tables)]
        edits += local.rechecks(function, call, site, context, name)
        return edits, f"&{name}"
    if lock in function.params:
        if live:
            raise Unsure(f"{table} points to a copy of the entry")
        edits, name = callers.out_parameter(function, call, site, context)
        return edits, name
    raise Unsure(f"the lock goes to {lock}, which is taken elsewhere")
