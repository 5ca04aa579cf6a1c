# SPDX-License-Identifier: GPL-2.0
"""A lock that is found through the table's live entry, and under which it is cleared.

The entry may have changed since it was looked at: what it leads to now may be
no table, or another one. Mapping the table gives the lock of what was there,
and the entry's value to hold it against.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from . import local
from .between import no_directives, stores
from .declaration import declared, unused_name
from .edits import Edit, Unsure, branch, split_line
from .function import PATH, Call, Function, Span
from .taking import Taking, taking_at

Document = dict[str, Any]


def plan_derived(
    function: Function, site: Document, context: Any, new: str
) -> list[Edit]:
    """Map the table instead, and recheck under the lock; unmap where that is done.

    :param new: the may-write helper's name
    :raises Unsure: with the sentence why not
    """
    tables = context.tables
    if site["recheck"].get("bare"):
        raise Unsure("a write is not seen to be under the lock")
    line, column = site["position"]
    at = function.starts[line - 1] + column
    found = [(span, fn, args) for span, fn, args in function.calls if span[0] == at]
    if not found:
        raise Unsure("spatch does not see the call as one")
    span, fn, args = found[0]
    statement = function.statement_at(span[0])
    words = re.escape(function.words(span))
    match = statement and re.fullmatch(rf"({PATH})={words};", function.words(statement))
    if not match or statement is None:
        raise Unsure("the lock is not kept by a plain assignment")
    lock, table = match.group(1), args[tables["words"]["lock_of"][fn]]
    entry = _entry_lock(function, statement, table, tables)
    taking = _taking(function, statement, lock, context)
    address = _address(function, statement, taking, table, tables)
    value = unused_name(function, tables["value"], context)
    mapping = unused_name(function, tables["mapping"], context)
    indent = function.indent(statement[0])
    leave = _way_out(function, statement, taking, lock, entry, tables)
    called = f"{new}({args[0]}, {table}, {address}, &{value}, &{lock})"
    text = split_line(f"{indent}{mapping} = {called};") + "\n"
    text += branch(indent, f"!{mapping}", [f"{indent}\t{s}" for s in leave])
    begin = function.line_start(statement[0])
    edits = [function.edit(begin, function.line_end(statement), text)]
    edits += _recheck(
        function, taking, leave, mapping, local.condition(value, table, tables), tables
    )
    call = Call(span[0], span[1], statement, lock, args)
    edits.append(declared(function, call, [span[0]], value, lock, tables))
    pointer = {**tables, "value_type": f"{tables['entry_type']} *"}
    kept = declared(function, call, [span[0]], mapping, lock, pointer)
    edits.append(replace(kept, new=kept.new.replace("* ", "*")))
    return edits


def _entry_lock(
    function: Function, statement: Span, table: str, tables: Document
) -> str:
    """The entry's own lock, taken by the statement before.

    :raises Unsure: it is not
    """
    block = function.block(statement[0])
    before = [
        s
        for s in function.statements
        if s[1] <= statement[0] and function.block(s[0]) == block
    ]
    words = function.words(before[-1]) if before else ""
    for fn in tables["words"]["locked_result"]:
        match = re.fullmatch(rf"({PATH})={fn}\((.*)\);", words)
        if match and table in match.group(2).split(","):
            return match.group(1)
    raise Unsure(f"the lock of {table} itself is not taken right before")


def _taking(function: Function, statement: Span, lock: str, context: Any) -> Taking:
    rest = function.following(statement)
    if not rest:
        raise Unsure(f"{lock} is not taken right behind")
    if re.search(r"\b(?:return|goto|break|continue)\b", function.code[slice(*rest[0])]):
        raise Unsure(f"the function may leave where {lock} is taken")
    line = function.line_of(rest[0][0])
    taking = local.either(function, line, lock, context)
    return taking or taking_at(function, line, lock, context.known, context.tables)


def _address(
    function: Function, statement: Span, taking: Taking, table: str, tables: Document
) -> str:
    """The address that the table is removed at.

    :raises Unsure: no call behind the lock tells
    """
    found = {
        (args[where["addr"]], span[0])
        for span, fn, args in function.calls
        if span[0] > taking.statement[1]
        and (where := tables["removes"].get(fn))
        and args[where["pmd"]] == table
    }
    if len(found) != 1:
        raise Unsure(f"the address that {table} is for is not seen")
    address, at = found.pop()
    around = {
        name
        for where, name in function.declares
        if where < statement[0]
        and function.block(where)[0] <= statement[0] < function.block(where)[1]
    } | set(function.params)
    names = {n for n in re.findall(r"(?<![\w.>])[A-Za-z_]\w*", address)}
    changed = {left for _, left, _ in stores(function, statement[0], at)}
    if not names <= around or names & changed:
        raise Unsure(f"{address} is not known yet where the table is mapped")
    return address


def _is_call(function: Function, statement: Span) -> bool:
    """Whether a statement is a call and nothing else."""
    words = function.words(statement)
    return any(
        span[0] == statement[0] and words == function.words(span) + ";"
        for span, _, _ in function.calls
    )


def _gives_back(
    function: Function, statement: Span, before: int, entry: str, tables: Document
) -> bool:
    """Whether a call gives back what another one took before, with the same arguments."""
    words = function.words(statement)
    if words == f"{tables['unlock']}({entry});":
        return True
    fn, rest = words.split("(", 1)
    for end, starts in tables["gives_back"].items():
        for start in starts:
            taker = re.sub(rf"(?<![a-z]){end}(?![a-z])", start, fn)
            if taker != fn and any(
                span[0] < before and function.words(span) + ";" == f"{taker}({rest}"
                for span, _, _ in function.calls
            ):
                return True
    return False


def _way_out(
    function: Function,
    statement: Span,
    taking: Taking,
    lock: str,
    entry: str,
    tables: Document,
) -> list[str]:
    """What is left to do where nothing was removed: as the function does where it skips.

    :raises Unsure: it is not seen
    """
    rest = function.following(statement)
    release = re.compile(rf"(?:if\(.*\))?{tables['unlock']}\({re.escape(lock)}\);")
    at = next(
        (i for i, s in enumerate(rest) if release.fullmatch(function.words(s))), None
    )
    if at is None:
        raise Unsure(f"where {lock} is released is not seen")
    lines: list[str] = []
    left = rest[at + 1 :]
    no_directives(function, statement[0], rest[-1][1])
    for inner in rest[1:at]:
        if inner[0] > taking.statement[1] and _is_call(function, inner):
            raise Unsure(
                f"line {function.line_of(inner[0])} may have to be done on the way out, too"
            )
    made = {
        left_side
        for span, left_side, _ in function.assigns
        if taking.statement[1] <= span[0] < rest[at][0]
    }
    while left and _is_call(function, left[0]):
        if not _gives_back(function, left[0], statement[0], entry, tables):
            raise Unsure(
                f"line {function.line_of(left[0][0])} may be about a table that was removed"
            )
        used = set(re.findall(r"\w+", function.words(left[0])))
        if used & made:
            line = function.line_of(left[0][0])
            raise Unsure(
                f"line {line} uses what is known only where the table was removed"
            )
        lines.append(re.sub(r"\s+", " ", function.text[left[0][0] : left[0][1]]))
        left = left[1:]
    if f"{tables['unlock']}({entry});" not in [
        re.sub(r"\s+", "", line) for line in lines
    ]:
        raise Unsure(f"where {entry} is released is not seen")
    if left and function.words(left[0]) == "return;":
        return [*lines, "return;"]
    critical = function.code[taking.statement[1] : rest[at][0]]
    for other in left:
        parts = function.if_parts(other)
        flag = parts and parts[2] is None and re.fullmatch(r"!(\w+)", parts[0])
        if not flag or not re.search(rf"\b{flag.group(1)}\s*=\s*true\s*;", critical):
            raise Unsure(
                f"what line {function.line_of(other[0])} does where nothing was removed is not known"
            )
    loop = function.loop(statement)
    if loop and function.block(statement[0])[1] == loop[1]:
        return [*lines, "continue;"]
    if loop is None and function.block(statement[0])[0] == function.body:
        return [*lines, "return;"]
    raise Unsure("where the function goes on behind the locks is not known")


def _recheck(
    function: Function,
    taking: Taking,
    leave: list[str],
    mapping: str,
    differs: str,
    tables: Document,
) -> list[Edit]:
    indent = function.indent(taking.statement[0])
    at = function.line_end(taking.statement)
    parts = function.if_parts(taking.statement)
    undo = f"{tables['unmap_unlock']}({mapping}, {taking.lock});"
    inner = indent + ("\t" if taking.condition else "")
    lines = [f"{inner}\t{s}" for s in (undo, *leave)]
    text = branch(inner, differs, lines)
    unmap = f"{indent}{tables['unmap']}({mapping});\n"
    if not taking.condition or parts is None:
        return [function.edit(at, at, text + unmap)]
    if function.code[parts[1][0]] == "{":
        close = function.line_start(parts[1][1] - 1)
        return [function.edit(close, close, text), function.edit(at, at, unmap)]
    opening = function.code.rindex(")", taking.statement[0], parts[1][0]) + 1
    return [
        function.edit(opening, opening, " {"),
        function.edit(at, at, f"{text}{indent}}}\n{unmap}"),
    ]
