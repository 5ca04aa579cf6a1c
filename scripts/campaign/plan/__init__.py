# SPDX-License-Identifier: GPL-2.0
"""Where the recheck of a site goes, and its failure path: or why that is not sure.

A plan is a list of edits. The planner is sure of a list of shapes (how a lock
is taken, how a function leaves); everything else is refused with the sentence
that says what it could not decide, and the site stays as it is.
"""

from .derived import plan_derived
from .edits import Edit, Unsure
from .function import Function, Span, find_call, laid_out
from .rw import Context, plan_rw
from .wrapper import plan_wrapper

__all__ = [
    "Context",
    "Edit",
    "Function",
    "Span",
    "Unsure",
    "find_call",
    "laid_out",
    "plan_derived",
    "plan_rw",
    "plan_wrapper",
]
