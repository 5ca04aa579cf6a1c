# SPDX-License-Identifier: GPL-2.0
"""The matrix: every state of the tree times every flavour, each cell made once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from ..children import Children
from ..coverage import Plan
from ..sourcecopy import SourceCopy
from .chains import Act, Chain, Chains, Stage
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

    @cached_property
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

    def _through(self, chains: Iterable[Chain]) -> None:
        """Work chains off, with a thread more than processors: one computes while programs run."""
        Chains(self.jobs + 1, self.say, self.children.stop).run(list(chains))

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
        self._to(state)
        self._begin(state, [c for c in missing if not c.folder.ready(self._sign)])
        self.say(state.name)
        self._through(
            Chain(c, self._stages(number, c, c.flavour.name in first)) for c in missing
        )
        if number:
            plan = self.plans[state.name]
            if plan.planted:
                self._to(state, plan.planted)
            self._through(Chain(c, self._seen(state, plan, c)) for c in missing)
        for c in missing:
            if not c.error:
                name = c.flavour.name
                known[name] = c.close(state, keys[name])

    def _begin(self, state: State, fresh: Sequence[Compilation]) -> None:
        """Make the build folders of some flavours, each by a few makes."""
        if not fresh:
            return
        self.say(f"preparing {', '.join(c.flavour.name for c in fresh)}")
        at_once = min(self.jobs, len(fresh))
        # One more: the last flavour has all processors, and make leaves some idle.
        jobs = self.jobs // at_once + 1

        def stages(c: Compilation) -> list[Stage]:
            sign, whole = self._sign, self.options.whole_folders
            begin = partial(c.folder.begin, sign, state, self.wanted, whole, jobs)
            return [lambda: [(0, begin)]]

        chains = [Chain(c, stages(c)) for c in fresh]
        Chains(at_once, self.say, self.children.stop).run(chains)

    def _stages(self, number: int, c: Compilation, first: bool) -> list[Stage]:
        """What a flavour makes of a state; the copy is at it.

        :param first: all objects, for the other states to be compared with
        """
        state, last = self.states[number], number == len(self.states) - 1

        def builds() -> list[Act]:
            objects = c.everything() if first else c.affected(state)
            c.open(state, objects)
            return [(self._size(n), partial(c.build, state, n)) for n in objects]

        def looks() -> list[Act]:
            acts: list[Act] = [(0, partial(c.ask, self._questions(number, state)))]
            sparse = self.options.sparse and c.flavour.name in self.checked
            if sparse and (last or number == 0):
                names = c.sources(self.states[-1].files)
                acts += [(self._size(n), partial(c.check, n)) for n in names]
            if last:
                sites = {q.file for q in self.asked.of(state).values()}
                size = sum(map(self._size, c.sources(sites)))
                acts.append((size, partial(c.examine, sites)))
            return acts

        prepare = partial(c.folder.prepare, self._sign, state)
        link = [(0, partial(c.link, state))] if self.options.full else []
        return [lambda: [(0, prepare)], builds, lambda: link, looks]

    def _seen(self, state: State, plan: Plan, c: Compilation) -> list[Stage]:
        """Which lines of a step a flavour's compiler sees; the copy is planted."""
        return [
            lambda: [(0, partial(c.see, plan))] if plan.planted else [],
            lambda: [(0, partial(c.explain, state, plan, self.kernel))],
        ]

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
