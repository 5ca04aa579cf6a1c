# SPDX-License-Identifier: GPL-2.0
"""The run directory: keyed by content, so it never answers for a tree that is no more; a killed run resumes."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from maketree import (
    READER,
    WRITER,
    Outcome,
    kill_group,
    make_tree,
    site_of,
    start,
    tree_hash,
    treewide,
)

HEADER = "#include <linux/mm.h>\nstatic inline void poke(pte_t *p)\n{\n\t%s;\n}\n"
READS = HEADER % "if (pte_none(*p)) return"
WRITES = HEADER % "*p = __pte(0x0000000001)"
USER = READER.replace("<linux/mm.h>", "<linux/poke.h>").replace(
    "\tpte_unmap(pte);", "\tpoke(pte);\n\tpte_unmap(pte);"
)


# What spatch said is kept in the run, as without the tests' common cache
OWN = {"TREEWIDE_CACHE": ""}


def classify(tree: Path, home: Path, env: Mapping[str, str] = {}) -> Outcome:
    return treewide("classify", tree, run=home / "run", env=env)


def test_edited_file_gets_a_new_verdict(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", files={"mm/a.c": READER})
    classify(tree, tmp_path)
    (tree / "mm/a.c").write_text(WRITER.replace("writer", "reader"))
    assert site_of(classify(tree, tmp_path).doc, "reader")["verdict"] == "rw"


def test_edited_header_gives_its_users_a_new_verdict(tmp_path: Path) -> None:
    """Same size, same mtime: only the content tells."""
    assert len(READS) == len(WRITES)
    tree = make_tree(
        tmp_path / "tree", files={"mm/a.c": USER, "include/linux/poke.h": READS}
    )
    header = tree / "include/linux/poke.h"
    before = header.stat()
    classify(tree, tmp_path)
    header.write_text(WRITES)
    os.utime(header, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert site_of(classify(tree, tmp_path).doc, "reader")["verdict"] == "rw"


def test_header_that_only_reads_gives_ro_first(tmp_path: Path) -> None:
    """The other half of the test above."""
    tree = make_tree(
        tmp_path / "tree", files={"mm/a.c": USER, "include/linux/poke.h": READS}
    )
    assert site_of(classify(tree, tmp_path).doc, "reader")["verdict"] == "ro"


def test_removed_file_is_forgotten(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", files={"mm/a.c": READER, "mm/b.c": WRITER})
    classify(tree, tmp_path)
    (tree / "mm/b.c").unlink()
    assert {site["file"] for site in classify(tree, tmp_path).doc["sites"]} == {
        "mm/a.c"
    }


def test_renamed_file_is_another_site(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", files={"mm/a.c": READER})
    classify(tree, tmp_path)
    (tree / "mm/a.c").rename(tree / "mm/z.c")
    assert {site["file"] for site in classify(tree, tmp_path).doc["sites"]} == {
        "mm/z.c"
    }


def test_one_run_directory_for_two_trees_answers_for_the_second(tmp_path: Path) -> None:
    first = make_tree(tmp_path / "first", files={"mm/a.c": READER})
    second = make_tree(tmp_path / "second", files={"mm/b.c": WRITER})
    classify(first, tmp_path)
    assert {site["function"] for site in classify(second, tmp_path).doc["sites"]} == {
        "writer"
    }


@pytest.mark.parametrize("stage", ("find", "classify", "convert"))
def test_tree_is_never_written(tmp_path: Path, stage: str) -> None:
    tree = make_tree(tmp_path / "tree", "convert")
    before = tree_hash(tree)
    outcome = treewide(stage, tree, run=tmp_path / "run")
    assert outcome.doc["sites"] and tree_hash(tree) == before


def test_read_only_tree_is_enough(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", files={"mm/a.c": READER})
    for path in [tree, *tree.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        assert len(classify(tree, tmp_path).doc["sites"]) == 1
    finally:
        for path in [tree, *(p for p in tree.rglob("*") if p.is_dir())]:
            path.chmod(0o755)


@pytest.mark.parametrize("stage", ("classify", "convert"))
@pytest.mark.parametrize("delay", (0.2, 0.6, 1.2, 2.5))
def test_killed_run_resumes_to_the_same_bytes(
    tmp_path: Path, stage: str, delay: float
) -> None:
    """SIGKILL to the whole group, once; the second run must end like one that was never killed."""
    tree = make_tree(tmp_path / "tree", "convert")
    process = start([stage, tree, "--run", tmp_path / "run", "--format", "json"], OWN)
    time.sleep(delay)
    kill_group(process)
    process.communicate()
    resumed = treewide(stage, tree, run=tmp_path / "run", env=OWN)
    (tmp_path / "run").rename(tmp_path / "killed")
    fresh = treewide(stage, tree, run=tmp_path / "run")
    assert fresh.doc["sites"] and resumed.out == fresh.out


def test_damaged_run_directory_is_not_believed(tmp_path: Path) -> None:
    """Every file of the run cut in half, as a full disk leaves it."""
    tree = make_tree(tmp_path / "tree", "convert")
    whole = classify(tree, tmp_path, OWN)
    assert whole.doc["sites"]
    for path in (p for p in (tmp_path / "run").rglob("*") if p.is_file()):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert classify(tree, tmp_path, OWN).out == whole.out
