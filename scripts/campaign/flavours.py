# SPDX-License-Identifier: GPL-2.0
"""The flavours there are, read from scripts/configs, and those that a user asks for.

A flavour is a file NAME.ini there, or of the user's; the lines it shares with
others stand in FRAGMENT.config beside it, or there. A kernel's .config makes one,
too. Nothing about an architecture is known in code.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from . import dotconfig
from .errors import UserError
from .flavour import ALLNOCONFIG, ARCH, NAME, OLDDEFCONFIG, PREFIX, Flavour
from .flavour import missing_program, with_cc, with_llvm, with_prefix
from .settings import CONFIGS, Settings, ini, settings

# What a caller needs beside the flavours comes with them.
__all__ = ["CONFIGS", "Flavour", "Settings", "settings", "missing_program"]
__all__ += ["choose", "load"]

# Data of another kind beside them
_OTHERS = ("kbuild.ini", "sandbox.ini")
_KEYS = {"arch", "names", "cross_compile", "fragments", "base", "llvm"}
_LINE = re.compile(r"CONFIG_[A-Za-z0-9_]+=\S.*")


def _fragment(folder: Path, name: str) -> list[str]:
    """The lines of a shared fragment, of a flavour's own folder or of ours."""
    for configs in (folder, CONFIGS):
        path = configs / f"{name}.config"
        if path.is_file():
            kept = [line.strip() for line in path.read_text("utf-8").splitlines()]
            return [line for line in kept if line and not line.startswith("#")]
    raise UserError(f"{name}.config: no such fragment")


def _flavour(path: Path) -> Flavour:
    """The flavour that a file describes.

    :raises UserError: a key is missing or unknown, or a line is no Kconfig line
    """
    data = ini(path)
    try:
        head = data["flavour"]
        lines: list[str] = []
        for shared in head["fragments"].split():
            lines += _fragment(path.parent, shared)
        lines += [f"{key}={value}" for key, value in data["kconfig"].items()]
        made = Flavour(
            name=path.stem,
            arch=head["arch"],
            names=tuple(head["names"].split()),
            prefix=head["cross_compile"],
            lines=tuple(lines),
            packages=dict(data["packages"]),
            base=head.get("base", ALLNOCONFIG),
        )
    except KeyError as error:
        raise UserError(f"{path.name}: not a flavour: {error} is missing") from error
    unknown = sorted(set(head) - _KEYS)
    if unknown:
        raise UserError(f"{path.name}: not a key of a flavour: {unknown[0]}")
    if made.base not in (ALLNOCONFIG, OLDDEFCONFIG):
        raise UserError(f"{path.name}: base = {made.base}: not one of kbuild's")
    for pattern, value in ((NAME, made.name), (ARCH, made.arch), (PREFIX, made.prefix)):
        if not pattern.fullmatch(value):
            raise UserError(f"{path.name}: no flavour can have this: {value!r}")
    for line in made.lines:
        if not _LINE.fullmatch(line):
            raise UserError(f"{path.name}: not a Kconfig line: {line}")
    if "llvm" in head:
        return with_llvm(made, head["llvm"], settings().llvm)
    return made


def load(configs: Path = CONFIGS) -> dict[str, Flavour]:
    """Every flavour there is data for, by name, in the order of the names."""
    found = sorted(p for p in configs.glob("*.ini") if p.name not in _OTHERS)
    return {path.stem: _flavour(path) for path in found}


def _named(
    known: dict[str, Flavour], names: list[str] | None, arch: str | None
) -> list[Flavour]:
    """The flavours of some names, or files, that are for an ARCH."""
    files = [name for name in names or () if "/" in name or name.endswith(".ini")]
    unknown = sorted(set(names or ()) - set(known) - set(files))
    if unknown:
        raise UserError(f"no flavour {unknown[0]!r}; there are: {', '.join(known)}")
    chosen = [f for f in known.values() if names is None or f.name in names]
    chosen += [_flavour(Path(file)) for file in dict.fromkeys(files)]
    fit = [f for f in chosen if not arch or arch in f.names]
    if not fit:
        there = sorted({n for f in [*known.values(), *chosen] for n in f.names})
        raise UserError(f"ARCH={arch}: no such flavour; there are: {', '.join(there)}")
    return fit


def choose(
    known: dict[str, Flavour],
    names: list[str] | None,
    arch: str | None,
    cross_compile: str | None,
    *,
    llvm: str | None = None,
    cc: str | None = None,
    configs: Sequence[Path] = (),
) -> list[Flavour]:
    """The flavours that the user asked for; all of them where nothing was asked.

    :param names: of flavours, or paths of files that describe one
    :param arch: kbuild's ARCH=, or None
    :param cross_compile: kbuild's CROSS_COMPILE=, put in place of the flavour's own
    :param llvm: kbuild's LLVM=
    :param cc: kbuild's CC=
    :param configs: kernel configurations; with them only these, and what is named
    :raises UserError: no such flavour, none for that ARCH, one compiler for several,
        or two of one name
    """
    table = settings()
    compilers = bool(cross_compile or llvm or cc)
    chosen = [dotconfig.flavour(c, known, arch, table, compilers) for c in configs]
    if names is not None or not configs:
        chosen = _named(known, names, arch) + chosen
    for count, flavour in enumerate(chosen):
        if flavour.name in {f.name for f in chosen[:count]}:
            raise UserError(f"two flavours would be called {flavour.name}")
    for variable, value in (("CROSS_COMPILE", cross_compile), ("CC", cc)):
        if value and len({f.arch for f in chosen}) > 1:
            raise UserError(f"{variable}= is one compiler: say ARCH=, too")
    if cross_compile:
        chosen = [with_prefix(f, cross_compile) for f in chosen]
    if llvm:
        chosen = [with_llvm(f, llvm, table.llvm) for f in chosen]
    if cc:
        chosen = [with_cc(f, cc) for f in chosen]
    return chosen
