# SPDX-License-Identifier: GPL-2.0
"""The lines that a step adds or changes, and of what kind each is."""

from __future__ import annotations

import re
from typing import NamedTuple

from .. import ctext, edited
from .source import Source, macro

CODE, DIRECTIVE, COMMENT, DOCUMENT = "code", "directive", "comment", "document"
_C = (".c", ".h")
# Compiled, but not C: no token can be planted there, and nothing else proves the lines.
_OTHER_CODE = (".S", ".inc", ".rs", ".lds", ".dts", ".dtsi", ".y", ".l", "_shipped")
_HUNK = re.compile(rb"@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@")


class Line(NamedTuple):
    """A line of the tree after a step.

    :param line: from 1
    :param kind: code, directive (of the preprocessor; a #define with a body is code),
        comment (blank lines, too) or document (a file that is not compiled)
    """

    file: str
    line: int
    kind: str


def is_c(file: str) -> bool:
    """Whether tokens can be planted in a file."""
    return file.endswith(_C)


def changed(before: bytes | None, after: bytes | None) -> list[int]:
    """The lines, from 1, that are in a file after a step and were not before it.

    By git's own diff, so they are those that the patch shows with a `+`. (Python's
    difflib finds others, and takes minutes where a file has thousands of lines.)

    :param before: None where the step adds the file
    :param after: None where it removes it
    :raises MachineError: git failed
    :raises MissingProgram: there is no git
    """
    if after is None or before == after:
        return []
    lines = after.split(b"\n")
    count = len(lines) - (lines[-1] == b"")
    if before is None or b"\0" in before + after:
        return list(range(1, count + 1))  # git calls it binary and tells no lines
    found, number = [], 0
    for text in edited.diff({"file": before}, {"file": after}).split(b"\n"):
        hunk = _HUNK.match(text)
        if hunk:
            number = int(hunk[1])
        elif not number:
            continue  # the head of the diff
        elif text.startswith(b"+"):
            found.append(number)
            number += 1
        elif text.startswith(b" "):
            number += 1
    return found


def kinds(file: str, after: bytes) -> list[str]:
    """The kind of each line of a file; that of line n is entry n - 1."""
    lines = after.split(b"\n")
    count = len(lines) - (lines[-1] == b"")
    if file.endswith(_OTHER_CODE):
        return [CODE if line.strip() else COMMENT for line in lines[:count]]
    if not is_c(file):
        return [DOCUMENT] * count
    source = Source(ctext.decode(after))
    found = [COMMENT] * count
    for line, logical in source.owners.items():
        found[line - 1] = CODE
        if logical.directive is not None:
            defined = macro(logical)
            if not defined or (defined.params is None and not defined.body):
                found[line - 1] = DIRECTIVE
    return found
