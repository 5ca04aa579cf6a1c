# SPDX-License-Identifier: GPL-2.0
"""Carry a patch over into a tree: place its hunks, let git do the work, and compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .gitapply import git_apply
from .lines import split
from .patchfile import Edit, parse
from .placing import Place, placed, spliced
from .presence import is_in, refuse_twice
from .refused import PatchRefused

Read = Callable[[str], bytes | None]

# What a fork may do without: its hunks are left out, and named, where the file is missing.
DISPENSABLE = ("Documentation/",)


@dataclass(frozen=True)
class Outcome:
    """What came of a patch that fits.

    :param files: the new content of each file
    :param left_out: (path, why) of each file whose hunks were dropped
    :param reduced: (path, how) of each hunk that fits on fewer context lines than it has
    """

    files: dict[str, bytes]
    left_out: tuple[tuple[str, str], ...] = ()
    reduced: tuple[tuple[str, str], ...] = ()


def apply(read: Read, patch: Path) -> Outcome:
    """Carry the patch over: all of it, but for files that a tree may do without.

    :param read: the content of a file of the tree, by its path in it; None if there is none
    :raises PatchRefused: it does not fit, might fit in two places, or is there already
    """
    edits, left_out = _present(read, parse(patch), patch)
    for edit in edits:
        refuse_twice(edit, _content(read, edit.path))
    outcome = _carry(read, edits)
    return replace(outcome, left_out=left_out)


def applied(read: Read, patch: Path) -> bool:
    """Is the patch in the tree already, all of it (files that it may do without aside)?"""
    edits = parse(patch)
    try:
        present, _ = _present(read, edits, patch)
    except PatchRefused:
        return False
    return all(
        is_in(hunk, split(_content(read, edit.path)))
        for edit in present
        for hunk in edit.hunks
    )


def _present(
    read: Read, edits: Sequence[Edit], patch: Path
) -> tuple[list[Edit], tuple[tuple[str, str], ...]]:
    """The edits whose file is there, code first, and those left out, each with the reason."""
    present: list[Edit] = []
    left_out: list[tuple[str, str]] = []
    for edit in sorted(edits, key=lambda edit: edit.path.startswith(DISPENSABLE)):
        if read(edit.path) is not None:
            present.append(edit)
        elif edit.path.startswith(DISPENSABLE):
            left_out.append((edit.path, "the tree has no such file"))
        else:
            raise PatchRefused(edit.path, "the tree has no such file")
    if not present:
        raise PatchRefused(str(patch), "the tree has none of its files")
    return present, tuple(left_out)


def _carry(read: Read, edits: Sequence[Edit]) -> Outcome:
    """Place every hunk, let git do it, and compare."""
    old = {edit.path: _content(read, edit.path) for edit in edits}
    places = {edit.path: placed(edit, split(old[edit.path])) for edit in edits}
    every = [place for of_file in places.values() for place in of_file]
    context = (
        min(place.context for place in every)
        if any(map(Place.is_reduced, every))
        else None
    )
    new = git_apply(edits, old, context)
    for path, of_file in places.items():
        if new[path] != spliced(split(old[path]), of_file):
            raise PatchRefused(path, "git apply puts a hunk somewhere else")
    reduced = tuple(
        (
            path,
            f"{place.hunk} fits line {place.index + 1} on {place.context} line(s) of context",
        )
        for path, of_file in places.items()
        for place in of_file
        if place.is_reduced()
    )
    return Outcome(new, reduced=reduced)


def _content(read: Read, path: str) -> bytes:
    content = read(path)
    if content is None:
        raise PatchRefused(path, "the tree has no such file")
    return content
