# SPDX-License-Identifier: GPL-2.0
"""A flavour out of a kernel's .config, or a part of one, that a user brings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import UserError
from .flavour import ARCH, NAME, OLDDEFCONFIG, Flavour
from .settings import Settings

_SAID = re.compile(r"(CONFIG_[A-Za-z0-9_]+)=(\S.*)")
_UNSET = re.compile(r"# (CONFIG_[A-Za-z0-9_]+) is not set")
# The tree's Kconfig: mainmenu "Linux/$(ARCH) $(KERNELVERSION) Kernel Configuration"
_HEAD = re.compile(r"# Linux/(\S+) \S+ Kernel Configuration")


@dataclass(frozen=True)
class DotConfig:
    """What a file says.

    :param lines: `CONFIG_X=value` each, in order; of a symbol that was said twice the last.
        What `is not set` is `CONFIG_X=n`, which Kconfig takes for the same
    :param archs: kbuild's ARCH, as the head line has it or a symbol; there may be none, or several
    """

    lines: tuple[str, ...]
    archs: tuple[str, ...]


def read(path: Path, symbols: Mapping[str, str]) -> DotConfig:
    """What a file says.

    :param symbols: Kconfig symbol -> the ARCH that it stands for where it is y
    :raises UserError: it can't be read, or is no configuration
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: not a kernel configuration: not UTF-8") from error
    said: dict[str, str] = {}
    head = None
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip()
        if value := _SAID.fullmatch(line):
            symbol, said_value = value[1], value[2]
        elif unset := _UNSET.fullmatch(line):
            symbol, said_value = unset[1], "n"
        elif not line or line.startswith("#"):
            if found := _HEAD.fullmatch(line):
                head = found[1]
            continue
        else:
            raise UserError(f"{path}:{number}: not a Kconfig line: {line[:80]!r}")
        said.pop(symbol, None)
        said[symbol] = said_value
    if not said:
        raise UserError(f"{path}: not a kernel configuration: no symbol in it")
    archs = {arch for symbol, arch in symbols.items() if said.get(symbol) == "y"}
    return DotConfig(
        lines=tuple(f"{symbol}={value}" for symbol, value in said.items()),
        archs=(head,) if head else tuple(sorted(archs)),
    )


def _nearest(known: Sequence[Flavour], lines: Iterable[str]) -> Flavour | None:
    """The flavour of whose lines a configuration contradicts the fewest, then says the most."""
    said = dict(line.split("=", 1) for line in lines)

    def distance(like: Flavour) -> tuple[int, int]:
        pairs = [line.split("=", 1) for line in like.lines]
        against = sum(said.get(symbol, value) != value for symbol, value in pairs)
        return against, -sum(said.get(symbol) == value for symbol, value in pairs)

    return min(known, key=distance) if known else None


def _architecture(
    path: Path, archs: tuple[str, ...], arch: str | None, tables: Settings
) -> tuple[str, str]:
    """The ARCH of a file, and its folder.

    :raises UserError: the file is for another, or doesn't say
    """
    if arch is None and len(archs) != 1:
        could = " or ".join(archs) or "any architecture"
        raise UserError(f"{path}: it could be for {could}: say ARCH=, too")
    given = arch or archs[0]
    if not ARCH.fullmatch(given):
        raise UserError(f"{path}: ARCH={given!r}: not the name of an architecture")
    folder = tables.srcarch.get(given, given)
    if archs and folder not in {tables.srcarch.get(name, name) for name in archs}:
        raise UserError(f"{path}: it is for {' or '.join(archs)}, not for {given}")
    return given, folder


def flavour(
    path: Path,
    known: Mapping[str, Flavour],
    arch: str | None,
    tables: Settings,
    compilers: bool,
) -> Flavour:
    """The flavour that a kernel's .config makes, or a part of one.

    What it doesn't say is as Kconfig has it by default. Its compiler is that of the
    known flavour it is most like.

    :param arch: kbuild's ARCH; else the file must say it
    :param compilers: the user names one, so none need be known
    :raises UserError: it is no configuration, or not for an architecture that is known
    """
    found = read(path, tables.symbols)
    given, folder = _architecture(path, found.archs, arch, tables)
    like = _nearest([f for f in known.values() if f.arch == folder], found.lines)
    if like is None and not compilers:
        raise UserError(
            f"ARCH={given}: no compiler is known: say CROSS_COMPILE= or LLVM="
        )
    name = re.sub(r"[^A-Za-z0-9_.+-]", "-", path.name.removesuffix(".config"))
    name = name.lstrip("_.+-") or "config"
    if not NAME.fullmatch(name):
        raise UserError(f"{path}: no flavour can be called {name}")
    return Flavour(
        name=name,
        arch=folder,
        names=tuple(dict.fromkeys((given, folder))),
        prefix=like.prefix if like else "",
        lines=found.lines,
        packages=dict(like.packages) if like else dict.fromkeys(tables.llvm, ""),
        base=OLDDEFCONFIG,
        given=given if given != folder else None,
    )
