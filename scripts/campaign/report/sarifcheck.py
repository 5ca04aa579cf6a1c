# SPDX-License-Identifier: GPL-2.0
"""The parts of SARIF that a check document has: its rules, and its findings.

A finding's way is its code flow, its fingerprint a partial one, so that a service
knows it again. A known finding is "unchanged", a suppressed one carries the reason.
What is unsure is a result of kind "review".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .phrases import Document, printable

Json = dict[str, Any]
Locate = Callable[..., Json]
_LEVELS = {"High": "error", "Moderate": "warning", "Low": "note"}


def _plain(text: str) -> str:
    return printable(text)


def rules(document: Document) -> list[Json]:
    """The rule catalogue, from the rules' heads."""
    made = []
    for rule in document["rules"]:
        words = "".join(part.title() for part in rule["name"].split("_"))
        help_ = rule["text"]
        if rule["confidence"]:
            help_ += f"\n\nConfidence: {rule['confidence']}."
        if rule["causes"]:
            help_ += f"\n\nFalse positives: {rule['causes']}"
        made.append(
            {
                "id": rule["name"],
                # Of one word it would be the id once more, which the standard asks to leave out.
                **({"name": words} if "_" in rule["name"] else {}),
                "shortDescription": {"text": rule["short"]},
                "fullDescription": {"text": rule["text"]},
                "help": {"text": help_},
                "defaultConfiguration": {
                    "level": _LEVELS.get(rule["confidence"], "warning")
                },
            }
        )
    return made


def results(
    document: Document, locate: Locate, message: Callable[[str], Json]
) -> Iterator[Json]:
    """All results: open, known, suppressed, unsure.

    :param locate: makes a location of a place, and of what is said of it
    :param message: makes a message of a text
    """
    index = {rule["name"]: n for n, rule in enumerate(document["rules"])}
    level = {r["name"]: _LEVELS.get(r["confidence"], "warning") for r in document["rules"]}  # fmt: skip

    def result(entry: Document, **more: Any) -> Json:
        steps = [{"location": locate(step, step["what"])} for step in entry["path"]]
        made: Json = {
            "ruleId": entry["rule"],
            "message": message(entry["message"]),
            "locations": [locate(entry)],
            **more,
        }
        if entry["rule"] in index:
            made["ruleIndex"] = index[entry["rule"]]
        if steps:
            made["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
        if entry.get("fingerprint"):
            made["partialFingerprints"] = {
                "treewideFinding/v1": printable(entry["fingerprint"])
            }
        return made

    known = bool(document["baseline"])
    for entry in document["findings"]:
        more = {"baselineState": "new"} if known else {}
        yield result(entry, level=level.get(entry["rule"], "warning"), **more)
    for entry in document["baseline"]:
        yield result(entry, level=level.get(entry["rule"], "warning"), baselineState="unchanged")  # fmt: skip
    for entry in document["suppressed"]:
        note = {"kind": "inSource", "justification": printable(entry["reason"])}
        more = {"baselineState": "new"} if known else {}
        yield result(entry, level=level.get(entry["rule"], "warning"), suppressions=[note], **more)  # fmt: skip
    for entry in document["unsure"]:
        more = {"baselineState": "new"} if known else {}
        yield result(entry, level="none", kind="review", **more)
