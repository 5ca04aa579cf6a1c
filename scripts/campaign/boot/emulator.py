# SPDX-License-Identifier: GPL-2.0
"""QEMU: boots one kernel, writes down its console, counts what ran.

Everything is emulated (TCG), there is no network and no disk. A plugin of ours
(scripts/qemu-plugins) counts the instructions that are asked for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from .. import files
from ..children import Children, TimedOut
from ..config import ROOT
from ..errors import MachineError
from ..tree import shown
from .machine import Machine

PLUGIN = ROOT / "scripts" / "qemu-plugins" / "count.c"
_FLAGS = ("-O2", "-Wall", "-fPIC", "-shared", "-fvisibility=hidden")
_BUILD_SECONDS = 120
# Bytes of a console that are kept: a kernel may fill a disk with them.
MOST = 64 << 20
# Addresses stay where they were linked; an end of any kind is QEMU's end.
_APPEND = ("nokaslr", "panic=-1", "oops=panic", "printk.devkmsg=on")
_ARGUMENTS = ("-nodefaults", "-display", "none", "-no-reboot", "-nic", "none")
# Several processors race each other. With one there is nothing to race, and its time
# goes by instructions, 8 ns each: a host that is busy changes nothing.
_MANY = ("-accel", "tcg,thread=multi")
_ONE = ("-accel", "tcg", "-icount", "shift=3,sleep=off")


@dataclass(frozen=True)
class Boot:
    """What came of one boot.

    :param why: how QEMU ended, if not by the kernel's own word; None: by that
    :param counts: address -> how often it ran; None where QEMU did not tell
    """

    why: str | None
    counts: dict[int, int] | None


def plugin(folder: Path, children: Children) -> Path:
    """The counting plugin, built if need be.

    :raises MachineError: it can't be compiled
    """
    whole = PLUGIN.read_bytes() + PLUGIN.with_name("plugin.h").read_bytes()
    sign = hashlib.sha256(whole + " ".join(_FLAGS).encode()).hexdigest()
    made = folder / f"count-{sign[:16]}.so"
    if not made.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        beside = folder / ".count.part"
        argv = ["gcc", *_FLAGS, "-o", str(beside), str(PLUGIN)]
        status, said = children.hear(argv, folder, _BUILD_SECONDS)
        if status:
            raise MachineError(f"{PLUGIN.name}: {said.strip()[:200]}")
        beside.replace(made)
    return made


def read_counts(text: str) -> dict[int, int]:
    """What the plugin wrote: a line "ADDRESS COUNT" each.

    :raises MachineError: it is something else
    """
    counts = {}
    try:
        for line in text.splitlines():
            address, count = line.split()
            counts[int(address, 16)] = int(count)
    except ValueError as error:
        raise MachineError(f"the plugin's counts: {error}") from error
    return counts


class Emulator:
    """One machine.

    :param run: the folder of the run, in which QEMU is started
    :param folder: below it, that QEMU may write to
    """

    def __init__(
        self,
        run: Path,
        machine: Machine,
        folder: Path,
        children: Children,
        plugin_: Path,
    ) -> None:
        self._run = run
        self._machine = machine
        self._folder = folder
        self._children = children
        self._plugin = plugin_

    def command(
        self,
        image: Path,
        devicetree: Path | None,
        initramfs: Path,
        append: Sequence[str],
    ) -> list[str]:
        """QEMU's command line, from the run's folder."""
        machine = self._machine

        def at(path: Path) -> str:
            return str(path.relative_to(self._run))

        folder = at(self._folder)
        options = f"addresses={folder}/addresses,counts={folder}/counts"
        tree = ["-dtb", at(devicetree)] if devicetree else []
        return [
            *machine.emulator,
            *_ARGUMENTS,
            *("-m", str(machine.memory), "-smp", str(machine.processors)),
            *(_MANY if machine.processors > 1 else _ONE),
            *(
                "-serial",
                f"file:{folder}/console",
                "-plugin",
                f"{at(self._plugin)},{options}",
            ),
            *("-kernel", at(image), *tree, "-initrd", at(initramfs)),
            *("-append", " ".join([*machine.append, *_APPEND, *append])),
        ]

    def boot(
        self, argv: Sequence[str], addresses: Collection[int], log: Path, limit: float
    ) -> Boot:
        """Boot a kernel to its end.

        :param argv: of command()
        :param addresses: of the instructions that are counted
        :param log: where the console goes; what QEMU itself says goes beside it
        :param limit: seconds
        :raises MachineError: QEMU can't be started
        """
        text = "".join(f"{address:x}\n" for address in sorted(addresses))
        files.write(self._folder / "addresses", text.encode())
        counts, console = self._folder / "counts", self._folder / "console"
        for path in (counts, console):
            path.unlink(missing_ok=True)
        own = log.with_suffix(".qemu")
        why = None
        try:
            status = self._children.run(argv, self._run, own, limit)
            if status:
                how = f"of signal {-status}" if status < 0 else f"with status {status}"
                said = own.read_text(encoding="utf-8", errors="replace").splitlines()
                last = f": {shown(said[-1])}" if said else ""
                why = f"{argv[0]} ended {how}{last}"
        except TimedOut:
            why = f"did not come to its end within {limit:g} s"
        said_by_kernel = b""
        if console.is_file() and not console.is_symlink():
            with open(console, "rb") as handle:
                said_by_kernel = handle.read(MOST)
        files.write(log, said_by_kernel)
        told = None
        if counts.is_file() and not counts.is_symlink():
            told = read_counts(counts.read_text(encoding="ascii", errors="replace"))
        return Boot(why, told)
