# SPDX-License-Identifier: GPL-2.0
"""Does a hand-written patch fit a fork, and only where it can go in one place?"""

from __future__ import annotations

import pytest

from campaign import handpatch
from campaign.errors import UserError
from campaign.handpatch import PatchRefused
from handpatch_box import (
    DOC,
    INTRODUCE,
    NEW,
    OLD,
    REMOVE,
    SOURCE,
    WITH_NEW,
    patch,
    swapped,
    tree,
)  # noqa: F401


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
