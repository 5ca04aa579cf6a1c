# SPDX-License-Identifier: GPL-2.0
"""The patch series: what was converted, as mails that git am applies one after the other.

order.py says which sites share a patch and in what order; steps.py builds the
tree behind each; story.py takes from the documents what there is to tell, and
message.py and cover.py tell it with the campaign's templates. checkout.py reads
the user's git tree, scratch.py makes the commits and the mails in a repository
of its own, letters.py finishes the mails; stage.py is the way through all of them, and
command.py the options.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..stages import Run
from ..tree import Tree
from .command import add_options, options, refuse_bare, spelled_out
from .options import Options

__all__ = ["add_options", "make", "options", "refuse_bare", "spelled_out"]


def make(
    tree: Tree,
    run_of: Callable[[Tree], Run],
    asked: Options,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """What stage.make() does. It takes a while to load, and most commands don't need it."""
    from . import stage

    return stage.make(tree, run_of, asked, say)
