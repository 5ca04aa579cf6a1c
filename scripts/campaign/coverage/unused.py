# SPDX-License-Identifier: GPL-2.0
"""Functions in preprocessed text that the compiler drops: static, and used by nothing.

What counts as a use is GCC's own rule (cgraphunit.cc, analyze_functions()): something that
stays has the function's name in its code, or in a value that it begins with. Names of
members, of parameters in prototypes and in types use nothing. What only a dropped
function or variable uses goes with it.

No parser: braces and strings are found in one pass, a name is looked for where it is
asked about. Where in doubt, something is a use: a local variable that is named as the
function is one.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from .declarators import ASSIGNS, WORD, function_name, variable_name

# Names that are asked about before all of the text's names are indexed
_SEARCHES = 64
_STRING = re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"')
_LITERAL = re.compile(rf"{_STRING.pattern}|'[^'\\\n]*(?:\\.[^'\\\n]*)*'")
_BRACE = re.compile(rf"{_LITERAL.pattern}|[{{}}]")
_MARKER = re.compile(r"^[ \t]*#.*$", re.M)
_TYPE = re.compile(r"\b(?:struct|union|enum)\b[^=]*$")
_TAG = re.compile(r"\b(?:struct|union|enum)$")
# gcc, "Common Function Attributes": what has it stays without a use
_STAYS = re.compile(
    r"\b(?:__used__|used|__constructor__|constructor|__destructor__|destructor"
    r"|__externally_visible__|externally_visible)\b"
)
_INLINE = re.compile(r"\b(?:__)?inline(?:__)?\b")
_GNU_INLINE = re.compile(r"\b(?:__)?gnu_inline(?:__)?\b")
# An attribute that names a function in a string
_BY_NAME = re.compile(r"\b(?:__)?(?:alias|ifunc)(?:__)?\s*\(\s*$")


@dataclass(frozen=True)
class Definition:
    """Something outside of all functions that can be dropped.

    :param start: offset of its first character, about
    :param end: offset behind it
    """

    name: str
    start: int
    end: int
    function: bool


class Unit:
    """A translation unit, preprocessed.

    :param planted: what was added to it and is no C: blanks take its place in a head
    """

    def __init__(self, text: str, planted: re.Pattern[str] | None = None) -> None:
        self.text = text
        self._planted = planted
        self._known: dict[Definition, bool] = {}
        self._homes: dict[tuple[int, int], Definition | None] = {}
        self._asked = 0

    @functools.cached_property
    def _blocks(self) -> tuple[list[int], list[int]]:
        """Where the outermost braces open, and where they close."""
        starts, ends = [], []
        depth = 0
        for match in _BRACE.finditer(self.text):
            brace = match.group()
            if brace == "{":
                if not depth:
                    starts.append(match.start())
                depth += 1
            elif brace == "}" and depth:
                depth -= 1
                if not depth:
                    ends.append(match.end())
        if depth:
            ends.append(len(self.text))
        return starts, ends

    def _block(self, offset: int) -> int:
        """The number of the outermost braces that an offset is in, or of those behind it."""
        return bisect.bisect_right(self._blocks[1], offset)

    def _statement(self, offset: int) -> tuple[int, int]:
        """The extent of what stands outside of all functions around an offset, or in front of
        the braces there."""
        starts, ends = self._blocks
        block = self._block(offset)
        floor = ends[block - 1] if block else 0
        roof = starts[block] if block < len(starts) else len(self.text)
        begin = self.text.rfind(";", floor, min(offset, roof)) + 1
        stop = self.text.find(";", min(offset, roof), roof) + 1
        return max(begin, floor), stop or roof

    def _plain(self, start: int, end: int) -> str:
        """Text without line markers and what was planted."""
        part = _MARKER.sub(" ", self.text[start:end])
        return self._planted.sub(" ", part) if self._planted else part

    def home(self, offset: int) -> Definition | None:
        """The definition around an offset, if it is one that may be dropped."""
        start, stop = self._statement(offset)
        if (start, stop) not in self._homes:
            self._homes[start, stop] = self._read(start, stop)
        return self._homes[start, stop]

    def _read(self, start: int, stop: int) -> Definition | None:
        """What a statement outside of all functions defines, if that may be dropped."""
        starts, ends = self._blocks
        block = self._block(start)
        braces = block < len(starts) and stop == starts[block]
        head = _STRING.sub('""', self._plain(start, stop))
        name = function_name(head) if braces else None
        if not name and not ASSIGNS.search(head):
            return None
        words = WORD.findall(head)
        inline = "extern" in words and _INLINE.search(head) and _GNU_INLINE.search(head)
        if "static" not in words and not inline:
            if not name or not self._declared_static(name, start):
                return None
        if _STAYS.search(head):
            return None
        end = ends[block] if braces else stop
        chosen = name or variable_name(head)
        return Definition(chosen, start, end, bool(name)) if chosen else None

    def _declared_static(self, name: str, before: int) -> bool:
        """Whether a function is static by an earlier declaration alone."""
        starts, _ = self._blocks
        for offset in self._mentions(name, 0):
            if offset >= before:
                return False
            if starts[self._block(offset)] > offset:
                # A struct can have the function's name.
                start, stop = self._statement(offset)
                head = self._plain(start, stop).rstrip("; \n")
                if function_name(head) == name and "static" in WORD.findall(head):
                    return True
        return False

    @functools.cached_property
    def _index(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for match in WORD.finditer(self.text):
            found.setdefault(match.group(), []).append(match.start())
        return found

    def _mentions(self, name: str, first: int) -> Iterator[int]:
        """The offsets at which a name stands, from one on and then from the beginning."""
        self._asked += 1
        if self._asked > _SEARCHES:
            yield from self._index.get(name, [])
            return
        text, size = self.text, len(name)
        for begin, end in ((first, len(text)), (0, first)):
            at = text.find(name, begin, end)
            while at >= 0:
                before = text[at - 1 : at]
                after = text[at + size : at + size + 1]
                whole = not (before.isalnum() or before == "_")
                if whole and not (after.isalnum() or after == "_"):
                    yield at
                at = text.find(name, at + size, end)

    def _quoted(self, offset: int) -> bool | None:
        """Whether an offset is in a string or a line marker; None where the string counts."""
        begin = self.text.rfind("\n", 0, offset) + 1
        if self.text[begin : begin + 1] == "#":
            return True
        for match in _LITERAL.finditer(self.text, begin):
            if match.start() > offset:
                return False
            if offset < match.end():
                named = _BY_NAME.search(
                    self.text[max(begin, match.start() - 40) : match.start()]
                )
                return None if named else True
        return False

    def _other_name(self, offset: int) -> bool:
        """Whether what stands at an offset names a member or a type."""
        before = self.text[max(offset - 80, 0) : offset].rstrip()
        if before.endswith(".") and not before.endswith(".."):
            return True
        return before.endswith("->") or bool(_TAG.search(before))

    def _user(self, offset: int, asked: Definition) -> Definition | bool:
        """What uses a name that stands at an offset: False is nothing, True something that stays."""
        if asked.start <= offset < asked.end:
            return False
        quoted = self._quoted(offset)
        if quoted is None:
            return True
        if quoted or self._other_name(offset):
            return False
        starts, _ = self._blocks
        block = self._block(offset)
        start, stop = self._statement(offset)
        if block < len(starts) and offset >= starts[block]:
            head = self._plain(start, starts[block])
            if _TYPE.search(head) and function_name(head) is None:
                return False
        else:
            if _STAYS.search(self.text, start, stop):
                return True
            if not ASSIGNS.search(self.text, start, offset):
                return False
        return self.home(offset) or True

    def kept(self, asked: Definition) -> bool:
        """Whether something that stays uses a definition, however many steps away."""
        waiting, looked = [asked], {asked}
        while waiting:
            this = waiting.pop()
            if this in self._known:
                if self._known[this]:
                    self._known[asked] = True
                    return True
                continue
            for offset in self._mentions(this.name, this.end):
                user = self._user(offset, this)
                if user is True:
                    self._known[asked] = True
                    return True
                if isinstance(user, Definition) and user not in looked:
                    looked.add(user)
                    waiting.append(user)
        self._known |= dict.fromkeys(looked, False)
        return False

    def dropped(self, offset: int) -> str | None:
        """The name of the dropped function that an offset is in; None where it stays."""
        home = self.home(offset)
        if home is None or not home.function or self.kept(home):
            return None
        return home.name
