# SPDX-License-Identifier: GPL-2.0
"""Which of the API a tree has, by signature and use, and what stage of the campaign that is."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .. import config, ctext
from ..tree import Tree, shown
from . import backport, signature

Document = dict[str, Any]
WHICH = ("old", "ro", "rw")
_SOURCE = (".c", ".h")


@dataclass(frozen=True)
class Function:
    """One function of the API in a tree.

    :param which: "old", "ro" or "rw"
    :param name: as the tree has it
    :param how: "name"; "given", a name from campaign.yaml; "body"; "use": it is not declared
    :param order: its arguments' positions by role, None where they can't be told
    """

    which: str
    name: str
    how: str
    file: str | None
    line: int | None
    order: dict[str, int] | None
    usual: bool

    @property
    def fault(self) -> str | None:
        """Why its calls can't be understood, if so."""
        if self.how == "use" or self.order is not None:
            return None
        return f"{self.name} is declared with parameters that are not those of the API"

    def document(self) -> Document:
        """The function as the document has it."""
        return {
            "which": self.which,
            "name": self.name,
            "how": self.how,
            "file": self.file,
            "line": self.line,
            "arguments": self.order,
            "usual_order": self.usual,
            "fault": self.fault,
        }


class Api:
    """What a tree has of a campaign's functions."""

    def __init__(self, tree: Tree, campaign: config.Campaign) -> None:
        self.tree = tree
        self.campaign = campaign
        self.types: Mapping[str, str] = campaign.data.get("audit", {}).get("types", {})
        self.functions = self._functions()

    def _one(self, which: str, name: str, how: str) -> Function | None:
        """The function of a name, if the tree has or uses it."""
        api = self.campaign.data["api"][which]
        places = signature.declared(self.tree, name, api, self.types)
        fits = [p for p in places if p.order is not None]
        chosen = next(iter(fits or places), None)
        if chosen is None:
            if not self._used(name):
                return None
            return Function(which, name, "use", None, None, None, True)
        usual = {role: int(api[role]) for role in signature.roles(api)}
        right = chosen.order is None or chosen.order == usual
        file = shown(chosen.file)
        return Function(which, name, how, file, chosen.line, chosen.order, right)

    def _used(self, name: str) -> bool:
        """Whether code calls it: a comment that names it is no use."""
        call = re.compile(rf"\b{re.escape(name)}\s*\(")
        return any(
            call.search(ctext.blanked(self.tree.text(file)))
            for file in self.tree.listing.with_word([name], _SOURCE)
        )

    def _functions(self) -> list[Function]:
        found: list[Function] = []
        given = backport.named(self.campaign)
        names: set[str] = set()
        for which in WHICH:
            usual = str(self.campaign.data["api"][which]["name"])
            for name, how in [
                (usual, "name"),
                *((n, "given") for n in given.get(which, [])),
            ]:
                names.add(name)
                one = self._one(which, name, how)
                if one:
                    found.append(one)
        other = backport.by_body(self.tree, self.campaign, names)
        for which in WHICH:
            for name in other.get(which, []):
                one = self._one(which, name, "body")
                if one:
                    found.append(one)
        return found

    def of(self, which: str) -> list[Function]:
        """The functions that stand for one of the API, the one of its own name first."""
        return [function for function in self.functions if function.which == which]

    @property
    def state(self) -> str:
        """none, old, new, both; other where something goes by a name and is not it."""
        if any(function.fault for function in self.functions):
            return "other"
        old, new = bool(self.of("old")), bool(self.of("ro") or self.of("rw"))
        return {
            (False, False): "none",
            (True, False): "old",
            (False, True): "new",
            (True, True): "both",
        }[old, new]

    def asking(self) -> list[config.Campaign]:
        """The campaign in this tree's words: one for each name of the old function.

        It is the campaign itself where the tree has nothing unusual.
        """
        made = []
        olds: list[Function | None] = [*self.of("old")]
        for function in olds or [None]:
            changes: dict[str, Document] = {}
            for which in WHICH:
                one = next(iter(self.of(which)), None)
                one = function if which == "old" else one
                api = self.campaign.data["api"][which]
                if one and one.order is not None:
                    here: Document = {"name": one.name, **one.order}
                    if here != dict(api):
                        changes[which] = here
                elif one and one.name != api["name"]:
                    changes[which] = {**api, "name": one.name}
            made.append(_changed(self.campaign, changes) if changes else self.campaign)
        return made

    def document(self) -> Document:
        """The API of a tree as the document has it."""
        return {
            "state": self.state,
            "functions": [function.document() for function in self.functions],
        }


def _changed(campaign: config.Campaign, changes: Document) -> config.Campaign:
    """The campaign with other names or positions; its digest is another, too."""
    other = copy.copy(campaign)
    other.__dict__.pop("digest", None)
    other.data = copy.deepcopy(campaign.data)
    other.data["api"] |= changes
    maps = other.data["words"]["maps"]
    maps += [api["name"] for api in changes.values() if api["name"] not in maps]
    other.bytes = campaign.bytes + repr(sorted(changes.items())).encode()
    return other


def stage(state: str, sites: int, lacking: list[str]) -> tuple[str, str]:
    """Which stage of the campaign applies to a tree, and why.

    :param state: of the API
    :param sites: calls of the old function that are left
    :param lacking: new functions that the tree has not
    """
    lacks = f"; it lacks {' and '.join(lacking)}" if lacking else ""
    calls = f"{sites} call{'' if sites == 1 else 's'}"
    if state == "other":
        return "port", "what goes by a name of the API has other parameters"
    if state == "none":
        return "none", "the tree has none of the functions"
    if state == "new":
        return "check", f"no call of the old function is left{lacks}"
    if not sites:
        return "remove", f"nothing calls the old function{lacks}"
    if state == "both":
        return "finish", f"{calls} of the old function left beside the new ones{lacks}"
    return "convert", f"{calls} of the old function, and none of the new ones is there"
