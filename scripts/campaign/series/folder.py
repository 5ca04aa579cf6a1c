# SPDX-License-Identifier: GPL-2.0
"""The folder that the series is written to: whole, or not there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import MachineError, UserError
from ..tree import shown


def checked(out: str, tree: Path) -> Path:
    """The folder that a user named, if it can be written.

    :raises UserError: it is not empty, is no folder, or is in the tree
    """
    path = Path(os.path.abspath(out))
    name = shown(out)
    if path.resolve().is_relative_to(tree):
        raise UserError(f"{name}: is inside the tree, which is never written to")
    if path.is_symlink() or (path.exists() and not path.is_dir()):
        raise UserError(f"{name}: is no folder; name another with -o")
    try:
        if path.exists() and any(path.iterdir()):
            raise UserError(f"{name}: is not empty; name a new folder with -o")
    except OSError as error:
        raise UserError(f"{name}: can't be read: {error.strerror}") from error
    return path


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A folder to write into, which takes the name of another one at the end.

    :raises MachineError: it can't be written, or the name was taken meanwhile
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=path.parent, prefix=".beside-"))
    except OSError as error:
        raise MachineError(
            f"{path.parent}: can't be written: {error.strerror}"
        ) from error
    try:
        yield made
        os.chmod(made, 0o755)
        os.rename(made, path)
    except OSError as error:
        raise MachineError(f"{path}: can't be written: {error.strerror}") from error
    finally:
        shutil.rmtree(made, ignore_errors=True)
