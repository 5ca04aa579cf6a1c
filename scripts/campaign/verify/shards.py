# SPDX-License-Identifier: GPL-2.0
"""Parts of a matrix that are made apart, on several machines, and put together again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import files
from ..errors import MachineError, UserError
from ..stages import Run
from ..tree import shown
from .matrix import Found
from .states import State

SCHEMA = "treewide-verify-shard-1"


@dataclass
class Parts:
    """What several shards have found.

    :param found: state -> flavour -> cell, or the error it ended with
    :param skipped: flavour -> why
    :param problems: what of a tree could not be copied: (path, why)
    :param absent: (state, flavour) of the cells that no shard has
    """

    found: Found
    skipped: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    absent: list[tuple[str, str]] = field(default_factory=list)


def about(run: Run, states: Sequence[State]) -> str:
    """The same on every machine that looks at the same tree, patches and tool."""
    said: list[Any] = [run.tree.version, run.tree.base(), run.campaign.digest]
    said += [[state.name, state.digest] for state in states]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def keep(
    run: Run,
    states: Sequence[State],
    shard: tuple[int, int],
    flavours: Sequence[str],
    parts: Parts,
) -> Path:
    """Write what a shard has found, to be merged.

    :param flavours: those of the whole matrix
    :returns: where
    """
    cells: dict[str, dict[str, Any]] = {}
    for state, made in parts.found.items():
        cells[state] = {
            name: {"error": str(cell)} if isinstance(cell, MachineError) else cell
            for name, cell in made.items()
        }
    number, count = shard
    path = run.folder / f"verify-{number}-of-{count}.json"
    document = {
        "schema": SCHEMA,
        "about": about(run, states),
        "shard": [number, count],
        "flavours": sorted(flavours),
        "skipped": parts.skipped,
        "problems": parts.problems,
        "cells": cells,
    }
    files.write_json(path, document)
    return path


def merged(run: Run, states: Sequence[State], paths: Sequence[Path]) -> Parts:
    """Put together what the shards have found.

    :raises UserError: a file is none of theirs, or is about something else
    """
    parts = Parts({state.name: {} for state in states})
    flavours: set[str] = set()
    for path in paths:
        document = _read(path)
        if document["about"] != about(run, states):
            raise UserError(
                f"{shown(str(path))}: was made of another tree, series or tool"
            )
        flavours |= set(document["flavours"])
        parts.skipped |= document["skipped"]
        parts.problems += [
            (p, why)
            for p, why in document["problems"]
            if (p, why) not in parts.problems
        ]
        for state, made in document["cells"].items():
            for name, cell in made.items():
                parts.found[state][name] = (
                    MachineError(cell["error"]) if "error" in cell else cell
                )
    parts.absent = [
        (state.name, name)
        for state in states
        for name in sorted(flavours)
        if name not in parts.found[state.name]
    ]
    return parts


def _read(path: Path) -> Mapping[str, Any]:
    try:
        document: dict[str, Any] = json.loads(path.read_bytes())
        if document["schema"] == SCHEMA:
            return document
    except OSError as error:
        raise UserError(f"{shown(str(path))}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError):
        pass
    raise UserError(f"{shown(str(path))}: nothing that verify --shard made")
