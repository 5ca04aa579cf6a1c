# SPDX-License-Identifier: GPL-2.0
"""A verify document as its page shows it: each patch with its hunks, marks, sites and findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import findings, hunks, proven
from .findings import Difference, Hidden
from .phrases import Document

ORIGINAL = "original"
# What needs no compiler; all other kinds of lines do.
_NEUTRAL = ("comment", "document")
_KEYS = ("unproven", "partial")
_MOST_MARKS = 12  # flavours that have a mark each; more are counted


@dataclass
class Row:
    """A line of a hunk.

    :param seen: for each of the page's flavours whether it showed the line to a compiler;
        empty where that isn't asked
    :param state: "unproven", "partial", "proven", or "" where nothing is asked
    :param notes: what is to be said below it: key of "coverage", lines
    """

    line: hunks.Line
    seen: list[bool]
    state: str
    notes: list[tuple[str, Hidden]]


@dataclass
class Site:
    """A site, with what the documents know of it.

    :param id: its id
    :param argued: it in the convert document, if that has it
    :param answers: flavour -> what the compiler made of the call
    :param equal: what became of the machine code, of a read-only one
    """

    id: str
    argued: Mapping[str, Any] | None
    answers: Mapping[str, str]
    equal: findings.ReadOnly | None


@dataclass
class Part:
    """A hunk, and the sites that it converts."""

    heading: str
    rows: list[Row]
    sites: list[Site] = field(default_factory=list)


@dataclass
class File:
    """A file of a patch."""

    path: str
    change: str
    parts: list[Part]

    @property
    def marks(self) -> bool:
        """Whether any of its lines is asked for."""
        return any(row.seen for part in self.parts for row in part.rows)


@dataclass
class Patch:
    """A patch.

    :param index: of its step
    :param sites: those that stand beside none of its hunks
    """

    index: int
    step: Mapping[str, Any]
    files: list[File]
    sites: list[Site]
    differences: list[Difference]

    @property
    def unexplained(self) -> list[Difference]:
        """Differences that are findings."""
        return [d for d in self.differences if d.finding]

    @property
    def explained(self) -> list[Difference]:
        """Those that are not."""
        return [d for d in self.differences if not d.finding]


class Proof:
    """All that the page shows.

    :param converted: the convert document of the same run, for the sites' evidence
    """

    def __init__(self, document: Document, converted: Document | None) -> None:
        self.document = document
        self.flavours = findings.flavours(document)
        self.skipped = findings.skipped(document)
        self.compiled = [name for name in self.flavours if name not in self.skipped]
        self.marked = len(self.compiled) <= _MOST_MARKS
        self.verdict = proven.verdict(document)
        self.sparse = findings.sparse(document)
        self.altered = findings.sparse(document, "altered")
        self.disagreements = findings.disagreements(document)
        self.read_only = findings.read_only(document)
        self.hidden = {key: findings.hidden(document["coverage"][key]) for key in _KEYS}
        self._sites = self._known_sites(converted)
        self._differences = findings.differences(document)
        self._detail = {
            (e["patch"], e["file"], e["line"]): e
            for e in document["coverage"]["detail"]
        }
        self._states = {
            (e["patch"], e["file"], e["line"]): key
            for key in reversed(_KEYS)
            for e in document["coverage"][key]
        }
        self._notes: dict[tuple[str, str, int], list[tuple[str, Hidden]]] = {}
        for key in _KEYS:
            for lines in self.hidden[key]:
                place = (lines.patch, lines.file, lines.last)
                self._notes.setdefault(place, []).append((key, lines))
        self.patches = [
            self._patch(index, step)
            for index, step in enumerate(document["steps"])
            if step["patch"] != ORIGINAL
        ]
        self.number = {p.step["patch"]: p.index for p in self.patches}
        taken = {id_ for step in document["steps"] for id_ in step["sites"]}
        self.others = [s for id_, s in self._sites.items() if id_ not in taken]

    def _known_sites(self, converted: Document | None) -> dict[str, Site]:
        """The sites of the document, by id."""
        argued = {s["id"]: s for s in converted["sites"]} if converted else {}
        return {
            s["id"]: Site(
                s["id"],
                argued.get(s["id"]),
                s["flavours"],
                self.read_only.get(s["id"]),
            )
            for s in self.document["sites"]
        }

    def _patch(self, index: int, step: Mapping[str, Any]) -> Patch:
        """A patch, its sites beside its hunks."""
        files = [
            File(f.path, f.change, [self._part(step["patch"], f, h) for h in f.hunks])
            for f in hunks.files(step["diff"])
        ]
        loose: list[Site] = []
        for id_ in step["sites"]:
            site = self._sites.get(id_) or Site(id_, None, {}, None)
            part = _beside(site, files)
            (part.sites if part else loose).append(site)
        different = [d for d in self._differences if d.patch == step["patch"]]
        return Patch(index, step, files, loose, different)

    def _part(self, patch: str, file: hunks.File, hunk: hunks.Hunk) -> Part:
        rows = [self._row(patch, file.path, line) for line in hunk.lines]
        return Part(hunk.heading, rows)

    def _row(self, patch: str, file: str, line: hunks.Line) -> Row:
        """A line with its marks."""
        if line.kind != hunks.ADDED or line.new is None:
            return Row(line, [], "", [])
        place = (patch, file, line.new)
        notes = self._notes.get(place, [])
        detail = self._detail.get(place)
        state = self._states.get(place, "")
        if detail is None or detail["kind"] in _NEUTRAL:
            return Row(line, [], state, notes)
        seen = [name in detail["flavours"] for name in self.compiled]
        return Row(line, seen, state or "proven", notes)

    def seen_by(self, row: Row) -> str:
        """The marks of a line in words."""
        seen = [name for name, yes in zip(self.compiled, row.seen) if yes]
        return f"compiled for {' '.join(seen)}" if seen else "compiled for no flavour"


def _removes(part: Part, word: str) -> bool:
    return any(r.line.kind == hunks.REMOVED and word in r.line.text for r in part.rows)


def _distance(part: Part, line: int) -> int:
    """How far a line, before the patch, is from a hunk."""
    olds = [row.line.old for row in part.rows if row.line.old]
    if not olds:
        return line
    return max(olds[0] - line, line - olds[-1], 0)


def _beside(site: Site, files: Sequence[File]) -> Part | None:
    """The hunk that converts a site.

    The site's line is that in the original: earlier patches may have moved it, so
    hunks that take the call away come first, then the nearest.
    """
    argued = site.argued
    file = argued["file"] if argued else site.id.rsplit(":", 3)[0]
    parts = [part for f in files if f.path == file for part in f.parts]
    if not argued or not parts:
        return parts[0] if parts else None
    call, line = argued["call"], argued["line"]

    def unfit(part: Part) -> tuple[bool, int]:
        return not _removes(part, call), _distance(part, line)

    return min(parts, key=unfit)
