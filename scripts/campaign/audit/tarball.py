# SPDX-License-Identifier: GPL-2.0
"""A tree out of an archive, as Debian ships them, unpacked into the run's folder.

Regular files and folders are all that is unpacked. A name that leads out of the
folder, a link out of it, a device: each is left out and named. What an archive may
come to is limited, since a small one can hold any amount.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tarfile
from pathlib import Path, PurePosixPath

from ..errors import MachineError, MissingProgram, UserError
from ..listing import LARGEST
from ..tree import shown

# How the name ends -> the program that decompresses it, and Debian's package
_PROGRAMS = {
    ".tar": None,
    ".tar.xz": ("xz", "xz-utils"),
    ".tar.gz": ("gzip", "gzip"),
    ".tgz": ("gzip", "gzip"),
    ".tar.bz2": ("bzip2", "bzip2"),
    ".tar.zst": ("zstd", "zstd"),
}
MOST_BYTES = 8 << 30
MOST_FILES = 500_000
_DEEPEST = 64
Trouble = list[tuple[str, str]]


def suffix(name: str) -> str | None:
    """What the name of an archive ends with; None where it is none that is known."""
    return next((end for end in _PROGRAMS if name.endswith(end)), None)


def digest(path: Path) -> str:
    """A digest of an archive's bytes.

    :raises UserError: it can't be read
    """
    try:
        with open(path, "rb") as source:
            return hashlib.file_digest(source, "sha256").hexdigest()
    except OSError as error:
        raise UserError(f"{shown(str(path))}: {error.strerror}") from error


def _refused(member: tarfile.TarInfo) -> str | None:
    """Why a member is left out; "" where nothing needs to be said of it."""
    parts = PurePosixPath(member.name).parts
    if member.name.startswith("/") or ".." in parts:
        return "leads out of the tree; is not unpacked"
    if "\0" in member.name or len(parts) > _DEEPEST:
        return "has a name that no file can have, or is too deep; is not unpacked"
    if member.issym():
        target = PurePosixPath(
            os.path.normpath(PurePosixPath(member.name).parent / member.linkname)
        )
        if member.linkname.startswith("/") or target.parts[:1] == ("..",):
            return "is a link out of the tree; is not followed"
        return ""  # as in a folder: what it leads to is there itself
    if member.islnk():
        return "is a hard link in the archive; is not unpacked"
    if member.isdev():
        return "is a device or a pipe; is not unpacked"
    if not member.isfile():
        return "is no file; is not unpacked"
    if member.size > LARGEST:
        return "is too large to be source"
    return None


class _Unpacking:
    """One archive on its way to a folder."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self.name = name
        self.left_out: Trouble = []
        self.bytes = 0
        self.files = 0

    def take(self, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        """Unpack one member, or note why not."""
        if member.isdir() and not _leads_out(member.name):
            return
        why = _refused(member)
        if why is not None:
            if why:
                self.left_out.append((member.name, why))
            return
        self.bytes += member.size
        self.files += 1
        if self.bytes > MOST_BYTES or self.files > MOST_FILES:
            raise UserError(
                f"{self.name}: holds more than {MOST_BYTES >> 30} GiB or {MOST_FILES} files; no kernel does"
            )
        source = archive.extractfile(member)
        assert source is not None
        target = self.folder / member.name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with open(target, "wb") as out:
                shutil.copyfileobj(source, out, 1 << 20)
        except (NotADirectoryError, FileExistsError, IsADirectoryError):
            self.left_out.append(
                (
                    member.name,
                    "has a file for a folder, or a folder for a file; is not unpacked",
                )
            )
        except OSError as error:
            if error.errno in (28, 122):  # no space, no quota
                raise MachineError(f"{shown(str(target))}: {error.strerror}") from error
            self.left_out.append((member.name, error.strerror or "can't be unpacked"))


def _leads_out(name: str) -> bool:
    return name.startswith("/") or ".." in PurePosixPath(name).parts


def unpack(path: Path, folder: Path) -> Trouble:
    """Unpack an archive into a folder that is not there yet; it is there whole or not at all.

    :returns: what was left out: (name in the archive, why)
    :raises UserError: it is no archive, is damaged, or holds too much
    :raises MissingProgram: what decompresses it is not installed
    """
    name = shown(str(path))
    end = suffix(path.name)
    if end is None:
        known = ", ".join(_PROGRAMS)
        raise UserError(f"{name}: is a file, and no archive that is known ({known})")
    program = _PROGRAMS[end]
    if program and not shutil.which(program[0], path="/usr/bin:/bin"):
        raise MissingProgram(*program)
    beside = folder.with_name(folder.name + ".part")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    work = _Unpacking(beside, name)
    command = [program[0], "-dc"] if program else ["cat"]
    with open(path, "rb") as source, subprocess.Popen(
        command, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as child:
        try:
            assert child.stdout
            with tarfile.open(fileobj=child.stdout, mode="r|") as archive:
                for member in archive:
                    work.take(archive, member)
                    archive.members = []  # type: ignore[attr-defined]
        except (tarfile.TarError, EOFError, ValueError) as error:
            raise UserError(f"{name}: is damaged, or no archive: {error}") from error
        finally:
            child.kill()
    os.replace(beside, folder)
    return work.left_out


def top(folder: Path) -> Path:
    """The folder in an unpacked archive that the tree is in: its only one, or itself."""
    entries = list(os.scandir(folder))
    if len(entries) == 1 and entries[0].is_dir(follow_symlinks=False):
        return Path(entries[0].path)
    return folder
