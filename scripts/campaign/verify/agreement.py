# SPDX-License-Identifier: GPL-2.0
"""Two engines, one answer: what the compiler saw of each site, held against classify's verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import MachineError
from ..objects import Question
from .columns import Column

Document = dict[str, Any]
_AGREES = {"proven": True, "refuted": False, "unknown": None}


def _claim(site: Mapping[str, Any]) -> str:
    """What classify says of a site, in words."""
    recheck = (site.get("recheck") or {}).get("kind", "none")
    verdict = site.get("verdict", "no verdict")
    if verdict == "rw":
        return f"may write, recheck: {recheck}"
    return {"ro": "only reads"}.get(verdict, verdict)


def agreement(
    sites: Sequence[Mapping[str, Any]],
    asked: Mapping[str, Question],
    columns: Mapping[str, Column],
    last: str,
) -> Document:
    """The keys "agreement" and "engines".

    :param sites: of the convert document
    :param asked: id of the site -> where its call is in the last state
    :param last: the name of the last state
    """
    entries: list[Document] = []
    left_out: list[Document] = []
    met: set[str] = set()
    for name, column in columns.items():
        cell = column.cells.get(last)
        if cell is None or isinstance(cell, MachineError):
            continue
        if cell["unseen"]:
            left_out.append({"flavour": name, "why": cell["unseen"]})
        for site in sites:
            question = asked.get(site["id"])
            if question is None:
                continue
            for fact in cell["view"]:
                if (fact["file"], fact["line"]) != (question.file, question.line):
                    continue
                met.add(site["id"])
                entries.append(
                    {
                        "site": site["id"],
                        "flavour": name,
                        "kind": fact["kind"],
                        "classify": _claim(site),
                        "compiler": fact["verdict"],
                        "agree": _AGREES[fact["verdict"]],
                        "why": fact["why"],
                        "path": fact["path"],
                    }
                )
    counts = {
        word: sum(entry["agree"] is value for entry in entries)
        for word, value in (("agree", True), ("disagree", False), ("unknown", None))
    }
    unseen = [site["id"] for site in sites if site["id"] not in met]
    return {
        "agreement": entries,
        "engines": {**counts, "unseen": unseen, "left_out": left_out},
    }
