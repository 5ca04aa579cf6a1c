# SPDX-License-Identifier: GPL-2.0
"""What operators work on: the maps of a source in the new API, their locks, rechecks and ways out.

All of it is found by the words of the API and by structure. Names of variables that a map
fills are followed through the file by calls, returns through pointers, and copies.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from campaign import ctext

from statements import NotParsed, Statement, parse
from vocabulary import RO, RW, WORDS

_PLACE = r"[A-Za-z_]\w*(?:\s*(?:->|\.)\s*\w+|\[[^][]*\])*"
_NAME = re.compile(r"[A-Za-z_]\w*")


def last_name(text: str) -> str:
    """The name that an expression for a place ends in: ptl of *w->ptl."""
    found = _NAME.findall(text)
    return found[-1] if found else ""


@dataclass(frozen=True, eq=False)
class Call:
    """A call in a function.

    :param args: the arguments' texts
    :param spans: their extents, white space stripped
    :param statement: the innermost one that it stands in
    """

    function: Function
    name: str
    start: int
    end: int
    args: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    statement: Statement

    @property
    def text(self) -> str:
        """The call as it stands."""
        return self.function.source.text[self.start : self.end]

    def is_statement(self) -> bool:
        """Whether it is a statement of its own, its value not used."""
        s = self.statement
        return s.kind == "plain" and (s.start, s.end - 1) == (self.start, self.end)


class Function:
    """A function of a source."""

    def __init__(self, source: Source, made: ctext.Definition) -> None:
        self.source = source
        self.name = made.name
        self.params = [last_name(re.sub(r"\[.*", "", p)) for p in made.params]
        self.start, self.end = made.start, made.end
        self.body = parse(source.code, made.body, made.end)
        self.statements = list(self.body.walk())

    @property
    def text(self) -> str:
        """The function as it stands."""
        return self.source.text[self.start : self.end]

    def at(self, offset: int) -> Statement:
        """The innermost statement that an offset stands in."""
        found = self.body
        for statement in self.statements:
            if statement.start <= offset < statement.end:
                found = statement
        return found

    @cached_property
    def calls(self) -> list[Call]:
        """All calls in it, in the order of the text."""
        code, found = self.source.code, []
        for match in re.finditer(r"\b([A-Za-z_]\w*)\s*\(", code[: self.end]):
            if match.start() < self.body.start:
                continue
            if match[1] in ("if", "for", "while", "switch", "return", "sizeof"):
                continue
            close = ctext.closing(code, match.end() - 1)
            spans = list(_arguments(code, match.end(), close))
            found.append(
                Call(
                    self,
                    match[1],
                    match.start(),
                    close + 1,
                    tuple(self.source.text[a:b] for a, b in spans),
                    tuple(spans),
                    self.at(match.start()),
                )
            )
        return found

    def named(self, names: Collection[str]) -> list[Call]:
        """The calls of some functions."""
        return [c for c in self.calls if c.name in names]

    def on(self, words: dict[str, int], names: Collection[str]) -> list[Call]:
        """Calls of words whose argument ends in one of these names."""
        return [
            c
            for c in self.named(words)
            if words[c.name] < len(c.args) and last_name(c.args[words[c.name]]) in names
        ]


def _arguments(code: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    depth, last = 0, start
    for at in range(start, end + 1):
        char = code[at] if at < end else ","
        depth += (char in "([{") - (char in ")]}")
        if char == "," and not depth:
            part = code[last:at]
            left = last + len(part) - len(part.lstrip())
            if part.strip():
                yield left, left + len(part.strip())
            last = at + 1


@dataclass(frozen=True, eq=False)
class Map:
    """A call of the new API.

    :param pointer: what it is assigned to; empty where it is returned at once
    :param value: the place that takes the pmd value; empty for ro
    :param lock: the place that takes the lock
    """

    call: Call
    api: str
    pointer: str
    mm: str
    pmd: str
    addr: str
    value: str
    lock: str


def _place(argument: str) -> str:
    """What `&x` or a pointer given for output stands for."""
    return argument[1:].strip() if argument.startswith("&") else "*" + argument


def assigned(call: Call) -> str:
    """The place that a call's result is assigned to; the first of several; empty if none."""
    before = call.function.source.code[call.statement.start : call.start]
    target = re.search(rf"({_PLACE})\s*=\s*(?:{_PLACE}\s*=\s*)?$", before)
    return target[1] if target else ""


def _map(call: Call, api: str, words: dict[str, int]) -> Map:
    args = call.args
    value = _place(args[words["pmdvalp"]]) if "pmdvalp" in words else ""
    return Map(
        call,
        api,
        assigned(call),
        args[words["mm"]],
        args[words["pmd"]],
        args[words["addr"]],
        value,
        _place(args[words["ptlp"]]),
    )


class Source:
    """A file in the new API.

    :param name: how mutants call it
    :param text: its text, Latin-1 decoded
    """

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.code = ctext.blanked(text)
        self.skipped: list[str] = []
        flat = list(self.code)
        for start, end, _ in ctext.directives(self.code):
            flat[start:end] = (c if c == "\n" else " " for c in self.code[start:end])
        made = list(ctext.functions(self.code))
        self.code = "".join(flat)
        self.functions: list[Function] = []
        for definition in made:
            try:
                self.functions.append(Function(self, definition))
            except NotParsed:
                self.skipped.append(definition.name)

    @cached_property
    def maps(self) -> list[Map]:
        """The calls of the new API."""
        found = []
        for function in self.functions:
            for api, words in (("ro", RO), ("rw", RW)):
                calls = function.named([words["name"]])
                found += [_map(c, api, words) for c in calls if len(c.args) > 3]
        return sorted(found, key=lambda m: m.call.start)

    def function(self, name: str) -> Function | None:
        """A function of this file."""
        return next((f for f in self.functions if f.name == name), None)

    @cached_property
    def _flows(self) -> set[frozenset[tuple[str, str]]]:
        """Pairs of (function, name) that hold the same: argument and parameter, or a copy."""
        flows = set()
        for function in self.functions:
            body = self.code[function.body.start : function.body.end]
            for a, b in re.findall(rf"[*]?({_PLACE})\s*=\s*[*&]?({_PLACE})\s*;", body):
                if not b.isupper():  # NULL
                    names = (last_name(a), last_name(b))
                    flows.add(frozenset((function.name, n) for n in names))
            for call in function.calls:
                callee = self.function(call.name)
                if not callee:
                    continue
                for text, param in zip(call.args, callee.params):
                    if re.fullmatch(rf"[*&]?\s*{_PLACE}", text):
                        here = (function.name, last_name(text))
                        flows.add(frozenset([here, (callee.name, param)]))
        return flows

    def carriers(self, function: Function, place: str) -> dict[str, set[str]]:
        """The names that hold what a place of a function holds, by function.

        A member of a struct is known by its name in the whole file.
        """
        known = {(function.name, last_name(place))}
        member = last_name(place) if "->" in place or "." in place else None
        if member:
            known |= {(f.name, member) for f in self.functions}
        more = True
        while more:
            more = False
            for flow in self._flows:
                if flow & known and not flow <= known:
                    known |= flow
                    more = True
        found: dict[str, set[str]] = {}
        for name, carrier in known:
            found.setdefault(name, set()).add(carrier)
        return found

    def pointers(self, made: Map) -> dict[str, set[str]]:
        """The names that hold a map's pointer, by function."""
        function = made.call.function
        if made.pointer:
            return self.carriers(function, made.pointer)
        found: dict[str, set[str]] = {}
        for caller in self.functions:
            for call in caller.named([function.name]):
                name = assigned(call)
                for at, names in (self.carriers(caller, name) if name else {}).items():
                    found.setdefault(at, set()).update(names)
        return found

    def takers(self) -> dict[str, int]:
        """Words for taking a lock, with those of this file that stand for one."""
        return WORDS.locks | self._wrappers(WORDS.locks)

    def releasers(self) -> dict[str, int]:
        """The same for releasing."""
        return WORDS.unlocks | self._wrappers(WORDS.unlocks)

    def _wrappers(self, words: dict[str, int]) -> dict[str, int]:
        found = {}
        for function in self.functions:
            plain = [s for s in function.statements if s.kind != "block"]
            calls = function.named(words)
            if len(plain) == 1 and len(calls) == 1 and calls[0].is_statement():
                locked = calls[0].args[words[calls[0].name]]
                if locked in function.params:
                    found[function.name] = function.params.index(locked)
        return found
