# SPDX-License-Identifier: GPL-2.0
"""The command line of treewide audit."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from .. import config
from ..errors import UserError
from . import issues


@dataclass(frozen=True)
class Options:
    """What the user asks for.

    :param trees: paths
    :param merge: documents of audits that were made elsewhere
    :param kernel: the tree that modules are built for
    :param base: revision that commits are compared with; None: the trees as they stand
    :param revision: the commit in question
    :param patches: files, or folders of them, that are put on top of each tree
    :param mainline: name of the tree that the others are compared with
    :param baseline: file with the issues that are known
    :param update: write the baseline anew
    """

    trees: list[str]
    merge: list[Path]
    kernel: str | None
    base: str | None
    revision: str
    patches: list[Path]
    mainline: str | None
    fail_on: tuple[str, ...]
    baseline: Path | None
    update: bool


def add_options(parser: argparse.ArgumentParser) -> None:
    """Give the command its options."""
    parser.add_argument(
        "trees",
        metavar="TREE",
        nargs="*",
        help="a kernel's tree, a module's folder, an archive, or a git repository with --diff",
    )
    parser.add_argument(
        "--kernel", metavar="TREE", help="the kernel that modules are built for"
    )
    parser.add_argument(
        "--diff",
        metavar="BASE",
        help="only what a commit adds to BASE, from git's objects",
    )
    parser.add_argument(
        "--rev",
        metavar="REV",
        default="HEAD",
        help="the commit for --diff; default HEAD",
    )
    parser.add_argument(
        "--patch",
        metavar="FILE",
        nargs="+",
        default=[],
        help="only what patches, or the patches of a folder, add to the tree",
    )
    parser.add_argument(
        "--mainline",
        metavar="TREE",
        help="the tree that the others are compared with; default the first",
    )
    parser.add_argument(
        "--merge",
        metavar="FILE",
        nargs="+",
        default=[],
        help="documents of audits made elsewhere",
    )
    parser.add_argument(
        "--fail-on",
        metavar="KIND[,KIND]",
        help=f"what makes the status 1; default {','.join(issues.DEFAULT)}; known: {', '.join(issues.KINDS)}, and every rule of check",
    )
    parser.add_argument(
        "--baseline", metavar="FILE", help="issues that are known, as JSON"
    )
    parser.add_argument(
        "--update-baseline",
        action="store_true",
        help="write all issues to the baseline",
    )


def options(args: argparse.Namespace) -> Options:
    """The options of a command line.

    :raises UserError: they do not go together
    """
    rules = {path.stem for path in (config.ROOT / "cocci" / "check").glob("*.cocci")}
    if args.update_baseline and not args.baseline:
        raise UserError("--update-baseline needs --baseline FILE")
    if not args.trees and not args.merge:
        raise UserError("audit needs a TREE, or --merge FILE...")
    if (args.diff or args.patch) and args.merge:
        raise UserError("--merge goes together with neither --diff nor --patch")
    if args.diff and args.patch:
        raise UserError("--diff and --patch don't go together")
    return Options(
        args.trees,
        [Path(name) for name in args.merge],
        args.kernel,
        args.diff,
        args.rev,
        [Path(name) for name in args.patch],
        args.mainline,
        issues.chosen(args.fail_on, rules),
        Path(args.baseline) if args.baseline else None,
        args.update_baseline,
    )
