# SPDX-License-Identifier: GPL-2.0
"""A column of the matrix: what one flavour makes of each state."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import MachineError
from ..objects import NOT_BUILT


class Column:
    """One flavour's cells, in the order of the states.

    :param cells: state -> cell, or the error it ended with; states that belong to
        another shard are not there
    """

    def __init__(self, name: str, cells: Mapping[str, Any]) -> None:
        self.name = name
        self.cells = cells

    def before(self, state: str, name: str) -> dict[str, Any] | None:
        """What is known of an object in the last state before one in which it was built."""
        found = None
        for other, cell in self.cells.items():
            if other == state:
                return found
            if not isinstance(cell, MachineError) and name in cell["objects"]:
                found = cell["objects"][name]
        return found

    def site(self, id_: str) -> tuple[str, str]:
        """What is known of a site in the first state, and in the last one that was asked."""
        answers = [
            cell["sites"][id_]
            for cell in self.cells.values()
            if not isinstance(cell, MachineError) and id_ in cell["sites"]
        ]
        return (answers[0], answers[-1]) if answers else (NOT_BUILT, NOT_BUILT)
