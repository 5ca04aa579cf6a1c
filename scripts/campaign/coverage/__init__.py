# SPDX-License-Identifier: GPL-2.0
"""Which changed lines reached the compiler, in which flavour, and what hides the others.

A token is planted for each changed line (planting), the preprocessor is run by the
caller, and the tokens that are left, in code that the compiler keeps (tokens, unused),
are the lines that got there. No program but git is run here.
"""

from .agreement import BLIND, Difference, against_line_table, against_markers
from .changes import CODE, COMMENT, DIRECTIVE, DOCUMENT, Line, changed, kinds
from .kconfig import Symbols
from .markers import by_line_table, by_markers
from .planned import Plan, Shown, needs_proof, together
from .planting import plant
from .reasons import KINDS, Configured, Reason, Reveal
from .summary import summed
from .tokens import disturbed, seen

__all__ = [
    "BLIND",
    "CODE",
    "COMMENT",
    "Configured",
    "DIRECTIVE",
    "DOCUMENT",
    "Difference",
    "KINDS",
    "Line",
    "Plan",
    "Reason",
    "Reveal",
    "Shown",
    "Symbols",
    "against_line_table",
    "against_markers",
    "by_line_table",
    "by_markers",
    "changed",
    "disturbed",
    "kinds",
    "needs_proof",
    "plant",
    "seen",
    "summed",
    "together",
]
