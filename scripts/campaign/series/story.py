# SPDX-License-Identifier: GPL-2.0
"""What there is to tell of a site, taken from its evidence and from its edits.

Nothing here is told that does not stand in the convert document or in the text
of the tree: what is written and where (deeds.py), which lock a new recheck
follows and what the new branch does (rechecks.py), what was there already.
"""

from __future__ import annotations

import functools
import re
from typing import Any

from .. import config, ctext
from ..report import phrases
from ..tree import Tree
from . import deeds, wayout
from .rechecks import Rechecks

Document = dict[str, Any]
_PLACE = re.compile(r"[\w./+-]+:\d+:? ")


class Teller:
    """What there is to tell of one tree's sites."""

    def __init__(self, tree: Tree, campaign: config.Campaign) -> None:
        self.tree = tree
        self.campaign = campaign
        self.tables = campaign.data["convert"]
        self.api = campaign.data["api"]

    def told(self, site: Document) -> Document:
        """A site as the templates see it."""
        recheck = site["recheck"]
        rechecks = Rechecks(self.tree, self.campaign, site)
        found = rechecks.all()
        derived = site["kind"] == "derived"
        return {
            "function": phrases.called(site["function"]),
            "file": phrases.printable(site["file"]),
            "kind": site["kind"],
            "verdict": site["verdict"],
            "call": site["call"],
            "new": self.api[site["verdict"]]["name"],
            "mapping": "" if derived else rechecks.mapping,
            "uses": deeds.uses(site) if site["verdict"] == "ro" else [],
            "chain": deeds.chain(site) if site["verdict"] == "rw" else "",
            "recheck": recheck["kind"],
            "present": bool(recheck.get("present")),
            "guard": self._place(recheck),
            "why": self._why(recheck["why"]),
            "fact": _PLACE.sub("", phrases.printable(recheck["why"])).replace(
                "on any path to here", "on any path to it"
            ),
            "same": rechecks.same,
            "model": self.model,
            "rechecks": [r for r in found if not r.joined],
            "apart": len({r.function for r in found}) > 1,
            "joined": wayout.joined(
                list(dict.fromkeys(r.function for r in found if r.joined))
            ),
            "joined_after": wayout.joined(
                list(dict.fromkeys(r.after for r in found if r.joined and r.after))
            ),
            "remark": phrases.printable(site["remark"]) if site["remark"] else "",
            "value": self._value(site),
            "without": rechecks.without(),
            "by": deeds.taken_out_by(site),
        }

    @functools.cached_property
    def model(self) -> str:
        """The function of the tree that makes the same check already, as a call, or ""."""
        check = re.match(r"\w*", self.tables["same"])[0]  # type: ignore[index]
        for row in self.campaign.data["series"]["models"]:
            for file in self.tree.listing.with_word([row["defined_as"]], (".c", ".h")):
                text = self.tree.text(file)
                for found in self.tree.definitions(file):
                    body = ctext.blanked(text[found.body : found.end])
                    if found.name == row["defined_as"] and re.search(
                        rf"\b{check}\s*\(", body
                    ):
                        return f"{row['name']}()"
        return ""

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

    def _value(self, site: Document) -> str:
        """The variable that takes a value which is not compared."""
        name = self.tables["unused_value"]
        found = [
            m for e in site["edits"] for m in re.findall(rf"\b{name}\w*", e["new"])
        ]
        return found[0] if found else ""
