# SPDX-License-Identifier: GPL-2.0
"""The options of every command that runs a tree's own makefiles."""

from __future__ import annotations

import argparse
import os


def add_arch(command: argparse.ArgumentParser) -> None:
    """kbuild's ARCH, as kbuild itself takes it."""
    command.add_argument(
        "--arch",
        default=os.environ.get("ARCH") or None,
        help="default: ARCH of the environment",
    )


def add_sandbox(command: argparse.ArgumentParser) -> None:
    """Whether what the tree runs is kept apart."""
    command.add_argument(
        "--sandbox",
        choices=("yes", "try", "no"),
        default="yes",
        help="whether builds run in bubblewrap; try: where that works; default yes",
    )
    command.add_argument(
        "--no-sandbox",
        action="store_const",
        dest="sandbox",
        const="no",
        help="the tree's makefiles run with all your rights",
    )
