# SPDX-License-Identifier: GPL-2.0
"""The rechecks of a source: which map each is of, how it is asked, where it fails to.

A comparison of two tables is one if one side reads the entry now, and the other is the
value of a map. Of a map whose value nobody compares, a comparison of two entries is one,
if it reads the entry through the map's pointer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sites import Call, Function, Map, Source, last_name
from statements import Statement
from vocabulary import WORDS


@dataclass(eq=False)
class Recheck:
    """A recheck.

    :param value: which of its two arguments is the value that was mapped
    :param live: which reads the entry now
    :param names: what holds the map's pointer, lock and value in this function
    """

    map: Map
    call: Call
    value: int
    live: int
    pointers: set[str]
    locks: set[str]

    @property
    def function(self) -> Function:
        """The function it stands in."""
        return self.call.function

    @property
    def statement(self) -> Statement:
        """The statement it stands in."""
        return self.call.statement

    @property
    def is_table(self) -> bool:
        """Whether tables are compared, not entries."""
        return self.call.name in WORDS.same_table

    @cached_property
    def negated(self) -> bool:
        """Whether its negation is asked."""
        code = self.function.source.code
        return code[: self.call.start].rstrip().endswith("!")

    @cached_property
    def operand(self) -> tuple[int, int]:
        """The extent of it with its negation."""
        code = self.function.source.code
        start = self.call.start
        return (code.rindex("!", 0, start) if self.negated else start), self.call.end

    @cached_property
    def condition(self) -> tuple[int, int]:
        """The extent of the whole condition, without words that say nothing of it."""
        code = self.function.source.code
        start, end = self.statement.head
        while True:
            word = re.compile(r"\s*(\w+)\s*\(").match(code, start, end)
            if not (word and word[1] in WORDS.transparent):
                break
            start, end = word.end(), code.rindex(")", start, end)
        text = code[start:end]
        return start + len(text) - len(text.lstrip()), start + len(text.rstrip())

    @property
    def in_if(self) -> bool:
        """Whether an if asks for it."""
        start, end = self.statement.head
        return self.statement.kind == "if" and start <= self.call.start < end

    @property
    def alone(self) -> bool:
        """Whether the if asks for nothing else."""
        return self.in_if and self.condition == self.operand

    @property
    def fails(self) -> Statement | None:
        """The branch that is taken where the table is another one, if that is one of its own."""
        if not (self.in_if and self.negated):
            return None
        code = self.function.source.code
        ahead = code[self.condition[0] : self.operand[0]].rstrip()
        sure = self.alone or ahead.endswith(",")
        sure |= "||" in code[slice(*self.condition)]
        return self.statement.parts[0] if sure else None

    @cached_property
    def lock(self) -> Call | None:
        """The last call before it, in its function, that takes the map's lock."""
        source = self.function.source
        words = source.takers() | WORDS.trylocks
        taken = [
            c
            for c in self.function.on(words, self.locks)
            if c.start < self.call.start and c.statement is not self.statement
        ]
        same = self.map.call.function is self.function
        taken = [c for c in taken if not same or c.start > self.map.call.end]
        return taken[-1] if taken else None

    def is_early(self) -> bool:
        """Whether no lock is taken before it that it could be a recheck under."""
        if self.lock:
            return False
        code = self.function.source.code[self.function.body.start : self.call.start]
        if self.map.call.function is self.function:
            code = self.function.source.code[self.map.call.end : self.call.start]
            return not re.search(r"lock\w*\s*\(", code)
        return False

    def held_before(self) -> bool:
        """Whether the lock of the entry is held, on every path, since before the map."""
        function = self.map.call.function
        for call in function.named(WORDS.locked_result):
            block = call.statement.parent
            if (
                call.start < self.map.call.start
                and self.map.pmd in call.args
                and block
                and self.map.call.statement.inside(block)
                and call.statement.kind == "plain"
            ):
                return True
        return False


def _is_live(text: str) -> bool:
    readers = "|".join(sorted(WORDS.table_readers))
    return bool(re.match(rf"\s*(?:{readers})\s*\(", text))


def _is_entry(text: str, pointers: set[str]) -> bool:
    found = re.match(r"\s*(\w+)\s*\((.*)\)\s*$", text, re.S)
    read = bool(found) and found[1] in WORDS.entry_readers  # type: ignore[index]
    return read and last_name(found[2]) in pointers  # type: ignore[index]


def _tables(source: Source, made: Map) -> Iterator[Recheck]:
    function = made.call.function
    values = source.carriers(function, made.value)
    pointers = source.pointers(made)
    locks = source.carriers(function, made.lock)
    for other in source.functions:
        for call in other.named(WORDS.same_table):
            for value, live in ((0, 1), (1, 0)):
                names = values.get(other.name, set())
                if last_name(call.args[value]) in names and _is_live(call.args[live]):
                    yield Recheck(
                        made,
                        call,
                        value,
                        live,
                        pointers.get(other.name, set()),
                        locks.get(other.name, set()),
                    )


def _entries(source: Source, made: Map) -> Iterator[Recheck]:
    function = made.call.function
    pointers = source.pointers(made)
    locks = source.carriers(function, made.lock)
    for other in source.functions:
        names = pointers.get(other.name, set())
        if any(c.start < c.end for c in other.named(WORDS.maps)):
            if other is not function:
                continue  # it maps itself, by the same name
        if other is not function and ("->" in made.pointer or "." in made.pointer):
            continue  # who looks into the struct there, and when, isn't known
        for call in other.named(WORDS.same_entry):
            for live, value in ((0, 1), (1, 0)):
                if _is_entry(call.args[live], names):
                    yield Recheck(
                        made, call, value, live, names, locks.get(other.name, set())
                    )


def rechecks(source: Source) -> list[Recheck]:
    """All rechecks of a source, by map, in the order of the text."""
    found = []
    for made in source.maps:
        if made.api != "rw":
            continue
        compared = list(_tables(source, made))
        if not compared:
            compared = list(_entries(source, made))
        found += sorted(compared, key=lambda r: r.call.start)
    return found


def known_none(source: Source, function: Function, name: str) -> bool:
    """Whether a value is none wherever it is compared: what isn't none has left before."""
    carriers = source.carriers(function, name)
    for other in source.functions:
        for call in other.named(WORDS.none):
            if last_name(call.args[0]) not in carriers.get(other.name, set()):
                continue
            statement = call.statement
            before = source.code[statement.head[0] : call.start].rstrip()
            if (
                statement.kind == "if"
                and before.endswith("!")
                and statement.parts[0].leaves()
            ):
                return True
    return False


def other_guard(source: Source, recheck: Recheck) -> bool:
    """Whether an entry of the same mapping is compared beside it, with one that isn't none."""
    for call in recheck.function.named(WORDS.same_entry):
        if call is recheck.call:
            continue
        for live, value in ((0, 1), (1, 0)):
            if _is_entry(call.args[live], recheck.pointers) and not known_none(
                source, recheck.function, call.args[value]
            ):
                return True
    return False
