# SPDX-License-Identifier: GPL-2.0
"""run: boot the original and the converted kernel of each machine, and reach every site.

variants.py says what is built, checks.py and faults.py where in it the rechecks are;
kernels.py builds, emulator.py boots, trial.py reads what came of it: console.py the
console, addresses.py what ran. document.py holds the kernels against each other.
"""

from .document import SCHEMA, findings, unreached
from .options import Options, add_options, options
from .stage import run_kernels

__all__ = ["SCHEMA", "Options", "add_options", "findings", "options"]
__all__ += ["run_kernels", "unreached"]
