# SPDX-License-Identifier: GPL-2.0
"""The converted files with rechecks that fail now and then: scripts/run/recheck_fault.h.

Only the compares that a site's check is are wrapped, wherever they stand. The text
gets no new line but one, the #include, so that places are easily found again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from .. import ctext
from ..config import ROOT
from ..errors import UserError
from .checks import Check, Spot

HEADER = ROOT / "scripts" / "run" / "recheck_fault.h"
PLACE = "include/linux/recheck_fault.h"
INCLUDE = "#include <linux/recheck_fault.h>\n"
MACRO = "RECHECK_FAULT"
# What the macro calls where it makes a compare fail.
FAILED = "recheck_failed"
_OPENS, _CLOSES = ("if", "ifdef", "ifndef"), ("endif",)


@dataclass(frozen=True)
class Faulty:
    """The files in which rechecks fail, and the sites in them.

    :param files: path -> content, the header among them
    """

    files: dict[str, bytes]
    spots: list[Spot]


def _behind_includes(text: str) -> int:
    """Offset of the line behind the last #include that stands under no condition.

    :raises UserError: there is none
    """
    code, depth, found = ctext.blanked(text), 0, -1
    for start, end, word in ctext.directives(code):
        if word in _OPENS:
            depth += 1
        elif word in _CLOSES:
            depth -= 1
        elif word == "include" and not depth:
            found = end
    if found < 0:
        raise UserError("no #include behind which the faults could be put")
    return text.find("\n", found) + 1 if text[found - 1] != "\n" else found


def _moved(check: Check, at: int) -> Check:
    """A check behind the new line."""

    def down(lines: tuple[int, int]) -> tuple[int, int]:
        return lines[0] + (lines[0] >= at), lines[1] + (lines[1] >= at)

    return replace(check, lines=down(check.lines), failing=down(check.failing))


def faulty(spots: Iterable[Spot], new: Mapping[str, str]) -> Faulty:
    """Have the checks of some sites fail.

    :param new: path -> text of each converted file, one character a byte
    :raises UserError: a file has no place for it
    """
    spots = list(spots)
    wanted: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for spot in spots:
        for file, checks in spot.checks.items():
            wanted[file] |= {(check.start, check.end) for check in checks}
    files = {PLACE: HEADER.read_bytes()}
    behind: dict[str, int] = {}
    for file, compares in wanted.items():
        text = new[file]
        at = _behind_includes(text)
        if min(compares)[0] < at:
            raise UserError(f"{file}: an #include behind a recheck")
        behind[file] = text.count("\n", 0, at) + 1
        for start, end in sorted(compares, reverse=True):
            text = f"{text[:start]}{MACRO}({text[start:end]}){text[end:]}"
        files[file] = f"{text[:at]}{INCLUDE}{text[at:]}".encode("latin-1")
    moved = [
        replace(
            spot,
            line=spot.line + (spot.line >= behind.get(spot.file, spot.line + 1)),
            checks={
                file: tuple(_moved(check, behind[file]) for check in checks)
                for file, checks in spot.checks.items()
            },
        )
        for spot in spots
    ]
    return Faulty(files, moved)
