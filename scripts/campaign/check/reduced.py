# SPDX-License-Identifier: GPL-2.0
"""What of a source the rules are given: parsing the rest is most of their cost.

A rule looks at one function at a time, and at what is given to it in the same file. So
functions stay that have a word of the rules, those that name one of these, and those
that may test a member which one of these sets. What stands outside of functions stays
as well. The others become empty lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .. import ctext

_WORD = re.compile(r"[A-Za-z_]\w*")
_SET = re.compile(r"(?:->|\.)\s*(\w+)\s*=(?!=)")
_TESTED = re.compile(r"(?:!|\(|&&|\|\|)\s*\w[\w.>-]*(?:->|\.)(\w+)")
_NEWLINE = re.compile("\n")
_CHARACTER = re.compile("[^\n]")
_CALLERS = 1  # a rule follows a parameter one call up
_BRANCH = re.compile(r"^[ \t]*#[ \t]*(if|ifdef|ifndef|else|elif|endif)\b", re.M)


def _is_whole(code: str) -> bool:
    """Whether each conditional of the preprocessor begins and ends in a piece of code."""
    depth = 0
    for match in _BRANCH.finditer(code):
        if match[1] == "endif":
            depth -= 1
        elif match[1].startswith("if"):
            depth += 1
        if depth < 0 or (not depth and match[1].startswith("el")):
            return False
    return not depth


def reduced(text: str, words: Iterable[str]) -> str:
    """The text without the functions that the rules have nothing to do with.

    :param words: those of the rules
    :returns: a text with as many lines
    """
    code = ctext.blanked(text)
    every = ctext.definitions(text)
    functions = [d for d in every if d.kind == "function"]
    named = [set(_WORD.findall(code, d.start, d.end)) for d in functions]
    wanted = set(words)
    for macro in every:
        if macro.kind != "function" and wanted & set(
            _WORD.findall(code, macro.start, macro.end)
        ):
            wanted.add(macro.name)
    own = [d for d, names in zip(functions, named) if names & wanted]
    members = {m for d in own for m in _SET.findall(code, d.start, d.end)}
    kept = {
        number
        for number, d in enumerate(functions)
        if members & set(_TESTED.findall(code, d.start, d.end))
    }
    for _ in range(1 + _CALLERS):
        more = {n for n, names in enumerate(named) if names & wanted}
        kept |= more
        wanted = {functions[n].name for n in more}
    parts, at = [], 0
    for number, definition in enumerate(functions):
        piece = code[definition.start : definition.end]
        if number in kept or definition.start < at or not _is_whole(piece):
            continue
        parts += [text[at : definition.start], "\n" * piece.count("\n")]
        at = definition.end
    return "".join([*parts, text[at:]])


def squeezed(text: str) -> tuple[str, list[int]]:
    """The text without comments, and with one empty line where there are some.

    So what is said of it stays the same where other code around it moves it. What the
    preprocessor reads stays as it is: there a comment may join lines.

    :returns: it, and for each of its lines that of the text, from 1
    """
    lines: list[str] = []
    numbers: list[int] = []
    for number, line in enumerate(_uncommented(text).rstrip("\n").split("\n"), 1):
        if line.strip():
            lines.append(line)
            numbers.append(number)
        elif lines and lines[-1]:
            lines.append("")
            numbers.append(number)
    return "".join(f"{line}\n" for line in lines), numbers


def _uncommented(text: str) -> str:
    """The text with comments as spaces, but for those that begin in a directive."""
    comments = [s[:2] for s in ctext.quiet_spans(text) if s[2] == "comment"]
    starts = ctext.line_starts(text)
    directives = _directive_lines(text, comments)
    parts, at = [], 0
    for start, end in comments:
        if ctext.position(starts, start)[0] not in directives:
            parts += [text[at:start], _CHARACTER.sub(" ", text[start:end])]
            at = end
    return "".join([*parts, text[at:]])


def _directive_lines(text: str, comments: list[tuple[int, int]]) -> set[int]:
    """The lines that the preprocessor reads: they go on behind a backslash, and in a comment."""
    within = {m.start() for c in comments for m in _NEWLINE.finditer(text, *c)}
    found: set[int] = set()
    goes_on, begin = False, 0
    for number, line in enumerate(ctext.blanked(text).split("\n"), 1):
        end = begin + len(line)
        if goes_on or line.lstrip().startswith("#"):
            found.add(number)
            goes_on = line.rstrip().endswith("\\") or end in within
        begin = end + 1
    return found
