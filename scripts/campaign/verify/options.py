# SPDX-License-Identifier: GPL-2.0
"""What the user asked for of verify."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """What the user asked for.

    :param flavours: names of flavours, or files that describe one; None: all
    :param arch: kbuild's ARCH=
    :param cross_compile: kbuild's CROSS_COMPILE=
    :param configs: kernel configurations of the user's own
    :param llvm: kbuild's LLVM=
    :param cc: kbuild's CC=
    :param series: a folder of patches in place of the tool's own
    :param converted: a tree that the tree became, in place of a series
    :param ends: only the tree as it is and as it comes out, no step between
    :param whole_folders: all objects in the folders that are changed
    :param full: vmlinux, too
    :param sparse: have sparse look at the changed files
    :param shard: (number from 1, how many): one part of the matrix
    :param merge: the parts of others, put together
    """

    flavours: list[str] | None = None
    arch: str | None = None
    cross_compile: str | None = None
    configs: tuple[Path, ...] = ()
    llvm: str | None = None
    cc: str | None = None
    series: Path | None = None
    converted: str | None = None
    ends: bool = False
    whole_folders: bool = False
    full: bool = False
    sparse: bool = True
    sandbox: str = "yes"
    shard: tuple[int, int] | None = None
    merge: tuple[Path, ...] = ()

    @property
    def explicit(self) -> bool:
        """Whether the user named what to build for."""
        return any(
            value is not None
            for value in (
                self.flavours,
                self.arch,
                self.cross_compile,
                self.configs or None,
            )
        )
