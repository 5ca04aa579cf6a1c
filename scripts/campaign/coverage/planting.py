# SPDX-License-Identifier: GPL-2.0
"""Tokens planted in a C file, one for each line that is looked for.

The planted file is preprocessed and then thrown away: a token that is left in the
output shows that its line got through. So a token must stand where it lives and dies
with its line, and where it changes nothing of what the preprocessor does:

- Ordinary text: between two tokens on the line. Never between a name and `(`, which
  may be a macro and its arguments, never in empty parentheses, which may be those of a
  macro without parameters, and not in _Pragma's. In as few parentheses as there can be
  is best, for a macro may drop an argument; then in the middle of an argument, then at
  its end, then at its start, for a macro that pastes (##) touches only the ends. A line
  that is wholly inside of a token (a string that goes on) has its own in front of that.
  Where a line has no such place, the nearest one that no directive parts from it serves.
- A macro: lines of its body live and die together, by its being expanded, so they have
  one token. It stands in front of the body, where it comes between no name and `(`.
  A body that looks like a number may be used in an #if, where one operand cannot stand
  beside the other: there the token is `* (token + 1)` at the end, and an unknown name
  is 0.
- Another directive can hold no token. It is read when the text beside it in the same
  branch of an #if is: the nearest logical line there has the token, at its start. Such a
  token ends in `read_`: where it stands, and what becomes of that later, says nothing.
"""

from __future__ import annotations

import bisect
import hashlib
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from .. import ctext
from .branches import branches
from .source import Logical, Macro, Source, Token, macro

READ = "read_"
_OUTSIDE, _MIDDLE, _END, _START, _LONE, _NEVER = range(6)
_CONSTANT = re.compile(r"[A-Z_][A-Z0-9_]*")
_ARITHMETIC = frozenset(
    "+ - * / % << >> < > <= >= == != & | ^ ~ ! && || ? : ( )".split()
)


def prefix(*texts: str) -> str:
    """What the tokens of some texts begin with: in none of them, the same for the same ones."""
    sign = hashlib.sha256()
    for text in texts:
        sign.update(text.encode("latin-1") + b"\0")
    while True:
        found = f"treewide_{sign.hexdigest()[:12]}_"
        if not any(found in text for text in texts):
            return found
        sign.update(b"again")


def is_number(defined: Macro) -> bool:
    """Whether a macro is meant for an #if, too: by its looks, its body has a value there."""

    def fits(token: Token) -> bool:
        if token.word:
            return token.text in params or bool(_CONSTANT.fullmatch(token.text))
        return token.text[0] in "0123456789'" or token.text in _ARITHMETIC

    params = defined.params or ()
    words = {token.text for token in defined.body if token.text not in _ARITHMETIC}
    if not words - set(params) or "__VA_ARGS__" in words:
        return False
    last = defined.body[-1].text
    ends = last == ")" or last not in _ARITHMETIC
    return ends and all(fits(token) for token in defined.body)


class _Gaps:
    """The places between the tokens of ordinary text; gap n is in front of token n."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.tokens: list[Token] = []
        self.depth: list[int] = []
        # Of each token, how many directives are in front of it
        self.section: list[int] = []
        depth = sections = 0
        outer: list[int] = []
        for logical in source.logical:
            name = logical.directive
            if name is not None:
                sections += 1
                if name.startswith("if"):
                    outer.append(depth)
                elif name.startswith("el") and outer:
                    depth = outer[-1]
                elif name == "endif" and outer:
                    outer.pop()
                continue
            for token in logical.tokens:
                if token.text == "}" and source.begins(token.start):
                    depth = 0  # a function ends, whatever a macro has left open
                self.tokens.append(token)
                self.depth.append(depth)
                self.section.append(sections)
                if token.text == "(":
                    depth += 1
                elif token.text == ")":
                    depth = max(depth - 1, 0)
        self.starts = [token.start for token in self.tokens]
        self.pragma = {
            index + more
            for index, token in enumerate(self.tokens)
            if token.text == "_Pragma"
            for more in (1, 2, 3)
        }

    def inside(self, gap: int) -> int:
        """In how many parentheses a gap is."""
        return self.depth[gap] if gap < len(self.depth) else 0

    def rank(self, gap: int) -> int:
        """How much a token would disturb there: less is better, _NEVER is not at all."""
        before = self.tokens[gap - 1] if gap else None
        after = self.tokens[gap] if gap < len(self.tokens) else None
        opened = before is not None and before.text == "("
        closed = after is not None and after.text == ")"
        called = before is not None and (before.word or before.text == ")")
        if gap in self.pragma or (opened and closed):
            return _NEVER
        if called and after is not None and after.text == "(":
            return _NEVER
        if not self.inside(gap):
            return _OUTSIDE
        first = opened or (before is not None and before.text == ",")
        last = closed or (after is not None and after.text == ",")
        if first and last:
            return _LONE
        return _START if first else _END if last else _MIDDLE

    def on(self, line: int) -> Iterator[tuple[int, int]]:
        """The gaps of a line, in order: (gap, offset in the text)."""
        begin, end = self._source.extent(line)
        gap = bisect.bisect_left(self.starts, begin)
        last = None
        while gap < len(self.tokens) and self.starts[gap] < end:
            yield gap, self.starts[gap]
            last = self.tokens[gap]
            gap += 1
        if last is not None and last.end <= end:
            yield gap, last.end
        if last is None and gap:
            # All of it is inside of a token that began on an earlier line.
            yield gap - 1, self.starts[gap - 1]

    def best(self, line: int) -> int | None:
        """The offset at which a line's token disturbs least; None where there is none."""
        gaps = [*self.on(line)]
        good = [entry for entry in gaps if self.rank(entry[0]) != _NEVER]
        if good:
            # Each parenthesis may be that of a macro which drops what is in it.
            best = min(good, key=lambda e: (self.inside(e[0]), self.rank(e[0]), e[0]))
            return best[1]
        if not gaps:
            return None
        here = gaps[0][0]
        section = self.section[min(here, len(self.section) - 1)]
        near = sorted(
            range(max(here - 64, 0), min(here + 64, len(self.tokens))),
            key=lambda gap: (abs(gap - here), gap),
        )
        for gap in near:
            same = self.section[gap] == section
            if same and (not gap or self.section[gap - 1] == section):
                if self.rank(gap) != _NEVER:
                    return self.starts[gap]
        return None


class _Places:
    """Where the token of each line of a file would stand: (offset, text around it)."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._gaps = _Gaps(source)
        self._branches = branches(source)
        self._index = {id(line): i for i, line in enumerate(source.logical)}
        pairs = (pair for line in source.logical for pair in pairwise(line.tokens))
        self._called = {a.text for a, b in pairs if a.word and b.text == "("}

    def of(self, line: int, macros: bool) -> tuple[int, str] | None:
        """Where, and in what form; None for a comment, or where there is no place."""
        logical = self._source.owners.get(line)
        if logical is None:
            return None
        if logical.directive is None:
            place = self._gaps.best(line)
            return None if place is None else (place, " {} ")
        defined = macro(logical)
        if defined and (defined.body or defined.params is not None):
            return self._of_macro(defined) if macros else None
        return self._beside(logical)

    def _of_macro(self, defined: Macro) -> tuple[int, str]:
        # Another name for what is called somewhere is no number.
        names = {defined.name, *(token.text for token in defined.body)}
        alone = len(defined.body) == 1 and defined.body[0].word
        alias = alone and not names.isdisjoint(self._called)
        if is_number(defined) and not alias:
            return defined.body[-1].end, " * ({} + 1) "
        return (defined.body[0].start if defined.body else defined.head), " {} "

    def _beside(self, directive: Logical) -> tuple[int, str] | None:
        """The start of the nearest ordinary logical line in the same branch."""
        index = self._index[id(directive)]
        branch = self._branches[index]
        lines = self._source.logical
        for far in range(1, len(lines)):
            for other in (index + far, index - far):
                if not 0 <= other < len(lines) or self._branches[other] is not branch:
                    continue
                if lines[other].directive is not None:
                    continue
                gap = bisect.bisect_left(self._gaps.starts, lines[other].start)
                if self._gaps.rank(gap) != _NEVER:
                    return lines[other].start, f" {{}}{READ} "
        return None


def plant(
    after: bytes,
    lines: Iterable[int],
    start: str | None = None,
    first: int = 1,
    macros: bool = True,
) -> tuple[bytes, dict[int, str]]:
    """A C file with a token for each of some lines.

    :param lines: from 1; those that are only comment, or have no place, get none
    :param start: what each token begins with; in no text that is preprocessed with it
    :param first: the number of the first token
    :param macros: the bodies of macros have tokens, too
    :returns: the file, as many lines as before; line -> its token. Lines that get through
        together or not at all (those of one macro) may share one
    """
    text = ctext.decode(after)
    source = Source(text)
    places = _Places(source)
    start = start or prefix(text)
    tokens: dict[int, str] = {}
    at: dict[tuple[int, str], str] = {}
    for line in sorted(set(lines)):
        place = places.of(line, macros)
        if place is not None:
            token = at.setdefault(place, f"{start}{first + len(at)}_")
            tokens[line] = token + (READ if READ in place[1] else "")
    parts, last = [], 0
    for (offset, form), token in sorted(at.items()):
        parts += [text[last:offset], form.format(token)]
        last = offset
    return "".join([*parts, text[last:]]).encode("latin-1"), tokens
