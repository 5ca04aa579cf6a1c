# SPDX-License-Identifier: GPL-2.0
"""The variable that keeps the table entry's value: its name and its declaration."""

from __future__ import annotations

import re
from typing import Any

from .. import ctext
from .edits import Edit, Unsure
from .function import Call, Function, Span

Document = dict[str, Any]


def unused_name(function: Function, wanted: str, context: Any) -> str:
    """A name that neither the function nor another site's conversion in it uses.

    A macro, or what is known all over the file, is none.

    :raises Unsure: all are used
    """
    taken = context.names.setdefault((function.file, function.at), set())
    for name in [wanted] + [f"{wanted}{n}" for n in range(2, 10)]:
        if context.named(function.file, name):
            continue
        if name not in taken and not re.search(rf"\b{name}\b", function.code):
            taken.add(name)
            return name
    raise Unsure(f"{wanted} is taken as a name")


def root(path: str) -> str:
    """The variable at the beginning of a path."""
    return re.split(r"->|\.|\[", path.lstrip("&*"))[0]


def _block_of(function: Function, offsets: list[int]) -> Span:
    """The innermost block around all of some offsets."""
    around = [
        s
        for s in function.statements
        if function.code[s[0]] == "{" and all(s[0] < o < s[1] for o in offsets)
    ]
    return around[-1] if around else (function.body, len(function.text))


def _end_of(function: Function, at: int) -> int:
    """Where the ; of a declaration stands."""
    end = at
    while function.code[end] != ";":
        if function.code[end] == "(":
            end = ctext.closing(function.code, end)
        elif function.code[end] in "{[":
            end = function.code.find("}" if function.code[end] == "{" else "]", end)
        end += 1
    return end


def declared(
    function: Function,
    call: Call | None,
    offsets: list[int],
    name: str,
    lock: str,
    tables: Document,
    scope: int | None = None,
) -> Edit:
    """Declare the variable in the block of all that uses it, beside the lock or the mapping.

    :param offsets: where it is used
    :param scope: what stands in its block, too, if that is known
    :raises Unsure: there is no line for it
    """
    value_type = tables["value_type"]
    block = _block_of(function, offsets if scope is None else [*offsets, scope])
    inner = [s for s in function.statements if s[0] > block[0] and s[1] <= block[1]]
    first = inner[0][0] if inner else block[1]
    here = [
        (at, declared)
        for at, declared in function.declares
        if block[0] < at < first and function.block(at) == block
    ]
    conditional = re.search(r"^[ \t]*#", function.text[block[0] : first], re.M)
    if conditional:
        raise Unsure("the declarations differ by configuration")
    if not here:
        at = function.code.index("\n", block[0]) + 1
        if function.code[block[0] + 1 : at].strip():
            raise Unsure("there is no line for a declaration where the block begins")
        space = "" if here else "\n"
        indent = function.indent(here[0][0] if here else inner[0][0])
        return function.edit(at, at, f"{indent}{value_type} {name};\n{space}")
    near = [root(lock)] + ([root(call.target)] if call else [])
    beside = next(
        (at for wanted in near for at, there in here if there == wanted), here[-1][0]
    )
    end = _end_of(function, beside)
    at = function.code.index("\n", end) + 1
    if at > min(offsets):  # the call itself is in a declaration
        at = function.line_start(min(offsets))
        return function.edit(at, at, f"{function.indent(at)}{value_type} {name};\n")
    behind = function.text[end + 1 : at]
    if function.code[end + 1 : at].strip() or behind.count("/*") != behind.count("*/"):
        raise Unsure("there is no line of its own for a declaration")
    return function.edit(at, at, f"{function.indent(beside)}{value_type} {name};\n")
