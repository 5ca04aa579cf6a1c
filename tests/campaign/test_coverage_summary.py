# SPDX-License-Identifier: GPL-2.0
"""A step: planned, shown by the flavours, summed up."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Mapping, Sequence

import pytest

from campaign.coverage import (
    CODE,
    DIRECTIVE,
    Line,
    Plan,
    Reason,
    Reveal,
    summed,
    together,
)
from coverage_gcc import preprocessed

BEFORE: dict[str, bytes | None] = {
    "a.c": b'#include "h.h"\nint a;\nint f(int x)\n{\n\treturn x;\n}\n',
    "h.h": b"int h;\n",
    "doc.rst": b"Text\n",
    "same.c": b"int same;\n",
    "gone.c": b"int gone;\n",
}
AFTER: dict[str, bytes | None] = {
    "a.c": b"""\
#include "h.h"
int a;
#ifdef ON
int on;
#endif
/* why */
int f(int x)
{

	return x + inlined(1) +
		MACRO(2);
}
""",
    "h.h": b"""\
int h;
#define MACRO(x) \\
	(x)
static inline int inlined(int a) { return a; }
static inline int nobody(int a) { return a; }
#include "late.h"
""",
    "doc.rst": b"Text\nMore\n",
    "same.c": b"int same;\n",
    "gone.c": None,
    "new.S": b"nop\n",
    "alone.c": b"#if 0\n#error no\n#endif\nint alone;\n",
}


@pytest.fixture(name="plan", scope="module")
def make_plan() -> Plan:
    return Plan.of(BEFORE, AFTER)


def test_the_lines_of_a_plan(plan: Plan) -> None:
    kinds = [(line.file, line.line, line.kind) for line in plan.lines]
    assert kinds == [
        ("a.c", 3, "directive"),
        ("a.c", 4, "code"),
        ("a.c", 5, "directive"),
        ("a.c", 6, "comment"),
        ("a.c", 9, "comment"),
        ("a.c", 10, "code"),
        ("a.c", 11, "code"),
        ("alone.c", 1, "directive"),
        ("alone.c", 2, "directive"),
        ("alone.c", 3, "directive"),
        ("alone.c", 4, "code"),
        ("doc.rst", 2, "document"),
        ("h.h", 2, "code"),
        ("h.h", 3, "code"),
        ("h.h", 4, "code"),
        ("h.h", 5, "code"),
        ("h.h", 6, "directive"),
        ("new.S", 1, "code"),
    ]
    assert sorted(plan.planted) == ["a.c", "alone.c", "h.h"]
    assert plan.unplanted() == [
        Line("alone.c", 2, DIRECTIVE),
        Line("new.S", 1, CODE),
    ]
    for file, planted in plan.planted.items():
        assert planted.count(b"\n") == (AFTER[file] or b"").count(b"\n")


def test_a_plan_is_the_same_each_time(plan: Plan) -> None:
    assert (
        Plan.of(dict(reversed(BEFORE.items())), dict(reversed(AFTER.items()))) == plan
    )


def test_a_plan_without_macros() -> None:
    plan = Plan.of(BEFORE, AFTER, macros=False)
    assert [line[:2] for line in plan.unplanted()] == [
        ("alone.c", 2),
        ("h.h", 2),
        ("h.h", 3),
        ("new.S", 1),
    ]


def test_a_step_without_changes() -> None:
    nothing = Plan.of(BEFORE, BEFORE)
    assert (nothing.lines, nothing.planted) == ((), {})
    assert nothing.seen("int a;") == {}
    assert summed(nothing, {}, {}, ask)["lines"] == 0


@pytest.mark.skipif(not shutil.which("gcc"), reason="no gcc")
def test_a_header_is_shown_by_what_includes_it(plan: Plan, tmp_path: Path) -> None:
    files = {**plan.planted, "late.h": b""}
    other = b'#include "h.h"\nint other(void) { return nobody(1); }\n'
    one = plan.shown(preprocessed(tmp_path, files))
    two = plan.shown(preprocessed(tmp_path, {**files, "other.c": other}, "other.c"))
    assert one == {
        "seen": {"a.c": [3, 5, 10, 11], "h.h": [2, 3, 4, 6]},
        "dropped": {"h.h": [[5, "nobody"]]},
    }
    assert two == {
        "seen": {"h.h": [5, 6]},
        "dropped": {"h.h": [[4, "inlined"]]},
    }
    assert plan.seen(preprocessed(tmp_path, files)) == one["seen"]
    both = together([two, one])
    assert both == together([one, two])
    assert both == {
        "seen": {"a.c": [3, 5, 10, 11], "h.h": [2, 3, 4, 5, 6]},
        "dropped": {},
    }
    assert json.loads(json.dumps(one)) == one


# --- Summed up: a.c:10 is the line that matters ---

REVEAL = Reveal("CONFIG_X", "y", "Kconfig", 1, "Y", True)
WHY = {
    "x1": Reason("not built", "no object"),
    "x2": Reason("condition", "#ifdef X (line 1) does not hold", (REVEAL,)),
    "a1": Reason("unknown", "nobody knows"),
    "a2": Reason("macro", "macro M is never expanded in code"),
}
ARCH = {"x1": "x86", "x2": "x86", "a1": "arm", "a2": "arm"}


def ask(line: Line, flavour: str) -> Reason:
    return WHY[flavour]


def one_line(file: str = "a.c", content: bytes = b"int a;\n") -> Plan:
    return Plan.of({}, {file: content})


def by(
    plan: Plan, flavours: str, seen: str
) -> Mapping[str, Mapping[str, Sequence[int]]]:
    """What flavours have shown of a plan of one line."""
    return {
        name: {plan.lines[0].file: [1]} if name in seen.split() else {}
        for name in flavours.split()
    }


def test_proven_on_every_architecture() -> None:
    plan = one_line()
    found = summed(plan, by(plan, "x1 x2 a1", "x2 a1"), ARCH, ask)
    assert found == {
        "lines": 1,
        "proven": 1,
        "directives": 0,
        "comments": 0,
        "documents": 0,
        "unproven": [],
        "partial": [],
        "detail": [
            {"file": "a.c", "line": 1, "kind": "code", "flavours": ["a1", "x2"]}
        ],
    }


def test_not_on_this_architecture() -> None:
    """The reason that is nearest to being compiled is told, and the line is proven."""
    plan = one_line()
    found = summed(plan, by(plan, "x1 x2 a1", "a1"), ARCH, ask)
    assert (found["proven"], found["unproven"]) == (1, [])
    assert found["partial"] == [
        {
            "file": "a.c",
            "line": 1,
            "arch": "x86",
            "kind": "condition",
            "why": "#ifdef X (line 1) does not hold",
            "reveals": [REVEAL._asdict()],
        }
    ]


def test_an_architecture_that_nobody_can_explain() -> None:
    """Seen on x86; that arm does not have the line isn't known, so it isn't proven."""
    plan = one_line()
    found = summed(plan, by(plan, "x1 a1", "x1"), ARCH, ask)
    assert (found["proven"], found["partial"]) == (0, [])
    assert found["unproven"] == [
        {
            "file": "a.c",
            "line": 1,
            "kind": "code",
            "why": "nobody knows",
            "reveals": [],
            "archs": [
                {"arch": "arm", "kind": "unknown", "why": "nobody knows", "reveals": []}
            ],
        }
    ]
    # Another flavour of arm knows.
    found = summed(plan, by(plan, "x1 a1 a2", "x1"), ARCH, ask)
    assert [entry["kind"] for entry in found["partial"]] == ["macro"]


def test_on_no_architecture_at_all() -> None:
    plan = one_line()
    found = summed(plan, by(plan, "x2 a2", ""), ARCH, ask)
    assert (found["proven"], found["partial"]) == (0, [])
    assert found["unproven"][0]["why"] == (
        "arm: macro M is never expanded in code; x86: #ifdef X (line 1) does not hold"
    )
    assert found["unproven"][0]["reveals"] == [REVEAL._asdict()]
    assert [a["arch"] for a in found["unproven"][0]["archs"]] == ["arm", "x86"]
    assert found["detail"][0]["flavours"] == []


def test_a_line_of_one_architecture() -> None:
    plan = one_line("arch/arm/mm/a.c")
    found = summed(plan, by(plan, "x1 a1", "a1"), ARCH, ask)
    assert (found["proven"], found["partial"]) == (1, [])
    plan = one_line("arch/mips/mm/a.c")
    found = summed(plan, by(plan, "x1 a1", ""), ARCH, ask)
    assert found["unproven"][0]["why"] == "no flavour of mips was compiled"
    # arch/Kconfig and its like are of all
    plan = one_line("arch/a.c")
    found = summed(plan, by(plan, "x1 a2", "x1"), ARCH, ask)
    assert [entry["arch"] for entry in found["partial"]] == ["arm"]


def test_without_flavours() -> None:
    plan = one_line()
    found = summed(plan, {}, {}, ask)
    assert found["unproven"][0]["why"] == "no flavour was compiled"
    assert found["proven"] == 0


def test_what_no_token_stands_for_is_never_proven(plan: Plan) -> None:
    everything: dict[str, list[int]] = {}
    for places in plan.places.values():
        for file, line in places:
            everything.setdefault(file, []).append(line)
    found = summed(plan, {"x1": everything}, ARCH, ask)
    assert (found["lines"], found["proven"], found["directives"]) == (15, 13, 6)
    assert (found["comments"], found["documents"]) == (2, 1)
    assert [(u["file"], u["line"], u["why"]) for u in found["unproven"]] == [
        ("alone.c", 2, "nothing can show whether it was compiled"),
        ("new.S", 1, "nothing can show whether it was compiled"),
    ]
    assert len(found["detail"]) == 15
    assert json.loads(json.dumps(found)) == found
