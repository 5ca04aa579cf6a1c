# SPDX-License-Identifier: GPL-2.0
"""The command: its words, its talk, its exit status."""

from __future__ import annotations

import argparse
import io
import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn

import argcomplete

from . import (
    __version__,
    audit,
    boot,
    branch,
    check,
    coccicheck,
    config,
    files,
    report,
    schema,
    series,
    verify,
)
from .errors import FINDINGS, INCOMPLETE, OK, USAGE, TreewideError, UserError
from .parser import Parser, common
from .report import explained
from .stages import Run
from .tree import Tree

Document = dict[str, Any]


def _parser() -> Parser:
    parser = Parser(
        prog="treewide",
        parents=[common(True)],
        description="Carry one API change through a whole C tree, and show why it is right.",
        epilog="exit: 0 nothing to report, 1 findings, 2 bad usage or input, "
        "3 a program is missing, 4 incomplete",
    )
    parser.add_argument(
        "--version", action="version", version=f"treewide {__version__}"
    )
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", required=True, parser_class=Parser
    )

    every = common(False)

    def add(name: str, text: str) -> Parser:
        return commands.add_parser(name, parents=[every], help=text, description=text)

    def add_tree(name: str, text: str) -> Parser:
        command = add(name, text)
        command.add_argument(
            "tree", metavar="TREE", help="top directory of a kernel tree"
        )
        return command

    add_tree("find", "every site, and every textual hit accounted for")
    add_tree("classify", "verdict, evidence and recheck plan per site")
    command = add_tree("convert", "the converted sources, as a diff")
    where = command.add_mutually_exclusive_group()
    where.add_argument(
        "--branch", metavar="NAME", help="and as a commit on a new branch of TREE"
    )
    where.add_argument("--in-place", action="store_true", help="and written into TREE")
    verify.add_options(
        add_tree("verify", "what is proven of a series, patch by patch"), True
    )
    verify.add_options(
        add_tree("all", "find, classify, convert, verify, and the table of it"), False
    )
    boot.add_options(
        add_tree("run", "boot the original and the converted kernel, reach every site")
    )
    series.add_options(
        add_tree("series", "the patch series, for git am and git send-email")
    )
    command = add_tree(
        "coccicheck", "the kernel's own coccicheck with this project's rules"
    )
    command.add_argument(
        "--mode", default="report", help="report, context, org or patch"
    )
    command.add_argument(
        "--cocci",
        action="append",
        metavar="FILE",
        help="a rule; default all of cocci/check/ that have the mode",
    )
    command.add_argument("--subdir", metavar="DIR", help="only this folder of the tree")
    check.add_options(
        add_tree("check", "misuse of the old or the new API, converted tree or not")
    )
    audit.add_options(
        add("audit", "forks, modules, archives, commits: one or many, in one table")
    )
    command = add("report", "the documents of a run, again")
    command.add_argument("folder", metavar="RUN", help="folder of the run")
    command = add("explain", "what a verdict or a rule is about, with an example")
    command.add_argument("kind", metavar="KIND", nargs="?", help="default: list them")
    command = add("schema", "the JSON schema of a document")
    command.add_argument(
        "name", metavar="NAME", nargs="?", help="one of: " + ", ".join(schema.names())
    )
    return parser


def _status(*documents: Document) -> int:
    """The exit status that documents call for."""
    if any(document.get("incomplete") for document in documents):
        return INCOMPLETE
    kinds = {d["schema"]: d for d in documents}
    checked = kinds.pop(check.SCHEMA, None)
    proof = kinds.pop(verify.SCHEMA, None)
    booted = kinds.pop(boot.SCHEMA, None)
    found = any(d.get("sites") for d in kinds.values())
    if checked and check.found(checked):
        return FINDINGS
    if (proof and verify.findings(proof)) or (booted and boot.findings(booted)):
        return FINDINGS
    return FINDINGS if found else OK


class Command:
    """One call of the command."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        self.colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")

    def say(self, text: str) -> None:
        """Talk: on stderr, not with -q, and progress only where a person looks."""
        if not self.args.quiet and (sys.stderr.isatty() or self.args.verbose):
            print(text, file=sys.stderr, flush=True)

    def _run(self) -> Run:
        return self._run_of(Tree(self.args.tree))

    def _run_of(self, tree: Tree) -> Run:
        campaign = config.Campaign(self.args.campaign)
        return Run(tree, campaign, self._folder(), self.args.jobs, self.say)

    def _folder(self) -> Path:
        return Path(self.args.run or config.out() / self.args.campaign)

    def _show(
        self,
        document: Document,
        tree: Path,
        converted: Document | None = None,
        booted: Document | None = None,
    ) -> None:
        text = report.render(
            document, self.args.format, self.args.verbose, self.colour, tree,
            converted, booted,
        )  # fmt: skip
        sys.stdout.write(text if text.endswith("\n") else text + "\n")

    def find(self) -> int:
        """treewide find"""
        run = self._run()
        document = run.find()
        self._show(document, run.tree.root)
        return _status(document)

    def classify(self) -> int:
        """treewide classify"""
        run = self._run()
        document = run.classify()
        self._show(document, run.tree.root)
        return _status(document)

    def convert(self) -> int:
        """treewide convert"""
        run = self._run()
        if self.args.branch:
            branch.check(run.tree, self.args.branch)
        document = run.convert()
        if self.args.branch and document["files"]:
            commit = branch.make(
                run.tree, run.campaign, document, run.folder, self.args.branch
            )
            self.say(f"branch {self.args.branch}: {commit[:12]}")
        if self.args.in_place:
            branch.put_in_place(run.tree, document, run.folder)
        if self.args.format == "text" and document["diff"]:
            document = {**document, "diff": str(run.folder / document["diff"])}
        self._show(document, run.tree.root)
        return _status(document)

    def _verified(self, run: Run, options: verify.Options) -> Document:
        document: Document = json.loads(
            json.dumps(verify.verify(run, options, self.say))
        )
        run.keep_verified(document)
        return document

    def verify(self) -> int:
        """treewide verify"""
        run = self._run()
        document = self._verified(run, verify.options(self.args))
        self._show(document, run.tree.root, run.convert())
        return _status(document)

    def run(self) -> int:
        """treewide run"""
        if self.args.format in ("sarif", "org"):
            raise UserError(f"format {self.args.format}: run has text, json and html")
        run = self._run()
        document = boot.run_kernels(run, boot.options(self.args))
        files.write_json(run.path("run"), document)
        self._show(document, run.tree.root)
        return _status(document)

    def all(self) -> int:
        """treewide all"""
        run = self._run()
        documents = {
            "find": run.find(),
            "classify": run.classify(),
            "convert": run.convert(),
        }
        if documents["convert"]["sites"]:
            documents["verify"] = self._verified(run, verify.options(self.args))
        paths = {name: str(run.path(name)) for name in documents}
        if documents["convert"]["diff"]:
            paths["diff"] = str(run.folder / documents["convert"]["diff"])
        if "verify" in documents:
            paths["logs"] = str(run.folder / "logs")
        sys.stdout.write(report.summary(documents, paths, self.colour))
        return _status(*documents.values())

    def series(self) -> int:
        """treewide series"""
        args = self.args
        series.refuse_bare(args.tree)
        document = series.make(
            Tree(args.tree), self._run_of, series.options(args), self.say
        )
        self._show(document, Path(document["tree"]["path"]))
        status = _status(document)
        return status or (FINDINGS if document["unconverted"] else OK)

    def check(self) -> int:
        """treewide check"""
        asked = check.options(self.args)
        run = self._run()
        self.say(f"check {run.tree.root}")
        document = check.run(run.tree, run.campaign, run.folder, run.jobs, asked)
        document = json.loads(json.dumps(document))
        files.write_json(run.path("check"), document)
        shown = check.shown(document, asked)
        self._show(shown, run.tree.root)
        # What was just written down as known is nothing to report.
        known = {**shown, "baseline": []} if asked.update else shown
        return _status(known)

    def audit(self) -> int:
        """treewide audit"""
        document = audit.run(self.args, self.say)
        self._show(document, Path(document["trees"][0]["tree"]["path"]))
        return audit.status(document)

    def coccicheck(self) -> int:
        """treewide coccicheck"""
        tree = Tree(self.args.tree)
        rules = [Path(name) for name in self.args.cocci or []]
        return coccicheck.run(
            tree.root, rules, self.args.mode, self.args.jobs, self.args.verbose, self.args.subdir,
            sys.stdout, sys.stderr, self._folder() / "coccicheck",
        )  # fmt: skip

    def report(self) -> int:
        """treewide report"""
        folder = Path(self.args.folder)
        documents: dict[str, Document] = {}
        for name in ("find", "classify", "convert", "verify", "run", "check"):
            path = folder / f"{name}.json"
            if path.is_file():
                try:
                    documents[name] = json.loads(path.read_bytes())
                except ValueError as error:
                    raise UserError(f"{path}: is no JSON: {error}") from error
                schema.check(documents[name])
        if not documents:
            raise UserError(f"{folder}: is no run: it holds no document")
        if self.args.format == "text" and "classify" in documents:
            paths = {name: str(folder / f"{name}.json") for name in documents}
            sys.stdout.write(report.summary(documents, paths, self.colour))
        else:
            booted = documents.get("run")
            last = documents.get("verify") or documents[list(documents)[-1]]
            if self.args.format in ("sarif", "org"):
                last = documents.get("convert", documents.get("classify", last))
            self._show(
                last, Path(last["tree"]["path"]), documents.get("convert"), booted
            )
        return _status(*documents.values())

    def explain(self) -> int:
        """treewide explain"""
        campaign = config.Campaign(self.args.campaign)
        sys.stdout.write(explained.told(campaign, self.args.kind))
        return OK

    def schema(self) -> int:
        """treewide schema"""
        if not self.args.name:
            print("\n".join(schema.names()))
        elif self.args.name not in schema.names():
            raise UserError(
                f"schema {self.args.name!r}: there is none; known: {', '.join(schema.names())}"
            )
        else:
            print(json.dumps(schema.load(self.args.name), indent=1))
        return OK


def _terminated(signum: int, frame: object) -> NoReturn:
    raise KeyboardInterrupt


def main(argv: list[str] | None = None) -> int:
    """The whole command; returns its exit status."""
    parser = _parser()
    argcomplete.autocomplete(parser)
    signal.signal(signal.SIGTERM, _terminated)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        args = parser.parse_args(series.spelled_out(argv or sys.argv[1:]))
        status = int(getattr(Command(args), args.command)())
        sys.stdout.flush()
        return status
    except TreewideError as error:
        print(f"treewide: {error}", file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        print(
            "treewide: interrupted; what is done is kept: run it again to go on",
            file=sys.stderr,
        )
        return INCOMPLETE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return INCOMPLETE
    except OSError as error:
        print(
            f"treewide: {error.filename or 'output'}: {error.strerror}", file=sys.stderr
        )
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return INCOMPLETE
    except Exception as error:  # python's own status, 1, would mean findings
        traceback.print_exc()
        print(
            f"treewide: a fault of its own: {type(error).__name__}: {error}",
            file=sys.stderr,
        )
        return INCOMPLETE
