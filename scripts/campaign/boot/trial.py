# SPDX-License-Identifier: GPL-2.0
"""One kernel's trial: booted, its console read, its sites looked up among what ran."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..children import Children
from ..errors import MachineError
from . import console
from .addresses import Kernel, Places, reached
from .console import MISSING, Console, Report, Result
from .emulator import MOST, Boot, Emulator
from .kernels import Image
from .machine import Machine
from .programs import Programs
from .variants import FAULTY, Variant

OK, FAIL, SKIPPED = "ok", "fail", "skipped"
MEMORY = "memory"


@dataclass
class Trial:
    """What came of one kernel.

    :param status: ok: it came to its end; fail: it didn't, `why` says how
    :param compiled: ids of the sites that are in it
    :param reached: of those that ran
    :param failure_path: of those whose recheck failed, with what is done then
    :param unreached: what of a site's rechecks did not run: (id, file, line, what)
    :param tests: of the programs
    """

    machine: str
    arch: str
    variant: str
    status: str = OK
    why: str | None = None
    command: str | None = None
    log: str | None = None
    compiled: list[str] = field(default_factory=list)
    reached: list[str] = field(default_factory=list)
    failure_path: list[str] = field(default_factory=list)
    unreached: list[tuple[str, str, int, str]] = field(default_factory=list)
    tests: list[Result] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    lost: tuple[str, ...] = ()
    incomplete: list[str] = field(default_factory=list)


def _results(said: Console, programs: Sequence[str]) -> list[Result]:
    """The result of each program, whether it was told or not."""
    told = {result.name: result for result in said.results}
    why = "no result was told"
    return [told.get(name, Result(name, MISSING, why)) for name in [*programs, MEMORY]]


def _end(boot: Boot, said: Console) -> str | None:
    """Why a boot is no success: None where it came to its end."""
    if said.ended and boot.why is None:
        return None
    last = f"; last it said: {said.last}" if said.last else "; it said nothing"
    if boot.why:
        return boot.why + last
    panic = next((r.line for r in said.reports if "panic" in r.line), None)
    if panic:
        return panic
    if said.planned is None:
        return "did not come up" + last
    return "was reset before its programs were done" + last


def _another(image: Image, said: Console) -> str | None:
    """Whether it was not the kernel that was built: its banner has the time of the link."""
    if not said.banner or said.banner.encode() in image.vmlinux.read_bytes():
        return None
    return f"another kernel came up than was linked: {said.banner}"


def _checks(
    made: Trial, places: dict[str, Places], counts: dict[int, int], faulty: bool
) -> None:
    """What ran of each site."""
    for id_, place in places.items():
        if not place.calls:
            continue
        made.compiled.append(id_)
        if reached(place, counts):
            made.reached.append(id_)
        failed = []
        for check in place.checks:
            if not check.lines:
                continue
            ran = any(counts.get(a) for a in check.lines)
            if not ran:
                made.unreached.append((id_, check.file, check.line, "recheck"))
            if not faulty:
                continue
            done = any(counts.get(a) for a in check.failing) or not check.failing
            failed.append(any(counts.get(a) for a in check.failed) and done)
            if ran and not failed[-1]:
                made.unreached.append((id_, check.file, check.line, "failure path"))
        if faulty and any(failed):
            made.failure_path.append(id_)


class Laboratory:
    """Where the kernels of one machine are tried.

    :param run: the folder of the run; logs are named from there
    :param source: the tree that the kernels were built from
    :param seconds: that each program has
    :param limit: for one boot, and for one question to binutils
    """

    def __init__(
        self,
        run: Path,
        machine: Machine,
        source: Path,
        children: Children,
        emulator: Emulator,
        programs: Programs,
        wanted: Sequence[str],
        seconds: int,
        limit: tuple[float, float],
    ) -> None:
        self._run = run
        self.machine = machine
        self._source = source
        self._children = children
        self._emulator = emulator
        self._programs = programs
        self._wanted = list(wanted)
        self._seconds = seconds
        self._boot_limit, self._limit = limit

    def new(self, variant: Variant) -> Trial:
        """A trial of which nothing is known yet."""
        return Trial(self.machine.name, self.machine.flavour.arch, variant.name)

    def places(self, variant: Variant, image: Image) -> dict[str, Places]:
        """Where the sites are in a kernel.

        :raises MachineError: it can't be read
        """
        wanted = {spot.file for spot in variant.spots}
        wanted |= {file for spot in variant.spots for file in spot.checks}
        kernel = Kernel(
            image.vmlinux,
            self._source,
            wanted,
            self.machine.flavour.prefix,
            self._children,
            self._limit,
        )
        return kernel.places(variant.spots)

    def run(self, variant: Variant, image: Image, places: dict[str, Places]) -> Trial:
        """Boot a kernel, and say what came of it.

        :param places: where its sites are
        :raises MachineError: there is nothing to boot it with
        """
        made = self.new(variant)
        made.lost = image.lost
        addresses = {a for place in places.values() for a in place.all()}
        log = self._run / "logs" / f"{self.machine.flavour.name}-{variant.name}.console"
        append = [*variant.append, f"STRESS_SECONDS={self._seconds}"]
        argv = self._emulator.command(
            image.image,
            image.devicetree,
            self._programs.initramfs(self._wanted),
            append,
        )
        boot = self._emulator.boot(argv, addresses, log, self._boot_limit)
        made.command = shlex.join(argv)
        made.log = str(log.relative_to(self._run))
        data = log.read_bytes()
        if len(data) == MOST:
            made.incomplete.append(f"only {MOST >> 20} MiB of the console were read")
        said = console.read(data)
        made.why = _another(image, said) or _end(boot, said)
        made.status = FAIL if made.why else OK
        made.tests = _results(said, self._wanted)
        made.reports = said.reports
        if boot.counts is None:
            made.incomplete.append("QEMU did not tell what ran")
        _checks(made, places, boot.counts or {}, variant.name == FAULTY)
        return made


def failed(machine: Machine, variant: Variant, error: MachineError, log: str) -> Trial:
    """A kernel that was not even booted."""
    return Trial(
        machine.name, machine.flavour.arch, variant.name, FAIL, str(error), log=log
    )
