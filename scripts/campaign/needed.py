# SPDX-License-Identifier: GPL-2.0
"""Which definitions the stages needed of a tree: the next one, if it is like it, needs them too.

So the facts of all that differs are asked of spatch at once. What is told here only
says what to ask ahead, and changes no answer.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from . import config
from .kept import Kept

Definitions = list[tuple[str, str]]  # file and name


class Needed:
    """What the tree before this one needed.

    :param cache: of the run
    """

    def __init__(self, cache: Path, campaign: config.Campaign) -> None:
        self._kept = Kept(cache, "needed")
        self._key = f"{campaign.digest}-{campaign.old}"

    def get(self) -> Definitions:
        """The definitions; none where nothing is known."""
        return [(file, name) for file, name in self._kept.get(self._key) or ()]

    def put(self, definitions: Iterable[tuple[str, str]]) -> None:
        """These, and no others, were needed."""
        self._kept.put(self._key, sorted(set(definitions)))

    def add(self, definitions: Iterable[tuple[str, str]]) -> None:
        """These were needed, too."""
        self.put([*self.get(), *definitions])
