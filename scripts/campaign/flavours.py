# SPDX-License-Identifier: GPL-2.0
"""Build flavours: one architecture, compiler and small configuration each, read from scripts/configs.

A flavour is a file NAME.ini there; the lines it shares with others stand in
FRAGMENT.config beside it. Nothing about an architecture is known in code.
"""

from __future__ import annotations

import configparser
import re
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

from .errors import MissingProgram, UserError

CONFIGS = Path(__file__).resolve().parent.parent / "configs"
# Data of another kind beside them
_OTHERS = ("kbuild.ini", "sandbox.ini")
_LINE = re.compile(r"CONFIG_[A-Za-z0-9_]+=\S.*")
_PREFIX = re.compile(r"[A-Za-z0-9_./+-]*")


@dataclass(frozen=True)
class Settings:
    """What every flavour's build needs of the machine (scripts/configs/kbuild.ini).

    :param programs: program -> Debian's package that has it
    :param limits: step -> seconds it may take
    :param flags: purpose -> value of KCFLAGS
    :param foreign: folders of the tree whose objects are not the kernel's own
    """

    programs: dict[str, str]
    limits: dict[str, int]
    flags: dict[str, str]
    foreign: tuple[str, ...]


@dataclass(frozen=True)
class Flavour:
    """One way to build the tree.

    :param arch: kbuild's ARCH
    :param names: what a user may call that ARCH
    :param prefix: kbuild's CROSS_COMPILE
    :param lines: the Kconfig fragment, `CONFIG_X=value` each, in order
    :param packages: program without its prefix -> Debian's package
    """

    name: str
    arch: str
    names: tuple[str, ...]
    prefix: str
    lines: tuple[str, ...]
    packages: dict[str, str] = field(hash=False)

    def program(self, what: str) -> str:
        """The name of one of its programs: program("gcc")."""
        return self.prefix + what

    def missing(self) -> MissingProgram | None:
        """The first of its own programs that isn't installed, as the error it would be."""
        for what, package in self.packages.items():
            if shutil.which(self.program(what)) is None:
                return MissingProgram(self.program(what), package)
        return None


def _ini(path: Path) -> configparser.ConfigParser:
    """A data file, its names' case kept and `%` left alone."""
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment]
    try:
        parser.read_string(path.read_text(encoding="utf-8"), source=path.name)
    except (OSError, ValueError, configparser.Error) as error:
        raise UserError(f"{path.name}: not a flavour: {error}") from error
    return parser


def settings(configs: Path = CONFIGS) -> Settings:
    """What every flavour's build needs of the machine."""
    data = _ini(configs / "kbuild.ini")
    return Settings(
        programs=dict(data["programs"]),
        limits={step: int(seconds) for step, seconds in data["limits"].items()},
        flags=dict(data["flags"]),
        foreign=tuple(data["folders"]["foreign"].split()),
    )


def _fragment(configs: Path, name: str) -> list[str]:
    """The lines of a shared fragment."""
    try:
        text = (configs / f"{name}.config").read_text(encoding="utf-8")
    except OSError as error:
        raise UserError(f"{name}.config: no such fragment") from error
    kept = [line.strip() for line in text.splitlines()]
    return [line for line in kept if line and not line.startswith("#")]


def _flavour(path: Path) -> Flavour:
    """The flavour that a file describes.

    :raises UserError: a key is missing, or a line is no Kconfig line
    """
    data = _ini(path)
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
        )
    except KeyError as error:
        raise UserError(f"{path.name}: not a flavour: {error} is missing") from error
    for line in made.lines:
        if not _LINE.fullmatch(line):
            raise UserError(f"{path.name}: not a Kconfig line: {line}")
    return made


def load(configs: Path = CONFIGS) -> dict[str, Flavour]:
    """Every flavour there is data for, by name, in the order of the names."""
    found = sorted(p for p in configs.glob("*.ini") if p.name not in _OTHERS)
    return {path.stem: _flavour(path) for path in found}


def choose(
    known: dict[str, Flavour],
    names: list[str] | None,
    arch: str | None,
    cross_compile: str | None,
) -> list[Flavour]:
    """The flavours that the user asked for; all of them where nothing was asked.

    :param arch: kbuild's ARCH=, or None
    :param cross_compile: kbuild's CROSS_COMPILE=, put in place of the flavour's own
    :raises UserError: no such flavour, none for that ARCH, or one compiler for several
    """
    unknown = sorted(set(names or ()) - set(known))
    if unknown:
        raise UserError(f"no flavour {unknown[0]!r}; there are: {', '.join(known)}")
    chosen = [f for f in known.values() if names is None or f.name in names]
    if arch:
        chosen = [f for f in chosen if arch in f.names]
        if not chosen:
            there = sorted({n for f in known.values() for n in f.names})
            raise UserError(
                f"ARCH={arch}: no such flavour; there are: {', '.join(there)}"
            )
    if cross_compile:
        if not _PREFIX.fullmatch(cross_compile):
            raise UserError(
                f"CROSS_COMPILE={cross_compile!r}: not the prefix of a compiler"
            )
        if len({f.arch for f in chosen}) > 1:
            raise UserError("CROSS_COMPILE= is one compiler: say ARCH=, too")
        chosen = [replace(f, prefix=cross_compile) for f in chosen]
    return chosen


def missing_program(needed: dict[str, str]) -> MissingProgram | None:
    """The first program of a table that isn't installed, as the error it would be."""
    for program, package in needed.items():
        if shutil.which(program) is None:
            return MissingProgram(program, package)
    return None
