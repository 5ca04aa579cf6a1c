# SPDX-License-Identifier: GPL-2.0
"""The new functions: what of them a tree has already, and the hand-written patch for the rest.

A tree may have one of them, or both (a backport), or something else by the same
name. What a declaration has to look like stands in the patch that brings it.
introduce-ro.patch and introduce-rw.patch are for a tree that has the other one
already; every other introduce-*.patch is for a tree that has neither.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import collection, config, ctext, handpatch
from .tree import Tree, shown

Document = dict[str, Any]
_WHICH = ("ro", "rw")


@dataclass(frozen=True)
class There:
    """A new function that the tree has.

    :param fault: why it is not the one that is meant, or ""
    :param same_body: it does what the patch's does, word for word
    """

    name: str
    file: str
    line: int
    fault: str
    same_body: bool


def _types(parameters: str) -> list[set[str]]:
    """What each parameter's type may be: its name may be left out of a prototype."""
    found = []
    for text in ctext.split_arguments(parameters):
        plain = re.sub(r"\s*\*\s*", "*", " ".join(text.split()))
        typed = re.sub(r"\s*\*\s*", "*", collection.parameter(text.strip())["type"])
        found.append({plain, typed})
    return found


class NewApi:
    """The new functions of a campaign in one tree."""

    def __init__(self, tree: Tree, campaign: config.Campaign) -> None:
        self.tree = tree
        self.campaign = campaign
        self.names = {w: str(campaign.data["api"][w]["name"]) for w in _WHICH}

    @functools.cached_property
    def there(self) -> dict[str, There]:
        """Those that the tree has, by "ro" and "rw"."""
        found = {which: self._found(name) for which, name in self.names.items()}
        return {which: there for which, there in found.items() if there}

    @property
    def complete(self) -> bool:
        """Whether the tree has both, and they are those that are meant."""
        return len(self.there) == len(_WHICH) and not self.faults

    @property
    def faults(self) -> list[Document]:
        """What goes by the name of a new function and is none."""
        return [
            {"file": there.file, "line": there.line, "why": there.fault}
            for there in self.there.values()
            if there.fault
        ]

    def patches(self) -> list[Path]:
        """The hand-written patches for what the tree lacks."""
        alone = {which: f"introduce-{which}.patch" for which in _WHICH}
        lacking = [which for which in _WHICH if which not in self.there]
        found = sorted(self.campaign.folder.glob("introduce-*.patch"))
        if len(lacking) == 1:
            mine = [p for p in found if p.name == alone[lacking[0]]]
            if mine:
                return mine
        return [p for p in found if p.name not in alone.values()]

    def introduced(
        self, read: Callable[[str], bytes | None]
    ) -> tuple[dict[str, bytes], list[Document], list[Path]]:
        """The files with the new functions in, what was left out or refused, and the patches.

        :param read: the content of a file of the tree, None where there is none
        """
        changed: dict[str, bytes] = {}
        trouble: list[Document] = list(self.faults)
        used: list[Path] = []
        for patch in [] if trouble else self.patches():
            try:
                if handpatch.applied(read, patch):
                    continue
                outcome = handpatch.apply(read, patch)
            except handpatch.PatchRefused as error:
                if not self.complete:
                    trouble.append({"file": patch.name, "why": str(error)})
                continue
            used.append(patch)
            changed |= outcome.files
            trouble += [
                {"file": path, "why": why, "left_out": True}
                for path, why in outcome.left_out
            ]
        return changed, trouble, used

    def _found(self, name: str) -> There | None:
        """What the tree has by a name: what is none of what is meant comes first."""
        every = [
            there
            for file in self.tree.listing.with_word([name], (".c", ".h"))
            for there in self._in_file(file, name)
        ]
        every.sort(key=lambda there: (not there.fault, not there.same_body))
        return every[0] if every else None

    def _in_file(self, file: str, name: str) -> list[There]:
        """What a file declares or defines by a name."""
        text = self.tree.text(file)
        starts = ctext.line_starts(text)
        definitions = self.tree.definitions(file)
        wanted = self._wanted[name]
        found = []
        for d in definitions:
            if d.name == name:
                fault = ""
                if d.kind != "function":
                    fault = f"defines {name} as a macro"
                elif not self._fits(", ".join(d.params), name):
                    fault = f"defines {name}() with other parameters"
                line = ctext.position(starts, d.start)[0]
                same = wanted["body"] == _squeezed(text[d.body : d.end])
                found.append(There(name, shown(file), line, fault, same))
        code = ctext.blanked(text) if file.endswith(".h") else ""
        for match in re.finditer(rf"\b{name}\s*\(([^;{{}}()]*)\)\s*;", code):
            if not any(d.start <= match.start() < d.end for d in definitions):
                fault = f"declares {name}() with other parameters"
                fault = "" if self._fits(match[1], name) else fault
                line = ctext.position(starts, match.start())[0]
                found.append(There(name, shown(file), line, fault, False))
        return found

    def _fits(self, parameters: str, name: str) -> bool:
        """Whether parameters are those of the patch; without a prototype there any are."""
        wanted = self._wanted[name]["parameters"]
        if wanted is None:
            return True
        mine, theirs = _types(wanted), _types(parameters)
        return len(mine) == len(theirs) and all(a & b for a, b in zip(mine, theirs))

    @functools.cached_property
    def _wanted(self) -> dict[str, Document]:
        """Of each new function the parameters and the body that the patches bring."""
        texts: list[str] = []
        for patch in sorted(self.campaign.folder.glob("introduce-*.patch")):
            for edit in handpatch.parse(patch):
                lines = [line for hunk in edit.hunks for line in hunk.signed(b"+")]
                texts.append(ctext.decode(b"".join(lines)))
        wanted = {}
        for name in self.names.values():
            prototype = re.compile(rf"\b{name}\s*\(([^;{{}}()]*)\)\s*;")
            declared = [m[1] for text in texts if (m := prototype.search(text))]
            bodies = [
                _squeezed(text[d.body : d.end])
                for text in texts
                for d in ctext.definitions(text)
                if d.name == name
            ]
            wanted[name] = {
                "parameters": declared[0] if declared else None,
                "body": bodies[0] if bodies else None,
            }
        return wanted


def _squeezed(body: str) -> str:
    """Code without comments and blanks."""
    return re.sub(r"\s+", "", ctext.blanked(body))
