# SPDX-License-Identifier: GPL-2.0
"""Findings that are meant so, or known: comments, baselines, fingerprints."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from campaign import check
from campaign.check import baseline, fingerprint, suppression
from campaign.errors import UserError
from campaign.tree import Tree
from check_trees import Document, checked, corpus_tree, found, tagged, text_of
from maketree import treewide

# A rule that only SmPL looks for: so the solver isn't asked, and these tests are quick
CASE = "wrong/k12_unmap_of_null"
NAME = "k12_unmap_of_null"
(LINE,) = tagged(CASE)
RULES = ["unmap_order", "suppression"]


def tree_with(where: Path, text: str) -> Path:
    """A tree with that text in place of the case's."""
    tree = corpus_tree(where / "tree", [])
    (tree / "mm" / f"{NAME}.c").write_text(text)
    return tree


@pytest.fixture(name="run", scope="module")
def one_for_all(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of runs: what is kept there is kept by content."""
    return tmp_path_factory.mktemp("run")


def look(where: Path, text: str, run: Path) -> Document:
    """What the rule says of the text."""
    return checked(tree_with(where, text), run, ["rules"], names=RULES)


def lines() -> list[str]:
    return text_of(CASE).splitlines()


def with_comment(comment: str, above: bool) -> str:
    """The case with a comment above the line that is reported, or behind it."""
    made = lines()
    if above:
        made.insert(LINE - 1, f"\t{comment}")
    else:
        made[LINE - 1] = f"{made[LINE - 1].split('/*')[0]}{comment}"
    return "\n".join(made) + "\n"


REASON = "the caller holds the table"


@pytest.mark.parametrize("above", [False, True])
@pytest.mark.parametrize(
    "comment",
    [
        f"/* treewide: ok unmap_order -- {REASON} */",
        f"// treewide: ok unmap_order -- {REASON}",
        f"/* treewide: ok undo_twice, unmap_order -- {REASON} */",
    ],
)
def test_a_comment_with_a_reason_suppresses(
    tmp_path: Path, run: Path, comment: str, above: bool
) -> None:
    document = look(tmp_path, with_comment(comment, above), run)
    assert document["findings"] == []
    (entry,) = document["suppressed"]
    assert (entry["rule"], entry["line"]) == ("unmap_order", LINE + above)
    assert entry["reason"] == REASON
    (listed,) = document["suppressions"]
    assert listed["used"] and listed["reason"] == REASON


@pytest.mark.parametrize(
    "comment, why",
    [
        ("/* treewide: ok unmap_order */", "gives no reason"),
        ("/* treewide: ok unmap_order -- */", "gives no reason"),
        ("/* treewide: ok no_such_rule -- because */", "no_such_rule, which is no"),
        ("/* treewide: ok -- because */", "names no rule"),
    ],
)
def test_without_a_reason_or_a_rule_it_is_a_finding(
    tmp_path: Path, run: Path, comment: str, why: str
) -> None:
    document = look(tmp_path, with_comment(comment, True), run)
    assert found(document) == [
        ("suppression", NAME, LINE),
        ("unmap_order", NAME, LINE + 1),
    ]
    assert why in document["findings"][0]["message"]


def test_a_comment_that_suppresses_nothing_is_named(tmp_path: Path, run: Path) -> None:
    made = lines()
    made.insert(2, f"/* treewide: ok unmap_order -- {REASON} */")
    tree = tree_with(tmp_path, "\n".join(made) + "\n")
    outcome = treewide("check", tree, "--rule", "unmap_order", run=run, form="text")
    assert outcome.status == 1
    assert "suppresses nothing: mm/k12_unmap_of_null.c:3: unmap_order" in outcome.text
    assert f":{LINE + 1}: unmap_order:" in outcome.text


def test_in_a_string_it_is_no_comment(tmp_path: Path) -> None:
    text = 'const char *s = "/* treewide: ok unmap_order -- x */";\n'
    assert suppression.suppressions(Tree(str(tree_with(tmp_path, text)))) == []


def test_a_baseline_hides_what_is_known(tmp_path: Path, run: Path) -> None:
    known = tmp_path / "known.json"
    tree = tree_with(tmp_path, text_of(CASE))
    options = [tree, "--rule", "unmap_order", "--baseline", known]
    missing = treewide("check", *options, "--new-only", run=run)
    assert missing.status == 2 and b"known.json" in missing.err
    first = treewide("check", *options, "--update-baseline", run=run)
    assert first.status == 0
    (entry,) = json.loads(known.read_bytes())["findings"]
    assert entry["rule"] == "unmap_order" and "line" not in entry
    second = treewide("check", *options, "--new-only", run=run)
    assert (second.status, second.doc["findings"]) == (0, [])
    shown = treewide("check", *options, run=run, form="text")
    assert shown.status == 1 and shown.text.startswith("known: mm/")
    # The same once more, below, under other names: that one is new.
    more = text_of(CASE).split('#include "stub.h"')[1].replace("look_at", "look_again")
    (tree / "mm" / f"{NAME}.c").write_text("\n\n" + text_of(CASE) + more)
    third = treewide("check", *options, "--new-only", run=run)
    assert third.status == 1
    assert [f["function"] for f in third.doc["findings"]] == ["look_again"]


def test_a_baseline_is_asked_for_or_refused(tmp_path: Path, run: Path) -> None:
    tree = tree_with(tmp_path, text_of(CASE))
    for option in ("--new-only", "--update-baseline"):
        outcome = treewide("check", tree, option, run=run)
        assert outcome.status == 2 and b"needs --baseline" in outcome.err
    inside = ["--baseline", tree / "known.json", "--update-baseline"]
    outcome = treewide("check", tree, "--rule", "unmap_order", *inside, run=run)
    assert outcome.status == 2 and not (tree / "known.json").exists()
    for text in ("{", "[]", '{"schema": "treewide-baseline-1"}'):
        (tmp_path / "odd.json").write_text(text)
        with pytest.raises(UserError):
            baseline.load(tmp_path / "odd.json")


def test_an_unknown_rule_or_engine_is_refused(tmp_path: Path, run: Path) -> None:
    tree = tree_with(tmp_path, text_of(CASE))
    with pytest.raises(UserError, match="no_such"):
        checked(tree, run, names=["no_such"])
    with pytest.raises(UserError, match="guess"):
        checked(tree, run, ["guess"])
    assert check.ENGINES == ("rules", "solver")


def test_what_spatch_cannot_parse_is_incomplete(tmp_path: Path, run: Path) -> None:
    text = text_of(CASE).replace("goto out;", "goto out @;")
    outcome = treewide(
        "check",
        tree_with(tmp_path, text),
        "--rule",
        "unmap_order",
        run=run,
    )
    assert outcome.status == 4
    told = [(e["file"], e["line"]) for e in outcome.doc["incomplete"]]
    assert (f"mm/{NAME}.c", text.split("pte_offset_map_ro")[0].count("\n") + 1) in told


def marks(where: Path, text: str, run: Path) -> list[str]:
    """The fingerprints of what the rule finds in a text."""
    entries = look(where, text, run)["findings"]
    return [entry["fingerprint"] for entry in entries]


def test_fingerprints_survive_moves_and_renames(tmp_path: Path, run: Path) -> None:
    text = text_of(CASE)
    (mark,) = marks(tmp_path / "a", text, run)
    moved = text.replace("#include", "\n\n/* moved */\n#include").replace("\tpte_t", "\n\tpte_t")  # fmt: skip
    assert marks(tmp_path / "b", moved, run) == [mark]
    renamed = re.sub(r"\bpte\b", "entry", re.sub(r"\bptl\b", "lock", text))
    assert renamed != text
    assert marks(tmp_path / "c", renamed, run) == [mark]
    other = text.replace("look_at", "look_elsewhere")
    assert marks(tmp_path / "d", other, run) != [mark]


def test_statements_are_told_apart_by_what_they_do() -> None:
    same = fingerprint.normalised("set(mm, a + i,\n\tpte, x->pte)")
    assert fingerprint.normalised("set(m, b + k, ptep, y->pte)") == same
    assert fingerprint.normalised("set(m, b + b, ptep, y->pte)") != same
    assert fingerprint.normalised("set(m, b + k, ptep, y->pmd)") != same
    assert fingerprint.normalised("get(m, b + k, ptep, y->pte)") != same
    code = "{ a(b); for (i = 0; i < n; i++) set(p + i,\n v); c(); }"
    at = code.index("set")
    assert fingerprint.statement(code, 1, len(code), at).endswith("set(p + i,\n v)")
    assert "c()" not in fingerprint.statement(code, 1, len(code), at)


def test_a_rule_and_a_verdict_are_explained(run: Path) -> None:
    told = treewide("explain", "unmap_order", run=run, form="text")
    assert told.status == 0 and told.text.startswith("unmap_order: ")
    assert "\nFalse positives: " in told.text and "\nExample:\n" in told.text
    example = told.text.split("Example:\n")[1]
    assert "bad_" in example and "/* reported */" in example
    assert "may be written" in treewide("explain", "rw", run=run, form="text").text
    unknown = treewide("explain", "no_such", run=run, form="text")
    assert unknown.status == 2 and b"unmap_order" in unknown.err


def test_the_same_whatever_j_is(tmp_path: Path) -> None:
    names = ["wrong/k12_not_lifo", "wrong/k12_unmap_of_null", "wrong/k07_one_pmdval_for_two"]  # fmt: skip
    tree = corpus_tree(tmp_path / "tree", names)
    made = [
        checked(
            tree, tmp_path / str(jobs), ["rules"], jobs, names=RULES + ["pmdval_shared"]
        )  # fmt: skip
        for jobs in (1, 3)
    ]
    assert len({file for _, file, _ in found(made[0])}) == 3
    assert json.dumps(made[0]) == json.dumps(made[1])
