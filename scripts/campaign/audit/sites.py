# SPDX-License-Identifier: GPL-2.0
"""The calls of a tree, those of the old function and those of the new ones, and how each is treated.

A call of a new function has been decided on: its verdict is what the function's name
says. That it is kept is for check to say.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import Any

from .. import config, ctext, find
from ..check.place import function_at
from ..tree import Tree
from .api import Api

Document = dict[str, Any]
_KEPT = (
    "id",
    "file",
    "line",
    "function",
    "kind",
    "call",
    "behind",
    "verdict",
    "reason",
    "recheck",
    "evidence",
)


def old_site(site: Document) -> Document:
    """A call of the old function, from a document of classify or convert."""
    return {
        **{key: site[key] for key in _KEPT},
        "api": "derived" if site["kind"] == "derived" else "old",
        "converted": site.get("converted"),
        "why_not": site.get("why_not"),
    }


def new_sites(
    tree: Tree, campaign: config.Campaign, api: Api, run: Path, jobs: int
) -> tuple[list[Document], list[Document]]:
    """The calls of the new functions, and what was not understood on the way.

    :param run: folder of the tree's run
    """
    made: list[Document] = []
    incomplete: list[Document] = []
    for which in ("ro", "rw"):
        for function in api.of(which):
            asking = copy.copy(campaign)
            asking.data = copy.deepcopy(campaign.data)
            asking.data["api"]["old"] = {
                **campaign.data["api"][which],
                "name": function.name,
            }
            asking.data["words"]["lock_of"] = {}
            found = find.find(tree, asking, run, jobs)
            incomplete += found["incomplete"]
            for site in found["sites"]:
                if site["kind"] == "unparsed":
                    continue  # it stands in "incomplete"
                step = {
                    "file": site["file"],
                    "line": site["line"],
                    "function": site["function"],
                    "what": f"calls {site['call']}()",
                }
                made.append(
                    {
                        **{key: site[key] for key in _KEPT if key in site},
                        "verdict": which,
                        "reason": f"calls {site['call']}() already",
                        "recheck": {
                            "kind": "none",
                            "file": None,
                            "line": None,
                            "why": "see the findings",
                            "present": False,
                        },
                        "evidence": [step],
                        "api": which,
                        "converted": None,
                        "why_not": None,
                    }
                )
    return made, incomplete


def marked(sites: list[Document]) -> list[Document]:
    """The sites with their fingerprints: file, function, and which call in it.

    Which function of the API is called does not count, so a call has the same
    fingerprint before its conversion and after it. A second call of another kind
    (a lock that is derived) is counted apart.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    made = []
    for site in sites:
        kind = "derived" if site["api"] == "derived" else "call"
        key = (site["file"], site["function"], kind)
        seen[key] += 1
        text = "\0".join(("site", *key, str(seen[key])))
        mark = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:32]
        made.append({**site, "ordinal": seen[key], "fingerprint": mark})
    return made


def treatment(site: Document) -> str:
    """How a call is treated, in few letters: what trees are compared by.

    ``ro`` and ``rw`` are verdicts of calls of the old function, ``ro+`` and ``rw+``
    calls of the new ones; ``man`` can't be told, ``lock`` is a lock without a recheck.
    """
    if site["api"] in ("ro", "rw"):
        return f"{site['api']}+"
    if site["api"] == "derived":
        return "lock"
    return "man" if site["verdict"] == "manual" else str(site["verdict"])


def _lines(sites: list[Document]) -> list[Document]:
    return [{key: site[key] for key in ("file", "line", "function")} for site in sites]


def wrappers(tree: Tree, sites: list[Document]) -> list[Document]:
    """Functions and macros that only pass a call on, and macros that hold one, with their callers.

    Callers of a macro are where its name stands in code.
    """
    made = []
    for site in sites:
        if site["kind"] not in ("wrapper", "macro"):
            continue
        behind = [other for other in sites if other["behind"] == site["id"]]
        callers = _lines(behind)
        if site["kind"] == "macro":
            callers = _expanded(tree, site)
        made.append(
            {
                "id": site["id"],
                "name": site["function"],
                "kind": site["kind"],
                "file": site["file"],
                "line": site["line"],
                "callers": callers,
            }
        )
    return made


def _expanded(tree: Tree, site: Document) -> list[Document]:
    """Where a macro is expanded."""
    name = site["function"]
    found = []
    for file in tree.listing.with_word([name], (".c", ".h")):
        text = tree.text(file)
        starts = ctext.line_starts(text)
        code = ctext.blanked(text)
        for match in re.finditer(rf"\b{re.escape(name)}\s*\(", code):
            line = ctext.position(starts, match.start())[0]
            before = code[code.rfind("\n", 0, match.start()) + 1 : match.start()]
            if re.match(r"\s*#\s*define\s+$", before):
                continue
            found.append(
                {"file": file, "line": line, "function": function_at(tree, file, line)}
            )
    return found
