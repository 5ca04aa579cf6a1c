# SPDX-License-Identifier: GPL-2.0
"""The command line of treewide audit, and the document that it asks for."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import config, files, schema
from ..errors import FINDINGS, INCOMPLETE, OK, UserError
from ..tree import shown
from . import alike, issues

if TYPE_CHECKING:
    from . import targets

Document = dict[str, Any]
SCHEMA = "treewide-audit-1"


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


def _merged(path: Path) -> list[Document]:
    """The trees of a document made elsewhere.

    :raises UserError: it is none
    """
    name = shown(str(path))
    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise UserError(f"{name}: {error.strerror}") from error
    except ValueError as error:
        raise UserError(f"{name}: is no JSON: {error}") from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise UserError(f"{name}: is no document of treewide audit")
    schema.check(document)
    return list(document["trees"])


def _named_apart(trees: list[Document]) -> None:
    """Give trees of one name a number."""
    seen: dict[str, int] = {}
    for tree in trees:
        seen[tree["name"]] = seen.get(tree["name"], 0) + 1
        if seen[tree["name"]] > 1:
            tree["name"] = f"{tree['name']} ({seen[tree['name']]})"


class Audit:
    """One call of the command.

    :param folder: of the audit; each tree's documents are below it
    """

    def __init__(
        self,
        campaign: config.Campaign,
        asked: Options,
        folder: Path,
        jobs: int,
        say: Callable[[str], None],
    ) -> None:
        self.campaign = campaign
        self.asked = asked
        self.folder = folder.absolute()
        self.jobs = jobs
        self.say = say
        self._alike = alike.Alike()
        self.modules = 0  # that were looked at with their kernel

    def _audited(self, target: targets.Target) -> Document:
        from .single import audit  # takes a while to load, as the others do

        entry = audit(
            target, self.campaign, self.folder, self.jobs, self.say, self._alike
        )
        self.modules += target.kernel is not None
        return {
            **entry,
            "issues": [{**i, "known": False} for i in issues.issues(entry)],
        }

    def _added(self, head: targets.Target, base: targets.Target) -> Document:
        """What a tree has that its base has not: the rest is known."""
        before, entry = self._audited(base), self._audited(head)
        had = {issue["fingerprint"] for issue in before["issues"]}
        for issue in entry["issues"]:
            issue["known"] = issue["fingerprint"] in had
        entry["base"] = {"name": before["name"], "revision": before["revision"]}
        now = {issue["fingerprint"] for issue in entry["issues"]}
        entry["gone"] = [i for i in before["issues"] if i["fingerprint"] not in now]
        entry["incomplete"] += [
            e for e in before["incomplete"] if e not in entry["incomplete"]
        ]
        return entry

    def _trees(self) -> list[Document]:
        from . import targets

        asked, made = self.asked, []
        kernel, folder = asked.kernel, self.folder
        for path in asked.trees:
            if asked.base is not None:
                pair = targets.of_commits(
                    path, asked.base, asked.revision, kernel, folder
                )
                made.append(self._added(*pair))
            elif asked.patches:
                pair = targets.of_patches(path, asked.patches, kernel, folder)
                made.append(self._added(*pair))
            else:
                made.append(self._audited(targets.of(path, kernel, folder)))
        if asked.kernel and not self.modules:
            raise UserError("--kernel: none of the trees is a module")
        for file in asked.merge:
            made += _merged(file)
        return made

    def document(self) -> Document:
        """The document "audit"; the baseline is written, if that was asked for."""
        from .across import across

        asked = self.asked
        # Trees that are alike hold the same functions: all that is known of them by content
        # (kept.py) stands in one folder; the user's, if one is named.
        os.environ.setdefault("TREEWIDE_CACHE", str(self.folder / "cache"))
        trees = self._trees()
        _named_apart(trees)
        names = [tree["name"] for tree in trees]
        mainline = asked.mainline or names[0]
        if mainline not in names:
            raise UserError(
                f"--mainline {shown(mainline)}: is none of the trees: {', '.join(names)}"
            )
        known: set[str] = set()
        if asked.baseline and (asked.baseline.exists() or not asked.update):
            known = issues.known_by(asked.baseline)
        for tree in trees:
            for issue in tree["issues"]:
                issue["known"] = issue["known"] or issue["fingerprint"] in known
        document = {
            "schema": SCHEMA,
            "campaign": self.campaign.name,
            "mainline": mainline,
            "trees": trees,
            "across": across(trees, mainline),
            "fail_on": list(asked.fail_on),
            "incomplete": [
                {**entry, "tree": tree["name"]}
                for tree in trees
                for entry in tree["incomplete"]
            ],
        }
        if asked.baseline and asked.update:
            for tree in trees:
                place = Path(tree["tree"]["path"])
                if asked.baseline.resolve().is_relative_to(place):
                    raise UserError(
                        f"{shown(str(asked.baseline))}: is inside the tree, which is never written to"
                    )
            issues.keep(asked.baseline, self.campaign.name, document)
            for tree in trees:
                for issue in tree["issues"]:
                    issue["known"] = True
        document = json.loads(json.dumps(document))
        files.write_json(self.folder / "audit.json", document)
        return document


def run(args: argparse.Namespace, say: Callable[[str], None]) -> Document:
    """The document that a command line asks for."""
    asked = options(args)
    campaign = config.Campaign(args.campaign)
    folder = args.run or config.out() / campaign.name / "audit"
    return Audit(campaign, asked, Path(folder), args.jobs, say).document()


def status(document: Document) -> int:
    """The exit status that a document calls for."""
    if document["incomplete"]:
        return INCOMPLETE
    return FINDINGS if issues.failing(document, document["fail_on"]) else OK
