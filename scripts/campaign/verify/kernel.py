# SPDX-License-Identifier: GPL-2.0
"""What the tree's own Makefiles and Kconfig files say, for the reasons why a line is not compiled."""

from __future__ import annotations

from collections.abc import Iterator

from ..coverage import Configured, Symbols
from ..tree import Tree


class Kernel:
    """A tree's Makefiles and Kconfig, read where they are needed and not before."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._symbols = Symbols(self._kconfigs)

    def _kconfigs(self) -> Iterator[tuple[str, str]]:
        for name in self._tree.listing.stamps:
            if name.rpartition("/")[2].startswith("Kconfig"):
                yield name, self._tree.text(name)

    def _read(self, name: str) -> str | None:
        there = name in self._tree.listing.stamps
        return self._tree.text(name) if there else None

    def configured(self, arch: str, config: str) -> Configured:
        """The tree under a configuration.

        :param arch: kbuild's ARCH
        :param config: the text of its .config
        """
        return Configured(arch, config, self._symbols, self._read)
