#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Make a fork of a kernel: a tree with the files of tests/trees/fork in it.

    tests/bench/fork.py TREE FORK

FORK must not be there yet. What an audit has to say of it stands in tests/trees/fork.key.
The copy shares no file with TREE.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

OVERLAY = Path(__file__).resolve().parents[1] / "trees" / "fork"
KEY = OVERLAY.with_suffix(".key")


def make(tree: Path, fork: Path) -> Path:
    """Copy a tree, and lay the fork's own files over it."""
    if fork.exists():
        sys.exit(f"{fork}: is there already")
    subprocess.run(["cp", "-a", "--reflink=auto", "--", tree, fork], check=True)
    shutil.copytree(OVERLAY, fork, dirs_exist_ok=True)
    return fork


def key() -> dict[tuple[str, str], tuple[str, str]]:
    """Kind and verdict of each call, by file and function."""
    lines = [line for line in KEY.read_text().splitlines() if line and line[0] != "#"]
    fields = [line.split("\t") for line in lines]
    return {(file, function): (kind, verdict) for file, function, kind, verdict, _ in fields}  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(str(__doc__))
    make(Path(sys.argv[1]), Path(sys.argv[2]))
