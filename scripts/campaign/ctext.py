# SPDX-License-Identifier: GPL-2.0
"""C source as text: what is comment, string, directive, macro and function.

This is no parser. It finds where definitions begin and end, so that each can
be handed to spatch by itself, and tells code from what only looks like it.
Text is Latin-1 decoded bytes throughout: one character is one byte.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

_QUIET = re.compile(
    r"/\*.*?(?:\*/|\Z)"
    r"|//(?:\\\r?\n|[^\n])*"
    r'|"(?:\\(?:\r\n|.)|[^"\\\n])*(?:"|(?=\n)|\Z)'
    r"|'(?:\\.|[^'\\\n])*(?:'|(?=\n)|\Z)",
    re.S,
)
_NOT_NEWLINE = re.compile(r"[^\n]")
_DIRECTIVE = re.compile(r"^[ \t]*#[ \t]*(\w*)((?:\\\r?\n|[^\n])*)", re.M)
_MACRO = re.compile(r"(\w+)(\(([^()]*)\))?((?:\\\r?\n|[^\n])*)")
_PLACE = re.compile(r"->|[\w)\]]\.[A-Za-z_]|^\s*\(*\s*[*&]")  # what may be assigned to
_ATTRIBUTES = frozenset(
    "__attribute__ __acquires __releases __must_hold __printf __section __aligned "
    "__cond_acquires __no_sanitize __alloc_size __nonnull".split()
)
_KEYWORDS = frozenset(
    "if while for switch do else return sizeof typeof __typeof__ defined case".split()
)


@dataclass(frozen=True)
class Definition:
    """A function or a macro, with its extent as offsets into the text."""

    name: str
    kind: str  # "function", "macro" or "alias"
    start: int
    end: int
    params: tuple[str, ...]
    body: int  # offset of the body's first character
    static: bool = False


def decode(data: bytes) -> str:
    """The bytes of a source file as text, one character a byte."""
    return data.decode("latin-1")


def quiet_spans(text: str) -> list[tuple[int, int, str]]:
    """Comments and literals: (start, end, "comment" | "string"), in order."""
    return [
        (m.start(), m.end(), "comment" if m.group().startswith("/") else "string")
        for m in _QUIET.finditer(text)
    ]


def blanked(text: str) -> str:
    """The text with comments and the insides of literals as spaces, same length."""

    def blank(match: re.Match[str]) -> str:
        quiet = match.group()
        if quiet.startswith("/"):
            return _NOT_NEWLINE.sub(" ", quiet)
        if len(quiet) < 2:
            return quiet
        return quiet[0] + _NOT_NEWLINE.sub(" ", quiet[1:-1]) + quiet[-1]

    return _QUIET.sub(blank, text)


def directives(code: str) -> list[tuple[int, int, str]]:
    """Preprocessor lines of blanked text: (start, end, word), in order."""
    return [(m.start(), m.end(), m.group(1)) for m in _DIRECTIVE.finditer(code)]


@functools.lru_cache(maxsize=128)
def line_starts(text: str) -> list[int]:
    """Offsets at which the lines begin; line n is entry n - 1."""
    return [0] + [m.end() for m in re.finditer("\n", text)]


def position(starts: list[int], offset: int) -> tuple[int, int]:
    """Line (from 1) and column (from 0) of an offset."""
    line = bisect.bisect_right(starts, offset)
    return line, offset - starts[line - 1]


def closing(code: str, opening: int) -> int:
    """Offset of the parenthesis that closes the one at opening, or -1."""
    depth = 0
    for match in re.compile(r"[()]").finditer(code, opening):
        depth += 1 if match.group() == "(" else -1
        if not depth:
            return match.start()
    return -1


def split_arguments(text: str) -> list[str]:
    """Split at commas outside all brackets, white space stripped."""
    parts, depth, last = [], 0, 0
    for index, char in enumerate(blanked(text)):
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == "," and not depth:
            parts.append(text[last:index].strip())
            last = index + 1
    parts.append(text[last:].strip())
    return [] if parts == [""] else parts


def _head(code: str, start: int, end: int) -> tuple[str, int, int] | None:
    """The name and the parameter list of a function whose head is code[start:end]."""
    chosen: tuple[str, int, int] | None = None
    for match in re.compile(r"\b([A-Za-z_]\w*)\s*\(").finditer(code, start, end):
        if chosen and match.start() < chosen[2]:
            continue
        if chosen and match.group(1).startswith("__"):
            continue  # an attribute behind the parameters
        if match.group(1) in _ATTRIBUTES:
            continue
        if match.group(1) in _KEYWORDS:
            return None
        before = code[start : match.start()]
        if before.count("(") != before.count(")") or "=" in before:
            continue
        close = closing(code, match.end() - 1)
        if not 0 <= close < end:
            return None
        # What stands before the last one is a macro that is used on its own.
        chosen = match.group(1), match.end(), close
    return chosen


def functions(code: str) -> Iterator[Definition]:
    """Function definitions of blanked text, outermost only, in order.

    Both branches of an #if may open the same brace: at #else the depth is put
    back to what it was at the #if.
    """
    lines = directives(code)
    flat = list(code)
    for start, end, _ in lines:
        flat[start:end] = (c if c == "\n" else " " for c in code[start:end])
    body_text = "".join(flat)
    events = sorted(
        [(m.start(), m.group()) for m in re.finditer(r"[{};]", body_text)]
        + [(start, "#" + word) for start, _, word in lines]
    )
    depth, begin, open_at, conditions = 0, 0, -1, []
    older: list[int] = []
    head: tuple[str, int, int] | None = None
    for offset, what in events:
        if what in ("#if", "#ifdef", "#ifndef"):
            conditions.append(depth)
        elif what in ("#else", "#elif"):
            if conditions:
                depth = conditions[-1]
        elif what == "#endif":
            if conditions:
                conditions.pop()
        elif what == "{":
            if not depth:
                open_at, head = offset, _head(body_text, begin, offset)
                if not head and older:  # K&R: the parameters' types come after a ;
                    head = _head(body_text, older[-1], offset)
                    begin = older[-1] if head else begin
            depth += 1
        elif what == "}":
            closes_line = offset == 0 or body_text[offset - 1] == "\n"
            depth = 0 if closes_line and depth > 0 else max(depth - 1, 0)
            if not depth:
                if head and open_at >= 0:
                    start = (
                        begin + len(body_text[begin:]) - len(body_text[begin:].lstrip())
                    )
                    words = body_text[start : head[1]].split()
                    yield Definition(
                        head[0],
                        "function",
                        start,
                        offset + 1,
                        tuple(split_arguments(body_text[head[1] : head[2]])),
                        open_at,
                        "static" in words,
                    )
                begin, head, open_at, older = offset + 1, None, -1, []
        elif what == ";" and not depth:
            older = [begin] if not older and _head(body_text, begin, offset) else older
            begin = offset + 1


def macros(text: str, code: str) -> Iterator[Definition]:
    """Macro definitions, in order; an object-like one for a single name is an alias.

    Of other object-like ones only those are told that may stand for a place.
    """
    for start, end, word in directives(code):
        if word != "define":
            continue
        at = code.index("define", start) + len("define")
        match = _MACRO.match(
            code, at + len(code[at:end]) - len(code[at:end].lstrip()), end
        )
        if not match:
            continue
        name, body = match.group(1), match.group(4)
        if match.group(2) is not None:
            params = tuple(split_arguments(match.group(3)))
            yield Definition(name, "macro", start, end, params, match.start(4))
        elif re.fullmatch(r"[A-Za-z_]\w*", body.strip()) and body.strip() != name:
            yield Definition(name, "alias", start, end, (body.strip(),), match.start(4))
        elif _PLACE.search(body):
            yield Definition(name, "macro", start, end, (), match.start(4))


@functools.lru_cache(maxsize=512)
def definitions(text: str) -> list[Definition]:
    """Every function and macro that the text defines, in order of the text."""
    code = blanked(text)
    return sorted([*functions(code), *macros(text, code)], key=lambda d: d.start)
