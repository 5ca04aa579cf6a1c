# SPDX-License-Identifier: GPL-2.0
"""The flavours' stages: in order, none waiting for another flavour, nothing lost."""

from __future__ import annotations

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from campaign.children import Stopped
from campaign.errors import MachineError
from campaign.verify.chains import Act, Chain, Chains, Stage


class _Told:
    """What was done, what was said, and whether all was stopped."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.said: list[str] = []
        self.stopped = False

    def act(self, name: str, weight: int = 0) -> Act:
        return weight, lambda: self.done.append(name)

    def stage(self, *acts: Act) -> Stage:
        return lambda: acts

    def stop(self) -> None:
        self.stopped = True

    def run(self, workers: int, *chains: Chain) -> None:
        Chains(workers, self.said.append, self.stop).run(chains)


def _compilation() -> Any:
    return SimpleNamespace(error=None)


def _fails(error: BaseException) -> Act:
    def act() -> None:
        raise error

    return 0, act


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_stages_are_in_order(workers: int) -> None:
    told = _Told()
    stages = [
        told.stage(*[told.act(f"{n} {i}") for i in range(4)]) for n in range(3)
    ]  # fmt: skip
    told.run(workers, Chain(_compilation(), stages))
    assert [name[0] for name in told.done] == list("000011112222")
    assert len(set(told.done)) == 12


def test_a_stage_is_asked_when_the_one_before_has_ended() -> None:
    told = _Told()

    def second() -> list[Act]:
        return [told.act(f"after {told.done}")]

    told.run(2, Chain(_compilation(), [told.stage(told.act("a")), second]))
    assert told.done == ["a", "after ['a']"]


def test_no_flavour_waits_for_another() -> None:
    """The first's only act goes on until the second's last stage has begun."""
    told, reached = _Told(), threading.Event()
    slow: Act = (0, lambda: told.done.append(str(reached.wait(20))))
    quick = [told.stage(told.act("q")), told.stage((0, reached.set))]
    told.run(2, Chain(_compilation(), [told.stage(slow)]), Chain(_compilation(), quick))
    assert told.done == ["q", "True"]


def test_the_heaviest_is_first() -> None:
    told = _Told()
    stage = told.stage(told.act("light", 1), told.act("heavy", 9), told.act("b", 5))
    told.run(1, Chain(_compilation(), [stage]))
    assert told.done == ["heavy", "b", "light"]


def test_a_failure_ends_its_own_chain_alone() -> None:
    told, bad, good = _Told(), _compilation(), _compilation()
    error = MachineError("armv7: no space")
    told.run(
        2,
        Chain(bad, [told.stage(_fails(error)), told.stage(told.act("never"))]),
        Chain(good, [told.stage(told.act("a")), told.stage(told.act("b"))]),
    )
    assert bad.error is error and good.error is None
    assert told.done == ["a", "b"] and told.said == ["armv7: no space"]
    assert not told.stopped


def test_a_stage_that_can_not_be_told_is_a_failure_too() -> None:
    told, bad = _Told(), _compilation()

    def stage() -> list[Act]:
        raise MachineError("no list")

    told.run(1, Chain(bad, [stage, told.stage(told.act("never"))]))
    assert str(bad.error) == "no list" and not told.done


@pytest.mark.parametrize("error", [Stopped("make: stopped"), ZeroDivisionError()])
def test_what_is_no_flavours_failure_ends_all(error: Exception) -> None:
    told = _Told()
    with pytest.raises(type(error)):
        told.run(1, Chain(_compilation(), [told.stage(_fails(error))]))
    assert told.stopped


def test_nothing_to_do() -> None:
    told = _Told()
    told.run(2)
    told.run(2, Chain(_compilation(), []), Chain(_compilation(), [told.stage()]))
    assert not told.done
