# SPDX-License-Identifier: GPL-2.0
"""What a verdict or a rule is about: text, how sure it is, where it errs, an example.

The texts of check's rules stand in the heads of the rules, those of the verdicts in
rules.py. Examples are the campaign's: explained/NAME.c in its folder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .. import config
from ..check import rules as checked
from ..errors import UserError
from .layout import wrap
from .phrases import VERDICTS, Document, printable
from .rules import RULES

_LEVELS = {"High": "error", "Moderate": "warning", "Low": "note"}


@dataclass(frozen=True)
class Rule:
    """A verdict or a rule, as people are told of it."""

    name: str
    short: str
    text: str
    confidence: str
    causes: str
    level: str
    example: str = ""
    link: str = ""

    def of(self, campaign: config.Campaign) -> Rule:
        """The rule with the campaign's example, and where the campaign's API is described."""
        path = campaign.folder / "explained" / f"{self.name}.c"
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        example = text.partition("\n")[2]  # behind the licence
        link = str(campaign.data.get("audit", {}).get("link", ""))
        return replace(self, example=example, link=link)

    def sarif(self) -> dict[str, Any]:
        """The rule in a catalogue of SARIF."""
        help_ = self.text
        if self.confidence:
            help_ += f"\n\nConfidence: {self.confidence}."
        if self.causes:
            help_ += f"\n\nFalse positives: {self.causes}"
        markdown = help_
        if self.example:
            markdown += f"\n\n```c\n{self.example}```"
        more = {"helpUri": self.link} if self.link else {}
        return {
            "id": self.name,
            "name": "".join(part.title() for part in self.name.split("_")),
            "shortDescription": {"text": self.short},
            "fullDescription": {"text": self.text},
            "help": {"text": help_, "markdown": markdown},
            "defaultConfiguration": {"level": self.level},
            **more,
        }

    def lines(self) -> list[str]:
        """The rule in lines of 80 columns."""
        lines = wrap(printable(f"{self.name}: {self.text}"), "", "    ")
        if self.confidence:
            lines += wrap(f"Confidence: {self.confidence}")
        if self.causes:
            lines += wrap(printable(self.causes), "False positives: ", "    ")
        if self.example:
            code = self.example.expandtabs(8).splitlines()
            lines += ["Example:", *(f"    {line}".rstrip() for line in code)]
        return lines


def verdict(name: str) -> Rule:
    """A verdict, or another of the results that reports have."""
    rule = RULES[name]
    text = f"{rule.short}. {rule.help}"
    return Rule(name, f"{rule.short}.", text, "", "", rule.level)


def of_document(rule: Document) -> Rule:
    """A rule of check, as a document tells of it."""
    level = _LEVELS.get(rule["confidence"], "warning")
    return Rule(
        rule["name"],
        rule["short"],
        rule["text"],
        rule["confidence"],
        rule["causes"],
        level,
    )


def _of_file(path: Path) -> Rule:
    """A rule of check, by the head of its file."""
    text = path.read_text(encoding="utf-8")

    def head(mark: str) -> str:
        lines = re.findall(rf"^{re.escape(mark)}[ \t]*(.*)$", text, re.M)
        return " ".join(" ".join(lines).split())

    confidence = re.search(r"^// Confidence: (\w+)$", text, re.M)
    told = head("///")
    return of_document(
        {
            "name": path.stem,
            "short": re.split(r"(?<=[.!?])\s", told, maxsplit=1)[0],
            "text": told,
            "confidence": confidence[1] if confidence else "",
            "causes": head("//#"),
        }
    )


def every(campaign: config.Campaign) -> dict[str, Rule]:
    """All that can be explained, by name: verdicts, rules, what reports say besides."""
    found = {name: verdict(name) for name in VERDICTS}
    names = [str(campaign.data["api"][which]["name"]) for which in ("old", "ro", "rw")]
    for path in sorted(checked.FOLDER.glob("*.cocci")):
        if any(name in path.read_text(encoding="utf-8") for name in names):
            found[path.stem] = _of_file(path)
    found[checked.SUPPRESSION] = of_document(checked.own().document())
    return found | {name: verdict(name) for name in RULES if name not in found}


def told(campaign: config.Campaign, kind: str | None) -> str:
    """What there is to say of a kind; without one, the list of them.

    :raises UserError: there is none of that name
    """
    known = every(campaign)
    if kind is None:
        lines = []
        for rule in known.values():
            lines += wrap(printable(rule.short), f"{rule.name}: ", "    ")
    elif kind in known:
        lines = known[kind].of(campaign).lines()
    else:
        raise UserError(f"{printable(kind)}: there is none; known: {', '.join(known)}")
    return "".join(f"{line}\n" for line in lines)
