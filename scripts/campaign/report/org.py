# SPDX-License-Identifier: GPL-2.0
"""Documents in Emacs' org mode, with the links that Coccinelle's org mode writes (coccilib.org)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import findings, forks, misuse, phrases
from .phrases import Document, printable
from .source import Sources

_MAIN, _SECOND = "ovl-face1", "ovl-face2"


def render(document: Document, tree: Path) -> str:
    """A document in org mode: a TODO for each site that is left to do, DONE for a converted one."""
    writer = _Org(document, Sources(tree))
    return "".join(f"{line}\n" for line in writer.lines())


def _safe(text: str) -> str:
    """Text inside a link, as coccilib.org.print_safe_todo() has it."""
    return printable(text).replace("[", "@(").replace("]", ")")


class _Org:
    def __init__(self, document: Document, sources: Sources) -> None:
        self.document = document
        self.sources = sources
        self.kind = phrases.kind_of(document)

    def link(
        self,
        thing: Document,
        text: str,
        face: str,
        word: str | None = None,
        moved: bool = False,
    ) -> str:
        """A link to a line.

        :param word: what to show of the line; None: all of it
        :param moved: its number is not that in the tree, but behind a patch
        """
        line = thing["line"] or 1
        raw = b"" if moved else self.sources.raw(thing["file"], line) or b""
        start, end = len(raw) - len(raw.lstrip()), len(raw)
        if word:
            found = re.search(rb"\b%s\b" % re.escape(word.encode()), raw)
            start, end = found.span() if found else (start, end)
        # "::" parts the link, brackets end it
        file = printable(thing["file"])
        for sign in "%[]":
            file = file.replace(sign, f"%{ord(sign):02X}")
        file = file.replace("::", ":%3A")
        where = f"{file}::face={face}::linb={line}::colb={start}::cole={end}"
        return f"[[view:{where}][{_safe(text)}]]"

    def lines(self) -> Iterator[str]:
        """The whole document."""
        if self.kind == "audit":
            yield from self.audited()
        elif self.kind == "check":
            yield from self.checked()
        else:
            yield from self.verified() if self.kind == "verify" else self.sites()
        for hole in phrases.holes([self.document]):
            yield f"* TODO incomplete: {_safe(hole)}"

    def audited(self) -> Iterator[str]:
        """A heading for each tree, its issues below; links have the whole path."""
        for tree in self.document["trees"]:
            yield f"* {_safe(forks.title(tree))}"
            yield f"  {_safe(forks.api(tree))}; stage: {tree['stage']['name']}"
            self.sources = forks.sources(tree)
            top = tree["tree"]["path"].rstrip("/")
            for entry in tree["issues"]:
                word = "KNOWN" if entry["known"] else "TODO"
                head = self.below(top, entry, forks.issue(entry), _MAIN)
                yield f"** {word} {head}"
                for step in entry["path"]:
                    yield self.below(top, step, phrases.step(step), _SECOND)

    def below(self, top: str, thing: Document, text: str, face: str) -> str:
        """A link to a line of a tree that stands anywhere."""
        link = self.link(thing, text, face)
        safe = (
            printable(top).replace("%", "%25").replace("[", "%5B").replace("]", "%5D")
        )
        return link.replace("[[view:", f"[[view:{safe}/".replace("::", ":%3A"), 1)

    def checked(self) -> Iterator[str]:
        """A heading for each finding, the way to it as links below."""
        heads = {
            "findings": ("TODO", ""),
            "baseline": ("DONE", "known: "),
            "suppressed": ("DONE", "suppressed: "),
            "unsure": ("TODO", "unsure: "),
        }
        for name, (word, lead) in heads.items():
            for entry in self.document[name]:
                text = f"{lead}{misuse.title(entry)}"
                yield f"* {word} {self.link(entry, text, _MAIN)}"
                for step in entry["path"]:
                    yield self.link(step, phrases.step(step), _SECOND)
        for entry in misuse.unused(self.document):
            text = f"suppresses nothing: {misuse.comment(entry)}"
            yield f"* TODO {self.link(entry, text, _MAIN)}"

    def sites(self) -> Iterator[str]:
        """A heading for each site, its evidence as links below; then the other places."""
        for site in self.document["sites"]:
            done = "DONE" if site.get("converted") else "TODO"
            yield f"* {done} {self.link(site, self.title(site), _MAIN, site['call'])}"
            for step in site.get("evidence", []):
                yield self.link(step, phrases.step(step), _SECOND)
            recheck: dict[str, Any] = site.get("recheck") or {}
            if recheck.get("file"):
                text = f"{phrases.recheck_plan(recheck)}: {recheck['why']}"
                yield self.link(recheck, text, _SECOND)
        places = {(site["file"], site["line"]) for site in self.document["sites"]}
        for hit in self.document["hits"]:
            if (hit["file"], hit["line"]) not in places:
                text = f"{phrases.place(hit['file'], hit['line'])}: {hit['category']}"
                yield self.link(hit, text, _SECOND, self.document["campaign"])

    def title(self, site: Document) -> str:
        """What there is to say of a site in a line."""
        parts = [phrases.at(site), site.get("verdict") or site["kind"]]
        if site.get("reason"):
            parts.append(site["reason"])
        if site.get("why_not"):
            parts.append(phrases.converted(site))
        return ": ".join(parts)

    def verified(self) -> Iterator[str]:
        """A heading for each flavour that is not ok, and for each other finding."""
        for name, why in findings.skipped(self.document).items():
            yield f"* TODO {_safe(f'{name}: skipped: {why}')}"
        for step in self.document["steps"]:
            for name, entry in step["flavours"].items():
                if entry["status"] == "fail":
                    text = f"{step['patch']} {name}: {entry['status']}: {entry['why']}"
                    yield f"* TODO {_safe(text)}"
                    if entry["log"]:
                        yield f"[[file:{_safe(entry['log'])}]]"
                for warning in entry["warnings"]:
                    yield f"* TODO {_safe(f'{name}: new warning: {warning}')}"
        for site in self.document["sites"]:
            if not {"object", "early"} & set(site["flavours"].values()):
                file, function = phrases.site_of(site["id"])
                yield f"* TODO {_safe(f'{file} {function}: no flavour compiles this site')}"
        yield from self.unproven()
        yield from self.unequal()

    def unproven(self) -> Iterator[str]:
        """A heading for the changed lines that are not proven."""
        for lines in findings.hidden(self.document["coverage"]["unproven"]):
            text = f"{lines.file}:{lines.lines} behind {lines.patch}: {lines.words}"
            where = {"file": lines.file, "line": lines.first}
            yield f"* TODO {self.link(where, text, _MAIN, moved=True)}"

    def unequal(self) -> Iterator[str]:
        """A heading for what changes in objects and should not, and for what sparse says."""
        for entry in findings.differences(self.document):
            if entry.finding:
                text = f"{entry.name or entry.kind} in {entry.object}, {' '.join(entry.flavours)}"
                text = f"{text}, {entry.patch}: {entry.why or entry.change}"
                yield f"* TODO {_safe(f'changes for no known reason: {text}')}"
        for site in findings.read_only(self.document).values():
            file, function = phrases.site_of(site.site)
            for name, why in site.changed.items():
                text = f"{file} {function} is read-only and changes, {name}: {why}"
                yield f"* TODO {_safe(text)}"
        for wrong in findings.disagreements(self.document):
            told = f"{' '.join(phrases.site_of(wrong.site))}: {wrong.words}"
            yield f"* TODO {_safe(told)}"
        for (file, text), names in findings.sparse(self.document).items():
            said = "; ".join(text.splitlines())
            text = f"sparse: {file}: {said} ({' '.join(names)})"
            where = {"file": file, "line": None}
            yield f"* TODO {self.link(where, text, _MAIN, moved=True)}"
