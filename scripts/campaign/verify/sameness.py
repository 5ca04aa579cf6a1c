# SPDX-License-Identifier: GPL-2.0
"""What the verify document says of equal objects, and of sparse's messages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import MachineError
from ..sparse import Said, altered, fresh
from .columns import Column
from .states import State

Document = dict[str, Any]
_UNEXPLAINED = "unexplained"


def equality(
    columns: Mapping[str, Column],
    states: Sequence[State],
    reads_only: Mapping[str, str],
) -> Document:
    """The keys "compared", "equality" and "normalised".

    :param reads_only: id of a read-only site -> its file
    """
    counts: Counter[str] = Counter()
    entries: list[Document] = []
    normalised: Counter[str] = Counter()
    for state in states:
        for name, column in columns.items():
            cell = column.cells.get(state.name)
            if cell is None or isinstance(cell, MachineError):
                continue
            for made, told in cell["equality"].items():
                place = {"patch": state.name, "flavour": name, "object": made}
                different = told["different"]
                counts["functions"] += told["functions"]
                changed = [d for d in different if d["kind"] == "function"]
                counts["same"] += told["functions"] - len(changed)
                for entry in different:
                    bad = entry["explained"] == _UNEXPLAINED
                    counts["unexplained" if bad else "explained"] += (
                        1 if bad or entry["kind"] == "function" else 0
                    )
                    entries.append({**place, **entry})
                normalised.update(n["what"] for n in told["normalised"])
                for site in state.sites:
                    source = reads_only.get(site, "").rpartition(".")[0]
                    if source and made == f"{source}.o":
                        first = different[0] if different else None
                        entries.append(
                            {
                                **place,
                                "site": site,
                                "same": first is None,
                                "why": f"{first['function']}: {first['why']}"
                                if first
                                else "",
                            }
                        )
    keys = ("functions", "same", "explained", "unexplained")
    return {
        "compared": {key: counts[key] for key in keys},
        "equality": entries,
        "normalised": [
            {"what": what, "objects": count}
            for what, count in sorted(normalised.items())
        ],
    }


def sparse(columns: Mapping[str, Column]) -> Document:
    """The key "sparse": what it says at the end and did not say at first."""
    made: Document = {"objects": 0, "messages": [], "altered": []}
    for name, column in columns.items():
        told = [
            {
                n: Said(tuple((f, t) for f, t in said))
                for n, said in cell["sparse"].items()
            }
            for cell in column.cells.values()
            if not isinstance(cell, MachineError) and cell["sparse"]
        ]
        if len(told) < 2:
            continue
        first, last = told[0], told[-1]
        made["objects"] += len(last)
        for key, which in (("messages", fresh), ("altered", altered)):
            made[key] += [
                {"flavour": name, "file": file, "text": text}
                for file, text in which(first, last)
            ]
    return made
