# SPDX-License-Identifier: GPL-2.0
"""Exclusion facts: attested by a person, quoted, and never made up."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from campaign import config, exclusion
from campaign.errors import UserError
from campaign.stages import Run
from campaign.tree import Tree

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cocci"))

from convert_tree import make_tree  # noqa: E402

FACT = {
    "function": "age_*",
    "fact": "Nobody frees this table while the walk holds the big lock.",
    "attested": "A. Person",
    "source": "the list",
}


def campaign(facts: object) -> config.Campaign:
    made = config.Campaign("pte_offset_map_nolock")
    made.data["exclusion_facts"] = facts
    return made


def site(function: str, verdict: str = "rw", present: bool = False) -> dict:
    recheck = {"kind": "pmd_same", "present": present, "why": "nothing proves it"}
    return {"function": function, "verdict": verdict, "recheck": recheck}


def test_none_by_default() -> None:
    assert exclusion.facts_of(config.Campaign("pte_offset_map_nolock")) == []


@pytest.mark.parametrize("key", FACT)
@pytest.mark.parametrize("value", [None, "", "  ", 3])
def test_a_fact_that_is_not_whole_is_refused(key: str, value: object) -> None:
    with pytest.raises(UserError, match=f"number 2 has no {key}"):
        exclusion.facts_of(campaign([FACT, FACT | {key: value}]))


def test_facts_that_are_no_list_are_refused() -> None:
    with pytest.raises(UserError, match="is no list"):
        exclusion.facts_of(campaign({"function": "x"}))


def test_the_fact_takes_the_place_of_the_recheck() -> None:
    about = site("age_walk")
    exclusion.attest(about, [FACT])
    assert about["recheck"] == {
        "kind": "attested",
        "present": True,
        "why": "Nobody frees this table while the walk holds the big lock"
        " (attested by A. Person: the list)",
    }


@pytest.mark.parametrize(
    "other",
    [site("walk_age"), site("age_walk", "manual"), site("age_walk", "rw", True)],
)
def test_nothing_else_is_touched(other: dict) -> None:
    before = {**other, "recheck": dict(other["recheck"])}
    exclusion.attest(other, [FACT])
    assert other == before


def test_the_conversion_quotes_it(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree")
    for path in (tree / "mm").iterdir():
        if path.name != "plain_return_error.c":
            path.unlink()
    text = (tree / "mm" / "plain_return_error.c").read_text()
    facts = [FACT | {"function": "*"}]
    run = Run(Tree(str(tree)), campaign(facts), tmp_path / "run", 1, lambda text: None)
    document = run.convert()
    assert [s["recheck"]["kind"] for s in document["sites"]] == ["attested"]
    new = (tmp_path / "run" / "converted/mm/plain_return_error.c").read_text()
    words = " ".join(new.replace("*", " ").split())
    assert "dummy_pmdval is not compared: Nobody frees this table" in words
    assert "(attested by A. Person: the list)." in words
    assert "pmd_same" not in new and "pmd_same" not in text
