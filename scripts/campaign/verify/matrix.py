# SPDX-License-Identifier: GPL-2.0
"""The matrix: every state of the tree times every flavour, each cell made once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..children import Children, Stopped
from ..coverage import Plan
from ..errors import MachineError, UserError
from ..sourcecopy import SourceCopy
from .compilation import Cell, Compilation
from .kernel import Kernel
from .options import Options
from .questions import Asked
from .states import State

Say = Callable[[str], None]
# State -> flavour -> its cell, or the error it ended with.
Found = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Part:
    """What of a flavour's column is to be made: states[first] is built whole, before the others.

    :param first: number of the state that the others are compared with
    :param end: number behind the last state
    :param told: number of the first state that is a part of the result
    """

    first: int
    end: int
    told: int


def parts(
    flavours: Sequence[str], states: int, shard: tuple[int, int] | None
) -> dict[str, Part]:
    """What each flavour has to make; flavours without a part are left out.

    The cells, a flavour's one after the other, are cut into as many rows of the same
    length as there are shards.

    :param shard: (number from 1, how many)
    """
    if not shard:
        return {name: Part(0, states, 0) for name in flavours}
    number, count = shard
    total = len(flavours) * states
    begin, end = (total * n // count for n in (number - 1, number))
    found = {}
    for index, name in enumerate(flavours):
        low = max(begin - index * states, 0)
        high = min(end - index * states, states)
        if low < high:
            found[name] = Part(max(low - 1, 0), high, low)
    return found


class Matrix:
    """All cells.

    :param run: the folder of the run
    :param states: of the tree, in order
    :param asked: what the objects are asked
    :param wanted: the files whose objects are built
    :param base: a digest of the tree and of this tool
    :param checked: the flavours that sparse looks at
    :param plans: state -> what of its step is to be seen by the compiler
    :ivar brought: the copy was brought up, which links to the tree's files
    """

    def __init__(
        self,
        run: Path,
        copy: SourceCopy,
        states: Sequence[State],
        asked: Asked,
        wanted: Iterable[str],
        base: str,
        options: Options,
        plans: Mapping[str, Plan],
        kernel: Kernel,
        checked: Iterable[str],
        jobs: int,
        children: Children,
        say: Say,
    ) -> None:
        self.run = run
        self.copy = copy
        self.states = states
        self.asked = asked
        self.wanted = sorted(wanted)
        self.base = base
        self.options = options
        self.plans = plans
        self.kernel = kernel
        self.checked = frozenset(checked)
        self.jobs = jobs
        self.children = children
        self.say = say
        self.brought = False

    def _key(self, compilation: Compilation, first: bool, number: int) -> str:
        """All that a cell is made from."""
        state = self.states[number]
        before = self.states[number - 1].digest if number and not first else ""
        questions = {i: vars(q) for i, q in self.asked.of(state).items()}
        parts_ = [
            self.base, state.name, state.digest, before, first, compilation.compiler,
            compilation.kbuild.stamp(compilation.compiler), self.wanted,
            self.options.whole_folders, self.options.full, self.options.sparse, questions,
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(parts_).encode()).hexdigest()

    def _sign(self) -> str:
        """What a build folder is made ready for."""
        made = [self.base, self.wanted, self.options.whole_folders]
        return hashlib.sha256(json.dumps(made).encode()).hexdigest()

    def _to(self, state: State, more: Mapping[str, bytes | None] | None = None) -> None:
        """Bring the copy of the tree to a state."""
        overlay = {**state.files, **(more or {})}
        if not self.brought:
            self.say("copying the tree")
        (self.copy.exchange if self.brought else self.copy.bring)(overlay)
        self.brought = True

    def _all(self, work: Iterable[tuple[Compilation, Callable[[], None]]]) -> None:
        """Do some work on all processors; what fails ends its flavour's column."""

        def one(compilation: Compilation, act: Callable[[], None]) -> None:
            if compilation.error:
                return
            try:
                act()
            except (Stopped, UserError):
                raise
            except MachineError as error:
                self.say(str(error))
                compilation.error = error

        with ThreadPoolExecutor(max_workers=self.jobs) as pool:
            waiting: list[Future[None]] = [pool.submit(one, c, a) for c, a in work]
            try:
                for future in waiting:
                    future.result()
            except BaseException:
                self.children.stop()
                pool.shutdown(cancel_futures=True)
                raise

    def cells(
        self, compilations: Sequence[Compilation], parts_: Mapping[str, Part]
    ) -> Found:
        """Make what isn't known.

        :param compilations: one a flavour
        :param parts_: what of each is to be made
        """
        found: Found = {state.name: {} for state in self.states}
        for number, state in enumerate(self.states):
            mine = [
                (c, parts_[c.flavour.name])
                for c in compilations
                if parts_[c.flavour.name].first <= number < parts_[c.flavour.name].end
            ]
            keys = {
                c.flavour.name: self._key(c, part.first == number, number)
                for c, part in mine
            }
            known = {
                c.flavour.name: None if c.error else c.known(keys[c.flavour.name])
                for c, _ in mine
            }
            missing = [c for c, _ in mine if not known[c.flavour.name] and not c.error]
            if missing:
                first = {c.flavour.name for c, p in mine if p.first == number}
                self._make(number, missing, first, keys, known)
            for c, part in mine:
                if number >= part.told:
                    name = c.flavour.name
                    found[state.name][name] = known[name] or c.error
        return found

    def _make(
        self,
        number: int,
        missing: Sequence[Compilation],
        first: set[str],
        keys: Mapping[str, str],
        known: dict[str, Cell | None],
    ) -> None:
        """The cells of one state for some flavours."""
        state = self.states[number]
        sign = self._sign()
        fresh = [c for c in missing if not c.folder.ready(sign)]
        self._to(state)
        if fresh:
            self.say(f"preparing {', '.join(c.flavour.name for c in fresh)}")
            self._all(
                (c, lambda c=c: c.folder.begin(sign, state, self.wanted, self.options.whole_folders))  # type: ignore[misc]
                for c in fresh
            )
        self._all((c, lambda c=c: c.folder.prepare(sign, state)) for c in missing)  # type: ignore[misc]
        objects = {
            c.flavour.name: c.everything()
            if c.flavour.name in first
            else c.affected(state)
            for c in missing
            if not c.error
        }
        total = sum(len(names) for names in objects.values())
        self.say(f"{state.name}: {total} objects")
        for c in missing:
            if not c.error:
                c.open(state, objects[c.flavour.name])
        todo = [(c, n) for c in missing for n in objects.get(c.flavour.name, ())]
        # The longest first, so that no processor waits for one at the end.
        todo.sort(key=lambda one: -self._size(one[1]))
        self._all((c, lambda c=c, n=n: c.build(state, n)) for c, n in todo)  # type: ignore[misc]
        if self.options.sparse and number in (0, len(self.states) - 1):
            self._all(
                (c, lambda c=c, n=n: c.check(n))  # type: ignore[misc]
                for c in missing
                if not c.error and c.flavour.name in self.checked
                for n in c.sources(self.states[-1].files)
            )
        if number == len(self.states) - 1:
            sites = {q.file for q in self.asked.of(state).values()}
            self._all((c, lambda c=c: c.examine(sites)) for c in missing)  # type: ignore[misc]
        if self.options.full:
            self._all((c, lambda c=c: c.link(state)) for c in missing)  # type: ignore[misc]
        questions = self._questions(number, state)
        self._all((c, lambda c=c: c.ask(questions)) for c in missing)  # type: ignore[misc]
        if number:
            plan = self.plans[state.name]
            if plan.planted:
                self._to(state, plan.planted)
                self._all((c, lambda c=c: c.see(plan)) for c in missing)  # type: ignore[misc]
            self._all((c, lambda c=c: c.explain(state, plan, self.kernel)) for c in missing)  # type: ignore[misc]
        for c in missing:
            if not c.error:
                name = c.flavour.name
                known[name] = c.close(state, keys[name])

    def _size(self, name: str) -> int:
        """Bytes of an object's source."""
        path = (self.run / "build" / "src" / name).with_suffix(".c")
        return path.stat().st_size if path.is_file() else 0

    def _questions(self, number: int, state: State) -> dict[str, Any]:
        """The sites that are looked for in a state: where that can have changed, and at the ends."""
        asked = self.asked.of(state)
        if number in (0, len(self.states) - 1) or state.kind in ("", "remove"):
            return asked
        return {id_: q for id_, q in asked.items() if q.file in state.step}
