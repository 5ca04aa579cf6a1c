# SPDX-License-Identifier: GPL-2.0
"""What reached the compiler by two other accounts: the preprocessor's line markers, and the
line table of an object.

Both know less than planted tokens do, by design; agreement.py says where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_MARKER = re.compile(r'^# (\d+) "((?:[^"\\\n]|\\.)*)"[ \d]*$', re.M)
_ESCAPE = re.compile(r"\\([0-7]{3}|.)")
# `objdump --dwarf=decodedline`: a file, then its rows
_FILE = re.compile(r"^(?:CU: )?(\S.*?):(?:\[\+\+\])?$")
_ROW = re.compile(r"^\S.*?\s(\d+)\s+(?:0x)?[0-9a-f]+(?:\[\d+\])?(?:\s+\S+)*\s*$")


def _name(quoted: str) -> str:
    """A file's name out of a marker."""
    return _ESCAPE.sub(lambda e: chr(int(e[1], 8)) if e[1].isdigit() else e[1], quoted)


def marked(preprocessed: str) -> Iterator[tuple[str, int, int, int]]:
    """The lines of preprocessed text: (file, line, start, end), offsets in it.

    Before the first marker the file is "".
    """
    file, number, at = "", 1, 0
    markers = [*_MARKER.finditer(preprocessed), None]
    for marker in markers:
        end = marker.start() if marker else len(preprocessed)
        while at < end:
            stop = preprocessed.find("\n", at, end)
            stop = end if stop < 0 else stop
            yield file, number, at, stop
            number, at = number + 1, stop + 1
        if marker:
            file, number, at = _name(marker[2]), int(marker[1]), marker.end() + 1


def by_markers(preprocessed: str, file: str) -> set[int]:
    """The lines of a file of which something is left after preprocessing.

    :param preprocessed: what `-E` makes of the file as it is, nothing planted
    :param file: as the markers name it
    """
    return {
        line
        for name, line, start, end in marked(preprocessed)
        if name == file and preprocessed[start:end].strip()
    }


def by_line_table(decoded: str, file: str) -> set[int]:
    """The lines of a file from which code of an object was made.

    :param decoded: what `objdump --dwarf=decodedline` says of the object
    :param file: its path, of which the table may know only the end
    """
    found: set[int] = set()
    here = False
    for text in decoded.split("\n"):
        head = _FILE.match(text)
        if head:
            name = head[1].removeprefix("./")
            here = file == name or file.endswith(f"/{name}")
        elif here and (row := _ROW.match(text)):
            found.add(int(row[1]))
    return found
