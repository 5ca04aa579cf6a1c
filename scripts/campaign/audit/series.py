# SPDX-License-Identifier: GPL-2.0
"""Whether the series would apply to a tree, and what of it the tree needs."""

from __future__ import annotations

from typing import Any

from .api import Api

Document = dict[str, Any]


def _stays(sites: list[Document]) -> str:
    """What of the sites is not converted, in few words."""
    told = []
    for word, derived in (("call", False), ("lock", True)):
        some = [s for s in sites if (s["kind"] == "derived") == derived]
        left = sum(not site["converted"] for site in some)
        if left:
            verb = "stays" if left == 1 else "stay"
            told.append(f"{left} of {len(some)} {word}{'s' * (len(some) > 1)} {verb}")
    return ", ".join(told)


def series(document: Document, api: Api) -> Document:
    """What convert came to, in short.

    :param document: of convert; of classify where a module stands alone
    :returns: "applies": whether every call is converted and the new functions go in;
        None where that wasn't tried
    """
    left = [
        {"id": site["id"], "why": site["why_not"] or "no reason given"}
        for site in document["sites"]
        if not site.get("converted", True)
    ]
    if document["schema"] != "treewide-convert-1":
        why = "a module is converted with the kernel it is built for: name that with --kernel"
        return {
            "applies": None,
            "why": why,
            "introduces": [],
            "converted": 0,
            "left": [],
            "removes": False,
            "refused": [],
        }
    names = [str(api.campaign.data["api"][w]["name"]) for w in ("ro", "rw")]
    there = {entry["name"] for entry in document["api"]["there"]}
    refused = [
        {"file": entry["file"], "why": entry["why"]}
        for entry in document["refused"]
        if not entry.get("left_out")
    ]
    done = [site for site in document["sites"] if site["converted"]]
    changes = bool(document["files"])
    calls = [site for site in document["sites"] if site["kind"] != "derived"]
    needless = not changes and not refused and not (left and calls)
    why = "nothing is left to convert"
    if refused:
        why = f"{refused[0]['file']}: {refused[0]['why']}"
    elif left:
        why = _stays(document["sites"])
    elif changes:
        why = "every call is converted"
    return {
        "applies": None if needless else not (left or refused),
        "why": why,
        "introduces": [n for n in names if n not in there] if changes else [],
        "converted": len(done),
        "left": left,
        "removes": bool(document["removal"]["files"]),
        "refused": refused,
    }
