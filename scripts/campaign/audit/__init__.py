# SPDX-License-Identifier: GPL-2.0
"""treewide audit: any fork of a kernel, a module, an archive, a commit; one or many.

Each tree is found in, classified, converted (into the run) and checked; across the
trees the same call is one row. Nothing in a tree is run, written or followed out of it.
"""

from __future__ import annotations

from .command import SCHEMA, run, status
from .options import add_options

__all__ = ["SCHEMA", "add_options", "run", "status"]
