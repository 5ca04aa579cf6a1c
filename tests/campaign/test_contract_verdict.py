# SPDX-License-Identifier: GPL-2.0
"""classify gives each case under tests/trees the verdict that stands in it, with the evidence to check it by."""

from __future__ import annotations

import pytest

from maketree import TREES, Once, expected, marked, site_of, sites_in

OVERLAYS = ("ro", "rw", "flow", "escape")
CASES = [
    pytest.param(
        overlay, function, verdicts, id=f"{function}-is-{'-or-'.join(verdicts)}"
    )
    for overlay in OVERLAYS
    for function, verdicts in expected(overlay, "EXPECT")
]
MANUAL = [case for case in CASES if case.values[2] == ["manual"]]
STRICT_RW = {
    function
    for o in OVERLAYS
    for function, verdicts in expected(o, "EXPECT")
    if verdicts == ["rw"]
}
WRITES = [
    pytest.param(overlay, function, file, line, id=f"{function}-at-{file}:{line}")
    for overlay in OVERLAYS
    for function, file, line in marked(overlay, "WRITE")
    if function in STRICT_RW
]
USES = [
    pytest.param(overlay, function, file, line, id=f"{function}-at-{file}:{line}")
    for overlay in OVERLAYS
    for function, file, line in marked(overlay, "USE")
]


@pytest.mark.parametrize("overlay, function, verdicts", CASES)
def test_verdict(
    stage_once: Once, overlay: str, function: str, verdicts: list[str]
) -> None:
    assert site_of(stage_once("classify", overlay).doc, function)["verdict"] in verdicts


@pytest.mark.parametrize("overlay, function, verdicts", MANUAL)
def test_manual_says_why(
    stage_once: Once, overlay: str, function: str, verdicts: list[str]
) -> None:
    assert site_of(stage_once("classify", overlay).doc, function)["reason"].strip()


@pytest.mark.parametrize("overlay, function, file, line", WRITES)
def test_evidence_ends_at_the_write(
    stage_once: Once, overlay: str, function: str, file: str, line: int
) -> None:
    """Below the marked line the chain may go on into the headers that define the helper, and nowhere else."""
    evidence = site_of(stage_once("classify", overlay).doc, function)["evidence"]
    outside = [
        (step["file"], step["line"])
        for step in evidence
        if "include/" not in step["file"]
    ]
    assert outside[-1:] == [(file, line)]


@pytest.mark.parametrize("overlay, function, file, line", USES)
def test_ro_evidence_lists_the_use(
    stage_once: Once, overlay: str, function: str, file: str, line: int
) -> None:
    evidence = site_of(stage_once("classify", overlay).doc, function)["evidence"]
    assert (file, line) in [(step["file"], step["line"]) for step in evidence]


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_no_site_of_these_trees_is_left_out(stage_once: Once, overlay: str) -> None:
    """Every function that a case names has a site."""
    document = stage_once("classify", overlay).doc
    missing = [
        key
        for key, _ in expected(overlay, "EXPECT")
        if not sites_in(document, key.partition("#")[0])
    ]
    assert missing == []


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_every_evidence_step_stands_in_the_tree(stage_once: Once, overlay: str) -> None:
    """A step names a file of the tree and a line that this file has."""
    wrong = []
    for site in stage_once("classify", overlay).doc["sites"]:
        for step in site["evidence"]:
            paths = [TREES / layer / step["file"] for layer in (overlay, "base")]
            path = next((path for path in paths if path.is_file()), None)
            if path is None or not 1 <= step["line"] <= len(
                path.read_bytes().splitlines()
            ):
                wrong.append((site["function"], step))
    assert wrong == []


@pytest.mark.parametrize("overlay", ("ro", "rw"))
def test_rw_sites_have_evidence_that_starts_in_their_function(
    stage_once: Once, overlay: str
) -> None:
    """The chain starts where the mapping is made."""
    wrong = [
        site["function"]
        for site in stage_once("classify", overlay).doc["sites"]
        if site["verdict"] == "rw"
        and [s["function"] for s in site["evidence"][:1]] != [site["function"]]
    ]
    assert wrong == []


@pytest.mark.parametrize("overlay", ("ro", "rw"))
def test_plain_trees_are_complete(stage_once: Once, overlay: str) -> None:
    """Nothing in these trees is hard to parse: mm/pgtable-generic.c is the kernel's own."""
    assert stage_once("classify", overlay).doc["incomplete"] == []


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_status_says_findings_or_incomplete(stage_once: Once, overlay: str) -> None:
    outcome = stage_once("classify", overlay)
    assert outcome.status == (4 if outcome.doc["incomplete"] else 1)
