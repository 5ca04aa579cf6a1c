# SPDX-License-Identifier: GPL-2.0
"""Is what a patch brings there already, as it is written or in other words?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .lines import is_anchor, occurrences, split, stands_at
from .patchfile import Edit, Hunk
from .refused import PatchRefused

C_SUFFIXES = (".c", ".h")

_FUNCTION = re.compile(rb"^[A-Za-z_][\w \t*]*[ \t*](\w+)\([^;{}]*([;{])", re.MULTILINE)
_KIND = {b";": "declares", b"{": "defines"}


def is_in(hunk: Hunk, lines: Sequence[bytes]) -> bool:
    """Has the file what the hunk would make of it?

    Several lines that a hunk inserts are known again wherever they stand: a later
    patch may have changed their neighbours. A removal leaves nothing but context
    behind: all of it must be there, and what was to go must not.
    """
    added, removed = hunk.signed(b"+"), hunk.signed(b"-")
    if removed and occurrences(hunk.trimmed(1).before(), lines):
        return False
    if not added:
        return bool(occurrences(hunk.after(), lines))
    alone = len(added) > 1 and not removed and is_anchor(added)
    return bool(occurrences(hunk.trimmed(0 if alone else 1).after(), lines))


def refuse_twice(edit: Edit, content: bytes) -> None:
    """Refuse what the file has already, be it in other words (a backport)."""
    lines = split(content)
    for hunk in edit.hunks:
        as_written = stands_at(hunk.before(), lines, hunk.old_line - 1)
        if not as_written and is_in(hunk, lines):
            raise PatchRefused(edit.path, f"{hunk} is there already")
    if not edit.path.endswith(C_SUFFIXES):
        return
    own = _functions(b"".join(text for hunk in edit.hunks for text in hunk.before()))
    for hunk in edit.hunks:
        added = hunk.signed(b"+")
        for name, kind in sorted(
            _functions(b"".join(added)) & (_functions(content) - own)
        ):
            raise PatchRefused(
                edit.path, f"{hunk}: the file {_KIND[kind]} {name.decode()}() already"
            )


def _functions(text: bytes) -> set[tuple[bytes, bytes]]:
    """The functions declared and defined at the left margin, each with `;` or `{`."""
    return {(match[1], match[2]) for match in _FUNCTION.finditer(text)}
