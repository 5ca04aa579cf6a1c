# SPDX-License-Identifier: GPL-2.0
"""The findings that are known: a file of fingerprints, for people to keep in a repository."""

from __future__ import annotations

import json
from pathlib import Path

from .. import files
from ..errors import UserError
from ..tree import shown
from .finding import Document

_SCHEMA = "treewide-baseline-1"


def load(path: Path) -> set[str]:
    """The fingerprints of a baseline file.

    :raises UserError: it can't be read, or is none
    """
    name = shown(str(path))
    try:
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise UserError(f"{name}: {error.strerror}") from error
    except ValueError as error:
        raise UserError(f"{name}: is no JSON: {error}") from error
    entries = document.get("findings") if isinstance(document, dict) else None
    if (
        not isinstance(document, dict)
        or document.get("schema") != _SCHEMA
        or not isinstance(entries, list)
        or not all(
            isinstance(entry, dict) and isinstance(entry.get("fingerprint"), str)
            for entry in entries
        )
    ):
        raise UserError(f"{name}: is no baseline of treewide check")
    return {entry["fingerprint"] for entry in entries}


def write(path: Path, campaign: str, found: list[Document]) -> None:
    """Write a baseline of findings, beside and then renamed.

    Lines aren't kept: they move, and would only make for changes to the file.
    """
    keys = ("rule", "file", "function", "message", "fingerprint")
    entries = [{key: finding[key] for key in keys} for finding in found]
    entries.sort(key=lambda e: (e["file"], e["function"], e["rule"], e["fingerprint"]))
    files.write_json(
        path, {"schema": _SCHEMA, "campaign": campaign, "findings": entries}
    )
