# SPDX-License-Identifier: GPL-2.0
"""The machines that kernels are booted on: scripts/configs/boot, a file each.

A machine is a flavour with more options, and what QEMU makes of it. Nothing about
an architecture is known in code.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import MissingProgram, UserError
from ..flavour import Flavour, missing_program
from ..flavours import CONFIGS, load as load_flavours
from ..settings import ini

MACHINES = CONFIGS / "boot"
_TARGET = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./+-]*")
_LIBRARY, _LINKED = "libc.a", "vmlinux"
_KEYS = {"flavour", "fragments", "full", "image", "devicetree", "console"}
_KEYS |= {"append", "memory", "processors", "limit"}


@dataclass(frozen=True)
class Machine:
    """One machine.

    :param flavour: how its kernel is built
    :param image: what QEMU loads, from the build's folder
    :param devicetree: the same, or None
    :param targets: what kbuild has to make for them
    :param append: the kernel's command line, without what every kernel gets
    :param memory: MiB
    :param processors: how many
    :param limit: seconds that a boot may take
    :param emulator: QEMU's command line, without the kernel
    :param package: Debian's package that has QEMU
    :param library: program that compiles for the C library -> Debian's package of that
    """

    name: str
    flavour: Flavour
    image: str
    devicetree: str | None
    targets: tuple[str, ...]
    append: tuple[str, ...]
    memory: int
    processors: int
    limit: int
    emulator: tuple[str, ...]
    package: str
    library: Mapping[str, str]

    def made(self) -> list[str]:
        """What must be there then, from the build's folder."""
        more = [self.devicetree] if self.devicetree else []
        return list(dict.fromkeys([_LINKED, self.image, *more]))

    def missing(self) -> MissingProgram | None:
        """The first program that isn't installed, as the error it would be."""
        return (
            self.flavour.missing()
            or missing_program(dict.fromkeys([self.emulator[0]], self.package))
            or missing_program(self.library)
            or self._missing_library()
        )

    def _missing_library(self) -> MissingProgram | None:
        """The C library to link with, if the compiler doesn't know one."""
        for program, package in self.library.items():
            done = subprocess.run(
                [program, f"-print-file-name={_LIBRARY}"],
                capture_output=True,
                text=True,
                check=False,
            )
            if not os.path.isabs(done.stdout.strip()):
                return MissingProgram(f"{_LIBRARY} of {program}", package)
        return None


def _lines(folder: Path, names: Iterable[str]) -> list[str]:
    """The lines of shared fragments."""
    lines: list[str] = []
    for name in names:
        text = (folder / f"{name}.config").read_text(encoding="utf-8")
        kept = [line.strip() for line in text.splitlines()]
        lines += [line for line in kept if line and not line.startswith("#")]
    return lines


def merged(*fragments: Sequence[str]) -> tuple[str, ...]:
    """Lines of Kconfig, of which the later ones overrule the earlier."""
    values: dict[str, str] = {}
    for line in (line for fragment in fragments for line in fragment):
        symbol, _, value = line.partition("=")
        values[symbol] = value
    return tuple(f"{symbol}={value}" for symbol, value in values.items())


def _machine(path: Path, flavours: Mapping[str, Flavour], full: bool) -> Machine:
    """The machine that a file describes.

    :raises UserError: a key is missing or unknown
    """
    data = ini(path)
    try:
        head, qemu = data["machine"], data["qemu"]
        unknown = sorted(set(head) - _KEYS)
        if unknown:
            raise UserError(f"{path.name}: not a key of a machine: {unknown[0]}")
        base = flavours[head["flavour"]]
        own = [f"{symbol}={value}" for symbol, value in data["kconfig"].items()]
        shared = _lines(path.parent, head["fragments"].split())
        more = _lines(path.parent, head.get("full", "").split()) if full else []
        name = f"boot-{path.stem}" + ("-full" if more else "")
        lines = merged(base.lines, shared, own, more)
        # FILE, or FILE TARGET where kbuild has another name for it
        image, tree = head["image"].split(), head.get("devicetree", "").split()
        made = Machine(
            name=path.stem,
            flavour=replace(base, name=name, lines=lines),
            image=image[0],
            devicetree=tree[0] if tree else None,
            targets=tuple(dict.fromkeys([_LINKED, image[-1], *tree[-1:]])),
            append=(f"console={head['console']}", *head.get("append", "").split()),
            memory=head.getint("memory") * (2 if more else 1),
            processors=head.getint("processors"),
            limit=head.getint("limit") * (2 if more else 1),
            emulator=(qemu["program"], *shlex.split(qemu["arguments"])),
            package=qemu["package"],
            library={data["library"]["program"]: data["library"]["package"]},
        )
    except (KeyError, IndexError, TypeError, ValueError, OSError) as error:
        raise UserError(f"{path.name}: not a machine: {error}") from error
    for target in (*made.made(), *made.targets):
        if not _TARGET.fullmatch(target) or ".." in target:
            raise UserError(f"{path.name}: not a target of kbuild: {target!r}")
    return made


def load(folder: Path = MACHINES, full: bool = False) -> dict[str, Machine]:
    """Every machine there is data for, by name, in the order of the names.

    :param full: with the checkers that take long
    :raises UserError: a file is wrong
    """
    flavours = load_flavours()
    return {
        path.stem: _machine(path, flavours, full)
        for path in sorted(folder.glob("*.ini"))
    }


def choose(
    known: Mapping[str, Machine], names: Sequence[str] | None, arch: str | None
) -> list[Machine]:
    """The machines that the user asked for; all where nothing was asked.

    :param arch: kbuild's ARCH
    :raises UserError: there is no such machine
    """
    unknown = sorted(set(names or ()) - set(known))
    if unknown:
        raise UserError(f"no machine {unknown[0]!r}; there are: {', '.join(known)}")
    chosen = [m for m in known.values() if not names or m.name in names]
    fit = [m for m in chosen if not arch or arch in m.flavour.names]
    if not fit:
        raise UserError(f"ARCH={arch}: no machine; there are: {', '.join(known)}")
    return fit
