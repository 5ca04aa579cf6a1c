#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Print the manual page treewide(1), made from the parser that --help is made from.

    scripts/packaging/manpage.py >treewide.1

The date is that of SOURCE_DATE_EPOCH, or none: the same source gives the same page.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from campaign import __version__, errors  # noqa: E402
from campaign.cli import _parser  # noqa: E402

STATUS = {
    errors.OK: "Nothing to report.",
    errors.FINDINGS: "Findings.",
    errors.USAGE: "Bad usage or bad input.",
    errors.MISSING: "A program is missing; it is named, with the package that has it.",
    errors.INCOMPLETE: "Incomplete: something was not parsed, timed out or crashed; each such thing is named. It beats 1.",
}
VARIABLES = {
    "NO_COLOR": "No colours, on a terminal either.",
    "TREEWIDE_CACHE": "A folder in which all runs keep what spatch said, by content.",
    "SOURCE_DATE_EPOCH": "The date of a series, where the tree tells none.",
}


def plain(text: str) -> str:
    """Text in which nothing has a meaning to roff."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text[:1] in (".", "'") else text


def _flags(action: argparse.Action) -> str:
    """-j N, --jobs N"""
    if not action.option_strings:
        return f"\\fI{plain(str(action.metavar or action.dest))}\\fR"
    value = ""
    if action.nargs != 0:
        name = action.metavar or "|".join(
            map(str, action.choices or [action.dest.upper()])
        )
        value = f" \\fI{plain(str(name))}\\fR"
        value += "..." if action.nargs in ("+", "*") else ""
    return ", ".join(f"\\fB{plain(flag)}\\fR{value}" for flag in action.option_strings)


def _options(parser: argparse.ArgumentParser, without: set[str]) -> Iterator[str]:
    """The arguments of a command, less those that every command has."""
    for action in parser._actions:
        told = action.help and action.help != argparse.SUPPRESS
        if isinstance(action, (argparse._SubParsersAction, argparse._HelpAction)):
            continue
        if told and not set(action.option_strings) & without:
            help_ = str(action.help) % {"prog": parser.prog, "default": action.default}
            yield ".TP"
            yield _flags(action)
            yield plain(help_[0].upper() + help_[1:] + ".")


def page() -> Iterator[str]:
    """The page, line by line."""
    parser = _parser()
    commands = next(
        a for a in parser._actions if isinstance(a, argparse._SubParsersAction)
    )
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    date = time.strftime("%Y-%m-%d", time.gmtime(int(epoch))) if epoch else ""
    yield '.\\" SPDX-License-Identifier: GPL-2.0'
    yield f'.TH TREEWIDE 1 "{date}" "treewide {__version__}" "User Commands"'
    yield ".SH NAME"
    yield "treewide \\- carry one API change through a whole C tree"
    yield ".SH SYNOPSIS"
    yield ".B treewide"
    yield "[\\fIOPTION\\fR]... \\fICOMMAND\\fR [\\fIARGUMENT\\fR]..."
    yield ".SH DESCRIPTION"
    yield plain(str(parser.description))
    yield "A tree is never written to, unless an option says so."
    yield ".SH OPTIONS"
    yield "Before the command or behind it:"
    yield from _options(parser, set())
    shared = {flag for action in parser._actions for flag in action.option_strings}
    yield ".SH COMMANDS"
    for name, command in commands.choices.items():
        words = [a for a in command._actions if not a.option_strings]
        arguments = " ".join(
            _flags(a) + ("..." if a.nargs == "*" else "") for a in words
        )
        yield f".SS {plain(name)} {arguments}".rstrip()
        text = str(command.description)
        yield plain(text[0].upper() + text[1:] + ".")
        yield from _options(command, shared)
    yield ".SH EXIT STATUS"
    for status, text in STATUS.items():
        yield from (".TP", f"\\fB{status}\\fR", plain(text))
    yield ".SH ENVIRONMENT"
    for variable, text in VARIABLES.items():
        yield from (".TP", f"\\fB{variable}\\fR", plain(text))
    yield ".SH SEE ALSO"
    yield ".BR spatch (1)"


def main() -> None:
    """Print it."""
    print("\n".join(page()))


if __name__ == "__main__":
    main()
