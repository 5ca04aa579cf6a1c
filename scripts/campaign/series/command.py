# SPDX-License-Identifier: GPL-2.0
"""The options of treewide series."""

from __future__ import annotations

import argparse
import os
import re

from ..errors import UserError
from ..tree import shown
from .options import Options
from .order import ORDERS, SPLITS


def _version(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 999:
        raise ValueError
    return number


_version.__name__ = "version of a series"


def spelled_out(words: list[str]) -> list[str]:
    """A command line in which git's -v2 is told from -v, which every command has."""
    if "series" not in words:
        return words
    return [re.sub(r"^-v(?=\d)", "--reroll-count=", word) for word in words]


def add_options(command: argparse.ArgumentParser) -> None:
    """What the series is to be like."""
    add = command.add_argument
    add("-o", "--output", metavar="DIR", required=True, help="a new or empty folder")
    add("--order", choices=ORDERS, default="tree", help="of the patches; default tree")
    add(
        "--split",
        choices=SPLITS,
        default="function",
        help="a patch for each; default function",
    )
    add("--base", metavar="REV", help="what base-commit: names; default HEAD")
    add(
        "--date",
        metavar="DATE",
        help="default SOURCE_DATE_EPOCH, or that of the commit or of the top Makefile",
    )
    add("-s", "--signoff", action="store_true", help="add your Signed-off-by:")
    add(
        "--reroll-count",
        metavar="N",
        type=_version,
        help="[PATCH vN]; also -vN, without a blank",
    )
    add("--changes", metavar="FILE", help="what changed since, for the cover letter")
    add("--in-reply-to", metavar="ID", help="the message that the cover letter answers")
    add(
        "--cc-cmd",
        action="store_true",
        help="Cc: in the cover letter those whom the tree's get_maintainer.pl names",
    )
    add("--mbox", action="store_true", help="and the whole series as one mailbox")
    add("--branch", metavar="NAME", help="and as commits on a new branch of TREE")
    add("--previous", metavar="DIR", help="a range-diff against the series in DIR")
    add("--allow-dirty", action="store_true", help="take HEAD, whatever the files hold")


def options(args: argparse.Namespace) -> Options:
    """What was asked for on the command line."""
    return Options(
        out=args.output,
        order=args.order,
        split=args.split,
        base=args.base,
        date=args.date,
        signoff=args.signoff,
        version=args.reroll_count,
        changes=args.changes,
        in_reply_to=args.in_reply_to,
        cc=args.cc_cmd,
        mbox=args.mbox,
        branch=args.branch,
        previous=args.previous,
        allow_dirty=args.allow_dirty,
    )


def refuse_bare(path: str) -> None:
    """See that a path is no repository without files.

    :raises UserError: it is one
    """
    inside = all(os.path.exists(os.path.join(path, n)) for n in ("HEAD", "objects"))
    if inside and not os.path.exists(os.path.join(path, "Makefile")):
        raise UserError(
            f"{shown(path)}: is a bare repository; make files of it: git worktree add DIR"
        )
