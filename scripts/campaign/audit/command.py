# SPDX-License-Identifier: GPL-2.0
"""treewide audit: the document that a command line asks for."""

from __future__ import annotations

import argparse
import functools
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import config, files, schema
from ..errors import FINDINGS, INCOMPLETE, OK, UserError
from ..tree import shown
from . import alike, beside, issues
from .options import Options, options

if TYPE_CHECKING:
    from ..stages import Run
    from . import targets

Document = dict[str, Any]
SCHEMA = "treewide-audit-1"


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
        self._alike = alike.Alike(self.folder / "alike")
        self._modules = False  # one was looked at with its kernel

    def _run(self, target: targets.Target, jobs: int) -> Run:
        """A run over a target, which knows of the trees before it."""
        run = target.run(self.campaign, self.folder, jobs, self.say)
        self._alike.begin(run)
        return run

    def _audited(self, target: targets.Target, jobs: int) -> Document:
        from .single import audit  # takes a while to load, as the others do

        entry = audit(target, self._run(target, jobs))
        return {
            **entry,
            "issues": [{**i, "known": False} for i in issues.issues(entry)],
        }

    def _side_by_side(self, every: list[targets.Target]) -> list[Document]:
        """The entries of trees, in their order. What is given twice is looked at once.

        The first tree is audited by itself, for the others are likely to share its answers.
        Of others that share files one is read here: then each has at hand what it tells. A
        tree that is like none needs not wait for that.
        """
        from .single import read

        self._modules = any(target.kernel for target in every)
        families = alike.families({t.digest: t for t in every}.values())
        alone = [family[0] for family in families[1:] if not family[1:]]
        made: dict[str, Document] = {}
        at_once = min(self.jobs, len(every))
        act = functools.partial(self._audited, jobs=self.jobs // at_once)

        def name(target: targets.Target) -> str:
            return shown(target.name)

        with beside.Beside(act, at_once, name) as row:
            row.put(alone)
            made[every[0].digest] = self._audited(every[0], self.jobs)
            row.put(families[0][1:])
            made |= {target.digest: entry for target, entry in row.results()}
            for family in families[1:]:
                if family[1:]:
                    read(self._run(family[0], self.jobs))
                    row.put(family)
                    made |= {target.digest: entry for target, entry in row.results()}
        return [{**made[t.digest], "name": shown(t.name)} for t in every]

    def _added(self, head: targets.Target, base: targets.Target) -> Document:
        """What a tree has that its base has not: the rest is known."""
        self._modules |= head.kernel is not None
        before, entry = (self._audited(t, self.jobs) for t in (base, head))
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
        plain: list[targets.Target] = []
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
                plain.append(targets.of(path, kernel, folder))
        if plain:
            made = self._side_by_side(plain)
        if asked.kernel and not self._modules:
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
