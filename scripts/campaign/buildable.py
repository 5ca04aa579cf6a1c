# SPDX-License-Identifier: GPL-2.0
"""What of the flavours, or machines, of a run can't be built here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from .errors import MissingProgram
from .flavour import missing_program
from .settings import Settings

# Without these there is nothing to build with.
_KERNEL = ("Makefile", "Kconfig", "scripts/Makefile.build")
Lack = Callable[[], MissingProgram | None]


def skipped(
    tree: Path,
    asked: Mapping[str, Lack],
    settings: Settings,
    explicit: bool,
    needed: Lack = lambda: None,
    one: bool = False,
) -> dict[str, str]:
    """Name -> why it can't be built here.

    :param asked: name -> what tells the program that it lacks
    :param explicit: the user asked for these
    :param needed: what tells a program that all lack
    :param one: one at least has to be left
    :raises MissingProgram: of one that was asked for, or one that all need
    """
    lacks = [name for name in _KERNEL if not (tree / name).is_file()]
    if lacks:
        why = f"not a kernel tree: it lacks {', '.join(lacks)}"
        return {name: why for name in asked}
    if missing := missing_program(settings.programs) or needed():
        raise missing
    absent = {name: error for name, lack in asked.items() if (error := lack())}
    if absent and (explicit or (one and len(absent) == len(asked))):
        raise next(iter(absent.values()))
    return {name: str(error) for name, error in absent.items()}
