# SPDX-License-Identifier: GPL-2.0
"""Writes that are whole or not there: beside, then renamed."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from .errors import MachineError


def write(path: Path, data: bytes) -> None:
    """Put data at path, or leave what was there.

    :raises MachineError: the disk is full, or the folder can't be written
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".beside-")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(data)
            os.chmod(beside, 0o644)
            os.replace(beside, path)
        except BaseException:
            os.unlink(beside)
            raise
    except OSError as error:
        raise MachineError(f"{path}: can't be written: {error.strerror}") from error


def write_json(path: Path, document: Any) -> None:
    """Put a document at path, its keys in the order they were given."""
    write(path, (json.dumps(document, indent=1, ensure_ascii=True) + "\n").encode())
