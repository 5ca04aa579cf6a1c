# SPDX-License-Identifier: GPL-2.0
"""The addresses that show of a site that it ran: its call, its rechecks, what is done when one fails.

The call is an instruction that goes to the function called, so it is no accident
of the line table; the compiler may have made several of one. Of a recheck any
instruction of its lines counts, and so does any of what is done when it fails.
Where the compiler has merged that with other code, it has no address of its own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..children import Children
from ..objects import chains, plain
from .checks import Check, Lines, Spot
from .faults import FAILED
from .lines import Unit, units

_INSTRUCTION = re.compile(
    r"^\s*([0-9a-f]+):\t.*<([^>+\s]+)(?:\+0x[0-9a-f]+)?>\s*$", re.MULTILINE
)
# A call of two lines may be told to be on any of them.
_CALL_LINES = 3


@dataclass(frozen=True)
class Checked:
    """The addresses of one recheck.

    :param lines: of the compare
    :param failed: of the call that says that it was made to fail
    :param failing: of what is done then; empty where that has no code of its own
    """

    file: str
    line: int
    lines: frozenset[int]
    failed: frozenset[int]
    failing: frozenset[int]


@dataclass(frozen=True)
class Places:
    """The addresses of one site.

    :param calls: of its call; empty where the kernel has no such code
    """

    calls: frozenset[int]
    checks: tuple[Checked, ...]

    def all(self) -> set[int]:
        """Every address there is."""
        found = set(self.calls)
        for check in self.checks:
            found |= check.lines | check.failed | check.failing
        return found


def jumps(disassembly: str, symbols: Collection[str]) -> list[tuple[int, str]]:
    """The instructions that go to some functions: (address, function)."""
    return [
        (int(match[1], 16), plain(match[2]))
        for match in _INSTRUCTION.finditer(disassembly)
        if plain(match[2]) in symbols
    ]


class Kernel:
    """A linked kernel.

    :param source: the tree that it was built from
    :param files: those that its sites and checks are in
    :param prefix: of its binutils
    :param limit: seconds for one question
    """

    def __init__(
        self,
        vmlinux: Path,
        source: Path,
        files: Collection[str],
        prefix: str,
        children: Children,
        limit: float,
    ) -> None:
        self._vmlinux = vmlinux
        self._prefix = prefix
        self._children = children
        self._limit = limit
        self._units = units(vmlinux, source, files)
        self._source = str(source.resolve())
        self._jumps: dict[str, list[tuple[int, str]]] = {}
        self._known: list[tuple[int, int, str]] | None = None

    def _jumps_in(self, file: str, symbols: Collection[str]) -> list[tuple[int, str]]:
        """The instructions of one file that go to some functions."""
        if file not in self._jumps:
            found = []
            for low, high in self._units[file].ranges:
                argv = [f"{self._prefix}objdump", "-d", "--no-show-raw-insn"]
                argv += [f"--start-address={low:#x}", f"--stop-address={high:#x}"]
                argv += [str(self._vmlinux)]
                said = self._children.ask(argv, self._vmlinux.parent, self._limit)
                found += jumps(said, symbols)
            self._jumps[file] = found
        return self._jumps[file]

    def _going_to(
        self, unit_file: str, symbols: Collection[str], name: str, first: int, last: int
    ) -> frozenset[int]:
        """The instructions that go to a function from some lines."""
        unit = self._units[unit_file]
        return frozenset(
            address
            for address, target in self._jumps_in(unit_file, symbols)
            if target == name
            and (row := unit.at(address))
            and row.file == unit_file
            and first <= row.line <= last
        )

    def _check(self, file: str, check: Check, symbols: Collection[str]) -> Checked:
        unit = self._units.get(file, Unit())
        failed: frozenset[int] = frozenset()
        if unit.ranges:
            failed = self._going_to(file, symbols, FAILED, *check.lines)
        failing = unit.of(file, *check.failing) | self._inlined_in(
            unit, file, check.failing, failed
        )
        return Checked(
            file,
            check.lines[0],
            frozenset(unit.of(file, *check.lines)),
            failed,
            frozenset(failing),
        )

    def _functions(self) -> list[tuple[int, int, str]]:
        """The kernel's functions: (first address, the one behind the last, name)."""
        if self._known is None:
            argv = [f"{self._prefix}nm", "-S", "--defined-only", str(self._vmlinux)]
            said = self._children.ask(argv, self._vmlinux.parent, self._limit)
            entries = [line.split() for line in said.splitlines()]
            self._known = [
                (int(e[0], 16), int(e[0], 16) + int(e[1], 16), plain(e[3]))
                for e in entries
                if len(e) == 4 and e[2] in "tTwW"
            ]
        return self._known

    def _inlined_in(
        self, unit: Unit, file: str, lines: Lines, failed: Collection[int]
    ) -> set[int]:
        """The code of some lines that is another file's, inlined there: an unlock is a header's.

        :param failed: addresses in the functions in which it is looked for
        """
        names = {n for low, high, n in self._functions() for a in failed if low <= a < high}  # fmt: skip
        ranges = [(low, high) for low, high, n in self._functions() if n in names]
        asked = sorted(
            {
                row.address
                for row in unit.rows
                if row.file != file
                and any(low <= row.address < high for low, high in ranges)
            }
        )
        if not asked or not names:
            return set()
        argv = [f"{self._prefix}addr2line", "-a", "-i", "-f", "-e", str(self._vmlinux)]
        given = "".join(f"{address:x}\n" for address in asked).encode()
        said = self._children.ask(argv, self._vmlinux.parent, self._limit, given)
        return {
            address
            for address, chain in zip(asked, chains(said, self._source))
            if any(f.file == file and lines[0] <= f.line <= lines[1] for f in chain)
        }

    def places(self, spots: Sequence[Spot]) -> dict[str, Places]:
        """The addresses of each site: id -> them."""
        symbols = {spot.call for spot in spots} | {FAILED}
        found = {}
        for spot in spots:
            unit = self._units.get(spot.file)
            calls: frozenset[int] = frozenset()
            if unit and spot.line:
                last = spot.line + _CALL_LINES - 1
                calls = self._going_to(
                    spot.file, symbols, spot.call, spot.line, last
                ) or self._inlined(unit, spot, symbols)
            checks = tuple(
                self._check(file, check, symbols)
                for file, list_ in spot.checks.items()
                for check in list_
            )
            found[spot.id] = Places(calls, checks)
        return found

    def _inlined(
        self, unit: Unit, spot: Spot, symbols: Collection[str]
    ) -> frozenset[int]:
        """The code of a call's line, where what is called is inlined there and never gone to."""
        if any(target == spot.call for _, target in self._jumps_in(spot.file, symbols)):
            return frozenset()
        return frozenset(unit.of(spot.file, spot.line, spot.line))


def reached(places: Places, counts: Mapping[int, int]) -> bool:
    """Whether the call ran, and a recheck if there is one."""

    def ran(addresses: Collection[int]) -> bool:
        return any(counts.get(address) for address in addresses)

    checked = [ran(check.lines) for check in places.checks]
    return ran(places.calls) and (any(checked) or not checked)
