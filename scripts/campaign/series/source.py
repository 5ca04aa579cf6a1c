# SPDX-License-Identifier: GPL-2.0
"""The tree that a series is made of: clean, committed, and the same until the end."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from .. import branch as branches
from ..errors import UserError
from ..listing import Listing
from ..stages import Run
from ..tree import Tree, shown
from . import folder
from .checkout import Checkout
from .options import Options


def _content(stamp: str) -> list[str]:
    """What of a file's stamp (listing.py) changes with its content."""
    size, written, _changed, inode = stamp.split(" ")
    return [size, written, inode]


class Source:
    """The user's tree, or the commit that it is made on, and the run over it.

    :ivar given: the tree as the user named it
    :ivar run: over that tree, or over the files of its commit
    :ivar checkout: None where the tree is no git tree
    :ivar base: the commit that base-commit: names
    """

    def __init__(
        self,
        tree: Tree,
        begin: Callable[[Tree], Run],
        options: Options,
        say: Callable[[str], None],
        home: Path,
    ) -> None:
        """Look at a tree.

        :param begin: a run over a tree
        :raises UserError: it is not fit for a series
        """
        self.given = tree
        self.options = options
        self.say = say
        self.checkout: Checkout | None = None
        self.base: str | None = None
        self.run = begin(tree)
        if (tree.root / ".git").exists():
            self.checkout = Checkout(tree, home)
            self.base = self._base(self.checkout)
            self._clean(self.checkout, begin)
        elif options.base or options.branch:
            what = "--base" if options.base else "--branch"
            raise UserError(f"{what}: {shown(str(tree.root))} is no git tree")
        if options.branch:
            branches.check(tree, options.branch)
        if "series" not in self.run.campaign.data:
            raise UserError(f"campaign {self.run.campaign.name}: has no 'series'")

    @property
    def tree(self) -> Tree:
        """The tree whose files are read."""
        return self.run.tree

    @property
    def time(self) -> int | None:
        """When the commit was made."""
        return self.checkout.time() if self.checkout else None

    def _base(self, checkout: Checkout) -> str:
        """The commit that base-commit: names."""
        if self.options.base is None:
            return checkout.commit
        commit = checkout.resolved(self.options.base)
        if not checkout.contains(commit):
            raise UserError(
                f"--base {shown(self.options.base)}: is no commit that HEAD is made on"
            )
        return commit

    def _clean(self, checkout: Checkout, begin: Callable[[Tree], Run]) -> None:
        """See that the files are those of the commit, or take the commit's."""
        dirty = checkout.dirty()
        if not dirty:
            return
        if not self.options.allow_dirty:
            more = f" and {len(dirty) - 1} more" if len(dirty) > 1 else ""
            gone = not any(os.path.lexists(self.given.root / name) for name in dirty)
            what = "in HEAD, and not in the tree" if gone else "not as in HEAD"
            how = (
                "check out all of it (git sparse-checkout disable; git checkout .)"
                if gone
                else "commit or stash"
            )
            raise UserError(
                f"{shown(dirty[0])}{more}: {what}; {how}, "
                "or take HEAD as it is with --allow-dirty"
            )
        kept = self.run.folder / "cache" / f"head-{checkout.commit[:12]}"
        if not kept.exists():
            self.say(f"taking the files of {checkout.commit[:12]}")
            with folder.beside(kept) as new:
                new.rmdir()
                checkout.export(new)
        self.run = begin(Tree(str(kept)))

    def see(self, old: dict[str, bytes]) -> None:
        """Hold the files that change against what was read of them, and the commits that are named.

        :raises UserError: they are others there
        """
        for path, data in old.items():
            if self.tree.text(path).encode("latin-1") != data:
                raise UserError(
                    f"{shown(path)}: changed while the series was made; run it again"
                )
        if not self.checkout or not self.base:
            return
        here = self.checkout.blobs(self.checkout.commit, list(old))
        for path, data in old.items():
            if path not in here:
                raise UserError(
                    f"{shown(path)}: would change, and is not in HEAD; commit it"
                )
            if not self.checkout.same(data, here[path]):
                raise UserError(f"{shown(path)}: not as in HEAD; commit or stash")
        if self.base != self.checkout.commit:
            there = self.checkout.blobs(self.base, list(old))
            for path in old:
                if there.get(path) != here[path]:
                    raise UserError(
                        f"--base {self.base[:12]}: {shown(path)} is not the same there"
                    )

    def unchanged(self) -> None:
        """See that nothing was changed since the start.

        :raises UserError: something was
        """
        if not self.fresh():
            raise UserError(
                f"{shown(str(self.tree.root))}: changed while the series was made; run it again"
            )

    def fresh(self) -> bool:
        """Whether the tree's files are those that were classified: size, time, inode.

        A new hard link, which changes no content, is none of our business.
        """
        then, now = self.tree.listing.stamps, Listing(self.tree.root).stamps
        if then.keys() != now.keys():
            return False
        return all(_content(then[name]) == _content(now[name]) for name in then)
