# SPDX-License-Identifier: GPL-2.0
"""One more reason for a way out that is there: an entry compared right behind the lock.

What such a check undoes is what a recheck at the same place has to undo. What
it says in the end must be the same, too, in the site's own function.
"""

from __future__ import annotations

import re
from typing import Any

from .. import ctext
from .edits import Edit, padding, spaceless, width
from .function import Function, Span
from .wayout import WayOut, tail_of, way_out

Document = dict[str, Any]


def check_of(
    function: Function, statement: Span, mapping: str, tables: Document
) -> WayOut | None:
    """The way out of a comparison of the mapping's entry, of ||s alone."""
    out = way_out(function, statement)
    if out is None:
        return None
    opening = function.code.index("(", statement[0])
    close = ctext.closing(function.code, opening)
    compares = any(
        fn in tables["words"]["same_entry"]
        and opening < span[0] < close
        and function.mentions(mapping, *span)
        for span, fn, _ in function.calls
    )
    text = function.code[opening + 1 : close]
    return None if not compares or "&&" in text or "?" in text else out


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


def shared(function: Function, null: WayOut, out: WayOut, releases: list[str]) -> bool:
    """Whether a check's way out says the same as that of the NULL test."""
    label = re.search(r"\bgoto\s+(\w+)\s*;\s*$", ctext.blanked(null.body).rstrip())
    until = label.group(1) if label else ""
    wanted = [s for s in spaceless(ctext.blanked(null.body)).split(";") if s]
    return _claim(function, out, releases, until) == wanted
