# SPDX-License-Identifier: GPL-2.0
"""A check document in words: findings, what is known, suppressed or unsure."""

from __future__ import annotations

from collections.abc import Iterator

from . import phrases
from .layout import WIDTH, cut, wrap
from .phrases import Document, printable
from .source import Sources

_NO_LINE = "(the tree has no such line now)"


def title(entry: Document) -> str:
    """A finding in a line: file:line: rule: function(): message"""
    place = phrases.place(entry["file"], entry["line"])
    function = phrases.called(entry["function"])
    return f"{place}: {printable(entry['rule'])}: {function}: {printable(entry['message'])}"


def unused(document: Document) -> list[Document]:
    """The comments that suppress nothing."""
    return [s for s in document["suppressions"] if not s["used"]]


def comment(entry: Document) -> str:
    """A comment that suppresses rules: file:line: rules: reason"""
    place = phrases.place(entry["file"], entry["line"])
    rules = printable(", ".join(entry["rules"]) or "no rule")
    return f"{place}: {rules}: {printable(entry['reason'] or 'no reason')}"


def counts(document: Document) -> str:
    """3 findings, 1 in the baseline, 0 suppressed, 2 unsure"""
    parts = [phrases.count(len(document["findings"]), "finding")]
    parts += [f"{len(document['baseline'])} in the baseline"]
    parts += [f"{len(document['suppressed'])} suppressed"]
    parts += [f"{len(document['unsure'])} unsure"]
    return ", ".join(parts)


def _way(entry: Document, sources: Sources) -> Iterator[str]:
    """The steps to a finding, beside the source."""
    for step in entry["path"]:
        yield from wrap(phrases.step(step), "    ", "      ")
        text = sources.line(step["file"], step["line"])
        yield cut("      " + (_NO_LINE if text is None else f"| {text.strip()}"), WIDTH)


def text(document: Document, verbose: int, sources: Sources) -> Iterator[str]:
    """The document in lines of 80 columns.

    :param verbose: from 1 on with the way to each finding, from 2 on with fingerprints
    """
    for entry in document["findings"]:
        yield from wrap(title(entry), "", "    ")
        if verbose:
            yield from _way(entry, sources)
        if verbose > 1:
            yield f"    fingerprint: {printable(entry['fingerprint'])}"
    for entry in document["baseline"]:
        yield from wrap(f"known: {title(entry)}", "", "    ")
    for entry in document["suppressed"]:
        yield from wrap(f"suppressed: {title(entry)}", "", "    ")
        yield from wrap(printable(entry["reason"]), "    reason: ", "      ")
    for entry in unused(document):
        yield from wrap(f"suppresses nothing: {comment(entry)}", "", "    ")
    for entry in document["unsure"]:
        yield from wrap(f"unsure: {title(entry)}", "", "    ")
        if verbose:
            yield from _way(entry, sources)
    yield counts(document)
