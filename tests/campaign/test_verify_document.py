# SPDX-License-Identifier: GPL-2.0
"""verify: the document, from made-up cells."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from campaign.coverage import Plan
from campaign.errors import MachineError
from campaign.objects import Question
from campaign.verify.document import document
from campaign.verify.findings import findings
from campaign.verify.shards import Parts
from campaign.verify.states import State

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
SCHEMA = json.loads((SCRIPTS / "campaign/schemas/verify.json").read_text())
SITE = {"id": "s", "file": "mm/a.c", "line": 3, "function": "f", "call": "api"} | {
    "verdict": "ro"
}
STATES = [State("original"), State("0001-x.patch", {"mm/a.c": b""}, {"mm/a.c": b""})]


def entry(**more: Any) -> dict[str, Any]:
    """What came of an object."""
    return {"sha256": "0", "why": None, "warnings": [], "strict": []} | more


def cell(answer: str | None = "object", **more: Any) -> dict[str, Any]:
    """A cell with one object and one site."""
    made: dict[str, Any] = {
        "lost": [],
        "units": ["mm/a.o"],
        "uses": {"mm/a.o": ["mm/a.c"]},
        "objects": {"mm/a.o": entry()},
        "sites": {"s": answer} if answer else {},
        "equality": {},
        "shown": {"seen": {}, "dropped": {}},
        "hidden": [],
        "sparse": {},
        "view": [],
        "unseen": "",
        "holes": [],
        "command": "make mm/a.o",
        "log": "logs/a.log",
    }
    return made | more


def made_of(*cells: Any, states: Any = STATES, **more: Any) -> dict[str, Any]:
    """The document of one flavour's cells, held against the schema."""
    found = {state.name: {"x": c} for state, c in zip(states, cells)}
    converted = {"campaign": "c", "tree": {"path": "t"}, "sites": [SITE]}
    parts = Parts(found, more.get("skipped", {}))
    plans = {b.name: Plan.of(a.files, b.step) for a, b in zip(states, states[1:])}
    everything = more.get("everything", True)
    archs = {"x": "arm", "y": "powerpc"}
    asked = {"s": Question("mm/a.c", 4, "f", "api_ro")}
    made = document(converted, states, parts, everything, {}, plans, archs, asked)
    jsonschema.validate(made, SCHEMA)
    return made


def last(made: dict[str, Any]) -> dict[str, Any]:
    flavour: dict[str, Any] = made["steps"][-1]["flavours"]["x"]
    return flavour


def test_all_is_well() -> None:
    made = made_of(cell(), cell())
    assert [s["flavours"]["x"]["status"] for s in made["steps"]] == ["ok", "ok"]
    assert made["sites"] == [{"id": "s", "flavours": {"x": "object"}}]
    assert made["incomplete"] == [] and made["first_failure"] is None


def seen(verdict: str, line: int = 4) -> dict[str, Any]:
    """What the compiler saw of a mapping."""
    place = {"file": "mm/a.c", "line": line, "function": "f", "call": "api_ro"}
    why = "" if verdict == "proven" else "written on line 6"
    path = [{"file": "mm/a.c", "line": 6}] if why else []
    return (
        place
        | {"api": "ro", "kind": "write", "verdict": verdict, "why": why}
        | {"path": path}
    )


@pytest.mark.parametrize(
    "verdict, agrees", [("proven", True), ("refuted", False), ("unknown", None)]
)
def test_the_compiler_is_held_against_the_verdict(
    verdict: str, agrees: bool | None
) -> None:
    made = made_of(cell(), cell(view=[seen(verdict), seen("refuted", line=9)]))
    (told,) = made["agreement"]
    assert told["agree"] is agrees and told["classify"] == "only reads"
    assert made["engines"]["unseen"] == []
    assert findings(made) is (agrees is False)


def test_a_site_that_no_compiler_saw_is_named() -> None:
    made = made_of(cell(), cell(unseen="clang loads no GCC plugin"))
    assert made["agreement"] == [] and made["engines"]["unseen"] == ["s"]
    (left,) = made["engines"]["left_out"]
    assert left == {"flavour": "x", "why": "clang loads no GCC plugin"}


def test_only_new_warnings_count() -> None:
    old = entry(warnings=[["mm/a.c", "unused"], ["mm/a.c", "unused"]])
    new = entry(warnings=[["mm/a.c", "unused"], ["mm/a.c", "shadow"]])
    made = made_of(cell(objects={"mm/a.o": old}), cell(objects={"mm/a.o": new}))
    assert last(made)["warnings"] == ["mm/a.c: shadow"]
    assert last(made)["status"] == "fail"


def test_a_warning_is_held_against_the_last_state_that_built_the_object() -> None:
    warned = {"mm/a.o": entry(warnings=[["mm/a.c", "unused"]])}
    states = [*STATES, State("0002-y.patch")]
    made = made_of(
        cell(objects=warned), cell(objects={}), cell(objects=warned), states=states
    )
    assert last(made)["status"] == "ok"


def test_what_werror_refuses_is_a_failure_of_both() -> None:
    old = {"mm/a.o": entry(warnings=[["mm/a.c", "unused"]], strict=["mm/a.c: unused"])}
    made = made_of(cell(objects=old), cell(objects=old))
    for step in made["steps"]:
        assert step["flavours"]["x"]["status"] == "fail"
        assert "-Werror: mm/a.c: unused" in step["flavours"]["x"]["why"]
        assert step["flavours"]["x"]["warnings"] == []


def test_a_site_that_the_conversion_lost_is_a_failure() -> None:
    made = made_of(cell(), cell("absent"))
    assert made["sites"][0]["flavours"] == {"x": "absent"}
    assert last(made)["status"] == "fail" and "s: was object" in last(made)["why"]


def test_a_site_is_known_by_the_last_state_that_was_asked() -> None:
    states = [*STATES, State("0002-y.patch")]
    made = made_of(cell(), cell("early"), cell(None), states=states)
    assert made["sites"][0]["flavours"] == {"x": "early"}


def test_the_first_failure_is_told_with_its_command() -> None:
    broken = cell(objects={"mm/a.o": entry(sha256=None, why="mm/a.c:3: no")})
    made = made_of(cell(), broken)
    assert made["first_failure"] == {
        "patch": "0001-x.patch",
        "flavour": "x",
        "why": "mm/a.o: mm/a.c:3: no",
        "command": "make mm/a.o",
    }
    assert last(made)["objects"] == []


def test_holes_are_named() -> None:
    died = MachineError("x: make died of signal 9")
    made = made_of(cell(lost=["CONFIG_A=y"]), died, skipped={"y": "no gcc"})
    whys = [hole["why"] for hole in made["incomplete"]]
    assert "0001-x.patch: x: make died of signal 9" in whys
    assert "y: skipped: no gcc" in whys
    assert "x: Kconfig did not take CONFIG_A=y" in whys
    assert made["lost_symbols"] == [{"flavour": "x", "line": "CONFIG_A=y"}]
    assert made["steps"][0]["flavours"]["y"]["status"] == "skipped"
    assert made["sites"][0]["flavours"] == {"x": "object", "y": "not built"}


def test_what_no_flavour_compiles_is_a_hole_where_all_were_asked() -> None:
    states = [STATES[0], State("0001-x.patch", {"fs/b.c": b""}, {"fs/b.c": b""})]
    cells = [cell("not built"), cell("not built")]
    told = {h["why"] for h in made_of(*cells, states=states)["incomplete"]}
    assert told == {
        "no flavour compiles this site",
        "changed, and no flavour compiles it",
    }
    assert made_of(*cells, states=states, everything=False)["incomplete"] == []


def test_an_original_that_does_not_compile_is_a_hole() -> None:
    broken = cell(objects={"mm/a.o": entry(sha256=None, why="no")})
    whys = [h["why"] for h in made_of(broken, broken)["incomplete"]]
    assert "x: the original does not compile: no" in whys


def compared(**more: Any) -> dict[str, Any]:
    """What equal.py says of an object with one function that differs."""
    entry = {"function": "f", "kind": "function", "change": "differs", "same": False}
    entry |= {"explained": "touched", "why": "a patch changes it"}
    return {"functions": 5, "different": [entry | more], "normalised": []}


def test_functions_are_counted_and_the_unexplained_is_a_finding() -> None:
    made = made_of(cell(), cell(equality={"mm/a.o": compared()}))
    assert made["compared"] == {
        "functions": 5,
        "same": 4,
        "explained": 1,
        "unexplained": 0,
    }
    assert not findings(made)
    told = compared(explained="unexplained", why="nobody knows")
    made = made_of(cell(), cell(equality={"mm/a.o": told}))
    assert made["compared"]["unexplained"] == 1 and findings(made)
    assert made["equality"][0]["patch"] == "0001-x.patch"


def test_a_read_only_site_changes_nothing() -> None:
    step = {"mm/a.c": b""}
    states = [STATES[0], State("0001-x.patch", step, step, ("s",))]
    same = {"functions": 5, "different": [], "normalised": []}
    for told, equal in ((same, True), (compared(), False)):
        made = made_of(cell(), cell(equality={"mm/a.o": told}), states=states)
        (entry,) = [e for e in made["equality"] if e.get("site")]
        assert (entry["site"], entry["same"]) == ("s", equal)
        assert findings(made) is not equal


def test_a_line_that_no_flavour_shows_is_a_finding_with_its_reason() -> None:
    step = {"mm/a.c": b"int a;\n"}
    states = [STATES[0], State("0001-x.patch", step, step)]
    reason = {"kind": "condition", "why": "#if 0", "reveals": []}
    hidden = cell(hidden=[["mm/a.c", 1, reason]])
    made = made_of(cell(), hidden, states=states)
    (entry,) = made["coverage"]["unproven"]
    assert (entry["file"], entry["line"], entry["why"]) == ("mm/a.c", 1, "#if 0")
    assert findings(made)
    shown = {"seen": {"mm/a.c": [1]}, "dropped": {}}
    made = made_of(cell(), cell(shown=shown), states=states)
    assert made["coverage"]["proven"] == 1 and not findings(made)


def test_only_new_messages_of_sparse_are_findings() -> None:
    old = {"mm/a.o": [["mm/a.c", "warning: old"]]}
    new = {"mm/a.o": [["mm/a.c", "warning: old"], ["mm/a.c", "warning: new"]]}
    made = made_of(cell(sparse=old), cell(sparse=new))
    told = {"flavour": "x", "file": "mm/a.c", "text": "warning: new"}
    assert made["sparse"]["messages"] == [told] and findings(made)
    assert not findings(made_of(cell(sparse=new), cell(sparse=old)))


def test_what_sparse_could_not_see_is_a_hole() -> None:
    made = made_of(cell(), cell(holes=[["mm/a.o", "sparse: too many errors"]]))
    assert [h["why"] for h in made["incomplete"]] == ["x: sparse: too many errors"]
