# SPDX-License-Identifier: GPL-2.0
"""The compiler's view of sources: plain gcc for the corpus, kbuild's saved command for kernel files."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from campaign import files, plugin
from campaign.errors import MachineError

from kernel import Unit
from mutants import CORPUS
from vocabulary import CAMPAIGN

Fact = dict[str, Any]


@dataclass(frozen=True)
class Seen:
    """What came of compiling a source.

    :param error: the first that the compiler said; empty where it compiles
    """

    facts: list[Fact]
    error: str = ""


class Compiled:
    """Compiles sources with the plugin.

    :param run: where plugin, tables and facts go
    :param units: of kernel files, by their names
    """

    def __init__(self, run: Path, units: dict[str, Unit]) -> None:
        self._run = run
        self._units = units
        self._words = run / "words"
        files.write(self._words, plugin.table(CAMPAIGN))
        self._shims = plugin.shims(CAMPAIGN, run / "shims")
        prefixes = {u.prefix for u in units.values()} | {""}
        self._so = {
            p: plugin.build(p, run / f"plugin-{p}gcc") for p in sorted(prefixes)
        }

    def _command(self, name: str, path: Path, out: Path) -> tuple[list[str], Path]:
        unit = self._units.get(name)
        if not unit:
            flags = plugin.flags(self._so[""], self._words, out)
            argv = ["gcc", "-std=gnu11", "-O2", "-w", "-I", str(CORPUS), *flags]
            return [*argv, "-c", str(path), "-o", "/dev/null"], self._run
        flags = plugin.flags(self._so[unit.prefix], self._words, out)
        argv = plugin.replay(unit.saved, flags, self._shims)
        at = next(i for i, word in enumerate(argv) if word.endswith(f"/{name}"))
        folder = Path(argv[at]).parent
        if not folder.is_absolute():
            folder = unit.folder / folder
        argv[at : at + 1] = ["-w", f"-iquote{folder}", str(path)]
        return argv, unit.folder

    def see(self, name: str, text: str, label: str) -> Seen:
        """Compile a text in place of a file.

        :param name: of the file it stands for
        :param label: what it is kept under
        :raises MachineError: the compiler died
        """
        folder = self._run / "facts" / re.sub(r"\W+", "-", label)
        path = folder / Path(name).name
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.jsonl"):
            old.unlink()
        files.write(path, text.encode("latin-1"))
        argv, where = self._command(name, path, folder)
        said = subprocess.run(
            argv,
            capture_output=True,
            text=True,
            errors="replace",
            cwd=where,
            check=False,
        )
        wrong = [line for line in said.stderr.splitlines() if "error:" in line]
        if said.returncode and not wrong or "internal compiler error" in said.stderr:
            raise MachineError(f"{label}: {said.stderr.strip()[-300:]}")
        return Seen([] if wrong else plugin.facts(folder), wrong[0] if wrong else "")

    def all(self, wanted: Sequence[tuple[str, str, str]], jobs: int) -> list[Seen]:
        """Several of them, in their order."""
        with ThreadPoolExecutor(jobs) as pool:
            return list(pool.map(lambda one: self.see(*one), wanted))


def refuted(seen: Seen) -> Counter[tuple[str, ...]]:
    """What is refuted: root, kind, the mapping's function and why; no line in it."""
    return Counter(
        (f["root"], f["kind"], f["mapping"]["function"], f["why"])
        for f in seen.facts
        if f["verdict"] == "refuted"
    )
