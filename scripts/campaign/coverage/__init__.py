# SPDX-License-Identifier: GPL-2.0
"""Which changed lines reached the compiler, in which flavour, and what hides the others.

A token is planted for each changed line (planting), the preprocessor is run by the
caller, and the tokens that are left, in code that the compiler keeps (tokens, unused),
are the lines that got there. No program but git is run here.

For each step, a caller

- makes a plan: Plan.of(before, after);
- for each flavour, for each object that is built of a changed file or includes a changed
  header, runs its saved command with -E, the planted files in the place of the tree's: in
  front of all other options -I of a copy of include/, -iquote of the source's own folder
  (tests/kernel/linux_overlay.py does it so);
- gives the output to Plan.shown(), and what all objects of a flavour have shown to
  together();
- sums up: summed(), with Configured.why() for the flavours that have not seen a line.

Where -E fails for the planted files alone, Plan.of(..., macros=False) is left.
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
