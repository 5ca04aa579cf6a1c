# SPDX-License-Identifier: GPL-2.0
"""What there is to tell of a site, taken from its evidence and from its edits.

Nothing here is told that does not stand in the convert document or in the text
of the tree: what is written and where, which lock a new recheck follows, what the
new branch does, and whether it leaves as the branch for no table does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .. import config, ctext
from ..report import phrases
from ..tree import Tree
from . import wayout

Document = dict[str, Any]
_PLACE = re.compile(r"[\w./+-]+:\d+:? ")
_VERBS = ("passes ", "leaves ", "stores ", "keeps ", "returns ")
_READS = " only reads"
_TARGET = re.compile(r"([\w.>\[\]-]+)\s*=\s*$")


@dataclass(frozen=True)
class Recheck:
    """A recheck that a site's edits bring.

    :param function: that it stands in
    :param after: the call that takes the lock, or ""
    :param joined: it became part of a test that was there
    :param unless: the lock, held since before the map, that makes it needless
    :param fails: what the new branch does, or ""
    :param as_null: that branch leaves as the one for no table does
    """

    function: str
    after: str
    joined: bool
    unless: str
    fails: str
    as_null: bool


def _together(whats: list[str]) -> list[str]:
    """What is done, the calls that only read named together."""
    only = [w.removesuffix(_READS) for w in whats if w.endswith(_READS)]
    if len(only) < 2:
        return whats
    first = next(n for n, what in enumerate(whats) if what.endswith(_READS))
    rest = [w for w in whats if not w.endswith(_READS)]
    before = len([w for w in whats[:first] if not w.endswith(_READS)])
    return [*rest[:before], f"{wayout.joined(only)} only read", *rest[before:]]


class Teller:
    """What there is to tell of one tree's sites."""

    def __init__(self, tree: Tree, campaign: config.Campaign) -> None:
        self.tree = tree
        self.tables = campaign.data["convert"]
        self.words = campaign.data["words"]
        self.phrases: dict[str, str] = campaign.data["series"]["phrases"]
        self.api = campaign.data["api"]
        self.same = re.match(r"\w*", self.tables["same"])[0]  # type: ignore[index]

    def told(self, site: Document) -> Document:
        """A site as the templates see it."""
        recheck = site["recheck"]
        rechecks = self._rechecks(site)
        return {
            "function": phrases.called(site["function"]),
            "file": phrases.printable(site["file"]),
            "kind": site["kind"],
            "verdict": site["verdict"],
            "call": site["call"],
            "new": self.api[site["verdict"]]["name"],
            "mapping": self._mapping(site),
            "uses": self._uses(site),
            "chain": self._chain(site),
            "recheck": recheck["kind"],
            "present": bool(recheck.get("present")),
            "guard": self._place(recheck),
            "why": self._why(recheck["why"]),
            "fact": _PLACE.sub("", phrases.printable(recheck["why"])).replace(
                "on any path to here", "on any path to it"
            ),
            "same": self.same,
            "rechecks": [r for r in rechecks if not r.joined],
            "joined": list(dict.fromkeys(r.function for r in rechecks if r.joined)),
            "joined_after": wayout.joined(
                list(dict.fromkeys(r.after for r in rechecks if r.joined and r.after))
            ),
            "remark": phrases.printable(site["remark"]) if site["remark"] else "",
            "value": self._value(site),
            "without": self._without(site),
            "by": re.match(r"(\w+\(\))?", site["evidence"][-1]["what"])[0]  # type: ignore[index]
            if site["evidence"]
            else "",
        }

    def _why(self, why: str) -> str:
        """What else speaks against a guard that is there: the part behind the general one."""
        parts = why.split("; ")
        kept = parts[1:] if len(parts) > 1 else []
        return "; ".join(_PLACE.sub("", phrases.printable(part)) for part in kept)

    def _place(self, place: Document) -> str:
        """function() in file, as far as it is known."""
        if not place.get("file"):
            return ""
        where = phrases.printable(place["file"])
        name = place.get("function")
        return f"{phrases.called(name)} ({where})" if name else where

    def _uses(self, site: Document) -> list[Document]:
        """What is done with a mapping that is only read, by function."""
        found: dict[tuple[str, str], list[str]] = {}
        for step in site["evidence"] if site["verdict"] == "ro" else []:
            key = (phrases.called(step["function"]), phrases.printable(step["file"]))
            what = phrases.printable(step["what"])
            if what not in found.setdefault(key, []):
                found[key].append(what)
        return [
            {"function": name, "file": file, "whats": _together(whats)}
            for (name, file), whats in found.items()
        ]

    def _chain(self, site: Document) -> str:
        """From the call to the first write, as one sentence without its end."""
        text, passed, known = "", "", ""
        for step in site["evidence"] if site["verdict"] == "rw" else []:
            name = phrases.called(step["function"])
            file = phrases.printable(step["file"])
            what = phrases.printable(step["what"])
            what = what.replace("leaves it", "leaves the mapping")
            place = "" if file == known else f" ({file})"
            verb = what.startswith(_VERBS)
            if passed == name:
                text += (
                    ", which" + place + f" {what}" if verb else f", where {what}{place}"
                )
            elif verb:
                text += f"{'; ' if text else ''}{name}{place} {what}"
            else:
                text += f"{'; in' if text else 'In'} {name}{place}, {what}"
            to = re.search(r" to (\S+\(\))$", what)
            passed, known = to[1] if to else "", file
        return text

    def _call(self, site: Document) -> Document | None:
        """The edit that is the call by its new name."""
        new = self.api[site["verdict"]]["name"]
        return next((e for e in site["edits"] if f"{new}(" in e["new"]), None)

    def _mapping(self, site: Document) -> str:
        """What the mapping is kept in, as far as it is a name."""
        call = self._call(site)
        if not call or site["kind"] == "derived":
            return ""
        before = self.tree.text(site["file"])[: call["start"]]
        match = _TARGET.search(before)
        return match[1] if match else ""

    def _value(self, site: Document) -> str:
        """The variable that takes a value which is not compared."""
        name = self.tables["unused_value"]
        found = [
            m for e in site["edits"] for m in re.findall(rf"\b{name}\w*", e["new"])
        ]
        return found[0] if found else ""

    def _rechecks(self, site: Document) -> list[Recheck]:
        """Each recheck that the edits bring, in the order of the text."""
        edits = sorted(site["edits"], key=lambda e: (e["file"], e["start"]))
        return [
            self._recheck(site, edit, edits)
            for edit in edits
            if f"{self.same}(" in edit["new"]
        ]

    def _recheck(
        self, site: Document, edit: Document, edits: list[Document]
    ) -> Recheck:
        text = self.tree.text(edit["file"])
        definition = next(
            (d for d in self.tree.definitions(edit["file"])
             if d.start <= edit["start"] < d.end), None
        )  # fmt: skip
        name = phrases.called(definition.name if definition else "-")
        begin = definition.start if definition else 0
        before = ctext.blanked(text[begin : edit["start"]])
        if edit["new"].strip().startswith(("||", "&&")):
            before = before[: before.rfind("if")]
            after = self._lock(site, edit, text, before, 0)
            return Recheck(name, after, True, "", "", False)
        opened = any(e["new"] == " {" and e["start"] < edit["start"] for e in edits)
        unless = self._unless(before) if opened else ""
        others = [
            text[: e["start"]].count("\n") + 1
            for e in edits
            if e["start"] < edit["start"] and f"{self.same}(" in e["new"]
        ]
        after = self._lock(site, edit, text, before, max(others, default=0))
        fails, as_null = self._failing(site, edit, text, definition)
        return Recheck(name, after, False, unless, fails, as_null)

    def _lock(
        self, site: Document, edit: Document, text: str, before: str, since: int
    ) -> str:
        """The calls behind which an edit stands, of those that take the lock.

        :param before: the text of the function up to there
        :param since: the line that another recheck stands on, or 0
        """
        number = text[: edit["start"]].count("\n") + 1
        known = [
            f"{lock['what'].partition('(')[0]}()"
            for lock in site["recheck"].get("locks", [])
            if lock["file"] == edit["file"]
            and since < lock["line"] <= number
            and "(" in lock["what"]
            and f"{lock['function']}(" in before
        ]
        line = before.rstrip().rsplit("\n", 1)[-1]
        takes = {*self.words["locks"], *self.words["locked_result"]}
        mine = [f"{c}()" for c in re.findall(r"(\w+)\s*\(", line) if c in takes]
        if mine and mine[-1] not in known:
            return mine[-1]
        return " or ".join(dict.fromkeys(known)) or "".join(mine[-1:])

    @staticmethod
    def _unless(before: str) -> str:
        """The other lock of the if that the lock is taken in."""
        match = re.search(
            r"if\s*\(([\w.>-]+)\s*!=\s*([\w.>-]+)\)\s*\{?\s*[^;{}]*;\s*$", before
        )
        return match[2] if match else ""

    def _failing(
        self, site: Document, edit: Document, text: str, definition: Any
    ) -> tuple[str, bool]:
        """What the new branch does, and whether it leaves as where there is no table."""
        try:
            new = edit["new"]
            start = new.rindex("if (", 0, new.index(f"{self.same}("))
            found = wayout.statements(wayout.after_condition(new, start + 3))
            back = self._back(site, text, definition)
            said = wayout.told(found, self.phrases, back)
            null = wayout.leaving(self._null_branch(site))
            same = bool(null) and wayout.leaving(found) == null
            return said, same
        except (wayout.NotPlain, ValueError, IndexError):
            return "", False

    def _back(self, site: Document, text: str, definition: Any) -> str | None:
        """The label, new or not, that stands before the map."""
        call = self._call(site)
        if not call or not definition:
            return None
        labels = [
            (e["start"], m[1])
            for e in site["edits"]
            if (m := re.match(r"(\w+):\n", e["new"]))
        ]
        body = ctext.blanked(text[definition.start : definition.end])
        labels += [
            (definition.start + m.start(), m[1])
            for m in re.finditer(r"^(\w+):(?!:)", body, re.M)
        ]
        before = [name for at, name in sorted(labels) if at <= call["start"]]
        return before[-1] if before else None

    def _without(self, site: Document) -> str:
        """What the branch for no table does, in words."""
        try:
            return wayout.told(self._null_branch(site), self.phrases, None)
        except (wayout.NotPlain, ValueError, IndexError):
            return ""

    def _null_branch(self, site: Document) -> list[wayout.Statement]:
        """The branch for no table, as far as it is seen."""
        call = self._call(site)
        if not call:
            return []
        text = self.tree.text(site["file"])
        rest = ctext.blanked(text[call["end"] : call["end"] + 2000])
        if site["kind"] == "derived":
            rest, mapping = call["new"], self.tables["mapping"]
        else:
            mapping = self._mapping(site)
        match = mapping and re.search(
            rf"\bif\s*\((?:un)?(?:likely)?\(?!{re.escape(mapping)}\)", rest
        )
        if not match:
            return []
        opening = rest.index("(", match.start())
        return wayout.statements(wayout.after_condition(rest, opening))
