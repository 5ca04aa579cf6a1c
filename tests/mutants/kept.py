# SPDX-License-Identifier: GPL-2.0
"""Answers of an engine that are kept by what they depend on, so that a run can be taken up again."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

from campaign import files

Answer = Counter[tuple[str, ...]]


def digest(*parts: bytes) -> str:
    """A digest of some parts."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(hashlib.sha256(part).digest())
    return whole.hexdigest()[:32]


class Kept:
    """The answers.

    :param folder: a file for each
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> tuple[Answer, str] | None:
        """What was answered, and the error; None where nobody asked yet."""
        try:
            said = json.loads((self._folder / key).read_bytes())
            found = Counter({tuple(k): int(n) for k, n in said["found"]})
            return found, str(said["error"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, found: Answer, error: str = "") -> None:
        """Keep an answer."""
        told = {"found": [[list(k), n] for k, n in found.items()], "error": error}
        files.write(self._folder / key, json.dumps(told).encode())
