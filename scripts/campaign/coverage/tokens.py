# SPDX-License-Identifier: GPL-2.0
"""Which planted tokens are left in preprocessed text, in code that the compiler keeps."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .planting import READ
from .unused import Unit

_MARKER = re.compile(r"^# \d.*$", re.M)


@dataclass(frozen=True)
class Left:
    """What is left of the tokens.

    :param seen: those in code that is kept, and those that had only to be read
    :param dropped: those that stand only in functions which are dropped; the first of these
    """

    seen: frozenset[str] = frozenset()
    dropped: Mapping[str, str] = field(default_factory=dict)


def beginning(token: str) -> str:
    """What all tokens of the same planting begin with."""
    return token.removesuffix(READ)[:-1].rpartition("_")[0] + "_"


def pattern(start: str) -> re.Pattern[str]:
    """The tokens that begin in one way."""
    return re.compile(rf"{re.escape(start)}\d+_(?:{READ})?")


def _planted(start: str) -> re.Pattern[str]:
    """What planting added, in any of its forms (planting.py)."""
    token = pattern(start).pattern
    return re.compile(rf"\*\s*\(\s*{token}\s*\+\s*1\s*\)|{token}")


def disturbed(planted: str, plain: str, start: str) -> int:
    """Where the tokens changed something else than that they are there.

    :param planted: what `-E` makes of a file with tokens, or including one
    :param plain: what it makes of the same without
    :param start: what each token begins with
    :returns: the line in the planted text; 0 where nothing is different, which is how it
        should be. Blanks and line markers are not compared
    """
    added = _planted(start)
    words = "".join(_MARKER.sub("", plain).split())
    at = 0
    for number, line in enumerate(planted.split("\n"), 1):
        if not _MARKER.match(line):
            bare = "".join(added.sub("", line).split())
            if not words.startswith(bare, at):
                return number
            at += len(bare)
    return 0 if at == len(words) else planted.count("\n") + 1


def left(preprocessed: str, start: str) -> Left:
    """Look for the tokens that begin in one way.

    A token counts wherever it stands in a word or a string: a macro may have pasted it
    to something, or made a string of it.
    """
    unit = Unit(preprocessed, _planted(start))
    seen: set[str] = set()
    dropped: dict[str, str] = {}
    for match in pattern(start).finditer(preprocessed):
        name = match.group()
        if name in seen:
            continue
        kept = name.endswith(READ)
        function = None if kept else unit.dropped(match.start())
        if function is None:
            seen.add(name)
        else:
            dropped.setdefault(name, function)
    return Left(
        frozenset(seen),
        {name: function for name, function in dropped.items() if name not in seen},
    )


def seen(preprocessed: str, tokens: Mapping[int, str]) -> set[int]:
    """The lines whose tokens got to the compiler, and which it keeps.

    :param preprocessed: what `-E` makes of a file, planted or including one that is
    :param tokens: line -> token, as plant() returns them
    """
    if not tokens:
        return set()
    found = left(preprocessed, beginning(next(iter(tokens.values())))).seen
    return {line for line, token in tokens.items() if token in found}
