# SPDX-License-Identifier: GPL-2.0
"""verify: the states of a tree, from a conversion, from mails, from another tree; and how a matrix is cut."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path
from typing import Any

import pytest
from maketree import make_tree

from campaign.errors import UserError
from campaign.tree import Tree
from campaign.verify import matrix, states
from campaign.verify.questions import Asked, moved
from campaign.verify.states import State

SERIES = Path(__file__).resolve().parents[2] / "patches/pte_offset_map_nolock/series"


def test_a_patch_is_called_as_git_calls_it() -> None:
    folder = SERIES / "v6.12"
    mails = sorted(p for p in folder.glob("*.patch") if "0000-" not in p.name)
    assert mails
    for number, mail in enumerate(mails, 1):
        head = mail.read_text().split("\n\n", 1)[0].replace("\n ", " ")
        subject = head[head.index("Subject: ") + 9 :].split("\n", 1)[0]
        assert states.file_name(number, subject.split("] ", 1)[1]) == mail.name


def test_a_site_is_found_again_after_the_conversion() -> None:
    old = ["a", "b", "  p = api(x,", "    y);", "c", "  q = api(z);", "d"]
    new = ["a", "int v;", "b", "  p = api_ro(x,", "    y);", "c", "  q = api(z);", "d"]
    where = moved(old, new, ["api", "api_ro"])
    assert where(3) == (4, "api_ro")
    assert where(6) == (7, "api")
    assert moved(old, ["other"], ["api"])(6) == (0, "")
    assert moved(old, new[:6], ["api", "api_ro"])(6) == (0, "")


def test_each_state_is_asked_for_the_call_that_is_there(tmp_path: Path) -> None:
    text = "a\n  p = api(x);\n  q = api(y);\n"
    (tmp_path / "a.c").write_text(text)
    sites = [
        {"id": n, "file": "a.c", "line": n, "function": "f", "call": "api"}
        for n in (2, 3)
    ]
    asked = Asked(sites, ["api", "api_ro", "api_rw"], tmp_path)
    half = State("1", {"a.c": b"a\nb\n  p = api_ro(x);\n  q = api(y);\n"})
    both = State("2", {"a.c": b"a\nb\n  p = api_ro(x);\n  q = api_rw(y, v);\n"})
    found = [
        [(q.line, q.call) for q in asked.of(state).values()]
        for state in (State("original"), half, both)
    ]
    assert found == [
        [(2, "api"), (3, "api")],
        [(3, "api_ro"), (4, "api")],
        [(3, "api_ro"), (4, "api_rw")],
    ]


def conversion(folder: Path) -> dict[str, Any]:
    (folder / "a.c").write_text("a")
    sha = hashlib.sha256(b"a").hexdigest()
    entry = {"path": "mm/a.c", "content": "a.c", "sha256": sha}
    return {"files": [entry], "sites": [{"id": "s", "converted": True}]}


def test_contents_must_be_what_convert_wrote(tmp_path: Path) -> None:
    document = conversion(tmp_path)
    original, converted = states.of_conversion(document, tmp_path)
    assert (original.files, converted.files) == ({}, {"mm/a.c": b"a"})
    assert converted.sites == ("s",)
    (tmp_path / "a.c").write_text("b")
    with pytest.raises(UserError, match="convert again"):
        states.of_conversion(document, tmp_path)


@pytest.mark.parametrize("path", ["../a.c", "/a.c", "mm/../../a.c", ""])
def test_no_file_outside_of_the_tree_is_taken(tmp_path: Path, path: str) -> None:
    document = conversion(tmp_path)
    document["files"][0]["path"] = path
    with pytest.raises(UserError, match="not a path inside the tree"):
        states.of_conversion(document, tmp_path)


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@b"]
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture(name="mails")
def make_mails(tmp_path: Path) -> tuple[Tree, Path]:
    """A tree, and patches on it that change, add and remove a file."""
    tree = make_tree(tmp_path / "tree", files={"mm/a.c": "one\n", "mm/b.c": "b\n"})
    work = tmp_path / "work"
    subprocess.run(["cp", "-a", str(tree), str(work)], check=True)
    git(work, "init", "-q")
    git(work, "add", "-A")
    git(work, "commit", "-qm", "base")
    (work / "mm/a.c").write_text("two\n")
    git(work, "commit", "-qam", "change")
    (work / "mm/c.c").write_text("c\n")
    (work / "mm/b.c").unlink()
    git(work, "add", "-A")
    git(work, "commit", "-qm", "add and remove")
    git(work, "format-patch", "-q", "-o", str(tmp_path / "mails"), "HEAD~2")
    return Tree(str(tree)), tmp_path / "mails"


def test_mails_are_applied_one_after_the_other(mails: tuple[Tree, Path]) -> None:
    tree, folder = mails
    made = states.of_patches(tree, states.patches_in(folder))
    assert [s.name for s in made] == [
        "original",
        "0001-change.patch",
        "0002-add-and-remove.patch",
    ]
    assert made[1].step == {"mm/a.c": b"two\n"}
    assert made[2].step == {"mm/b.c": None, "mm/c.c": b"c\n"}
    assert made[2].files == {"mm/a.c": b"two\n", "mm/b.c": None, "mm/c.c": b"c\n"}


def test_the_patch_that_does_not_apply_is_named(mails: tuple[Tree, Path]) -> None:
    tree, folder = mails
    (tree.root / "mm/b.c").write_text("other\n")
    with pytest.raises(UserError, match="0002-add-and-remove.patch: does not apply"):
        states.of_patches(tree, states.patches_in(folder))
    (folder / "0003-x.patch").write_text("no patch\n")
    with pytest.raises(UserError, match="0003-x.patch: changes no file"):
        states.of_patches(tree, states.patches_in(folder))


def test_a_bare_diff_is_taken_as_a_mail_is(mails: tuple[Tree, Path]) -> None:
    tree, folder = mails
    for mail in states.patches_in(folder):
        text = mail.read_text()
        assert text.startswith("From ")
        mail.write_text("What it is for\n\n" + text[text.index("\ndiff --git") + 1 :])
    made = states.of_patches(tree, states.patches_in(folder))
    assert made[2].files == {"mm/a.c": b"two\n", "mm/b.c": None, "mm/c.c": b"c\n"}


def test_a_patch_that_makes_a_link_is_refused(mails: tuple[Tree, Path]) -> None:
    tree, folder = mails
    link = folder / "0003-link.patch"
    link.write_text(
        "diff --git a/mm/l.c b/mm/l.c\nnew file mode 120000\n--- /dev/null\n"
        "+++ b/mm/l.c\n@@ -0,0 +1 @@\n+/etc/passwd\n\\ No newline at end of file\n"
    )
    with pytest.raises(UserError, match="0003-link.patch: makes mm/l.c a link"):
        states.of_patches(tree, [link])


def test_a_file_behind_a_link_is_none_of_the_tree(
    mails: tuple[Tree, Path], tmp_path: Path
) -> None:
    tree, folder = mails
    (tmp_path / "elsewhere.c").write_bytes((tree.root / "mm/a.c").read_bytes())
    (tree.root / "mm/a.c").unlink()
    (tree.root / "mm/a.c").symlink_to(tmp_path / "elsewhere.c")
    with pytest.raises(UserError, match="0001-change.patch: does not apply"):
        states.of_patches(tree, states.patches_in(folder))


def test_another_tree_is_one_step(mails: tuple[Tree, Path], tmp_path: Path) -> None:
    _, after = states.of_other_tree(mails[0], Tree(str(tmp_path / "work")))
    assert after.step == {"mm/a.c": b"two\n", "mm/b.c": None, "mm/c.c": b"c\n"}


@pytest.mark.parametrize("count", [1, 2, 3, 7, 30, 40])
def test_shards_make_every_cell_once(count: int) -> None:
    names = ["x", "y", "z"]
    cells = []
    for number in range(1, count + 1):
        for name, part in matrix.parts(names, 10, (number, count)).items():
            cells += [(name, n) for n in range(part.told, part.end)]
            assert part.first == max(part.told - 1, 0)
    assert sorted(cells) == [(name, n) for name in names for n in range(10)]
