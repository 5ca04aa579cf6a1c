# SPDX-License-Identifier: GPL-2.0
"""What the verify document says of changed lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..coverage import Line, Plan, Reason, Reveal, summed
from ..errors import MachineError
from .columns import Column
from .states import State

Document = dict[str, Any]
_COUNTS = ("lines", "proven", "directives", "comments", "documents")
_LISTS = ("unproven", "partial", "detail")


def _reason(told: Mapping[str, Any]) -> Reason:
    """A reason that was kept in a cell."""
    reveals = tuple(Reveal(**reveal) for reveal in told["reveals"])
    return Reason(told["kind"], told["why"], reveals)


def coverage(
    columns: Mapping[str, Column],
    states: Sequence[State],
    plans: Mapping[str, Plan],
    archs: Mapping[str, str],
) -> Document:
    """The key "coverage": that of each step (coverage/summary.py), added up.

    :param plans: state -> what of its step was to be seen
    :param archs: flavour -> kbuild's ARCH
    """
    made: Document = {key: 0 for key in _COUNTS} | {key: [] for key in _LISTS}
    for state in states[1:]:
        cells = {
            name: cell
            for name, column in columns.items()
            if (cell := column.cells.get(state.name)) is not None
            and not isinstance(cell, MachineError)
        }
        reasons = {
            (file, line, name): told
            for name, cell in cells.items()
            for file, line, told in cell["hidden"]
        }

        def why(line: Line, flavour: str) -> Reason:
            told = reasons.get((line.file, line.line, flavour))
            return _reason(told) if told else Reason("unknown", "nobody looked")

        seen = {name: cell["shown"]["seen"] for name, cell in cells.items()}
        step = summed(plans[state.name], seen, archs, why)
        for key in _COUNTS:
            made[key] += step[key]
        for key in _LISTS:
            made[key] += [{"patch": state.name, **entry} for entry in step[key]]
    return made
