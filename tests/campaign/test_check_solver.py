# SPDX-License-Identifier: GPL-2.0
"""What the solver finds in code of the new API that SmPL alone doesn't, and that it is quiet."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from campaign.check import rules, solved
from campaign.config import ROOT
from check_trees import CORPUS, checked, corpus_tree, found, tagged

Document = dict[str, Any]
RIGHT = sorted(f"right/{path.stem}" for path in (CORPUS / "right").glob("*.c"))
# Errors across functions: (file of wrong/, rule)
ACROSS = (
    ("k01_null_from_caller", "pmdval_null"),
    ("k03_write_in_callee", "write_unchecked"),
    ("k05_caller_unlocks_again", "undo_twice"),
    ("k10_none_in_callee", "pte_same_none"),
    ("k11_ro_in_struct", "ro_write"),
)
# Which lock is empty, what a counter says, and where a table ends it can't tell
LEFT = ("k04_lock_may_be_empty", "k05_counter_undone_twice", "k12_advanced_too_far")


@pytest.fixture(name="document", scope="module")
def look(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """What the solver alone says of all right code, and of what SmPL leaves."""
    home = tmp_path_factory.mktemp("solver")
    wrong = [f"wrong/{name}" for name, _ in ACROSS]
    wrong += [f"wrong/{name}" for name in LEFT]
    tree = corpus_tree(home / "tree", [*RIGHT, *wrong])
    return checked(tree, home / "run", ["solver"])


def test_errors_across_functions_are_found_where_they_are(document: Document) -> None:
    wanted = {
        (rule, name, line) for name, rule in ACROSS for line in tagged(f"wrong/{name}")
    }
    assert len(wanted) == len(ACROSS)
    assert set(found(document)) == wanted
    assert document["incomplete"] == []


def test_nothing_is_found_in_right_code(document: Document) -> None:
    names = {Path(name).name for name in RIGHT}
    assert len(names) >= 35
    assert not names & {name for _, name, _ in found(document)}


def test_what_is_left_to_the_compiler_is_what_the_readme_lists() -> None:
    listed = (CORPUS / "README").read_text().split("What the solver")[0]
    for name in [name for name, _ in ACROSS] + list(LEFT):
        assert f"\n{name}\t" in listed
    told = (CORPUS / "README").read_text().split("What the solver")[1]
    assert all(name in told for name in LEFT)
    assert not any(name in told for name, _ in ACROSS)


def test_each_fault_that_the_solver_names_has_a_rule() -> None:
    source = (ROOT / "scripts" / "verdict" / "fates.c").read_text()
    assert set(re.findall(r'\] = "(\w+)"', source)) == set(solved.FAULTS)
    for rule, _ in solved.FAULTS.values():
        assert rule in solved.REPORTED
        assert (rules.FOLDER / f"{rule}.cocci").exists()


def test_what_ends_twice_or_too_early_is_told_with_where_it_ended(
    tmp_path: Path,
) -> None:
    names = ["wrong/k05_lock_undone_twice", "wrong/k12_used_after_unmap"]
    document = checked(corpus_tree(tmp_path / "tree", names), tmp_path, ["solver"])
    wanted = {(Path(n).name, line) for n in names for line in tagged(n)}
    assert {(name, line) for _, name, line in found(document)} == wanted
    (late,) = [f for f in document["findings"] if f["rule"] == "use_after_unmap"]
    lines = [step["line"] for step in late["path"]]
    assert lines == [11, 20, 21]
    assert late["path"][1]["what"] == "pte_unmap_unlock(pte)"


def test_a_comparison_that_is_not_followed_is_unsure(tmp_path: Path) -> None:
    tree = corpus_tree(tmp_path / "tree", ["right/recheck_in_helper"])
    file = tree / "mm" / "recheck_in_helper.c"
    known = "pmd_same(was, pmdp_get_lockless(pmd))"
    assert file.read_text().count(known) == 1
    text = file.read_text().replace(known, "pmd_val(was) == pmd_val(*pmd)")
    file.write_text(text)
    document = checked(tree, tmp_path / "run", ["solver"])
    (doubt,) = document["unsure"]
    assert "may be the recheck" in doubt["message"]
    assert [step["line"] for step in doubt["path"]][:2] == [25, 7]
    assert "fingerprint" not in doubt


def test_the_way_leads_from_the_map_to_the_write(document: Document) -> None:
    (entry,) = [f for f in document["findings"] if f["rule"] == "write_unchecked"]
    assert [(s["function"], s["line"]) for s in entry["path"]] == [
        ("make_old", 22),
        ("make_old", 25),
        ("make_old", 30),
        ("do_make_old", 12),
    ]
    assert entry["function"] == "make_old" and entry["engines"] == ["solver"]
