# SPDX-License-Identifier: GPL-2.0
"""The command line of treewide check."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from pathlib import Path

from .. import config
from ..errors import UserError
from ..tree import Tree
from . import baseline
from .document import check
from .finding import Document


@dataclass(frozen=True)
class Options:
    """What the user asks for.

    :param rules: names; none: all
    :param baseline: file with the findings that are known
    :param new_only: don't show what is in the baseline
    :param update: write the baseline anew
    """

    rules: list[str] = field(default_factory=list)
    baseline: Path | None = None
    new_only: bool = False
    update: bool = False


def add_options(parser: argparse.ArgumentParser) -> None:
    """Give the command its options."""
    parser.add_argument(
        "--rule", action="append", metavar="NAME", help="only this rule; may be given again"
    )  # fmt: skip
    parser.add_argument(
        "--baseline", metavar="FILE", help="findings that are known, as JSON"
    )
    parser.add_argument(
        "--new-only",
        action="store_true",
        help="show and count only what is not in the baseline",
    )
    parser.add_argument(
        "--update-baseline",
        action="store_true",
        help="write all findings to the baseline",
    )


def options(args: argparse.Namespace) -> Options:
    """The options of a command line.

    :raises UserError: one of them asks for a baseline, and none is named
    """
    for name in ("new_only", "update_baseline"):
        if getattr(args, name) and not args.baseline:
            raise UserError(f"--{name.replace('_', '-')} needs --baseline FILE")
    file = Path(args.baseline) if args.baseline else None
    return Options(args.rule or [], file, args.new_only, args.update_baseline)


def shown(document: Document, asked: Options) -> Document:
    """The document as the user wants to see it: with --new-only without what is known."""
    return {**document, "baseline": []} if asked.new_only else document


def found(document: Document) -> bool:
    """Whether a document has findings, known ones included."""
    return bool(document["findings"] or document["baseline"])


def run(
    tree: Tree, campaign: config.Campaign, folder: Path, jobs: int, asked: Options
) -> Document:
    """The document "check" that the options call for; the baseline is written, if that is one.

    What is in the baseline counts as found, unless only what is new was asked for.
    """
    known: frozenset[str] = frozenset()
    if asked.baseline and (asked.baseline.exists() or not asked.update):
        known = frozenset(baseline.load(asked.baseline))
    if asked.baseline and asked.baseline.resolve().is_relative_to(tree.root):
        if asked.update:
            raise UserError(
                f"{asked.baseline}: is inside the tree, which is never written to"
            )
    document = check(tree, campaign, folder, jobs, names=asked.rules, known=known)
    if asked.baseline and asked.update:
        every = document["baseline"] + document["findings"]
        baseline.write(asked.baseline, campaign.name, every)
        document["baseline"] = sorted(every, key=lambda e: (e["file"], e["line"]))
        document["findings"] = []
    return document
