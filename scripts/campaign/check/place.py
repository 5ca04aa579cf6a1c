# SPDX-License-Identifier: GPL-2.0
"""What stands at a line of a tree."""

from __future__ import annotations

from .. import ctext
from ..tree import Tree


def definition_at(tree: Tree, file: str, line: int) -> ctext.Definition | None:
    """The function or macro that a line is a part of; the innermost, if there are two.

    :param line: from 1
    """
    starts = ctext.line_starts(tree.text(file))
    if not 1 <= line <= len(starts):
        return None
    first = starts[line - 1]
    last = starts[line] if line < len(starts) else len(tree.text(file))
    around = [d for d in tree.definitions(file) if d.start < last and first < d.end]
    return min(around, key=lambda d: d.end - d.start) if around else None


def function_at(tree: Tree, file: str, line: int) -> str:
    """The name of the function that a line is a part of, or "-"."""
    definition = definition_at(tree, file, line)
    return definition.name if definition else "-"
