# SPDX-License-Identifier: GPL-2.0
"""Put a patch that a person wrote into a tree it was not written for, or say why not.

A hunk may move, and it may lose context, down to one line on each side: a fork
has other neighbours. It never goes where it could also go elsewhere. This module
decides where each hunk stands; git apply, in a directory of its own, does the
work, and has to come to the same bytes.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from .errors import MissingProgram, UserError

Read = Callable[[str], bytes | None]

# What a fork may do without: its hunks are left out, and named, where the file is missing.
DISPENSABLE = ("Documentation/",)
C_SUFFIXES = (".c", ".h")

# Lines between "diff --git" and the first hunk that mean more than an edit.
NOT_AN_EDIT = (
    "new file",
    "deleted file",
    "old mode",
    "new mode",
    "rename",
    "copy",
    "similarity",
    "Binary files",
    "GIT binary patch",
)

_DIFF = re.compile(rb"diff --git a/(\S+) b/(\S+)\n?$")
_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_FUNCTION = re.compile(rb"^[A-Za-z_][\w \t*]*[ \t*](\w+)\([^;{}]*([;{])", re.MULTILINE)
_KIND = {b";": "declares", b"{": "defines"}
_SIGNATURE = b"-- \n"


class PatchRefused(UserError):
    """The patch does not fit.

    :param path: the file it does not fit, or the patch where that is malformed
    :param why: the hunk, and what is in its way
    """

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why


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


@dataclass(frozen=True)
class Hunk:
    """One hunk: where it was written for, and its lines, each as (sign, content)."""

    number: int
    old_line: int
    new_line: int
    lines: tuple[tuple[bytes, bytes], ...]

    def __str__(self) -> str:
        return f"hunk {self.number} (written for line {self.old_line})"

    def before(self) -> list[bytes]:
        """The lines it wants to find."""
        return [text for sign, text in self.lines if sign != b"+"]

    def after(self) -> list[bytes]:
        """The lines it leaves."""
        return [text for sign, text in self.lines if sign != b"-"]

    def signed(self, wanted: bytes) -> list[bytes]:
        """The lines it adds, or those it takes away."""
        return [text for sign, text in self.lines if sign == wanted]

    def context(self) -> tuple[int, int]:
        """How many lines of context lead in, and how many lead out."""
        signs = [sign for sign, _ in self.lines]
        changed = [i for i, sign in enumerate(signs) if sign != b" "]
        return changed[0], len(signs) - 1 - changed[-1]

    def trimmed(self, context: int) -> Hunk:
        """The same hunk with at most so many lines of context on each side."""
        lead, trail = (max(0, lines - context) for lines in self.context())
        return replace(
            self,
            old_line=self.old_line + lead,
            new_line=self.new_line + lead,
            lines=self.lines[lead : len(self.lines) - trail],
        )

    def text(self) -> bytes:
        """The hunk as a diff has it, its lines counted anew."""
        head = f"@@ -{self.old_line},{len(self.before())} +{self.new_line},{len(self.after())} @@\n"
        body = (
            sign
            + text
            + (b"" if text.endswith(b"\n") else b"\n\\ No newline at end of file\n")
            for sign, text in self.lines
        )
        return head.encode() + b"".join(body)


@dataclass(frozen=True)
class Edit:
    """The hunks for one file."""

    path: str
    hunks: tuple[Hunk, ...]

    def text(self) -> bytes:
        """The edit as a diff has it."""
        path = self.path.encode()
        head = b"diff --git a/%b b/%b\n--- a/%b\n+++ b/%b\n" % (path, path, path, path)
        return head + b"".join(hunk.text() for hunk in self.hunks)


@dataclass(frozen=True)
class Place:
    """Where a hunk stands: the index of its first line once it is trimmed to `context`."""

    hunk: Hunk
    index: int
    context: int

    def is_reduced(self) -> bool:
        """Was context given up?"""
        return self.context < max(self.hunk.context())


def apply(read: Read, patch: Path) -> Outcome:
    """Carry the patch over: all of it, but for files that a tree may do without.

    :param read: the content of a file of the tree, by its path in it; None if there is none
    :raises PatchRefused: it does not fit, might fit in two places, or is there already
    """
    edits, left_out = _present(read, parse(patch), patch)
    for edit in edits:
        _refuse_twice(edit, _content(read, edit.path))
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
        _is_in(hunk, _lines(_content(read, edit.path)))
        for edit in present
        for hunk in edit.hunks
    )


def parse(patch: Path) -> list[Edit]:
    """The edits of a patch file. Text before the first "diff --git" is for people."""
    try:
        lines = _lines(patch.read_bytes())
    except OSError as error:
        raise UserError(f"{patch}: {error.strerror}") from error
    starts = [i for i, line in enumerate(lines) if line.startswith(b"diff --git ")]
    if not starts:
        raise PatchRefused(str(patch), 'no "diff --git" line')
    ends = starts[1:] + [len(lines)]
    edits = [_parse_edit(lines[i:j], patch) for i, j in zip(starts, ends)]
    paths = [edit.path for edit in edits]
    for path in paths:
        if paths.count(path) > 1:
            raise PatchRefused(str(patch), f"{path} comes twice")
    return edits


def _parse_edit(lines: Sequence[bytes], patch: Path) -> Edit:
    names = _DIFF.match(lines[0])
    if not names or names[1] != names[2]:
        raise PatchRefused(str(patch), f"not an edit of one file: {_shown(lines[0])}")
    path = names[1].decode(errors="replace")
    parts = PurePosixPath(path).parts
    if path.startswith("/") or {"..", ".git"} & set(parts):
        raise PatchRefused(str(patch), f"{path} is outside the tree")
    at = 1
    while at < len(lines) and not lines[at].startswith(b"@@ "):
        if lines[at].decode(errors="replace").startswith(NOT_AN_EDIT):
            raise PatchRefused(
                str(patch), f"{path}: only edits are carried: {_shown(lines[at])}"
            )
        at += 1
    hunks: list[Hunk] = []
    while at < len(lines) and lines[at].startswith(b"@@ "):
        hunk, length = _parse_hunk(lines[at:], len(hunks) + 1, path, patch)
        hunks.append(hunk)
        at += length
    if not hunks:
        raise PatchRefused(str(patch), f"{path}: no hunk")
    return Edit(path, tuple(hunks))


def _parse_hunk(
    lines: Sequence[bytes], number: int, path: str, patch: Path
) -> tuple[Hunk, int]:
    """The hunk that begins here, and how many lines it takes.

    The counts in its head are not believed: an edited patch often has them wrong.
    """
    head = _HUNK.match(lines[0])
    if not head:
        raise PatchRefused(str(patch), f"{path}: hunk {number}: {_shown(lines[0])}")
    body: list[tuple[bytes, bytes]] = []
    length = 1
    for line in lines[1:]:
        if line == _SIGNATURE and _is_full(head, body):
            break
        if line == b"\n":  # an editor took the blank off an empty context line
            line = b" \n"
        if line[:1] == b"\\" and body:
            body[-1] = (body[-1][0], body[-1][1].removesuffix(b"\n"))
        elif line[:1] in (b" ", b"+", b"-"):
            body.append((line[:1], line[1:]))
        else:
            break
        length += 1
    while body and body[-1] == (b" ", b"\n") and _is_full(head, body[:-1]):
        body.pop()  # blank lines below the last hunk
    if all(sign == b" " for sign, _ in body):
        raise PatchRefused(str(patch), f"{path}: hunk {number} changes nothing")
    return Hunk(number, int(head[1]), int(head[3]), tuple(body)), length


def _is_full(head: re.Match[bytes], body: Sequence[tuple[bytes, bytes]]) -> bool:
    """Has the hunk at least as many lines as its head says?"""
    old = sum(sign != b"+" for sign, _ in body)
    new = sum(sign != b"-" for sign, _ in body)
    return old >= int(head[2] or 1) and new >= int(head[4] or 1)


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
    places = {edit.path: _places(edit, _lines(old[edit.path])) for edit in edits}
    every = [place for of_file in places.values() for place in of_file]
    context = (
        min(place.context for place in every)
        if any(map(Place.is_reduced, every))
        else None
    )
    new = _git_apply(edits, old, context)
    for path, of_file in places.items():
        if new[path] != _spliced(_lines(old[path]), of_file):
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


def _places(edit: Edit, lines: Sequence[bytes]) -> list[Place]:
    """Where each hunk stands: as written, or else in the one place where it can."""
    as_written = [
        Place(hunk, hunk.old_line - 1, max(hunk.context())) for hunk in edit.hunks
    ]
    if all(_stands_at(place.hunk.before(), lines, place.index) for place in as_written):
        return as_written
    return [_place(edit.path, hunk, lines) for hunk in edit.hunks]


def _place(path: str, hunk: Hunk, lines: Sequence[bytes]) -> Place:
    """The one place of a hunk, on as much of its context as can be had (git's own order)."""
    for context in range(max(hunk.context()), 0, -1):
        wanted = hunk.trimmed(context).before()
        found = _occurrences(wanted, lines)
        if len(found) > 1:
            at = ", ".join(str(index + 1) for index in found[:4])
            raise PatchRefused(path, f"{hunk} fits in {len(found)} places: line {at}")
        if found and _is_anchor(wanted):
            return Place(hunk, found[0], context)
    raise PatchRefused(
        path, f"{hunk} fits nowhere: {_missing(hunk.trimmed(1).before(), lines)}"
    )


def _missing(wanted: Sequence[bytes], lines: Sequence[bytes]) -> str:
    """What to tell of lines that were not found together."""
    have = set(lines)
    for line in wanted:
        if line not in have:
            return f"no line '{_shown(line)}'"
    return f"the lines around '{_shown(max(wanted, key=len, default=b''))}' are others here"


def _is_in(hunk: Hunk, lines: Sequence[bytes]) -> bool:
    """Has the file what the hunk would make of it?

    Several lines that a hunk inserts are known again wherever they stand: a later
    patch may have changed their neighbours. A removal leaves nothing but context
    behind: all of it must be there, and what was to go must not.
    """
    added, removed = hunk.signed(b"+"), hunk.signed(b"-")
    if removed and _occurrences(hunk.trimmed(1).before(), lines):
        return False
    if not added:
        return bool(_occurrences(hunk.after(), lines))
    alone = len(added) > 1 and not removed and _is_anchor(added)
    return bool(_occurrences(hunk.trimmed(0 if alone else 1).after(), lines))


def _refuse_twice(edit: Edit, content: bytes) -> None:
    """Refuse what the file has already, be it in other words (a backport)."""
    lines = _lines(content)
    for hunk in edit.hunks:
        as_written = _stands_at(hunk.before(), lines, hunk.old_line - 1)
        if not as_written and _is_in(hunk, lines):
            raise PatchRefused(edit.path, f"{hunk} is there already")
    if not edit.path.endswith(C_SUFFIXES):
        return
    own = _functions(b"".join(text for hunk in edit.hunks for text in hunk.before()))
    for hunk in edit.hunks:
        added = hunk.signed(b"+")
        for name, kind in sorted(
            _functions(b"".join(added)) & (_functions(content) - own)
        ):
            raise PatchRefused(
                edit.path, f"{hunk}: the file {_KIND[kind]} {name.decode()}() already"
            )


def _functions(text: bytes) -> set[tuple[bytes, bytes]]:
    """The functions declared and defined at the left margin, each with `;` or `{`."""
    return {(match[1], match[2]) for match in _FUNCTION.finditer(text)}


def _is_anchor(lines: Sequence[bytes]) -> bool:
    """Is there a word to hold on to? Blank lines and braces are everywhere."""
    return any(re.search(rb"\w", line) for line in lines)


def _stands_at(wanted: Sequence[bytes], lines: Sequence[bytes], index: int) -> bool:
    return index >= 0 and list(lines[index : index + len(wanted)]) == list(wanted)


def _occurrences(wanted: Sequence[bytes], lines: Sequence[bytes]) -> list[int]:
    return [
        i for i in range(len(lines) - len(wanted) + 1) if _stands_at(wanted, lines, i)
    ]


def _spliced(lines: Sequence[bytes], places: Sequence[Place]) -> bytes:
    """The file with every hunk in its place."""
    result = list(lines)
    for place in sorted(places, key=lambda place: place.index, reverse=True):
        hunk = place.hunk.trimmed(place.context)
        result[place.index : place.index + len(hunk.before())] = hunk.after()
    return b"".join(result)


def _git_apply(
    edits: Sequence[Edit], old: Mapping[str, bytes], context: int | None
) -> dict[str, bytes]:
    """The files as git apply leaves them, in a directory that holds nothing else."""
    with tempfile.TemporaryDirectory(prefix="treewide-handpatch-") as name:
        home = Path(name).resolve()
        tree = home / "tree"
        for path, content in old.items():
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            (tree / path).write_bytes(content)
        try:
            done = subprocess.run(
                ["git", "apply", "--whitespace=nowarn"]
                + ([] if context is None else [f"-C{context}"])
                + ["-"],
                input=b"".join(edit.text() for edit in edits),
                cwd=tree,
                env=_clean_environment(home),
                capture_output=True,
                check=False,
            )
        except FileNotFoundError as error:
            raise MissingProgram("git", "git") from error
        if done.returncode:
            raise PatchRefused(*_blamed(done.stderr, edits))
        return {path: (tree / path).read_bytes() for path in old}


def _clean_environment(home: Path) -> dict[str, str]:
    """No configuration, repository or language but git's own."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(home),
    }


def _blamed(stderr: bytes, edits: Sequence[Edit]) -> tuple[str, str]:
    """The file that git apply complains of, and its words."""
    words = stderr.decode(errors="replace").strip().splitlines() or ["no message"]
    for line in words:
        for edit in edits:
            if edit.path in line:
                return edit.path, f"git apply: {line.removeprefix('error: ')}"
    return edits[0].path, f"git apply: {words[0].removeprefix('error: ')}"


def _content(read: Read, path: str) -> bytes:
    content = read(path)
    if content is None:
        raise PatchRefused(path, "the tree has no such file")
    return content


def _lines(content: bytes) -> list[bytes]:
    """The lines as git sees them: bytes.splitlines() would also split at a lone CR."""
    return re.findall(rb"[^\n]*\n|[^\n]+", content)


def _shown(line: bytes) -> str:
    return line.decode(errors="replace").strip()
