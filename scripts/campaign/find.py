# SPDX-License-Identifier: GPL-2.0
"""Every site, and every place where the name stands accounted for.

grep says where the name stands. What stands there is told by the text
(comment, string, directive, outside every function) and, inside a function,
by spatch: a call is one that cocci/find/call.cocci sees. What looks like a
call and isn't seen is "unparsed": a site all the same, and named.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import config, ctext, facts, files, spatch
from .heads import heads
from .kept import Kept
from .tree import Tree
from .units import Units

RULES = config.ROOT / "cocci" / "find"
CATEGORIES = (
    "call",
    "declaration",
    "definition",
    "macro",
    "wrapper",
    "value",
    "comment",
    "dead",
    "unparsed",
)
_SOURCE = (".c", ".h")
_DOCUMENT = (".rst", ".txt", ".md", ".html", ".tex")
_LAYERS = 8  # of wrappers around wrappers
Document = dict[str, Any]


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
        code = ctext.blanked(text) if file.endswith(_SOURCE) else ""
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

    def _ask(
        self, rule: str, name: str, hits: list[Hit]
    ) -> dict[str, set[tuple[int, int]]]:
        """Where spatch sees the rule match, by slice; troubles are noted."""
        names: dict[str, Hit] = {}
        seen: dict[str, set[tuple[int, int]]] = {}
        asked: dict[str, str] = {}
        with_ = f"{spatch.version()} {name} {(RULES / rule).read_text()}".encode()
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
            seen[path] = {(line, column) for line, column in known or ()}
        answer = spatch.ask(
            RULES / rule,
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
                seen[fact["slice"]].add((fact["at"][0], fact["at"][1]))
            except (ValueError, KeyError, TypeError, IndexError):
                continue  # no line of ours: what it does not tell is unparsed
        sure = answer.read if answer.problems.keys() <= asked.keys() else set()
        for path in sure & asked.keys() - answer.problems.keys():
            self.kept.put(asked[path], sorted(seen[path]))
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
        calls = self._ask("call.cocci", name, called)
        seen = [hit for hit in called if hit.position in calls[self._key(hit)]]
        passed = self._ask("wrapper.cocci", name, seen)
        for hit in seen:
            hit.category = (
                "wrapper" if hit.position in passed[self._key(hit)] else "call"
            )
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


def _call_text(tree: Tree, hit: Hit, name: str) -> str:
    """The call with its white space normalised: it survives line moves."""
    code = ctext.blanked(tree.text(hit.file))
    opening = code.find("(", hit.offset + len(name))
    close = ctext.closing(code, opening) if opening >= 0 else -1
    text = code[hit.offset : close + 1] if close > 0 else name
    return re.sub(r"\s+", "", text.replace("\\\n", ""))


def _sites(
    tree: Tree, finder: Finder, name: str, hits: list[Hit], wrapper: Document | None
) -> list[Document]:
    """Sites among the hits of one name."""
    made: list[Document] = []
    ordinals: dict[tuple[str, str], int] = {}
    for hit in hits:
        if hit.category not in ("call", "wrapper", "macro", "unparsed"):
            continue
        function = hit.inside.name if hit.inside else "-"
        ordinal = ordinals[hit.file, function] = (
            ordinals.get((hit.file, function), 0) + 1
        )
        text = _call_text(tree, hit, name)
        digest = hashlib.sha256(text.encode("latin-1")).hexdigest()[:8]
        kind = hit.category
        if kind == "call" and wrapper:
            kind = "wrapped"
        made.append(
            {
                "id": f"{hit.file}:{function}:{ordinal}:{digest}",
                "file": hit.file,
                "line": hit.line,
                "function": function,
                "kind": kind,
                "call": name,
                "behind": wrapper["id"] if wrapper else None,
                "position": list(hit.position),
                "definition": hit.inside.start if hit.inside else None,
            }
        )
    return made


def _derived(tree: Tree, finder: Finder, name: str) -> list[Document]:
    """Sites of the second kind: a lock found through a table's entry that may change.

    A lock that is found through a copy of the entry is that of the copy's table.
    """
    words = finder.campaign.data["words"]
    position = words["lock_of"][name]
    hits = []
    for hit in finder.hits(name, tree.listing.with_word([name], _SOURCE)):
        text = _call_text(tree, hit, name)
        args = ctext.split_arguments(text[text.find("(") + 1 : -1])
        live = len(args) > position and not args[position].startswith("&")
        within = hit.inside.name if hit.inside else ""
        if hit.category == "call" and live and within not in words["maps"]:
            hits.append(hit)
    sites = _sites(tree, finder, name, hits, None)
    return [{**site, "kind": "derived"} for site in sites]


def _exported(tree: Tree, hit: Hit) -> bool:
    """Whether a name stands in EXPORT_SYMBOL() and its kin, which take no address."""
    return bool(re.search(r"EXPORT_\w+\s*\(\s*$", tree.text(hit.file)[: hit.offset]))


def find(tree: Tree, campaign: config.Campaign, run: Path, jobs: int) -> Document:
    """The document "find" of a tree.

    :returns: keys as in DESIGN: counts whose categories add up to "textual",
        sites in the tree's order, and what was not understood
    """
    finder = Finder(tree, campaign, run, jobs)
    units = Units(heads(tree.listing, run / "cache" / "heads.json"))
    names = tree.listing.with_word([campaign.old])
    hits = finder.hits(campaign.old, names)
    counts = {"textual": len(hits)} | {
        c: sum(h.category == c for h in hits) for c in CATEGORIES
    }
    sites = _sites(tree, finder, campaign.old, hits, None)
    layer = [site for site in sites if site["kind"] == "wrapper"]
    seen = {campaign.old}
    for _ in range(_LAYERS):
        if not layer:
            break
        further: list[Document] = []
        for wrapper in layer:
            name = wrapper["function"]
            if name in seen:
                continue
            seen.add(name)
            static = any(
                d.name == name and d.static for d in tree.definitions(wrapper["file"])
            )
            within = (
                units.of(wrapper["file"])
                if static and units.name(wrapper["file"])
                else tree.listing.with_word([name], _SOURCE)
            )
            found = [h for h in finder.hits(name, within) if h.category != "definition"]
            wrapper["address_taken"] = any(
                h.category == "value" and not _exported(tree, h) for h in found
            )
            further += _sites(tree, finder, name, found, wrapper)
        sites += further
        layer = [site for site in further if site["kind"] == "wrapper"]
    for name in campaign.data["words"]["lock_of"]:
        sites += _derived(tree, finder, name)
    sites.sort(key=lambda site: (site["file"], site["line"], site["position"]))
    for file, why in tree.listing.trouble:
        finder.note(file, 0, why)
    return {
        "schema": "treewide-find-1",
        "campaign": campaign.name,
        "tree": tree.document(),
        "counts": counts,
        "hits": [
            {"file": h.file, "line": h.line, "category": h.category} for h in hits
        ],
        "sites": sites,
        "incomplete": finder.incomplete,
    }
