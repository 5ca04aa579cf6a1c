# SPDX-License-Identifier: GPL-2.0
"""Rechecks where the lock is taken in the site's own function."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any

from .. import ctext
from . import operand, relock
from .declaration import root
from .edits import Edit, Unsure, branch, reindented, spaceless
from .function import Call, Function, Span
from .taking import Taking, taking_at
from .wayout import (
    WayOut,
    on_a_way_out,
    outs_between,
    released,
    stays_in_loop,
    tail_of,
    test_of,
    way_out,
)

Document = dict[str, Any]


@dataclass
class Passed:
    """What a path went through between the map and the lock."""

    out: WayOut  # the last way out for want of a mapping
    held: list[tuple[str, str, str]] = field(
        default_factory=list
    )  # (kind, what, its lock)
    quiet: bool = True  # nothing but that way out


def places(function: Function, site: Document) -> list[int]:
    """Where the locks of a site's own function are taken, as offsets."""
    lines = {
        lock["line"]
        for lock in site["recheck"]["locks"]
        if lock["function"] == function.name
    }
    return [s[0] for s in function.statements if function.line_of(s[0]) in lines]


def starts(function: Function, line: int) -> list[int]:
    """Where the statements of a line begin."""
    return [s[0] for s in function.statements if function.line_of(s[0]) == line]


def either(function: Function, line: int, lock: str, context: Any) -> Taking | None:
    """The if on a line that takes the lock unless it is one that is held, as a whole."""
    other = re.compile(rf"(?<![\w.>]){re.escape(lock)}\s*!=|!=\s*{re.escape(lock)}\b")
    for at in starts(function, line):
        statement = next(s for s in function.statements if s[0] == at)
        parts = function.if_parts(statement)
        if (
            parts is None
            or parts[2] is not None
            or not other.search(function.code, at, parts[1][0])
        ):
            continue
        for begin in range(
            function.line_of(parts[1][0]), function.line_of(statement[1]) + 1
        ):
            try:
                taking = taking_at(function, begin, lock, context.known, context.tables)
            except Unsure:
                continue
            opening = function.code.index("(", at)
            close = ctext.closing(function.code, opening)
            text = re.sub(r"\s+", " ", function.text[opening + 1 : close])
            return replace(taking, statement=statement, inner=None, condition=text)
    return None


def null_path(function: Function, call: Call) -> WayOut:
    """The way out of the test for NULL right behind the call.

    :raises Unsure: there is no such test, or it goes on
    """
    rest = [call.test] if call.test else function.following(call.statement)
    target = call.target
    if call.test:
        out = way_out(function, call.test)
        if out is None:
            raise Unsure(f"where {target} is NULL the function goes on")
        return out
    parts = function.if_parts(rest[0]) if rest else None
    if parts is None or test_of(parts[0]) not in (f"!{target}", f"{target}==NULL"):
        raise Unsure(f"{target} is not tested for NULL right behind the call")
    if parts[2] is not None:
        raise Unsure(f"the test of !{target} has an else")
    out = way_out(function, rest[0])
    if out is None:
        raise Unsure(f"where {target} is NULL the function goes on")
    if function.mentions(target, *parts[1]):
        raise Unsure(f"the way out where {target} is NULL uses it")
    return out


def _is_quiet(fn: str, tables: Document) -> bool:
    words = tables["words"]
    return any(
        fn in words[key]
        for key in (
            "reads",
            "none",
            "not_none",
            "same_entry",
            "same_table",
            "values",
            "transparent",
            "asserts",
        )
    ) or fn.startswith(tuple(words["reads_like"]))


def by_value(function: Function, args: list[str]) -> bool:
    """Whether a call is given values of variables alone: there is nothing it could hold."""
    types = [function.types.get(arg, "*") for arg in args]
    return bool(types) and not any("*" in t or "[" in t for t in types)


def passed_by(
    function: Function, call: Call, taking: Taking, null: WayOut, context: Any
) -> Passed:
    """What stands between the test for NULL and the lock.

    :raises Unsure: something of it may have to be undone, and how is not known
    """
    tables = context.tables
    start, end = null.span[1], taking.statement[0]
    if taking.inner:
        end = taking.inner[0]
    labels = [n for n, at in function.labels().items() if start <= at < end]
    if labels:
        raise Unsure(f"the label {labels[0]} stands between the call and the lock")
    outs = outs_between(function, start, end)
    found = Passed(null, [("map", call.target, taking.lock)])
    found.quiet = not function.code[start:end].strip()
    words = tables["words"]

    def leaving(at: int) -> bool:
        return on_a_way_out(function, outs, at)

    events: list[tuple[int, str, str, str]] = []
    for span, fn, args in function.calls:
        if not start <= span[0] < end or leaving(span[0]):
            continue
        if _is_quiet(fn, tables) or context.pure(function.file, fn):
            continue
        if by_value(function, args) and not re.search(tables["acquires"], fn):
            continue
        statement = function.statement_at(span[0])
        line = function.line_of(span[0])
        if statement and function.block(statement[0]) != function.block(call.start):
            raise Unsure(
                f"{fn}() on line {line} is not called on every path to the lock"
            )
        target = next(
            (
                a[1]
                for a in function.assigns
                if a[0][0] <= span[0] and span[1] <= a[0][1]
            ),
            "",
        )
        if fn in words["locked_output"] and target:
            locked = args[words["locked_output"][fn]].lstrip("&")
            events += [(span[0], "map", target, locked), (span[0], "lock", locked, "")]
        elif fn in words["maps"] and target:
            events.append((span[0], "map", target, args[-1].lstrip("&")))
        elif fn in tables["plain_locks"]:
            events.append((span[0], "lock", args[0], ""))
        elif (
            fn in tables["pairs"]
            and statement
            and function.words(statement) == function.words(span) + ";"
        ):
            given = function.text[function.code.index("(", span[0]) : span[1]]
            events.append((span[0], "ref", tables["pairs"][fn] + given + ";", ""))
        elif fn == tables["unlock"] and any(e[2] == args[0] for e in events):
            events = [e for e in events if not (e[1] == "lock" and e[2] == args[0])]
        else:
            raise Unsure(
                f"what {fn}() on line {line}, between the call and the lock, does is not known"
            )
    found.held += [(kind, what, lock) for _, kind, what, lock in events]
    _assigned(function, start, end, call, taking, found, leaving, events, context)
    return found


def _assigned(
    function: Function,
    start: int,
    end: int,
    call: Call,
    taking: Taking,
    found: Passed,
    leaving: Any,
    events: list[tuple[int, str, str, str]],
    context: Any,
) -> None:
    """The way out must not depend on what was assigned since the map.

    :raises Unsure: it may
    """
    own = {call.target, taking.lock} | {e[2] for e in events}
    for span, left, _ in function.assigns:
        if not start <= span[0] < end or leaving(span[0]) or left in own:
            if left == call.target and start <= span[0] < end:
                raise Unsure(f"{left} is assigned between the call and the lock")
            continue
        line = function.line_of(span[0])
        table = re.split(r"->|\.|\[", call.args[context.old["pmd"]])
        if left == call.args[context.old["pmd"]] or left in table:
            raise Unsure(
                f"{left} is assigned on line {line}: it leads to another table there"
            )
        if not re.fullmatch(r"\w+", left) or left not in function.locals():
            raise Unsure(f"{left}, assigned on line {line}, outlives the way out")
        spans = tail_of(function, found.out)
        if re.search(rf"\b{left}\b(?!\s*=[^=])", found.out.body) or any(
            function.mentions(left, *s) for s in spans
        ):
            raise Unsure(f"{left}, assigned on line {line}, is used on the way out")
    for span, what in function.steps:
        if start <= span[0] < end and (
            what in own
            or what in re.split(r"->|\.|\[|\]", call.args[context.old["pmd"]])
        ):
            raise Unsure(f"{what} is moved between the call and the lock")


def outlives(function: Function, path: str) -> bool:
    """Whether what is kept at a path is there after the function."""
    return "->" in path or root(path) not in function.locals()


def undo_lines(
    function: Function,
    call: Call,
    taking: Taking,
    path: Passed,
    tables: Document,
    retry: bool = False,
) -> list[str]:
    """What is undone before a way out, in order; no indentation.

    :raises Unsure: what is released may be used behind it
    """
    tail = tail_of(function, path.out)
    held = [*path.held, ("lock", taking.lock, "")]
    lines: list[str] = []
    resets: list[str] = []
    gone: set[str] = set()
    stays_in_loop(function, path.out, call.start, [call.target, taking.lock])
    for kind, what, lock in reversed(held):
        if what in gone:
            continue
        if kind == "ref":
            lines.append(what)
            continue
        mapping = what if kind == "map" else _mapping_of(held, what)
        done = (
            set()
            if retry or mapping is None
            else released(
                function, tail, mapping, what if kind == "lock" else lock, tables
            )
        )
        if kind == "lock":
            if "unlock" in done:
                continue
            last = [w for k, w, _ in held if k != "lock" and w not in gone][-1:]
            own = what == taking.lock
            plain = taking.plain if own else True
            condition = taking.condition if own else None
            if (
                mapping
                and last == [mapping]
                and plain
                and not condition
                and "unmap" not in done
            ):
                lines.append(f"{tables['unmap_unlock']}({mapping}, {what});")
                gone.add(mapping)
            else:
                undo = taking.undo if own else f"{tables['unlock']}({what});"
                lines += [f"if ({condition})", f"\t{undo}"] if condition else [undo]
            if outlives(function, what) and not (
                _resets(path.out, what) or (retry and _output(call, what))
            ):
                resets.append(f"{what} = NULL;")
        elif "unmap" not in done:
            lines.append(f"{tables['unmap']}({what});")
            gone.add(what)
    for kind, what, _ in path.held:
        if kind == "map" and what in gone and outlives(function, what) and not retry:
            if not _resets(path.out, what):
                resets.append(f"{what} = NULL;")
    return lines + resets


def _mapping_of(held: list[tuple[str, str, str]], lock: str) -> str | None:
    return next((w for kind, w, l in held if kind == "map" and l == lock), None)


def _resets(out: WayOut, path: str) -> bool:
    """Whether a way out itself forgets what is kept at a path."""
    return bool(re.search(rf"{re.escape(path)}\s*=\s*NULL", out.body))


def _output(call: Call, path: str) -> bool:
    """Whether the call itself puts something there again."""
    return f"&{path}" in call.args


def rechecks(
    function: Function, call: Call, site: Document, context: Any, name: str
) -> list[Edit]:
    """The edits that recheck behind each lock that a site's writes are under.

    :raises Unsure: with the sentence why not
    """
    tables, lock = context.tables, call.args[context.old["ptlp"]][1:]
    here = [p for p in site["recheck"]["locks"] if p["function"] == function.name]
    edits: list[Edit] = []
    if len(here) < len(site["recheck"]["locks"]):
        from . import threaded

        edits += threaded.callees(function, call, site, context, name)
    if not here:
        return edits
    null = null_path(function, call)
    done: list[Taking] = []
    table = call.args[context.old["pmd"]]
    lines = sorted({p["line"] for p in here})
    for line in lines:
        if any(
            t.statement[0] <= o < t.statement[1]
            for t in done
            for o in starts(function, line)
        ):
            continue
        first = done[-1] if done else Taking(null.span, lock, "", True)
        again = relock.recheck(function, call, null, first, line, name, context)
        if again:
            edits.append(again)
            continue
        taking = either(function, line, lock, context) or taking_at(
            function, line, lock, context.known, tables
        )
        if any(t.statement == taking.statement for t in done):
            continue
        if done:
            raise Unsure(
                f"{lock} is taken on line {function.line_of(done[-1].statement[0])} and again on line {line}"
            )
        done.append(taking)
        edits += recheck(function, call, null, taking, table, name, context)
    if site["recheck"].get("bare") and not any(t.sometimes for t in done):
        raise Unsure("a write is not seen to be under the mapping's lock")
    return edits


def recheck(
    function: Function,
    call: Call,
    null: WayOut,
    taking: Taking,
    table: str,
    name: str,
    context: Any,
) -> list[Edit]:
    """The recheck behind one lock, with its failure path.

    :raises Unsure: with the sentence why not
    """
    tables = context.tables
    if call.in_loop != function.loop(taking.statement):
        raise Unsure(f"{taking.lock} is taken in a loop that the call is not in")
    block = function.block(call.start)
    if not block[0] < taking.statement[0] < block[1]:
        raise Unsure("the call is not made on every path to the lock")
    around = function.parent(call.statement)
    labelled = around and re.match(r"\w+\s*:", function.code[around[0] :])
    if around and function.code[around[0]] != "{" and not labelled:
        raise Unsure("the call is not made on every path to the lock")
    if taking.sometimes:
        context.remarks.append(
            f"{taking.sometimes}() takes no lock in one configuration: there the recheck rests on a lock that the callers hold, and is harmless"
        )
    path = passed_by(function, call, taking, null, context)
    same = tables["same"].format(value=name, table=table)
    check = _check(function, call, null, taking, tables)
    if check:
        return [operand.added(function, check, same)]
    edits: list[Edit] = []
    label = _retry(function, call, null, path, tables)
    indent = function.indent(taking.statement[0])
    if label:
        lines = [
            f"{indent}\t{l}"
            for l in undo_lines(function, call, taking, path, tables, True)
        ]
        lines.append(f"{indent}\tgoto {label[0]};")
        edits += label[1]
    else:
        lines = [
            f"{indent}\t{l}" for l in undo_lines(function, call, taking, path, tables)
        ]
        lines += reindented(path.out.body, path.out.indent, indent + "\t")
    text = branch(indent, condition(name, table, tables), lines)
    at = function.line_end(taking.statement)
    if taking.inner:
        close = function.indent(taking.inner[0]) + "}\n"
        opening = function.code.rindex(")", taking.inner[0], taking.statement[0]) + 1
        edits.append(function.edit(opening, opening, " {"))
        text += close
    return [*edits, function.edit(at, at, text)]


def _check(
    function: Function, call: Call, null: WayOut, taking: Taking, tables: Document
) -> WayOut | None:
    """A check right behind the lock whose way out is right for the recheck, too."""
    rest = function.following(taking.statement)
    if not rest or taking.inner or taking.condition:
        return None
    check = operand.check_of(function, rest[0], call.target, tables)
    if check is None:
        return None
    pointer, lock = call.target, taking.lock
    releases = [
        f"{tables['unmap_unlock']}({pointer},{lock})",
        f"{tables['unmap']}({pointer})",
        f"{tables['unlock']}({lock})",
        spaceless(taking.undo).rstrip(";"),
    ]
    return check if operand.shared(function, null, check, releases) else None


def condition(name: str, table: str, tables: Document) -> str:
    """The test that a recheck is."""
    same: str = tables["same"].format(value=name, table=table)
    return f"unlikely(!{same})"


def _retry(
    function: Function, call: Call, null: WayOut, path: Passed, tables: Document
) -> tuple[str, list[Edit]] | None:
    """The label to map again from, where the way out would say that there is nothing.

    A bare return of 0, false or NULL is such a claim, unless a failed trylock
    returns the same.
    """
    body = spaceless(null.body)
    if path.out is not null or not path.quiet:
        return None
    if not re.fullmatch(r"return(0|false|NULL);", body):
        return None
    for statement in function.statements:
        parts = function.if_parts(statement)
        if parts and any(n in parts[0] for n in tables["plain_trylocks"]):
            if spaceless(function.body_of(parts[1])).endswith(body):
                return None
    return label_before(function, call)


def label_before(function: Function, call: Call) -> tuple[str, list[Edit]]:
    """A label right before the call: one that stands there, or a new one."""
    before = function.code[: call.statement[0]].rstrip()
    match = re.search(r"^[ \t]*(\w+)[ \t]*:$", before, re.M)
    if match and match.end() == len(before):
        return match.group(1), []
    used = set(re.findall(r"\w+", function.code))
    name = next(
        n for n in ("again", "retry", "map_again", "map_again2") if n not in used
    )
    at = function.line_start(call.statement[0])
    lead = re.search(
        r"(?:^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n)\Z", function.text[:at], re.S | re.M
    )
    if lead:
        at = lead.start()
    return name, [function.edit(at, at, f"{name}:\n")]
