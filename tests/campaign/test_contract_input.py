# SPDX-License-Identifier: GPL-2.0
"""Bad input and exit codes: one clear line, the right status, nothing half-written."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Union

import pytest

from maketree import API, READER, Outcome, kill_group, make_tree, start, treewide

STAGES = ("find", "classify", "convert")
BROKEN = f"int broken(void)\n{{\n\tpte = {API}(mm, pmd, addr, &ptl;\n\tif (((\n"


def command(*arguments: Union[str, Path], env: dict[str, str] = {}) -> Outcome:
    process = start(arguments, env)
    try:
        out, err = process.communicate(timeout=120)
    finally:
        kill_group(process)
    return Outcome(process.returncode, out, err, Path())


def bad_trees(home: Path) -> dict[str, Path]:
    """What is given as TREE though it is none."""
    (home / "empty").mkdir()
    (home / "file").write_text("int a;\n")
    plain = home / "plain"
    plain.mkdir()
    (plain / "main.c").write_text(
        f"int main(void)\n{{\n\treturn !{API}(0, 0, 0, 0);\n}}\n"
    )
    (plain / "Makefile").write_text("all:\n\tcc main.c\n")
    return {
        "empty": home / "empty",
        "file": home / "file",
        "plain": plain,
        "missing": home / "not-there",
    }


@pytest.mark.parametrize("kind", ("empty", "file", "plain", "missing"))
@pytest.mark.parametrize("stage", STAGES)
def test_bad_tree_exits_2(tmp_path: Path, stage: str, kind: str) -> None:
    assert treewide(stage, bad_trees(tmp_path)[kind], run=tmp_path / "run").status == 2


@pytest.mark.parametrize("kind", ("empty", "file", "plain", "missing"))
def test_bad_tree_gets_one_line_that_names_it(tmp_path: Path, kind: str) -> None:
    tree = bad_trees(tmp_path)[kind]
    lines = treewide("find", tree, run=tmp_path / "run").talk.splitlines()
    assert len([line for line in lines if str(tree) in line]) == 1 and len(lines) <= 2


@pytest.mark.parametrize("kind", ("empty", "file", "plain", "missing"))
def test_bad_tree_leaves_stdout_empty(tmp_path: Path, kind: str) -> None:
    outcome = treewide("find", bad_trees(tmp_path)[kind], run=tmp_path / "run")
    assert (outcome.status, outcome.out) == (2, b"")


def test_plain_c_tree_is_told_what_it_lacks(tmp_path: Path) -> None:
    """A Makefile is there; VERSION in it, Kbuild and include/linux are not."""
    talk = treewide("find", bad_trees(tmp_path)["plain"], run=tmp_path / "run").talk
    assert any(lack in talk for lack in ("VERSION", "Kbuild", "include/linux"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_tree_without_permission_exits_2(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree")
    tree.chmod(0)
    try:
        assert treewide("find", tree, run=tmp_path / "run").status == 2
    finally:
        tree.chmod(0o755)


USAGE: dict[str, tuple[str, ...]] = {
    "no-arguments": (),
    "unknown-stage": ("frobnicate", "{tree}"),
    "no-tree": ("find",),
    "two-trees": ("find", "{tree}", "{tree}"),
    "unknown-option": ("find", "{tree}", "--frobnicate"),
    "unknown-campaign": ("find", "{tree}", "--campaign", "no_such_campaign"),
    "campaign-with-dots": ("find", "{tree}", "--campaign", "../pte_offset_map_nolock"),
    "unknown-format": ("find", "{tree}", "--format", "xml"),
    "no-jobs": ("find", "{tree}", "-j", "0"),
    "negative-jobs": ("find", "{tree}", "-j", "-3"),
    "jobs-not-a-number": ("find", "{tree}", "-j", "many"),
    "run-is-a-file": ("find", "{tree}", "--run", "{tree}/Makefile"),
    "unknown-schema": ("schema", "frobnicate"),
}


@pytest.mark.parametrize("mistake", USAGE)
def test_bad_usage_exits_2(tmp_path: Path, mistake: str) -> None:
    tree = make_tree(tmp_path / "tree", files={"mm/a.c": READER})
    words = [word.format(tree=tree) for word in USAGE[mistake]]
    if words[:1] == ["find"] and "--run" not in words:
        words += ["--run", str(tmp_path / "run")]
    assert command(*words).status == 2


@pytest.mark.parametrize("mistake", USAGE)
def test_bad_usage_has_no_traceback(tmp_path: Path, mistake: str) -> None:
    tree = make_tree(tmp_path / "tree", files={"mm/a.c": READER})
    words = [word.format(tree=tree) for word in USAGE[mistake]]
    if words[:1] == ["find"] and "--run" not in words:
        words += ["--run", str(tmp_path / "run")]
    outcome = command(*words)
    assert outcome.err and b"Traceback" not in outcome.err


def test_help_exits_0() -> None:
    assert command("--help").status == 0


@pytest.mark.parametrize("stage", STAGES)
def test_tree_without_a_call_exits_0(tmp_path: Path, stage: str) -> None:
    assert (
        treewide(stage, make_tree(tmp_path / "tree"), run=tmp_path / "run").status == 0
    )


def test_tree_without_a_call_is_still_a_document(tmp_path: Path) -> None:
    document = treewide(
        "classify", make_tree(tmp_path / "tree"), run=tmp_path / "run"
    ).doc
    assert (document["sites"], document["incomplete"]) == ([], [])


@pytest.mark.parametrize("stage", ("find", "classify"))
def test_tree_with_sites_exits_1(tmp_path: Path, stage: str) -> None:
    tree = make_tree(tmp_path / "tree", files={"mm/a.c": READER})
    outcome = treewide(stage, tree, run=tmp_path / "run")
    assert outcome.doc["sites"] and outcome.status == 1


@pytest.mark.parametrize("stage", STAGES)
def test_syntax_error_at_the_call_exits_4_though_there_are_findings(
    tmp_path: Path, stage: str
) -> None:
    """4 beats 1."""
    tree = make_tree(tmp_path / "tree", files={"mm/a.c": READER, "mm/broken.c": BROKEN})
    assert treewide(stage, tree, run=tmp_path / "run").status == 4


def test_syntax_error_is_named(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", files={"mm/a.c": READER, "mm/broken.c": BROKEN})
    document = treewide("find", tree, run=tmp_path / "run").doc
    assert "mm/broken.c" in {entry["file"] for entry in document["incomplete"]}


def test_version_is_read_from_the_makefile(tmp_path: Path) -> None:
    document = treewide("find", make_tree(tmp_path / "tree"), run=tmp_path / "run").doc
    assert document["tree"]["version"] == "6.12.3-fake"


@pytest.mark.parametrize("stage", STAGES)
def test_missing_spatch_exits_3(tmp_path: Path, stage: str) -> None:
    tree = make_tree(tmp_path / "tree", files={"mm/a.c": READER})
    env = {"TREEWIDE_SPATCH": str(tmp_path / "no-spatch")}
    assert treewide(stage, tree, run=tmp_path / "run", env=env).status == 3


@pytest.mark.parametrize("word", ("spatch", "coccinelle"), ids=("program", "package"))
def test_missing_spatch_is_named_with_its_package(tmp_path: Path, word: str) -> None:
    tree = make_tree(tmp_path / "tree", files={"mm/a.c": READER})
    env = {"TREEWIDE_SPATCH": str(tmp_path / "no-such-program")}
    assert word in treewide("find", tree, run=tmp_path / "run", env=env).talk


def test_full_disk_is_no_success(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", files={"mm/a.c": READER})
    with open("/dev/full", "wb") as full:
        words = [
            str(Path(__file__).parents[2] / "scripts" / "treewide"),
            "find",
            str(tree),
        ]
        words += ["--run", str(tmp_path / "run"), "--format", "json"]
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, timeout=120)
    assert done.returncode not in (0, 1) and b"Traceback" not in done.stderr
