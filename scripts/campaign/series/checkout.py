# SPDX-License-Identifier: GPL-2.0
"""The git side of a tree: what is checked out, and what the history says.

The tree's repository is not trusted: its configuration may name programs (a
file system monitor, filters, hooks). So git is asked in a bare repository made
for the purpose, without any configuration, which borrows the objects.
"""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from ..errors import MachineError, UserError
from ..tree import Tree, shown
from .git import environment, program
from .scratch import quoted

_NO_FILTERS = "* -text -eol -filter -ident -working-tree-encoding\n"


class Checkout:
    """What is checked out in a git tree.

    :param commit: its full name
    :param shallow: the history is cut off
    """

    def __init__(self, tree: Tree, scratch: Path) -> None:
        """Borrow the objects of a git tree.

        :param scratch: a folder for the repository that borrows them
        :raises UserError: there is no commit, or the repository can't be read
        """
        self.root = tree.root
        self.commit = tree.base() or ""
        if not self.commit:
            raise UserError(
                f"{shown(str(tree.root))}: has no commit yet; make one: "
                "git add -A -f && git commit"
            )
        self._own = _folder_of(tree.root)
        common = self._own
        if (self._own / "commondir").is_file():
            common = self._own / (self._own / "commondir").read_text().strip()
        self._config = common / "config"
        self.shallow = (common / "shallow").is_file()
        self._borrowed = scratch / "borrowed.git"
        kind = "sha256" if len(self.commit) == 64 else "sha1"
        self._home = scratch
        subprocess.run(
            [program(), "init", "-q", "--bare", "--template="]
            + [f"--object-format={kind}", str(self._borrowed)],
            env=environment(scratch),
            check=True,
            capture_output=True,
        )
        info = self._borrowed / "info"
        info.mkdir(exist_ok=True)
        (info / "attributes").write_text(_NO_FILTERS)
        objects = (common / "objects").resolve()
        (self._borrowed / "objects" / "info").mkdir(parents=True, exist_ok=True)
        alternates = self._borrowed / "objects" / "info" / "alternates"
        alternates.write_bytes(quoted(os.fsdecode(objects)) + b"\n")
        if self.shallow:
            shutil.copy(common / "shallow", self._borrowed / "shallow")
        for part in self._own.glob("sharedindex.*"):  # of a split index
            shutil.copy(part, self._borrowed)

    def _git(
        self,
        *words: str,
        index: Path | None = None,
        worktree: bool = False,
        data: bytes = b"",
    ) -> bytes:
        """What git says.

        :raises UserError: with git's own words
        """
        extra = {"GIT_DIR": str(self._borrowed)}
        if index:
            extra["GIT_INDEX_FILE"] = str(index)
        options = []
        if worktree:
            extra["GIT_WORK_TREE"] = str(self.root)
            options = ["-c", "core.bare=false"]
        done = subprocess.run(
            [program(), *options, *words],
            cwd=self.root,
            capture_output=True,
            env=environment(self._home) | extra,
            input=data,
            check=False,
        )
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            command = next(w for w in words if re.fullmatch("[a-z][a-z-]*", w))
            raise UserError(
                f"{shown(str(self.root))}: git {command}: {shown(said[-1] if said else 'failed')}"
            )
        return done.stdout

    @functools.cached_property
    def _index(self) -> Path:
        """A copy of the index in which no file is excused from being looked at."""
        copy = self._home / "index"
        if not (self._own / "index").is_file():
            self._git("read-tree", "--empty", index=copy)
            return copy
        # With its time, by which git tells what was changed too soon behind it to be seen.
        shutil.copy2(self._own / "index", copy)
        excused = [
            entry[2:]
            for entry in self._git("ls-files", "-v", "-z", index=copy).split(b"\0")
            if entry and entry[:1] != b"H"
        ]
        names = b"".join(name + b"\0" for name in excused)
        for bit in ("--no-assume-unchanged", "--no-skip-worktree"):
            if excused:
                words = ("update-index", bit, "-z", "--stdin")
                self._git(*words, index=copy, worktree=True, data=names)
        return copy

    def dirty(self) -> list[str]:
        """The files of the commit, or of the index, that are not as they are in the commit."""
        modes = subprocess.run(
            [program(), "config", "--file", str(self._config)]
            + ["--type=bool", "core.fileMode"],
            capture_output=True,
            env=environment(self._home),
            check=False,
        )
        mode = modes.stdout.decode().strip() or "true"
        said = self._git(
            "-c", f"core.fileMode={mode}", "diff", "--no-ext-diff", "--no-textconv",
            "--ignore-submodules", "--no-renames", "--name-only", "-z", self.commit,
            index=self._index,
            worktree=True,
        )  # fmt: skip
        return [os.fsdecode(name) for name in said.split(b"\0") if name]

    def same(self, data: bytes, blob: str) -> bool:
        """Whether an object of the commit holds this content."""
        kind = hashlib.sha256 if len(blob) == 64 else hashlib.sha1
        return kind(b"blob %d\0%b" % (len(data), data)).hexdigest() == blob

    def blobs(self, commit: str, files: list[str]) -> dict[str, str]:
        """The objects that some files are in a commit; those that it lacks are left out."""
        if not files:
            return {}
        said = self._git(
            "--literal-pathspecs", "ls-tree", "-r", "-z", commit, "--", *files
        )
        found = {}
        for line in said.split(b"\0"):
            head, _, name = line.partition(b"\t")
            if name:
                found[os.fsdecode(name)] = head.split()[2].decode()
        return found

    def resolved(self, revision: str) -> str:
        """The commit that a revision names in the tree's repository.

        :raises UserError: there is none
        """
        done = subprocess.run(
            [
                program(),
                "-c",
                f"safe.directory={self.root}",
                "rev-parse",
                "-q",
                "--verify",
            ]
            + ["--end-of-options", f"{revision}^{{commit}}"],
            cwd=self.root,
            capture_output=True,
            env=environment(self._home),
            check=False,
        )
        if done.returncode:
            raise UserError(f"--base {shown(revision)}: the tree has no such commit")
        return done.stdout.decode().split()[-1]

    def contains(self, commit: str) -> bool:
        """Whether a commit is the one that is checked out, or one before it."""
        try:
            self._git("merge-base", "--is-ancestor", commit, self.commit)
        except UserError:
            return False
        return True

    def time(self) -> int:
        """When the commit was made, in seconds."""
        return int(self._git("show", "-s", "--format=%ct", self.commit).split()[-1])

    def subjects(self, file: str, count: int) -> list[str]:
        """The subjects of the last commits that changed a file, the newest first.

        :raises UserError: a part of the history is not there
        """
        said = self._git(
            "--literal-pathspecs", "log", f"-n{count}", "--no-merges", "--format=%s",
            self.commit, "--", file,
        )  # fmt: skip
        return said.decode("utf-8", "replace").splitlines()

    def export(self, folder: Path) -> None:
        """Write the files of the commit below a folder, which is made."""
        index = self._home / "export.index"
        self._git("read-tree", self.commit, index=index)
        folder.mkdir(parents=True)
        self._git(
            "checkout-index", "-a", "-f", "-q", f"--prefix={folder}/",
            index=index, worktree=True,
        )  # fmt: skip


def _folder_of(root: Path) -> Path:
    """The folder with the checkout's own part of a repository.

    :raises UserError: .git leads nowhere
    """
    at = root / ".git"
    try:
        if at.is_file():
            text = at.read_text().strip()
            at = root / text.removeprefix("gitdir:").strip()
        if not (at / "HEAD").exists():
            raise MachineError("")
    except (OSError, ValueError, MachineError) as error:
        raise UserError(f"{shown(str(root))}: .git leads to no repository") from error
    return at
