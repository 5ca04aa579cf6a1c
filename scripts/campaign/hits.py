# SPDX-License-Identifier: GPL-2.0
"""Every place where a name stands, told apart: by the text, and by spatch where it may be a call."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import config, ctext, facts, files, spatch
from .kept import Kept
from .tree import Tree

RULES = config.ROOT / "cocci" / "find"
SOURCE = (".c", ".h")
_DOCUMENT = (".rst", ".txt", ".md", ".html", ".tex")
Document = dict[str, Any]
# Line and column of a call in its slice -> whether its value is passed on to callers
Seen = dict[tuple[int, int], bool]


@dataclass
class Hit:
    """One place where a name stands."""

    file: str
    offset: int
    line: int
    category: str
    inside: ctext.Definition | None = None
    position: tuple[int, int] = (0, 0)  # line and column in the slice


class Finder:
    """One search of one tree."""

    def __init__(
        self, tree: Tree, campaign: config.Campaign, run: Path, jobs: int
    ) -> None:
        self.tree = tree
        self.campaign = campaign
        self.slices = run / "cache" / "slices"
        self.jobs = jobs
        self.kept = Kept(run / "cache", "found")
        self.incomplete: list[Document] = []

    def note(self, file: str, line: int, why: str) -> None:
        """Remember something that was not understood."""
        entry = {"stage": "find", "file": file, "line": line, "why": why}
        if entry not in self.incomplete:
            self.incomplete.append(entry)

    def _hits_of(self, file: str, name: str) -> list[Hit]:
        text = self.tree.text(file)
        starts = ctext.line_starts(text)
        code = ctext.blanked(text) if file.endswith(SOURCE) else ""
        quiet = ctext.quiet_spans(text) if code else []
        found = []
        for match in re.finditer(
            rf"(?<![A-Za-z0-9_]){re.escape(name)}(?![A-Za-z0-9_])", text
        ):
            at = match.start()
            line = ctext.position(starts, at)[0]
            hit = Hit(file, at, line, "dead")
            found.append(hit)
            if not code:
                document = file.endswith(_DOCUMENT) or file.startswith("Documentation/")
                hit.category = "comment" if document and "\0" not in text else "dead"
                continue
            around = next(
                (kind for start, end, kind in quiet if start <= at < end), None
            )
            if around:
                hit.category = "comment" if around == "comment" else "dead"
                continue
            self._in_code(hit, code, name)
        return found

    def _in_code(self, hit: Hit, code: str, name: str) -> None:
        """What a name in code is, as far as the text shows it."""
        after = code[hit.offset + len(name) :].lstrip(" \t\r\n\\")
        called = bool(re.match(r"\(|\)\s*\(", after))
        for definition in self.tree.definitions(hit.file):
            if definition.start <= hit.offset < definition.end:
                hit.inside = definition
                # A macro may stand inside a function: the innermost counts.
                if definition.kind != "function":
                    break
        inside = hit.inside
        if inside is None:
            directive = code.rfind("\n", 0, hit.offset) + 1
            if code[directive : hit.offset].lstrip().startswith("#"):
                if re.match(r"\s*#\s*undef\b", code[directive : hit.offset]):
                    return
                defines = re.match(r"\s*#\s*define\s+$", code[directive : hit.offset])
                hit.category = (
                    "definition" if defines else "macro" if called else "value"
                )
            else:
                hit.category = (
                    "declaration" if called and self._outside(code, hit) else "value"
                )
                if called and hit.category == "value":
                    hit.category = "unparsed"
        elif hit.offset < inside.body:
            hit.category = "definition" if inside.name == name else "value"
        elif inside.kind == "alias":
            hit.category = "macro"
        elif inside.kind == "macro":
            hit.category = "macro" if called else "value"
        else:
            hit.category = "unparsed" if called else "value"

    @staticmethod
    def _outside(code: str, hit: Hit) -> bool:
        """Whether a call-like name outside every function is a prototype."""
        head = re.split(r"[;{}]|\n[ \t]*#[^\n]*", code[: hit.offset])[-1].strip()
        return (
            bool(head)
            and "=" not in head
            and "(" not in head.replace("__attribute__((", "")
        )

    def _slice(self, hit: Hit) -> str:
        assert hit.inside
        text = self.tree.text(hit.file)
        return facts.slice_of(
            text, hit.inside, self.campaign.data["types"]["entry"] + " *"
        )

    def _ask(self, name: str, hits: list[Hit]) -> dict[str, Seen]:
        """What spatch sees the calls be, by slice; troubles are noted."""
        names: dict[str, Hit] = {}
        seen: dict[str, Seen] = {}
        asked: dict[str, str] = {}
        rules = spatch.joined(RULES, self.slices.with_name("find.cocci"))
        with_ = f"{spatch.version()} {name} ".encode() + rules.read_bytes()
        for hit in hits:
            text = facts.plain(self._slice(hit))
            piece = self.slices / f"{hashlib.sha256(text).hexdigest()[:32]}.c"
            path = str(piece)
            names.setdefault(path, hit)
            key = hashlib.sha256(with_ + text).hexdigest()[:32]
            known = self.kept.get(key)
            if known is None:
                asked[path] = key
                if not piece.is_file() or piece.read_bytes() != text:
                    files.write(piece, text)
            seen[path] = {(line, column): on for line, column, on in known or ()}
        answer = spatch.ask(
            rules,
            [Path(p) for p in asked],
            self.jobs,
            self.campaign.data["limits"]["spatch"],
            ["-D", f"old={name}"],
        )
        for path, why in answer.problems.items():
            for hit in [names[path]] if path in names else list(names.values()):
                inside = hit.inside.name if hit.inside else "?"
                self.note(hit.file, hit.line, f"{inside}(): {why}")
        for line in answer.lines:
            try:
                fact = json.loads(line)
                at = (fact["at"][0], fact["at"][1])
                calls = seen[fact["slice"]]
                calls[at] = calls.get(at, False) or fact.get("passed_on", False)
            except (ValueError, KeyError, TypeError, IndexError, AttributeError):
                continue  # no line of ours: what it does not tell is unparsed
        sure = answer.read if answer.problems.keys() <= asked.keys() else set()
        for path in sure & asked.keys() - answer.problems.keys():
            found = sorted((*at, on) for at, on in seen[path].items())
            self.kept.put(asked[path], found)
        return seen

    def _place(self, hit: Hit) -> None:
        """Where the hit stands in its function's slice: line from 1, column from 0."""
        assert hit.inside
        text = self.tree.text(hit.file)
        starts = ctext.line_starts(text)
        first = ctext.position(starts, hit.inside.start)[0]
        line, column = ctext.position(starts, hit.offset)
        if line == first:
            column -= hit.inside.start - starts[first - 1]
        hit.position = (line - first + 1, column)

    def _key(self, hit: Hit) -> str:
        text = facts.plain(self._slice(hit))
        return str(self.slices / f"{hashlib.sha256(text).hexdigest()[:32]}.c")

    def hits(self, name: str, within: list[str]) -> list[Hit]:
        """Every place where a name stands in some files, told apart."""
        found = [hit for file in within for hit in self._hits_of(file, name)]
        called = [h for h in found if h.category == "unparsed" and h.inside]
        for hit in called:
            self._place(hit)
        calls = self._ask(name, called)
        for hit in called:
            passed_on = calls[self._key(hit)].get(hit.position)
            if passed_on is not None:
                hit.category = "wrapper" if passed_on else "call"
        for hit in found:
            if hit.category == "macro" and hit.inside and self._passes_on(hit, name):
                hit.category = "wrapper"
        for hit in found:
            if hit.category == "unparsed":
                inside = (
                    hit.inside.name + "()"
                    if hit.inside
                    else "code outside every function"
                )
                self.note(
                    hit.file,
                    hit.line,
                    f"a call in {inside} that spatch does not see as one",
                )
        return found

    def _passes_on(self, hit: Hit, name: str) -> bool:
        """Whether a macro is nothing but the call."""
        assert hit.inside
        if hit.inside.kind == "alias":
            return True
        body = ctext.blanked(self.tree.text(hit.file)[hit.inside.body : hit.inside.end])
        body = body.replace("\\", " ").strip().rstrip(";").strip()
        while body.startswith("(") and ctext.closing(body, 0) == len(body) - 1:
            body = body[1:-1].strip()
        return (
            bool(re.match(rf"{re.escape(name)}\s*\(", body))
            and ctext.closing(body, body.index("(")) == len(body) - 1
        )
