# SPDX-License-Identifier: GPL-2.0
"""treewide series over forks: what is there already is not brought again, nor taken for what it is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from campaign import config, handpatch
from campaign.newapi import NewApi
from campaign.tree import Tree
from maketree import API, RO, ROOT, RW, WRITER, Outcome, add_files, tree_hash
from series_trees import (
    applied,
    body,
    git,
    patches,
    repository,
    series,
    small,
    subjects,
)

CAMPAIGN = ROOT / "patches" / API
HELPERS = ("include/linux/mm.h", "mm/pgtable-generic.c")
SITES = [
    "mm: reader: map PTEs for reading in reader()",
    "mm: writer: recheck the PTE table in writer()",
]


@pytest.fixture(name="whole", scope="module")
def make_whole(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The series of a tree that has nothing yet."""
    home = tmp_path_factory.mktemp("whole")
    outcome = series(repository(small(home / "tree")), home / "out")
    assert outcome.status == 0, outcome.talk
    return outcome


def with_helper(tree: Path, which: str) -> Path:
    """Bring one of the new functions, by its hand-written patch; the lines about the other go."""
    applied_files = handpatch.apply(
        lambda name: (tree / name).read_bytes(), CAMPAIGN / "introduce-helpers.patch"
    ).files
    other = RW if which == "ro" else RO
    for name, data in applied_files.items():
        text = data.decode()
        text = re.sub(rf"pte_t \*{other}\([^;{{]*\);\n", "", text)
        text = re.sub(
            rf"pte_t \*{other}\([^;{{]*\)\n\{{.*?\n\}}\n\n", "", text, flags=re.S
        )
        text = re.sub(rf" \* {other}\(mm.*?\n \*\n", "", text, flags=re.S)
        text = re.sub(rf" - {other}\(\)\n(?:\t.*\n)+", "", text)
        assert other not in text
        (tree / name).write_text(text)
    return tree


def test_one_of_the_new_functions_is_there(whole: Outcome, tmp_path: Path) -> None:
    """Only the other one is added; in the end the tree is as without the head start."""
    tree = repository(with_helper(small(tmp_path / "tree"), "ro"))
    outcome = series(tree, tmp_path / "out", run=whole.run)
    assert outcome.status == 0, outcome.talk
    assert subjects(outcome) == [f"mm: add {RW}()", *SITES, f"mm: remove {API}()"]
    assert f"{RO}() is there already, for callers that" in " ".join(
        body(patches(tmp_path / "out")[0]).split()
    )
    done = applied(tree, tmp_path / "out", tmp_path / "done")
    full = applied(whole.tree, Path(whole.doc["folder"]), tmp_path / "full")
    assert git(done, "rev-parse", "HEAD:") == git(full, "rev-parse", "HEAD:")


@pytest.mark.parametrize("which", ["ro", "rw"])
def test_the_other_one_makes_it_whole(tmp_path: Path, which: str) -> None:
    tree = with_helper(small(tmp_path / "tree"), which)
    api = NewApi(Tree(str(tree)), config.Campaign(API))
    assert list(api.there) == [which] and api.there[which].same_body
    files, trouble, used = api.introduced(lambda name: (tree / name).read_bytes())
    other = "rw" if which == "ro" else "ro"
    assert [patch.name for patch in used] == [f"introduce-{other}.patch"]
    assert trouble == []
    for name, data in files.items():
        (tree / name).write_bytes(data)
    both = small(tmp_path / "both")
    read = {name: (both / name).read_bytes() for name in files}
    patch = CAMPAIGN / "introduce-helpers.patch"
    assert files == handpatch.apply(read.get, patch).files
    assert NewApi(Tree(str(tree)), config.Campaign(API)).complete


def test_the_patches_for_one_are_those_for_both() -> None:
    """What they bring is the same, in the same words."""

    def brought(name: str) -> dict[str, list[bytes]]:
        return {
            edit.path: sorted(
                line
                for hunk in edit.hunks
                for line in hunk.signed(b"+")
                if line.strip()
            )
            for edit in handpatch.parse(CAMPAIGN / name)
        }

    both, ro, rw = (brought(f"introduce-{n}.patch") for n in ("helpers", "ro", "rw"))
    # A line that only ends a comment's paragraph stands between the two, too
    assert both == {path: sorted(ro[path] + rw[path]) for path in both}


OTHER = {
    "another prototype": (
        f"pte_t *{RW}(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,\n"
        "\t\t\tspinlock_t **ptlp, pmd_t *pmdvalp);\n",
        f"declares {RW}() with other parameters",
    ),
    "a macro": (
        f"#define {RO}(mm, pmd, addr, ptlp) __pte_offset_map(pmd, addr, NULL)\n",
        f"defines {RO} as a macro",
    ),
    "another name for something": (
        f"#define {RO} pte_offset_map\n",
        f"defines {RO} as a macro",
    ),
    "a function of its own": (
        f"static inline int {RO}(unsigned long addr)\n{{\n\treturn addr & 1;\n}}\n",
        f"defines {RO}() with other parameters",
    ),
}


@pytest.mark.parametrize("kind", OTHER)
def test_something_else_by_that_name(tmp_path: Path, kind: str) -> None:
    """What is there is named with its place."""
    declared, words = OTHER[kind]
    tree = small(tmp_path / "tree")
    header = tree / "include/linux/mm.h"
    text = header.read_text()
    header.write_text(text + declared)
    api = NewApi(Tree(str(tree)), config.Campaign(API))
    line = text.count("\n") + 1
    fault = {"file": "include/linux/mm.h", "line": line, "why": words}
    assert api.faults == [fault] and not api.complete
    assert api.introduced(lambda name: (tree / name).read_bytes()) == ({}, [fault], [])


def test_nothing_is_converted_then(whole: Outcome, tmp_path: Path) -> None:
    tree = small(tmp_path / "tree")
    with (tree / "include/linux/mm.h").open("a") as header:
        header.write(OTHER["a macro"][0])
    before = tree_hash(tree)
    outcome = series(tree, tmp_path / "out", run=whole.run)
    assert outcome.status == 4, outcome.talk
    assert outcome.doc["patches"] == [] and not (tmp_path / "out").exists()
    assert OTHER["a macro"][1] in [hole["why"] for hole in outcome.doc["incomplete"]]
    assert tree_hash(tree) == before


def test_the_same_by_other_hands(whole: Outcome, tmp_path: Path) -> None:
    """Other words, unnamed parameters, the same prototypes: they are used, and the letter says so."""
    tree = small(tmp_path / "tree")
    with (tree / "include/linux/mm.h").open("a") as header:
        header.write(
            f"extern pte_t *{RO}(struct mm_struct *, pmd_t*, unsigned long, spinlock_t **);\n"
            f"extern pte_t *{RW}(struct mm_struct *mm, pmd_t * dir, unsigned long at,\n"
            "\tpmd_t *val, spinlock_t **lock);\n"
        )
    outcome = series(tree, tmp_path / "out", run=whole.run)
    assert outcome.status == 0, outcome.talk
    assert subjects(outcome) == SITES
    assert f"{API}() stays" in outcome.doc["removal"]
    text = " ".join((tmp_path / "out" / outcome.doc["cover"]).read_text().split())
    assert f"This tree has {RO}() and {RW}() already, and not word for word" in text
    assert "has the body of" not in " ".join(body(patches(tmp_path / "out")[0]).split())


def test_sites_of_its_own_beside_converted_ones(whole: Outcome, tmp_path: Path) -> None:
    """All is converted and the old function gone, and then a driver comes with an old call."""
    tree = applied(whole.tree, Path(whole.doc["folder"]), tmp_path / "tree")
    git(tree, "reset", "-q", "--hard", "HEAD~1")
    add_files(tree, {"drivers/own.c": WRITER.replace("writer", "own")})
    git(tree, "add", "-A")
    git(tree, "commit", "-q", "-m", "drivers: own: a new one")
    outcome = series(tree, tmp_path / "out", run=whole.run)
    assert outcome.status == 0, outcome.talk
    assert subjects(outcome) == [
        "drivers: own: recheck the PTE table in own()",
        f"mm: remove {API}()",
    ]
    text = (tmp_path / "out" / outcome.doc["cover"]).read_text()
    assert re.findall(r"^r[ow] .*", text, re.M) == [
        "rw    +pmd_same  drivers/own.c  own"
    ]
    assert "not word for word" not in text
