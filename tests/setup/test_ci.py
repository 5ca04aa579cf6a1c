# SPDX-License-Identifier: GPL-2.0
""".ci/run: fails when make check does, and ends with pytest's closing line."""

import os
import subprocess
from pathlib import Path

import pytest

RUN = Path(__file__).resolve().parents[2] / ".ci/run"


def ci(tmp_path: Path, says: str, status: int) -> tuple[int, list[str]]:
    """Run it over a make that prints SAYS."""
    make = tmp_path / "make"
    make.write_text(
        f"#!/bin/sh\necho called: $*\ncat <<'END'\n{says}\nEND\nexit {status}\n"
    )
    make.chmod(0o755)
    done = subprocess.run(
        [RUN],
        env=os.environ | {"PATH": f"{tmp_path}:/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout.splitlines()


def test_passes(tmp_path):
    status, lines = ci(tmp_path, "....\n4 passed, 1 skipped in 0.52s", 0)
    assert status == 0
    assert lines == ["called: -k check", "....", "4 passed, 1 skipped in 0.52s"]


@pytest.mark.parametrize(
    "closing",
    [
        "1 failed, 4 passed in 75.01s (0:01:15)",
        "==== 1 failed, 2 errors in 0.52s ====",
        "2 errors in 0.1s",
    ],
)
def test_fails_and_still_ends_with_pytest(tmp_path, closing):
    says = f"{closing}\nmake: *** [Makefile:99: check-tests] Error 1"
    status, lines = ci(tmp_path, says, 2)
    assert status == 2
    assert lines[-1] == closing


def test_another_gate_fails(tmp_path):
    says = "make: *** [Makefile:9: check-types] Error 1\n3 passed in 0.5s"
    status, lines = ci(tmp_path, says, 2)
    assert (status, lines[-1]) == (2, "3 passed in 0.5s")


def test_pytest_was_not_reached(tmp_path):
    status, lines = ci(tmp_path, "make: *** [Makefile:9: setup] Error 3", 2)
    assert (status, lines[-1]) == (2, "pytest was not reached")


def test_tests_that_were_not_run_are_no_success(tmp_path):
    status, lines = ci(tmp_path, "no test ran", 0)
    assert status != 0
