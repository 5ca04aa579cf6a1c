# SPDX-License-Identifier: GPL-2.0
"""classify's recheck plan: a guard is found where one is, and never where it only looks like one."""

from __future__ import annotations

import pytest

from maketree import Once, expected, marked, site_of

KINDS = [
    pytest.param(function, kinds, id=f"{function}-is-{'-or-'.join(kinds)}")
    for function, kinds in expected("recheck", "RECHECK")
]
GUARDS = [pytest.param(*guard, id=guard[0]) for guard in marked("recheck", "GUARD")]


@pytest.mark.parametrize("function, kinds", KINDS)
def test_recheck_kind(stage_once: Once, function: str, kinds: list[str]) -> None:
    assert (
        site_of(stage_once("classify", "recheck").doc, function)["recheck"]["kind"]
        in kinds
    )


@pytest.mark.parametrize("function, file, line", GUARDS)
def test_guard_is_named_by_file_and_line(
    stage_once: Once, function: str, file: str, line: int
) -> None:
    recheck = site_of(stage_once("classify", "recheck").doc, function)["recheck"]
    assert (recheck["file"], recheck["line"]) == (file, line)


@pytest.mark.parametrize("function, kinds", KINDS)
def test_recheck_says_why(stage_once: Once, function: str, kinds: list[str]) -> None:
    assert site_of(stage_once("classify", "recheck").doc, function)["recheck"][
        "why"
    ].strip()


def test_nothing_is_attested_where_nobody_attested(stage_once: Once) -> None:
    """Exclusion facts are a person's, and nobody wrote one for these functions."""
    kinds = {
        site["recheck"]["kind"]
        for site in stage_once("classify", "recheck").doc["sites"]
    }
    assert "attested" not in kinds
