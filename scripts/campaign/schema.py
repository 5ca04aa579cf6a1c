# SPDX-License-Identifier: GPL-2.0
"""The published schemas of the documents, and whether a document follows its own."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from .errors import MachineError, UserError
from .tree import shown

FOLDER = Path(__file__).resolve().parent / "schemas"
_NAME = re.compile(r"treewide-(\w+)-1")
_LONGEST = 300  # characters of an error


def _line(text: str) -> str:
    """Text of a document as one line without control characters."""
    return shown(text.encode("utf-8", "backslashreplace").decode("utf-8"))


def names() -> list[str]:
    """The stages whose document has a schema, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def load(name: str) -> dict[str, Any]:
    """The schema of a stage's document (JSON schema, draft 2020-12).

    :raises UserError: there is none of that name
    """
    if name not in names():
        known = ", ".join(names())
        raise UserError(f"schema {_line(name)}: there is none; known: {known}")
    schema: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return schema


def _place(parts: list[str | int]) -> str:
    """sites[3].verdict"""
    text = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in parts)
    return text.lstrip(".") or "the document"


def check(document: Any) -> None:
    """Hold a document against the schema that it names in "schema".

    :raises MachineError: it doesn't follow it, or names none; the first fault, in one line
    """
    import jsonschema  # takes a while to load, and most commands don't need it

    kind = document.get("schema") if isinstance(document, dict) else None
    match = _NAME.fullmatch(kind) if isinstance(kind, str) else None
    if not match or match[1] not in names():
        raise MachineError(
            f"not a document of treewide: its schema is {_line(repr(kind))[:80]}"
        )
    name = match[1]
    validator = jsonschema.Draft202012Validator(load(name))
    fault = jsonschema.exceptions.best_match(validator.iter_errors(document))
    if fault:
        text = f"{_place(list(fault.absolute_path))}: {fault.message}"
        if len(text) > _LONGEST:
            text = text[: _LONGEST // 2] + " ... " + text[-_LONGEST // 2 :]
        raise MachineError(f"{name} document: {_line(text)}")
