# SPDX-License-Identifier: GPL-2.0
"""Whether a function only computes: takes nothing, stores nothing, waits for nothing."""

from __future__ import annotations

import re
from typing import Any

from . import config, ctext, facts
from .heads import heads
from .tree import Tree
from .units import Units

_DEPTH = 8
_MOST = 80  # definitions of one name
_LOCAL = re.compile(r"\w+(?:\.\w+)*$")


class Purity:
    """Asked of names, by the definitions that a file may mean."""

    def __init__(
        self, tree: Tree, campaign: config.Campaign, store: facts.Store
    ) -> None:
        self.tree = tree
        self.words = campaign.data["words"]
        self.computes = campaign.data["convert"]["computes"]
        self.computes_like = campaign.data["convert"]["computes_like"]
        self.store = store
        self.pointer = campaign.data["types"]["entry"] + " *"
        self.heads = heads(tree.listing, store.cache / "heads.json")
        self.units = Units(self.heads)
        self.known: dict[tuple[str, str], bool] = {}

    def _told(self, file: str, name: str) -> bool | None:
        words = self.words
        tables = ("reads", "none", "not_none", "same_entry", "same_table", "values")
        if any(name in words[key] for key in tables):
            return True
        own = bool(self._own(file, name))
        if name.startswith(tuple(words["reads_like"])) and not own:
            return True
        if any(name in words[key] for key in ("writes", "writes_entry")):
            return False
        if name in self.computes or name.startswith(tuple(self.computes_like)):
            return True
        told = ("locks", "unlocks", "trylocks", "drops")
        if any(name in words[key] for key in (*told, "maps", "publishes")):
            return False
        return None

    def of(self, file: str, name: str, depth: int = _DEPTH) -> bool:
        """Whether every definition of a name that a file may mean only computes."""
        told = self._told(file, name)
        if told is not None:
            return told
        if re.fullmatch(r"(?:\(\s*[\w\s]+\**\s*\)\s*)+", name):
            return True  # a cast
        if not depth or not re.fullmatch(r"[A-Za-z_]\w*", name):
            return False
        key = (file, name)
        if key not in self.known:
            self.known[key] = False  # recursion is no computing that is sure to end
            self.known[key] = self._look(file, name, depth)
        return self.known[key]

    def _own(self, file: str, name: str) -> list[tuple[str, ctext.Definition]]:
        """What a file's unit defines by a name."""
        return [
            (member, d)
            for member in self.units.of(file)
            for d in self.tree.definitions(member)
            if d.name == name
        ]

    def _look(self, file: str, name: str, depth: int) -> bool:
        found = self._own(file, name)
        if not found or not all(d.static for _, d in found):
            for other in self.heads.files(name):
                if other not in self.units.of(file):
                    found += [
                        (other, d)
                        for d in self.tree.definitions(other)
                        if d.name == name and not (d.static and other.endswith(".c"))
                    ]
        if not found or len(found) > _MOST:
            return False
        pieces = {}
        for where, d in found:
            if d.kind == "alias":
                if not self.of(where, d.params[0], depth - 1):
                    return False
                continue
            pieces[where, d.start] = (
                d,
                facts.slice_of(self.tree.text(where), d, self.pointer),
            )
        told = self.store.facts([text for _, text in pieces.values()])
        return all(
            self._computes(where, d, text, told[self.store.key(text)], depth)
            for (where, _), (d, text) in pieces.items()
        )

    def _computes(
        self,
        file: str,
        definition: ctext.Definition,
        text: str,
        known: dict[str, Any],
        depth: int,
    ) -> bool:
        if not known["parsed"] or known["problem"]:
            return False
        code = ctext.blanked(text)
        if re.search(r"\b(?:asm|__asm__|static)\b", code[code.find("{") :]):
            return False
        local = {d["name"] for d in known["declares"]}
        stored = [a["lhs"] for a in known["assigns"]]
        stored += [s["expr"] for s in known["steps"]]
        for path in stored:
            if path.lstrip("( ").startswith("*"):
                return False
            path = re.sub(r"\s+|\+\+|--", "", path)
            inner = re.fullmatch(r"(\w+)\((\w+)\)", path)
            if inner and inner.group(1) in self.words["reads"]:
                path = inner.group(2)  # an accessor that is assigned to
            root = re.split(r"\W", path, maxsplit=1)[0]
            own = root in local or (
                definition.kind == "function"
                and any(re.search(rf"\b{root}$", p) for p in definition.params)
            )
            if not own or not _LOCAL.match(path):
                return False
        return all(self.of(file, call["fn"], depth - 1) for call in known["calls"])
