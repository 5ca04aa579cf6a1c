# SPDX-License-Identifier: GPL-2.0
"""Which functions of the source a patch touches: those whose text differs, and those that a changed name is in.

White space, comments and the number of a line are no text. A file's macros,
prototypes and other declarations are compared by themselves; what these change is
told by name, so that other files can be asked who mentions it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from .. import ctext

_TOKEN = re.compile(
    r'L?"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|[A-Za-z_]\w*|\d[\w.]*|[^\w\s]', re.S
)
_WORD = re.compile(r"[A-Za-z_]\w*")
_MACRO = re.compile(r"\s*([A-Za-z_]\w*)")
_MAKES_FUNCTIONS = re.compile(r"[A-Z][A-Z0-9_]*")  # SYSCALL_DEFINE1(name, ...)
_TAGGED = re.compile(r"\b(?:struct|union|enum)\s+([A-Za-z_]\w*)")
_DECLARED = re.compile(r"([A-Za-z_]\w*)\s*(?:\[[^\]]*\]\s*)*(?:=|$)")
_PROTOTYPE = re.compile(r"[^={}(]*\([^{}=]*", re.S)
_CONDITIONS = ("if", "ifdef", "ifndef")

_Text = tuple[str, ...]


@dataclass(frozen=True)
class Touched:
    """What a change of a file touches.

    :param functions: functions of the file; one that a macro makes is a pattern, with a `*`
    :param names: macros and declarations that differ: who mentions one of them in another
        file (mentioning()) is touched, too; an inline function is among the functions
    :param others: changed types, variables and includes: these can reach functions that mention
        none of their names, so that nothing is known of functions that use them
    """

    functions: frozenset[str]
    names: frozenset[str]
    others: tuple[str, ...]


@dataclass
class _Units:
    """A file in pieces: what is named -> each of its texts, with the conditions around it.

    :param declarations: (conditions, text)
    """

    functions: dict[str, Counter[_Text]]
    macros: dict[str, Counter[_Text]]
    declarations: Counter[tuple[_Text, _Text]]


def _tokens(text: str) -> _Text:
    return tuple(_TOKEN.findall(text))


def _uncommented(text: str) -> str:
    """The text with comments as spaces, same length."""
    parts, last = [], 0
    for start, end, kind in ctext.quiet_spans(text):
        if kind == "comment":
            blank = re.sub(r"[^\n]", " ", text[start:end])
            parts += [text[last:start], blank]
            last = end
    return "".join([*parts, text[last:]])


def _conditions(text: str, code: str) -> list[tuple[int, _Text]]:
    """The conditions that hold from an offset on, by rising offset."""
    found: list[tuple[int, _Text]] = [(0, ())]
    stack: list[str] = []
    for start, end, word in ctext.directives(code):
        said = " ".join(_tokens(text[start:end].replace("\\\n", " ")))
        if word in _CONDITIONS:
            stack.append(said)
        elif word in ("elif", "else") and stack:
            stack[-1] = f"{stack[-1]} {said}"
        elif word == "endif" and stack:
            stack.pop()
        else:
            continue
        found.append((end, tuple(stack)))
    return found


def function_names(definition: ctext.Definition) -> tuple[str, ...]:
    """The names that a function has in an object: patterns where a macro makes it."""
    if _MAKES_FUNCTIONS.fullmatch(definition.name) and definition.params:
        first = definition.params[0]
        if _WORD.fullmatch(first):
            return first, f"*_{first}"
    return (definition.name,)


def _functions(code: str) -> Iterator[ctext.Definition]:
    """The functions of blanked text.

    A prototype before a struct looks like a function in the old style to ctext.
    """
    for found in ctext.functions(code):
        head = re.compile(rf"\b{found.name}\s*\(").search(code, found.start, found.body)
        end = ctext.closing(code, head.end() - 1) if head else -1
        if not code[end + 1 : found.body].lstrip().startswith(";"):
            yield found


def _units(data: bytes) -> _Units:
    raw = ctext.decode(data)
    text, code = _uncommented(raw), ctext.blanked(raw)
    conditions = _conditions(text, code)

    def around(offset: int) -> _Text:
        return [c for start, c in conditions if start <= offset][-1]

    units = _Units(defaultdict(Counter), defaultdict(Counter), Counter())
    rest = list(text)

    def blank(start: int, end: int) -> None:
        rest[start:end] = " " * (end - start)

    for start, end, word in ctext.directives(code):
        line = text[start:end].replace("\\\n", " ")
        if word in ("define", "undef"):
            macro = _MACRO.match(line, line.index(word) + len(word))
            if macro:
                units.macros[macro[1]][*around(start), *_tokens(line)] += 1
        elif word == "include":
            units.declarations[around(start), _tokens(line)] += 1
        blank(start, end)
    for found in _functions(code):
        said = (*around(found.body), *_tokens(text[found.start : found.end]))
        for name in function_names(found):
            units.functions[name][said] += 1
        blank(found.start, found.end)
    left = "".join(rest)
    flat = ctext.blanked(left)
    depth = start = 0
    for match in re.finditer(r"[{}();]", flat):
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(match.group(), 0)
        if match.group() == ";" and depth <= 0:
            end = match.start()
            tokens = _tokens(left[start:end])
            brace = left.find("{", start, end)
            if brace >= 0:  # members may be there on conditions of their own
                inside = [" ".join(c) for at, c in conditions if brace < at < end]
                tokens += tuple(inside)
            if tokens:
                place = around(brace if brace >= 0 else end)
                units.declarations[place, tokens] += 1
            start, depth = match.end(), 0
    if tokens := _tokens(left[start:]):
        units.declarations[(), tokens] += 1
    return units


def _called(tokens: _Text) -> set[str]:
    """The words before an outermost parenthesis."""
    found, depth = set(), 0
    for word, after in zip(tokens, tokens[1:]):
        if not depth and after == "(" and _WORD.fullmatch(word):
            found.add(word)
        depth += {"(": 1, ")": -1}.get(after, 0)
    return found - {"__attribute__"}


def _declared(tokens: _Text) -> tuple[set[str], bool]:
    """The names that a declaration is about, and whether it is a prototype."""
    said = " ".join(tokens)
    if tokens[1:2] == ("(",):  # a macro that is used on its own
        return {t for t in tokens[2:] if _WORD.fullmatch(t)}, False
    if _PROTOTYPE.fullmatch(said) and "typedef" not in tokens:
        return _called(tokens), True
    names = set(_TAGGED.findall(said))
    head = re.sub(r"\{.*\}", "", said)
    names.update(_DECLARED.findall(head.split("=")[0].strip()))
    if "enum" in tokens:
        names.update(t for t in tokens if _WORD.fullmatch(t))
    return names - {"struct", "union", "enum", "typedef"}, False


def _changed(
    old: dict[str, Counter[_Text]], new: dict[str, Counter[_Text]]
) -> set[str]:
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def touched(before: bytes, after: bytes) -> Touched:
    """What is touched by a change of a file.

    :param before: its content; empty where it is new
    :param after: empty where it goes
    """
    old, new = _units(before), _units(after)
    functions = _changed(old.functions, new.functions)
    names, others = _changed(old.macros, new.macros), set()
    gone = old.declarations - new.declarations
    for _, tokens in [*gone, *(new.declarations - old.declarations)]:
        said, prototype = _declared(tokens)
        alone = tokens[1:2] == ("(",)
        if tokens[:2] == ("#", "include"):
            others.add(" ".join(tokens))
        elif not alone:
            names |= said
    for _, tokens in gone:
        said, prototype = _declared(tokens)
        # What only says something of a function that changes changes nothing else.
        if not prototype and not (tokens[1:2] == ("(",) and said <= functions):
            others.add(" ".join(tokens)[:80])
    for data in (before, after) if names else ():
        functions |= mentioning(data, names)
    return Touched(frozenset(functions), frozenset(names), tuple(sorted(others)))


def mentioning(data: bytes, names: Collection[str]) -> set[str]:
    """The functions of a file that mention one of some names, also by way of its macros.

    :param names: as Touched.names
    """
    text = ctext.decode(data)
    code = ctext.blanked(text)
    wanted = set(names)
    words: list[tuple[str, set[str]]] = []
    for start, end, word in ctext.directives(code):
        if word == "define":
            said = code[start:end]
            name = _MACRO.match(said, said.index(word) + len(word))
            if name:
                words.append((name[1], set(_WORD.findall(said[name.end() :]))))
    more = True
    while more:
        reached = {name for name, used in words if used & wanted} - wanted
        wanted |= reached
        more = bool(reached)
    return _mention(code, wanted)


def _mention(code: str, names: Iterable[str]) -> set[str]:
    wanted = set(names)
    found: set[str] = set()
    for function in _functions(code):
        head = _WORD.findall(code[function.start : function.end])
        if wanted & set(head):
            found.update(function_names(function))
    return found
