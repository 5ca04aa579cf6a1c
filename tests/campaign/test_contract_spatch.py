# SPDX-License-Identifier: GPL-2.0
"""A spatch that dies, hangs, complains or says nothing: the run is incomplete, names what it lost and does the rest."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from maketree import (
    READER,
    Outcome,
    kill_group,
    make_tree,
    sites_in,
    start,
    textual_hits,
    treewide,
)

# Each stands in for spatch on every call, but answers --version as the real one does.
FAKES = {
    "dies": "kill -SEGV $$",
    "exits-255": "exit 255",
    "says-nothing": "exit 0",
    "python-exception": "echo 'EXN: Failure(\"Python error\") in a.c' >&2; exit 0",
    "timeout-message": "echo 'Fatal error: exception Coccinelle_modules.Common.Timeout' >&2; exit 255",
    "prints-garbage": "head -c 4096 /dev/urandom; exit 0",
}
# Passes everything on, but dies where a function of wreckme.c is in a file that it is
# given: by name, or in a list of files.
PICKY = """is_bad() { grep -qs in_wreckme "$1"; }
for word; do
	[ -f "$word" ] || continue
	case $word in *.cocci) continue;; esac
	is_bad "$word" && kill -SEGV $$
	for name in $(grep -as '^/' "$word"); do is_bad "$name" && kill -SEGV $$; done
done
exec /usr/bin/spatch "$@"
"""


def fake_spatch(home: Path, body: str) -> dict[str, str]:
    script = home / "fake-spatch"
    version = 'case "$*" in *--version*) exec /usr/bin/spatch --version;; esac\n'
    script.write_text(f"#!/bin/sh\n{version}{body}\n")
    script.chmod(0o755)
    return {"TREEWIDE_SPATCH": str(script)}


def run(home: Path, stage: str, body: str, *more: str, form: str = "json") -> Outcome:
    files = {
        name: READER.replace("reader", f"in_{Path(name).stem}")
        for name in ("mm/a.c", *more)
    }
    tree = make_tree(home / "tree", files=files)
    return treewide(
        stage, tree, run=home / "run", form=form, env=fake_spatch(home, body)
    )


@pytest.mark.parametrize("fake", FAKES)
@pytest.mark.parametrize("stage", ("classify", "convert"))
def test_status_is_4_when_spatch(tmp_path: Path, stage: str, fake: str) -> None:
    assert run(tmp_path, stage, FAKES[fake]).status == 4


@pytest.mark.parametrize("fake", FAKES)
def test_what_was_lost_is_named_when_spatch(tmp_path: Path, fake: str) -> None:
    document = run(tmp_path, "classify", FAKES[fake]).doc
    assert "mm/a.c" in {entry["file"] for entry in document["incomplete"]}


@pytest.mark.parametrize("fake", FAKES)
def test_no_verdict_is_ro_when_spatch(tmp_path: Path, fake: str) -> None:
    sites = run(tmp_path, "classify", FAKES[fake]).doc["sites"]
    assert [site for site in sites if site["verdict"] == "ro"] == []


@pytest.mark.parametrize("fake", FAKES)
def test_hits_are_accounted_when_spatch(tmp_path: Path, fake: str) -> None:
    counts = run(tmp_path, "find", FAKES[fake]).doc["counts"]
    assert (
        counts["textual"]
        == textual_hits(tmp_path / "tree")
        == sum(counts.values()) - counts["textual"]
    )


@pytest.mark.parametrize("fake", FAKES)
def test_no_traceback_when_spatch(tmp_path: Path, fake: str) -> None:
    assert b"Traceback" not in run(tmp_path, "classify", FAKES[fake]).err


def test_rest_of_the_tree_is_classified_when_one_file_kills_spatch(
    tmp_path: Path,
) -> None:
    document = run(tmp_path, "classify", PICKY, "mm/wreckme.c").doc
    assert [site["verdict"] for site in sites_in(document, "in_a")] == ["ro"]


def test_file_that_kills_spatch_is_named(tmp_path: Path) -> None:
    document = run(tmp_path, "classify", PICKY, "mm/wreckme.c").doc
    assert "mm/wreckme.c" in {entry["file"] for entry in document["incomplete"]}


def test_file_that_kills_spatch_makes_the_status_4(tmp_path: Path) -> None:
    assert run(tmp_path, "classify", PICKY, "mm/wreckme.c").status == 4


def test_failure_is_not_cached(tmp_path: Path) -> None:
    """The same run directory with a spatch that works again gives the whole answer."""
    run(tmp_path, "classify", FAKES["dies"])
    again = treewide("classify", tmp_path / "tree", run=tmp_path / "run")
    assert [site["verdict"] for site in again.doc["sites"]] == ["ro"]


@pytest.mark.slow
def test_hanging_spatch_is_given_up_with_4(tmp_path: Path) -> None:
    """The time limit is the campaign's, per group of files: one small file must not take ten minutes."""
    tree = make_tree(tmp_path / "tree", files={"mm/a.c": READER})
    env = fake_spatch(tmp_path, "exec sleep 3600")
    assert (
        treewide("classify", tree, run=tmp_path / "run", env=env, timeout=600).status
        == 4
    )


def interrupted(home: Path, number: int) -> tuple[int, str, int]:
    """Send a signal while spatch hangs: (status, stderr, process id that the fake spatch had)."""
    tree = make_tree(home / "tree", files={"mm/a.c": READER})
    body = (
        f'echo $$ > "{home}/pid.new"; mv "{home}/pid.new" "{home}/pid"; exec sleep 3600'
    )
    words = ["classify", str(tree), "--run", str(home / "run"), "--format", "json"]
    process = start(words, fake_spatch(home, body))
    try:
        deadline = time.monotonic() + 60
        while not (home / "pid").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(number)
        _, err = process.communicate(timeout=30)
        time.sleep(0.5)
        pid = int((home / "pid").read_text())
        return (
            process.returncode,
            err.decode(),
            pid if Path(f"/proc/{pid}").exists() else 0,
        )
    finally:
        kill_group(process)
        if (home / "pid").exists():
            reap_sleep(int((home / "pid").read_text()))


def reap_sleep(pid: int) -> None:
    """End the fake spatch by its id, if it is still the sleep that it became."""
    try:
        if b"sleep" in Path(f"/proc/{pid}/cmdline").read_bytes():
            os.kill(pid, signal.SIGKILL)
    except (FileNotFoundError, ProcessLookupError):
        pass


@pytest.mark.parametrize(
    "number", (signal.SIGINT, signal.SIGTERM), ids=("SIGINT", "SIGTERM")
)
def test_no_spatch_is_left_behind_after(tmp_path: Path, number: int) -> None:
    assert interrupted(tmp_path, number)[2] == 0


def test_interrupt_is_no_success(tmp_path: Path) -> None:
    assert interrupted(tmp_path, signal.SIGINT)[0] not in (0, 1)


def test_interrupt_has_no_traceback(tmp_path: Path) -> None:
    assert "Traceback" not in interrupted(tmp_path, signal.SIGINT)[1]
