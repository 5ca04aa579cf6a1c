# SPDX-License-Identifier: GPL-2.0
"""Verdict, evidence and recheck plan of each site.

The solver (scripts/verdict) is asked again and again: it says which names it
needed and had no facts of, they are looked for in the tree and their
definitions handed to spatch, until it needs nothing more or what it needs is
not there. So what is read grows with what the sites touch, not with the tree.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import config, exclusion, facts
from .collection import Collection, Place
from .needed import Needed
from .solver import Solver
from .tree import Tree

_ROUNDS = 40
Document = dict[str, Any]


def _site_query(
    site: Document,
    sites: dict[str, Document],
    indexes: dict[Place, int],
    functions: list[Document],
) -> Document:
    """A site as the solver wants it."""
    index = indexes[site["file"], site["definition"]]
    line, column = site["position"]
    if functions[index]["macro"]:
        calls = [c["at"] for c in functions[index]["calls"] if c["fn"] == site["call"]]
        line, column = calls[0][:2] if calls else (0, 0)
    query = {"function": index, "line": line, "column": column}
    behind = sites[site["behind"]] if site["behind"] else None
    while behind and functions[indexes[behind["file"], behind["definition"]]]["alias"]:
        behind = sites[behind["behind"]] if behind["behind"] else None
    if behind:
        query["wrapper"] = _site_query(behind, sites, indexes, functions)
    return query


def _refused(site: Document) -> str | None:
    """Why a site can't be handed to the solver, if it can't."""
    if site["definition"] is None:
        return "the call stands outside every function that could be told apart"
    if site["kind"] == "unparsed":
        return f"spatch does not see the call in {site['function']}() as one"
    if site["kind"] == "macro":
        return f"the call is in the body of macro {site['function']}(), which acts where it is expanded"
    return None


def _of_wrapper(site: Document, sites: list[Document]) -> None:
    """A wrapper does what is done behind it."""
    behind = [other for other in sites if other["behind"] == site["id"]]
    if not behind:
        return
    if site.get("address_taken") and not any(o["verdict"] == "rw" for o in behind):
        site["reason"] = "is used as a value, too: not all that call it are seen"
        return
    worst = next((o for o in behind if o["verdict"] == "rw"), None) or next(
        (o for o in behind if o["verdict"] == "manual"), None
    )
    site["verdict"] = worst["verdict"] if worst else "ro"
    chosen = worst or behind[0]
    site["reason"] = f"called by {chosen['function']}(): {chosen['reason']}"
    site["recheck"] = chosen["recheck"]
    site["evidence"] = [
        {
            "file": o["file"],
            "line": o["line"],
            "function": o["function"],
            "what": f"calls {site['function']}(): {o['verdict']}",
        }
        for o in ([worst] if worst else behind)
    ] + chosen["evidence"]


_NO_RECHECK: Document = {
    "kind": "none",
    "file": None,
    "line": None,
    "function": None,
    "why": "not known",
    "present": False,
    "locks": [],
    "bare": False,
    "bare_writes": [],
}


def _judged(
    asked: list[Document], by_id: dict[str, Document], collection: Collection
) -> tuple[list[Document], list[Document]]:
    """The solver's verdicts on sites, and the functions that it was told of.

    A site is judged again as long as it lacks something, and all are once nothing is
    lacking any more.

    :param by_id: all sites
    """
    campaign = collection.campaign
    needed = Needed(collection.store.cache, campaign)
    collection.expect(needed.get())
    tables = {key: campaign.data[key] for key in ("api", "types", "limits", "words")}
    every = list(range(len(asked)))
    verdicts: list[Document] = [{} for _ in every]
    left = every
    with Solver() as solver:
        for _ in range(_ROUNDS):
            functions, indexes = collection.functions()
            answer = solver.ask(
                {
                    "campaign": tables,
                    "functions": functions,
                    "absent": collection.absent,
                    "callers_known": collection.callers,
                    "sites": [
                        _site_query(asked[number], by_id, indexes, functions)
                        for number in left
                    ],
                }
            )
            for number, verdict in zip(left, answer["sites"]):
                verdicts[number] = verdict
            needs = answer["needs"]
            if any(needs.values()):
                left = [left[place] for place in answer["lacking"]]
            elif collection.search_rest() or left != every:
                left = every
            else:
                break
            if needs["definitions"] or needs["weak"]:
                collection.add_definitions(needs["definitions"], needs["weak"])
            if needs["callers"]:
                collection.add_callers(needs["callers"])
    needed.put((file, d.name) for (file, _), d in collection.places.items())
    return verdicts, functions


def classify(
    found: Document, tree: Tree, campaign: config.Campaign, run: Path, jobs: int
) -> Document:
    """The document "classify" of a find document and its tree."""
    attested = exclusion.facts_of(campaign)
    store = facts.Store(run / "cache", jobs, campaign.data["limits"]["spatch"])
    collection = Collection(tree, campaign, store)
    sites = [dict(site) for site in found["sites"]]
    by_id = {site["id"]: site for site in sites}
    for site in sites:
        if site["definition"] is not None:
            collection.add((site["file"], site["definition"]))
    # A macro of the same file may use what its arguments don't name.
    for file in sorted({site["file"] for site in sites}):
        for definition in tree.definitions(file):
            if definition.kind == "macro":
                collection.add((file, definition.start))
    asked = [
        site
        for site in sites
        if _refused(site) is None
        and collection.places[site["file"], site["definition"]].kind != "alias"
    ]
    if asked:
        verdicts, functions = _judged(asked, by_id, collection)
    else:
        verdicts, functions = [], collection.functions()[0]
    for site in sites:
        why = _refused(site)
        why = why or "is another name of it, and nothing is seen to call it"
        site |= {
            "verdict": "manual",
            "reason": why,
            "recheck": dict(_NO_RECHECK),
            "evidence": [],
        }
    for site, verdict in zip(asked, verdicts):
        site |= verdict
    for site in reversed(sites):
        if site["kind"] == "wrapper":
            _of_wrapper(site, sites)
    # A lock under which nothing is written needs nothing.
    sites = [s for s in sites if s["kind"] != "derived" or s["verdict"] != "ro"]
    for site in sites:
        exclusion.attest(site, attested)
    incomplete = list(found["incomplete"])
    for function in functions:
        if function["problem"]:
            incomplete.append(
                {
                    "stage": "classify",
                    "file": function["file"],
                    "line": function["line"],
                    "why": f"{function['name']}(): {function['problem']}",
                }
            )
    return {
        **{key: found[key] for key in ("campaign", "tree", "counts", "hits")},
        "schema": "treewide-classify-1",
        "sites": sites,
        "incomplete": incomplete,
    }
