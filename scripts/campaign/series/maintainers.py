# SPDX-License-Identifier: GPL-2.0
"""Whose the files are, as the tree's own scripts/get_maintainer.pl has it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from ..errors import MachineError, MissingProgram, UserError
from ..tree import Tree, shown
from .git import environment

SCRIPT = "scripts/get_maintainer.pl"
_PLAIN = ["--nogit", "--nogit-fallback", "--norolestats", "--no-tree"]


def _ask(tree: Tree, home: Path, words: Sequence[str]) -> list[str]:
    """What the script prints.

    :raises UserError: the tree has none
    """
    if not (tree.root / SCRIPT).is_file():
        raise UserError(f"{shown(str(tree.root))}: has no {SCRIPT}")
    perl = shutil.which("perl", path="/usr/bin:/bin")
    if not perl:
        raise MissingProgram("perl", "perl")
    done = subprocess.run(
        [perl, SCRIPT, *_PLAIN, *words],
        cwd=tree.root,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env=environment(home),
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise MachineError(f"{SCRIPT}: {shown(said[-1] if said else 'failed')}")
    text = done.stdout.decode("utf-8", "replace")
    return [line.strip() for line in text.splitlines() if line.strip()]


def of_patches(
    tree: Tree, home: Path, patches: Sequence[Path]
) -> tuple[list[str], list[str]]:
    """Everybody who is to get a copy of some patches: the people, and the lists."""
    names = [str(path.absolute()) for path in patches]
    everybody = list(dict.fromkeys(_ask(tree, home, names)))
    people = list(dict.fromkeys(_ask(tree, home, ["--nol", *names])))
    return people, [name for name in everybody if name not in people]


def subsystem(tree: Tree, home: Path, file: str) -> str:
    """The first entry of MAINTAINERS that a file belongs to."""
    said = _ask(tree, home, ["--subsystem", "--nol", "--nor", "-f", "--", file])
    return next((line for line in said if "@" not in line), "")
