# SPDX-License-Identifier: GPL-2.0
"""Trees that are audited beside each other: nothing is lost, mixed up or left behind."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

import audit_trees as trees
from campaign.audit import beside
from campaign.audit.beside import Beside
from campaign.errors import MISSING, MachineError, MissingProgram, UserError


Act = Callable[[Any], Any]


def done(act: Act, most: int, pieces: Iterable[Any], name: Act = str) -> list[Any]:
    """Each piece with its result, as they came."""
    with Beside(act, most, name) as row:
        row.put(pieces)
        return list(row.results())


def test_each_result_is_with_its_piece() -> None:
    assert sorted(done(lambda work: work * work, 3, range(8))) == [
        (n, n * n) for n in range(8)
    ]


@pytest.mark.parametrize("most", [1, 2, 3])
def test_as_many_at_once_as_was_said(tmp_path: Path, most: int) -> None:
    here, reached = tmp_path / "here", tmp_path / "reached"
    here.mkdir()

    def count() -> int:
        return len(list(here.iterdir()))

    def act(name: str) -> int:
        """Wait until as many are here, unless they have been."""
        (here / name).touch()
        wait_for(lambda: reached.exists() or count() >= most)
        reached.touch()
        time.sleep(0.05)
        seen = count()
        (here / name).unlink()
        return seen

    assert max(seen for _, seen in done(act, most, "abcdef")) <= most
    assert reached.exists()


@pytest.mark.parametrize("most, begun", [(1, 0), (3, 2)])
def test_the_caller_goes_on_meanwhile(tmp_path: Path, most: int, begun: int) -> None:
    """What is put begins at once, but for the room that the caller's own work takes."""
    with Beside(lambda name: (tmp_path / name).touch(), most) as row:
        row.put("abcde")
        wait_for(lambda: len(list(tmp_path.iterdir())) >= begun)
        time.sleep(0.1)
        assert len(list(tmp_path.iterdir())) == begun
        assert len(list(row.results())) == 5
        row.put("f")
        assert [work for work, _ in row.results()] == ["f"]


def wait_for(what: Callable[[], bool]) -> None:
    """Wait for something, for some seconds."""
    end = time.monotonic() + 20
    while not what() and time.monotonic() < end:
        time.sleep(0.01)
    assert what()


@pytest.mark.parametrize("error", [UserError("x: no"), MachineError("full")])
def test_an_error_is_the_same_error(error: Exception) -> None:
    def act(work: int) -> int:
        raise error

    with pytest.raises(type(error), match=str(error)):
        done(act, 2, [1, 2])


def test_what_is_missing_is_named_with_its_package() -> None:
    def act(work: int) -> int:
        raise MissingProgram("spatch", "coccinelle", "or go without")

    with pytest.raises(MissingProgram) as caught:
        done(act, 1, [1])
    assert caught.value.status == MISSING
    assert caught.value.package == "coccinelle"
    assert str(caught.value).endswith("or go without")


def test_a_process_that_dies_is_told() -> None:
    def act(work: int) -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return work

    with pytest.raises(MachineError, match="^tree 1: its process ended with status -9"):
        done(act, 1, [1], "tree {}".format)


def test_the_others_end_with_the_first_that_fails(tmp_path: Path) -> None:
    def act(work: int) -> int:
        if not work:
            (tmp_path / "pid").write_text(str(os.getpid()))
            time.sleep(60)
        wait_for((tmp_path / "pid").exists)
        raise UserError("no")

    with pytest.raises(UserError):
        done(act, 2, [0, 1])
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_they_end_with_the_caller(tmp_path: Path) -> None:
    def act(work: int) -> None:
        (tmp_path / "pid").write_text(str(os.getpid()))
        time.sleep(60)

    with pytest.raises(UserError), Beside(act, 2) as row:
        row.put([1])
        wait_for(
            lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text() != ""
        )
        raise UserError("of the caller")
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_the_same_entries_as_alone(tmp_path: Path) -> None:
    """Three trees at once, one of them given twice, in the order they were given."""
    made = [trees.old(tmp_path / name) for name in ("one", "two", "three")]
    (made[1] / "mm" / "more.c").write_text("int more;\n")
    every = trees.audit(tmp_path / "all", *made, made[1]).doc["trees"]
    assert [e["name"] for e in every[:3]] == [str(path) for path in made]
    assert every[3]["name"] == f"{made[1]} (2)"
    for entry, path in zip(every, made):
        (alone,) = trees.audit(tmp_path / f"of-{path.name}", path).doc["trees"]
        assert entry == alone


def test_a_signal_while_one_begins_ends_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes once the process is known that has to be ended."""

    def act(work: int) -> None:
        (tmp_path / "pid").write_text(str(os.getpid()))
        time.sleep(60)

    def stop(_signal: int, _frame: Any) -> None:
        raise KeyboardInterrupt

    start = beside._FORK.Process.start

    def signalled(process: Any) -> None:
        start(process)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.2)

    monkeypatch.setattr(beside._FORK.Process, "start", signalled)
    before = signal.signal(signal.SIGTERM, stop)
    try:
        with pytest.raises(KeyboardInterrupt), Beside(act, 2) as row:
            row.put([1])
    finally:
        signal.signal(signal.SIGTERM, before)
    assert not multiprocessing.active_children()
