# SPDX-License-Identifier: GPL-2.0
"""The parts of treewide series that make words: way out, prefix, message, mail, table, report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from campaign import report
from campaign.errors import UserError
from campaign.series import cover, letters, order, prefix, scratch, wayout
from campaign.series.message import filled
from report_documents import patched

WORDS = {"put": "gives back {0}", "both": "gives back {1} and {0}"}


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("{ put(a); return 0; }", "gives back a and returns 0"),
        ("put(a);", "gives back a"),
        ("{ put(a); put(b->c); goto out; }", "gives back a, then b->c and jumps to out"),
        ("{ put(a); goto again; }", "gives back a and goes back to again, to map the table anew"),
        ("{ put(a); goto start; }", "gives back a and goes back to start"),
        ("{ put(a); goto out; }", "gives back a and jumps to out"),
        ("{ both(a, b); f(c); break; }", "gives back b and a, calls f() and leaves the loop"),
        ("{ if (n) put(a); return; }", "gives back a if n is set and returns"),
        ("{ if (n) { if (m > 1) put(a); } return; }", "gives back a if n is set and m > 1 and returns"),
        ("{ a->p = NULL; q = NULL; return x; }", "sets a->p and q to NULL and returns x"),
        ("{ /* why; */ put(a); // more;\n continue; }",
         "gives back a and goes on with the next round of the loop"),
    ],
)  # fmt: skip
def test_what_a_branch_does(code: str, said: str) -> None:
    found = wayout.statements(code)
    back = {"again": ", to map the table anew", "start": ""}
    assert wayout.told(found, WORDS, back) == said


@pytest.mark.parametrize(
    "code",
    [
        "for (;;) put(a);",
        "{ l: put(a); }",
        "if (a) put(a); else put(b);",
        "x++;",
        "{ put(a);",
    ],
)
def test_what_has_no_words(code: str) -> None:
    with pytest.raises(wayout.NotPlain):
        wayout.told(wayout.statements(code), WORDS, {})


def test_the_branch_behind_a_condition() -> None:
    text = "x; if (unlikely(!same(a, (b)))) {\n put(a); }\n more();"
    assert wayout.after_condition(text, text.index("(")).strip() == "put(a);"


@pytest.mark.parametrize(
    ("subjects", "said"),
    [
        (["mm: a: x", "mm: a: y", "mm: a: z", "mm: b"], "mm: a"),
        (["mm/a: x"] * 2, None),
        (["mm/a: x"] * 3 + ["Revert mm"] * 9, "mm/a"),
        (["no prefix at all"] * 9, None),
        (["mm, treewide: x"] * 9, None),
        (["a-very-long-prefix-that-leaves-no-room: x"] * 9, None),
        ([], None),
    ],
)
def test_the_prefix_of_a_history(subjects: list[str], said: str | None) -> None:
    assert prefix.of_history(subjects) == said


def test_the_prefix_of_a_table() -> None:
    rows = [
        {"path": "mm/x/*", "prefix": "mm: x"},
        {"path": "mm/*", "prefix": "mm: {stem}"},
    ]
    assert prefix.of_table("mm/x/y.c", rows) == "mm: x"
    assert prefix.of_table("mm/y-z.c", rows) == "mm: y-z"
    assert prefix.of_table("fs/y.c", rows) is None


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("kernel/events/uprobes.c", "events: uprobes"),
        ("arch/s390/mm/gmap.c", "s390: gmap"),
        ("top.c", "top"),
        ("drivers/a/quite_long_name_of_a_file.c", "a"),
        ("mm/a b\n.c", "mm: a_b_"),
    ],
)
def test_the_prefix_of_a_path(file: str, said: str) -> None:
    assert prefix.of_path(file) == said


def test_paragraphs_are_filled() -> None:
    long = "word " * 30
    text = filled(f"\n\n{long}\n\n\n - {long}\n - b\n\nend\n")
    lines = text.split("\n")
    assert max(map(len, lines)) <= 75
    # 15 words fit in a line, and 14 behind an item's mark
    assert [line[:3] for line in lines] == [
        "wor", "wor", "", " - ", "   ", "   ", " - ", "", "end",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    ["---", "--- a/b", "diff --git a b", "From a Mon", "from: x", "Subject: x", "Acked-by: A",
     "Tested-By: A", "Fixes: 12", "Cc: x", "-- ", "@@ x", "Index: x"],
)  # fmt: skip
def test_no_line_is_taken_for_something_else(line: str) -> None:
    assert (
        filled(f"text\n\n{line.strip()}")
        .split("\n")[2]
        .startswith(" " if line.strip() != "--" else "--")
    )


def test_a_mail_gets_headers_and_a_tail() -> None:
    mail = b"From x\nSubject: s\n\nbody\n\n-- \n1.0\n"
    assert letters.with_headers(mail, b"A: b\n") == (
        b"From x\nSubject: s\nA: b\n\nbody\n\n-- \n1.0\n"
    )
    assert letters.with_tail(mail, "\ntail\n") == (
        b"From x\nSubject: s\n\nbody\n\n\ntail\n-- \n1.0\n"
    )


def test_a_path_for_fast_import() -> None:
    assert scratch.quoted("mm/a.c") == b'"mm/a.c"'
    assert scratch.quoted('a"\\\n\udcff') == b'"a\\042\\134\\012\\377"'


def _site(number: int, file: str, verdict: str, **more: Any) -> dict[str, Any]:
    return {
        "id": f"{file}:{number}",
        "file": file,
        "function": f"f{number}",
        "definition": number,
        "kind": "call",
        "behind": None,
        "verdict": verdict,
        "converted": True,
        "edits": [],
        "recheck": {"kind": "pmd_same", "present": False},
        **more,
    }


def test_the_table_fits() -> None:
    sites = [
        _site(1, "mm/a.c", "ro"),
        _site(2, "drivers/a/folder/with/a/long/name.c", "rw", function="f" * 40),
        _site(3, "mm/b.c", "rw", recheck={"kind": "pte_same", "present": True}),
    ]
    lines = cover.table(sites)
    assert max(map(len, lines)) <= 72
    assert lines[0].split() == ["need", "recheck", "file", "function"]
    assert lines[1].split() == ["ro", "-", "mm/a.c", "f1"]
    assert lines[2].split() == [
        "rw",
        "+pmd_same",
        "drivers/a/folder/with/a/long/name.c",
    ]
    assert lines[3].split() == ["f" * 40]
    assert lines[4].split() == ["rw", "=pte_same", "mm/b.c", "f3"]


def test_sites_that_share_a_patch() -> None:
    """One function; a wrapper and its caller; the same text; and what is not converted in none."""
    edit = {"file": "a.c", "start": 5, "end": 9, "new": "x"}
    sites = [
        _site(1, "a.c", "ro"),
        _site(2, "a.c", "rw", definition=1),
        _site(3, "b.c", "rw", kind="wrapper"),
        _site(4, "c.c", "rw", kind="wrapped", behind="b.c:3"),
        _site(5, "d.c", "rw", edits=[edit]),
        _site(6, "e.c", "rw", edits=[edit]),
        _site(7, "f.c", "rw", converted=False),
        _site(8, "g.c", "rw", kind="derived"),
    ]
    found = order.groups(sites, "function", str)
    numbers = [[s["id"].split(":")[1] for s in g.sites] for g in found]
    assert numbers == [["1", "2"], ["3", "4"], ["5", "6"], ["8"]]
    owner = {"a.c": "A", "b.c": "B", "d.c": "A"}
    found = order.groups(sites, "maintainer", lambda f: owner.get(f, f))
    numbers = [[s["id"].split(":")[1] for s in g.sites] for g in found]
    assert numbers == [["1", "2", "5", "6"], ["3", "4"], ["8"]]


def test_the_order_of_groups() -> None:
    sites = [
        _site(1, "arch/x/a.c", "rw"),
        _site(2, "mm/b.c", "rw"),
        _site(3, "mm/c.c", "rw", recheck={"kind": "pte_same", "present": True}),
        _site(4, "mm/d.c", "ro"),
        _site(5, "mm/e.c", "rw", kind="derived"),
    ]
    found = order.groups(sites, "function", str)

    def numbers(which: str) -> list[str]:
        return [
            "".join(g.sites[0]["function"] for g in p)
            for p in order.arranged(found, which)
        ]

    assert numbers("tree") == ["f4f1f2f3", "f5"]
    assert numbers("seed") == ["f1f4f3f2", "f5"]


def test_the_report_of_a_series() -> None:
    text = report.render(patched(), "text", 0, False, Path("/"))
    assert text.splitlines() == [
        "0001-mm-add-them.patch: mm: add them",
        "0002-mm-r-map.patch: mm: r: map read-only in reader() (1 site)",
        "2 patches, 1 site: /src/out",
        "left for a person: mm/x.c: odd()",
        "    old_map() stays: mm/x.c:9 calls it",
    ]
    with pytest.raises(UserError, match="text and json"):
        report.render(patched(), "html", 0, False, Path("/"))


def test_flavours_are_told_as_verify_has_them() -> None:
    verified = {
        "steps": [
            {"patch": "original", "flavours": {"a": {"status": "ok"}}},
            {
                "patch": "converted",
                "flavours": {"a": {"status": "ok"}, "b": {"status": "fail"}},
            },
        ]
    }
    assert cover.compiled(verified) == {"ok": ["a"], "fail": ["b"]}
    assert cover.compiled(None) == {}
