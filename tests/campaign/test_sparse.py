# SPDX-License-Identifier: GPL-2.0
"""sparse's words are taken apart, compared, and never taken for silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign import sparse
from campaign.children import Children
from campaign.errors import MachineError
from campaign.sparse import Said, Sparse

PATH = "/usr/bin:/bin"
# sparse 0.6.4 on Linux 6.12.117, x86_64; the tree was in /r/build/src
RECORDED = """\
/r/build/src/mm/filemap.c:3278:18: warning: context imbalance in 'filemap_fault_recheck_pte_none' - unexpected unlock
/r/build/src/mm/filemap.c: note: in included file (through /r/build/src/include/linux/rculist.h, /r/build/src/include/linux/dcache.h, /r/build/src/include/linux/fs.h, ...):
/r/build/src/include/linux/rcupdate.h:881:9: warning: context imbalance in 'filemap_map_pages' - different lock contexts for basic block
/r/build/src/mm/memory.c:166:15: warning: symbol 'zero_pfn' was not declared. Should it be static?
"""
# sparse 0.6.4 on a made-up file
SEVERAL_LINES = """\
i.c:6:18: warning: incorrect type in initializer (different address spaces)
i.c:6:18:    expected int *q
i.c:6:18:    got int [noderef] <asn:1> *p
i.c:11:9: warning: preprocessor token X redefined
i.c:10:9: this was the original definition
i.c:11:9: warning: context imbalance in 'lk' - wrong count at exit
"""
ERRORS = """\
j.c:2:6: error: symbol 'h' redeclared with different type (incompatible argument 1 (different type sizes)):
j.c:2:6:    void extern [addressable] [toplevel] h( ... )
j.c:1:13: note: previously declared as:
j.c:1:13:    void extern [addressable] [toplevel] h( ... )
j.c:10:16: error: symbol 'v' has multiple initializers (originally initialized at j.c:10)
"""


def test_messages_lose_their_lines_and_the_trees_path() -> None:
    assert sparse.messages(RECORDED, "/r/build/src") == Said(
        (
            (
                "mm/filemap.c",
                "context imbalance in 'filemap_fault_recheck_pte_none' - unexpected unlock",
            ),
            (
                "include/linux/rcupdate.h",
                "context imbalance in 'filemap_map_pages' - different lock contexts for basic block",
            ),
            (
                "mm/memory.c",
                "symbol 'zero_pfn' was not declared. Should it be static?",
            ),
        )
    )


def test_a_message_has_all_its_lines() -> None:
    assert sparse.messages(SEVERAL_LINES, "/r").messages == (
        (
            "i.c",
            "incorrect type in initializer (different address spaces)\n"
            "   expected int *q\n   got int [noderef] <asn:1> *p",
        ),
        (
            "i.c",
            "preprocessor token X redefined\nthis was the original definition",
        ),
        ("i.c", "context imbalance in 'lk' - wrong count at exit"),
    )


def test_an_error_is_a_message_and_the_end_of_the_checks() -> None:
    said = sparse.messages(ERRORS, "/r")
    first, second = said.messages
    assert first[1].startswith("error: symbol 'h' redeclared")
    assert "previously declared as:" in first[1] and "j.c:" not in first[1]
    assert second == (
        "j.c",
        "error: symbol 'v' has multiple initializers (originally initialized at j.c)",
    )
    assert said.incomplete is not None and "j.c: symbol 'h'" in said.incomplete


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("c.c:101:43: warning: too many warnings", "too many warnings"),
        ("d.c:102:25: error: too many errors", "too many errors"),
        ("No such file: nofile.c", "not understood: No such file: nofile.c"),
        ("c.c:1:1:    a line of no message", "not understood"),
    ],
)
def test_what_is_cut_off_is_incomplete(line: str, why: str) -> None:
    said = sparse.messages(line + "\n", "/r")
    assert said.messages == ()
    assert said.incomplete is not None and said.incomplete.startswith(why)


def of(*texts: str, file: str = "mm/a.c", why: str | None = None) -> Said:
    return Said(tuple((file, text) for text in texts), why)


LOCKS = "context imbalance in '{}' - {}"
EARLY, LATE = "unexpected unlock", "wrong count at exit"


def test_new_messages_count_as_often_as_they_are() -> None:
    before = {"mm/a.o": of("x", "x", "gone")}
    after = {"mm/a.o": of("y", "x", "x", "x")}
    assert sparse.fresh(before, after) == [("mm/a.c", "x"), ("mm/a.c", "y")]
    assert sparse.fresh(before, before) == []


def test_a_headers_message_counts_once() -> None:
    after = {f"mm/{name}.o": of("x", file="include/h.h") for name in "ab"}
    empty = {name: of() for name in after}
    assert sparse.fresh(empty, after) == [("include/h.h", "x")]


def test_a_new_objects_messages_are_all_new() -> None:
    assert sparse.fresh({}, {"mm/a.o": of("x")}) == [("mm/a.c", "x")]


def test_what_was_incomplete_is_not_compared() -> None:
    """But what is incomplete now has said something new."""
    cut = of("x", why="sparse died")
    assert sparse.fresh({"mm/a.o": cut}, {"mm/a.o": of("x", "y")}) == []
    assert sparse.fresh({"mm/a.o": of()}, {"mm/a.o": cut}) == [("mm/a.c", "x")]


def test_another_reason_for_the_same_imbalance_is_not_new() -> None:
    """In another file: sparse names the one that an inlined unlock stands in."""
    before = {"mm/a.o": of(LOCKS.format("f", EARLY))}
    after = {"mm/a.o": of(LOCKS.format("f", LATE), file="include/h.h")}
    assert sparse.fresh(before, after) == []
    assert sparse.altered(before, after) == [("include/h.h", LOCKS.format("f", LATE))]


def test_an_imbalance_of_another_function_is_new() -> None:
    before = {"mm/a.o": of(LOCKS.format("f", EARLY))}
    after = {"mm/a.o": of(LOCKS.format("f", EARLY), LOCKS.format("g", EARLY))}
    assert sparse.fresh(before, after) == [("mm/a.c", LOCKS.format("g", EARLY))]
    assert sparse.altered(before, after) == []


def test_the_command_is_the_compilers_without_the_compiler() -> None:
    saved = ["ccache", "gcc", "-Wp,-MMD,mm/.a.o.d", "-nostdinc", "-I./include"]
    saved += ["-Wall", "-Werror=return-type", "-g1", "-c", "-o", "mm/a.o", "/s/mm/a.c"]
    assert sparse.arguments(saved, ["-D__x86_64__"]) == [
        "sparse",
        "-D__x86_64__",
        "-fmax-warnings=unlimited",
        "-nostdinc",
        "-I./include",
        "-Wall",
        "/s/mm/a.c",
    ]


def children(path: str = PATH) -> Children:
    return Children({"PATH": path, "LC_ALL": "C"})


# As the kernel's: it starts itself once more in the output, and only that one knows.
MAKEFILE = """\
ifneq ($(sub_make_done),1)
export sub_make_done := 1
$(MAKECMDGOALS): again
\t@:
again:
\t@$(MAKE) -C $(O) -f $(CURDIR)/Makefile $(MAKECMDGOALS)
else
CHECKFLAGS := -D__linux__ $(CF)
CHECKFLAGS += '-DNAME="a b"' --arch=$(ARCH)
image_name:
\t@echo arch/boot/image
endif
"""


def test_kbuild_is_asked_for_its_flags(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "Makefile").write_text(MAKEFILE)
    command = ["make", "O=out", "ARCH=arm"]
    flags = sparse.checkflags(command, children(), tmp_path, 20)
    assert flags == ["-D__linux__", '-DNAME="a b"', "--arch=arm"]


@pytest.mark.parametrize(
    ("makefile", "why"),
    [
        ("image_name: ; @:", "does not say"),
        ("CHECKFLAGS = 'a\nimage_name: ; @:", "not understood"),
        ("image_name: ; @false", "status 2"),
    ],
)
def test_flags_that_nobody_says(tmp_path: Path, makefile: str, why: str) -> None:
    (tmp_path / "Makefile").write_text(makefile + "\n")
    with pytest.raises(MachineError, match=why):
        sparse.checkflags(["make"], children(), tmp_path, 20)


SOURCE = """\
struct lock;
#ifdef __CHECKER__
extern void take(struct lock *l) __attribute__((context(l, 0, 1)));
#endif
static void f(struct lock *l, int b)
{
\tif (b)
\t\ttake(l);
}
static int g(int __attribute__((noderef, address_space(1))) *p)
{
\treturn sizeof(long) == SIZE ? *p : 0;
}
"""


def checked(folder: Path, path: str = PATH, limit: float = 20, **files: str) -> Said:
    """What is said of mm/a.o, built of a source in a tree beside its output."""
    source, output = folder / "src", folder / "out"
    for top in (source, output):
        (top / "mm").mkdir(parents=True, exist_ok=True)
    (source / "mm/a.c").write_text(files.get("source", SOURCE))
    command = f"gcc -Wp,-MMD,mm/.a.o.d -DSIZE=4 -c -o mm/a.o {source}/mm/a.c"
    (output / "mm/.a.o.cmd").write_text(f"savedcmd_mm/a.o := {command}\n")
    flags = ["-Wcontext", "-m32", "-Wno-decl"]
    one = Sparse(output, source, flags, children(path), limit)
    return one.check("mm/a.o", folder / "log")


def test_sparse_itself(tmp_path: Path) -> None:
    """-m32 arrives, or the second message would be of dead code."""
    assert checked(tmp_path) == Said(
        (
            ("mm/a.c", "context imbalance in 'f' - wrong count at exit"),
            ("mm/a.c", "dereference of noderef expression"),
        )
    )


def test_an_error_of_sparse_itself_hides_the_rest(tmp_path: Path) -> None:
    said = checked(tmp_path, source=SOURCE + "int h(void) { return none; }\n")
    assert ("mm/a.c", "error: undefined identifier 'none'") in said.messages
    assert not [text for _, text in said.messages if "imbalance" in text]
    assert said.incomplete is not None


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("kill -SEGV $$", "status -11"),
        ("echo a.c:1:1: warning: x >&2; exit 139", "status 139: a.c:1:1: warning: x"),
        ("sleep 20", "did not end"),
    ],
)
def test_a_sparse_that_fails_is_not_silent(
    tmp_path: Path, script: str, why: str
) -> None:
    (tmp_path / "sparse").write_text(f"#!/bin/sh\n{script}\n")
    (tmp_path / "sparse").chmod(0o755)
    limit = 0.3 if "sleep" in script else 20
    said = checked(tmp_path, f"{tmp_path}:{PATH}", limit)
    assert said.incomplete is not None and why in said.incomplete


def test_an_object_without_a_command_is_named(tmp_path: Path) -> None:
    one = Sparse(tmp_path, tmp_path, [], children(), 20)
    assert ".a.o.cmd" in str(one.check("mm/a.o", tmp_path / "log").incomplete)
    (tmp_path / "mm").mkdir()
    (tmp_path / "mm/.a.o.cmd").write_text("deps := x\n")
    assert "no command" in str(one.check("mm/a.o", tmp_path / "log").incomplete)
