# SPDX-License-Identifier: GPL-2.0
"""A run document: each site on each machine, each kernel, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from . import phrases
from .layout import WIDTH, command, cut_middle, pad, wrap
from .phrases import Document, printable

_LEGEND = (
    "F: a recheck was made to fail, and what is done then ran. R: the call ran, and the"
    " recheck. r: the call ran, in the original at least, no recheck did. c: compiled,"
    " not run. A dot: not in that kernel."
)
_COLUMN = 9
_MOST = 20  # of each kind of thing that is listed without -v


def machines(document: Document) -> list[str]:
    """The machines, in the document's order."""
    return list(dict.fromkeys(kernel["machine"] for kernel in document["kernels"]))


def mark(entry: Mapping[str, Any] | None) -> str:
    """What is known of a site on one machine, in one letter."""
    if not entry or not entry["compiled"]:
        return "."
    if entry["failure_path"]:
        return "F"
    return "R" if entry["reached"] else "r" if entry["original"] else "c"


def _counted(kernel: Document) -> str:
    """What a kernel came to, in a few words."""
    if kernel["status"] != "ok":
        return f"{kernel['status']}: {kernel['why']}"
    right = sum(test["status"] == "ok" for test in kernel["tests"])
    skipped = sum(test["status"] == "skip" for test in kernel["tests"])
    parts = [f"{right} of {phrases.count(len(kernel['tests']), 'program')} right"]
    parts += [f"{skipped} skipped"] if skipped else []
    reports = sum(report["times"] for report in kernel["reports"])
    parts.append(phrases.count(reports, "report"))
    sites = f"{len(kernel['reached'])} of {len(kernel['compiled'])} sites reached"
    parts.append(sites)
    if kernel["variant"] == "faulty":
        parts.append(f"{phrases.count(len(kernel['failure_path']), 'failure path')}")
    return ", ".join(parts)


def kernels(document: Document) -> Iterator[tuple[Document, str]]:
    """Each kernel, and what it came to."""
    for kernel in document["kernels"]:
        yield kernel, _counted(kernel)


def fault(entry: Document) -> str:
    """One thing that is wrong with a kernel."""
    head = f"{entry['machine']}, {entry['variant']}: {entry['kind']} {entry['name']}"
    return f"{head}: {entry['why']}" if entry["why"] else head


def known(document: Document) -> list[str]:
    """What the originals have of their own, each thing once, and which other kernel has it, too."""
    things: dict[tuple[str, str, str], list[Document]] = {}
    for entry in document["known"]:
        key = (entry["machine"], entry["kind"], entry["name"])
        things.setdefault(key, []).append(entry)
    found = []
    for entries in things.values():
        others = [entry["variant"] for entry in entries[1:]]
        too = f" ({' and '.join(others)}, too)" if others else ""
        found.append(fault(entries[0]) + too)
    return found


def sentence(document: Document) -> str:
    """What the boots came to."""
    told = [list(site["machines"].values()) for site in document["sites"]]

    def some(key: str) -> int:
        return sum(any(entry[key] for entry in entries) for entries in told)

    checked = sum(
        any(e["failure_path"] is not None for e in entries) for entries in told
    )
    ended = sum(kernel["status"] == "ok" for kernel in document["kernels"])
    fresh, old = len(document["new"]), len(known(document))
    return (
        f"{ended} of {phrases.count(len(document['kernels']), 'kernel')} came to their"
        f" end; {some('reached')} of {phrases.count(len(told), 'site')} reached,"
        f" {some('failure_path')} of {phrases.count(checked, 'failure path')};"
        f" {fresh or 'nothing'} new against the original,"
        f" {old or 'nothing'} wrong in the original itself."
    )


def _sites(document: Document) -> Iterator[str]:
    names = machines(document)
    room = WIDTH - _COLUMN * len(names)
    heads = [cut_middle(printable(name), _COLUMN - 1) for name in names]
    yield pad("site", room) + "".join(name.rjust(_COLUMN) for name in heads)
    for site in document["sites"]:
        file, function = phrases.site_of(site["id"])
        cells = [mark(site["machines"].get(name)) for name in names]
        text = cut_middle(f"{file} {function}", room - 1)
        yield pad(text, room) + "".join(cell.rjust(_COLUMN) for cell in cells)
    yield from wrap(_LEGEND)


def _faults(texts: list[str], head: str, verbose: int) -> Iterator[str]:
    most = len(texts) if verbose else _MOST
    for text in texts[:most]:
        yield from wrap(printable(text), f"{head}: ", "    ")
    if texts[most:]:
        yield f"{head}: {len(texts) - most} more; -v lists all"


def render(document: Document, verbose: int) -> Iterator[str]:
    """The document as text, without what is incomplete."""
    yield from _sites(document)
    yield ""
    for kernel, text in kernels(document):
        head = f"{kernel['machine']} {kernel['variant']}: "
        yield from wrap(printable(text), head, "    ")
        if kernel["log"] and (verbose or kernel["status"] != "ok"):
            yield from wrap(printable(kernel["log"]), "    log: ", "      ")
        if kernel["command"] and verbose:
            yield from command(printable(kernel["command"]), "    again: ", "      ")
        for entry in kernel["unreached"] if verbose else ():
            place = phrases.place(entry["file"], entry["line"])
            yield from wrap(f"{place}: {entry['what']} not reached", "    ", "      ")
    yield from _faults([fault(entry) for entry in document["new"]], "new", verbose)
    yield from _faults(known(document), "known", verbose)
    yield ""
    yield from wrap(printable(sentence(document)))
