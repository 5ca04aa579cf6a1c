# SPDX-License-Identifier: GPL-2.0
"""Trees that are audited beside each other: nothing is lost, mixed up or left behind."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

import audit_trees as trees
from campaign.audit.beside import Beside
from campaign.errors import MISSING, MachineError, MissingProgram, UserError


def test_each_result_has_its_number() -> None:
    row = Beside(lambda work: work * work, 3)
    assert sorted(row.results(range(8))) == [(n, n * n) for n in range(8)]


def test_no_more_at_once_than_was_said(tmp_path: Path) -> None:
    def act(name: str) -> int:
        (tmp_path / name).touch()
        time.sleep(0.05)
        seen = len(list(tmp_path.iterdir()))
        (tmp_path / name).unlink()
        return seen

    most = [seen for _, seen in Beside(act, 2).results("abcdef")]
    assert max(most) == 2


@pytest.mark.parametrize("error", [UserError("x: no"), MachineError("full")])
def test_an_error_is_the_same_error(error: Exception) -> None:
    def act(work: int) -> int:
        raise error

    with pytest.raises(type(error), match=str(error)):
        list(Beside(act, 2).results([1, 2]))


def test_what_is_missing_is_named_with_its_package() -> None:
    def act(work: int) -> int:
        raise MissingProgram("spatch", "coccinelle", "or go without")

    with pytest.raises(MissingProgram) as caught:
        list(Beside(act, 1).results([1]))
    assert caught.value.status == MISSING
    assert caught.value.package == "coccinelle"
    assert str(caught.value).endswith("or go without")


def test_a_process_that_dies_is_told() -> None:
    def act(work: int) -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return work

    with pytest.raises(MachineError, match="^tree 1: its process ended with status -9"):
        list(Beside(act, 1, "tree {}".format).results([1]))


def test_the_others_end_with_the_first_that_fails(tmp_path: Path) -> None:
    def act(work: int) -> int:
        if not work:
            (tmp_path / "pid").write_text(str(os.getpid()))
            time.sleep(60)
        while not (tmp_path / "pid").exists():
            time.sleep(0.01)
        raise UserError("no")

    with pytest.raises(UserError):
        list(Beside(act, 2).results([0, 1]))
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
