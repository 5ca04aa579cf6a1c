# SPDX-License-Identifier: GPL-2.0
"""The options of treewide run."""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from ..buildoptions import add_arch, add_sandbox

_SECONDS = 2


@dataclass(frozen=True)
class Options:
    """What the user asked for.

    :param machines: names; None: all
    :param arch: kbuild's ARCH
    :param programs: names of stress programs; None: all
    :param seconds: that each of them has
    :param full: the checkers that take long, too
    :param sandbox: "yes", "try" or "no", of builds and boots
    """

    machines: list[str] | None = None
    arch: str | None = None
    programs: list[str] | None = None
    seconds: int = _SECONDS
    full: bool = False
    sandbox: str = "yes"

    @property
    def explicit(self) -> bool:
        """Whether the user named what to boot."""
        return bool(self.machines or self.arch)


def _seconds(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 3600:
        raise ValueError
    return number


_seconds.__name__ = "number of seconds"


def add_options(command: argparse.ArgumentParser) -> None:
    """What is booted, and what runs on it."""
    add = command.add_argument
    add(
        "--machine",
        action="append",
        metavar="NAME",
        help="one of scripts/configs/boot/; default all",
    )
    add_arch(command)
    add(
        "--program",
        action="append",
        metavar="NAME",
        help="one of scripts/run/; default all",
    )
    add(
        "--seconds",
        type=_seconds,
        metavar="N",
        help=f"that each program has; default {_SECONDS}, twice that with --full",
    )
    add("--full", action="store_true", help="with KASAN, too")
    add_sandbox(command)


def options(args: argparse.Namespace) -> Options:
    """What was asked for on the command line."""
    return Options(
        machines=args.machine,
        arch=args.arch,
        programs=args.program,
        seconds=args.seconds or _SECONDS * (2 if args.full else 1),
        full=args.full,
        sandbox=args.sandbox,
    )
