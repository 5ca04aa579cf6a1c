# SPDX-License-Identifier: GPL-2.0
"""The solver as a process that stays: what it is told, and what becomes of its failures."""

from __future__ import annotations

import copy
import json
import subprocess
import time
from pathlib import Path

import pytest

from campaign import solver
from campaign.errors import MachineError, MissingProgram

DOCUMENT = json.loads(
    (Path(__file__).parents[1] / "verdict" / "wrapped.json").read_bytes()
)


def own_solver(path: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program in the solver's place."""
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setattr(solver, "SOLVER", path)


def test_it_answers_as_it_does_to_a_file(tmp_path: Path) -> None:
    (tmp_path / "facts.json").write_text(json.dumps(DOCUMENT))
    done = subprocess.run(
        [solver.SOLVER, tmp_path / "facts.json"], capture_output=True, check=True
    )
    with solver.Solver() as one:
        first = one.ask(DOCUMENT)
        again = one.ask(copy.copy(DOCUMENT))
    assert first == again == json.loads(done.stdout)
    assert [site["verdict"] for site in first["sites"]] == (
        Path(__file__).parents[1] / "verdict" / "wrapped.verdicts"
    ).read_text().split()


def test_functions_are_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[list[object]] = []
    exchange = solver.Solver._exchange

    def spy(self: solver.Solver, line: bytes) -> bytes:
        told.append(json.loads(line)["functions"])
        return exchange(self, line)

    monkeypatch.setattr(solver.Solver, "_exchange", spy)
    functions = DOCUMENT["functions"]
    other = {**functions[0], "name": "other"}
    with solver.Solver() as one:
        one.ask(DOCUMENT)
        one.ask({**DOCUMENT, "functions": [*functions, other]})
        one.ask({**DOCUMENT, "functions": [other, *functions], "sites": []})
    count = len(functions)
    assert told == [
        functions,
        [*range(count), other],
        [count, *range(count)],
    ]


def test_what_it_refuses_is_told() -> None:
    with solver.Solver() as one, pytest.raises(MachineError, match="words") as error:
        one.ask({**DOCUMENT, "campaign": {}})
    assert "\n" not in str(error.value)


def test_its_end_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_solver(tmp_path / "ends", "exit 7", monkeypatch)
    with solver.Solver() as one, pytest.raises(MachineError, match="status 7"):
        one.ask(DOCUMENT)
    own_solver(tmp_path / "half", 'read a; printf "{"', monkeypatch)
    with solver.Solver() as one, pytest.raises(MachineError, match="status 0"):
        one.ask(DOCUMENT)


def test_it_has_a_limit_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver, "_PATIENCE", 0.5)
    own_solver(
        tmp_path / "hangs", f"sleep 60 & echo $! >{tmp_path}/pid; wait", monkeypatch
    )
    with solver.Solver() as one, pytest.raises(MachineError, match="within 0.5 s"):
        one.ask(DOCUMENT)
    state = Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}/stat")
    end = time.monotonic() + 20
    while (
        _runs(state) and time.monotonic() < end
    ):  # it has been killed, and may be dying
        time.sleep(0.01)
    assert not _runs(state)


def _runs(state: Path) -> bool:
    """Whether a process is there, and more than what its parent hasn't asked for."""
    try:
        return state.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_it_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solver, "SOLVER", tmp_path / "none")
    with pytest.raises(MissingProgram, match="make solver"):
        solver.Solver()
