# SPDX-License-Identifier: GPL-2.0
"""The parts of SARIF that an audit has: a run for each tree.

An issue is a result with its evidence as the code flow; a known one is "unchanged",
one that is suppressed in the source carries the reason. A wrapper's callers are
related locations. What was left out of a tree is a note.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from .. import config
from ..errors import UserError
from . import explained, forks, phrases
from .phrases import Document, printable

Json = dict[str, Any]
Locate = Callable[..., Json]
Message = Callable[[str], Json]


def _rules(tree: Document) -> list[explained.Rule]:
    """The rules of an audit: the verdicts, then those of check."""
    verdicts = [explained.verdict(name) for name in phrases.VERDICTS]
    return verdicts + [explained.of_document(rule) for rule in tree["rules"]]


def catalogue(tree: Document, campaign: str) -> list[Json]:
    """The rules with their texts, an example in each, and where more stands.

    Of a campaign that isn't here (the audit was made elsewhere) there are none.
    """
    try:
        known = config.Campaign(campaign)
    except UserError:
        return [rule.sarif() for rule in _rules(tree)]
    return [rule.of(known).sarif() for rule in _rules(tree)]


def results(tree: Document, locate: Locate, message: Message) -> list[Json]:
    """All results of a tree."""
    rules = {rule.name: number for number, rule in enumerate(_rules(tree))}
    levels = {rule.name: rule.level for rule in _rules(tree)}
    callers = {w["id"]: w["callers"] for w in tree["wrappers"]}
    behind = {site["fingerprint"]: site["behind"] for site in tree["sites"]}

    def result(entry: Document, **more: Any) -> Json:
        steps = [{"location": locate(step, step["what"])} for step in entry["path"]]
        made: Json = {
            "ruleId": entry["rule"],
            "level": levels.get(entry["rule"], "warning"),
            "message": message(entry["message"]),
            "locations": [locate(entry)],
            "partialFingerprints": {"treewideIssue/v1": entry["fingerprint"]},
            **more,
        }
        if entry["rule"] in rules:
            made["ruleIndex"] = rules[entry["rule"]]
        if steps:
            made["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
        others = callers.get(behind.get(entry["fingerprint"]) or "", [])
        if others:
            related = [locate(one, "calls the same wrapper") for one in others]
            made["relatedLocations"] = [
                {"id": n, **r} for n, r in enumerate(related, 1)
            ]
        return made

    known = any(entry["known"] for entry in tree["issues"])
    made = []
    for entry in tree["issues"]:
        state = "unchanged" if entry["known"] else "new"
        made.append(result(entry, **({"baselineState": state} if known else {})))
    for entry in tree["suppressed"]:
        note = {"kind": "inSource", "justification": printable(entry["reason"])}
        made.append(result(entry, suppressions=[note]))
    return made


def notes(tree: Document, message: Message) -> list[Json]:
    """What is incomplete, as errors; what was left out, as notes."""
    told = [
        {"level": "error", "message": message(phrases.hole(entry))}
        for entry in tree["incomplete"]
    ]
    told += [
        {"level": "note", "message": message(f"{printable(e['file'])}: {e['why']}")}
        for e in tree["left_out"]
    ]
    return told


def identity(tree: Document) -> str:
    """A tree's name as a part of a run's id, which is no path."""
    return re.sub(r"[^\w.@-]+", "_", printable(tree["name"]), flags=re.ASCII)


def properties(tree: Document) -> Json:
    """What a tree is, and which stage of the campaign applies."""
    return {
        "version": tree["tree"]["version"],
        "kind": tree["kind"],
        "api": forks.api(tree),
        "stage": tree["stage"]["name"],
    }
