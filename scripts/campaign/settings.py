# SPDX-License-Identifier: GPL-2.0
"""What every flavour's build needs of the machine, and knows of architectures: scripts/configs/kbuild.ini."""

from __future__ import annotations

import configparser
from dataclasses import dataclass
from pathlib import Path

from .errors import UserError

CONFIGS = Path(__file__).resolve().parent.parent / "configs"


@dataclass(frozen=True)
class Settings:
    """What stands in kbuild.ini.

    :param programs: program -> Debian's package that has it
    :param limits: step -> seconds it may take
    :param flags: purpose -> value of KCFLAGS
    :param foreign: folders of the tree whose objects are not the kernel's own
    :param llvm: GNU program -> (LLVM's, Debian's package)
    :param symbols: Kconfig symbol -> the ARCH it stands for
    :param srcarch: ARCH -> its folder, where that has another name
    """

    programs: dict[str, str]
    limits: dict[str, int]
    flags: dict[str, str]
    foreign: tuple[str, ...]
    llvm: dict[str, tuple[str, str]]
    symbols: dict[str, str]
    srcarch: dict[str, str]


def ini(path: Path) -> configparser.ConfigParser:
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
    data = ini(configs / "kbuild.ini")
    llvm = {what: text.split() for what, text in data["llvm"].items()}
    return Settings(
        programs=dict(data["programs"]),
        limits={step: int(seconds) for step, seconds in data["limits"].items()},
        flags=dict(data["flags"]),
        foreign=tuple(data["folders"]["foreign"].split()),
        llvm={what: (program, package) for what, (program, package) in llvm.items()},
        symbols=dict(data["symbols"]),
        srcarch=dict(data["srcarch"]),
    )
