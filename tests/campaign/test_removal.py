# SPDX-License-Identifier: GPL-2.0
"""Does the old function go when nothing uses it, wholly, and only then?"""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from campaign import removal
from campaign.removal import Mention

BOX_C = """\
#include "box.h"

int box_new(struct box *box)
{
	return box->lid;
}

/* The old way: box_old() does what box_new() does. */
int box_old(struct box *box)
{
	return box->lid;
}

int box_close(struct box *box)
{
	return !box->lid;
}
"""
BOX_H = """\
struct box;

int box_old(struct box *box);
int box_new(struct box *box);
int box_close(struct box *box);
"""
BOX_RST = """\
Boxes
=====

box_old() opens a box.
box_new() opens it, too.

box_close() closes it.
"""
USER = '#include "box.h"\n\nint use(struct box *box)\n{\n\treturn box_new(box);\n}\n'
FILES = {
    "include/box.h": BOX_H,
    "lib/box.c": BOX_C,
    "Documentation/box.rst": BOX_RST,
    "drivers/user.c": USER,
}
WITHOUT = {
    "include/box.h": BOX_H.replace("int box_old(struct box *box);\n", ""),
    "lib/box.c": """\
#include "box.h"

int box_new(struct box *box)
{
	return box->lid;
}

int box_close(struct box *box)
{
	return !box->lid;
}
""",
    "Documentation/box.rst": BOX_RST.replace("box_old() opens a box.\n", ""),
}
PATCH = """\
diff --git a/lib/box.c b/lib/box.c
--- a/lib/box.c
+++ b/lib/box.c
@@ -5,12 +5,6 @@
 	return box->lid;
 }
 
-/* The old way: box_old() does what box_new() does. */
-int box_old(struct box *box)
-{
-	return box->lid;
-}
-
 int box_close(struct box *box)
 {
 	return !box->lid;
diff --git a/include/box.h b/include/box.h
--- a/include/box.h
+++ b/include/box.h
@@ -1,5 +1,4 @@
 struct box;
 
-int box_old(struct box *box);
 int box_new(struct box *box);
 int box_close(struct box *box);
diff --git a/Documentation/box.rst b/Documentation/box.rst
--- a/Documentation/box.rst
+++ b/Documentation/box.rst
@@ -1,7 +1,6 @@
 Boxes
 =====
 
-box_old() opens a box.
 box_new() opens it, too.
 
 box_close() closes it.
"""
EXPORT = """\
diff --git a/lib/box.c b/lib/box.c
--- a/lib/box.c
+++ b/lib/box.c
@@ -1,3 +1,2 @@
 #include "box.h"
-EXPORT_SYMBOL(box_old);
 
"""


@pytest.fixture(name="folder")
def make_folder(tmp_path: Path) -> Path:
    """The folder of a campaign that retires box_old()."""
    (tmp_path / "remove-old.patch").write_text(PATCH)
    return tmp_path


def removed(folder: Path, changed: dict[str, str | bytes | None]) -> removal.Removal:
    """What comes of the removal in the small tree, with some files changed, added or gone."""
    given = {**FILES, **changed}
    files = {
        path: text if isinstance(text, bytes) else text.encode()
        for path, text in given.items()
        if text is not None
    }
    named = [path for path, data in files.items() if re.search(rb"\bbox_old\b", data)]
    campaign = SimpleNamespace(old="box_old", folder=folder)
    return removal.remove(files.get, campaign, named)


def test_nothing_uses_it(folder):
    assert removed(folder, {}) == removal.Removal(
        {path: text.encode() for path, text in WITHOUT.items()}
    )


@pytest.mark.parametrize(
    "path, text, line, said",
    [
        ("drivers/user.c", USER.replace("_new", "_old"), 5, "calls it"),
        (
            "drivers/user.c",
            "int (*how)(struct box *) = box_old;\n",
            1,
            "names it as a value",
        ),
        (
            "drivers/user.c",
            USER.replace("box_new(box)", "by(box_old)"),
            5,
            "names it as a value",
        ),
        (
            "drivers/user.c",
            USER + "\n#define lid(b) \\\n\tbox_old(b)\n",
            9,
            "uses it in a macro",
        ),
        (
            "drivers/user.c",
            USER + "\n#define lid box_old\n",
            8,
            "uses it in a macro",
        ),
        ("drivers/user.c", "#ifdef box_old\n#endif\n", 1, "uses it in a macro"),
        (
            "drivers/user.c",
            "\n\nEXPORT_SYMBOL_GPL(box_old);\n",
            3,
            "exports it",
        ),
        (
            "drivers/probe.c",
            'static struct kprobe kp = {\n\t.symbol_name = "box_old",\n};\n',
            2,
            "has its name in a string, by which it may be looked up",
        ),
        ("include/more.h", "int box_old(struct box *box);\n", 1, "declares it"),
        (
            "arch/own.c",
            "\nint box_old(struct box *box)\n{\n\treturn 1;\n}\n",
            2,
            "defines it",
        ),
        (
            "arch/own.c",
            "\nint box_old(struct box *box)\n{\n\treturn box_old(box);\n}\n",
            2,
            "defines it (and 1 more)",
        ),
        ("arch/enter.S", "/* box_old */\n\tcall box_old\n", 2, "names it in code"),
        ("rust/box.rs", "// bindings\nuse bindings::box_old;\n", 2, "names it in code"),
    ],
)
def test_a_use_keeps_it(folder, path, text, line, said):
    done = removed(folder, {path: text})
    assert done.files == {} and not done.refused
    assert done.stays.startswith(f"box_old() stays: {path}:{line} {said}")


def test_the_first_use_is_named_and_the_others_are_counted(folder):
    text = USER.replace("_new", "_old")
    done = removed(folder, {"drivers/user.c": text, "drivers/a.c": text + text})
    assert done.stays == "box_old() stays: drivers/a.c:5 calls it (and 2 more)"


@pytest.mark.parametrize(
    "path, text, left",
    [
        ("drivers/user.c", "/*\n * box_old(): see there\n */\n" + USER, (2, "comment")),
        ("drivers/user.c", USER + "// not box_old()\n", (7, "comment")),
        ("Documentation/more", "box_old\n", (1, "document")),
        ("lib/README.md", "\nbox_old\n", (2, "document")),
        ("tools/probe.sh", "echo box_old\n", (1, "text")),
        ("System.map", "ffffffff81000000 T box_old\n", (1, "text")),
        (".tmp_vmlinux1.kallsyms.S", '.asciz "box_old"\n', (1, "text")),
        ("lib/box.o", b"\x7fELF\n\0box_old\0", (0, "binary")),
    ],
)
def test_a_mention_keeps_nothing_and_is_named(folder, path, text, left):
    done = removed(folder, {path: text})
    assert done.stays is None
    assert done.files == {name: new.encode() for name, new in WITHOUT.items()}
    assert done.mentions == (Mention(path, *left),)


def test_a_longer_name_is_another(folder):
    done = removed(
        folder, {"drivers/user.c": USER.replace("box_new", "__box_old + box_older")}
    )
    assert set(done.files) == set(WITHOUT) and done.mentions == ()


def test_a_document_that_is_not_there(folder):
    done = removed(folder, {"Documentation/box.rst": None})
    assert set(done.files) == {"lib/box.c", "include/box.h"}
    assert done.left_out == (("Documentation/box.rst", "the tree has no such file"),)


@pytest.mark.parametrize(
    "path, old, new",
    [
        ("lib/box.c", "The old way", "Ours"),
        ("lib/box.c", "\n/* The old", "\nEXPORT(box_new);\n/* The old"),
        ("lib/box.c", "int box_old(struct box *box)", "int\nbox_old(struct box *box)"),
        ("include/box.h", "int box_old", "extern int box_old"),
        ("Documentation/box.rst", "opens a box", "opens any box"),
    ],
    ids=["comment", "neighbour", "layout", "extern", "document"],
)
def test_a_patch_that_does_not_fit_is_refused_as_a_whole(folder, path, old, new):
    assert FILES[path].count(old) == 1
    done = removed(folder, {path: FILES[path].replace(old, new)})
    assert done.refused and done.files == {} and done.mentions == ()
    assert done.stays.startswith(
        f"box_old() stays, although nothing uses it: remove-old.patch: {path}: hunk 1"
    )


def test_a_prototype_alone(folder):
    done = removed(folder, {"lib/box.c": WITHOUT["lib/box.c"]})
    assert done.refused and done.files == {}
    assert "lib/box.c: hunk 1" in done.stays


def test_the_definition_is_elsewhere(folder):
    body = "int box_old(struct box *box)\n{\n\treturn box->lid;\n}\n"
    done = removed(folder, {"lib/box.c": WITHOUT["lib/box.c"], "lib/old.c": body})
    assert done.stays == "box_old() stays: lib/old.c:1 defines it"
    assert done.files == {} and not done.refused


def test_an_export_that_no_patch_takes_away(folder):
    source = BOX_C.replace('h"\n', 'h"\nEXPORT_SYMBOL(box_old);\n')
    done = removed(folder, {"lib/box.c": source})
    assert done.stays == "box_old() stays: lib/box.c:2 exports it"
    assert done.files == {} and not done.refused


def test_an_export_that_a_patch_takes_away(folder):
    (folder / "remove-export.patch").write_text(EXPORT)
    source = BOX_C.replace('h"\n', 'h"\nEXPORT_SYMBOL(box_old);\n')
    done = removed(folder, {"lib/box.c": source})
    assert done.stays is None
    assert done.files == {path: text.encode() for path, text in WITHOUT.items()}


def test_the_second_patch_does_not_fit(folder):
    """What the first one changed is dropped, too."""
    (folder / "remove-older.patch").write_text(EXPORT.replace("box.h", "lid.h"))
    done = removed(folder, {})
    assert done.refused and done.files == {}
    assert "remove-older.patch: lib/box.c: hunk 1" in done.stays


def test_it_is_gone_already(folder):
    comment = {"drivers/user.c": "/* box_old() is gone */\n" + USER}
    done = removed(folder, {**WITHOUT, **comment})
    assert done.stays is None and done.files == {}
    assert done.mentions == (Mention("drivers/user.c", 1, "comment"),)


def test_a_file_that_cannot_be_read(folder):
    campaign = SimpleNamespace(old="box_old", folder=folder)
    files = {path: text.encode() for path, text in FILES.items()}
    done = removal.remove(files.get, campaign, [*FILES, "drivers/locked.c"])
    assert (
        done.stays == "box_old() stays: drivers/locked.c can't be read, and may use it"
    )
    assert done.files == {}


def test_a_campaign_without_a_patch(tmp_path):
    done = removed(tmp_path, {})
    assert done.stays == "box_old() stays: include/box.h:3 declares it (and 1 more)"
