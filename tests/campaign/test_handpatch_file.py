# SPDX-License-Identifier: GPL-2.0
"""What is wrong with a patch file is told."""

from __future__ import annotations

import pytest

from campaign import handpatch
from campaign.errors import UserError
from campaign.handpatch import PatchRefused
from handpatch_box import REMOVE, patch, tree  # noqa: F401


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
