# SPDX-License-Identifier: GPL-2.0
"""run: boot the original and the converted kernel of each machine, and reach every site.

variants.py says what is built, checks.py and faults.py where in it the rechecks are;
kernels.py builds, emulator.py boots, trial.py reads what came of it: console.py the
console, addresses.py what ran. document.py holds the kernels against each other.
"""

from __future__ import annotations

from typing import Any

from ..stages import Run
from .findings import SCHEMA, findings, unreached
from .options import Options, add_options, options

__all__ = ["SCHEMA", "Options", "add_options", "findings", "options"]
__all__ += ["run_kernels", "unreached"]


def run_kernels(run: Run, asked: Options) -> dict[str, Any]:
    """What stage.run_kernels() says. It takes a while to load, and most commands don't need it."""
    from . import stage

    return stage.run_kernels(run, asked)
