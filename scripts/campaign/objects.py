# SPDX-License-Identifier: GPL-2.0
"""Asks an object whether a call is really in it.

A relocation against the called symbol says that there is a call; the line
table says which line and which function it came from, also where that function
was inlined elsewhere or cloned (.isra, .part, .constprop). Where the object has
no such call, the compiler is stopped after parsing and asked what it saw: a
call that is there was dead in this configuration.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from .children import Children
from .savedcmd import looking, saved_command

OBJECT, EARLY, ABSENT, NOT_BUILT = "object", "early", "absent", "not built"
_SECTION = re.compile(r"^Relocation section '\.rela?(\S*text\S*)'")
_RELOCATION = re.compile(r"^([0-9a-f]{8,16})\s+[0-9a-f]+\s+(R_\S+)\s+[0-9a-f]+\s+(\S+)")
_FUNCTION = re.compile(r"^;; Function (\S+) \(", re.MULTILINE)
_MARKER = re.compile(r'^# (\d+) "((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Question:
    """One call to be looked for.

    :param file: from the top of the tree
    :param line: of the call; 0 where it isn't known
    :param function: that the call stands in; "" where it isn't known
    :param call: the function that is called
    """

    file: str
    line: int
    function: str
    call: str


@dataclass(frozen=True)
class Frame:
    """A place in the source: one step of an inline chain."""

    function: str
    file: str
    line: int


@dataclass(frozen=True)
class Call:
    """A relocation in code: the symbol, and where it comes from, innermost first."""

    symbol: str
    chain: tuple[Frame, ...]


def plain(symbol: str) -> str:
    """A function's name without what cloning added, and without powerpc's dot."""
    return symbol.lstrip(".").split(".", 1)[0].split("@", 1)[0]


def relocations(text: str) -> dict[str, list[tuple[str, str]]]:
    """What `readelf -rW` lists for code: section -> [(offset in hex, symbol)]."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    section = None
    for line in text.splitlines():
        if line.startswith("Relocation section"):
            head = _SECTION.match(line)
            section = head[1] if head else None
        elif section and (entry := _RELOCATION.match(line)):
            found[section].append((entry[1], entry[3]))
    return dict(found)


def chains(text: str, source: str) -> list[tuple[Frame, ...]]:
    """What `addr2line -a -i -f` answers, one chain per address asked.

    :param source: the path of the source tree, which is taken off the files' names
    """
    answers: list[list[Frame]] = []
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith("0x"):
            answers.append([])
            continue
        file, _, number = next(lines, "??:0").split(" (", 1)[0].rpartition(":")
        file = os.path.normpath(file).removeprefix(source + "/")
        answers[-1].append(
            Frame(plain(line), file, int(number) if number.isdigit() else 0)
        )
    return [tuple(chain) for chain in answers]


def holds(call: Call, question: Question, alone: bool) -> bool:
    """Whether a relocation is the call that is asked for.

    :param alone: the function has no other call of that name, so the line need not tell
    """

    def stands(frame: Frame) -> bool:
        if frame.file != question.file and frame.line:
            return False
        if question.line and frame.line == question.line:
            return True
        return bool(question.function) and frame.function == question.function and alone

    if not call.chain:
        return False
    if plain(call.symbol) == question.call:
        return stands(call.chain[0])
    # A wrapper that was inlined: its caller's frame is the call.
    pairs = zip(call.chain, call.chain[1:])
    return any(
        inner.function == question.call and stands(outer) for inner, outer in pairs
    )


def calls_in_dump(text: str) -> Counter[tuple[str, str]]:
    """How often each function calls each name in a dump of the parsed functions."""
    count: Counter[tuple[str, str]] = Counter()
    parts = _FUNCTION.split(text)
    for function, body in zip(parts[1::2], parts[2::2]):
        for name in re.findall(r"\b([A-Za-z_]\w*) \(", body):
            count[plain(function), name] += 1
    return count


def lines_with(text: str, file: str, name: str) -> set[int]:
    """The lines of a file on which a name is left after preprocessing.

    :param text: the preprocessor's output, with its line markers
    :param file: as the markers name it
    """
    word = re.compile(rf"\b{re.escape(name)}\b")
    here, number, found = False, 0, set()
    for line in text.splitlines():
        marker = _MARKER.match(line)
        if marker:
            number, here = int(marker[1]), marker[2] == file
            continue
        if here and word.search(line):
            found.add(number)
        number += 1
    return found


class Objects:
    """The objects of one flavour's build.

    :param output: the build; relative names in saved commands start there
    :param source: the source tree
    :param prefix: of the flavour's binutils
    :param limit: seconds for one question
    :param dumps: the compiler can show what it has parsed, as gcc does
    """

    def __init__(
        self,
        output: Path,
        source: Path,
        prefix: str,
        children: Children,
        limit: float,
        dumps: bool = True,
    ) -> None:
        self._output = output
        self._source = str(source.resolve())
        self._prefix = prefix
        self._children = children
        self._limit = limit
        self._dumps = dumps

    def calls(self, name: str, symbols: Collection[str] = ()) -> list[Call]:
        """The relocations in the code of an object.

        :param symbols: only those of these symbols; none: of all
        :raises MachineError: binutils failed
        """
        table = self._ask(["readelf", "-rW", name])
        found = []
        for section, entries in relocations(table).items():
            if symbols:
                entries = [e for e in entries if plain(e[1]) in symbols]
            if not entries:
                continue
            given = "\n".join(offset for offset, _ in entries) + "\n"
            said = self._ask(
                ["addr2line", "-a", "-i", "-f", "-j", section, "-e", name], given
            )
            for (_, symbol), chain in zip(entries, chains(said, self._source)):
                found.append(Call(symbol, chain))
        return found

    def _ask(self, argv: list[str], given: str = "") -> str:
        argv = [self._prefix + argv[0], *argv[1:]]
        return self._children.ask(argv, self._output, self._limit, given.encode())

    def _command(self, name: str) -> list[str]:
        path = Path(name)
        saved = self._output / path.parent / f".{path.name}.cmd"
        return looking(saved_command(saved.read_text(encoding="utf-8")))

    def _parsed(self, name: str) -> Counter[tuple[str, str]]:
        """What the compiler has parsed of an object's source: (function, called name) -> times.

        The dump is made before anything is taken out as dead.
        """
        argv = self._command(name)
        if not argv or not self._dumps:
            return Counter()
        # Where builds may write. It is new each time: what was there may be a link.
        with tempfile.TemporaryDirectory(prefix=".treewide-", dir=self._output) as made:
            dump = Path(made, "dump")
            argv += [f"-fdump-tree-original={dump}", "-fsyntax-only"]
            self._children.ask(argv, self._output, self._limit)
            return calls_in_dump(dump.read_text(encoding="utf-8", errors="replace"))

    def _seen_on(self, name: str, question: Question) -> bool:
        """Whether the call's line is still there after preprocessing."""
        said = self._children.ask(
            [*self._command(name), "-E"], self._output, self._limit
        )
        file = f"{self._source}/{question.file}"
        return question.line in lines_with(said, file, question.call)

    def answer(
        self, questions: list[Question], built: dict[str, list[str]]
    ) -> list[str]:
        """Where each call is: OBJECT, EARLY, ABSENT or NOT_BUILT.

        :param built: file of the tree -> the objects that hold it
        :raises MachineError: a program failed
        """
        times = Counter((q.file, q.function, q.call) for q in questions)
        names = {q.call for q in questions}
        direct: dict[str, list[Call]] = {}
        calls: dict[str, list[Call]] = {}
        parsed: dict[str, Counter[tuple[str, str]]] = {}

        def held(name: str, question: Question, alone: bool) -> bool:
            """Whether an object has a call: itself, or through a wrapper that was inlined."""
            if name not in direct:
                direct[name] = self.calls(name, names)
            if any(holds(call, question, alone) for call in direct[name]):
                return True
            if name not in calls:
                calls[name] = self.calls(name)
            return any(holds(call, question, alone) for call in calls[name])

        answers = []
        for question in questions:
            same = times[question.file, question.function, question.call]
            objects = built.get(question.file, [])
            answer = ABSENT if objects else NOT_BUILT
            for name in objects:
                if held(name, question, same == 1):
                    answer = OBJECT
                    break
                if name not in parsed:
                    parsed[name] = self._parsed(name)
                seen = parsed[name][question.function, question.call]
                if seen >= same or (seen and self._seen_on(name, question)):
                    answer = EARLY
            answers.append(answer)
        return answers
