# SPDX-License-Identifier: GPL-2.0
"""The git side of a tree: what is checked out, and what the history says.

The tree's repository is not trusted: its configuration may name programs (a
file system monitor, filters, hooks). So git is asked in a bare repository made
for the purpose, without any configuration, which borrows the objects.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from ..errors import MachineError, MissingProgram, UserError
from ..tree import Tree, shown

_NO_FILTERS = "* -text -eol -filter -ident -working-tree-encoding\n"
IDENTITY = (
    'git config --global user.name "Your Name" && '
    "git config --global user.email you@example.org"
)


def environment(home: Path) -> dict[str, str]:
    """What git runs with: no configuration of anybody, no hook, one language."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CEILING_DIRECTORIES": str(home.parent),
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
        "TZ": "UTC",
    }


def program() -> str:
    """The path of git.

    :raises MissingProgram: there is none
    """
    found = shutil.which("git", path="/usr/bin:/bin")
    if not found:
        raise MissingProgram("git", "git")
    return found


def identity(tree: Path) -> tuple[str, str]:
    """The name and address that git would give a commit.

    :raises UserError: git knows none, with the commands that tell it
    """
    dropped = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_CONFIG_PARAMETERS")
    done = subprocess.run(
        [program(), "-c", f"safe.directory={tree}", "-c", "core.fsmonitor=false"]
        + ["-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT"],
        cwd=tree,
        capture_output=True,
        env={k: v for k, v in os.environ.items() if k not in dropped},
        check=False,
    )
    text = done.stdout.decode("utf-8", "replace").strip()
    name, _, rest = text.partition(" <")
    mail = rest.partition(">")[0]
    if done.returncode or not name.strip() or not mail.strip():
        raise UserError(f"git knows no author; tell it: {IDENTITY}")
    return shown(name.strip()), shown(mail.strip())


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
                "git add -A && git commit"
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
        alternates.write_bytes(os.fsencode(objects) + b"\n")
        if self.shallow:
            shutil.copy(common / "shallow", self._borrowed / "shallow")

    def _git(
        self, *words: str, index: Path | None = None, worktree: bool = False
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
            check=False,
        )
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise UserError(
                f"{shown(str(self.root))}: git {words[0]}: {shown(said[-1] if said else 'failed')}"
            )
        return done.stdout

    def dirty(self) -> list[str]:
        """The tracked files that are not as they are in the commit."""
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
            index=self._own / "index",
            worktree=True,
        )  # fmt: skip
        return [os.fsdecode(name) for name in said.split(b"\0") if name]

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
        """The subjects of the last commits that changed a file, the newest first."""
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
