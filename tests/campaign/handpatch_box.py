# SPDX-License-Identifier: GPL-2.0
"""A small tree with boxes, and hand-written patches for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from campaign import handpatch

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
