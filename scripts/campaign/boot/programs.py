# SPDX-License-Identifier: GPL-2.0
"""The programs of scripts/run, linked for a machine: /init, and one for each path into the kernel."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from .. import files
from ..children import Children
from ..config import ROOT
from ..errors import MachineError, UserError
from .initramfs import archive, entries
from .machine import Machine

SOURCES = ROOT / "scripts" / "run"
_INIT, _SHARED, _HEADER = "init", "stress", "stress.h"
_FLAGS = ("-O2", "-Wall", "-static", "-pthread")
_SECONDS = 120


def names() -> list[str]:
    """The stress programs, sorted."""
    return sorted(
        path.stem
        for path in SOURCES.glob("*.c")
        if path.stem not in (_INIT, _SHARED) and not path.name.startswith(".")
    )


def chosen(wanted: Sequence[str] | None) -> list[str]:
    """The programs that a user asked for; all where nothing was asked.

    :raises UserError: there is no such program
    """
    there = names()
    unknown = sorted(set(wanted or ()) - set(there))
    if unknown:
        raise UserError(f"no program {unknown[0]!r}; there are: {', '.join(there)}")
    return sorted(set(wanted)) if wanted else there


class Programs:
    """The programs of one machine.

    :param folder: where they are built; kept as long as their sources are the same
    """

    def __init__(self, machine: Machine, folder: Path, children: Children) -> None:
        self._compiler = next(iter(machine.library))
        self._folder = folder
        self._children = children

    def _built(self, name: str) -> bytes:
        """One program.

        :raises MachineError: it can't be compiled
        """
        sources = [SOURCES / f"{name}.c", SOURCES / f"{_SHARED}.c"]
        sign = hashlib.sha256(" ".join([self._compiler, *_FLAGS]).encode())
        for source in [*sources, SOURCES / _HEADER]:
            sign.update(source.read_bytes())
        made = self._folder / f"{name}-{sign.hexdigest()[:16]}"
        if not made.is_file():
            self._folder.mkdir(parents=True, exist_ok=True)
            beside = made.with_name(f".{made.name}.part")
            argv = [self._compiler, *_FLAGS, "-o", str(beside), *map(str, sources)]
            status, said = self._children.hear(argv, self._folder, _SECONDS)
            if status:
                told = [line for line in said.splitlines() if "error" in line]
                raise MachineError(f"{name}.c: {(told or [said.strip()])[0][:200]}")
            beside.replace(made)
        return made.read_bytes()

    def initramfs(self, wanted: Sequence[str]) -> Path:
        """The initramfs with some of the programs.

        :raises MachineError: one of them can't be compiled
        """
        init = self._built(_INIT)
        data = archive(entries(init, {name: self._built(name) for name in wanted}))
        path = self._folder / "initramfs.cpio"
        if not path.is_file() or path.read_bytes() != data:
            files.write(path, data)
        return path
