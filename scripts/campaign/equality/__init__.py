# SPDX-License-Identifier: GPL-2.0
"""Objects compared by function: what a patch does not touch has to stay the same machine code.

digests.py says what an object holds, touched.py what a patch touches, compare.py holds
two objects against each other.
"""

from .compare import compare
from .digests import digests
from .touched import Touched, mentioning, touched

__all__ = ["Touched", "compare", "digests", "mentioning", "touched"]
