# SPDX-License-Identifier: GPL-2.0
"""The document "check": what is wrong in a tree, what is suppressed or known, what is unsure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from .. import config, spatch
from ..errors import UserError
from ..kept import shared
from ..tree import Tree
from . import rules, suppression
from .finding import SOURCE, Document, Finding, in_order
from .fingerprint import fingerprints
from .matched import Matcher
from .merged import merged
from .solved import REPORTED, solve

SCHEMA = "treewide-check-1"
ENGINES = ("rules", "solver")


def _printed(tree: Tree, found: list[Finding]) -> list[Document]:
    """Findings with their fingerprints."""
    return [
        {**finding.document(), "fingerprint": mark}
        for finding, mark in zip(found, fingerprints(tree, found))
    ]


def _words(every: Mapping[str, rules.Rule]) -> set[str]:
    return {word for rule in every.values() for word in rule.words}


def words(
    campaign: config.Campaign, every: Mapping[str, rules.Rule]
) -> list[tuple[Iterable[str], tuple[str, ...]]]:
    """What check looks for in a tree, for Listing.look_for()."""
    api, types = campaign.data["api"], campaign.data["types"]
    return [
        ({*_words(every), suppression.WORD, types["entry"], types["table"]}, SOURCE),
        ([str(api[which]["name"]) for which in ("ro", "rw")], ()),
    ]


def check(
    tree: Tree,
    campaign: config.Campaign,
    folder: Path,
    jobs: int,
    engines: Sequence[str] = ENGINES,
    names: Sequence[str] = (),
    known: frozenset[str] = frozenset(),
) -> Document:
    """What is wrong in a tree.

    :param folder: of the run: caches are kept there, under cache/
    :param jobs: processes at a time; the document is the same whatever it is
    :param engines: some of ENGINES
    :param names: rules, of those that there are; none: all
    :param known: fingerprints of findings that go under "baseline"
    :returns: the document "check" (schemas/check.json)
    :raises UserError: no such engine, or no such rule
    :raises MissingProgram: spatch or the solver is not there
    """
    for engine in engines:
        if engine not in ENGINES:
            raise UserError(f"engine {engine!r}: not one of {', '.join(ENGINES)}")
    cache = folder.absolute() / "cache"
    answers = shared(cache) / "check"
    version = spatch.version()
    tree.listing.remember(cache / "words.json")
    every = rules.rules_of(campaign, answers, jobs, version)
    asked = rules.chosen(every, list(names))
    wanted = {*asked, *([rules.SUPPRESSION] if not names else names)}
    tree.listing.look_for(words(campaign, every))
    by_rules: list[Finding] = []
    by_solver: list[Finding] = []
    incomplete: list[Document] = []
    if "rules" in engines:
        # What is said of the old function's calls is what is left to convert.
        left = [name for name, rule in every.items() if campaign.old in rule.words]
        matcher = Matcher(tree, answers, jobs, version, left, _words(every))
        by_rules = matcher.find(list(asked.values()))
        incomplete += matcher.incomplete
    if "solver" in engines and wanted & REPORTED:
        solved, holes = solve(tree, campaign, folder.absolute(), jobs)
        by_solver = [finding for finding in solved if finding.rule in wanted]
        incomplete += holes
    comments = suppression.suppressions(tree)
    every_name = {*every, rules.SUPPRESSION}
    found = merged(by_rules, by_solver)
    faults = suppression.faults(tree, comments, every_name)
    if rules.SUPPRESSION in wanted:
        found = in_order(found + faults)
    suppressed, open_ = [], []
    for entry, finding in zip(
        _printed(tree, sure := [f for f in found if f.sure]), sure
    ):
        comment = suppression.suppressed_by(comments, finding, every_name)
        if comment:
            suppressed.append({**entry, "reason": comment.reason})
        else:
            open_.append(entry)
    unsure = []
    for finding in found:
        if not finding.sure and not suppression.suppressed_by(
            comments, finding, every_name
        ):
            unsure.append(finding.document())
    tree.listing.keep()
    for file, why in tree.listing.trouble:
        incomplete.append({"stage": "check", "file": file, "line": 0, "why": why})
    return {
        "schema": SCHEMA,
        "campaign": campaign.name,
        "tree": tree.document(),
        "engines": list(engines),
        "rules": [r.document() for r in [*asked.values(), rules.own()] if r.name in wanted],
        "findings": [e for e in open_ if e["fingerprint"] not in known],
        "baseline": [e for e in open_ if e["fingerprint"] in known],
        "suppressed": suppressed,
        # Of a rule that wasn't asked nobody knows whether it would have found something.
        "suppressions": [
            comment.document()
            for comment in comments
            if not comment.rules or set(comment.rules) & wanted or comment.used
        ],
        "unsure": unsure,
        "incomplete": [
            e for n, e in enumerate(incomplete) if e not in incomplete[:n]
        ],
    }  # fmt: skip
