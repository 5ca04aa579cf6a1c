# SPDX-License-Identifier: GPL-2.0
"""Comments in the source that say of a finding that it is all right, and why.

    /* treewide: ok RULE -- REASON */

It stands behind the line that is reported, or above it. `//` does as well.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from .. import ctext
from ..tree import Tree
from .finding import SOURCE, Document, Finding
from .place import function_at
from .rules import SUPPRESSION

WORD = "treewide"
_COMMENT = re.compile(r"^(?:/\*+|//+)\s*treewide:\s*ok\b(.*?)(?:\*/)?$", re.S)
_WORDS = re.compile(r"\s*([\w.,\s-]*?)\s*(?:--\s*(.*))?$", re.S)


@dataclass
class Suppression:
    """A comment that suppresses rules on a line.

    :param lines: those that it is about
    """

    file: str
    line: int
    rules: tuple[str, ...]
    reason: str
    lines: range
    used: bool = False

    def document(self) -> Document:
        """The comment as the document "check" has it."""
        return {
            "file": self.file,
            "line": self.line,
            "rules": list(self.rules),
            "reason": self.reason,
            "used": self.used,
        }


def _in_file(tree: Tree, file: str) -> list[Suppression]:
    """The suppressions in a file."""
    text = tree.text(file)
    starts = ctext.line_starts(text)
    found = []
    for start, end, kind in ctext.quiet_spans(text):
        match = _COMMENT.match(text[start:end]) if kind == "comment" else None
        if not match:
            continue
        words = _WORDS.match(match[1])
        rules = tuple(re.split(r"[,\s]+", words[1])) if words and words[1] else ()
        reason = " ".join((words[2] or "").split(" * ")) if words else ""
        first = ctext.position(starts, start)[0]
        last = ctext.position(starts, end - 1)[0]
        alone = not text[starts[first - 1] : start].strip()
        found.append(
            Suppression(
                file,
                first,
                rules,
                " ".join(reason.split()),
                range(first, last + (2 if alone else 1)),
            )
        )
    return found


def suppressions(tree: Tree) -> list[Suppression]:
    """Every suppression in the tree, in its order."""
    names = tree.listing.with_word([WORD], SOURCE)
    return [found for name in names for found in _in_file(tree, name)]


def faults(
    tree: Tree, comments: list[Suppression], known: Collection[str]
) -> list[Finding]:
    """Suppressions that name no rule that there is, or give no reason.

    :param known: the names of all rules
    """
    found = []
    for comment in comments:
        unknown = [rule for rule in comment.rules if rule not in known]
        why = ""
        if not comment.rules:
            why = "names no rule"
        elif unknown:
            why = f"names {', '.join(unknown)}, which is no rule"
        elif not comment.reason:
            why = "gives no reason; write one behind --"
        if why:
            function = function_at(tree, comment.file, comment.line)
            text = f"a comment that suppresses {why}"
            found.append(
                Finding(
                    SUPPRESSION,
                    comment.file,
                    comment.line,
                    function,
                    text,
                    [
                        {
                            "file": comment.file,
                            "line": comment.line,
                            "function": function,
                            "what": text,
                        }
                    ],
                )
            )
    return found


def suppressed_by(
    comments: list[Suppression], finding: Finding, known: Collection[str]
) -> Suppression | None:
    """The comment that suppresses a finding, which is then one that is used."""
    for comment in comments:
        if (
            comment.reason
            and set(comment.rules) <= set(known)
            and finding.rule in comment.rules
            and finding.file == comment.file
            and finding.line in comment.lines
        ):
            comment.used = True
            return comment
    return None
