# SPDX-License-Identifier: GPL-2.0
"""Text in the columns of a terminal."""

from __future__ import annotations

import re

from rich.cells import cell_len, set_cell_size

WIDTH = 80  # columns
_GAP = "..."
_COLOURS = {"ro": "32", "rw": "33", "manual": "31"}


def paint(text: str, verdict: str, colour: bool) -> str:
    """Text in the colour of a verdict."""
    code = _COLOURS.get(verdict)
    return f"\x1b[{code}m{text}\x1b[0m" if colour and code else text


def pad(text: str, columns: int) -> str:
    """Text with blanks behind it, up to a number of columns. It is never cut."""
    return text + " " * (columns - cell_len(text))


def cut(text: str, columns: int) -> str:
    """The front of a text that doesn't fit."""
    if cell_len(text) <= columns:
        return text
    return set_cell_size(text, columns - len(_GAP)).rstrip() + _GAP


def cut_middle(text: str, columns: int) -> str:
    """Both ends of a text that doesn't fit."""
    if cell_len(text) <= columns:
        return text
    # Half of a wide character is a blank.
    front = set_cell_size(text, (columns - len(_GAP)) // 2).rstrip()
    rest = columns - len(_GAP) - cell_len(front)
    back = set_cell_size(text[::-1], rest)[::-1].lstrip()
    return front + _GAP + back


def _pieces(word: str, columns: int) -> list[str]:
    """A word in pieces that fit."""
    pieces = [""]
    for letter in word if cell_len(word) > columns else [word]:
        if pieces[-1] and cell_len(pieces[-1] + letter) > columns:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def wrap(
    text: str, first: str = "", rest: str | None = None, split: bool = False
) -> list[str]:
    """Text in lines, broken at blanks.

    :param first: what the first line begins with
    :param rest: what the others begin with; None: as many blanks
    :param split: break a word as well where it is longer than a line; without, a
        path can still be copied
    """
    rest = " " * cell_len(first) if rest is None else rest
    lines, gap = [first], ""
    for word in text.split():
        if lines[-1].strip() and cell_len(lines[-1] + gap + word) > WIDTH:
            lines.append(rest)
            gap = ""
        if split:
            *full, word = _pieces(word, WIDTH - cell_len(lines[-1] + gap))
            for piece in full:
                lines[-1] += piece
                lines.append(rest)
        lines[-1] += gap + word
        gap = " "
    return [line.rstrip() for line in lines]


# A word of the shell, of pieces in quotes and others; an odd quote stands for itself.
_SHELL_WORD = re.compile(r"(?:'[^']*'|\"(?:\\.|[^\"\\])*\"|\\.|[^\s'\"\\]|['\"\\])+")


def command(text: str, first: str, rest: str) -> list[str]:
    """A command of the shell in lines that can be pasted: broken between its words.

    :param first: what the first line begins with
    :param rest: what the others begin with
    """
    end = " \\"
    lines = [first]
    fresh = True
    for word in _SHELL_WORD.findall(text):
        gap = "" if fresh else " "
        if not fresh and cell_len(lines[-1] + gap + word + end) > WIDTH:
            lines[-1] += end
            lines.append(rest)
            gap = ""
        lines[-1] += gap + word
        fresh = False
    return lines
