# SPDX-License-Identifier: GPL-2.0
"""How a lock is taken on a line of a function, and how that is undone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .edits import Unsure
from .function import Function, Span

Document = dict[str, Any]
Definitions = Callable[[str, str], list[Function]]  # of a name that a file sees


@dataclass
class Taking:
    """A lock, surely held behind a statement."""

    statement: Span  # behind it the recheck goes
    lock: str
    undo: str  # the statement that releases it
    plain: bool  # ... by the plain unlock, which unmapping can be joined with
    inner: Span | None = None  # the branch that it is alone in, and that wants braces
    condition: str | None = None  # under which it was taken; None: always
    sometimes: str | None = None  # the wrapper that is empty in a configuration
    undone_at: int = 0  # where the function itself undoes what a wrapper took


def locked_params(callee: Function, names: list[str]) -> set[int]:
    """Which parameters a function gives to one of the names."""
    given = {args[0] for _, fn, args in callee.calls if fn in names and args}
    return {i for i, name in enumerate(callee.params) if name in given}


def _wrapper(
    function: Function,
    fn: str,
    args: list[str],
    lock: str,
    known: Definitions,
    names: list[str],
) -> tuple[bool, bool]:
    """Whether a call takes (releases) the lock in one of its definitions; and in all."""
    if lock not in args:
        return False, False
    at = args.index(lock)
    found = [at in locked_params(d, names) for d in known(function.file, fn)]
    return any(found), bool(found) and all(found)


def _undo(
    function: Function, lock: str, behind: int, known: Definitions, tables: Document
) -> tuple[str, int]:
    """The statement with which the function itself releases what a wrapper took, and where.

    :raises Unsure: there is none, or there are several ways
    """
    found: list[tuple[str, int]] = []
    for span, fn, args in function.calls:
        if span[0] < behind or lock not in args:
            continue
        plain = fn in tables["unlocks"]
        if plain or _wrapper(function, fn, args, lock, known, tables["unlocks"])[0]:
            text = re.sub(r"\s+", " ", function.text[span[0] : span[1]]) + ";"
            found.append((text, span[0]))
    if not found:
        raise Unsure(f"how the function releases {lock} is not seen")
    if len({text for text, _ in found}) > 1:
        raise Unsure(f"{lock} is released in more than one way")
    return found[0]


def _lock_call(
    function: Function,
    span: Span,
    fn: str,
    args: list[str],
    lock: str | None,
    known: Definitions,
    tables: Document,
) -> Taking | None:
    """The taking of a lock that a call is, if it is one. lock: which; None: any."""
    statement = function.statement_at(span[0])
    if statement is None or not args:
        return None
    if fn in tables["plain_locks"] and lock in (None, args[0]):
        if function.words(statement) != function.words(span) + ";":
            return None
        return Taking(statement, args[0], f"{tables['unlock']}({args[0]});", True)
    if fn in tables["plain_trylocks"] and lock in (None, args[0]):
        parts = function.if_parts(statement)
        if parts is None or parts[0] not in (
            f"!{fn}({args[0]})",
            f"unlikely(!{fn}({args[0]}))",
        ):
            raise Unsure(f"{fn}({args[0]}) is not tested by itself")
        if parts[2] is not None:
            raise Unsure(f"the test of !{fn}({args[0]}) has an else")
        from .wayout import leaves

        if not leaves(function.body_of(parts[1])):
            raise Unsure(f"where {fn}({args[0]}) fails the function goes on")
        return Taking(statement, args[0], f"{tables['unlock']}({args[0]});", True)
    for candidate in [lock] if lock else args:
        some, every = _wrapper(
            function, fn, args, candidate, known, tables["plain_locks"]
        )
        if some and function.words(statement) == function.words(span) + ";":
            undo, at = _undo(function, candidate, span[1], known, tables)
            maybe = None if every else fn
            return Taking(
                statement, candidate, undo, False, sometimes=maybe, undone_at=at
            )
    return None


def _alone(function: Function, statement: Span) -> Span:
    """The branch that holds a statement and nothing else, or the statement."""
    parent = function.parent(statement)
    if parent and function.code[parent[0]] == "{":
        inner = function.code[parent[0] + 1 : statement[0]]
        rest = function.code[statement[1] : parent[1] - 1]
        if not inner.strip() and not rest.strip():
            return parent
    return statement


def _chain(
    function: Function, taking: Taking, known: Definitions, tables: Document
) -> None:
    """Where the lock is taken in a branch of an if, say what that means.

    :raises Unsure: it may not be held behind the if, and not be all in its branch
    """
    branch = _alone(function, taking.statement)
    test = function.parent(branch)
    parts = function.if_parts(test) if test else None
    if test is None or parts is None or branch not in (parts[1], parts[2]):
        return
    while True:  # up to the first if of the chain
        above = function.parent(_alone(function, test))
        outer = function.if_parts(above) if above else None
        if above is None or outer is None or outer[2] != test:
            break
        test, parts = above, outer
    if parts[2] is None and branch == parts[1]:
        if branch == taking.statement:
            taking.inner = test
        return
    conditions: list[str] = []
    at: Span | None = test
    while at is not None:
        parts = function.if_parts(at)
        link = parts[1] if parts else at
        last = link if function.code[link[0]] != "{" else None
        if last is None:
            inside = [
                s for s in function.statements if link[0] < s[0] and s[1] < link[1]
            ]
            last = inside[0] if len(inside) == 1 else None
        calls = [c for c in function.calls if last and last[0] <= c[0][0] < last[1]]
        taken = last and any(
            t is not None and t.statement == last and t.plain == taking.plain
            for t in (
                _lock_call(function, *c, taking.lock, known, tables) for c in calls
            )
        )
        if not taken:
            raise Unsure(
                f"{taking.lock} is taken on line {function.line_of(taking.statement[0])} in one of several branches, and not in each"
            )
        if parts is None:
            conditions = []
            break
        opening = function.code.index("(", at[0]) + 1
        conditions.append(
            re.sub(r"\s+", " ", function.text[opening : _close(function, opening)])
        )
        at = parts[2]
    if conditions:
        if not re.search(
            rf"(?<![\w.>]){re.escape(taking.lock)}\s*!=|!=\s*{re.escape(taking.lock)}\b",
            conditions[-1],
        ):
            raise Unsure(
                f"{taking.lock} may not be held behind the if on line {function.line_of(test[0])}"
            )
        taking.condition = " || ".join(conditions)
    taking.statement = test


def _close(function: Function, opening: int) -> int:
    from .. import ctext

    return ctext.closing(function.code, opening - 1)


def taking_at(
    function: Function,
    line: int,
    lock: str | None,
    known: Definitions,
    tables: Document,
) -> Taking:
    """How the lock is taken on a line.

    :param lock: the lock's expression, if it is known
    :param known: definitions of the functions that are called there
    :param tables: the campaign's "convert"
    :raises Unsure: it is not taken in a way that is known
    """
    for span, fn, args in function.calls:
        if function.line_of(span[0]) != line:
            continue
        taking = _lock_call(function, span, fn, args, lock, known, tables)
        if taking:
            _chain(function, taking, known, tables)
            return taking
    raise Unsure(f"{lock or 'the lock'} is not taken plainly on line {line}")
