# SPDX-License-Identifier: GPL-2.0
"""The result of a comparison, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

SAME, DIFFERS, APPEARED, VANISHED = "same", "differs", "appeared", "vanished"
TOUCHED, INLINES, CLONE = "touched", "inlines", "clone"
LINES, PLACED, INDIRECT = "lines", "placed", "indirect"
UNEXPLAINED = "unexplained"


@dataclass(frozen=True)
class Result:
    """What came of one function, variable or section.

    :param function: the symbol
    :param kind: "function", "data", "rest" (what no symbol covers), "section" or "object"
    :param change: SAME, DIFFERS, APPEARED or VANISHED
    :param explained: by what: TOUCHED (a patch changes it), INLINES (a function that a patch
        changes), CLONE (of such a one); LINES (no instruction differs but in the number of a
        line that moved), PLACED (but in padding and the length of branches);
        INDIRECT (an effect that a change elsewhere in the object can have) or
        UNEXPLAINED; "" where it is the same
    :param why: in words: what differs, and why that may be
    """

    function: str
    kind: str
    change: str
    explained: str = ""
    why: str = ""

    @property
    def same(self) -> bool:
        """Whether it is the same on both sides."""
        return self.change == SAME

    def document(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "function": self.function,
            "same": self.same,
            "why": self.why,
            "kind": self.kind,
            "change": self.change,
            "explained": self.explained,
        }


@dataclass(frozen=True)
class Comparison:
    """What came of two builds of an object.

    :param results: functions first, then data, by name
    :param normalised: {"what", "where"}: what was left out and would have made a difference
    """

    results: tuple[Result, ...]
    normalised: tuple[dict[str, Any], ...]

    @property
    def differences(self) -> list[Result]:
        """All that isn't the same."""
        return [r for r in self.results if not r.same]

    @property
    def unexplained(self) -> list[Result]:
        """What no patch explains."""
        return [r for r in self.results if r.explained == UNEXPLAINED]

    def document(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "results": [r.document() for r in self.results],
            "normalised": list(self.normalised),
        }
