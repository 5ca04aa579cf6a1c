# SPDX-License-Identifier: GPL-2.0
"""What an object holds, as a small document: a digest per function and variable.

    {"object": [machine, class, byte order, flags],
     "names": [name],                            what is referred to, told once
     "functions": {symbol: record}, "data": {name: record},
     "rest": {section: [[digest, [index of a name]]]},   what no name covers
     "sections": {name: [[[type, flags, alignment, entry size]], [variable]]},
     "ignored": {section: [digest, why]},
     "inlining": "" or why it isn't known}

    record: {"size", "digest", "names": [index], "attributes": [section, binding, …],
             "layouts": {section: digest}, "left_out": {normalisation: digest},
      of functions "tables": {section: [digest, [index], shape]}, "inlines": [function],
                   "shape": digest, "numbers": [int];  of variables "by": [function]}
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..children import Children
from ..errors import MachineError
from . import dwarf
from .abbreviations import NotUnderstood
from .disassembly import Code, disassemble
from .elf import ALLOC, MERGE, Object, Section, Symbol
from .places import Named, Places
from .shape import shape_of
from .stream import Streams, Text, digest
from .tables import Tables
from .treatment import treatment

_LIMIT = 120.0
# No content of the program
_STRUCTURE = (
    "SHT_NULL",
    "SHT_SYMTAB",
    "SHT_STRTAB",
    "SHT_REL",
    "SHT_RELA",
    "SHT_GROUP",
)


class _Names:
    """Names by number, each told once."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._numbers: dict[str, int] = {}

    def of(self, names: list[str]) -> list[int]:
        """The numbers of some names."""
        found = []
        for name in names:
            if name not in self._numbers:
                self._numbers[name] = len(self.all)
                self.all.append(name)
            found.append(self._numbers[name])
        return found


class _Survey:
    """Goes through an object."""

    def __init__(self, parsed: Object, code: dict[int, Code]) -> None:
        self._object = parsed
        self._code = code
        self._rules = treatment()
        self._places = Places(parsed, code)
        self._streams = Streams(parsed, code, self._places)
        self._names = _Names()
        self._users: dict[tuple[int, int], set[str]] = defaultdict(set)
        self._tables: dict[tuple[int, int], dict[str, Text]] = defaultdict(dict)
        self._unowned: dict[str, list[Text]] = defaultdict(list)

    def _compared(self) -> list[Section]:
        return [
            s
            for s in self._object.sections
            if s.kind not in _STRUCTURE and s.size and not self._rules.ignored(s.name)
        ]

    def _read_tables(self) -> None:
        tables = Tables(self._object, self._streams)
        for section in self._compared():
            rule = self._rules.table(section.name)
            if rule is None:
                continue
            for entry in tables.entries(section, rule):
                owner = entry.owner
                text = Text()
                if owner is None or owner.symbol.section is None:
                    self._unowned[section.name].append(text)
                else:
                    there = self._tables[owner.symbol.section, owner.start]
                    text = there.setdefault(section.name, text)
                tables.add(text, section, rule, entry)

    def _attributes(self, index: int, named: Named) -> list[Any]:
        """What a linker is told of a symbol, and its other names."""
        symbol = named.symbol
        others = [
            [self._rules.stem(o.name) or o.name, o.kind, o.bind, o.other, o.size]
            for o in self._places.others(index, named)
        ]
        head = [self._object.sections[index].name, symbol.kind, symbol.bind]
        return [*head, symbol.other, sorted(others)]

    def _record(self, index: int, named: Named, text: Text) -> dict[str, Any]:
        record = {
            "size": named.end - named.start,
            "digest": text.digest(),
            "names": self._names.of(text.names),
            "attributes": self._attributes(index, named),
        }
        if text.layouts:
            record["layouts"] = {
                section: digest(repr(said).encode())
                for section, said in text.layouts.items()
            }
        left = text.left_out()
        if left:
            record["left_out"] = left
        return record

    def _function(
        self, index: int, named: Named, inlined: Mapping[tuple[int, int], set[str]]
    ) -> dict[str, Any]:
        text = Text()
        self._streams.range(text, index, named.start, named.end, named)
        for place in text.uses:
            self._users[place].add(named.symbol.name)
        tables = self._tables.get((index, named.start), {})
        for said in tables.values():
            for kind, values in said.raw.items():
                text.raw[kind] += values
            for place in said.uses:
                self._users[place].add(named.symbol.name)
        record = self._record(index, named, text)
        record["tables"] = {
            name: [said.digest(), self._names.of(said.names), said.loosely()]
            for name, said in sorted(tables.items())
        }
        record["inlines"] = sorted(inlined.get((index, named.start), ()))
        code = self._code.get(index)
        if code:
            shape, numbers = shape_of(code, named.start, named.end)
            loose = text.loosely().encode()
            record["shape"] = digest(shape.encode("latin-1", "replace"), loose)
            record["numbers"] = numbers
        return record

    def _variable(self, index: int, named: Named) -> dict[str, Any]:
        text = Text()
        self._streams.range(text, index, named.start, named.end, None)
        users = self._users.get((index, named.start), set())
        for place in text.uses:
            self._users[place].add(named.symbol.name)
        return {**self._record(index, named, text), "by": sorted(users)}

    def _key(self, section: Section, symbol: Symbol, users: list[str]) -> str:
        """What a variable is known by: if it is counted, by those who refer to it."""
        stem = self._rules.stem(symbol.name)
        if stem is None:
            return symbol.name
        return f"{stem} of {', '.join(users)}" if users else f"{stem} in {section.name}"

    def _rest(self, section: Section) -> list[list[Any]]:
        """What no name covers, and no function or variable has with it."""
        found = []
        for start, end in self._places.gaps(section.index):
            if (section.index, start) in self._users:
                continue
            if not self._places.referred(section.index, start):
                if self._padding(section, start, end):
                    continue
            text = Text()
            self._streams.range(text, section.index, start, end, None)
            found.append([text.digest(), self._names.of(text.names)])
        return found

    def _padding(self, section: Section, start: int, end: int) -> bool:
        """Whether nothing is in a range that nothing refers to."""
        if section.between(start, end):
            return False
        code = self._code.get(section.index)
        if code and all(i in code.padding for i in code.within(start, end)):
            return True
        return end - start < section.align and not any(section.data[start:end])

    def document(self) -> dict[str, Any]:
        """The document."""
        try:
            inlined, why = dwarf.inlined(self._object), ""
        except NotUnderstood as error:
            inlined, why = {}, str(error)
        self._read_tables()
        functions: dict[str, Any] = {}
        data: dict[str, Any] = {}
        rest: dict[str, list[list[Any]]] = defaultdict(list)
        plain = [s for s in self._compared() if self._rules.table(s.name) is None]
        for section in plain:
            if section.executable:
                for named in self._places.named.get(section.index, ()):
                    record = self._function(section.index, named, inlined)
                    _put(functions, named.symbol.name, record)
        for section in plain:
            if not section.executable:
                for named in self._places.named.get(section.index, ()):
                    record = self._variable(section.index, named)
                    _put(data, self._key(section, named.symbol, record["by"]), record)
        for symbol in self._object.symbols:
            if symbol.where == "common":
                _put(data, symbol.name, _common(symbol))
        for section in plain:
            if not section.flags & MERGE:
                rest[section.name] += self._rest(section)
        for name, texts in self._unowned.items():
            rest[name] += [[t.digest(), self._names.of(t.names)] for t in texts]
        return {
            "object": [
                self._object.machine,
                64 if self._object.wide else 32,
                self._object.order,
                self._object.flags,
            ],
            "names": self._names.all,
            "functions": functions,
            "data": data,
            "rest": {name: pieces for name, pieces in rest.items() if pieces},
            "sections": self._sections(),
            "ignored": self._ignored(),
            "inlining": why,
        }

    def _sections(self) -> dict[str, list[Any]]:
        """What a linker is told of each section, and in which order variables stand there."""
        found: dict[str, list[Any]] = {}
        for section in self._compared():
            if not section.flags & ALLOC:
                continue
            told, order = found.setdefault(section.name, [[], []])
            told.append([section.kind, section.flags, section.align, section.entry])
            if not section.executable and self._rules.table(section.name) is None:
                names = (
                    n.symbol.name for n in self._places.named.get(section.index, ())
                )
                order += [n for n in names if self._rules.stem(n) is None]
        return found

    def _ignored(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for section in self._object.sections:
            why = self._rules.ignored(section.name)
            if why and section.kind not in ("SHT_REL", "SHT_RELA"):
                found[section.name] = [digest(section.data), why]
        return found


def _put(records: dict[str, Any], name: str, record: dict[str, Any]) -> None:
    """Add a record under its name; a second one of that name gets a number."""
    key, count = name, 1
    while key in records:
        count += 1
        key = f"{name} ({count})"
    records[key] = record


def _common(symbol: Symbol) -> dict[str, Any]:
    """The record of a variable that the linker makes: its value is its alignment."""
    return {
        "size": symbol.size,
        "digest": digest(str(symbol.value).encode()),
        "names": [],
        "attributes": ["common", symbol.kind, symbol.bind, symbol.other, []],
        "by": [],
    }


def digests(
    data: bytes | Path,
    prefix: str = "",
    children: Children | None = None,
    limit: float = _LIMIT,
) -> dict[str, Any]:
    """What an object holds.

    :param data: an object file, or its path
    :param prefix: of the binutils that know its processor: the flavour's
    :param children: runs objdump; None for one of our own
    :param limit: seconds for objdump
    :returns: the document described above: plain data, small enough to be kept
    :raises MachineError: it is no object, or objdump failed
    """
    name = str(data) if isinstance(data, Path) else "object"
    content = data.read_bytes() if isinstance(data, Path) else data
    parsed = Object(content, name)
    if children is None:
        children = Children({"PATH": "/usr/bin:/bin", "LC_ALL": "C"})
    code = disassemble(content, parsed, prefix, children, limit)
    try:
        return _Survey(parsed, code).document()
    except RecursionError:
        raise MachineError(f"{name}: what it refers to has no end") from None
