# SPDX-License-Identifier: GPL-2.0
"""Is a hand-written patch known again where a tree has it already?"""

from __future__ import annotations

import pytest

from campaign import handpatch
from campaign.handpatch import PatchRefused
from handpatch_box import (
    INTRODUCE,
    NEW,
    REMOVE,
    SOURCE,
    WITH_NEW,
    patch,
    swapped,
    tree,
)  # noqa: F401


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
