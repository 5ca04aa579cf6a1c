# SPDX-License-Identifier: GPL-2.0
"""Which addresses of a linked kernel belong to which lines of the source: out of .debug_line.

Only the units of the files that are asked for are read; a kernel has a thousand.
"""

from __future__ import annotations

import bisect
import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from elftools.common.exceptions import DWARFError, ELFError
from elftools.elf.elffile import ELFFile

from ..errors import MachineError


@dataclass(frozen=True)
class Row:
    """From this address on the code is of that line."""

    address: int
    file: str
    line: int


@dataclass
class Unit:
    """The code of one source file.

    :param rows: in the order of their addresses
    :param ranges: where it is: (first address, the one behind the last)
    """

    rows: list[Row] = field(default_factory=list)
    ranges: list[tuple[int, int]] = field(default_factory=list)

    def at(self, address: int) -> Row | None:
        """The row that an address belongs to."""
        if not any(low <= address < high for low, high in self.ranges):
            return None
        found = bisect.bisect_right(self.rows, address, key=lambda row: row.address)
        return self.rows[found - 1] if found else None

    def of(self, file: str, first: int, last: int) -> set[int]:
        """The addresses at which code of some lines begins."""
        return {r.address for r in self.rows if r.file == file and first <= r.line <= last}  # fmt: skip


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _relative(path: str, source: str) -> str:
    """A path from the top of the source tree; as it is where it lies elsewhere."""
    return os.path.normpath(path).removeprefix(source + "/")


def _files(program: Any, home: str, source: str) -> list[str]:
    """The files of a line program, by its own numbers."""
    header = program.header
    entries, folders = header["file_entry"], header["include_directory"]
    if header["version"] < 5:
        above = [home, *(_text(folder) for folder in folders)]
        names = [""]
    else:
        above, names = [_text(folder) for folder in folders], []
    for entry in entries:
        folder = above[entry.dir_index] if entry.dir_index < len(above) else ""
        path = os.path.join(home, folder, _text(entry.name))
        names.append(_relative(path, source))
    return names


def _unit(program: Any, names: list[str]) -> Unit:
    """The rows of one line program."""
    made = Unit()
    first: int | None = None
    for entry in program.get_entries():
        state = entry.state
        if state is None:
            continue
        if state.end_sequence:
            if first is not None:
                made.ranges.append((first, state.address))
            first = None
            continue
        first = state.address if first is None else first
        file = names[state.file] if state.file < len(names) else ""
        made.rows.append(Row(state.address, file, state.line))
    # Of several rows at one address the last one counts.
    made.rows.sort(key=lambda row: row.address)
    made.ranges = [(low, high) for low, high in made.ranges if low]
    return made


def _units(file: ELFFile, source: str) -> Iterator[tuple[str, str, Any]]:
    """Every unit: (its source from the top of the tree, the folder it was built in, itself)."""
    for unit in file.get_dwarf_info().iter_CUs():
        top = unit.get_top_DIE().attributes
        if "DW_AT_name" in top:
            home = _text(top["DW_AT_comp_dir"].value) if "DW_AT_comp_dir" in top else ""
            name = os.path.join(home, _text(top["DW_AT_name"].value))
            yield _relative(name, source), home, unit


def units(vmlinux: Path, source: Path, wanted: Collection[str]) -> dict[str, Unit]:
    """The code of some source files in a linked kernel.

    :param source: the tree that it was built from
    :param wanted: files, from the top of the tree
    :returns: file -> its code, of those that are in the kernel
    :raises MachineError: the file can't be read, or not understood
    """
    found: dict[str, Unit] = {}
    try:
        with open(vmlinux, "rb") as handle:
            file = ELFFile(handle)
            if not file.has_dwarf_info():
                raise MachineError(f"{vmlinux}: has no line table")
            info = file.get_dwarf_info()
            for name, home, unit in _units(file, str(source.resolve())):
                if name in wanted and (program := info.line_program_for_CU(unit)):
                    names = _files(program, home, str(source.resolve()))
                    found[name] = _unit(program, names)
    except (OSError, ELFError, DWARFError, KeyError, IndexError) as error:
        raise MachineError(f"{vmlinux}: not understood: {error}") from error
    return found
