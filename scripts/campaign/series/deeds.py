# SPDX-License-Identifier: GPL-2.0
"""What is done with a mapping, told from the evidence: the way to a write, or all that only reads."""

from __future__ import annotations

import re
from typing import Any

from ..report import phrases
from . import wayout

Document = dict[str, Any]
_STEPS = ("passes ", "leaves ", "stores ", "keeps ", "returns ")
# What the evidence says of a use, and the same as a verb and its objects
_VERBS = [
    (re.compile(r"(\S+\(\)) only reads"), "reads it by ", "{}"),
    (re.compile(r"(\S+\(\)) unmaps it"), "unmaps it by ", "{}"),
    (re.compile(r"(\S+) is tested"), "tests ", "{}"),
    (re.compile(r"what (\S+) points to is read"), "reads what ", "{} points to"),
    (re.compile(r"(\S+) is kept in (\S+)"), "keeps ", "{} in {}"),
    (re.compile(r"(\S+) is moved"), "moves ", "{} on"),
]


def _verb(what: str) -> tuple[str, str] | None:
    """A use as a verb and its objects, if the words for it are known."""
    for pattern, verb, objects in _VERBS:
        match = pattern.fullmatch(what)
        if match:
            return verb, objects.format(*match.groups())
    return (
        ("passes ", what.removeprefix("passes "))
        if what.startswith("passes ")
        else None
    )


def _clauses(whats: list[str]) -> list[str]:
    """What a function does, a clause each; what it does in the same way comes together."""
    objects: dict[str, list[str]] = {}
    for what in whats:
        verb, object = _verb(what) or (what, "")
        objects.setdefault(verb, []).append(object)
    return [verb + wayout.joined(list(filter(None, o))) for verb, o in objects.items()]


def uses(site: Document) -> list[str]:
    """All that is done with a mapping that is only read, a sentence without its end a function."""
    found: dict[tuple[str, str], list[str]] = {}
    for step in site["evidence"]:
        key = (phrases.called(step["function"]), phrases.printable(step["file"]))
        what = phrases.printable(step["what"])
        if what not in found.setdefault(key, []):
            found[key].append(what)
    told = []
    for (name, file), whats in found.items():
        place = "" if file == phrases.printable(site["file"]) else f" ({file})"
        if all(_verb(what) for what in whats):
            clauses = _clauses(whats)
            plain = all("," not in clause for clause in clauses)
            told.append(
                f"{name}{place} "
                + (wayout.joined(clauses) if plain else "; ".join(clauses))
            )
        else:
            told.append(f"in {name}{place}: {'; '.join(whats)}")
    return told


def chain(site: Document) -> str:
    """From the call to the first write, as one sentence without its end."""
    text, passed, known = "", "", ""
    for step in site["evidence"]:
        name = phrases.called(step["function"])
        file = phrases.printable(step["file"])
        what = phrases.printable(step["what"])
        what = what.replace("leaves it", "leaves the mapping")
        what = re.sub(r"\(\) writes (\S+)$", r"() writes the entry at \1", what)
        place = "" if file == known else f" ({file})"
        verb = what.startswith(_STEPS)
        if passed == name:
            text += ", which" + place + f" {what}" if verb else f", where {what}{place}"
        elif verb:
            text += f"{'; ' if text else ''}{name}{place} {what}"
        else:
            text += f"{'; in' if text else 'In'} {name}{place}, {what}"
        to = re.search(r" to (\S+\(\))$", what)
        passed, known = to[1] if to else "", file
    return text


def taken_out_by(site: Document) -> str:
    """The call that takes a table out, for a site of the second kind."""
    what = site["evidence"][-1]["what"] if site["evidence"] else ""
    match = re.match(r"\w+\(\)", what)
    return match[0] if match else ""
