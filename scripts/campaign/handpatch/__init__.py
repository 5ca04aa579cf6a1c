# SPDX-License-Identifier: GPL-2.0
"""Put a patch that a person wrote into a tree it was not written for, or say why not.

A hunk may move, and it may lose context, down to one line on each side: a fork
has other neighbours. It never goes where it could also go elsewhere. placing.py
decides where each hunk stands; git apply, in a directory of its own, does the
work, and has to come to the same bytes.
"""

from .carry import Outcome, Read, applied, apply
from .patchfile import Edit, Hunk, parse
from .refused import PatchRefused

__all__ = [
    "Edit",
    "Hunk",
    "Outcome",
    "PatchRefused",
    "Read",
    "applied",
    "apply",
    "parse",
]
