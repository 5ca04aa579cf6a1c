# SPDX-License-Identifier: GPL-2.0
"""The run document: what is new against the original, what was not reached, and its reports."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from campaign import boot, report, schema
from campaign.boot.console import Report, Result
from campaign.boot.document import document
from campaign.boot.trial import Trial
from campaign.cli import main
from campaign.errors import UserError

READER, WRITER, OTHER = "mm/r.c:reader:1:0", "mm/w.c:writer:1:0", "arch/x/o.c:other:1:0"
TREE = {"path": "/tree", "version": "6.12.117", "base": None}
CONVERTED = {
    "campaign": "old_map",
    "tree": TREE,
    "sites": [{"id": OTHER}, {"id": READER}, {"id": WRITER}],
}
SPLAT = "WARNING: bad unlock balance detected!"


def _trial(variant: str, machine: str = "box", **more: Any) -> Trial:
    made = Trial(machine, "x86", variant, compiled=[READER, WRITER])
    made.tests = [Result("fork", "ok", ""), Result("memory", "ok", "")]
    made.reached = [READER, WRITER]
    made.command, made.log = "qemu -m 1", f"logs/boot-{machine}-{variant}.console"
    if variant == "faulty":
        made.failure_path = [WRITER]
    for key, value in more.items():
        setattr(made, key, value)
    return made


def _document(*trials: Trial, **more: Any) -> dict[str, Any]:
    whole = document(
        CONVERTED, frozenset({WRITER, OTHER}), trials, more.get("skipped", {}), []
    )
    schema.check(whole)
    made: dict[str, Any] = json.loads(json.dumps(whole))
    return made


def _report(name: str = SPLAT) -> Report:
    return Report(name, name, 12, 1)


def test_all_is_well() -> None:
    made = _document(_trial("original"), _trial("converted"), _trial("faulty"))
    assert made["new"] == made["known"] == made["incomplete"] == []
    told = {site["id"]: site["machines"]["box"] for site in made["sites"]}
    assert told[READER] == {
        "compiled": True,
        "original": True,
        "reached": True,
        "failure_path": None,
    }
    assert told[WRITER]["failure_path"] is True
    # In no kernel, so nobody could have reached it.
    assert told[OTHER]["compiled"] is False
    assert not boot.findings(made)


def test_a_report_of_the_converted_kernel_alone_is_new() -> None:
    made = _document(_trial("original"), _trial("converted", reports=[_report()]))
    (entry,) = made["new"]
    assert (entry["variant"], entry["kind"], entry["name"]) == ("converted", "report", SPLAT)  # fmt: skip
    assert entry["why"] == f"line 12: {SPLAT}"
    assert boot.findings(made)


def test_what_the_original_of_that_machine_has_is_subtracted_by_name() -> None:
    bad = [Result("fork", "fail", "status 1"), Result("memory", "ok", "")]
    made = _document(
        _trial("original", reports=[_report()], tests=bad),
        _trial("converted", reports=[_report()], tests=bad),
        _trial("original", "tub"),
        _trial("converted", "tub", reports=[_report()]),
    )
    assert [(e["machine"], e["kind"]) for e in made["new"]] == [("tub", "report")]
    assert [(e["variant"], e["kind"], e["name"]) for e in made["known"]] == [
        ("original", "test", "fork"),
        ("original", "report", SPLAT),
        ("converted", "test", "fork"),
        ("converted", "report", SPLAT),
    ]


def test_a_kernel_that_ends_early_is_told_once() -> None:
    missing = [Result(n, "missing", "no result was told") for n in ("fork", "memory")]
    dead = _trial("converted", status="fail", why="did not come up", tests=missing)
    made = _document(_trial("original"), dead)
    assert [(e["kind"], e["why"]) for e in made["new"]] == [
        ("kernel", "did not come up")
    ]
    assert boot.findings(made)


def test_an_original_that_does_not_come_up_leaves_the_run_incomplete() -> None:
    dead = _trial("original", status="fail", why="did not come up", tests=[])
    made = _document(dead, _trial("converted"), skipped={"tub": "no tub here"})
    assert [hole["why"] for hole in made["incomplete"]] == [
        "box, original: did not come up",
        "tub: skipped: no tub here",
    ]


def test_what_was_not_reached_is_a_finding() -> None:
    lazy = _trial("converted", reached=[READER])
    assert boot.unreached(_document(_trial("original"), lazy)) == [
        (WRITER, "not reached")
    ]
    tame = _trial("faulty", failure_path=[])
    made = _document(_trial("original"), _trial("converted"), tame)
    assert boot.unreached(made) == [(WRITER, "failure path not reached")]
    assert boot.findings(made)
    # Another machine has reached it.
    more = [_trial("converted", "tub"), _trial("faulty", "tub")]
    assert not boot.findings(
        _document(_trial("original"), _trial("converted"), tame, *more)
    )


def _faulty() -> dict[str, Any]:
    bad = [Result("fork", "fail", "<b>page 3</b>"), Result("memory", "skip", "none")]
    return _document(
        _trial("original", "tub", reports=[_report("BUG: old")]),
        _trial("original"),
        _trial("converted", reached=[READER]),
        _trial("faulty", tests=bad, unreached=[(WRITER, "mm/w.c", 7, "failure path")]),
        skipped={"vat": "qemu: not found"},
    )


def test_text_has_each_site_and_each_finding() -> None:
    text = report.render(_faulty(), "text", 1, False, Path("/tree"))
    lines = text.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].split() == ["site", "tub", "box"]
    marks = {line.split()[1]: line.split()[2:] for line in lines[1:4]}
    assert marks == {
        "other": [".", "."],
        "reader": [".", "R"],
        "writer": [".", "F"],
    }
    assert "new: box, faulty: test fork: <b>page 3</b>" in lines
    assert "known: tub, original: report BUG: old: line 12: BUG: old" in lines
    assert "    mm/w.c:7: failure path not reached" in lines
    assert "  run: vat: skipped: qemu: not found" in lines


def test_what_the_original_has_is_told_once() -> None:
    made = _document(
        *(_trial(v, reports=[_report("BUG: old")]) for v in ("original", "converted"))
    )
    lines = report.render(made, "text", 1, False, Path("/tree")).splitlines()
    told = [line for line in lines if line.startswith("known: ")]
    assert told == [
        "known: box, original: report BUG: old: line 12: BUG: old (converted, too)"
    ]
    assert "1 wrong in the original itself." in lines[-1]


def test_the_page_is_escaped_and_complete() -> None:
    page = report.render(_faulty(), "html", 0, False, Path("/tree"))
    assert "<b>page 3</b>" not in page
    assert "&lt;b&gt;page 3&lt;/b&gt;" in page
    assert "mm/w.c writer" in page
    assert "vat: skipped: qemu: not found" in page


@pytest.mark.parametrize("format", ["sarif", "org"])
def test_formats_that_a_run_has_not(format: str) -> None:
    with pytest.raises(UserError, match=f"format {format}: a run has text, json and"):
        report.render(_faulty(), format, 0, False, Path("/tree"))


def test_report_joins_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "run.json").write_text(json.dumps(_faulty()))
    assert main(["report", str(tmp_path)]) == 4
    assert "mm/w.c writer" in capsys.readouterr().out
    (tmp_path / "run.json").write_text(
        json.dumps(_document(_trial("original"), _trial("converted")))
    )
    assert main(["report", str(tmp_path)]) == 1
    made = _document(_trial("original"), _trial("converted"), _trial("faulty"))
    (tmp_path / "run.json").write_text(json.dumps(made))
    assert main(["report", str(tmp_path)]) == 0
