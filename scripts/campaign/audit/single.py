# SPDX-License-Identifier: GPL-2.0
"""One tree: its API, calls, wrappers, misuse, and what of the series it needs."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import Any

from .. import check, config, ctext, spatch
from ..check.finding import SOURCE
from ..heads import heads
from ..kept import Kept, shared
from ..stages import Run
from ..tree import Tree, shown
from . import backport
from . import sites as calls
from .api import Api, stage
from .module import JoinedTree, without_prefix, words_of_types
from .series import series
from .targets import Target

Document = dict[str, Any]


def _look(run: Run) -> None:
    """Read the tree once for all that the stages are going to look for in it.

    What was looked for in the tree before this one is likely to be asked again: the
    answers are the same, and cost no pass of their own.
    """
    campaign = run.campaign
    cache = shared(run.folder / "cache")
    every = check.rules_of(campaign, cache / "check", run.jobs, spatch.version())
    api = campaign.data["api"]
    names = [str(api[which]["name"]) for which in ("old", "ro", "rw")]
    run.tree.listing.look_for(
        [
            *check.words(campaign, every),
            ([*names, *backport.words(campaign)], SOURCE),
            ([campaign.old], ()),
            (Kept(run.folder / "cache", "searched").get(campaign.digest) or [], SOURCE),
        ]
    )


def _checked(run: Run, campaign: config.Campaign) -> Document:
    """The document "check" of a tree, kept in its run."""
    tree = run.tree

    def make() -> Document:
        narrow = (
            tree.only_module(words_of_types(campaign))
            if isinstance(tree, JoinedTree)
            else nullcontext()
        )
        with narrow:
            return check.check(tree, campaign, run.folder, run.jobs)

    return run.made("check", make)


def _entry(target: Target, run: Run, api: Api) -> Document:
    """What is found in a tree, by its documents."""
    tree, folder = run.tree, run.folder
    campaigns = api.asking()
    documents: list[Document] = []
    for number, campaign in enumerate(campaigns):
        one = run
        if number or campaign is not run.campaign:
            where = folder / f"other-{number}" if number else folder
            one = type(run)(tree, campaign, where, run.jobs, run.say)
        # A module alone has no kernel that the new functions could be put into.
        alone = target.kernel is None and target.tree.version == "unknown"
        documents.append(one.classify() if alone else one.convert())
    checked = _checked(run, campaigns[0])
    found = [calls.old_site(s) for d in documents for s in d["sites"]]
    unique = {site["id"]: site for site in found}
    new, holes = calls.new_sites(tree, campaigns[0], api, folder, run.jobs)
    every = [*unique.values(), *(s for s in new if s["id"] not in unique)]
    if isinstance(tree, JoinedTree):
        every = [s for s in every if tree.mine(s["file"]) or s["kind"] == "wrapper"]
    every.sort(key=lambda s: (s["file"], s["line"], s["id"]))
    places = {(s["file"], s["line"]) for s in every}
    left = [s for s in every if s["api"] == "old" and s["kind"] != "wrapper"]
    lacking = [] if api.state in ("none", "old") else _lacking(api)
    word, why = stage(api.state, len(left), lacking)
    incomplete = (
        [e for d in documents for e in d["incomplete"]] + holes + checked["incomplete"]
    )
    entry = {
        "api": api.document(),
        "stage": {"name": word, "why": why},
        "counts": documents[0]["counts"],
        "sites": calls.marked(every),
        "wrappers": calls.wrappers(tree, every),
        "rules": checked["rules"],
        "findings": checked["findings"],
        "suppressed": checked["suppressed"],
        "unsure": [
            # What a rule says of a call that is left, the verdict says better.
            e
            for e in checked["unsure"]
            if (e["file"], e["line"]) not in places
        ],
        "series": series(documents[0], api),
        "incomplete": [e for n, e in enumerate(incomplete) if e not in incomplete[:n]],
    }
    if isinstance(tree, JoinedTree):
        entry = without_prefix(entry, tree.prefix)
        entry["sites"] = calls.marked(entry["sites"])
    return entry


def _lacking(api: Api) -> list[str]:
    """The new functions that a tree has not."""
    names = api.campaign.data["api"]
    return [str(names[which]["name"]) for which in ("ro", "rw") if not api.of(which)]


def read(run: Run) -> None:
    """Read a tree, and have at hand what it tells: for itself and for those that are like it."""
    if run.kept("tree") is None:
        run.tree.listing.remember(run.folder / "cache" / "words.json")
        _look(run)
        run.tree.listing.keep()
        heads(run.tree.listing, run.folder / "cache" / "heads.json").read()


def audit(target: Target, run: Run) -> Document:
    """The entry of one tree in the document "audit"; it is kept for the same tree.

    :param run: over the target
    """
    tree, campaign = run.tree, run.campaign

    def make() -> Document:
        _look(run)
        entry = _entry(target, run, Api(tree, campaign))
        words = tree.listing.looked_for(SOURCE)
        Kept(run.folder / "cache", "searched").put(campaign.digest, words)
        made: Document = json.loads(json.dumps(entry))
        return made

    entry = run.made("tree", make)
    # What was read of a tree would stay as long as the next ones leave room.
    Tree.text.cache_clear()
    Tree.definitions.cache_clear()
    ctext.line_starts.cache_clear()
    return {
        "name": shown(target.name),
        "kind": target.kind,
        "digest": target.digest,
        "revision": target.revision,
        "kernel": shown(str(target.kernel.root)) if target.kernel else None,
        "tree": tree.document(),
        "left_out": [{"file": shown(n), "why": why} for n, why in target.left_out],
        **entry,
    }
