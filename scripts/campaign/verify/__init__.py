# SPDX-License-Identifier: GPL-2.0
"""verify: what is proven of a series, patch by patch, by compiling it for every flavour.

states.py makes the tree behind each patch; matrix.py takes each through every flavour,
of which compilation.py makes one cell: it builds the objects that the patch reaches and
asks them (questions.py). document.py holds the cells against each other.
"""

from .command import add_options, options
from .document import SCHEMA, findings
from .options import Options
from .stage import verify

__all__ = ["SCHEMA", "Options", "add_options", "findings", "options", "verify"]
