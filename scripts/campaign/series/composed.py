# SPDX-License-Identifier: GPL-2.0
"""The patches of a converted tree and what each is called: for the series, and for its proof."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .. import ctext
from ..converter import Converter
from ..errors import UserError
from ..stages import Run
from . import maintainers, order, prefix
from .checkout import Checkout
from .message import Writer
from .steps import Composer, Step
from .story import Teller

Document = dict[str, Any]


class Composed:
    """A conversion as a row of patches.

    :param checkout: whose history tells how a subject begins; None where there is none
    :param fresh: whether the tree's files are still those that were classified
    :param home: a folder for scratch
    :param arranged: one of order.ORDERS
    :param split: one of order.SPLITS
    """

    def __init__(
        self,
        run: Run,
        checkout: Checkout | None,
        fresh: Callable[[], bool],
        home: Path,
        arranged: str = "tree",
        split: str = "function",
    ) -> None:
        self.run = run
        self.tree = run.tree
        self.campaign = run.campaign
        self.checkout = checkout
        self.fresh = fresh
        self.home = home
        self.order = arranged
        self.split = split

    def steps(self, document: Document) -> list[Step]:
        """The tree behind each patch; none where nothing is to be done.

        :param document: of convert
        """

        @functools.cache
        def owner(file: str) -> str:
            return maintainers.subsystem(self.tree, self.home, file)

        found = order.groups(document["sites"], self.split, owner)
        before, after = order.arranged(found, self.order)
        converter = Converter(self.tree, self.campaign, self.run.folder, self.run.jobs)
        if not document["files"]:
            return []
        return Composer(converter, document, self.fresh).steps(before, after)

    def writer(self, steps: list[Step]) -> Writer:
        """What writes their messages."""
        table = self.campaign.data["series"]["prefixes"]

        @functools.cache
        def begins(file: str) -> str:
            history = None
            checkout = self.checkout
            if checkout and not checkout.shallow:
                try:
                    said = checkout.subjects(file, prefix.LOOKED_AT)
                    history = prefix.of_history(said)
                except UserError as error:  # as in a partial clone
                    self.run.say(f"{error}; the words of the history are not used")
                    checkout.shallow = True
            return history or prefix.of_table(file, table) or prefix.of_path(file)

        teller = Teller(self.tree, self.campaign)
        return Writer(self.campaign, teller, begins, self._same_body(steps))

    def _same_body(self, steps: list[Step]) -> bool:
        """Whether the read-only helper is the old function by another name."""
        bodies = []
        for which in ("old", "ro"):
            name = self.campaign.data["api"][which]["name"]
            texts = [
                ctext.decode(d) for p, d in steps[0].files.items() if p.endswith(".c")
            ]
            known = self.tree.listing.with_word([name], (".c", ".h"))
            texts += [self.tree.text(p) for p in known if p not in steps[0].files]
            found = [
                re.sub(r"\s+", "", ctext.blanked(text)[d.body : d.end])
                for text in texts
                for d in ctext.definitions(text)
                if d.name == name and d.kind == "function"
            ]
            if len(found) != 1:
                return False
            bodies += found
        return bodies[0] == bodies[1]
