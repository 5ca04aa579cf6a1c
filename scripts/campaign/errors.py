# SPDX-License-Identifier: GPL-2.0
"""Errors in two families, the user's and the machine's, and the exit status of each.

A result that is merely incomplete is not an exception: it is a list in the
stage's document ("incomplete"), and its exit status is INCOMPLETE.
"""

from __future__ import annotations

OK, FINDINGS, USAGE, MISSING, INCOMPLETE = range(5)


class TreewideError(Exception):
    """Something that ends the command, told in one line: what, where, what to do."""

    status = INCOMPLETE


class UserError(TreewideError):
    """Bad usage or bad input: the user can mend it."""

    status = USAGE


class MissingProgram(TreewideError):
    """A program that the stage needs is not installed.

    :param program: its name as it is called
    :param package: Debian's package that has it, "" where none is known
    :param otherwise: how to go on without it
    """

    status = MISSING

    def __init__(self, program: str, package: str, otherwise: str = "") -> None:
        install = f"install Debian's package {package}, or run make setup"
        told = [f"{program}: not found", install if package else "", otherwise]
        super().__init__("; ".join(text for text in told if text))
        self.program = program
        self.package = package
        self._made_of = (program, package, otherwise)

    def __reduce__(self) -> tuple[type[MissingProgram], tuple[str, str, str]]:
        """What another process makes it of again."""
        return MissingProgram, self._made_of


class MachineError(TreewideError):
    """The machine failed us: a disk that is full, a program that dies."""

    status = INCOMPLETE
