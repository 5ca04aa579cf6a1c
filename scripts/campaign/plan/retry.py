# SPDX-License-Identifier: GPL-2.0
"""Map again, where the way out for want of a mapping would claim that there is nothing."""

from __future__ import annotations

import re
from typing import Any

from .between import Passed, harmless
from .edits import Edit, Unsure, spaceless
from .function import Call, Function
from .wayout import WayOut

Document = dict[str, Any]
_LABELS = ("again", "retry", "map_again")


def retry_label(
    function: Function, call: Call, null: WayOut, path: Passed, context: Any
) -> tuple[str, list[Edit]] | None:
    """The label to map again from, and what makes it; None where the way out claims nothing.

    A bare return of 0, false or NULL is such a claim, unless a failed trylock
    returns the same.

    :raises Unsure: it is one, and the call can't be repeated by itself
    """
    tables, body = context.tables, spaceless(null.body)
    if not re.fullmatch(r"return\(?(?:0|false|NULL)\)?;", body) or not path.quiet:
        return None
    for statement in function.statements:
        parts = function.if_parts(statement)
        if parts and any(n in parts[0] for n in tables["plain_trylocks"]):
            if spaceless(function.body_of(parts[1])).endswith(body):
                return None
    _repeatable(function, call, context)
    return _label_before(function, call, context)


def _repeatable(function: Function, call: Call, context: Any) -> None:
    """The call's statement may be run again, and again.

    :raises Unsure: it may not
    """
    why = "where the table is gone the map has to be repeated, and "
    begin = function.line_start(call.statement[0])
    before = function.code[begin : call.statement[0]].strip()
    if call.declared or (before and not before.endswith(":")):
        raise Unsure(f"{why}the call does not stand on lines of its own")
    for span, fn, _ in function.calls:
        if call.start < span[0] and span[1] <= call.end:
            if not harmless(function, fn, context):
                raise Unsure(f"{why}its arguments call {fn}()")
    if re.search(r"\+\+|--|[^=!<>]=[^=]", "".join(call.args)):
        raise Unsure(f"{why}its arguments change something")
    if function.text[begin - 2 : begin] == "\\\n":
        raise Unsure(f"{why}the call is in a macro")


def _label_before(
    function: Function, call: Call, context: Any
) -> tuple[str, list[Edit]]:
    """A label right before the call: one that stands there, or a new one."""
    before = function.code[: call.statement[0]].rstrip()
    match = re.search(r"^[ \t]*(\w+)[ \t]*:$", before, re.M)
    if match and match.end() == len(before):
        return match.group(1), []
    used = set(re.findall(r"\w+", function.code)) | context.labels
    free = [n for n in _LABELS if n not in used]
    name = next((n for n in free if not context.named(function.file, n)), None)
    if name is None:
        raise Unsure("no name for a label is free")
    context.labels.add(name)
    at = function.line_start(call.statement[0])
    lead = re.search(
        r"(?:^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n)\Z", function.text[:at], re.S | re.M
    )
    if lead:
        at = lead.start()
    return name, [function.edit(at, at, f"{name}:\n")]
