# SPDX-License-Identifier: GPL-2.0
"""Static functions of a file that another one includes are called, and converted, across both."""

from __future__ import annotations

import pytest

from campaign.heads import Heads
from campaign.tree import Tree
from campaign.units import Units
from maketree import Once, expected, site_of

CASES = expected("unit", "EXPECT")


@pytest.mark.parametrize("function, verdicts", CASES)
def test_verdict(stage_once: Once, function: str, verdicts: list[str]) -> None:
    assert site_of(stage_once("convert", "unit").doc, function)["verdict"] in verdicts


def test_every_call_is_expected(stage_once: Once) -> None:
    document = stage_once("convert", "unit").doc
    assert {site["function"] for site in document["sites"]} == {f for f, _ in CASES}
    assert document["incomplete"] == []


@pytest.mark.parametrize(
    "function, why",
    (
        ("unit_find", "mm/unit_all.c, which is one with mm/unit_part.c"),
        ("unit_map", "called by other wrappers, by other files or by nobody"),
        ("unit_wipe", "called by other wrappers, by other files or by nobody"),
    ),
)
def test_no_parameter_is_added_in_one_file_alone(
    stage_once: Once, function: str, why: str
) -> None:
    site = site_of(stage_once("convert", "unit").doc, function)
    assert not site["converted"]
    assert why in site["why_not"]


def test_units(stage_once: Once) -> None:
    tree = stage_once("convert", "unit").tree
    heads = Heads(Tree(str(tree)).listing, tree.parent / "heads.json")
    for again in range(2):  # the second time from what was kept
        units = Units(Heads(heads.listing, heads.kept))
        one = ["lib/deep/unit_deep.c", "mm/unit_all.c", "mm/unit_part.c"]
        assert [units.of(file) for file in one] == [one] * 3
        assert units.name("mm/unit_part.c") == "lib/deep/unit_deep.c"
        assert units.name("drivers/unit_body.c") is None
        assert units.name("drivers/unit_alone.c") == "drivers/unit_alone.c"
        assert heads.kept.is_file(), again
