# SPDX-License-Identifier: GPL-2.0
"""The verify document as text: a row for each patch, a column for each flavour, then what is not proven."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import phrases
from .layout import WIDTH, cut, pad, wrap
from .phrases import Document, printable

_FAILED, _SKIPPED, _NONE, _UNKNOWN = "FAIL", "skip", ".", "?"
_LEGEND = (
    "A number: so many objects were compiled. A dot: the patch reaches none there."
)
_NARROWEST = 24  # columns, of a patch's name
_MOST = 20  # of each kind of line that is listed without -v


def _cell(entry: Document | None) -> str:
    """What a cell of the table says."""
    if entry is None:
        return _UNKNOWN
    if entry["status"] != "ok":
        return _FAILED if entry["status"] == "fail" else _SKIPPED
    return str(len(entry["objects"]) or _NONE)


def _blocks(names: list[str], room: int) -> Iterator[list[str]]:
    """Flavours side by side, as many as fit; then the next ones."""
    block: list[str] = []
    for name in names:
        if block and sum(len(n) + 1 for n in [*block, name]) > room:
            yield block
            block = []
        block.append(name)
    if block:
        yield block


def table(document: Document) -> Iterator[str]:
    """The matrix."""
    steps = document["steps"]
    names = sorted({name for step in steps for name in step["flavours"]})
    shown = {name: cut(printable(name), 12) for name in names}
    for block in _blocks(names, WIDTH - _NARROWEST):
        taken = sum(len(shown[name]) + 1 for name in block)
        room = WIDTH - taken
        yield pad("patch", room) + "".join(
            f" {shown[n]:>{len(shown[n])}}" for n in block
        )
        for step in steps:
            patch = pad(
                cut(printable(step["patch"].removesuffix(".patch")), room), room
            )
            cells = [
                f" {_cell(step['flavours'].get(n)):>{len(shown[n])}}" for n in block
            ]
            yield (patch + "".join(cells)).rstrip()
        yield ""
    yield _LEGEND


def failures(document: Document, verbose: int) -> Iterator[str]:
    """Each cell that is not ok, with the command that repeats it."""
    skipped: set[str] = set()
    for step in document["steps"]:
        for name, entry in step["flavours"].items():
            if entry["status"] == "ok" and not verbose:
                continue
            why = printable(entry["why"] or "ok")
            if entry["status"] == "skipped":
                if name not in skipped:
                    yield from wrap(f"{printable(name)}: skipped: {why}", "", "    ")
                skipped.add(name)
                continue
            head = f"{printable(step['patch'])} {printable(name)}"
            yield from wrap(f"{head}: {why}", "", "    ")
            for warning in entry["warnings"]:
                yield from wrap(f"new warning: {printable(warning)}", "    ", "      ")
            if entry["log"]:
                yield f"    log: {printable(entry['log'])}"
            if entry["command"]:
                yield f"    again: {printable(entry['command'])}"
    first = document.get("first_failure")
    if first:
        text = f"the first step that fails: {printable(first['patch'])}"
        yield from wrap(f"{text}, {printable(first['flavour'])}", "", "    ")


def _listed(lines: list[str], verbose: int) -> Iterator[str]:
    """Some lines, all of them only with -v."""
    most = len(lines) if verbose else _MOST
    for line in lines[:most]:
        yield from wrap(line, "  ", "      ")
    if len(lines) > most:
        yield f"  and {len(lines) - most} more: -v lists them"


def coverage(document: Document, verbose: int) -> Iterator[str]:
    """The changed lines: how many reached a compiler, and which did not."""
    told = document.get("coverage")
    if not told:
        return
    count = phrases.count
    text = f"changed lines: {told['proven']} of {told['lines']} lines of code compiled"
    more = f"{count(told['comments'], 'line')} of comments, {count(told['documents'], 'line')} of documents"
    yield from wrap(f"{text}; beside them {more}", "", "    ")
    for key, words in (("unproven", "not compiled"), ("partial", "not compiled")):
        lines = []
        for entry in told.get(key, []):
            where = phrases.place(entry["file"], entry["line"])
            arch = f" on {entry['arch']}" if entry.get("arch") else ""
            tail = "".join(
                f"; {r['symbol']}={r['value']} would show it"
                for r in entry["reveals"][:1]
            )
            lines.append(printable(f"{words}{arch}: {where}: {entry['why']}{tail}"))
        if key == "unproven" or verbose:
            yield from _listed(lines, verbose)
        elif lines:
            yield f"  {count(len(lines), 'line')} not on every architecture: -v lists them"


def equality(document: Document, verbose: int) -> Iterator[str]:
    """What of the objects is the same as before."""
    told = document.get("compared")
    if not told:
        return
    entries: list[dict[str, Any]] = document["equality"]
    sites = [e for e in entries if e.get("site")]
    if sites:
        same = sum(e["same"] for e in sites)
        yield from wrap(
            f"read-only sites: {same} of {len(sites)} (site, flavour) without any "
            "change of machine code",
            "",
            "    ",
        )
    text = f"functions: {told['functions']} compared, {told['same']} the same"
    text += f", {told['explained']} changed by the patch itself"
    yield from wrap(
        f"{text}, {told['unexplained']} changed for no known reason", "", "    "
    )
    lines = [
        printable(
            f"{e.get('function') or e.get('site')} in {e['object']}, {e['flavour']}, "
            f"{e['patch']}: {e['why']}"
        )
        for e in entries
        if not e["same"] and (verbose or e.get("explained") in (None, "unexplained"))
    ]
    yield from _listed(lines, verbose)


def sparse(document: Document, verbose: int) -> Iterator[str]:
    """What sparse says that it did not say of the original."""
    told = document.get("sparse")
    if told is None:
        return
    fresh = told["messages"]
    yield f"sparse: {phrases.count(told['objects'], 'object')}, {phrases.count(len(fresh), 'new message')}"
    lines = [printable(f"{m['flavour']}: {m['file']}: {m['text']}") for m in fresh]
    yield from _listed(lines, verbose)


def sites(document: Document) -> Iterator[str]:
    """Where each site was compiled."""
    for site in document["sites"]:
        file, function = phrases.site_of(site["id"])
        groups = phrases.by_answer(site["flavours"]).items()
        told = "; ".join(f"{word}: {' '.join(names)}" for word, names in groups)
        yield from wrap(f"{file} {function}: {told or 'no flavour'}", "", "    ")


def render(document: Document, verbose: int) -> Iterator[str]:
    """The whole document."""
    yield from table(document)
    parts = [
        list(failures(document, verbose)),
        [
            *coverage(document, verbose),
            *equality(document, verbose),
            *sparse(document, verbose),
        ],
        list(sites(document)),
    ]
    for part in parts:
        if part:
            yield ""
            yield from part
