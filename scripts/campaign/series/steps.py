# SPDX-License-Identifier: GPL-2.0
"""The tree behind each patch: the conversion, taken apart and put together again.

What comes out behind the last patch is held against the converted files of the
convert document, byte by byte. So no patch holds more or less than it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..converter import Converter
from ..edited import apply_edits
from ..errors import MachineError, UserError
from ..plan.edits import Edit
from .order import Group

Document = dict[str, Any]
INTRODUCE, CONVERT, REMOVE, DERIVED = "introduce", "convert", "remove", "derived"


@dataclass(frozen=True)
class Step:
    """One patch to be.

    :param kind: INTRODUCE, CONVERT, REMOVE or DERIVED
    :param files: the content of each file that it changes
    :param left_out: (path, why) of what a hand-written patch has and the tree has not
    :param by_hand: the hand-written patches that it is
    """

    kind: str
    files: dict[str, bytes]
    group: Group | None = None
    left_out: tuple[tuple[str, str], ...] = ()
    by_hand: tuple[Path, ...] = ()

    @property
    def sites(self) -> tuple[Document, ...]:
        """The sites that it converts."""
        return self.group.sites if self.group else ()


class _Edits:
    """All edits of a conversion, in the order in which convert puts them into a file."""

    def __init__(self, sites: list[Document]) -> None:
        self.all: list[Edit] = []
        self.of: dict[str, list[int]] = {}  # site -> numbers of its edits
        wrappers = [s for s in sites if s["kind"] == "wrapper" and s["verdict"] != "ro"]
        others = [s for s in sites if s not in wrappers]
        for site in [*wrappers, *others]:
            numbers = []
            for fields in site["edits"] if site["converted"] else []:
                edit = Edit(**fields)
                if edit.start != edit.end and edit in self.all:
                    numbers.append(self.all.index(edit))  # shared with another site
                    continue
                numbers.append(len(self.all))
                self.all.append(edit)
            self.of[site["id"]] = numbers


class Composer:
    """The tree on its way from the first patch to the last."""

    def __init__(
        self,
        converter: Converter,
        document: Document,
        unchanged: Callable[[], bool],
    ) -> None:
        """Take the tree as it was.

        :param unchanged: whether the tree's files are still those that were classified
        """
        self.converter = converter
        self.document = document
        self.unchanged = unchanged
        self.edits = _Edits(document["sites"])
        self.done: set[int] = set()
        self.state: dict[str, bytes] = {}

    def steps(self, before: list[Group], after: list[Group]) -> list[Step]:
        """All patches.

        :param before: the groups that come before the removal of the old function
        :param after: those behind it
        :raises UserError: the tree is no longer what the documents were made from
        :raises MachineError: the patches do not add up to the conversion
        """
        steps = self._introduced() if before or after else []
        steps += self._converted(before, CONVERT)
        gone = self.document["removal"]
        touched = {e.file for g in after for e in self._of(g)}
        if touched & set(gone["files"]):  # their places were told in the tree as it was
            steps += self._converted(after, DERIVED)
            steps += self._removed()
        else:
            steps += self._removed()
            steps += self._converted(after, DERIVED)
        self._compare()
        return steps

    def _of(self, group: Group) -> list[Edit]:
        return [self.edits.all[n] for s in group.sites for n in self.edits.of[s["id"]]]

    def _introduced(self) -> list[Step]:
        api = self.converter.new_api
        files, trouble, used = api.introduced(self.converter.read)
        self.state |= files
        left = tuple((t["file"], t["why"]) for t in trouble)
        return [Step(INTRODUCE, files, None, left, tuple(used))] if files else []

    def _converted(self, groups: list[Group], kind: str) -> list[Step]:
        steps = []
        for group in groups:
            mine = {n for s in group.sites for n in self.edits.of[s["id"]]} - self.done
            self.done |= mine
            changed = {}
            for file in sorted({self.edits.all[n].file for n in mine}):
                now = [self.edits.all[n] for n in sorted(self.done)]
                text = self.converter.tree.text(file)
                edits = [edit for edit in now if edit.file == file]
                changed[file] = apply_edits(text, edits).encode("latin-1")
            self.state |= changed
            if changed:
                steps.append(Step(kind, changed, group))
        return steps

    def _removed(self) -> list[Step]:
        if self.document["removal"]["stays"] or not self.document["removal"]["files"]:
            return []
        gone = self.converter.without_old(self.state)
        self.state |= gone.files
        used = sorted(self.converter.campaign.folder.glob("remove-*.patch"))
        step = Step(REMOVE, gone.files, None, gone.left_out, tuple(used))
        return [step] if gone.files else []

    def _compare(self) -> None:
        """Hold the last state against the convert document."""
        wanted = {f["path"]: f["sha256"] for f in self.document["files"]}
        have = {p: hashlib.sha256(d).hexdigest() for p, d in self.state.items()}
        different = sorted(
            path for path in wanted | have if wanted.get(path) != have.get(path)
        )
        if not different:
            return
        if not self.unchanged():
            raise UserError(
                f"{different[0]}: changed since the sites were classified; run it again"
            )
        raise MachineError(
            f"{different[0]}: the patches do not add up to the conversion"
        )
