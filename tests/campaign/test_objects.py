# SPDX-License-Identifier: GPL-2.0
"""Whether a call is in an object: parsed answers, and small objects made by the compiler of this machine."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from campaign import objects, savedcmd
from campaign.children import Children
from campaign.objects import (
    ABSENT,
    EARLY,
    NOT_BUILT,
    OBJECT,
    Call,
    Frame,
    Objects,
    Question,
)

READELF = """
Relocation section '.rela.text' at offset 0x1 contains 2 entries:
    Offset             Info             Type               Symbol's Value  Symbol's Name + Addend
0000000000000018  0000000500000004 R_X86_64_PLT32         0000000000000000 api - 4
Relocation section '.rel.init.text' at offset 0x1 contains 1 entry:
 Offset     Info    Type                Sym. Value  Symbol's Name
00001fe8  0000d61c R_ARM_CALL             00000000   api
Relocation section '.rela.debug_info' at offset 0x1 contains 1 entry:
0000000000000020  0000000500000004 R_X86_64_64            0000000000000000 api + 0
"""


def test_relocations_of_code_only() -> None:
    assert objects.relocations(READELF) == {
        ".text": [("0000000000000018", "api")],
        ".init.text": [("00001fe8", "api")],
    }


def test_chains_of_inlined_functions() -> None:
    text = (
        "0x18\ninner.isra.0\n/s/mm/a.c:7 (discriminator 2)\nouter\n/s/mm/a.c:20\n"
        "0x20\n??\n??:?\n"
    )
    assert objects.chains(text, "/s") == [
        (Frame("inner", "mm/a.c", 7), Frame("outer", "mm/a.c", 20)),
        (Frame("??", "??", 0),),
    ]


def test_line_or_lone_function() -> None:
    call = Call("api", (Frame("f", "mm/a.c", 7), Frame("g", "mm/a.c", 20)))
    assert objects.holds(call, Question("mm/a.c", 7, "f", "api"), alone=False)
    assert objects.holds(call, Question("mm/a.c", 0, "f", "api"), alone=True)
    assert not objects.holds(call, Question("mm/a.c", 9, "f", "api"), alone=False)
    assert not objects.holds(call, Question("mm/b.c", 7, "f", "api"), alone=True)
    assert not objects.holds(call, Question("mm/a.c", 7, "f", "other"), alone=True)
    # It was inlined there, and is not there.
    assert not objects.holds(call, Question("mm/a.c", 20, "g", "api"), alone=True)


def test_a_wrapper_that_was_inlined() -> None:
    call = Call("api", (Frame("wrap", "include/w.h", 3), Frame("f", "mm/a.c", 7)))
    assert objects.holds(call, Question("mm/a.c", 7, "f", "wrap"), alone=False)


def test_the_saved_command_is_cut_before_objtool() -> None:
    text = (
        "savedcmd_mm/a.o := gcc -Wp,-MMD,mm/.a.o.d -g1 -Werror -DN='\"a b\"' -c -o mm/a.o mm/a.c"
        " ; ./objtool mm/a.o\n\nsource_mm/a.o := mm/a.c\n"
    )
    arguments = savedcmd.saved_command(text)
    assert arguments[-1] == "mm/a.c"
    assert savedcmd.looking(arguments) == ["gcc", '-DN="a b"', "mm/a.c"]
    assert savedcmd.saved_command("nothing\n") == []


def test_lines_with_counts_by_the_markers() -> None:
    text = (
        '# 1 "/s/a.c"\nint x;\napi(\n# 9 "/s/h.h"\napi;\n# 40 "/s/a.c" 2\n\napi2 api\n'
    )
    assert objects.lines_with(text, "/s/a.c", "api") == {2, 41}


SOURCE = """\
void api(int);
#define CALL(x) api(x)
static inline void wrap(int a) { api(a); }
static void inlined(int a) { api(a); }
static __attribute__((noinline)) int cloned(int a, int b) { api(
\t5); return b; }
int f(int a)
{
\tif (0)
\t\tapi(1);
\twrap(a);
\tinlined(a);
\treturn cloned(a, 1);
}
void two(int a)
{
\tapi(1);
#ifdef NEVER
\tapi(2);
#endif
}
void both(void)
{
\tapi(3);
\tif (0)
\t\tapi(4);
}
#ifdef NEVER
void never(void) { api(9); }
#endif
"""
ASKED = [
    (3, "wrap", "api", OBJECT),
    (4, "inlined", "api", OBJECT),
    (5, "cloned", "api", OBJECT),
    (10, "f", "api", EARLY),
    (11, "f", "wrap", OBJECT),
    (16 + 1, "two", "api", OBJECT),
    (18 + 1, "two", "api", ABSENT),
    (24, "both", "api", OBJECT),
    (26, "both", "api", EARLY),
    (29, "never", "api", ABSENT),
    (10, "f", "nothing", ABSENT),
]


@pytest.mark.skipif(not shutil.which("gcc"), reason="gcc is not installed")
def test_small_objects(tmp_path: Path) -> None:
    (tmp_path / "a.c").write_text(SOURCE)
    argv = ["gcc", "-O2", "-g1", "-c", "-o", "a.o", str(tmp_path / "a.c")]
    subprocess.run(argv, cwd=tmp_path, check=True)
    (tmp_path / ".a.o.cmd").write_text("savedcmd_a.o := " + " ".join(argv) + "\n")
    asked = [Question("a.c", line, function, call) for line, function, call, _ in ASKED]
    children = Children({"PATH": "/usr/bin:/bin", "LC_ALL": "C"})
    answers = Objects(tmp_path, tmp_path, "", children, 60).answer(
        asked, {"a.c": ["a.o"]}
    )
    told = [(q.line, q.function, q.call, a) for q, a in zip(asked, answers)]
    assert told == ASKED


def test_a_file_without_object_is_not_built(tmp_path: Path) -> None:
    children = Children({"PATH": "/usr/bin:/bin"})
    asked = [Question("mm/a.c", 1, "f", "api")]
    assert Objects(tmp_path, tmp_path, "", children, 1).answer(asked, {}) == [NOT_BUILT]
