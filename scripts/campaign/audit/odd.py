# SPDX-License-Identifier: GPL-2.0
"""What stands in a tree and is no file of it: links out of it, devices, pipes, sockets.

None of it is followed or opened. It is named, so that nobody takes it for read.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_KINDS = {"p": "is a pipe", "b": "is a device", "c": "is a device", "s": "is a socket"}


def odd(root: Path) -> list[tuple[str, str]]:
    """What is left out of a tree, sorted: (name, why).

    Links to what is in the tree aren't named: that is read under its own name.
    """
    command = ["find", ".", "-name", ".git", "-prune", "-o"]
    command += ["!", "-type", "f", "!", "-type", "d", "-printf", r"%P\0%y\0%l\0"]
    done = subprocess.run(
        command,
        cwd=root,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin"},
        check=False,
    )
    parts = os.fsdecode(done.stdout).split("\0")
    found = []
    for name, kind, target in zip(parts[::3], parts[1::3], parts[2::3]):
        if kind != "l":
            found.append((name, f"{_KINDS.get(kind, 'is no file')}; is not opened"))
        elif _out(root, name, target):
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
