# SPDX-License-Identifier: GPL-2.0
"""The tree of a commit, from git's objects: nothing is checked out.

git runs with no configuration but the repository's own, in which nothing that names
a program counts for these commands: no hook, no filter, no pager, nothing is
fetched. Blobs are what `git cat-file` prints, so attributes don't change them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from ..errors import MachineError, UserError
from ..listing import LARGEST
from ..series.git import environment, program
from ..tree import shown

_REGULAR = (b"100644", b"100755", b"100664")


@dataclass(frozen=True)
class Blob:
    """A file of a commit."""

    name: str
    object: str


class Repository:
    """A repository, with a work tree or bare.

    :raises UserError: there is none at the path
    """

    def __init__(self, path: str) -> None:
        self.path = Path(path)
        top = self.path.absolute()
        self.folder = top / ".git" if (top / ".git").exists() else top
        if not ((self.folder / "objects").is_dir() or self.folder.is_file()):
            raise UserError(f"{shown(path)}: is no git repository; --diff needs one")

    def _git(self, *words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            self.command(*words),
            capture_output=True,
            env=environment(self.path.absolute()),
            check=False,
        )

    def command(self, *words: str) -> list[str]:
        """The words of a command of git over this repository."""
        place = str(self.path.absolute())
        safe = ["-c", f"safe.directory={place}", "-c", f"safe.directory={self.folder}"]
        quiet = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"]
        more = ["-c", "core.alternateRefsCommand=", "-c", "core.quotePath=false"]
        return [
            program(),
            "--no-replace-objects",
            "--no-pager",
            *safe,
            *quiet,
            *more,
            "-C",
            place,
            *words,
        ]

    def tree_of(self, revision: str) -> tuple[str, str]:
        """The commit and the tree that a revision names.

        :raises UserError: it names none
        """
        if revision.startswith("-"):
            raise UserError(f"revision {shown(revision)}: is none")
        found = []
        for kind in ("commit", "tree"):
            words = (
                "rev-parse",
                "-q",
                "--verify",
                "--end-of-options",
                f"{revision}^{{{kind}}}",
            )
            done = self._git(*words)
            if done.returncode:
                raise UserError(
                    f"{shown(str(self.path))}: has no revision {shown(revision)}"
                )
            found.append(done.stdout.decode().split("\n")[-2])
        return found[0], found[1]

    def files(self, tree: str) -> tuple[list[Blob], list[tuple[str, str]]]:
        """The regular files of a tree object, and what else it holds with why it is left out."""
        done = self._git("ls-tree", "-r", "-z", "--full-tree", tree)
        if done.returncode:
            raise MachineError(
                f"git ls-tree: {shown(done.stderr.decode('latin-1').strip())}"
            )
        blobs, left_out = [], []
        for entry in done.stdout.split(b"\0"):
            if not entry:
                continue
            head, _, raw = entry.partition(b"\t")
            mode, _kind, name = head.split()[0], head.split()[1], os.fsdecode(raw)
            parts = PurePosixPath(name).parts
            if ".." in parts or ".git" in parts or name.startswith("/"):
                left_out.append((name, "has a name that leads out of the tree"))
            elif mode in _REGULAR:
                blobs.append(Blob(name, head.split()[2].decode()))
            elif mode == b"160000":
                left_out.append((name, "is another repository's commit; is not read"))
        return blobs, left_out


def materialise(
    repository: Repository, tree: str, folder: Path, other: Path | None = None
) -> list[tuple[str, str]]:
    """Write a tree object's files to a folder that is not there yet.

    :param other: a folder made so before: what is the same there is linked, not written
    :returns: what was left out: (name, why)
    """
    blobs, left_out = repository.files(tree)
    beside = folder.with_name(folder.name + ".part")
    shutil.rmtree(beside, ignore_errors=True)
    (beside / "tree").mkdir(parents=True)
    known = _known(other)
    missing = []
    for blob in blobs:
        target = beside / "tree" / blob.name
        target.parent.mkdir(parents=True, exist_ok=True)
        if other and known.get(blob.name) == blob.object:
            os.link(other / "tree" / blob.name, target)
        else:
            missing.append(blob)
    left_out += _write(repository, missing, beside / "tree")
    lines = "".join(f"{blob.object} {blob.name}\0" for blob in blobs)
    (beside / "objects").write_bytes(os.fsencode(lines))
    folder.parent.mkdir(parents=True, exist_ok=True)
    os.replace(beside, folder)
    return left_out


def _known(other: Path | None) -> dict[str, str]:
    """The objects of a folder that was made before, by name."""
    if other is None:
        return {}
    entries = os.fsdecode((other / "objects").read_bytes()).split("\0")
    pairs = (entry.partition(" ") for entry in entries if entry)
    return {
        name: digest for digest, _, name in pairs if (other / "tree" / name).is_file()
    }


def _write(
    repository: Repository, blobs: list[Blob], folder: Path
) -> list[tuple[str, str]]:
    """Write blobs, as one process of git prints them."""
    left_out = []
    with subprocess.Popen(
        repository.command("cat-file", "--batch"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(repository.path.absolute()),
    ) as child:
        assert child.stdin and child.stdout
        for blob in blobs:
            child.stdin.write(f"{blob.object}\n".encode())
            child.stdin.flush()
            words = child.stdout.readline().split()
            if len(words) != 3 or words[1] != b"blob":
                left_out.append(
                    (blob.name, "is not in the repository (a partial clone?)")
                )
                if not words:
                    raise MachineError("git cat-file: ended early")
                continue
            size = int(words[2])
            large = size > LARGEST
            with open("/dev/null" if large else folder / blob.name, "wb") as out:
                _copy(child.stdout, out, size)
            child.stdout.read(1)
            if large:
                left_out.append((blob.name, "is too large to be source"))
        child.stdin.close()
    return left_out


def _copy(source: IO[bytes], target: IO[bytes], size: int) -> None:
    """Copy so many bytes."""
    while size:
        part = source.read(min(size, 1 << 20))
        if not part:
            raise MachineError("git cat-file: ended early")
        target.write(part)
        size -= len(part)
