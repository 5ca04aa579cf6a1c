# SPDX-License-Identifier: GPL-2.0
"""Where a program is installed: the part of the machine that it needs beside itself.

A compiler finds its own parts (cc1, as, its headers) from the folder that it
stands in: PREFIX/bin/gcc needs PREFIX. A PREFIX that is more than the program's
own, the home folder or ~/.local, is not taken for one: then it is the file alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_BINARIES = ("bin", "sbin")


def found(name: str, path: str) -> Iterator[Path]:
    """Every program that a name may mean, in the order of PATH, by the name it was found under.

    Not the first alone: ccache under a compiler's name looks for the next.

    :param name: of a program; where a slash is in it, its path
    :param path: as the variable PATH; what isn't absolute in it is passed over
    """
    folders = [""] if "/" in name else path.split(":")
    for folder in folders:
        program = Path(folder, name)
        if not program.is_absolute():
            continue
        if program.is_file() and os.access(program, os.X_OK):
            yield Path(os.path.normpath(program))


def prefix(program: Path, home: Path) -> Path:
    """The folder that a program was installed in, or the program where it has none of its own.

    :param program: the file itself, no link
    :param home: the home folder, no link
    """
    for folder in program.parents:
        if folder.name in _BINARIES:
            top = folder.parent
            # A whole system below a folder (a vendor's SDK) has its loader beside usr.
            top = top.parent if top.name == "usr" else top
            hidden = top.parent == home and top.name.startswith(".")
            if home.is_relative_to(top) or hidden:
                break
            return top
    return program
