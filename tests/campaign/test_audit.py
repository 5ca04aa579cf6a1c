# SPDX-License-Identifier: GPL-2.0
"""audit tells which of the API a tree has, what stage that is, and lays trees side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import audit_trees as trees
from campaign import config, schema
from campaign.audit.across import across
from campaign.audit.api import Api, stage
from campaign.audit.signature import order
from campaign.tree import Tree
from maketree import API, READER, RO, RW, WRITER, add_files, make_tree, tree_hash

Document = dict[str, Any]
TYPES = config.Campaign(API).data["audit"]["types"]
USUAL = {"name": API, "mm": 0, "pmd": 1, "addr": 2, "ptlp": 3}
NEW = {"name": RW, "mm": 0, "pmd": 1, "addr": 2, "pmdvalp": 3, "ptlp": 4}


def api(tree: Path) -> Api:
    return Api(Tree(str(tree)), config.Campaign(API))


def treatments(document: Document, file: str) -> dict[str, str]:
    """How each tree treats the call in a file, by the last part of the tree's name."""
    rows = [row for row in document["across"] if row["file"] == file]
    assert len(rows) == 1
    return {name.rsplit("/", 1)[-1]: cell["treatment"] for name, cell in rows[0]["trees"].items()}  # fmt: skip


# the API


def test_a_tree_from_before(tmp_path: Path) -> None:
    assert api(trees.none(tmp_path / "tree")).document() == {"state": "none", "functions": []}  # fmt: skip


def test_the_old_one(tmp_path: Path) -> None:
    has = api(trees.old(tmp_path / "tree"))
    assert has.state == "old"
    assert [(f.which, f.how, f.file, f.usual) for f in has.functions] == [("old", "name", "mm/pgtable-generic.c", True)]  # fmt: skip


def test_both(tmp_path: Path) -> None:
    assert api(trees.introduced(trees.old(tmp_path / "tree"))).state == "both"


def test_the_new_ones(tmp_path: Path) -> None:
    has = api(trees.new(tmp_path / "tree"))
    assert (has.state, [f.which for f in has.functions]) == ("new", ["ro", "rw"])


def test_a_comment_is_no_use(tmp_path: Path) -> None:
    tree = trees.none(tmp_path / "tree")
    add_files(tree, {"mm/said.c": f"/* {API}() is what others have */\n"})
    assert api(tree).state == "none"


def test_another_name_by_its_body(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree")
    for name in ("include/linux/mm.h", "mm/pgtable-generic.c"):
        path = tree / name
        path.write_text(path.read_text().replace(API, "vendor_map_pte"))
    source = READER.replace(API, "vendor_map_pte")
    add_files(tree, {"drivers/v.c": source})
    has = api(tree)
    assert [(f.which, f.name, f.how) for f in has.functions] == [("old", "vendor_map_pte", "body")]  # fmt: skip
    outcome = trees.audit(tmp_path, tree)
    sites = outcome.doc["trees"][0]["sites"]
    assert [(s["file"], s["call"], s["verdict"]) for s in sites] == [("drivers/v.c", "vendor_map_pte", "ro")]  # fmt: skip


def test_another_order_of_arguments(tmp_path: Path) -> None:
    """The pmd comes first there: a verdict hangs on which argument the lock is."""
    tree = make_tree(tmp_path / "tree", files={"mm/writer.c": WRITER})
    for name in ("include/linux/mm.h", "mm/pgtable-generic.c"):
        path = tree / name
        text = path.read_text()
        head = text.index(f"pte_t *{API}(")
        end = text.index(")", head)
        swapped = f"pte_t *{API}(spinlock_t **ptlp, unsigned long addr, pmd_t *pmd, struct mm_struct *mm"
        path.write_text(text[:head] + swapped + text[end:])
    path = tree / "mm" / "writer.c"
    path.write_text(path.read_text().replace("(mm, pmd, addr, &ptl)", "(&ptl, addr, pmd, mm)"))  # fmt: skip
    outcome = trees.audit(tmp_path, tree)
    (one,) = outcome.doc["trees"]
    assert one["api"]["functions"][0]["arguments"] == {"mm": 3, "pmd": 2, "addr": 1, "ptlp": 0}  # fmt: skip
    assert one["api"]["functions"][0]["usual_order"] is False
    (site,) = one["sites"]
    assert (site["verdict"], site["recheck"]["kind"], site["recheck"]["line"]) == ("rw", "pmd_same", 12)  # fmt: skip


def test_something_else_by_its_name(tmp_path: Path) -> None:
    tree = trees.old(tmp_path / "tree")
    for name in ("include/linux/mm.h", "mm/pgtable-generic.c"):
        path = tree / name
        text = path.read_text()
        head = text.index(f"pte_t *{API}(")
        end = text.index(")", head)
        path.write_text(f"{text[:head]}pte_t *{API}(struct file *file, int what{text[end:]}")  # fmt: skip
    has = api(tree)
    assert has.state == "other"
    assert "other" not in {f.how for f in has.functions}
    assert has.functions[0].fault


@pytest.mark.parametrize(
    "parameters, roles",
    [
        ("struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp", (0, 1, 2, 3)),
        ("struct mm_struct *, pmd_t *, unsigned long, spinlock_t **", (0, 1, 2, 3)),
        ("pmd_t * p, struct mm_struct*m, spinlock_t **l, unsigned  long a", (1, 0, 3, 2)),
        ("struct mm_struct *mm, pmd_t *pmd, unsigned long addr", None),
        ("struct mm_struct *mm, pmd_t pmd, unsigned long addr, spinlock_t **ptlp", None),
    ],
)  # fmt: skip
def test_which_argument_is_which(parameters: str, roles: tuple[int, ...] | None) -> None:  # fmt: skip
    found = order(parameters.split(","), USUAL, TYPES)
    assert (tuple(found.values()) if found else None) == roles


def test_two_of_one_type_are_told_by_their_names() -> None:
    told = ["struct mm_struct *mm", "pmd_t *pmdvalp", "pmd_t *pmd", "unsigned long addr", "spinlock_t **ptlp"]  # fmt: skip
    assert order(told, NEW, TYPES) == {"mm": 0, "pmd": 2, "addr": 3, "pmdvalp": 1, "ptlp": 4}  # fmt: skip
    unnamed = [text.rsplit("*", 1)[0] + "*" if "*" in text else "unsigned long" for text in told]  # fmt: skip
    assert order(unnamed, NEW, TYPES) == {"mm": 0, "pmd": 1, "addr": 3, "pmdvalp": 2, "ptlp": 4}  # fmt: skip


@pytest.mark.parametrize(
    "state, sites, word",
    [
        ("none", 0, "none"),
        ("old", 3, "convert"),
        ("old", 0, "remove"),
        ("both", 1, "finish"),
        ("both", 0, "remove"),
        ("new", 0, "check"),
        ("other", 2, "port"),
    ],
)
def test_stage(state: str, sites: int, word: str) -> None:
    assert stage(state, sites, [])[0] == word


# several trees


@pytest.fixture(name="forks", scope="module")
def made_forks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Document, Path, str]:
    """Mainline with all converted; the tree from before that; a fork that did it wrong and has its own."""
    home = tmp_path_factory.mktemp("forks")
    trees.new(home / "main")
    trees.old(home / "before")
    fork = trees.introduced(make_tree(home / "fork", files={"mm/reader.c": READER, "mm/writer.c": trees.WRONG}))  # fmt: skip
    add_files(fork, {"drivers/own.c": READER})
    was = tree_hash(fork)
    outcome = trees.audit(home, home / "main", home / "before", fork)
    assert tree_hash(fork) == was
    assert outcome.status == 1, outcome.talk
    return outcome.doc, home, outcome.talk


def test_the_document_follows_its_schema(forks: tuple[Document, Path, str]) -> None:
    schema.check(forks[0])


def test_stages_of_the_forks(forks: tuple[Document, Path, str]) -> None:
    assert [tree["stage"]["name"] for tree in forks[0]["trees"]] == ["check", "convert", "finish"]  # fmt: skip


def test_one_row_for_one_call(forks: tuple[Document, Path, str]) -> None:
    assert treatments(forks[0], "mm/reader.c") == {"main": "ro+", "before": "ro", "fork": "ro"}  # fmt: skip
    assert treatments(forks[0], "mm/writer.c") == {"main": "rw+", "before": "rw", "fork": "ro+"}  # fmt: skip


def test_only_in_this_fork(forks: tuple[Document, Path, str]) -> None:
    only = [(row["function"], row["only_in"]) for row in forks[0]["across"] if row["only_in"]]  # fmt: skip
    assert only == [("reader", str(forks[1] / "fork"))]


def test_differs_from_mainline(forks: tuple[Document, Path, str]) -> None:
    """A verdict and the call that was converted by it agree; another function does not."""
    differs = [(row["function"], row["differs"]) for row in forks[0]["across"] if row["differs"]]  # fmt: skip
    assert differs == [("writer", [str(forks[1] / "fork")])]


def test_misuse_is_found(forks: tuple[Document, Path, str]) -> None:
    found = [[f["rule"] for f in tree["findings"]] for tree in forks[0]["trees"]]
    assert found == [[], [], ["ro_write"]]


def test_what_of_the_series_is_needed(forks: tuple[Document, Path, str]) -> None:
    main, before, fork = (tree["series"] for tree in forks[0]["trees"])
    assert (main["applies"], main["introduces"]) == (None, [])
    assert (before["applies"], before["introduces"], before["removes"]) == (True, [RO, RW], True)  # fmt: skip
    assert (fork["applies"], fork["introduces"], fork["converted"]) == (True, [], 2)


def test_each_trees_documents_are_kept(forks: tuple[Document, Path, str]) -> None:
    for tree in forks[0]["trees"]:
        kept = {path.name for path in (forks[1] / "run" / tree["digest"]).iterdir()}
        assert {"find.json", "classify.json", "convert.json", "check.json"} <= kept


def test_again_is_the_same(forks: tuple[Document, Path, str]) -> None:
    document, home, _ = forks
    again = trees.audit(home, home / "main", home / "before", home / "fork", "-j", "1")
    assert again.doc == document


def test_text_has_80_columns(forks: tuple[Document, Path, str]) -> None:
    _, home, _ = forks
    text = trees.audit(home, home / "main", home / "before", home / "fork", form="text").text  # fmt: skip
    lines = text.splitlines()
    assert [line for line in lines if len(line) > 80 and str(home) not in line] == []
    assert any(line.split() == ["writer", "mm/writer.c", "rw+", "rw", "ro+"] for line in lines)  # fmt: skip
    assert "differs from mainline (a): writer() in mm/writer.c: rw+ there, ro+ in c" in " ".join(text.split())  # fmt: skip


def test_two_calls_of_one_function_are_two_rows(tmp_path: Path) -> None:
    two = WRITER.replace("\treturn 1;\n", f"\tpte = {API}(mm, pmd, addr, &ptl);\n\tif (pte)\n\t\tpte_unmap(pte);\n\treturn 1;\n")  # fmt: skip
    tree = make_tree(tmp_path / "tree", files={"mm/writer.c": two})
    rows = trees.audit(tmp_path, tree).doc["across"]
    told = [(row["ordinal"], list(row["trees"].values())[0]["treatment"]) for row in rows]  # fmt: skip
    assert told == [(1, "rw"), (2, "ro")]


def site(file: str, function: str, mark: str, verdict: str = "ro") -> Document:
    return {"id": f"{file}:{function}:1:0", "file": file, "function": function, "line": 1, "ordinal": 1,
            "api": "old", "verdict": verdict, "fingerprint": mark * 32}  # fmt: skip


def test_a_file_that_moved_is_no_other_call() -> None:
    one = {"name": "a", "sites": [site("mm/x.c", "f", "1")]}
    other = {"name": "b", "sites": [site("mm/y.c", "f", "2")]}
    assert [list(row["trees"]) for row in across([one, other], "a")] == [["a", "b"]]


def test_functions_of_one_name_in_several_files_are_kept_apart() -> None:
    one = {"name": "a", "sites": [site("mm/x.c", "f", "1"), site("mm/z.c", "f", "3")]}
    other = {"name": "b", "sites": [site("mm/y.c", "f", "2")]}
    rows = across([one, other], "a")
    assert [list(row["trees"]) for row in rows] == [["a"], ["b"], ["a"]]
