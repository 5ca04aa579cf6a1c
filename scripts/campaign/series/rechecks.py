# SPDX-License-Identifier: GPL-2.0
"""The rechecks that a site's edits bring: where each stands, and what it does where it fails."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .. import config, ctext
from ..report import phrases
from ..tree import Tree
from . import wayout

Document = dict[str, Any]
_TARGET = re.compile(r"([\w.>\[\]-]+)\s*=\s*$")
_NOTHING = re.compile(r"return\s*\(?(?:0|false|NULL)\)?")


@dataclass(frozen=True)
class Recheck:
    """A recheck that a site's edits bring.

    :param function: that it stands in
    :param after: the call that takes the lock, or ""
    :param joined: it became part of a test that was there
    :param unless: the lock, held since before the map, that makes it needless
    :param regained: the mapping was ended and its lock dropped since the last recheck
    :param ahead: the call that takes the mapping's lock behind it then, or ""
    :param fails: what the new branch does, or ""
    :param as_null: that branch does what the one for no table does
    :param instead: how the branch for no table leaves, where the new one maps again
    """

    function: str
    after: str
    joined: bool = False
    unless: str = ""
    regained: bool = False
    ahead: str = ""
    fails: str = ""
    as_null: bool = False
    instead: str = ""


class Rechecks:
    """The rechecks of one site."""

    def __init__(self, tree: Tree, campaign: config.Campaign, site: Document) -> None:
        self.tree = tree
        self.words = campaign.data["words"]
        self.tables = campaign.data["convert"]
        self.phrases: dict[str, str] = campaign.data["series"]["phrases"]
        self.site = site
        self.new = campaign.data["api"][site["verdict"]]["name"]
        self.same = re.match(r"\w*", self.tables["same"])[0]  # type: ignore[index]
        self.edits = sorted(site["edits"], key=lambda e: (e["file"], e["start"]))
        self.call = next((e for e in site["edits"] if f"{self.new}(" in e["new"]), None)

    def all(self) -> list[Recheck]:
        """Each recheck, in the order of the text."""
        found = [edit for edit in self.edits if f"{self.same}(" in edit["new"]]
        return [self._recheck(edit, found) for edit in found]

    @property
    def mapping(self) -> str:
        """What the mapping is kept in, as far as it is a name."""
        if not self.call:
            return ""
        if self.site["kind"] == "derived":
            return str(self.tables["mapping"])
        before = self.tree.text(self.site["file"])[: self.call["start"]]
        match = _TARGET.search(before)
        return match[1] if match else ""

    def without(self) -> str:
        """What the branch for no table does, in words, or ""."""
        try:
            return wayout.told(self._null_branch(), self.phrases, {})
        except (wayout.NotPlain, ValueError, IndexError):
            return ""

    def _recheck(self, edit: Document, found: list[Document]) -> Recheck:
        text = self.tree.text(edit["file"])
        definition = next(
            (
                d
                for d in self.tree.definitions(edit["file"])
                if d.start <= edit["start"] < d.end
            ),
            None,
        )
        name = phrases.called(definition.name if definition else "-")
        begin = definition.start if definition else 0
        before = ctext.blanked(text[begin : edit["start"]])
        if edit["new"].strip().startswith(("||", "&&")):
            before = before[: before.rfind("if")]
            return Recheck(name, self._lock(edit, text, before, 0), joined=True)
        earlier = [
            e["start"]
            for e in found
            if e["file"] == edit["file"] and begin <= e["start"] < edit["start"]
        ]
        since = text[: max(earlier)].count("\n") + 1 if earlier else 0
        opened = any(
            e["new"] == " {" and begin <= e["start"] < edit["start"] for e in self.edits
        )
        regained = bool(earlier) and self._ended(before[max(earlier) - begin :])
        fails, as_null, instead = self._failing(edit, text, definition)
        return Recheck(
            name,
            self._lock(edit, text, before, since),
            unless=self._unless(before) if opened else "",
            regained=regained,
            ahead=self._ahead(edit, text, definition) if regained else "",
            fails=fails,
            as_null=as_null,
            instead=instead,
        )

    def _locks(self, file: str, since: int, until: float) -> list[Document]:
        """The places in some lines of a file where the lock of a write is taken by a call."""
        return [
            lock
            for lock in self.site["recheck"].get("locks", [])
            if lock["file"] == file
            and since < lock["line"] <= until
            and "(" in lock["what"]
        ]

    def _lock(self, edit: Document, text: str, before: str, since: int) -> str:
        """The calls behind which an edit stands, of those that take the lock.

        :param before: the text of the function up to there
        :param since: the line that another recheck stands on, or 0
        """
        number = text[: edit["start"]].count("\n") + 1
        known = [
            f"{lock['what'].partition('(')[0]}()"
            for lock in self._locks(edit["file"], since, number)
            if f"{lock['function']}(" in before
        ]
        line = before.rstrip().rsplit("\n", 1)[-1]
        takes = {*self.words["locks"], *self.words["locked_result"]}
        mine = [f"{c}()" for c in re.findall(r"(\w+)\s*\(", line) if c in takes]
        if mine and mine[-1] not in known:
            return mine[-1]
        return " or ".join(dict.fromkeys(known)) or "".join(mine[-1:])

    def _ahead(self, edit: Document, text: str, definition: Any) -> str:
        """The call in front of which a recheck stands and that takes the mapping's lock."""
        number = text[: edit["start"]].count("\n") + 1
        last = text[: definition.end].count("\n") + 1
        for lock in self._locks(edit["file"], number - 1, last):
            return f"{lock['what'].partition('(')[0]}()"
        return ""

    def _ended(self, between: str) -> bool:
        """Whether some code ends the mapping and drops a lock."""
        calls = re.findall(r"(\w+)\s*\(\s*([\w.>-]*)", between)
        return any(
            name in self.words["drops"] and first == self.mapping
            for name, first in calls
        ) and any(name in self.words["unlocks"] for name, _ in calls)

    @staticmethod
    def _unless(before: str) -> str:
        """The other lock of the if that the lock is taken in."""
        match = re.search(
            r"if\s*\(([\w.>-]+)\s*!=\s*([\w.>-]+)\)\s*\{?\s*[^;{}]*;\s*$", before
        )
        return match[2] if match else ""

    def _failing(
        self, edit: Document, text: str, definition: Any
    ) -> tuple[str, bool, str]:
        """What the new branch does, whether the one for no table does so, too, and how that leaves."""
        try:
            new = edit["new"]
            start = new.rindex("if (", 0, new.index(f"{self.same}("))
            found = wayout.statements(wayout.after_condition(new, start + 3))
            back = self._back(edit, text, definition)
            said = wayout.told(found, self.phrases, back)
            null = self._null_branch()
        except (wayout.NotPlain, ValueError, IndexError):
            return "", False, ""
        left, leaves = wayout.leaving(found), wayout.leaving(null)
        if leaves and left == leaves:
            return said, set(null) <= set(found), ""
        call = self.call["start"] if self.call else -1
        own = definition and definition.start <= call < definition.end
        again = any(left == f"goto {name}" for name, maps in back.items() if maps)
        if own and again and _NOTHING.fullmatch(leaves or ""):
            return said, False, leaves or ""
        return said, False, ""

    def _back(self, edit: Document, text: str, definition: Any) -> dict[str, str]:
        """The labels, new or not, that stand before an edit: what follows, if it is the map."""
        if not definition:
            return {}
        body = ctext.blanked(text[definition.start : definition.end])
        labels = [
            (definition.start + m.start(), m[1])
            for m in re.finditer(r"^(\w+):(?!:)", body, re.M)
        ]
        labels += [
            (e["start"], m[1])
            for e in self.edits
            if e["file"] == edit["file"]
            and definition.start <= e["start"] < definition.end
            and (m := re.match(r"(\w+):\n", e["new"]))
        ]
        maps = -1  # the last place from which the table is mapped
        if self.call and definition.start <= self.call["start"] < definition.end:
            maps = self.call["start"]
        elif self.site["function"] != "-":
            called = re.finditer(rf"\b{re.escape(self.site['function'])}\s*\(", body)
            maps = max((definition.start + m.start() for m in called), default=-1)
        return {
            name: ", to map the table anew" if at <= maps else ""
            for at, name in labels
            if at < edit["start"]
        }

    def _null_branch(self) -> list[wayout.Statement]:
        """The branch for no table, as far as it is seen.

        :raises NotPlain: it is not understood
        """
        if not self.call:
            return []
        text = self.tree.text(self.site["file"])
        rest = ctext.blanked(text[self.call["end"] : self.call["end"] + 2000])
        if self.site["kind"] == "derived":
            rest = self.call["new"]
        match = self.mapping and re.search(
            rf"\bif\s*\((?:un)?(?:likely)?\(?!{re.escape(self.mapping)}\)", rest
        )
        if not match:
            return []
        opening = rest.index("(", match.start())
        return wayout.statements(wayout.after_condition(rest, opening))
