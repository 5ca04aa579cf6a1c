# SPDX-License-Identifier: GPL-2.0
"""The way of the data: each stage's document, made once for the same inputs.

A run is a folder. A document is kept there with the key of what it was made
from (tree, campaign, this tool); where the key still fits, it is read back.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import classify, config, convert, files, find
from .errors import MachineError, UserError
from .listing import Listing
from .tree import Tree, shown

Document = dict[str, Any]


class Run:
    """One run over one tree."""

    def __init__(
        self,
        tree: Tree,
        campaign: config.Campaign,
        folder: Path,
        jobs: int,
        say: Callable[[str], None],
    ) -> None:
        """Take a folder for the run, made if need be.

        :raises UserError: the folder is in the tree, or is no folder
        """
        self.tree = tree
        self.campaign = campaign
        self.folder = folder.absolute()
        self.jobs = jobs
        self.say = say
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except FileExistsError as error:
            raise UserError(
                f"{shown(str(folder))}: is no folder; name another with --run"
            ) from error
        except OSError as error:
            raise MachineError(
                f"{shown(str(folder))}: {error.strerror}; name another folder with --run"
            ) from error
        if self.folder.resolve().is_relative_to(tree.root):
            raise UserError(
                f"{shown(str(folder))}: is inside the tree, which is never written to; use --run"
            )
        self.key = self._key_of(tree.listing)

    def _key_of(self, listing: Listing) -> str:
        """What the documents are made from."""
        return hashlib.sha256(
            os.fsencode(self.tree.root)
            + listing.digest.encode()
            + self.campaign.digest.encode()
        ).hexdigest()

    def linked(self) -> None:
        """Take note that verify has made hard links to the tree's files.

        That gave each a new time of change; what is known of them is still true.
        """
        now = Listing(self.tree.root)
        if now.content_digest != self.tree.listing.content_digest:
            return  # somebody has edited the tree meanwhile
        key = self._key_of(now)
        for mark in (self.folder / "cache").glob("*.key"):
            if mark.read_text() == self.key:
                files.write(mark, key.encode())
        self.tree.listing.remember(self.folder / "cache" / "words.json")
        self.tree.listing.restamp(now.stamps)
        self.key = key

    def path(self, stage: str) -> Path:
        """Where the document of a stage is kept."""
        return self.folder / f"{stage}.json"

    def kept(self, stage: str) -> Document | None:
        """The document of a stage, if it was made for the same tree."""
        mark = self.folder / "cache" / f"{stage}.key"
        try:
            if mark.read_text() == self.key:
                document: Document = json.loads(self.path(stage).read_bytes())
                return document
        except (OSError, ValueError):
            pass
        return None

    def _made(self, stage: str, make: Callable[[], Document]) -> Document:
        document = self.kept(stage)
        if document is not None:
            return document
        mark = self.folder / "cache" / f"{stage}.key"
        mark.unlink(missing_ok=True)
        self.say(f"{stage} {shown(str(self.tree.root))}")
        self.tree.listing.remember(self.folder / "cache" / "words.json")
        document = json.loads(json.dumps(make()))
        self.tree.listing.keep()
        files.write_json(self.path(stage), document)
        if not document["incomplete"]:
            files.write(mark, self.key.encode())
        return document

    def made(self, stage: str, make: Callable[[], Document]) -> Document:
        """The document of another stage: as it was kept for the same tree, or made now."""
        return self._made(stage, make)

    def find(self) -> Document:
        """Every site, and every textual hit accounted for."""
        return self._made(
            "find", lambda: find.find(self.tree, self.campaign, self.folder, self.jobs)
        )

    def classify(self) -> Document:
        """Verdict, evidence and recheck plan per site."""
        kept = self.kept("classify")
        if kept is not None:
            return kept
        found = self.find()
        return self._made(
            "classify",
            lambda: classify.classify(
                found, self.tree, self.campaign, self.folder, self.jobs
            ),
        )

    def convert(self) -> Document:
        """The converted sources of what is sure."""
        kept = self.kept("convert")
        if kept is not None and self._contents_fit(kept):
            return kept
        (self.folder / "cache" / "convert.key").unlink(missing_ok=True)
        classified = self.classify()
        return self._made(
            "convert",
            lambda: convert.convert(
                classified, self.tree, self.campaign, self.folder, self.jobs
            ),
        )

    def _contents_fit(self, document: Document) -> bool:
        """Whether the converted files and the diff are still those of the document."""
        wanted = [self.folder / f["content"] for f in document["files"]]
        if document["diff"]:
            wanted.append(self.folder / document["diff"])
        if not all(path.is_file() for path in wanted):
            return False
        return all(
            hashlib.sha256((self.folder / f["content"]).read_bytes()).hexdigest()
            == f["sha256"]
            for f in document["files"]
        )

    def keep_verified(self, document: Document) -> None:
        """Keep a verify document, which is about the conversion as it is now."""
        files.write_json(self.path("verify"), document)
        key = self._verify_key(self.convert())
        files.write(self.folder / "cache" / "verify.key", key.encode())

    def verified(self, converted: Document) -> Document | None:
        """The verify document, if there is one, and it is about these contents."""
        try:
            kept = (self.folder / "cache" / "verify.key").read_text()
            if kept != self._verify_key(converted):
                return None
            document: Document = json.loads(self.path("verify").read_bytes())
            return document
        except (OSError, ValueError):
            return None

    def _verify_key(self, converted: Document) -> str:
        """What a verify document is about: the tree, the converted contents, itself."""
        whole = hashlib.sha256(self.key.encode())
        whole.update(json.dumps(converted["files"]).encode())
        whole.update(self.path("verify").read_bytes())
        return whole.hexdigest()
