# SPDX-License-Identifier: GPL-2.0
"""What first versions of such conversions, written by people, got wrong: check names each.

Whatever the functions are called, and wherever they are.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from campaign import schema
from check_trees import checked, corpus_tree, found, tagged, text_of
from maketree import Outcome, treewide

Document = dict[str, Any]
# (what went wrong, the conversion that does it, the rule, its kind)
PEOPLE = {
    "a retry does not unmap": ("k05_no_unmap_on_retry", "undo_missing", "5"),
    "a released lock stays in a struct": ("k06_released_lock_in_struct", "released_kept", "6"),
    "a reference is undone twice": ("k05_reference_undone_twice", "undo_twice", "5"),
    "a lock is undone twice": ("k05_lock_undone_twice", "undo_twice", "5"),
    "a NULL vmf comes through a macro": ("k13_null_fault", "null_parameter", "13"),
    "pte_same() on a none destination": ("k10_pte_same_none_destination", "pte_same_none", "10"),
}  # fmt: skip
# The lock that is left in the struct is released again by the one who finds it there.
CONSEQUENCES = {("undo_twice", "k06_released_lock_in_struct", 43)}
NAMES = sorted(f"wrong/{name}" for name, _, _ in PEOPLE.values())


@pytest.fixture(name="outcome", scope="module")
def look(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """treewide check over a tree with all of them."""
    home = tmp_path_factory.mktemp("people")
    return treewide("check", corpus_tree(home / "tree", NAMES), run=home / "run")


@pytest.mark.parametrize("what", list(PEOPLE))
def test_each_error_is_named(outcome: Outcome, what: str) -> None:
    name, rule, kind = PEOPLE[what]
    lines = {line for line, kinds in tagged(f"wrong/{name}").items() if kinds == [kind]}
    assert lines
    assert {(rule, name, line) for line in lines} <= set(found(outcome.doc))


def test_and_nothing_else(outcome: Outcome) -> None:
    assert outcome.status == 1
    assert outcome.doc["incomplete"] == []
    wanted = {(Path(name).name, line) for name in NAMES for line in tagged(name)}
    told = set(found(outcome.doc))
    assert CONSEQUENCES <= told
    assert {(name, line) for _, name, line in told - CONSEQUENCES} == wanted
    schema.check(outcome.doc)


def test_an_error_that_both_engines_see_is_one_finding(outcome: Outcome) -> None:
    places = [(f["file"], f["line"]) for f in outcome.doc["findings"]]
    assert len(places) == len(set(places))
    (entry,) = [f for f in outcome.doc["findings"] if f["rule"] == "pte_same_none"]
    assert entry["engines"] == ["rules", "solver"]


def test_the_second_run_says_the_same(outcome: Outcome) -> None:
    again = treewide("check", outcome.tree, "-j", "1", run=outcome.run)
    assert again.out == outcome.out


def test_the_functions_names_and_places_do_not_matter(
    outcome: Outcome, tmp_path: Path
) -> None:
    fork = corpus_tree(tmp_path / "fork", [])
    kernel = (fork / "include" / "kernel.h").read_text()
    kernel += (fork / "include" / "stub.h").read_text()
    for number, name in enumerate(NAMES):
        text = text_of(name)
        own = {n for n in re.findall(r"\b(\w+)\(", text) if not _named(kernel, n)}
        assert own
        for word in own:
            text = re.sub(rf"\b{word}\b", f"vendor_{word[::-1]}", text)
        path = fork / "drivers" / f"v{number}" / f"{Path(name).name}.c"
        path.parent.mkdir(parents=True)
        path.write_text(text)
    document = checked(fork, outcome.run, ["rules"])
    told = [place for place in found(outcome.doc) if place not in CONSEQUENCES]
    assert sorted(found(document)) == sorted(told)
    before = {f["fingerprint"] for f in outcome.doc["findings"]}
    assert not before & {f["fingerprint"] for f in document["findings"]}


def _named(kernel: str, word: str) -> bool:
    """Whether a word is the kernel's, or C's."""
    keywords = {"if", "for", "while", "switch", "return", "unlikely", "likely"}
    return bool(re.search(rf"\b{word}\b", kernel)) or word in keywords


@pytest.mark.parametrize("form", ["text", "sarif", "org", "html"])
def test_formats_show_each_finding(outcome: Outcome, form: str) -> None:
    shown = treewide("check", outcome.tree, run=outcome.run, form=form)
    assert shown.status == 1
    for entry in outcome.doc["findings"]:
        assert entry["rule"] in shown.text and entry["file"] in shown.text
    if form == "text":
        assert max(map(len, shown.text.splitlines())) <= 80
    if form == "sarif":
        (log,) = json.loads(shown.text)["runs"]
        rules = {rule["id"]: rule for rule in log["tool"]["driver"]["rules"]}
        assert "Confidence: Moderate." in rules["undo_twice"]["help"]["text"]
        assert "false positive" in rules["undo_twice"]["help"]["text"].lower()
        marks = [r["partialFingerprints"] for r in log["results"] if "kind" not in r]
        wanted = [f["fingerprint"] for f in outcome.doc["findings"]]
        assert [m["treewideFinding/v1"] for m in marks] == wanted
        flows = log["results"][0]["codeFlows"][0]["threadFlows"][0]["locations"]
        assert len(flows) == len(outcome.doc["findings"][0]["path"])
