# SPDX-License-Identifier: GPL-2.0
"""The kernels that are booted: of the tree as it is, converted, and converted with rechecks that fail."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import ctext
from ..errors import UserError
from ..overlay import Overlay
from ..stages import Run
from .checks import Converted, Spot
from .faults import PLACE, faulty

ORIGINAL, CONVERTED, FAULTY = "original", "converted", "faulty"
# Each so often a recheck fails that would pass; a retry passes.
EVERY = 7
_CODE = re.compile(r"[{}#=]|\\$")
Document = Mapping[str, Any]


@dataclass(frozen=True)
class Variant:
    """One kernel's source.

    :param files: what is different from the tree
    :param spots: the sites in it
    :param append: more for the kernel's command line
    :param unnoticed: headers of which only declarations differ: no other object
        becomes another by them, so make need not see that they are new
    """

    name: str
    files: Overlay
    spots: list[Spot]
    append: tuple[str, ...]
    unnoticed: frozenset[str]


def _inside(lines: list[str]) -> list[bool]:
    """Of each line of blanked text whether it is in braces, or goes on a macro."""
    depth, found, above = 0, [], ""
    for line in lines:
        found.append(depth > 0 or above.endswith("\\"))
        depth += line.count("{") - line.count("}")
        above = line
    return found


def only_declares(old: str, new: str) -> bool:
    """Whether a header differs in nothing but declarations and comments.

    Then what it is included in compiles to the same code, or not at all.
    """
    before = ctext.blanked(old).splitlines()
    after = ctext.blanked(new).splitlines()
    inner = _inside(before), _inside(after)
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            continue
        for lines, inside in (
            (before[i1:i2], inner[0][i1:i2]),
            (after[j1:j2], inner[1][j1:j2]),
        ):
            text = "\n".join(lines).strip()
            if any(inside) or any(_CODE.search(line) for line in lines):
                return False
            # Whole declarations, each of a function.
            if text and not (text.endswith(";") and "(" in text):
                return False
    return True


def _contents(run: Run, document: Document) -> dict[str, bytes]:
    """Path -> content of each converted file.

    :raises UserError: one isn't there any more
    """
    found = {}
    for entry in document["files"]:
        path = run.folder / entry["content"]
        try:
            found[entry["path"]] = path.read_bytes()
        except OSError as error:
            raise UserError(f"{path}: {error.strerror}; convert again") from error
    return found


def _original_spots(document: Document) -> list[Spot]:
    """The sites as the tree has them."""
    old = document["api"]["old"]
    return [
        Spot(s["id"], s["file"], s["function"], s.get("call") or old, s["line"], {})
        for s in document["sites"]
    ]


def variants(run: Run, document: Document) -> list[Variant]:
    """The three of them, in the order in which they are built.

    :param document: of convert
    :raises UserError: a converted file is gone, or has no place for faults
    """
    root: Path = run.tree.root
    contents = _contents(run, document)
    new = {path: ctext.decode(data) for path, data in contents.items()}
    old = {
        path: ctext.decode((root / path).read_bytes())
        for path in new
        if (root / path).is_file()
    }
    words = run.campaign.data["words"]
    names = [document["api"]["old"], *document["api"]["new"]]
    converted = Converted(
        document["sites"],
        old,
        {path: text for path, text in new.items() if path in old},
        names,
        words["same_table"],
        words["same_entry"],
    )
    quiet = frozenset(
        path
        for path, text in new.items()
        if path.endswith(".h") and path in old and only_declares(old[path], text)
    )
    spots = converted.spots()
    made = [Variant(ORIGINAL, {}, _original_spots(document), (), quiet)]
    if contents:
        made.append(Variant(CONVERTED, contents, spots, (), quiet))
    if any(spot.checks for spot in spots):
        wrong = faulty(spots, new)
        if (root / PLACE).exists():
            raise UserError(f"{PLACE}: the tree has one already")
        append = (f"recheck_fault={EVERY}", "STRESS_FAULTS=1")
        made.append(
            Variant(FAULTY, {**contents, **wrong.files}, wrong.spots, append, quiet)
        )
    return made
