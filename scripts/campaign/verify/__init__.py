# SPDX-License-Identifier: GPL-2.0
"""verify: what is proven of a series, patch by patch, by compiling it for every flavour.

states.py makes the tree behind each patch; matrix.py takes each through every flavour,
of which compilation.py makes one cell: it builds the objects that the patch reaches and
asks them (questions.py). document.py holds the cells against each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..stages import Run
from .command import add_options, options
from .findings import SCHEMA, findings
from .options import Options

__all__ = ["SCHEMA", "Options", "add_options", "findings", "options", "verify"]


def verify(run: Run, asked: Options, say: Callable[[str], None]) -> dict[str, Any]:
    """What stage.verify() says. It takes a while to load, and most commands don't need it."""
    from . import stage

    return stage.verify(run, asked, say)
