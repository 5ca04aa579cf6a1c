# SPDX-License-Identifier: GPL-2.0
"""A private copy of the tree at one fixed path, in which changed files take their originals' place.

One path, because ccache knows a compilation again only there. Files are hard
links where they can be: never written, only unlinked. What an earlier build
left in the tree is left out, since kbuild finds it before its own.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
from collections.abc import Mapping
from fnmatch import translate
from pathlib import Path

from . import files
from .errors import MachineError, UserError
from .flavours import CONFIGS

_ELF = b"\x7fELF"


class Leftovers:
    """The names that a build leaves behind.

    :param listing: a pattern a line, of a path where it has a slash, else of a name
    """

    def __init__(self, listing: Path = CONFIGS / "leftover.txt") -> None:
        lines = [
            line.strip() for line in listing.read_text(encoding="utf-8").splitlines()
        ]
        kept = [line for line in lines if line and not line.startswith("#")]
        self._paths = re.compile("|".join(translate(p) for p in kept if "/" in p))
        self._names = re.compile("|".join(translate(p) for p in kept if "/" not in p))
        self._known: dict[str, bool] = {}

    def has(self, relative: str, name: str) -> bool:
        """Whether a path, whose last part is `name`, is one of them."""
        if name not in self._known:
            self._known[name] = bool(self._names.fullmatch(name))
        return self._known[name] or bool(self._paths.fullmatch(relative))


def inside(relative: str) -> str:
    """A path from the top of a tree, as it is, once it is known to stay in it.

    :raises UserError: it is absolute, empty, or goes up
    """
    parts = relative.split("/")
    if not relative or relative.startswith("/") or {"", ".", ".."} & set(parts):
        raise UserError(f"{relative!r}: not a path inside the tree")
    return relative


class SourceCopy:
    """The copy.

    :param tree: the user's tree; it is only read
    :param path: where the copy stands; `path.json` beside it says what in it is its own
    """

    def __init__(self, tree: Path, path: Path) -> None:
        self.tree = tree.resolve()
        self.path = path
        self._problems: list[tuple[str, str]] = []
        self._state = path.with_name(path.name + ".json")
        self._own: set[str] = set()
        self._leftovers = Leftovers()

    def _left_out(self, relative: str, entry: os.DirEntry[str]) -> bool:
        """Whether an earlier build left this here: by its name, or a program it built."""
        if self._leftovers.has(relative, entry.name):
            return True
        if entry.is_symlink() or not entry.is_file() or "." in entry.name:
            return False
        if not entry.stat().st_mode & stat.S_IXUSR:
            return False
        with open(entry.path, "rb") as handle:
            return handle.read(4) == _ELF

    def _link(self, source: str, target: str) -> None:
        """A file that wasn't there yet: a link, or a copy where there can be none."""
        try:
            os.link(source, target, follow_symlinks=False)
        except OSError:
            shutil.copy2(source, target, follow_symlinks=False)

    def _same(self, source: os.DirEntry[str], target: os.DirEntry[str]) -> bool:
        """Whether a file of the copy is still that of the tree."""
        if source.is_symlink() or target.is_symlink():
            both = source.is_symlink() and target.is_symlink()
            return both and os.readlink(source.path) == os.readlink(target.path)
        if not target.is_file():
            return False
        one, two = source.stat(), target.stat()
        if (one.st_dev, one.st_ino) == (two.st_dev, two.st_ino):
            return True
        return (one.st_size, one.st_mtime_ns) == (two.st_size, two.st_mtime_ns)

    def _remove(self, path: str) -> None:
        """Take a file or a folder out of the copy."""
        if os.path.isdir(path) and not os.path.islink(path):
            shutil.rmtree(path)
        else:
            os.unlink(path)

    def _folder(self, relative: str) -> list[str]:
        """Make one folder of the copy equal to the tree's.

        :returns: its folders, as paths from the top
        """
        prefix = relative + "/" if relative else ""
        target = os.path.join(self.path, relative)
        os.makedirs(target, exist_ok=True)
        with os.scandir(target) as listing:
            there = {entry.name: entry for entry in listing}
        below = []
        try:
            with os.scandir(os.path.join(self.tree, relative)) as listing:
                entries = list(listing)
        except OSError as error:
            self._problems.append((relative or ".", f"can't be read: {error.strerror}"))
            return []
        for entry in entries:
            name = prefix + entry.name
            try:
                if self._left_out(name, entry):
                    continue
                old = there.pop(entry.name, None)
                path = os.path.join(target, entry.name)
                if entry.is_dir(follow_symlinks=False):
                    if old is not None and not old.is_dir(follow_symlinks=False):
                        self._remove(path)
                    below.append(name)
                elif not (entry.is_symlink() or entry.is_file()):
                    self._problems.append((name, "neither a file nor a folder"))
                elif name in self._own and old is not None:
                    continue
                elif old is None:
                    self._link(entry.path, path)
                elif not self._same(entry, old):
                    # make goes by times, and a file that came back may be old.
                    self._remove(path)
                    if entry.is_symlink():
                        self._link(entry.path, path)
                    else:
                        self._own.add(name)
            except PermissionError as error:
                self._problems.append((name, f"can't be read: {error.strerror}"))
        for name in sorted(there):
            if prefix + name not in self._own:
                self._remove(os.path.join(target, name))
        return below

    def _load(self) -> None:
        """What is the copy's own; a copy of another tree goes."""
        try:
            state = json.loads(self._state.read_text(encoding="utf-8"))
            same = state["tree"] == str(self.tree)
            self._own = {inside(str(p)) for p in state["own"]} if same else set()
        except (OSError, ValueError, KeyError, TypeError):
            same = not self.path.exists()
        if not same:
            shutil.rmtree(self.path, ignore_errors=True)

    def _save(self) -> None:
        state = {
            "tree": str(self.tree),
            "own": sorted(self._own),
            "problems": sorted(self._problems),
        }
        files.write_json(self._state, state)

    def problems(self) -> list[tuple[str, str]]:
        """What could not be copied when the copy was last brought up: (path, why)."""
        try:
            state = json.loads(self._state.read_text(encoding="utf-8"))
            return [(str(path), str(why)) for path, why in state["problems"]]
        except (OSError, ValueError, KeyError, TypeError):
            return []

    def bring(self, changed: Mapping[str, bytes | None]) -> None:
        """Make the copy the tree with some files changed. Only what differs gets a new time.

        :param changed: path from the top of the tree -> its content; None: no such file
        :raises UserError: such a path leaves the tree
        :raises MachineError: the copy can't be written
        """
        try:
            self._load()
            self._own |= {inside(name) for name in changed}
            self._save()
            folders = [""]
            while folders:
                folders += self._folder(folders.pop())
            self._save()
            for name in sorted(self._own):
                self._put(name, changed)
        except OSError as error:
            raise MachineError(
                f"{error.filename or self.path}: {error.strerror}"
            ) from error

    def exchange(self, changed: Mapping[str, bytes | None]) -> None:
        """As bring(), where only the changed files can differ."""
        try:
            for name in sorted(self._own | {inside(name) for name in changed}):
                self._put(name, changed)
        except OSError as error:
            raise MachineError(
                f"{error.filename or self.path}: {error.strerror}"
            ) from error

    def _put(self, name: str, changed: Mapping[str, bytes | None]) -> None:
        """One file of the copy's own: the changed one, or the tree's, or none."""
        target = self.path / name
        parent = target.parent.resolve()
        if not parent.is_relative_to(self.path.resolve()):
            raise UserError(f"{name}: a symbolic link leads out of the tree")
        source = self.tree / name
        there = source.is_file()
        wanted = changed[name] if name in changed else None
        if name not in changed and there:
            wanted = source.read_bytes()
        if wanted is None:
            target.unlink(missing_ok=True)
            return
        if (
            target.is_file()
            and not target.is_symlink()
            and target.read_bytes() == wanted
            and not (there and target.samefile(source))
        ):
            return
        files.write(target, wanted)
        os.chmod(target, stat.S_IMODE(source.stat().st_mode) if there else 0o644)
