# SPDX-License-Identifier: GPL-2.0
"""Files that are compiled as one: a .c file, and the .c files that it includes.

What is static in one of them may be meant in each of the others. Files that include
the same file count as one, too, though they are compiled apart: so more may be meant
than is, and never less.
"""

from __future__ import annotations

import functools
import os
import re
from collections import defaultdict

from .heads import Heads


class Units:
    """The units of a tree, by the includes that its heads tell."""

    def __init__(self, heads: Heads) -> None:
        self._heads = heads

    @functools.cached_property
    def _of(self) -> dict[str, list[str]]:
        """The unit of each file that is not alone in its own; sorted."""
        units: dict[str, set[str]] = {}
        for file, names in self._heads.includes.items():
            for name in names:
                for included in self._meant(file, name):
                    both = units.get(file, {file}) | units.get(included, {included})
                    units |= {member: both for member in both}
        return {file: sorted(members) for file, members in units.items()}

    @functools.cached_property
    def _by_base(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for file in self._heads.listing.stamps:
            if file.endswith(".c"):
                found[os.path.basename(file)].append(file)
        return found

    def _meant(self, file: str, name: str) -> list[str]:
        """The files that an include may mean: where -I leads isn't known."""
        near = os.path.normpath(os.path.join(os.path.dirname(file), name))
        if near in self._heads.listing.stamps:
            return [near]
        end = "/" + re.sub(r"^(?:\.{1,2}/+)+", "", name)
        some = self._by_base.get(os.path.basename(name), [])
        return [other for other in some if f"/{other}".endswith(end)]

    def of(self, file: str) -> list[str]:
        """The files of a file's unit, sorted; itself is among them."""
        return self._of.get(file, [file])

    def name(self, file: str) -> str | None:
        """The first file of a unit; None where a header is in it: anyone may include that."""
        unit = self.of(file)
        return None if any(member.endswith(".h") for member in unit) else unit[0]
