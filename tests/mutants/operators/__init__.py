# SPDX-License-Identifier: GPL-2.0
"""The operators, by what they are about. To import this is to register them all."""

from mutation import OPERATORS

from . import lock, mapping, recheck, struct, undo, value

__all__ = ["OPERATORS", "lock", "mapping", "recheck", "struct", "undo", "value"]
