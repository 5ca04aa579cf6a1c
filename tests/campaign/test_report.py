# SPDX-License-Identifier: GPL-2.0
"""What a person is shown of a document on a terminal, and that nothing in it can play tricks."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path
from typing import Any, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

import report_documents as made
from campaign import report
from campaign.report.layout import wrap
from report_evil import renamed

Document = dict[str, Any]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.tree(tmp_path_factory.mktemp("report"))


def text(
    document: Document, tree: Path, verbose: int = 0, colour: bool = False
) -> list[str]:
    return report.render(document, "text", verbose, colour, tree).splitlines()


# text


def test_find_names_each_hit_and_site_and_adds_up(tree: Path) -> None:
    assert text(made.found(), tree) == [
        "Documentation/d.rst:1: comment",
        "mm/r.c:3: call",
        "mm/w.c:3: call",
        "mm/x.c:9: call",
        "4 textual = 3 call + 1 comment",
        "3 sites:",
        "mm/r.c:3: call: reader()",
        "mm/w.c:3: call: writer()",
        "mm/x.c:9: call: doubtful()",
        "incomplete: 1 thing not done or not understood",
        "  find: mm/y.c:7: timed out",
    ]


def test_counts_that_do_not_add_up_are_incomplete(tree: Path) -> None:
    document = made.found()
    document["counts"]["textual"] = 5
    told = "5 textual, but 3 call + 1 comment = 4: they do not add up"
    assert text(document, tree)[-1] == f"  find: {told}"


def test_classify_is_a_line_a_site(tree: Path) -> None:
    assert text(made.classified(), tree)[:4] == [
        "mm/r.c:3: ro: reader()",
        "mm/w.c:3: rw: writer(): needs pmd_same at line 4",
        "mm/x.c:9: manual: doubtful(): calls through a function pointer that nothing h...",
        "3 sites: 1 ro, 1 rw, 1 manual",
    ]


def test_a_recheck_that_is_there_is_told_from_one_that_is_needed(tree: Path) -> None:
    document = made.classified()
    plan = document["sites"][1]["recheck"]
    plan |= {"kind": "pte_same", "present": True, "file": "mm/z.c", "line": 8}
    line = "mm/w.c:3: rw: writer(): has pte_same at mm/z.c:8"
    assert text(document, tree)[1] == line


def test_verbose_shows_the_evidence_beside_the_source(tree: Path) -> None:
    lines = text(made.classified(), tree, verbose=1)
    start = lines.index("mm/w.c:3 writer: rw")
    assert lines[start : start + 10] == [
        "mm/w.c:3 writer: rw",
        "    | pte = old_map(mm);",
        "  reason: mm/w.c:5 writer() set_it() writes pte",
        "  evidence:",
        "    mm/w.c:5 writer set_it() writes pte",
        '      | set_it(pte,     "<b>");',
        "  recheck: pmd_same is needed, after the lock at mm/w.c:4 writer",
        "    lock: mm/w.c:4 writer lock(ptl)",
        "      | lock(ptl);",
        "    why: nothing proves the table",
    ]


def test_a_line_that_is_gone_is_said_to_be(tree: Path) -> None:
    lines = text(made.classified(), tree, verbose=1)
    start = lines.index("mm/x.c:9 doubtful: manual")
    assert lines[start + 1] == "    (the tree has no such line now)"
    assert "  evidence: none" in lines[start:]


@pytest.fixture
def ten_seconds() -> Iterator[None]:
    """What waits for a FIFO fails."""

    def late(signum: int, frame: object) -> None:
        pytest.fail("still waits")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(10)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("ten_seconds")
@pytest.mark.parametrize("file", ["../outside.c", "link.c", "/etc/hostname", "fifo"])
def test_nothing_outside_the_tree_is_quoted(tmp_path: Path, file: str) -> None:
    (tmp_path / "outside.c").write_text("secret\n")
    root = tmp_path / "tree"
    root.mkdir()
    (root / "link.c").symlink_to("../outside.c")
    os.mkfifo(root / "fifo")
    document = made.classified()
    document["sites"] = [document["sites"][0] | {"file": file, "line": 1}]
    assert "    (the tree has no such line now)" in text(document, root, verbose=1)
    assert "secret" not in report.render(document, "html", 0, False, root)


def test_convert_tells_why_not_in_full(tree: Path) -> None:
    assert text(made.converted(), tree) == [
        "mm/r.c:3: ro: reader(): converted",
        "mm/w.c:3: rw: writer(): not converted: no way out of here",
        "mm/x.c:9: manual: doubtful(): not converted: it is not known what it does",
        "3 sites: 1 ro, 1 rw, 1 manual",
        "1 converted, 2 not",
        "changed: mm/r.c",
        "left out: Documentation/e.rst: the tree has no such file",
        "diff: convert.diff",
        "incomplete: 1 thing not done or not understood",
        "  find: mm/y.c:7: timed out",
    ]


@pytest.mark.parametrize("kind", list(made.MADE))
def test_colour_is_on_the_verdicts_and_nowhere_else(tree: Path, kind: str) -> None:
    plain = report.render(made.MADE[kind](), "text", 1, False, tree)
    painted = report.render(made.MADE[kind](), "text", 1, True, tree)
    found = re.findall(r"\x1b\[(\d+)m(\w+)\x1b\[0m", painted)
    wanted = [("32", "ro"), ("33", "rw"), ("31", "manual")]
    assert found == (wanted if kind in ("classify", "convert") else [])
    assert re.sub(r"\x1b\[\d+m", "", painted) == plain and "\x1b" not in plain


@pytest.mark.parametrize("verbose", [0, 1, 2])
@pytest.mark.parametrize("kind", list(made.MADE))
def test_text_stays_in_80_columns_and_shows_no_control(
    tree: Path, kind: str, verbose: int
) -> None:
    lines = report.render(renamed(made.MADE[kind]()), "text", verbose, False, tree)
    assert lines.endswith("\n")
    for line in lines[:-1].split("\n"):
        assert line == "" or line.isprintable()
        assert cell_len(line) <= 80


def test_a_long_path_gives_way_before_the_function(tree: Path) -> None:
    document = made.classified()
    site = document["sites"][0]
    site |= {"file": "drivers/" + "very/" * 20 + "deep.c", "function": "f" * 40}
    line = text(document, tree)[0]
    assert len(line) == 80 and line.endswith(f"deep.c:3: ro: {'f' * 40}()")
    assert line.startswith("drivers/") and "..." in line


def test_a_path_that_fits_no_line_is_whole_in_text(tree: Path) -> None:
    document = made.classified()
    path = "drivers/" + "very/" * 20 + "deep.c"
    document["sites"][0]["evidence"][0]["file"] = path
    lines = text(document, tree, verbose=1)
    assert f"    {path}:4" in lines and "      reader pte_unmap() unmaps it" in lines


@given(
    st.text(st.characters(whitelist_categories=("L", "Zs", "P")), max_size=300),
    st.sampled_from(["", "  ", "  why: "]),
)
def test_wrapped_text_fits_and_loses_nothing(words: str, first: str) -> None:
    lines = wrap(words, first, "    ", split=True)
    assert all(cell_len(line) <= 80 for line in lines)
    assert "".join("".join(lines).split()) == "".join((first + words).split())


# the end of a run


def documents() -> dict[str, Document]:
    return {kind: make() for kind, make in made.MADE.items() if kind != "check"}


PATHS = {"convert": "out/convert.json", "diff": "out/convert.diff"}


def test_summary_is_the_table_the_totals_the_matrix_the_paths_and_the_holes(
    tree: Path,
) -> None:
    assert report.summary(documents(), PATHS, False).splitlines() == [
        "site",
        "  verdict  recheck          converted  compiled for",
        "mm/r.c:3 reader",
        "  ro       none             yes        armv5 x64",
        "mm/w.c:3 writer",
        "  rw       needs pmd_same   no         x64",
        "           no way out of here",
        "mm/x.c:9 doubtful",
        "  manual   -                no         none; dead code in x64",
        "           it is not known what it does",
        "",
        "3 sites: 1 ro, 1 rw, 1 manual; 1 converted, 2 not; 2 of 3 compiled for a flavour",
        "left out: Documentation/e.rst: the tree has no such file",
        "",
        *text(made.verified(), tree)[:14],
        "",
        "Not all is proven: 2 of 3 patches compile for 2 flavours, 7 of 9 changed lines",
        "of code reached the compilers, 5 of 6 compared functions are as they were or",
        "differ for a known reason and 1 of 1 read-only site left the machine code as it",
        "was; but 1 build fails, 2 changed lines are not proven, 1 difference in machine",
        "code has no known reason, sparse has 1 new message, ppc32 was skipped and 1",
        "thing was not done.",
        "",
        "convert  out/convert.json",
        "diff     out/convert.diff",
        "",
        "incomplete: 3 things not done or not understood",
        "  find: mm/y.c:7: timed out",
        "  verify: armv5: Kconfig did not take CONFIG_WIDE=y",
        "  verify: ppc32: skipped: ppc-gcc: not found",
    ]


def test_summary_of_what_there_is_when_a_stage_did_not_get_that_far() -> None:
    lines = report.summary({"classify": made.classified()}, {}, False).splitlines()
    assert lines[2:6] == [
        "mm/r.c:3 reader",
        "  ro       none             -          -",
        "mm/w.c:3 writer",
        "  rw       needs pmd_same   -          -",
    ]
    assert "3 sites: 1 ro, 1 rw, 1 manual" in lines
    assert report.summary({}, {}, False) == "\n0 sites\n"


def test_summary_never_loses_a_function_and_stays_in_80_columns() -> None:
    everything = {kind: renamed(document) for kind, document in documents().items()}
    long = "f" * 120
    for document in everything.values():
        if "hits" in document:
            document["sites"][0]["function"] = long
    lines = report.summary(everything, PATHS, False).splitlines()
    assert max(map(cell_len, lines)) <= 80
    assert all(line == "" or line.isprintable() for line in lines)
    joined = "".join(line.strip() for line in lines)
    assert long in joined and r"\x1b[31m\n]]<script>" in joined


def test_summary_paints_the_verdicts_only() -> None:
    painted = report.summary(documents(), PATHS, True)
    assert re.findall(r"\x1b\[(\d+)m(\w+)\x1b\[0m", painted) == [
        ("32", "ro"),
        ("33", "rw"),
        ("31", "manual"),
    ]
    plain = report.summary(documents(), PATHS, False)
    assert re.sub(r"\x1b\[\d+m", "", painted) == plain
