# SPDX-License-Identifier: GPL-2.0
"""Results on stdout, talk on stderr; the same bytes for the same inputs; published schemas."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
from pathlib import Path
from typing import Callable

import pytest

from campaign import cli, errors
from maketree import COMMAND, READER, WRITER, Outcome, environment, make_tree, treewide

COLOUR = re.compile(rb"\x1b\[[0-9;]*m")
STAGES = ("find", "classify", "convert")
FILES = {"mm/a.c": READER, "mm/b.c": WRITER}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("streams")
    return make_tree(home / "tree", "ro", files=FILES)


Said = Callable[..., Outcome]


@pytest.fixture(scope="module")
def said(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> Said:
    """said(stage, option..., form=): what a fresh run of it wrote, run once however often it is asked."""
    done: dict[tuple[str, ...], Outcome] = {}

    def once(stage: str, *more: str, form: str = "json") -> Outcome:
        key = (stage, form, *more)
        if key not in done:
            done[key] = run(
                tree, tmp_path_factory.mktemp("said"), stage, *more, form=form
            )
        return done[key]

    return once


def run(tree: Path, home: Path, stage: str, *more: str, form: str = "json") -> Outcome:
    return treewide(stage, tree, *more, run=home / "run", form=form)


@pytest.mark.parametrize("stage", STAGES)
def test_stdout_is_one_json_document_and_nothing_else(said: Said, stage: str) -> None:
    assert isinstance(json.loads(said(stage).out), dict)


@pytest.mark.parametrize("stage", STAGES)
def test_verbose_talk_stays_off_stdout(said: Said, stage: str) -> None:
    assert isinstance(json.loads(said(stage, "-v").out), dict)


def test_quiet_says_nothing_on_stderr(said: Said) -> None:
    assert said("classify", "-q").err == b""


@pytest.mark.parametrize("form", ("text", "json"))
@pytest.mark.parametrize("stage", STAGES)
def test_no_escape_sequence_when_not_a_terminal(
    said: Said, stage: str, form: str
) -> None:
    outcome = said(stage, "-v", form=form)
    assert outcome.out and b"\x1b" not in outcome.out + outcome.err


def test_no_carriage_return_when_not_a_terminal(said: Said) -> None:
    """Progress is for terminals only."""
    outcome = said("classify")
    assert outcome.doc["sites"] and b"\r" not in outcome.err


def test_no_color_is_honoured_on_a_terminal(tree: Path, tmp_path: Path) -> None:
    master, slave = pty.openpty()
    words = [
        str(COMMAND),
        "find",
        str(tree),
        "--run",
        str(tmp_path / "run"),
        "--format",
        "text",
    ]
    env = environment({"NO_COLOR": "1", "TERM": "xterm-256color"})
    process = subprocess.Popen(words, stdin=slave, stdout=slave, stderr=slave, env=env)
    os.close(slave)
    seen = b""
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError:
            break
        if not chunk:
            break
        seen += chunk
    process.wait(timeout=120)
    os.close(master)
    assert b"mm/a.c" in seen and not COLOUR.search(seen)


def test_text_names_each_site_by_file_and_line(said: Said) -> None:
    sites = said("find").doc["sites"]
    text = said("find", form="text").text
    assert [s for s in sites if f"{s['file']}:{s['line']}" not in text] == []


def test_verbose_text_shows_each_step_of_the_evidence(said: Said) -> None:
    sites = said("classify").doc["sites"]
    text = said("classify", "-v", form="text").text
    steps = {
        f"{step['file']}:{step['line']}" for site in sites for step in site["evidence"]
    }
    assert steps and [step for step in steps if step not in text] == []


@pytest.mark.parametrize("stage", ("find", "classify"))
def test_same_bytes_for_one_and_two_jobs(
    tree: Path, tmp_path: Path, stage: str
) -> None:
    one = run(tree, tmp_path / "one", stage, "-j", "1")
    two = run(tree, tmp_path / "two", stage, "-j", "2")
    assert one.doc["sites"] and one.out == two.out


@pytest.mark.parametrize("stage", ("find", "classify"))
def test_same_bytes_from_two_fresh_runs(tree: Path, tmp_path: Path, stage: str) -> None:
    one, two = run(tree, tmp_path / "one", stage), run(tree, tmp_path / "two", stage)
    assert one.doc["sites"] and one.out == two.out


@pytest.mark.parametrize("stage", STAGES)
def test_same_bytes_from_the_cache(tree: Path, tmp_path: Path, stage: str) -> None:
    one, two = run(tree, tmp_path, stage), run(tree, tmp_path, stage)
    assert one.doc["sites"] and one.out == two.out


def test_same_bytes_whatever_the_hash_seed(tree: Path, tmp_path: Path) -> None:
    outs = [
        treewide(
            "classify", tree, run=tmp_path / seed, env={"PYTHONHASHSEED": seed}
        ).out
        for seed in ("1", "2")
    ]
    assert outs[0] and outs[0] == outs[1]


def test_same_bytes_whatever_the_locale(tree: Path, tmp_path: Path) -> None:
    outs = [
        treewide("classify", tree, run=tmp_path / name, env={"LC_ALL": name}).out
        for name in ("C", "C.UTF-8")
    ]
    assert outs[0] and outs[0] == outs[1]


@pytest.mark.parametrize("stage", ("find", "classify", "convert"))
def test_schema_is_printed(tmp_path: Path, stage: str) -> None:
    done = subprocess.run(
        [str(COMMAND), "schema", stage],
        capture_output=True,
        env=environment(),
        timeout=60,
    )
    assert isinstance(json.loads(done.stdout), dict)


@pytest.mark.parametrize("stage", STAGES)
def test_document_follows_its_schema(said: Said, stage: str) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    done = subprocess.run(
        [str(COMMAND), "schema", stage],
        capture_output=True,
        env=environment(),
        timeout=60,
    )
    assert jsonschema.validate(said(stage).doc, json.loads(done.stdout)) is None


@pytest.mark.parametrize(
    "key", ("schema", "campaign", "tree", "counts", "sites", "incomplete")
)
@pytest.mark.parametrize("stage", ("find", "classify"))
def test_document_has_key(said: Said, stage: str, key: str) -> None:
    assert key in said(stage).doc


@pytest.mark.parametrize(
    "key",
    (
        "id",
        "file",
        "line",
        "function",
        "kind",
        "verdict",
        "reason",
        "recheck",
        "evidence",
    ),
)
def test_site_has_key(said: Said, key: str) -> None:
    assert [site for site in said("classify").doc["sites"] if key not in site] == []


def test_verdicts_are_the_three_words(said: Said) -> None:
    assert {site["verdict"] for site in said("classify").doc["sites"]} == {"ro", "rw"}


def test_a_fault_of_our_own_is_not_taken_for_findings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_: cli.Command) -> int:
        raise TypeError("no such thing")

    monkeypatch.setattr(cli.Command, "find", broken)
    assert cli.main(["find", "TREE"]) == errors.INCOMPLETE
    said = capsys.readouterr()
    assert said.out == ""
    assert (
        said.err.splitlines()[-1]
        == "treewide: a fault of its own: TypeError: no such thing"
    )
