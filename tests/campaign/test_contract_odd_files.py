# SPDX-License-Identifier: GPL-2.0
"""Files that no tree should have and every tree has: they are read, or named, and never spoil the rest."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from maketree import (
    API,
    READER,
    Document,
    Once,
    Outcome,
    make_tree,
    sites_in,
    textual_hits,
    treewide,
)

NAMES = {
    "space": "mm/two words.c",
    "newline": "mm/new\nline.c",
    "escape": "mm/\x1b[31mred.c",
    "quote": "mm/it's.c",
    "dollar": "mm/$(touch owned).c",
    "semicolon": "mm/a;b.c",
    "leading-dash": "mm/-o.c",
    "percent": "mm/%s%n.c",
    "unicode": "mm/seiteneintrag-ü.c",
    "directory-with-a-space": "drivers/my driver/a.c",
}


def run(home: Path, stage: str, tree: Path, form: str = "json") -> Outcome:
    return treewide(stage, tree, run=home / "run", form=form)


def named(document: Document, file: str) -> bool:
    """Whether the file has a site or is named as incomplete."""
    return file in {
        entry["file"] for entry in [*document["sites"], *document["incomplete"]]
    }


@pytest.mark.parametrize("kind", NAMES)
def test_site_in_a_file_with_an_odd_name(stage_once: Once, kind: str) -> None:
    outcome = stage_once("find", files={NAMES[kind]: READER})
    assert [site["file"] for site in outcome.doc["sites"]] == [NAMES[kind]]


@pytest.mark.parametrize("kind", NAMES)
def test_verdict_in_a_file_with_an_odd_name(stage_once: Once, kind: str) -> None:
    outcome = stage_once("classify", files={NAMES[kind]: READER})
    assert [site["verdict"] for site in outcome.doc["sites"]] == ["ro"]


@pytest.mark.parametrize("kind", ("newline", "escape"))
@pytest.mark.parametrize("stage", ("find", "classify"))
def test_text_never_has_the_raw_name(tmp_path: Path, stage: str, kind: str) -> None:
    tree = make_tree(tmp_path / "tree", files={NAMES[kind]: READER})
    outcome = run(tmp_path, stage, tree, "text")
    assert (
        outcome.out
        and NAMES[kind].removeprefix("mm/").encode() not in outcome.out + outcome.err
    )


def test_no_name_is_run_by_a_shell(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", files={NAMES["dollar"]: READER})
    assert (
        run(tmp_path, "classify", tree).doc["sites"]
        and [
            path
            for path in (tmp_path, tree, tree / "mm", Path.cwd())
            if (path / "owned").exists()
        ]
        == []
    )


ODD: dict[str, bytes] = {
    "nul-bytes": READER.encode().replace(b"int reader", b"/* \0 */\nint reader"),
    "crlf": READER.replace("\n", "\r\n").encode(),
    "latin-1": READER.replace("int reader", "/* größer */\nint reader").encode(
        "latin-1"
    ),
    "utf-8-bom": b"\xef\xbb\xbf" + READER.encode(),
    "no-final-newline": READER.rstrip("\n").encode(),
    "form-feed": READER.replace("\nint reader", "\n\f\nint reader").encode(),
}


@pytest.mark.parametrize("kind", ODD)
def test_counts_add_up_with_odd_bytes(stage_once: Once, kind: str) -> None:
    outcome = stage_once("find", files={"mm/odd.c": ODD[kind]})
    counts = outcome.doc["counts"]
    assert (
        counts["textual"]
        == textual_hits(outcome.tree)
        == sum(counts.values()) - counts["textual"]
    )


@pytest.mark.parametrize("kind", ODD)
def test_file_with_odd_bytes_is_a_site_or_named(stage_once: Once, kind: str) -> None:
    outcome = stage_once("find", files={"mm/odd.c": ODD[kind]})
    assert named(outcome.doc, "mm/odd.c")


@pytest.mark.parametrize(
    "kind", ("crlf", "latin-1", "utf-8-bom", "no-final-newline", "form-feed")
)
def test_file_with_odd_bytes_is_classified(stage_once: Once, kind: str) -> None:
    outcome = stage_once("classify", files={"mm/odd.c": ODD[kind]})
    assert [site["verdict"] for site in outcome.doc["sites"]] == ["ro"]


@pytest.mark.parametrize("kind", ODD)
def test_line_of_a_site_with_odd_bytes_is_the_editors(
    stage_once: Once, kind: str
) -> None:
    """A line ends at \\n, as for grep, the compiler and spatch: not at \\f or \\r."""
    outcome = stage_once("find", files={"mm/odd.c": ODD[kind]})
    line = ODD[kind][: ODD[kind].index(API.encode())].count(b"\n") + 1
    assert {site["line"] for site in outcome.doc["sites"]} <= {line}


def test_rest_of_the_tree_is_done_beside_nul_bytes(tmp_path: Path) -> None:
    good = READER.replace("reader", "good_reader")
    tree = make_tree(
        tmp_path / "tree", files={"mm/odd.c": ODD["nul-bytes"], "mm/good.c": good}
    )
    assert len(sites_in(run(tmp_path, "classify", tree).doc, "good_reader")) == 1


def linked_tree(home: Path) -> Path:
    """One real file; a link to it, a loop, a dangling link, a link out of the tree to another call."""
    tree = make_tree(home / "tree", files={"mm/real.c": READER})
    outside = home / "outside"
    outside.mkdir()
    (outside / "stranger.c").write_text(READER.replace("reader", "stranger"))
    (tree / "mm" / "link.c").symlink_to("real.c")
    (tree / "mm" / "loop").symlink_to("..")
    (tree / "mm" / "self").symlink_to("self")
    (tree / "mm" / "nowhere.c").symlink_to("nothing-here.c")
    (tree / "drivers" / "away").symlink_to(outside)
    return tree


def test_symlinked_file_is_one_site(tmp_path: Path) -> None:
    sites = run(tmp_path, "find", linked_tree(tmp_path)).doc["sites"]
    assert [site["file"] for site in sites] == ["mm/real.c"]


def test_symlinks_add_no_textual_hits(tmp_path: Path) -> None:
    tree = linked_tree(tmp_path)
    assert run(tmp_path, "find", tree).doc["counts"]["textual"] == textual_hits(tree)


def test_symlinks_leave_the_run_complete(tmp_path: Path) -> None:
    assert run(tmp_path, "classify", linked_tree(tmp_path)).doc["incomplete"] == []


def test_tree_given_through_a_symlink(tmp_path: Path) -> None:
    make_tree(tmp_path / "tree", files={"mm/real.c": READER})
    (tmp_path / "link").symlink_to("tree")
    assert len(run(tmp_path, "find", tmp_path / "link").doc["sites"]) == 1


def test_tree_in_a_directory_with_odd_characters(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "a 'b'\n$c" / "tree", files={"mm/real.c": READER})
    assert [
        site["verdict"] for site in run(tmp_path, "classify", tree).doc["sites"]
    ] == ["ro"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_file_is_named(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", files={"mm/secret.c": READER})
    (tree / "mm" / "secret.c").chmod(0)
    assert [i["file"] for i in run(tmp_path, "find", tree).doc["incomplete"]] == [
        "mm/secret.c"
    ]


def test_fifo_does_not_block(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", files={"mm/real.c": READER})
    os.mkfifo(tree / "mm" / "pipe.c")
    assert (
        len(treewide("find", tree, run=tmp_path / "run", timeout=60).doc["sites"]) == 1
    )


@pytest.mark.parametrize("tracked", (False, True), ids=("untracked", "tracked"))
def test_tree_inside_another_repository(tmp_path: Path, tracked: bool) -> None:
    """The kernel's .cocciconfig asks for git grep, which finds nothing in a tree that is not tracked."""
    config = "[spatch]\n\toptions = --timeout 200\n\toptions = --use-gitgrep\n"
    tree = make_tree(
        tmp_path / "repo" / "tree", files={"mm/real.c": READER, ".cocciconfig": config}
    )
    git = [
        "git",
        "-C",
        str(tmp_path / "repo"),
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@example.org",
    ]
    subprocess.run([*git, "init", "-q"], check=True)
    if tracked:
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-qm", "a tree"], check=True)
    assert [
        site["verdict"] for site in run(tmp_path, "classify", tree).doc["sites"]
    ] == ["ro"]
