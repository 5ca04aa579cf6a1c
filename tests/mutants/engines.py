# SPDX-License-Identifier: GPL-2.0
"""The two engines: what each says of a text in place of a source, asked once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from campaign import plugin
from campaign.check.rules import FOLDER
from campaign.solver import SOLVER

from checked import Checked, slice_of
from compiled import Compiled, refuted
from kept import Answer, Kept, digest
from kernel import Unit
from mutants import CORPUS
from sites import Source
from vocabulary import CAMPAIGN

# Texts that treewide check is given at a time: what was asked is kept after each.
BATCH = 24


@dataclass(frozen=True)
class Asked:
    """A text in place of a source.

    :param name: of the mutant; of the source, where the text is its own
    :param function: which is wrong; empty where none is
    """

    name: str
    source: Source
    function: str
    text: str


class Plugin:
    """The compiler's view.

    :param run: where things are kept
    :param units: of kernel files, by their names
    """

    name = "plugin"

    def __init__(self, run: Path, units: dict[str, Unit], jobs: int) -> None:
        self._compiled = Compiled(run, units)
        self._kept = Kept(run / "kept")
        self._units = units
        self._jobs = jobs
        sources = sorted(plugin.SOURCES.glob("*.[ch]"))
        stubs = [CORPUS / "stub.h", *sorted(CORPUS.parent.glob("convert/include/*.h"))]
        parts = [p.read_bytes() for p in sources + stubs]
        self._tool = digest(plugin.table(CAMPAIGN), *parts)

    def _key(self, asked: Asked) -> str:
        unit = self._units.get(asked.source.name)
        saved = unit.saved if unit else ""
        return digest(self._tool.encode(), saved.encode(), asked.text.encode("latin-1"))

    def _one(self, asked: Asked) -> tuple[Answer, str]:
        key = self._key(asked)
        known = self._kept.get(key)
        if known:
            return known
        seen = self._compiled.see(asked.source.name, asked.text, asked.name)
        self._kept.put(key, refuted(seen), seen.error)
        return refuted(seen), seen.error

    def ask(self, wanted: Sequence[Asked]) -> list[tuple[Answer, str]]:
        """What is refuted of each, and the compiler's error; in their order.

        :raises MachineError: a compiler died
        """
        with ThreadPoolExecutor(self._jobs) as pool:
            return list(pool.map(self._one, wanted))


class Check:
    """The rules, the solver, or both."""

    def __init__(
        self, run: Path, engines: Sequence[str], jobs: int, kernel: Path | None
    ) -> None:
        self.name = "+".join(engines)
        self._engines = list(engines)
        self._checked = Checked(run / self.name, jobs, kernel)
        # What it says depends on the rules, and on the solver, as they are now.
        parts = [p.read_bytes() for p in sorted(FOLDER.glob("*.cocci"))]
        self._tool = digest(CAMPAIGN.digest.encode(), SOLVER.read_bytes(), *parts)
        self._kept = Kept(run / "kept")

    @property
    def incomplete(self) -> list[dict[str, object]]:
        """What treewide check could not do."""
        return self._checked.incomplete

    def _text(self, asked: Asked, function: str) -> str:
        if asked.source.name.startswith("right/"):
            return asked.text
        return slice_of(asked.source, asked.text, function)

    def ask(self, wanted: Sequence[Asked]) -> list[tuple[Answer, str]]:
        """What is found in each, in their order."""
        texts = [self._text(a, a.function) for a in wanted]
        tool = (self._tool + self.name).encode()
        keys = [digest(tool, t.encode("latin-1")) for t in texts]
        first = {key: n for n, key in reversed(list(enumerate(keys)))}
        todo = [n for key, n in sorted(first.items()) if not self._kept.get(key)]
        for start in range(0, len(todo), BATCH):
            part = todo[start : start + BATCH]
            answers = self._checked.all([texts[n] for n in part], self._engines)
            for n, answer in zip(part, answers):
                self._kept.put(keys[n], answer)
        return [self._kept.get(key) or (Counter(), "") for key in keys]
