# SPDX-License-Identifier: GPL-2.0
"""A C file as the preprocessor reads it: logical lines of tokens, with their places.

The phases are those of the C standard (5.1.1.2) as GCC does them in gnu11: lines that
end in a backslash are joined, also where blanks follow the backslash; comments become
white space, and a newline in one ends no directive; an unmatched quote goes on to the
end of its line; trigraphs mean nothing. Text is Latin-1 decoded bytes: one character is
one byte.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .. import ctext

# libcpp/lex.cc, _cpp_clean_line(): is_nvspace() between the backslash and the newline
_SPLICE = re.compile(r"\\[ \t\f\v\0]*\r?\n")
_TOKEN = re.compile(
    r"(?P<comment>/\*.*?(?:\*/|\Z)|//[^\n]*)"
    r"|(?P<header>^[ \t]*(?:#|%:)[ \t]*include(?:_next)?[ \t]*<[^>\n]*>)"
    r'|(?:u8|[uUL])?R"(?P<raw>[^ ()\\\t\v\f\n]{0,16})\(.*?\)(?P=raw)"'
    r'|(?:u8|[uUL])?"(?:\\[^\n]|[^"\\\n])*(?:"|(?=\n)|\Z)'
    r"|(?:u8|[uUL])?'(?:\\[^\n]|[^'\\\n])*(?:'|(?=\n)|\Z)"
    r"|(?P<word>[A-Za-z_$\x80-\xff][\w$\x80-\xff]*)"
    r"|\.?[0-9](?:[eEpP][+-]|[\w.])*"
    r"|%:%:|<<=|>>=|\.\.\.|##|%:|->|\+\+|--|<<|>>|[<>=!*/%+&^|-]=|&&|\|\||<:|:>|<%|%>"
    r"|(?P<newline>\n)"
    r"|[^\s\0]",
    re.S | re.M,
)
_INCLUDE = re.compile(r"[ \t]*(?:#|%:)[ \t]*(include(?:_next)?)[ \t]*<")


class Token(NamedTuple):
    """A preprocessing token.

    :param start: offset in the text
    :param end: offset behind it
    :param word: it is an identifier
    :param glued: nothing stands between the token before and this one
    """

    text: str
    start: int
    end: int
    word: bool
    glued: bool


@dataclass(frozen=True)
class Logical:
    """A line after joining, without its comments.

    :param start: offset at which its first line begins
    :param directive: the name behind `#`; "" for a lone `#`, None for ordinary text
    """

    start: int
    tokens: tuple[Token, ...]
    directive: str | None


@dataclass(frozen=True)
class Macro:
    """A #define.

    :param head: offset behind the name, or behind the parameters if there are any
    :param params: None for an object-like one
    """

    name: str
    head: int
    params: tuple[str, ...] | None
    body: tuple[Token, ...]


def _joined(text: str) -> tuple[str, list[int], list[int]]:
    """The text without its splices; where they were in it, and how much is gone by then."""
    parts, places, gone = [], [], []
    last = removed = length = 0
    for splice in _SPLICE.finditer(text):
        parts.append(text[last : splice.start()])
        length += splice.start() - last
        last = splice.end()
        removed += splice.end() - splice.start()
        places.append(length)
        gone.append(removed)
    parts.append(text[last:])
    return "".join(parts), places, gone


def logical_lines(text: str) -> Iterator[Logical]:
    """The logical lines of a text, in order; those without a token are told, too."""
    joined, places, gone = _joined(text)

    def original(offset: int) -> int:
        index = bisect.bisect_right(places, offset)
        return offset + (gone[index - 1] if index else 0)

    def made(start: int, tokens: list[Token]) -> Logical:
        name: str | None = None
        if tokens and tokens[0].text in ("#", "%:"):
            name = tokens[1].text if len(tokens) > 1 else ""
        elif tokens and (whole := _INCLUDE.match(tokens[0].text)):
            name = whole[1]
        return Logical(original(start), tuple(tokens), name)

    start, last = 0, -1
    tokens: list[Token] = []
    for match in _TOKEN.finditer(joined):
        kind = match.lastgroup
        if kind == "newline":
            yield made(start, tokens)
            start, tokens = match.end(), []
        elif kind != "comment":
            begin, end = match.span()
            here = original(begin)
            tokens.append(
                Token(
                    match.group(),
                    here,
                    original(end - 1) + 1,
                    kind == "word",
                    begin == last,
                )
            )
            last = end
    if start < len(joined):
        yield made(start, tokens)


def macro(line: Logical) -> Macro | None:
    """What a #define defines; None where the line is none, or has no name."""
    tokens = line.tokens
    if line.directive != "define" or len(tokens) < 3 or not tokens[2].word:
        return None
    name, rest = tokens[2], tokens[3:]
    if not rest or rest[0].text != "(" or not rest[0].glued:
        return Macro(name.text, name.end, None, rest)
    for index, token in enumerate(rest):
        if token.text == ")":
            params = tuple(t.text for t in rest[1:index] if t.text != ",")
            return Macro(name.text, token.end, params, rest[index + 1 :])
    return None


class Source:
    """The text of a C file, and what each of its lines is."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = ctext.line_starts(text)
        self.logical = tuple(logical_lines(text))

    @functools.cached_property
    def count(self) -> int:
        """How many lines there are."""
        return len(self._starts) - (self._starts[-1] == len(self.text))

    def line(self, offset: int) -> int:
        """The line, from 1, that an offset is on."""
        return bisect.bisect_right(self._starts, offset)

    def extent(self, line: int) -> tuple[int, int]:
        """Where a line begins, and where the next one does."""
        ends = self._starts[line] if line < len(self._starts) else len(self.text)
        return self._starts[line - 1], ends

    def begins(self, offset: int) -> bool:
        """Whether a line begins at an offset."""
        return not offset or self.text[offset - 1] == "\n"

    @functools.cached_property
    def owners(self) -> dict[int, Logical]:
        """Line -> the logical line whose tokens are on it. A line without tokens has none."""
        found: dict[int, Logical] = {}
        for logical in self.logical:
            for token in logical.tokens:
                first, last = self.line(token.start), self.line(token.end - 1)
                for line in range(first, last + 1):
                    found.setdefault(line, logical)
        return found
