# SPDX-License-Identifier: GPL-2.0
"""One more reason for a way out that is there: an entry compared right behind the lock.

What such a check undoes is what a recheck at the same place has to undo. What
it says in the end must be the same, too, in the site's own function.
"""

from __future__ import annotations

import re
from typing import Any

from .. import ctext
from .between import harmless, stores
from .edits import Edit, padding, spaceless, width
from .function import Function, Span
from .wayout import WayOut, tail_of, way_out

Document = dict[str, Any]


def _operands(code: str) -> list[str]:
    """What stands between the ||s of a condition; likely() around it taken off."""
    inner = re.fullmatch(r"\s*(?:un)?likely\s*\((.*)\)\s*", code, re.S)
    code = inner.group(1) if inner else code
    depth, last, parts = 0, 0, []
    for at, char in enumerate(code):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if code.startswith("||", at) and not depth:
            parts.append(code[last:at].strip())
            last = at + 2
    return [*parts, code[last:].strip()]


def check_of(
    function: Function, statement: Span, mapping: str, context: Any
) -> WayOut | None:
    """The way out of a comparison of the mapping's entry, of ||s alone.

    It has to be taken where the entry is another one; asking must change nothing.
    """
    out = way_out(function, statement)
    if out is None:
        return None
    same = context.tables["words"]["same_entry"]
    opening = function.code.index("(", statement[0])
    close = ctext.closing(function.code, opening)
    asked = [c for c in function.calls if opening < c[0][0] < close]
    compares = any(fn in same and function.mentions(mapping, *s) for s, fn, _ in asked)
    text = function.code[opening + 1 : close]
    for part in _operands(text):
        if any(re.search(rf"\b{n}\b", part) for n in same) and not part.startswith("!"):
            return None
    changes = stores(function, opening, close) or not all(
        harmless(function, fn, context) for _, fn, _ in asked
    )
    return None if not compares or changes or "&&" in text or "?" in text else out


def added(function: Function, out: WayOut, same: str) -> Edit:
    """The edit that adds a condition to those of a way out."""
    opening = function.code.index("(", out.span[0])
    close = ctext.closing(function.code, opening)
    inner = re.match(r"\(\s*(?:un)?likely\s*\(", function.code[opening : close + 1])
    if inner:
        opening += inner.end() - 1
        close = ctext.closing(function.code, opening)
    pad = padding(width(function.text[function.line_start(opening) : opening + 1]))
    return function.edit(close, close, f" ||\n{pad}!{same}")


def _claim(
    function: Function, out: WayOut, releases: list[str], until: str
) -> list[str] | None:
    """What a way out does but releasing, up to a label or the end; None: not known."""
    body = [s for s in spaceless(ctext.blanked(out.body)).split(";") if s]
    if any("{" in s or s.startswith("if(") for s in body):
        return None
    done = [s for s in body if s not in releases]
    label = re.fullmatch(r"goto(\w+)", done[-1]) if done else None
    if not label or label.group(1) == until:
        return done
    stop = function.labels().get(until, len(function.code))
    at = function.labels().get(label.group(1), -1)
    if not 0 <= at < stop:
        return None
    done.pop()
    for statement in tail_of(function, out):
        if statement[0] >= stop:
            break
        words = re.sub(r"^\w+:(?!:)", "", function.words(statement)).rstrip(";")
        if words not in releases:
            done.append(words)
    if until:
        done.append(f"goto{until}")
    return done


def fails(function: Function, out: WayOut, releases: list[str]) -> bool:
    """Whether a callee's way out gives back what it took and says that it failed."""
    done = _claim(function, out, releases, "")
    if not done:
        return False
    error = re.compile(r"(\w+)=-E[A-Z]+")
    errors = [m.group(1) for s in done[:-1] if (m := error.fullmatch(s))]
    if len(errors) < len(done) - 1:
        return False
    last = done[-1]
    plain = re.fullmatch(r"return\(?-E[A-Z]+\)?", last)
    return bool(plain) or last in [f"return{name}" for name in errors]


def shared(function: Function, null: WayOut, out: WayOut, releases: list[str]) -> bool:
    """Whether a check's way out says the same as that of the NULL test."""
    label = re.search(r"\bgoto\s+(\w+)\s*;\s*$", ctext.blanked(null.body).rstrip())
    until = label.group(1) if label else ""
    wanted = [s for s in spaceless(ctext.blanked(null.body)).split(";") if s]
    return _claim(function, out, releases, until) == wanted
