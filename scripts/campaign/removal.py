# SPDX-License-Identifier: GPL-2.0
"""The removal of the old function, once nothing uses it any more.

The patches remove-*.patch of a campaign say what goes. They are applied to the
converted tree, and the result decides: where the name is left in anything that is
compiled, nothing is removed. A name left in a comment breaks nothing; it is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from . import config, ctext, handpatch

# What a place with the name does with the function. Each keeps it.
USES = {
    "call": "calls it",
    "macro": "uses it in a macro",
    "value": "names it as a value",
    "export": "exports it",
    "string": "has its name in a string, by which it may be looked up",
    "code": "names it in code that is not C",
    "declaration": "declares it",
    "definition": "defines it",
}
# No uses, as long as they are where the patches reach.
ITS_OWN = ("declaration", "definition")

_C = (".c", ".h")
_COMPILED = (*_C, ".S", ".rs", ".lds", ".inc", "_shipped")
_DOCUMENT = (".rst", ".txt", ".md", ".html", ".tex")


@dataclass(frozen=True)
class Mention:
    """A place where the name stands.

    :param line: 0 for a binary file
    :param what: a key of USES, or "comment", "document", "text" (no source), "binary"
    """

    file: str
    line: int
    what: str


@dataclass(frozen=True)
class Removal:
    """What came of it.

    :param files: the new content of each file; none where the old function stays
    :param stays: the sentence that says why it stays, or None
    :param refused: nothing uses it any more, but a patch does not fit
    :param mentions: where the name is left, in nothing that is compiled
    :param left_out: (path, why) of each document that the tree does not have
    """

    files: dict[str, bytes] = field(default_factory=dict)
    stays: str | None = None
    refused: bool = False
    mentions: tuple[Mention, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()


def remove(
    read: handpatch.Read, campaign: config.Campaign, files: Iterable[str]
) -> Removal:
    """Remove the old function from a tree, or say what keeps it there.

    :param read: the content of a file, helpers and conversions in it; None if there is none
    :param files: those in which its name stands, or may stand
    """
    old = campaign.old
    patches = sorted(campaign.folder.glob("remove-*.patch"))
    reached = {edit.path for patch in patches for edit in handpatch.parse(patch)}
    looked_at = sorted(set(files))
    for file in looked_at:
        if read(file) is None:
            return Removal(
                stays=f"{old}() stays: {file or 'a file'} can't be read, and may use it"
            )
    before = list(_mentions(read, old, {*looked_at, *reached}))
    if not _uses(before):
        return Removal(mentions=tuple(before))
    try:
        new, left_out = _applied(read, patches)
    except handpatch.PatchRefused as error:
        others = [
            use
            for use in _uses(before)
            if use.what not in ITS_OWN or use.file not in reached
        ]
        if others:
            return Removal(stays=_kept(old, others))
        return Removal(
            stays=f"{old}() stays, although nothing uses it: {error}", refused=True
        )
    after = list(_mentions(_over(new, read), old, {*looked_at, *reached}))
    if _uses(after):
        return Removal(stays=_kept(old, _uses(after)))
    return Removal(new, mentions=tuple(after), left_out=left_out)


def _applied(
    read: handpatch.Read, patches: Iterable[Path]
) -> tuple[dict[str, bytes], tuple[tuple[str, str], ...]]:
    """What all patches, one after the other, make of the tree, and what they left out.

    :raises PatchRefused: one of them does not fit
    """
    new: dict[str, bytes] = {}
    left_out: tuple[tuple[str, str], ...] = ()
    for patch in patches:
        if handpatch.applied(_over(new, read), patch):
            continue
        try:
            outcome = handpatch.apply(_over(new, read), patch)
        except handpatch.PatchRefused as error:
            raise handpatch.PatchRefused(patch.name, str(error)) from error
        new |= outcome.files
        left_out += outcome.left_out
    return new, left_out


def _over(new: Mapping[str, bytes], read: handpatch.Read) -> handpatch.Read:
    """The tree with some files changed."""
    return lambda path: new[path] if path in new else read(path)


def _uses(mentions: Iterable[Mention]) -> list[Mention]:
    return [mention for mention in mentions if mention.what in USES]


def _kept(old: str, uses: list[Mention]) -> str:
    """The sentence that says which use keeps the old function."""
    first, more = uses[0], len(uses) - 1
    others = f" (and {more} more)" if more else ""
    return f"{old}() stays: {first.file}:{first.line} {USES[first.what]}{others}"


def _mentions(
    read: handpatch.Read, name: str, files: Iterable[str]
) -> Iterator[Mention]:
    """Every place where a name stands in some files, in order."""
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.ASCII)
    for file in sorted(files):
        text = ctext.decode(read(file) or b"")
        found = [match.start() for match in word.finditer(text)]
        if not found:
            continue
        if "\0" in text:
            yield Mention(file, 0, "binary")
            continue
        starts = ctext.line_starts(text)
        told = _told_apart(file, text, found, name)
        for at, what in zip(found, told):
            yield Mention(file, ctext.position(starts, at)[0], what)


def _told_apart(file: str, text: str, found: list[int], name: str) -> Iterator[str]:
    """What each place is."""
    hidden = file.rsplit("/", 1)[-1].startswith(".")  # kbuild writes such files
    if hidden or not file.endswith(_COMPILED):
        document = file.endswith(_DOCUMENT) or file.startswith("Documentation/")
        yield from ["document" if document else "text"] * len(found)
        return
    quiet = ctext.quiet_spans(text)
    code = ctext.blanked(text)
    definitions = ctext.definitions(text) if file.endswith(_C) else []
    for at in found:
        around = next((what for i, j, what in quiet if i <= at < j), None)
        if around or not file.endswith(_C):
            yield around or "code"
        else:
            yield _in_code(code, definitions, at, name)


def _in_code(code: str, definitions: list[ctext.Definition], at: int, name: str) -> str:
    """What a name in C code is: a key of USES."""
    inside = [d for d in definitions if d.start <= at < d.end]
    called = code[at + len(name) :].lstrip().startswith("(")
    line = code[code.rfind("\n", 0, at) + 1 : at].lstrip()
    if any(d.kind != "function" for d in inside) or line.startswith("#"):
        return "macro"
    if inside:
        if inside[0].name == name:
            return "definition"
        return "call" if called else "value"
    if re.search(r"\bEXPORT_\w+\s*\(\s*$", code[:at]):
        return "export"
    head = re.split(r"[;{}]|\n[ \t]*#[^\n]*", code[:at])[-1].strip()
    prototype = called and head and not re.search(r"[=(]", head)
    return "declaration" if prototype else "value"
