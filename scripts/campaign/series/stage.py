# SPDX-License-Identifier: GPL-2.0
"""treewide series: from the user's tree to a folder of patches."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .. import branch as branches
from .. import files, schema
from ..errors import MachineError, UserError
from ..stages import Run
from ..tree import Tree, shown
from . import cover, dates, folder, letters, maintainers, sending
from .composed import Composed
from .git import identity
from .options import Options
from .scratch import SERIES, Author, Commit, Scratch, stream
from .source import Source
from .steps import Step

Document = dict[str, Any]
MBOX, LIST = "series.mbox", "series"


def make(
    tree: Tree,
    begin: Callable[[Tree], Run],
    options: Options,
    say: Callable[[str], None],
) -> Document:
    """Write the series of a tree, and its document.

    :param begin: a run over a tree
    :returns: the document "series"; "patches" is empty where there was nothing to do
    :raises UserError: the tree or the options are not fit for it
    """
    out = folder.checked(options.out, tree.root)
    with tempfile.TemporaryDirectory(prefix="treewide-") as name:
        source = Source(tree, begin, options, say, Path(name))
        made = _Series(source, options, out, Path(name)).made()
    files.write_json(source.run.path("series"), made)
    return made


class _Series:
    """One series on its way."""

    def __init__(self, source: Source, options: Options, out: Path, home: Path) -> None:
        self.source = source
        self.options = options
        self.out = out
        self.home = home
        self.run = source.run
        self.tree = source.tree
        self.campaign = source.run.campaign

    def made(self) -> Document:
        """The series, or that there is nothing to do."""
        document = self.run.convert()
        composed = Composed(
            self.run,
            self.source.checkout,
            self.source.fresh,
            self.home,
            self.options.order,
            self.options.split,
        )
        steps = composed.steps(document)
        if not steps:
            return self._document(document, [], [], {})
        name, mail = identity(self.source.given.root)
        when = dates.chosen(
            self.options.date, self.source.time, self.source.given.root / "Makefile"
        )
        author = Author(name, mail, when)
        signed = str(author) if self.options.signoff else None
        writer = composed.writer(steps)
        commits = [Commit(writer.message(s, signed), s.files) for s in steps]
        touched = sorted({path for step in steps for path in step.files})
        old = {path: (self.tree.root / path).read_bytes() for path in touched}
        self.source.see(old)
        modes = {p: "100755" for p in touched if os.access(self.tree.root / p, os.X_OK)}
        scratch = Scratch(self.home / "scratch", author)
        scratch.put(old, commits, modes)
        keep_cr = any(b"\r\n" in data for data in old.values())
        with folder.beside(self.out) as place:
            mails = scratch.mails(place, self.options.version)
            if len(mails) != len(steps) + 1:
                raise MachineError(
                    f"git made {len(mails)} mails of {len(steps)} patches"
                )
            self._cover(mails[0], document, steps, scratch, keep_cr, place)
            self._proved(scratch, old, modes, mails[1:], keep_cr)
            if self.options.mbox:
                domain = mail.partition("@")[2] or "localhost"
                files.write(place / MBOX, letters.mailbox(mails, domain))
            listed = "".join(f"{path.name}\n" for path in mails[1:])
            files.write(place / LIST, listed.encode())
            made = self._document(
                document, steps, mails,
                {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in mails},
                [c.message.split("\n", 1)[0] for c in commits],
            )  # fmt: skip
            self.source.unchanged()
            if self.options.branch:
                self._branch(commits, author, modes)
        return made

    def _cover(
        self,
        mail: Path,
        document: Document,
        steps: list[Step],
        scratch: Scratch,
        keep_cr: bool,
        place: Path,
    ) -> None:
        """Fill in the cover letter."""
        options = self.options
        text = cover.blurb(
            self.campaign, document, steps, options.command(self.campaign.name),
            self.run.verified(document), keep_cr,
        )  # fmt: skip
        if options.changes is not None:
            text += "\n\n" + _read(options.changes)
        title = cover.title(self.campaign)
        data = letters.covered(mail.read_bytes(), title, text)
        if options.branch:
            sending.write_cover(place, title, text)
        if options.in_reply_to:
            data = letters.with_headers(
                data, letters.reply_headers(options.in_reply_to)
            )
        if options.cc:
            patches = sorted(place.glob("*.patch"))
            people, lists = maintainers.of_patches(self.tree, self.home, patches)
            data = letters.with_headers(data, letters.cc_headers([*people, *lists]))
            sending.write_config(scratch, place, people, lists)
        if options.previous:
            said = self._range_diff(scratch, Path(options.previous), keep_cr)
            data = letters.with_tail(
                data, f"\nRange-diff against the last version:\n{said}"
            )
        if self.source.base:
            data = letters.with_tail(data, f"\nbase-commit: {self.source.base}\n")
        files.write(mail, data)

    def _range_diff(self, scratch: Scratch, previous: Path, keep_cr: bool) -> str:
        """How this series differs from one that was made before."""
        mails = sorted(p for p in previous.glob("*.patch") if "0000-" not in p.name)
        if not mails:
            raise UserError(f"--previous {shown(str(previous))}: holds no patches")
        try:
            scratch.applied("previous", mails, keep_cr)
        except MachineError as error:
            raise UserError(
                f"--previous {shown(str(previous))}: does not apply to this tree: {error}"
            ) from error
        return scratch.range_diff("refs/heads/previous")

    def _proved(
        self,
        scratch: Scratch,
        old: dict[str, bytes],
        modes: dict[str, str],
        mails: list[Path],
        keep_cr: bool,
    ) -> None:
        """Apply the mails in another repository: the same tree has to come out."""
        clean = Scratch(self.home / "clean", scratch.author)
        clean.put(old, [], modes)
        if clean.applied("clean", mails, keep_cr) != scratch.tree(SERIES):
            raise MachineError("the patches, applied, are not the converted tree")

    def _branch(
        self, commits: list[Commit], author: Author, modes: dict[str, str]
    ) -> None:
        """The series as commits on a new branch of the user's tree."""
        checkout = self.source.checkout
        assert checkout and self.options.branch
        name = f"refs/heads/{self.options.branch}"
        data = stream(name, commits, author, modes, checkout.commit)
        branches.fast_import(self.source.given, data)

    def _document(
        self,
        document: Document,
        steps: list[Step],
        mails: list[Path],
        digests: dict[str, str],
        subjects: list[str] | None = None,
    ) -> Document:
        patches = [
            {
                "file": mail.name,
                "subject": subject,
                "kind": step.kind,
                "sites": [site["id"] for site in step.sites],
                "sha256": digests[mail.name],
            }
            for mail, subject, step in zip(mails[1:], subjects or [], steps)
        ]
        made: Document = {
            "schema": "treewide-series-1",
            "campaign": document["campaign"],
            "tree": {**document["tree"], "path": os.fsdecode(self.source.given.root)},
            "base": self.source.base,
            "order": self.options.order,
            "split": self.options.split,
            "folder": os.fsdecode(self.out) if mails else None,
            "cover": mails[0].name if mails else None,
            "patches": patches,
            "unconverted": [s["id"] for s in document["sites"] if not s["converted"]],
            "removal": document["removal"]["stays"],
            "incomplete": document["incomplete"],
        }
        schema.check(made)
        return made


def _read(path: str) -> str:
    """What the user wrote about the changes since the last version."""
    try:
        return Path(path).read_text("utf-8").strip("\n")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "is no UTF-8"
        raise UserError(f"--changes {shown(path)}: {why}") from error
