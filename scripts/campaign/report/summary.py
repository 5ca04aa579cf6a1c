# SPDX-License-Identifier: GPL-2.0
"""The table at the end of a run: 80 columns, two lines a site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from . import phrases
from .layout import pad, paint, wrap
from .phrases import Document, printable
from .text import incomplete

# A verdict, a recheck, whether it was converted; what is compiled takes the rest.
_COLUMNS = (6, 15, 9)
_HEADS = ("verdict", "recheck", "converted", "compiled for")
_INDENT = "  "
_NOT_KNOWN = "-"


def summary(
    documents: Mapping[str, dict[str, Any]], paths: Mapping[str, str], colour: bool
) -> str:
    """The end of a run, for a person.

    :param documents: by stage: "find", "classify", "convert", "verify", as far as there are any
    :param paths: what to look at, by what it is ("classify", "diff", "logs"); in this order
    """
    present = [documents[s] for s in ("find", "classify", "convert", "verify") if s in documents]
    with_sites = [d for d in present if phrases.kind_of(d) != "verify"]
    sites: list[dict[str, Any]] = with_sites[-1]["sites"] if with_sites else []
    verified = documents.get("verify")
    answers = {s["id"]: s["flavours"] for s in verified["sites"]} if verified else {}
    lines: list[str] = []
    if sites:
        lines += ["site", _INDENT + _row(_HEADS)]
    for site in sites:
        lines += _site(site, answers.get(site["id"]), colour)
    lines += ["", *_totals(sites, answers, verified)]
    if verified:
        lines += _compilations(verified)
    if paths:
        lines.append("")
        size = max(len(printable(name)) for name in paths)
        lines += [f"{pad(printable(n), size)}  {printable(p)}" for n, p in paths.items()]
    holes = incomplete(present)
    return "".join(f"{line}\n" for line in lines + ([""] + holes if holes else []))
