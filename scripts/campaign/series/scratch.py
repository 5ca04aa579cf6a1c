# SPDX-License-Identifier: GPL-2.0
"""A repository for the patches alone: the files that change, a commit a patch, the mails of them.

It holds only the files that the series changes. git makes the mails, and git am
applies them again in a second one: what comes out has to be the same tree.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .. import __version__
from ..errors import MachineError
from .git import environment, program

# The numbers and the commits of two patches, in front of a range-diff's subject
_NAMES = re.compile(
    r"^ *[\d-]+: +[0-9a-f-]{7,40} [=!<>] +[\d-]+: +[0-9a-f-]{7,40}", re.M
)
_LETTER = "0000-cover-letter"
BASE, SERIES = "refs/heads/base", "refs/heads/series"


@dataclass(frozen=True)
class Author:
    """Who sends the series, and when."""

    name: str
    mail: str
    date: str  # as git's raw format has it: seconds and zone

    def __str__(self) -> str:
        return f"{self.name} <{self.mail}>"


@dataclass(frozen=True)
class Commit:
    """One commit: its message, and the files it changes."""

    message: str
    files: Mapping[str, bytes]


def quoted(path: str) -> bytes:
    """A path as fast-import reads it."""
    raw = path.encode("utf-8", "surrogateescape")
    return (
        b'"'
        + re.sub(rb'[\x00-\x1f"\\\x7f-\xff]', lambda m: b"\\%03o" % m.group()[0], raw)
        + b'"'
    )


def stream(
    branch: str,
    commits: Iterable[Commit],
    author: Author,
    modes: Mapping[str, str],
    parent: str | None,
) -> bytes:
    """Commits as fast-import reads them.

    :param modes: of files that are no plain ones
    :param parent: what the first is made on
    """
    out: list[bytes] = []
    who = f"{author} {author.date}".encode()
    for commit in commits:
        message = commit.message.encode("utf-8", "surrogateescape")
        out.append(
            b"commit %b\nauthor %b\ncommitter %b\n" % (branch.encode(), who, who)
        )
        out.append(b"data %d\n%b\n" % (len(message), message))
        if parent:
            out.append(b"from %b\n" % parent.encode())
            parent = None
        for path, data in sorted(commit.files.items()):
            mode = modes.get(path, "100644").encode()
            out.append(b"M %b inline %b\ndata %d\n" % (mode, quoted(path), len(data)))
            out.append(data + b"\n")
    return b"".join(out)


class Scratch:
    """A repository in a folder of its own."""

    def __init__(self, folder: Path, author: Author) -> None:
        self.folder = folder
        self.author = author
        folder.mkdir(parents=True)
        self.git("init", "-q", "--template=", "-b", "base")

    def git(self, *words: str, data: bytes | None = None) -> bytes:
        """What git says.

        :raises MachineError: with git's own words
        """
        who = {
            "GIT_COMMITTER_NAME": self.author.name,
            "GIT_COMMITTER_EMAIL": self.author.mail,
            "GIT_COMMITTER_DATE": self.author.date,
        }
        done = subprocess.run(
            [
                program(),
                "-c",
                "core.hooksPath=/dev/null",
                "-c",
                "core.autocrlf=false",
                *words,
            ],
            cwd=self.folder,
            capture_output=True,
            env=environment(self.folder.parent) | who,
            input=data,
            stdin=subprocess.DEVNULL if data is None else None,
            check=False,
        )
        if done.returncode:
            said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
            raise MachineError(
                f"git {words[0]}: {said.splitlines()[0] if said else 'failed'}"
            )
        return done.stdout

    def put(
        self,
        old: Mapping[str, bytes],
        commits: Sequence[Commit],
        modes: Mapping[str, str],
    ) -> None:
        """The files as they were as one commit, and the patches on top of it."""
        first = stream(BASE, [Commit("base\n", old)], self.author, modes, None)
        rest = stream(SERIES, commits, self.author, modes, BASE)
        self.git("fast-import", "--quiet", "--date-format=raw", data=first + rest)

    def mails(self, out: Path, version: int | None) -> list[Path]:
        """The frame of a cover letter, and the patches, in order.

        git am stops at a mail without a patch, so the letter is no *.patch.
        """
        words = [
            "format-patch", "-q", "-o", str(out), "--cover-letter", "--cover-from-description=none",
            "--zero-commit", "--abbrev=12", "--no-renames", "--no-thread", "-n",
            f"--signature=treewide {__version__}", "--no-base",
        ]  # fmt: skip
        if version is not None:
            words.append(f"-v{version}")
        self.git(*words, f"{BASE}..{SERIES}")
        (letter,) = out.glob(f"*{_LETTER}.patch")
        return [
            letter.rename(letter.with_suffix(".mbox")),
            *sorted(out.glob("*.patch")),
        ]

    def range_diff(self, previous: str) -> str:
        """How the series differs from another branch on the same base."""
        said = self.git(
            "range-diff", "--no-color", f"{BASE}..{previous}", f"{BASE}..{SERIES}"
        )
        # The names of scratch commits say nothing to anybody.
        return _NAMES.sub(
            lambda m: re.sub(r"\b[0-9a-f]{7,40}\b", lambda n: "-" * len(n[0]), m[0]),
            said.decode("utf-8", "replace"),
        )

    def tree(self, commit: str) -> str:
        """The name of a commit's tree."""
        return self.git("rev-parse", f"{commit}^{{tree}}").decode().strip()

    def applied(self, branch: str, mails: Sequence[Path], keep_cr: bool) -> str:
        """Apply mails with git am on the base, as a new branch.

        :returns: the name of the tree that comes out
        :raises MachineError: one does not apply
        """
        self.git("checkout", "-q", "-f", "-b", branch, "base")
        words = ["am", "-q", "--keep-cr" if keep_cr else "--no-keep-cr"]
        self.git(*words, *(str(mail.absolute()) for mail in mails))
        return self.tree("HEAD")
