# SPDX-License-Identifier: GPL-2.0
"""The definitions that the solver is told of, and where names are defined.

So much is taken in as is asked for: what is read grows with what the sites touch.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from . import config, ctext, facts
from .heads import heads
from .needed import Definitions
from .tree import Tree
from .units import Units

_SOURCES = (".c", ".h")
Document = dict[str, Any]
Place = tuple[str, int]  # file, and offset of a definition's first character


def parameter(text: str) -> dict[str, str]:
    """Name and type of a parameter as it is declared."""
    pointer = re.search(r"\(\s*\*\s*(\w+)\s*\)\s*\(", text)
    if pointer:
        return {"name": pointer.group(1), "type": "function *"}
    match = re.match(r"(.*?)(\w+)\s*((?:\[[^\]]*\]\s*)*)$", text, re.S)
    if not match:
        return {"name": "...", "type": ""}
    return {
        "name": match.group(2),
        "type": f"{match.group(1).strip()}{' *' if match.group(3) else ''}",
    }


class Collection:
    """The definitions that the solver knows, and where names are defined."""

    def __init__(
        self, tree: Tree, campaign: config.Campaign, store: facts.Store
    ) -> None:
        self.tree = tree
        self.campaign = campaign
        self.store = store
        self.places: dict[Place, ctext.Definition] = {}
        self.absent: dict[str, bool | str] = {}
        self.callers: dict[str, bool | str] = {}
        self.heads = heads(tree.listing, store.cache / "heads.json")
        self.units = Units(self.heads)
        self._named: dict[str, list[Place]] = defaultdict(list)
        self._told: dict[Place, Document] = {}
        self._files_read: set[str] = set()
        self._unfound: list[str] = []
        types = campaign.data["types"]
        self._near = set(
            tree.listing.with_word([types["entry"], types["table"]], _SOURCES)
        )

    def _outside(self, file: str) -> bool:
        return file.split("/", 1)[0] in self.campaign.data.get("outside", [])

    def _read(self, file: str) -> None:
        """Have the definitions of a file, and of all its unit, by their names."""
        if file in self._files_read:
            return
        for member in self.units.of(file):
            self._files_read.add(member)
            for definition in self.tree.definitions(member):
                self._named[definition.name].append((member, definition.start))

    def _defined(self, name: str, among: set[str] | None = None) -> list[Place]:
        """Where a name is defined.

        :param among: files to look in, beside those that were read already
        """
        for file in self.heads.files(name):
            if not self._outside(file) and (among is None or file in among):
                self._read(file)
        return self._named[name]

    def add(self, place: Place) -> None:
        """Take a definition in."""
        if place not in self.places:
            self._read(place[0])
            self.places[place] = next(
                d for d in self.tree.definitions(place[0]) if d.start == place[1]
            )

    def add_definitions(self, names: list[str], weak: list[str]) -> None:
        """Take in every definition of the names; what has none is absent.

        :param weak: names that are looked for near entries alone
        """
        for name in names + weak:
            full = name in names
            for place in list(self._defined(name, None if full else self._near)):
                self._take(place)
            self.absent[name] = True if full else "weak"
            if full and not self._named[name]:
                self._unfound.append(name)

    def expect(self, wanted: Definitions) -> None:
        """Have the facts of what another tree needed, all at once; it isn't taken in by that.

        :param wanted: files and names
        """
        names: dict[str, set[str]] = defaultdict(set)
        for file, name in wanted:
            names[file].add(name)
        self.store.facts(
            [
                self._slice(file, definition)
                for file in sorted(names.keys() & self.tree.listing.stamps.keys())
                for definition in self.tree.definitions(file)
                if definition.name in names[file] and definition.kind != "alias"
            ]
        )

    def _slice(self, file: str, definition: ctext.Definition) -> str:
        pointer = self.campaign.data["types"]["entry"] + " *"
        return facts.slice_of(self.tree.text(file), definition, pointer)

    def search_rest(self) -> bool:
        """Look everywhere for names that no head was seen of; say whether one was found.

        A file that another includes may hold them as what is its own otherwise.
        """
        names, self._unfound = self._unfound, []
        for file in self.tree.listing.with_word(names, _SOURCES) if names else []:
            if not self._outside(file):
                self._read(file)
        places = [place for name in names for place in self._named[name]]
        for place in places:
            self._take(place)
        return bool(places)

    def _take(self, place: Place) -> None:
        """Take in a definition, and what it is likely to need next: that saves rounds."""
        pending = [place]
        pointer = re.compile(re.escape(self.campaign.data["types"]["entry"]) + r"\s*\*")
        while pending:
            place = pending.pop()
            if place in self.places:
                continue
            self.add(place)
            definition = self.places[place]
            body = self.tree.text(place[0])[definition.body : definition.end]
            for name in sorted(set(re.findall(r"\b([A-Za-z_]\w*)[ \t]*\(", body))):
                for other in list(self._defined(name, self._near)):
                    params = next(
                        d.params
                        for d in self.tree.definitions(other[0])
                        if d.start == other[1]
                    )
                    if any(pointer.search(p) for p in params):
                        pending.append(other)

    def add_callers(self, names: list[str]) -> None:
        """Take in every definition in which one of the names is called."""
        pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b")
        value = re.compile(
            r"(?<!EXPORT_SYMBOL\()(?<!EXPORT_SYMBOL_GPL\()\b("
            + "|".join(map(re.escape, names))
            + r")\b(?!\s*\()"
        )
        valued: set[str] = set()
        static = [p[0] for p, d in self.places.items() if d.name in names and d.static]
        known = [d.name for d in self.places.values() if d.name in names]
        alone = len(static) == len(known) and all(map(self.units.name, static))
        for file in (
            sorted({member for f in static for member in self.units.of(f)})
            if alone
            else self.tree.listing.with_word(names, _SOURCES)
        ):
            if self._outside(file):
                continue
            code = ctext.blanked(self.tree.text(file))
            hits = [match.start() for match in pattern.finditer(code)]
            valued.update(value.findall(code))
            for definition in self.tree.definitions(file):
                if any(definition.body <= hit < definition.end for hit in hits):
                    self.add((file, definition.start))
        self.callers |= {name: "value" if name in valued else True for name in names}

    def functions(self) -> tuple[list[Document], dict[Place, int]]:
        """The functions of a fact document, in the tree's order, and their indexes.

        Each is the same object whenever it is asked for.
        """
        pointer = self.campaign.data["types"]["entry"] + " *"
        order = sorted(self.places)
        texts = {
            place: self._slice(place[0], self.places[place])
            for place in order
            if place not in self._told and self.places[place].kind != "alias"
        }
        known = self.store.facts(list(texts.values()))
        for place in order:
            if place not in self._told:
                entry = self._entry(place, texts.get(place, ""), pointer)
                if place in texts:
                    entry |= known[self.store.key(texts[place])]
                self._told[place] = entry
        told = [self._told[place] for place in order]
        return told, {place: index for index, place in enumerate(order)}

    def _entry(self, place: Place, text: str, pointer: str) -> Document:
        """A function of a fact document, without facts."""
        definition = self.places[place]
        starts = ctext.line_starts(self.tree.text(place[0]))
        entry: Document = {
            "name": definition.name,
            "file": place[0],
            "unit": self.units.name(place[0]),
            "line": ctext.position(starts, definition.start)[0],
            "static": definition.static,
            "macro": definition.kind != "function",
            "alias": definition.params[0] if definition.kind == "alias" else None,
            "text": text,
            "problem": "",
            "parsed": definition.kind == "alias",
            "body": text.find("{")
            if definition.kind == "macro"
            else definition.body - definition.start,
            "params": [],
        }
        if definition.kind == "function":
            entry["params"] = [parameter(p) for p in definition.params if p != "void"]
        elif definition.kind == "macro":
            entry["params"] = [{"name": p, "type": pointer} for p in definition.params]
        return entry
