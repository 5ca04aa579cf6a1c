# SPDX-License-Identifier: GPL-2.0
"""Documents as plain text of 80 columns, for a terminal or a mail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from . import booted, forks, matrix, misuse, phrases
from .layout import WIDTH, cut, cut_middle, paint, wrap
from .phrases import Document, printable
from .source import Sources

_NO_LINE = "(the tree has no such line now)"


def render(document: Document, verbose: int, colour: bool, tree: Path) -> str:
    """A document as text.

    :param verbose: from 1 on with the evidence, from 2 on with the sites' ids
    :param tree: where source lines are quoted from
    """
    writer = _Text(document, verbose, colour, Sources(tree))
    lines = [*getattr(writer, phrases.kind_of(document))(), *incomplete([document])]
    return "".join(f"{line}\n" for line in lines)


def incomplete(documents: Sequence[Document]) -> list[str]:
    """What is incomplete, named in full, or nothing."""
    holes = phrases.holes(documents)
    if not holes:
        return []
    lines = [
        f"incomplete: {phrases.count(len(holes), 'thing')} not done or not understood"
    ]
    for text in holes:
        lines += wrap(text, "  ", "    ")
    return lines


def left_out(entry: Document) -> str:
    """A file that convert left alone."""
    return f"left out: {printable(entry['file'])}: {printable(entry['why'])}"


class _Text:
    """One document on its way to text; a method for each kind of document."""

    def __init__(
        self, document: Document, verbose: int, colour: bool, sources: Sources
    ) -> None:
        self.document = document
        self.verbose = verbose
        self.colour = colour
        self.sources = sources
        self.sites: list[dict[str, Any]] = document.get("sites", [])

    def find(self) -> Iterator[str]:
        """Every hit, their count, every site."""
        for hit in self.document["hits"]:
            place = phrases.place(hit["file"], hit["line"])
            yield f"{place}: {printable(hit['category'])}"
            if self.verbose:
                yield self._quoted(hit, "  ")
        yield from self._counts()
        yield f"{phrases.count(len(self.sites), 'site')}:"
        for site in self.sites:
            place = phrases.place(site["file"], site["line"])
            kind = printable(site["kind"])
            text = f"{place}: {kind}: {phrases.called(site['function'])}"
            yield from wrap(text, "", "    ")
            yield from self._more(site)

    def classify(self) -> Iterator[str]:
        """Every site, with its evidence where that is wanted."""
        for site in self.sites:
            yield from self._argued(site) if self.verbose else self._short(site)
        yield phrases.verdict_counts(self.sites)
        yield from self._counts()

    def convert(self) -> Iterator[str]:
        """Every site, and what became of it; the files and the diff."""
        for site in self.sites:
            if self.verbose:
                yield from self._argued(site)
                continue
            place = phrases.place(site["file"], site["line"])
            verdict = printable(site["verdict"])
            head = f"{place}: {verdict}: {phrases.called(site['function'])}: "
            first, *more = wrap(head + phrases.converted(site), "", "    ")
            word = paint(verdict, verdict, self.colour)
            yield first.replace(f": {verdict}: ", f": {word}: ", 1)
            yield from more
        yield phrases.verdict_counts(self.sites)
        yield phrases.converted_counts(self.sites)
        for entry in self.document["files"]:
            yield f"changed: {printable(entry['path'])}"
        for entry in phrases.left_out(self.document):
            yield from wrap(left_out(entry), "", "    ")
        diff = self.document["diff"]
        yield f"diff: {printable(diff)}" if diff else "diff: none, nothing changes"

    def verify(self) -> Iterator[str]:
        """The matrix, and what is proven."""
        yield from matrix.render(self.document, self.verbose)

    def check(self) -> Iterator[str]:
        """What is wrong, known, suppressed or unsure."""
        yield from misuse.text(self.document, self.verbose, self.sources)

    def run(self) -> Iterator[str]:
        """What was booted."""
        yield from booted.render(self.document, self.verbose)

    def audit(self) -> Iterator[str]:
        """Every tree, and the table of all of them."""
        yield from forks.Writer(self.document, self.verbose, self.colour).lines()

    def _counts(self) -> list[str]:
        return wrap(phrases.textual_counts(self.document["counts"]), "", "    ")

    def _short(self, site: Document) -> Iterator[str]:
        """A site in one line that fits; the function's name goes last of all."""
        verdict, function = printable(site["verdict"]), phrases.called(site["function"])
        line = f":{site['line']}: "
        more = printable(site["reason"]) if verdict == "manual" else ""
        word = phrases.recheck_word(site)
        if word not in ("", "none"):
            recheck = site["recheck"]
            where = phrases.place(recheck["file"], recheck["line"])
            if recheck["file"] == site["file"]:
                where = f"line {recheck['line']}"
            more = f"{word} at {where}" if where else word
        room = WIDTH - len(f"{line}{verdict}: ")
        function = cut_middle(function, room - 8)
        file = cut_middle(printable(site["file"]), room - len(function))
        text = f"{function}: {more}" if more else function
        text = cut(text, WIDTH - len(f"{file}{line}{verdict}: "))
        yield f"{file}{line}{paint(verdict, verdict, self.colour)}: {text}"

    def _argued(self, site: Document) -> Iterator[str]:
        """A site with all that speaks for its verdict, beside the source."""
        verdict = printable(site["verdict"])
        *above, last = wrap(f"{phrases.at(site)}: {verdict}", "", "    ")
        yield from above
        head = last.removesuffix(verdict)
        yield head + paint(verdict, verdict, self.colour)
        yield self._quoted(site, "  ")
        yield from self._more(site)
        yield from wrap(printable(site["reason"]), "  reason: ", "    ")
        yield "  evidence:" if site["evidence"] else "  evidence: none"
        for step in site["evidence"]:
            yield from self._step(step, "    ")
        yield from self._recheck(site["recheck"])
        if "converted" in site:
            yield from wrap(phrases.converted(site), "  ", "    ")
        yield ""

    def _more(self, site: Document) -> Iterator[str]:
        """What isn't the same for every site."""
        if self.verbose and "verdict" in site and site["kind"] != "call":
            yield f"  kind: {printable(site['kind'])}"
        if site["behind"]:
            file, function = phrases.site_of(site["behind"])
            yield from wrap(f"{function} in {file}", "  behind the wrapper ", "    ")
        if self.verbose > 1:
            yield f"  id: {printable(site['id'])}"

    def _recheck(self, recheck: Document) -> Iterator[str]:
        yield from wrap(phrases.recheck_plan(recheck), "  recheck: ", "    ")
        locks = phrases.locks(recheck)
        places = [(lock["file"], lock["line"]) for lock in locks]
        if recheck["file"] and (recheck["file"], recheck["line"]) not in places:
            yield self._quoted(recheck, "    ")
        for lock in locks:
            yield from self._step(lock, "    lock: ")
        yield from wrap(printable(recheck["why"]), "    why: ", "      ")

    def _step(self, step: Document, indent: str) -> Iterator[str]:
        yield from wrap(phrases.step(step), indent, "      ")
        yield self._quoted(step, "    ")

    def _quoted(self, thing: Document, indent: str) -> str:
        """The source line of a site or step, without its indentation."""
        text = self.sources.line(thing["file"], thing["line"] or 0)
        quoted = _NO_LINE if text is None else f"| {text.strip()}"
        return cut(f"{indent}  {quoted}", WIDTH)
