# SPDX-License-Identifier: GPL-2.0
"""What stands in a tree and is no file of it: links out of it, devices, pipes, sockets.

None of it is followed or opened. It is named, so that nobody takes it for read.
"""

from __future__ import annotations

import os
from pathlib import Path

from ..listing import Listing

_KINDS = {"p": "is a pipe", "b": "is a device", "c": "is a device", "s": "is a socket"}


def odd(listing: Listing) -> list[tuple[str, str]]:
    """What is left out of a tree, sorted: (name, why).

    Links to what is in the tree aren't named: that is read under its own name.
    """
    found = []
    for name, (kind, target) in listing.others.items():
        if kind != "l":
            found.append((name, f"{_KINDS.get(kind, 'is no file')}; is not opened"))
        elif _out(listing.root, name, target):
            found.append((name, "is a link out of the tree; is not followed"))
    return sorted(found)


def _out(root: Path, name: str, target: str) -> bool:
    """Whether a link leads out of the tree."""
    try:
        place = os.path.realpath(root / name)
    except OSError:
        place = os.path.normpath(root / os.path.dirname(name) / target)
    top = str(root)
    return place != top and not place.startswith(top + "/")
