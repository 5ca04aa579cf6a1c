# SPDX-License-Identifier: GPL-2.0
"""What a person or a program is shown of a proof: the matrix, the marks, the findings."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

import report_documents as made
from campaign import report, schema
from campaign.report import hunks
from campaign.report.layout import command
from report_evil import evil

Document = dict[str, Any]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.tree(tmp_path_factory.mktemp("report"))


def text(document: Document, tree: Path, verbose: int = 0) -> list[str]:
    out = report.render(document, "text", verbose, False, tree)
    assert out.endswith("\n")
    return out[:-1].split("\n")


def test_the_documents_follow_the_schema() -> None:
    for document in (made.verified(), made.proven(), evil(made.verified())):
        schema.check(document)


# a patch, taken apart


def test_the_lines_of_a_patch_have_the_numbers_of_both_sides() -> None:
    (file,) = hunks.files(made.DIFFS[made.WRITE])
    (hunk,) = file.hunks
    assert (file.path, file.change) == ("mm/w.c", "")
    assert hunk.heading == "static int above(void)"
    told = [(line.kind[0], line.old, line.new) for line in hunk.lines]
    assert told == [
        ("s", 1, 1),
        ("s", 2, 2),
        ("r", 3, None),
        ("a", None, 3),
        ("s", 4, 4),
        ("a", None, 5),
        ("a", None, 6),
        ("s", 5, 7),
        ("s", 6, 8),
    ]


def test_added_and_odd_files_of_a_patch() -> None:
    files = hunks.files(made.DIFFS[made.ADD])
    told = [(file.path, file.change) for file in files]
    assert told == [("Documentation/d.rst", ""), (made.ODD, "added")]
    assert hunks.added(made.DIFFS[made.ADD])[made.ODD, 4] == "int rw_map(void);"


def test_what_looks_like_a_head_inside_a_hunk_is_a_line() -> None:
    diff = (
        "diff --git a/gone.c b/gone.c\ndeleted file mode 100644\n--- a/gone.c\n"
        "+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
        "diff --git a/m.bin b/m.bin\nBinary files a/m.bin and b/m.bin differ\n"
        "diff --git a/sp ace.c b/sp ace.c\n--- a/sp ace.c\t\n+++ b/sp ace.c\t\n"
        "@@ -1,2 +1,2 @@\n--- x\n+++ y\n \f\n\\ No newline at end of file\n"
    )
    gone, binary, spaced = hunks.files(diff)
    assert (gone.path, gone.change) == ("gone.c", "removed")
    assert (binary.path, binary.hunks) == ("m.bin", [])
    assert spaced.path == "sp ace.c"
    told = [(line.kind, line.text) for line in spaced.hunks[0].lines]
    assert told == [
        ("removed", "-- x"),
        ("added", "++ y"),
        ("same", "\f"),
        ("remark", "\\ No newline at end of file"),
    ]


@pytest.mark.parametrize(
    "diff",
    ["", "+++ b/x\n@@ -1 +1 @@\n-a\n+b\n", "diff --git \n@@ -9,9 +9,9 @@\nx", "\0" * 9],
)
def test_what_is_no_diff_does_no_harm(diff: str) -> None:
    assert hunks.added(diff) == {}


# text


def test_text_is_the_matrix_the_findings_the_sites_and_the_verdict(tree: Path) -> None:
    assert text(made.verified(), tree) == [
        "patch                                                           armv5 ppc32  x64",
        "original                                                            2  skip    2",
        "0001-mm-add                                                         2  skip    2",
        "0002-mm-r                                                           .  skip    1",
        "0003-mm-w                                                        FAIL  skip    1",
        "",
        "A number: so many objects were compiled. A dot: the patch reaches none there.",
        "",
        "Logs and commands start in the run's folder.",
        "0003-mm-w.patch armv5: fail: new warning: mm/w.c: unused",
        "    log: logs/a.log",
        "    again: make -k mm/w.o",
        "ppc32: skipped: ppc-gcc: not found",
        "The first to fail is 0003-mm-w.patch, for armv5.",
        "",
        "changed lines: 7 of 9 proven to be compiled, 2 directives among them; beside",
        "    them 1 line of comments, 1 line of documents",
        '  mm/ä".h:4-5 behind 0001-mm-add.patch: not proven: #ifdef CONFIG_WIDE does not',
        "      hold; needs CONFIG_WIDE=y (mm/Kconfig:7)",
        "  2 lines not on every architecture: -v lists them",
        "read-only sites: 1 of 1 without any change of machine code",
        "functions: 6 compared, 4 the same, 1 changed for a known reason, 1 for none",
        "  unexplained: beside in mm/w.o, x64, 0003-mm-w.patch: calls f, then g",
        "left out of the comparisons, in up to 2 objects: -v lists it",
        "sparse: 2 objects, 1 new message, 1 in other words than before",
        "  mm/w.c: context imbalance; in it (x64)",
        "",
        "mm/r.c reader: object: armv5 x64; not built: ppc32",
        "mm/w.c writer: object: x64; early: armv5; not built: ppc32",
        "mm/x.c doubtful: early: x64; absent: armv5; not built: ppc32",
        "",
        "Not all is proven: 2 of 3 patches compile for 2 flavours, 7 of 9 changed lines",
        "of code reached the compilers, 5 of 6 compared functions are as they were or",
        "differ for a known reason and 1 of 1 read-only site left the machine code as it",
        "was; but 1 build fails, 2 changed lines are not proven, 1 difference in machine",
        "code has no known reason, sparse has 1 new message, ppc32 was skipped and 1",
        "thing was not done.",
        "incomplete: 2 things not done or not understood",
        "  verify: armv5: Kconfig did not take CONFIG_WIDE=y",
        "  verify: ppc32: skipped: ppc-gcc: not found",
    ]


def test_verbose_has_the_command_of_each_cell_and_all_that_is_known(tree: Path) -> None:
    lines = text(made.verified(), tree, verbose=1)
    start = lines.index("0002-mm-r.patch x64: ok: 1 object")
    assert lines[start + 1 : start + 3] == [
        "    log: logs/a.log",
        "    again: make -k mm/r.o",
    ]
    assert (
        "  mm/w.c:5-6 behind 0003-mm-w.patch: not compiled on arm: mm/w.o fails"
        in lines
    )
    assert (
        "  touched: writer in mm/w.o, x64, 0003-mm-w.patch: the patch has it" in lines
    )
    assert "  line numbers in tables: 2 objects" in lines
    assert "  mm/r.c: not declared (x64)" in lines


def test_no_command_builds_all_where_there_is_nothing_to_build(tree: Path) -> None:
    lines = text(made.verified(), tree, verbose=1)
    start = lines.index("0002-mm-r.patch armv5: ok: 0 objects")
    assert lines[start + 2].startswith("0002-mm-r.patch x64: ")


def test_a_series_without_a_finding_is_proven(tree: Path) -> None:
    lines = text(made.proven(), tree)
    assert lines[-3:] == [
        "Proven: 3 patches compile for 2 flavours, 9 of 9 changed lines of code reached",
        "the compilers, 6 of 6 compared functions are as they were or differ for a known",
        "reason and 1 of 1 read-only site left the machine code as it was.",
    ]
    assert "incomplete" not in "\n".join(lines)


def differing() -> Document:
    """A proven series, one of whose sites the compiler refutes."""
    document = made.proven()
    site = made.found()["sites"][1]["id"]
    entry = {"site": site, "kind": "recheck", "classify": "may write, recheck: held"}
    bad = {"compiler": "refuted", "agree": False, "why": "no check on this path"}
    bad |= {"path": [{"file": "mm/w.c", "line": 3}, {"file": "mm/w.c", "line": 5}]}
    fine = {"compiler": "proven", "agree": True, "why": "", "path": []}
    document["agreement"] = [
        entry | {"flavour": "armv5"} | bad,
        entry | {"flavour": "x64"} | bad,
        entry | {"flavour": "x64", "kind": "unmap"} | fine,
    ]
    left = [{"flavour": "ppc32", "why": "clang loads no GCC plugin"}]
    document["engines"] = {"agree": 1, "disagree": 2, "unknown": 0}
    document["engines"] |= {"unseen": [], "left_out": left}
    return document


def test_both_stories_where_the_engines_differ(tree: Path) -> None:
    out = " ".join(" ".join(text(differing(), tree)).split())
    assert (
        "two engines: 1 site seen by the compiler, 1 claims proven, 2 refuted, "
        "0 it can't tell mm/w.c writer: classify: may write, recheck: held; the "
        "compiler refutes it, recheck, armv5 x64: no check on this path "
        "(through mm/w.c:3, mm/w.c:5) ppc32: no such view: clang loads no GCC plugin"
    ) in out
    assert "Not all is proven" in out and "1 claim is refuted" in out


def test_where_the_engines_differ_is_a_result_and_a_heading(tree: Path) -> None:
    (result,) = sarif(differing(), tree)
    assert result["ruleId"] == "engines-differ"
    assert "through mm/w.c:3, mm/w.c:5" in result["message"]["text"]
    (heading,) = report.render(differing(), "org", 0, False, tree).splitlines()
    assert heading.startswith("* TODO mm/w.c writer: classify: may write")
    page = report.render(differing(), "html", 0, False, tree)
    assert "no check on this path" in page and "clang loads no GCC plugin" in page


def test_nothing_is_proven_where_nothing_is_compiled(tree: Path) -> None:
    document = made.proven()
    document["steps"] = document["steps"][:1]
    assert text(document, tree)[-1] == "Nothing is proven: there is no patch."
    document = made.verified()
    for step in document["steps"]:
        step["flavours"] = {"ppc32": step["flavours"]["ppc32"]}
    document["coverage"] |= {"lines": 0, "proven": 0, "unproven": [], "partial": []}
    document |= {"equality": [], "incomplete": document["incomplete"][1:]}
    document["compared"] = dict.fromkeys(document["compared"], 0)
    document["sparse"]["messages"] = []
    assert "Nothing is proven: ppc32 was skipped." in text(document, tree)


@pytest.mark.parametrize(
    "broken, said",
    [
        ("unproven", "1 changed line is not proven"),
        ("unequal", "1 read-only site changes machine code"),
        ("hole", "1 thing was not done"),
        ("sparse", "sparse has 1 new message"),
    ],
)
def test_one_finding_of_any_kind_is_told(tree: Path, broken: str, said: str) -> None:
    document, whole = made.proven(), made.verified()
    if broken == "unproven":
        document["coverage"]["unproven"] = whole["coverage"]["unproven"][:1]
    elif broken == "unequal":
        document["equality"][0] |= {"same": False, "why": "reader: calls g"}
    elif broken == "hole":
        document["incomplete"] = whole["incomplete"][:1]
    else:
        document["sparse"] = whole["sparse"]
    out = " ".join(text(document, tree))
    assert "Not all is proven: " in out and f"; but {said}." in out


def test_many_flavours_and_wide_names_stay_in_80_columns(tree: Path) -> None:
    document = made.verified()
    for step in document["steps"]:
        entry = step["flavours"]["x64"]
        for number in range(12):
            step["flavours"][f"宽字宽字宽字{number}"] = entry
        step["flavours"]["n" * 40] = entry
        step["patch"] = step["patch"].replace("mm", "mm-" + "宽" * 60)
    document["coverage"] |= {"unproven": [], "partial": [], "detail": []}
    document |= {"equality": [], "first_failure": None}
    lines = text(document, tree)
    heads = [line for line in lines if line.startswith("patch ")]
    names = [name for head in heads for name in head.split()[1:]]
    assert len(names) == len(set(names)) == 16  # all there, and told apart
    assert {cell_len(line) for line in heads} == {80}
    rows = [line for line in lines if line.startswith(("original", "0001-"))]
    assert {cell_len(line) for line in rows} == {80}
    assert max(map(cell_len, text(document, tree, 1))) <= 80 + 60 * 2  # a path is whole


def test_a_command_in_lines_is_the_same_command() -> None:
    odd = "mm/odd 'name\".o"
    words = ["make", "-C", "a b", "KCFLAGS=-g1  -Wno-error", odd, *["mm/file.o"] * 20]
    lines = command(shlex.join(words), "printf '%s\\n' ", "  ")
    assert len(lines) > 2 and all(cell_len(line) <= 80 for line in lines)
    pasted = ["sh", "-c", "\n".join(lines)]
    done = subprocess.run(pasted, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == words


@pytest.mark.parametrize("verbose", [0, 1])
def test_nothing_in_a_proof_moves_a_terminal(tree: Path, verbose: int) -> None:
    for line in text(evil(made.verified()), tree, verbose):
        assert line == "" or line.isprintable()
        assert cell_len(line) <= 80


# SARIF and org


def sarif(document: Document, tree: Path) -> list[Document]:
    log = json.loads(report.render(document, "sarif", 0, False, tree))
    results: list[Document] = log["runs"][0]["results"]
    return results


def test_sarif_has_each_finding_with_its_place(tree: Path) -> None:
    told = []
    for result in sarif(made.unequal(), tree):
        places = [p["physicalLocation"] for p in result.get("locations", [])]
        uris = [place["artifactLocation"]["uri"] for place in places]
        told.append((result["ruleId"], result["level"], uris))
    assert told == [
        ("compile", "error", []),
        ("warning", "error", ["mm/w.c"]),
        ("unproven-line", "warning", ["mm/%C3%A4%22.h"]),
        ("unexplained-difference", "error", ["mm/w.c"]),
        ("read-only-changed", "error", ["mm/r.c"]),
        ("sparse", "error", ["mm/w.c"]),
    ]


def test_sarif_quotes_a_changed_line_from_the_patch(tree: Path) -> None:
    (result,) = [
        r for r in sarif(made.unequal(), tree) if r["ruleId"] == "unproven-line"
    ]
    region = result["locations"][0]["physicalLocation"]["region"]
    quoted = "int rw_map(void);\nint rw_more(void);"
    assert region == {"startLine": 4, "endLine": 5, "snippet": {"text": quoted}}
    assert (
        "0001-mm-add.patch: not proven: #ifdef CONFIG_WIDE" in result["message"]["text"]
    )


def test_sarif_names_the_site_and_the_command(tree: Path) -> None:
    results = {r["ruleId"]: r for r in sarif(made.unequal(), tree)}
    prints = {"treewideSite/v1": "mm/r.c:reader:1:0123abcd"}
    assert results["read-only-changed"]["partialFingerprints"] == prints
    assert results["compile"]["message"]["text"].endswith("again: make -k mm/w.o")
    (place,) = results["unexplained-difference"]["locations"]
    assert place["logicalLocations"] == [{"name": "beside", "kind": "function"}]


def test_sarif_of_a_proven_series_has_no_result(tree: Path) -> None:
    document = made.proven()
    assert [r["ruleId"] for r in sarif(document, tree)] == []


def test_org_has_a_todo_for_each_finding(tree: Path) -> None:
    out = report.render(made.unequal(), "org", 0, False, tree).splitlines()
    nowhere = "face=ovl-face1::linb=%d::colb=0::cole=0"
    assert out == [
        "* TODO ppc32: skipped: ppc-gcc: not found",
        "* TODO 0003-mm-w.patch armv5: fail: new warning: mm/w.c: unused",
        "[[file:logs/a.log]]",
        "* TODO armv5: new warning: mm/w.c: unused",
        f'* TODO [[view:mm/ä".h::{nowhere % 4}][mm/ä".h:4-5 behind 0001-mm-add.patch: '
        "not proven: #ifdef CONFIG_WIDE does not hold; needs CONFIG_WIDE=y (mm/Kconfig:7)]]",
        "* TODO changes for no known reason: beside in mm/w.o, x64, 0003-mm-w.patch: "
        "calls f, then g",
        "* TODO mm/r.c reader is read-only and changes, x64: mm/r.o: reader: calls g",
        f"* TODO [[view:mm/w.c::{nowhere % 1}][sparse: mm/w.c: context imbalance; "
        "in it (x64)]]",
        "* TODO incomplete: verify: armv5: Kconfig did not take CONFIG_WIDE=y",
        "* TODO incomplete: verify: ppc32: skipped: ppc-gcc: not found",
    ]


@pytest.mark.parametrize("format", ["org", "sarif"])
def test_nothing_in_a_proof_ends_a_link_or_a_message(tree: Path, format: str) -> None:
    out = report.render(evil(made.unequal()), format, 0, False, tree)
    assert "\x1b" not in out and "\u202e" not in out
    assert format == "sarif" or "](http" not in out
    if format == "sarif":
        for result in json.loads(out)["runs"][0]["results"]:
            message = result["message"]["text"].replace("{{", "").replace("}}", "")
            assert not re.search(r"[{}]|\]\(", message)
