# SPDX-License-Identifier: GPL-2.0
"""The verdict on a series in one sentence: what is proven, and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from . import findings
from .phrases import Document, both, count, hole_entries

_ORIGINAL = "original"


def _patches(number: int) -> str:
    return count(number, "patch", "patches")


def _proven(document: Document) -> Iterator[str]:
    """What holds."""
    steps = [step for step in document["steps"] if step["patch"] != _ORIGINAL]
    bad = {step["patch"] for step, _ in findings.failed(document)}
    good = sum(step["patch"] not in bad for step in steps)
    built = len(findings.flavours(document)) - len(findings.skipped(document))
    if built:
        all_of = "" if good == len(steps) else f"{good} of "
        verb = "compiles" if len(steps) == 1 else "compile"
        yield f"{all_of}{_patches(len(steps))} {verb} for {count(built, 'flavour')}"
    told = document["coverage"]
    if told["lines"]:
        lines = f"{told['proven']} of {count(told['lines'], 'changed line')} of code"
        yield f"{lines} reached the compilers"
    compared = document["compared"]
    if compared["functions"]:
        known = compared["functions"] - _unexplained_functions(document)
        functions = f"{known} of {count(compared['functions'], 'compared function')}"
        yield f"{functions} are as they were or differ for a known reason"
    sites = findings.read_only(document).values()
    if sites:
        same = sum(not site.changed for site in sites)
        told_sites = f"{same} of {count(len(sites), 'read-only site')}"
        yield f"{told_sites} left the machine code as it was"


def _unexplained_functions(document: Document) -> int:
    """How many comparisons of a function end without an explanation; data is no function."""
    return sum(
        entry.get("explained") == findings.UNEXPLAINED
        and entry.get("kind") == "function"
        for entry in document["equality"]
    )


def _open(document: Document) -> Iterator[str]:
    """What does not hold, or is not known."""

    def told(number: int, one: str, more: str) -> Iterator[str]:
        if number:
            yield f"{number} {one if number == 1 else more}"

    yield from told(len(findings.failed(document)), "build fails", "builds fail")
    lines = len(document["coverage"]["unproven"])
    one, more = "line is not proven", "lines are not proven"
    yield from told(lines, f"changed {one}", f"changed {more}")
    unknown = document["compared"]["unexplained"]
    one, more = "difference in machine code has", "differences in machine code have"
    yield from told(unknown, f"{one} no known reason", f"{more} no known reason")
    changed = sum(bool(s.changed) for s in findings.read_only(document).values())
    one, more = "read-only site changes", "read-only sites change"
    yield from told(changed, f"{one} machine code", f"{more} machine code")
    refuted = len(findings.disagreements(document))
    one, more = "claim is refuted", "claims are refuted"
    yield from told(refuted, f"{one} by the compiler's view", f"{more} by it")
    fresh = len(findings.sparse(document))
    if fresh:
        yield f"sparse has {count(fresh, 'new message')}"
    skipped = findings.skipped(document)
    if skipped:
        yield f"{both(list(skipped))} {'was' if len(skipped) == 1 else 'were'} skipped"
    # A flavour that was skipped is told already.
    known = {f"{name}: skipped: {why}" for name, why in skipped.items()}
    holes = sum(entry["why"] not in known for entry in hole_entries(document))
    yield from told(holes, "thing was not done", "things were not done")


class Verdict(NamedTuple):
    """What is proven of a series; text as it stands in the document.

    :param whole: all is proven that verify asks
    :param head: the answer in a few words
    :param holds: what is proven
    :param missing: what is not
    """

    whole: bool
    head: str
    holds: str
    missing: str

    @property
    def sentence(self) -> str:
        """All of it."""
        parts = [part for part in (self.holds, self.missing) if part]
        return f"{self.head}: {'; but '.join(parts)}."


def verdict(document: Document) -> Verdict:
    """The verdict on what a verify document is about."""
    holds, missing = both(list(_proven(document))), both(list(_open(document)))
    if not any(step["patch"] != _ORIGINAL for step in document["steps"]):
        return Verdict(False, "Nothing is proven", "", "there is no patch")
    if not holds:
        why = missing or "nothing was compiled"
        return Verdict(False, "Nothing is proven", "", why)
    return Verdict(
        not missing, "Not all is proven" if missing else "Proven", holds, missing
    )
