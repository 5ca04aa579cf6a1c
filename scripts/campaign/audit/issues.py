# SPDX-License-Identifier: GPL-2.0
"""What a tree has to answer for, as one list: calls that are left, and misuse.

Formats for machines, --fail-on and the baseline all go by this list.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from ..check import baseline
from ..errors import UserError
from ..report.rules import RULES

Document = dict[str, Any]
VERDICTS = ("ro", "rw", "manual")
# What --fail-on takes beside rules, and what it means
KINDS = {
    "site": "any call of the old function",
    "ro": "a call of the old function that only reads",
    "rw": "a call of the old function that may write",
    "manual": "a call of which nobody can tell",
    "finding": "any misuse that check finds",
    "api": "something by a name of the API that is not it",
    "only": "a call that only one tree has",
    "differs": "a call that is treated otherwise than in mainline",
    "none": "nothing",
}
DEFAULT = ("site", "finding")


def _site(site: Document) -> Document:
    recheck = site["recheck"]
    more = f"; recheck: {recheck['kind']}" if recheck["kind"] != "none" else ""
    return {
        "rule": site["verdict"],
        "kind": "site",
        "file": site["file"],
        "line": site["line"],
        "function": site["function"],
        "message": f"{site['call']}() is {site['verdict']}: {site['reason']}{more}",
        "path": site["evidence"],
        "fingerprint": site["fingerprint"],
    }


def issues(tree: Document) -> Iterator[Document]:
    """The issues of a tree's entry, in its order; wrappers are told by what calls them."""
    behind = {site["behind"] for site in tree["sites"]}
    for site in tree["sites"]:
        if site["api"] in ("old", "derived") and site["id"] not in behind:
            yield _site(site)
    for finding in tree["findings"]:
        keys = ("rule", "file", "line", "function", "message", "path", "fingerprint")
        yield {"kind": "finding", **{key: finding[key] for key in keys}}


def chosen(words: str | None, rules: Collection[str]) -> tuple[str, ...]:
    """The kinds that --fail-on names.

    :param rules: names of rules, which are kinds as well
    :raises UserError: it names one that there is not
    """
    if words is None:
        return DEFAULT
    kinds = tuple(word for word in words.split(",") if word)
    for kind in kinds:
        if kind not in KINDS and kind not in rules:
            known = ", ".join([*KINDS, *sorted(rules)])
            raise UserError(f"--fail-on {kind!r}: there is none; known: {known}")
    return kinds


def counts(issue: Document, kinds: Collection[str]) -> bool:
    """Whether an issue is one that --fail-on names."""
    return issue["kind"] in kinds or issue["rule"] in kinds


def failing(document: Document, kinds: Collection[str]) -> bool:
    """Whether a document holds what --fail-on names and no baseline knows."""
    for tree in document["trees"]:
        if any(not i["known"] and counts(i, kinds) for i in tree["issues"]):
            return True
        if "api" in kinds and tree["api"]["state"] == "other":
            return True
    across = document["across"]
    return ("only" in kinds and any(e["only_in"] for e in across)) or (
        "differs" in kinds and any(e["differs"] for e in across)
    )


def told(rule: str, tree: Document) -> Document:
    """What a rule is about: its texts, for a verdict or one of check's."""
    for one in tree["rules"]:
        if one["name"] == rule:
            return dict(one)
    known = RULES[rule]
    return {
        "name": rule,
        "short": f"{known.short}.",
        "text": known.help,
        "confidence": "",
        "causes": "",
    }


def known_by(path: Path) -> set[str]:
    """The fingerprints of a baseline."""
    return baseline.load(path)


def keep(path: Path, campaign: str, document: Document) -> None:
    """Write all issues of all trees to a baseline, each once."""
    found = {
        issue["fingerprint"]: issue
        for tree in document["trees"]
        for issue in tree["issues"]
    }
    baseline.write(path, campaign, list(found.values()))
