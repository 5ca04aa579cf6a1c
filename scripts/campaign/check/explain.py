# SPDX-License-Identifier: GPL-2.0
"""What a rule or a verdict is about, for a person: its text, its doubts, an example."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from .. import config, ctext
from ..errors import UserError
from ..report import layout
from ..report.rules import RULES as VERDICTS
from ..spatch import version
from .rules import Rule, chosen, own, rules_of

CASES = config.ROOT / "tests" / "cocci" / "check"
_FOUND = re.compile(r"/\* (?:@\w+ )?found: .*? \*/")
_LABEL = re.compile(r" /\* @\w+ \*/")


def _example(rule: str) -> list[str]:
    """The shortest of the rule's cases in which something is found."""
    pieces = []
    for path in sorted((CASES / rule).glob("*.c")):
        text = ctext.decode(path.read_bytes())
        for definition in ctext.definitions(text):
            piece = text[definition.start : definition.end]
            if definition.kind == "function" and _FOUND.search(piece):
                pieces.append(piece)
    if not pieces:
        return []
    shown = min(pieces, key=lambda piece: (len(piece), piece))
    shown = _LABEL.sub("", _FOUND.sub("/* reported */", shown))
    return [line.expandtabs(8) for line in shown.split("\n")]


def _rule(rule: Rule) -> Iterator[str]:
    yield from layout.wrap(rule.text, f"{rule.name}: ", "    ")
    if rule.confidence:
        yield f"Confidence: {rule.confidence}"
    if rule.causes:
        yield from layout.wrap(rule.causes, "False positives: ", "    ")
    example = _example(rule.name)
    if example:
        yield "Example:"
        yield from (f"    {line}".rstrip() for line in example)


def explain(name: str, known: dict[str, Rule]) -> str:
    """The text about a rule, or about a verdict.

    :param known: the rules of the campaign
    :raises UserError: there is neither of that name
    """
    if name in ("ro", "rw", "manual"):
        verdict = VERDICTS[name]
        lines = layout.wrap(f"{verdict.short}. {verdict.help}", f"{name}: ", "    ")
    elif name == own().name:
        lines = list(_rule(own()))
    else:
        try:
            lines = list(_rule(chosen(known, [name])[name]))
        except UserError as error:
            raise UserError(f"{error}, ro, rw, manual") from error
    return "\n".join(lines) + "\n"


def explained(name: str, campaign: config.Campaign, folder: Path, jobs: int) -> str:
    """As explain(), of a campaign's rules.

    :param folder: of the run
    """
    return explain(
        name, rules_of(campaign, folder.absolute() / "cache", jobs, version())
    )
