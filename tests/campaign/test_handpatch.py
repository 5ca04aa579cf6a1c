# SPDX-License-Identifier: GPL-2.0
"""Does a hand-written patch fit a fork, and only where it can go in one place?"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from campaign import handpatch
from campaign.errors import MissingProgram, UserError
from campaign.handpatch import PatchRefused

HERE = Path(__file__).resolve().parents[2]
HELPERS = HERE / "patches" / "pte_offset_map_nolock" / "introduce-helpers.patch"

SOURCE = """\
#include "box.h"

int box_open(struct box *box)
{
	return box->lid;
}

int box_old(struct box *box)
{
	return box->old;
}

int box_close(struct box *box)
{
	return !box->lid;
}
"""
DOC = "Boxes\n=====\n\nThey open, and they close.\n\nSee also: lids.\n"

INTRODUCE = """\
SPDX-License-Identifier: GPL-2.0
box: what this patch is for

diff --git a/lib/box.c b/lib/box.c
--- a/lib/box.c
+++ b/lib/box.c
@@ -5,6 +5,11 @@ int box_open(struct box *box)
 	return box->lid;
 }
 
+int box_new(struct box *box)
+{
+	return box->new;
+}
+
 int box_old(struct box *box)
 {
 	return box->old;
diff --git a/Documentation/box.rst b/Documentation/box.rst
--- a/Documentation/box.rst
+++ b/Documentation/box.rst
@@ -2,5 +2,6 @@ Boxes
 =====
 
 They open, and they close.
+Some are new.
 
 See also: lids.
"""

REMOVE = """\
diff --git a/lib/box.c b/lib/box.c
--- a/lib/box.c
+++ b/lib/box.c
@@ -5,11 +5,6 @@
 	return box->lid;
 }
 
-int box_old(struct box *box)
-{
-	return box->old;
-}
-
 int box_close(struct box *box)
 {
 	return !box->lid;
"""

NEW = "int box_new(struct box *box)\n{\n\treturn box->new;\n}\n\n"
OLD = "int box_old(struct box *box)\n{\n\treturn box->old;\n}\n\n"


def tree(**changed: str | None) -> handpatch.Read:
    """The small tree, with another source or doc, or none."""
    given = {"source": SOURCE, "doc": DOC, **changed}
    names = {"source": "lib/box.c", "doc": "Documentation/box.rst"}
    files = {names[k]: v.encode() for k, v in given.items() if v is not None}
    return files.get


@pytest.fixture
def patch(tmp_path: Path) -> Callable[[str], Path]:
    """Write a patch file."""

    def write(text: str) -> Path:
        path = tmp_path / "hand.patch"
        path.write_text(text)
        return path

    return write


def swapped(text: str, old: str, new: str) -> str:
    """The text with one thing replaced, which must be in it once."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


WITH_NEW = swapped(SOURCE, OLD, NEW + OLD)


# --- It fits ---


def test_as_written(patch):
    outcome = handpatch.apply(tree(), patch(INTRODUCE))
    assert outcome.files == {
        "lib/box.c": WITH_NEW.encode(),
        "Documentation/box.rst": DOC.replace(
            "close.\n", "close.\nSome are new.\n"
        ).encode(),
    }
    assert outcome.left_out == ()
    assert outcome.reduced == ()


def test_moved_lines_need_no_word(patch):
    head = "/* a fork's own words */\n" * 40
    outcome = handpatch.apply(tree(source=head + SOURCE), patch(INTRODUCE))
    assert outcome.files["lib/box.c"] == (head + WITH_NEW).encode()
    assert outcome.reduced == ()


@pytest.mark.parametrize(
    "old, new",
    [
        (
            "\treturn box->lid;\n}\n\nint box_old",
            "\treturn box->top;\n}\n\nint box_old",
        ),
        ("\treturn box->old;", "\treturn READ_ONCE(box->old);"),
        ("}\n\nint box_old", "}\nEXPORT_SYMBOL(box_open);\n\nint box_old"),
        ("int box_old", "int box_more(void)\n{\n\treturn 1;\n}\n\nint box_old"),
    ],
    ids=["before", "after", "export", "function between"],
)
def test_other_neighbours_are_told(patch, old, new):
    fork = swapped(SOURCE, old, new)
    outcome = handpatch.apply(tree(source=fork), patch(INTRODUCE))
    assert (
        outcome.files["lib/box.c"] == swapped(fork, OLD[:27], NEW + OLD[:27]).encode()
    )
    ((path, how),) = outcome.reduced
    assert path == "lib/box.c"
    assert "hunk 1" in how and "context" in how


def test_removal(patch):
    outcome = handpatch.apply(tree(), patch(REMOVE))
    assert outcome.files == {"lib/box.c": swapped(SOURCE, OLD, "").encode()}


def test_missing_document_is_left_out_and_named(patch):
    outcome = handpatch.apply(tree(doc=None), patch(INTRODUCE))
    assert set(outcome.files) == {"lib/box.c"}
    assert outcome.left_out == (("Documentation/box.rst", "the tree has no such file"),)


@pytest.mark.parametrize(
    "old, new",
    [
        ("@@ -5,6 +5,11 @@", "@@ -5,9 +5,4 @@"),
        (" \n+int box_new", "\n+int box_new"),
        (" See also: lids.\n", " See also: lids.\n-- \n2.39.5\n"),
        (" See also: lids.\n", " See also: lids.\n\n\n"),
    ],
    ids=["counts", "stripped blank", "signature", "blank lines at the end"],
)
def test_hand_edited_diff(patch, old, new):
    outcome = handpatch.apply(tree(), patch(swapped(INTRODUCE, old, new)))
    assert outcome.files["lib/box.c"] == WITH_NEW.encode()


def test_no_newline_at_the_end(patch):
    text = (
        "diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n one\n-two\n"
        "\\ No newline at end of file\n+three\n\\ No newline at end of file\n"
    )
    outcome = handpatch.apply({"f": b"one\ntwo"}.get, patch(text))
    assert outcome.files == {"f": b"one\nthree"}


def test_carriage_returns_and_odd_bytes_stay(patch):
    odd = "/* a\rb \x0c */\r\n"
    outcome = handpatch.apply(tree(source=odd + SOURCE), patch(INTRODUCE))
    assert outcome.files["lib/box.c"] == (odd + WITH_NEW).encode()


# --- It does not fit ---


def test_old_code_is_not_there(patch):
    with pytest.raises(PatchRefused) as caught:
        handpatch.apply(tree(source=swapped(SOURCE, OLD, "")), patch(INTRODUCE))
    assert isinstance(caught.value, UserError)
    assert caught.value.path == "lib/box.c"
    assert "hunk 1" in caught.value.why
    assert "no line 'int box_old(struct box *box)'" in caught.value.why


def test_code_is_blamed_before_documents(patch):
    with pytest.raises(PatchRefused) as caught:
        handpatch.apply(tree(source="\n", doc="\n"), patch(INTRODUCE))
    assert caught.value.path == "lib/box.c"


def test_two_places_are_one_too_many(patch):
    with pytest.raises(PatchRefused, match="2 places: line [0-9]+, [0-9]+"):
        handpatch.apply(tree(source="\n" + SOURCE + SOURCE), patch(INTRODUCE))


def test_blank_lines_are_no_anchor(patch):
    text = "diff --git a/f b/f\n@@ -1,2 +1,3 @@\n }\n+x\n }\n"
    with pytest.raises(PatchRefused, match="fits nowhere"):
        handpatch.apply({"f": b"a\n}\n}\nb\n"}.get, patch(text))


def test_comment_above_the_anchor_is_not_torn_off(patch):
    fork = swapped(SOURCE, "int box_old", "/* Old boxes. */\nint box_old")
    with pytest.raises(PatchRefused, match="lines around 'int box_old"):
        handpatch.apply(tree(source=fork), patch(INTRODUCE))


def test_different_document_is_not_left_out(patch):
    with pytest.raises(PatchRefused) as caught:
        handpatch.apply(tree(doc="Boxes\n"), patch(INTRODUCE))
    assert caught.value.path == "Documentation/box.rst"


def test_missing_source(patch):
    with pytest.raises(PatchRefused, match="lib/box.c: the tree has no such file"):
        handpatch.apply(tree(source=None), patch(INTRODUCE))


def test_nothing_left(patch):
    only_doc = INTRODUCE[INTRODUCE.index("diff --git a/Doc") :]
    with pytest.raises(PatchRefused, match="none of its files"):
        handpatch.apply(tree(doc=None), patch(only_doc))


# --- It is there already ---


def test_not_twice(patch):
    with pytest.raises(PatchRefused, match="there already"):
        handpatch.apply(tree(source=WITH_NEW), patch(INTRODUCE))


def test_backport_in_other_words(patch):
    fork = SOURCE + "\nint box_new(struct box *b)\n{\n\treturn b->new;\n}\n"
    with pytest.raises(PatchRefused, match=r"the file defines box_new\(\) already"):
        handpatch.apply(tree(source="\n" + fork), patch(INTRODUCE))


def test_declaration_is_not_the_definition(patch):
    fork = "static\nint box_new(struct box *box);\n" + SOURCE
    outcome = handpatch.apply(tree(source=fork), patch(INTRODUCE))
    assert NEW.encode() in outcome.files["lib/box.c"]


@pytest.mark.parametrize("text", [INTRODUCE, REMOVE], ids=["introduce", "remove"])
@pytest.mark.parametrize("head", ["", "\n\n"], ids=["as written", "moved"])
def test_applied(patch, text, head):
    file = patch(text)
    read = tree(source=head + SOURCE)
    assert not handpatch.applied(read, file)
    files = handpatch.apply(read, file).files
    assert handpatch.applied(files.get, file)
    with pytest.raises(PatchRefused):
        handpatch.apply(files.get, file)


def test_applied_to_a_fork_without_the_document(patch):
    file = patch(INTRODUCE)
    fork = swapped(SOURCE, "return box->old", "return READ_ONCE(box->old)")
    files = handpatch.apply(tree(source=fork, doc=None), file).files
    assert handpatch.applied(files.get, file)


def test_half_applied_is_not_applied(patch):
    assert not handpatch.applied(tree(source=WITH_NEW), patch(INTRODUCE))


def test_context_alone_is_no_removal(patch):
    """box_close() has a blank line above it before the removal, too."""
    other = swapped(SOURCE, "int box_old", "long box_old")
    assert not handpatch.applied(tree(source=other), patch(REMOVE))


# --- The patch itself is bad ---


@pytest.mark.parametrize(
    "text, why",
    [
        ("", "no .diff --git"),
        ("diff --git a/f b/g\n", "not an edit of one file"),
        ("diff --git a/f b/f\n", "no hunk"),
        ("diff --git a/f b/f\nnew file mode 100644\n", "only edits"),
        ("diff --git a/f b/f\nBinary files a/f and b/f differ\n", "only edits"),
        ("diff --git a/../f b/../f\n", "outside the tree"),
        ("diff --git a//f b//f\n", "outside the tree"),
        ("diff --git a/.git/config b/.git/config\n", "outside the tree"),
        ("diff --git a/f b/f\n@@ nonsense\n", "hunk 1"),
        ("diff --git a/f b/f\n@@ -1 +1 @@\n same\n", "changes nothing"),
        (REMOVE + REMOVE, "comes twice"),
    ],
)
def test_malformed(patch, text, why):
    with pytest.raises(PatchRefused, match=why):
        handpatch.apply(lambda path: b"same\n", patch(text))


def test_no_such_patch(tmp_path):
    with pytest.raises(UserError, match="No such file"):
        handpatch.apply(tree(), tmp_path / "none.patch")


# --- Git is on its own ---


def test_git_hears_nobody_else(patch, tmp_path, monkeypatch):
    config = tmp_path / "config"
    config.write_text("[apply]\n\twhitespace = error-all\n[core]\n\tautocrlf = true\n")
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, str(config))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "no-repository"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "apply.whitespace")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "error-all")
    blank = INTRODUCE.replace("+Some are new.", "+Some are new.  ")
    assert handpatch.apply(tree(), patch(blank)).files["lib/box.c"] == WITH_NEW.encode()


def test_temporary_directory_inside_a_repository(patch, tmp_path, monkeypatch):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    assert (
        handpatch.apply(tree(), patch(INTRODUCE)).files["lib/box.c"]
        == WITH_NEW.encode()
    )
    assert not any((tmp_path / "tmp").iterdir())


def test_git_is_missing(patch, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingProgram, match="package git"):
        handpatch.apply(tree(), patch(INTRODUCE))


# --- The real patch ---


@pytest.fixture
def linux() -> Path:
    """The Linux tree to test on, which has the old API."""
    if "TREEWIDE_TREE" not in os.environ:
        pytest.skip("TREEWIDE_TREE names no Linux tree")
    return Path(os.environ["TREEWIDE_TREE"])


@pytest.fixture
def of_linux(linux: Path) -> dict[str, bytes]:
    """The files that the real patch edits."""
    paths = [edit.path for edit in handpatch.parse(HELPERS)]
    return {path: (linux / path).read_bytes() for path in paths}


def test_real_patch_edits_what_it_should():
    assert {edit.path for edit in handpatch.parse(HELPERS)} == {
        "Documentation/mm/split_page_table_lock.rst",
        "include/linux/mm.h",
        "mm/pgtable-generic.c",
    }


@pytest.mark.kernel
def test_real_patch_agrees_with_patch(of_linux, tmp_path):
    program = shutil.which("patch")
    if not program:
        pytest.skip("patch: not found; install Debian's package patch")
    for path, content in of_linux.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    told = subprocess.run(
        [program, "-p1", "--fuzz=0", "-i", str(HELPERS)],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "offset" not in told and "fuzz" not in told
    outcome = handpatch.apply(of_linux.get, HELPERS)
    assert outcome.reduced == () and outcome.left_out == ()
    assert outcome.files == {path: (tmp_path / path).read_bytes() for path in of_linux}
    assert handpatch.applied(outcome.files.get, HELPERS)
    assert not handpatch.applied(of_linux.get, HELPERS)


@pytest.mark.kernel
def test_real_patch_pleases_checkpatch(linux):
    told = subprocess.run(
        [
            "perl",
            "scripts/checkpatch.pl",
            "--strict",
            "--ignore",
            "MISSING_SIGN_OFF",
            str(HELPERS),
        ],
        cwd=linux,
        check=False,
        capture_output=True,
        text=True,
    )
    assert told.returncode == 0, told.stdout


MM_H, GENERIC_C, RST = (
    "include/linux/mm.h",
    "mm/pgtable-generic.c",
    "Documentation/mm/split_page_table_lock.rst",
)


@pytest.mark.kernel
@pytest.mark.parametrize(
    "path, old, new",
    [
        (
            MM_H,
            "pte_offset_map_nolock(struct mm_struct *mm, pmd_t *pmd,\n\t\t\tunsigned",
            "pte_offset_map_nolock(struct mm_struct *mm, pmd_t *pmd, unsigned",
        ),
        (MM_H, "pte_t *pte_offset_map_nolock(", "extern pte_t *pte_offset_map_nolock("),
        (
            MM_H,
            "#define pte_unmap_unlock(pte, ptl)\tdo {",
            "void fork_own(void);\n\n#define pte_unmap_unlock(pte, ptl)\tdo {",
        ),
        (
            MM_H,
            "pte_t *__pte_offset_map_lock(",
            "\n\n\n\npte_t *__pte_offset_map_lock(",
        ),
        (
            GENERIC_C,
            "pte_t *pte_offset_map_nolock(",
            "int fork_own(void)\n{\n\treturn 0;\n}\n\npte_t *pte_offset_map_nolock(",
        ),
        (
            GENERIC_C,
            "pmd_t *pmd,\n\t\t\t     unsigned long addr, spinlock_t **ptlp)\n{\n\tpmd_t",
            "pmd_t *pmd,\n\t\tunsigned long addr, spinlock_t **ptlp)\n{\n\tpmd_t",
        ),
        (GENERIC_C, "in practice, no callsite needs that -", "some callsites do -"),
        (
            GENERIC_C,
            "either the mmap_lock for write, or pte_same() check on contents, is enough.",
            "see there.",
        ),
        (
            RST,
            " - pte_offset_map_nolock()\n",
            " - fork_own()\n\n - pte_offset_map_nolock()\n",
        ),
        (RST, " - pte_unmap()\n", " - pte_unmap():\n"),
    ],
    ids=[
        "h: one line",
        "h: extern",
        "h: another prototype",
        "h: moved",
        "c: another function",
        "c: wrapping",
        "c: comment",
        "c: end of comment",
        "rst: another entry",
        "rst: neighbour",
    ],
)
def test_real_patch_on_forks(of_linux, path, old, new):
    text = of_linux[path].decode()
    if old.startswith("pmd_t *pmd,"):  # the first of two functions with these lines
        assert old in text
    else:
        assert text.count(old) == 1, old
    fork = dict(of_linux, **{path: text.replace(old, new, 1).encode()})
    outcome = handpatch.apply(fork.get, HELPERS)
    edits = {edit.path: edit for edit in handpatch.parse(HELPERS)}
    back = outcome.files[path]
    for hunk in edits[path].hunks:
        block = b"".join(hunk.signed(b"+"))
        follows = hunk.lines[-hunk.context()[1]][1]
        assert back.count(block + follows) == 1
        back = back.replace(block, b"")
    assert back == fork[path]
    assert handpatch.applied(outcome.files.get, HELPERS)


@pytest.mark.kernel
def test_real_patch_is_known_again_when_the_old_function_is_gone(of_linux):
    files = handpatch.apply(of_linux.get, HELPERS).files
    end = {MM_H: ");\n\n", GENERIC_C: "\n}\n\n", RST: "table;\n"}
    for path, content in files.items():
        text = content.decode()
        start = text.index(
            " - pte_offset_map_nolock()"
            if path == RST
            else "pte_t *pte_offset_map_nolock("
        )
        stop = text.index(end[path], start) + len(end[path])
        files[path] = (text[:start] + text[stop:]).encode()
    assert handpatch.applied(files.get, HELPERS)
    with pytest.raises(PatchRefused, match="there already"):
        handpatch.apply(files.get, HELPERS)


@pytest.mark.kernel
@pytest.mark.parametrize(
    "path, old, new, why",
    [
        (GENERIC_C, "pte_offset_map_nolock(struct", "pte_map_other(struct", "no line"),
        (
            GENERIC_C,
            "\npte_t *pte_offset_map_nolock(",
            "\n/* Ours. */\npte_t *pte_offset_map_nolock(",
            "lines around",
        ),
        (
            MM_H,
            "#define pte_unmap_unlock(",
            "pte_t *pte_offset_map_rw_nolock(struct mm_struct *mm, pmd_t *pmd, unsigned long a,\n"
            "\t\tpmd_t *pmdvalp, spinlock_t **ptlp);\n#define pte_unmap_unlock(",
            "",
        ),
        (
            GENERIC_C,
            "\npte_t *pte_offset_map_nolock(",
            "\npte_t *pte_offset_map_ro_nolock(struct mm_struct *mm, pmd_t *pmd,\n"
            "\t\tunsigned long addr, spinlock_t **ptlp)\n{\n\treturn NULL;\n}\n"
            "\npte_t *pte_offset_map_nolock(",
            "already",
        ),
    ],
    ids=["older API", "torn comment", "h: backport", "c: backport"],
)
def test_real_patch_is_refused(of_linux, path, old, new, why):
    fork = dict(of_linux, **{path: swapped(of_linux[path].decode(), old, new).encode()})
    with pytest.raises(PatchRefused, match=why) as caught:
        handpatch.apply(fork.get, HELPERS)
    assert caught.value.path == path
