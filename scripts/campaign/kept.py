# SPDX-License-Identifier: GPL-2.0
"""What was found out once: answers kept by the digest of what they were made from.

They stand in the cache of the run. TREEWIDE_CACHE names a folder in its place that all
runs share, whatever their trees: like trees, or one tree as it goes on, hold the same
functions. With another spatch (TREEWIDE_SPATCH) nothing is shared.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from . import files


def shared(cache: Path) -> Path:
    """The folder that all runs share, or that of this one.

    :param cache: of the run
    """
    named = os.environ.get("TREEWIDE_CACHE")
    if named and "TREEWIDE_SPATCH" not in os.environ:
        return Path(named).absolute()
    return cache


class Kept:
    """Answers of one kind.

    :param cache: of the run
    :param kind: a folder's name
    """

    def __init__(self, cache: Path, kind: str) -> None:
        self.folder = shared(cache) / kind

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.json"

    def get(self, key: str) -> Any:
        """The answer; None where there is none, or a damaged one."""
        try:
            return json.loads(self._path(key).read_bytes())
        except (OSError, ValueError):
            return None

    def put(self, key: str, answer: Any) -> None:
        """Keep an answer.

        :raises MachineError: it can't be written
        """
        files.write(self._path(key), json.dumps(answer, sort_keys=True).encode())
