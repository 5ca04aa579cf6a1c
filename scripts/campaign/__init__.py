# SPDX-License-Identifier: GPL-2.0
"""One API change through a whole C tree: one module per stage of the way."""

__version__ = "0.1"
