# SPDX-License-Identifier: GPL-2.0
"""The states of a tree that are compiled: as it is, and behind each patch.

The patches are the tool's own, a folder of somebody's mails, or what makes one
tree the other.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from unidiff import PatchSet, UnidiffParseError

from ..errors import MachineError, UserError
from ..overlay import Overlay, digest
from ..series.checkout import Checkout
from ..series.composed import Composed
from ..series.scratch import Author, Scratch
from ..sourcecopy import inside
from ..stages import Run
from ..tree import Tree, shown

Document = dict[str, Any]
ORIGINAL, CONVERTED = "original", "converted"
# git's FORMAT_PATCH_NAME_MAX less ".patch" and a NUL (log-tree.c, fmt_output_subject)
_LONGEST = 57
_MOST_CHANGED = 2000
_NOBODY = Author("nobody", "nobody@localhost", "1000000000 +0000")


@dataclass(frozen=True)
class State:
    """A state of the tree.

    :param name: ORIGINAL, CONVERTED, or the file name of the patch that leads to it
    :param files: what differs from the tree: path -> content; None: there is no such file
    :param step: what of it differs from the state before
    :param sites: ids of the sites that this step converts; none where that isn't known
    :param kind: what the patch is for (series/steps.py); "" where it isn't known
    """

    name: str
    files: Overlay = field(default_factory=dict)
    step: Overlay = field(default_factory=dict)
    sites: tuple[str, ...] = ()
    kind: str = ""

    @property
    def digest(self) -> str:
        """One hash of all that differs from the tree."""
        return digest(self.files)


def file_name(number: int, subject: str) -> str:
    """The name that git format-patch gives a patch."""
    kept = re.sub(r"[^A-Za-z0-9._]+", "-", subject).strip("-")
    kept = re.sub(r"\.+", ".", kept)
    return f"{number:04d}-{kept}"[:_LONGEST].rstrip(".-") + ".patch"


def _row(patches: Iterable[tuple[str, Overlay, tuple[str, ...], str]]) -> list[State]:
    """The states: the original, and that behind each (name, files, sites, kind)."""
    states = [State(ORIGINAL)]
    for name, step, sites, kind in patches:
        files = {**states[-1].files, **step}
        states.append(State(name, files, step, sites, kind))
    return states


def of_conversion(document: Document, folder: Path) -> list[State]:
    """The two ends: the tree as it is, and converted.

    :param document: of convert; its contents are below `folder`
    :raises UserError: a file is not what the document says of it
    """
    changed: dict[str, bytes | None] = {}
    for entry in document["files"]:
        content = folder / entry["content"]
        try:
            data = content.read_bytes()
        except OSError as error:
            raise UserError(
                f"{content}: can't be read: {error.strerror}; convert again"
            ) from error
        if hashlib.sha256(data).hexdigest() != entry["sha256"]:
            raise UserError(f"{content}: not what convert wrote; convert again")
        changed[inside(entry["path"])] = data
    sites = tuple(s["id"] for s in document["sites"] if s.get("converted"))
    return _row([(CONVERTED, changed, sites, "")] if changed else [])


def of_own_series(run: Run, document: Document) -> list[State]:
    """The states behind the patches that treewide series would write."""
    with tempfile.TemporaryDirectory(prefix="treewide-") as home:
        checkout = None
        try:
            if (run.tree.root / ".git").exists():
                checkout = Checkout(run.tree, Path(home))
        except UserError:
            pass  # a subject's beginning is then told by the campaign's table
        composed = Composed(run, checkout, lambda: True, Path(home))
        steps = composed.steps(document)
        if not steps:
            return _row([])
        writer = composed.writer(steps)
        patches = []
        for number, step in enumerate(steps, 1):
            subject = writer.message(step, None).split("\n", 1)[0]
            name = file_name(number, subject)
            sites = tuple(site["id"] for site in step.sites)
            patches.append((name, step.files, sites, step.kind))
    return _row(patches)


def patches_in(folder: Path) -> list[Path]:
    """The patches of a folder, in the order of their names; a cover letter is none.

    :raises UserError: there is none
    """
    mails = sorted(p for p in folder.glob("*.patch") if "0000-" not in p.name)
    if not mails:
        raise UserError(f"{shown(str(folder))}: holds no *.patch")
    return mails


def of_patches(tree: Tree, mails: Sequence[Path]) -> list[State]:
    """The states behind some patches: mails as git format-patch makes them, or bare diffs.

    :raises UserError: one doesn't apply, or makes what is no regular file: it is named
    """
    touched = {mail: _touched(mail) for mail in mails}
    patches: list[tuple[str, Overlay, tuple[str, ...], str]] = []
    with tempfile.TemporaryDirectory(prefix="treewide-") as home:
        scratch = Scratch(Path(home) / "scratch", _NOBODY)
        names = sorted({name for some in touched.values() for name in some})
        there = {n: tree.root / n for n in names if _regular(tree.root, n)}
        old = {name: path.read_bytes() for name, path in there.items()}
        scratch.put(old, [], {n: "100755" for n in old if os.access(there[n], os.X_OK)})
        scratch.git("checkout", "-q", "-f", "-b", "steps", "base")
        for mail in mails:
            try:
                scratch.git(*_taking(mail), str(mail.absolute()))
            except MachineError as error:
                raise UserError(
                    f"{shown(mail.name)}: does not apply to {shown(str(tree.root))}: {error}"
                ) from error
            step: dict[str, bytes | None] = {}
            for name in sorted(touched[mail]):
                now = scratch.folder / name
                if now.is_symlink():
                    raise UserError(f"{shown(mail.name)}: makes {shown(name)} a link")
                step[name] = now.read_bytes() if now.is_file() else None
            patches.append((mail.name, step, (), ""))
    return _row(patches)


def _regular(top: Path, name: str) -> bool:
    """Whether a name is a file's, in the tree itself and not behind a link."""
    path = top / name
    return path.is_file() and path.resolve() == path


def _taking(mail: Path) -> list[str]:
    """The command of git that takes a patch: am for a mail, apply for a bare diff."""
    text = mail.read_bytes()
    head = text.partition(b"\n\n")[0]
    if not (text.startswith(b"From ") or re.search(rb"^From:", head, re.M)):
        return ["apply", "--index", "--whitespace=nowarn"]
    return ["am", "-q", "--keep-cr" if b"\r\n" in text else "--no-keep-cr"]


def _touched(mail: Path) -> set[str]:
    """The files that a patch names.

    :raises UserError: it is no patch, or names a file outside of the tree
    """
    try:
        text = mail.read_bytes().decode("utf-8", "surrogateescape")
        patches = PatchSet(text)
    except (OSError, UnidiffParseError) as error:
        raise UserError(f"{shown(mail.name)}: can't be read as a patch") from error
    sides = {name for p in patches for name in (p.source_file, p.target_file)}
    found = {re.sub("^[ab]/", "", name) for name in sides if name != "/dev/null"}
    if not found:
        raise UserError(f"{shown(mail.name)}: changes no file")
    return {inside(name) for name in found}


def of_other_tree(tree: Tree, other: Tree) -> list[State]:
    """The two ends: a tree, and another one that it became.

    As rsync does, a file of the same size and time is taken for the same.

    :raises UserError: too much differs for one to be the other, converted
    """
    here, there = tree.listing.stamps, other.listing.stamps
    step: dict[str, bytes | None] = {}
    for name in sorted(here.keys() | there.keys()):
        if name not in there:
            step[name] = None
        elif name not in here or here[name].split()[:2] != there[name].split()[:2]:
            data = (other.root / name).read_bytes()
            if name not in here or data != (tree.root / name).read_bytes():
                step[name] = data
        if len(step) > _MOST_CHANGED:
            raise UserError(
                f"{shown(str(other.root))}: differs from {shown(str(tree.root))} in "
                f"more than {_MOST_CHANGED} files: it is another tree"
            )
    return _row([(CONVERTED, step, (), "")] if step else [])
