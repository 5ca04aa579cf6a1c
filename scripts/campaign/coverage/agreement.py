# SPDX-License-Identifier: GPL-2.0
"""Planted tokens held against two other methods, and why these may know less.

The preprocessor's line markers and the line table of an object are accounts of the same
thing that were made by others. Each is blind in some places, by design. A difference in
such a place has a category; one that has none is a fault of one of the methods.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from .. import ctext
from .markers import by_line_table, by_markers, marked
from .source import Source, Token
from .tokens import beginning, left, pattern

MARKERS, LINE_TABLE = "line markers", "line table"
# Why a method differs from the tokens: category -> what it cannot know
BLIND = {
    MARKERS: {
        "macro": "a macro's body is expanded on the lines that use it",
        "directive": "a directive leaves nothing",
        "argument": "a macro's arguments go to the line of its name, with what they become",
        "joined": "what goes on from a string or a name begun above is shown up there",
        "nothing": "all on the line becomes nothing",
        "unused": "a static function that nothing uses is there, and then dropped",
    },
    LINE_TABLE: {
        "macro": "code of a macro belongs to the lines that use it",
        "directive": "a directive makes no code",
        "declaration": "a declaration makes no code",
        "continued": "code of a statement belongs to some of its lines, or one",
        "punctuation": "a brace, a label, else and do make no code of their own",
        "optimised": "of a function that is there, the statement has no code left of its own",
    },
}
_NO_TYPES = frozenset(
    "return goto case else do if while for switch break continue default sizeof asm".split()
)
_PUNCTUATION = frozenset("{ } ( ) ; else do , : default case".split())


class Difference(NamedTuple):
    """A line that two methods do not agree on.

    :param token: the planted token says that it was compiled
    :param category: a key of BLIND[method]; "" where nothing explains it
    """

    line: int
    method: str
    token: bool
    category: str


def _shape(source: Source, line: int) -> str:
    """ "macro" or "directive" for a line that is in one, else ""."""
    directive = source.owners[line].directive
    if directive is None:
        return ""
    return "macro" if directive == "define" else "directive"


def _displayed(
    preprocessed: str, file: str, start: str
) -> dict[str, list[tuple[int, bool]]]:
    """Where tokens are in the output: token -> [(line of the file, alone on it)]."""
    token = pattern(start)
    found: dict[str, list[tuple[int, bool]]] = {}
    for name, line, begin, end in marked(preprocessed):
        if name == file and preprocessed.find(start, begin, end) >= 0:
            text = preprocessed[begin:end]
            alone = not token.sub("", text).strip()
            for match in token.finditer(text):
                found.setdefault(match.group(), []).append((line, alone))
    return found


def against_markers(
    after: bytes, tokens: Mapping[int, str], planted: str, plain: str, file: str
) -> list[Difference]:
    """Where tokens and line markers differ.

    :param after: the file, nothing planted
    :param tokens: line -> token, as plant() returns them
    :param planted: what `-E` makes of it with the tokens
    :param plain: what `-E` makes of it without, at the same path
    :param file: that path, as the markers name it
    """
    if not tokens:
        return []
    source = Source(ctext.decode(after))
    start = beginning(next(iter(tokens.values())))
    found = left(planted, start)
    displayed = _displayed(planted, file, start)
    marked_lines = by_markers(plain, file)

    def category(line: int, token: str) -> str:
        if token not in found.seen:
            return "unused" if token in found.dropped else ""
        shape = _shape(source, line)
        if shape:
            return shape
        places = displayed.get(token, [])
        if any(place < line for place, _ in places):
            return "argument"
        for part in source.owners[line].tokens:
            if source.line(part.start) < line <= source.line(part.end - 1):
                return "joined"
        return "nothing" if (line, True) in places else ""

    return [
        Difference(line, MARKERS, token in found.seen, category(line, token))
        for line, token in sorted(tokens.items())
        if (token in found.seen) != (line in marked_lines)
    ]


def _statements(source: Source) -> dict[int, list[Token]]:
    """The lines on which a statement or a declaration begins, and their first tokens."""
    ordinary = [l.tokens for l in source.logical if l.directive is None]
    tokens = [token for line in ordinary for token in line]
    begins: dict[int, list[Token]] = {}
    opened: list[int] = []
    fresh, last = True, 0
    for index, token in enumerate(tokens):
        line = source.line(token.start)
        if fresh and line != last:
            begins[line] = tokens[index : index + 4]
        last, fresh = line, token.text in ("{", "}", ";", ":", "else", "do")
        if token.text == "(":
            opened.append(index)
        elif token.text == ")" and opened:
            before = tokens[opened.pop() - 1].text
            fresh = before in ("if", "for", "while", "switch") or "for_each" in before
    return begins


def _declares(tokens: list[Token]) -> bool:
    """Whether a statement that begins so is a declaration: two names, maybe with `*`."""
    words = [token for token in tokens if token.text != "*"]
    first = [token.text for token in words[:2]]
    return (
        len(words) > 1
        and words[0].word
        and words[1].word
        and first[0] not in (_NO_TYPES)
    )


def against_line_table(
    after: bytes, seen: Iterable[int], unseen: Iterable[int], decoded: str, file: str
) -> list[Difference]:
    """Where tokens and the line table of an object differ.

    :param after: the file that the object was made of
    :param seen: lines whose tokens were seen
    :param unseen: lines whose tokens were not
    :param decoded: what `objdump --dwarf=decodedline` says of the object
    :param file: its path, as the line table names it
    """
    text = ctext.decode(after)
    source = Source(text)
    table = by_line_table(decoded, file)
    begins = _statements(source)
    bodies = [
        range(source.line(f.body), source.line(f.end - 1) + 1)
        for f in ctext.functions(ctext.blanked(text))
    ]

    def category(line: int) -> str:
        shape = _shape(source, line)
        if shape:
            return shape
        owner = source.owners[line]
        on = {t.text for t in owner.tokens if source.line(t.start) == line}
        body = next((b for b in bodies if line in b), None)
        if body is None:
            return "declaration"
        if on <= _PUNCTUATION or (":" in on and len(on) == 2):
            return "punctuation"
        if line not in begins:
            return "continued"
        if _declares(begins[line]):
            return "declaration"
        return "optimised" if table.intersection(body) else ""

    differ = [
        Difference(line, LINE_TABLE, True, category(line))
        for line in seen
        if line not in table
    ]
    differ += [
        Difference(line, LINE_TABLE, False, "") for line in unseen if line in table
    ]
    return sorted(differ)
