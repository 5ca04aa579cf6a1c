# SPDX-License-Identifier: GPL-2.0
"""treewide check: misuse of the old or the new API in any tree.

The rules of cocci/check and the solver look at the same code; what both say is one
finding. check() is for other programs, Options for the command.
"""

from __future__ import annotations

from .command import Options, add_options, found, options, run, shown
from .document import ENGINES, SCHEMA, check, words
from .rules import rules_of

__all__ = [
    "ENGINES",
    "SCHEMA",
    "Options",
    "add_options",
    "check",
    "found",
    "options",
    "rules_of",
    "run",
    "shown",
    "words",
]
