# SPDX-License-Identifier: GPL-2.0
"""What a subject begins with: the word that a file's own history uses, a table's, or its path's."""

from __future__ import annotations

import fnmatch
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

LONGEST = 24  # columns; a subject has to hold more than its prefix
_COMMITS = 3  # of the last ones have to agree before history is believed
LOOKED_AT = 30
_PREFIX = re.compile(r"((?:[\w.+-]+(?:/[\w.+-]+)*: ?)+)(?=\S)")


def of_history(subjects: Sequence[str]) -> str | None:
    """The prefix that most of the last commits have; None where no few of them agree."""
    found = [match[1].strip() for s in subjects if (match := _PREFIX.match(s))]
    fitting = [p for p in found if len(p) <= LONGEST and not p.startswith("Revert")]
    if not fitting:
        return None
    prefix, count = Counter(fitting).most_common(1)[0]
    return prefix.removesuffix(":") if count >= _COMMITS else None


def of_table(file: str, table: Sequence[dict[str, str]]) -> str | None:
    """The prefix of the first row whose pattern a path matches."""
    for row in table:
        if fnmatch.fnmatchcase(file, row["path"]):
            return row["prefix"].format(stem=PurePosixPath(file).stem)
    return None


def of_path(file: str) -> str:
    """The folder and the file's name, or less where that is too long."""
    path = PurePosixPath(re.sub(r"[^\w./+-]", "_", file))
    folder = path.parts[1] if path.parts[0] == "arch" and len(path.parts) > 2 else ""
    folder = folder or path.parent.name
    for prefix in (f"{folder}: {path.stem}", path.stem, folder):
        if prefix.strip(": ") and len(prefix) <= LONGEST:
            return prefix.removeprefix(": ")
    return path.stem[:LONGEST] or "treewide"
