# SPDX-License-Identifier: GPL-2.0
"""Edits of a text, and how kernel people would lay them out."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

_WIDTH = 80
_TAB = 8


class Unsure(Exception):
    """The sentence that says what could not be decided."""


@dataclass(frozen=True)
class Edit:
    """Replace text[start:end] of a file by new."""

    file: str
    start: int
    end: int
    new: str


def width(line: str) -> int:
    """Columns that a line takes."""
    return len(line.expandtabs(_TAB))


def padding(column: int) -> str:
    """White space up to a column: tabs, then spaces."""
    return "\t" * (column // _TAB) + " " * (column % _TAB)


def split_line(line: str, column: int | None = None) -> str:
    """A line that is too long, broken behind its last comma that fits.

    What follows stands under what the innermost open parenthesis holds.

    :param column: where that is, if the parenthesis stands on a line before
    """
    if width(line) <= _WIDTH:
        return line
    open_at: list[int] = []
    best: tuple[int, int] | None = None
    quoted = False
    for index, char in enumerate(line):
        if char == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif char == "(":
            open_at.append(index)
        elif char == ")" and open_at:
            open_at.pop()
        elif char == "," and width(line[: index + 1]) <= _WIDTH:
            under = width(line[: open_at[-1] + 1]) if open_at else column
            if under is not None and line[index + 1 : index + 2] == " ":
                best = index + 1, under
    if best is None:
        return line
    cut, under = best
    return f"{line[:cut]}\n{split_line(padding(under) + line[cut + 1 :], under)}"


def comment(indent: str, text: str) -> str:
    """A block comment, its lines filled."""
    lines = textwrap.wrap(text, _WIDTH - width(indent + " * "))
    return "".join(
        [f"{indent}/*\n", *(f"{indent} * {line}\n" for line in lines), f"{indent} */\n"]
    )


def branch(indent: str, condition: str, body: list[str]) -> str:
    """if (condition) with its body, whose lines are indented already."""
    statements = sum(line.rstrip().endswith((";", "}")) for line in body)
    brace = len(body) > 1 or statements > 1
    head = split_line(f"{indent}if ({condition})" + (" {" if brace else ""))
    lines = [head, *body] + ([f"{indent}}}"] if brace else [])
    return "\n".join(lines) + "\n"


def reindented(text: str, old: str, new: str) -> list[str]:
    """Lines that stood at one indentation, at another; labels stay where they are."""
    lines = []
    for line in text.split("\n"):
        if line.startswith(old) and line.strip():
            lines.append(new + line[len(old) :])
        else:
            lines.append(line)
    return lines


def spaceless(text: str) -> str:
    """Text with its white space gone."""
    return re.sub(r"\s+", "", text)
