# SPDX-License-Identifier: GPL-2.0
"""Every site, and every place where the name stands accounted for.

grep says where the name stands. What stands there is told by the text
(comment, string, directive, outside every function) and, inside a function,
by spatch: a call is one that cocci/find/call.cocci sees. What looks like a
call and isn't seen is "unparsed": a site all the same, and named.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

from . import config, ctext
from .heads import heads
from .hits import SOURCE, Finder, Hit
from .tree import Tree
from .units import Units

CATEGORIES = (
    "call",
    "declaration",
    "definition",
    "macro",
    "wrapper",
    "value",
    "comment",
    "dead",
    "unparsed",
)
_LAYERS = 8  # of wrappers around wrappers
Document = dict[str, Any]


def _call_text(tree: Tree, hit: Hit, name: str) -> str:
    """The call with its white space normalised: it survives line moves."""
    code = ctext.blanked(tree.text(hit.file))
    opening = code.find("(", hit.offset + len(name))
    close = ctext.closing(code, opening) if opening >= 0 else -1
    text = code[hit.offset : close + 1] if close > 0 else name
    return re.sub(r"\s+", "", text.replace("\\\n", ""))


def _sites(
    tree: Tree, finder: Finder, name: str, hits: list[Hit], wrapper: Document | None
) -> list[Document]:
    """Sites among the hits of one name."""
    made: list[Document] = []
    ordinals: dict[tuple[str, str], int] = {}
    for hit in hits:
        if hit.category not in ("call", "wrapper", "macro", "unparsed"):
            continue
        function = hit.inside.name if hit.inside else "-"
        ordinal = ordinals[hit.file, function] = (
            ordinals.get((hit.file, function), 0) + 1
        )
        text = _call_text(tree, hit, name)
        digest = hashlib.sha256(text.encode("latin-1")).hexdigest()[:8]
        kind = hit.category
        if kind == "call" and wrapper:
            kind = "wrapped"
        made.append(
            {
                "id": f"{hit.file}:{function}:{ordinal}:{digest}",
                "file": hit.file,
                "line": hit.line,
                "function": function,
                "kind": kind,
                "call": name,
                "behind": wrapper["id"] if wrapper else None,
                "position": list(hit.position),
                "definition": hit.inside.start if hit.inside else None,
            }
        )
    return made


def _derived(tree: Tree, finder: Finder, name: str) -> list[Document]:
    """Sites of the second kind: a lock found through a table's entry that may change.

    A lock that is found through a copy of the entry is that of the copy's table.
    """
    words = finder.campaign.data["words"]
    position = words["lock_of"][name]
    hits = []
    for hit in finder.hits(name, tree.listing.with_word([name], SOURCE)):
        text = _call_text(tree, hit, name)
        args = ctext.split_arguments(text[text.find("(") + 1 : -1])
        live = len(args) > position and not args[position].startswith("&")
        within = hit.inside.name if hit.inside else ""
        if hit.category == "call" and live and within not in words["maps"]:
            hits.append(hit)
    sites = _sites(tree, finder, name, hits, None)
    return [{**site, "kind": "derived"} for site in sites]


def _exported(tree: Tree, hit: Hit) -> bool:
    """Whether a name stands in EXPORT_SYMBOL() and its kin, which take no address."""
    return bool(re.search(r"EXPORT_\w+\s*\(\s*$", tree.text(hit.file)[: hit.offset]))


def find(tree: Tree, campaign: config.Campaign, run: Path, jobs: int) -> Document:
    """The document "find" of a tree.

    :returns: keys as in DESIGN: counts whose categories add up to "textual",
        sites in the tree's order, and what was not understood
    """
    finder = Finder(tree, campaign, run, jobs)
    units = Units(heads(tree.listing, run / "cache" / "heads.json"))
    names = tree.listing.with_word([campaign.old])
    hits = finder.hits(campaign.old, names)
    counts = {"textual": len(hits)} | {
        c: sum(h.category == c for h in hits) for c in CATEGORIES
    }
    sites = _sites(tree, finder, campaign.old, hits, None)
    layer = [site for site in sites if site["kind"] == "wrapper"]
    seen = {campaign.old}
    for _ in range(_LAYERS):
        if not layer:
            break
        further: list[Document] = []
        for wrapper in layer:
            name = wrapper["function"]
            if name in seen:
                continue
            seen.add(name)
            static = any(
                d.name == name and d.static for d in tree.definitions(wrapper["file"])
            )
            within = (
                units.of(wrapper["file"])
                if static and units.name(wrapper["file"])
                else tree.listing.with_word([name], SOURCE)
            )
            found = [h for h in finder.hits(name, within) if h.category != "definition"]
            wrapper["address_taken"] = any(
                h.category == "value" and not _exported(tree, h) for h in found
            )
            further += _sites(tree, finder, name, found, wrapper)
        sites += further
        layer = [site for site in further if site["kind"] == "wrapper"]
    for name in campaign.data["words"]["lock_of"]:
        sites += _derived(tree, finder, name)
    sites.sort(key=lambda site: (site["file"], site["line"], site["position"]))
    for file, why in tree.listing.trouble:
        finder.note(file, 0, why)
    return {
        "schema": "treewide-find-1",
        "campaign": campaign.name,
        "tree": tree.document(),
        "counts": counts,
        "hits": [
            {"file": h.file, "line": h.line, "category": h.category} for h in hits
        ],
        "sites": sites,
        "incomplete": finder.incomplete,
    }
