# SPDX-License-Identifier: GPL-2.0
"""The table at the end of a run: 80 columns, two lines a site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from . import booted, matrix, phrases, proven
from .layout import pad, paint, wrap
from .phrases import Document, printable
from .text import incomplete, left_out

# A verdict, a recheck, whether it was converted; what is compiled takes the rest.
_COLUMNS = (7, 15, 9)
_HEADS = ("verdict", "recheck", "converted", "compiled for")
_INDENT = "  "
_NOT_KNOWN = "-"
# Documents that tell of sites, and list none of their own
_PROOFS = ("verify", "run")


def _row(cells: tuple[str, ...]) -> str:
    """The cells of a line, the last one as long as it likes."""
    padded = [pad(cell, size) for cell, size in zip(cells, _COLUMNS)]
    return "  ".join([*padded, *cells[len(_COLUMNS) :]]).rstrip()


def _compiled_for(answers: Mapping[str, str] | None) -> str:
    """The flavours whose object has the call; failing that, what became of it."""
    if answers is None:
        return _NOT_KNOWN
    groups = phrases.by_answer(answers)
    if "object" in groups:
        return " ".join(groups["object"])
    if "early" in groups:
        return f"none; dead code in {' '.join(groups['early'])}"
    return "none"


def _site(
    site: Document, answers: Mapping[str, str] | None, colour: bool
) -> Iterator[str]:
    """The lines of a site: where it is, what is known, why it was not converted."""
    yield from wrap(phrases.at(site), "", _INDENT, split=True)
    verdict = printable(site.get("verdict", _NOT_KNOWN))
    done = {True: "yes", False: "no", None: _NOT_KNOWN}[site.get("converted")]
    cells = (verdict, phrases.recheck_word(site) or _NOT_KNOWN, done)
    head = f"{_INDENT}{_row((*cells, ''))}"
    first, *more = wrap(
        _compiled_for(answers), pad(head, len(_INDENT) + sum(_COLUMNS) + 6)
    )
    yield first.replace(verdict, paint(verdict, verdict, colour), 1)
    yield from more
    why = site.get("why_not") or (site["reason"] if verdict == "manual" else None)
    if why:
        yield from wrap(printable(why), " " * (len(_INDENT) + _COLUMNS[0] + 2))


def _totals(
    sites: list[dict[str, Any]],
    answers: Mapping[str, Mapping[str, str]],
    verified: Document | None,
) -> list[str]:
    """How many sites of each verdict, how many converted, how many compiled."""
    if any("verdict" in site for site in sites):
        parts = [phrases.verdict_counts(sites)]
    else:
        parts = [phrases.count(len(sites), "site")]
    if any("converted" in site for site in sites):
        parts.append(phrases.converted_counts(sites))
    if verified and sites:
        built = sum("object" in answers.get(s["id"], {}).values() for s in sites)
        parts.append(f"{built} of {len(sites)} compiled for a flavour")
    return wrap("; ".join(parts))


def summary(
    documents: Mapping[str, dict[str, Any]], paths: Mapping[str, str], colour: bool
) -> str:
    """The end of a run, for a person.

    :param documents: by stage: "find", "classify", "convert", "verify", "run", as far as there are any
    :param paths: what to look at, by what it is ("classify", "diff", "logs"); in this order
    """
    present = [
        documents[s]
        for s in ("find", "classify", "convert", "verify", "run")
        if s in documents
    ]
    with_sites = [d for d in present if phrases.kind_of(d) not in _PROOFS]
    sites: list[dict[str, Any]] = with_sites[-1]["sites"] if with_sites else []
    verified = documents.get("verify")
    answers = {s["id"]: s["flavours"] for s in verified["sites"]} if verified else {}
    lines: list[str] = []
    if sites:
        lines += ["site", _INDENT + _row(_HEADS)]
    for site in sites:
        lines += _site(site, answers.get(site["id"]), colour)
    lines += ["", *_totals(sites, answers, verified)]
    for entry in phrases.left_out(documents.get("convert", {"incomplete": []})):
        lines += wrap(left_out(entry), "", "    ")
    if verified:
        cells = list(matrix.cells(verified, 0))
        lines += ["", *matrix.table(verified), *([""] + cells if cells else []), ""]
        lines += wrap(printable(proven.verdict(verified).sentence))
    if "run" in documents:
        lines += ["", *booted.render(documents["run"], 0)]
    if paths:
        lines.append("")
        size = max(len(printable(name)) for name in paths)
        lines += [
            f"{pad(printable(n), size)}  {printable(p)}" for n, p in paths.items()
        ]
    holes = incomplete(present)
    return "".join(f"{line}\n" for line in lines + ([""] + holes if holes else []))
