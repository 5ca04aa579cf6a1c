# SPDX-License-Identifier: GPL-2.0
"""The command line's parser, and the options that every command has."""

from __future__ import annotations

import argparse
import os
from typing import Any, NoReturn

from .errors import USAGE
from .report import FORMATS

_DEFAULT = "pte_offset_map_nolock"


class Parser(argparse.ArgumentParser):
    """argparse, with one clear line for a mistake."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"treewide: {message}; see {self.prog} --help\n")


def _jobs(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 1024:
        raise ValueError
    return number


_jobs.__name__ = "number of jobs"


def common(first: bool) -> Parser:
    """The options that every command has, before or behind its name."""

    def default(value: Any) -> Any:
        return value if first else argparse.SUPPRESS

    parser = Parser(add_help=False)
    parser.add_argument(
        "--campaign",
        metavar="NAME",
        default=default(_DEFAULT),
        help=f"default {_DEFAULT}",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default=default("text"),
        help="of the result; default text",
    )
    parser.add_argument(
        "-j",
        "--jobs",
        type=_jobs,
        metavar="N",
        default=default(os.cpu_count() or 1),
        help="processes at a time",
    )
    parser.add_argument(
        "--run",
        metavar="DIR",
        default=default(None),
        help="folder of the run; default out/CAMPAIGN",
    )
    talk = parser.add_mutually_exclusive_group()
    talk.add_argument(
        "-v", "--verbose", action="count", default=default(0), help="with all evidence"
    )
    talk.add_argument(
        "-q",
        "--quiet",
        action="store_true",
        default=default(False),
        help="results and errors only",
    )
    return parser
