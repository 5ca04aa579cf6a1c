# SPDX-License-Identifier: GPL-2.0
"""The plan of a may-write site."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import local, threaded
from .declaration import declared, unused_name
from .edits import Edit, Unsure, comment
from .function import PATH, Call, Function, Span, find_call
from .taking import Definitions

Document = dict[str, Any]
_MOST_LOCKS = 8  # the solver tells no more


@dataclass
class Context:
    """What plans are made with."""

    known: Definitions  # the definitions of a name that a file sees
    callers: Definitions  # the functions of a file that use a name
    prototypes: Callable[[str, str], tuple[Function, list[Span]]]  # of a static name
    pure: Callable[[str, str], bool]  # whether a function only computes
    old: Document  # argument positions of the old call
    tables: Document  # the campaign's "convert", and its words
    remarks: list[str] = field(default_factory=list)  # what a reader should know


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


def plan_rw(
    function: Function, site: Document, context: Context, taken: set[str]
) -> tuple[list[Edit], str]:
    """The edits of a may-write site beside its call, and what the call is given for the value.

    :param taken: names that other sites of the function use; new ones are added
    :raises Unsure: with the sentence why not
    """
    call = find_call(function, site)
    names = set(taken)
    lock = call.args[context.old["ptlp"]]
    if site["recheck"].get("present"):
        name = unused_name(function, context.tables["unused_value"], names)
        edits = _guarded(function, call, site, context, name)
        edits.append(declared(function, call, [call.start], name, lock, context.tables))
        taken |= names
        return edits, f"&{name}"
    table = call.args[context.old["pmd"]]
    if not re.fullmatch(PATH, table):
        raise Unsure(f"the table's entry is {table}, no plain variable")
    if any(
        left == table and right.startswith("&") for _, left, right in function.assigns
    ):
        raise Unsure(f"{table} may point to a copy of the entry")
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
        name = unused_name(function, context.tables["value"], names)
        edits = local.rechecks(function, call, site, context, name)
        edits.append(
            declared(
                function,
                call,
                [call.start, *local.places(function, site)],
                name,
                lock,
                context.tables,
            )
        )
        taken |= names
        return edits, f"&{name}"
    if lock in function.params:
        edits, name = threaded.out_parameter(function, call, site, context, names)
        taken |= names
        return edits, name
    raise Unsure(f"the lock goes to {lock}, which is taken elsewhere")
