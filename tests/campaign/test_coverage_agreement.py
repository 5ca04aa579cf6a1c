# SPDX-License-Identifier: GPL-2.0
"""Three methods on small files: where they agree, and by what name they do not."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from campaign import coverage
from campaign.coverage import BLIND, Difference, against_line_table, against_markers
from campaign.coverage.agreement import LINE_TABLE, MARKERS
from coverage_gcc import GCC, of_all

HAS_GCC = pytest.mark.skipif(not shutil.which("gcc"), reason="no gcc")

MARKED = """\
# 0 "a.c"
# 0 "<built-in>"
# 1 "a.c"
int one;

# 1 "dir/h \\"q\\".h" 1 3 4
int two;
# 4 "a.c" 2
four
five\x0c

#pragma six
# 20 "a.c"

twenty_one"""


def test_by_markers() -> None:
    assert coverage.by_markers(MARKED, "a.c") == {1, 4, 5, 7, 21}
    assert coverage.by_markers(MARKED, 'dir/h "q".h') == {1}
    assert coverage.by_markers(MARKED, "h.h") == set()
    assert coverage.by_markers("", "a.c") == set()


# As binutils 2.40 and older ones print it
DECODED = """
a.o:     file format elf64-x86-64

Contents of the .debug_line section:

CU: ./mm/a.c:
File name                            Line number    Starting address    View    Stmt
a.c                                            7                   0               x
a.c                                            8                   0       1       x
a.c                                           12                0x11

./include/h.h:[++]
h.h                                           30                0x12               x
[...]long name.h                              31                0x12               x

/s/mm/a.c:
a.c                                           13                0x13               x
a.c                                            -                0x14
"""


def test_by_line_table() -> None:
    assert coverage.by_line_table(DECODED, "/s/mm/a.c") == {7, 8, 12, 13}
    assert coverage.by_line_table(DECODED, "/s/include/h.h") == {30, 31}
    assert coverage.by_line_table(DECODED, "/s/other/h.h") == set()


SOURCE = """\
#define CALL(x, y) use(x, y)
#define EMPTY(x)
#define BODY(x) do { \\
	use(x, 1); \\
} while (0)
int use(int a, int b);
static inline int nobody(int a)
{
	return use(a, a);
}
static inline int half(int a)
{
	return a >> 1;
}
#if 0
int never(int a);
#endif
int f(int a,
      int b)
{
	int c;
	int d = use(a, b);

	EMPTY(a)
	if (d > 7)
		goto out;
	else
		d = CALL(a,
			 b +
			 1);
	c = use(half(a),
		b);
	BODY(c);
	if (0)
		use(7, 7);
	asm volatile("nop\\n\\
		      nop");
out:
	return d;
}
"""
BY_MARKERS = {
    **dict.fromkeys([1, 2, 3, 4, 5], "macro"),
    **dict.fromkeys([7, 8, 9, 10], "unused"),
    **dict.fromkeys([15, 17], "directive"),
    24: "nothing",
    29: "argument",
    37: "joined",
}
# All that the line table can miss: what it does is the optimiser's affair.
BY_TABLE = {
    **dict.fromkeys([1, 2, 3, 4, 5], "macro"),
    **dict.fromkeys([6, 18, 19, 21, 22], "declaration"),
    **dict.fromkeys([12, 14, 20, 27, 37, 38, 40], "punctuation"),
    **dict.fromkeys([15, 17], "directive"),
    **dict.fromkeys([24, 26, 34, 35], "optimised"),
    **dict.fromkeys([29, 30, 32], "continued"),
}
NEVER_IN_A_TABLE = {1, 2, 3, 4, 5, 6, 15, 17, 24, 27, 29, 35, 38}


@HAS_GCC
def test_against_line_markers(tmp_path: Path) -> None:
    _, tokens, planted, plain = of_all(tmp_path, SOURCE)
    found = against_markers(
        SOURCE.encode(), tokens, planted, plain, str(tmp_path / "a.c")
    )
    assert all(difference.category for difference in found)
    assert {d.line: d.category for d in found} == BY_MARKERS


@HAS_GCC
def test_against_a_line_table(tmp_path: Path) -> None:
    _, tokens, planted, _ = of_all(tmp_path, SOURCE)
    (tmp_path / "a.c").write_text(SOURCE)
    argv = [*GCC, "-O2", "-g", "-c", "-o", "a.o", str(tmp_path / "a.c")]
    subprocess.run(argv, cwd=tmp_path, check=True)
    argv = ["objdump", "--dwarf=decodedline", "a.o"]
    decoded = subprocess.run(
        argv, cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout
    seen = coverage.seen(planted, tokens)
    found = against_line_table(
        SOURCE.encode(), seen, set(tokens) - seen, decoded, str(tmp_path / "a.c")
    )
    assert all(difference.category for difference in found)
    told = {d.line: d.category for d in found}
    assert told.items() <= BY_TABLE.items()
    assert NEVER_IN_A_TABLE <= set(told)
    # What makes code is in both.
    table = coverage.by_line_table(decoded, str(tmp_path / "a.c"))
    assert table >= {13, 22, 25, 28, 31, 33, 36, 39}


def test_what_nothing_explains_has_no_category() -> None:
    text = b"int f(int a)\n{\n\treturn a;\n}\nint g;\n"
    _, tokens = coverage.plant(text, [3, 5])
    planted = f'# 1 "a.c"\nint f(int a)\n{{\n {tokens[3]} return a;\n}}\n'
    plain = '# 1 "a.c"\nint f(int a)\n{\n\n}\nint g;\n'
    assert against_markers(text, tokens, planted, plain, "a.c") == [
        Difference(3, MARKERS, True, ""),
        Difference(5, MARKERS, False, ""),
    ]
    table = "a.c:\na.c    5    0   x\n"
    assert against_line_table(text, [3], [5], table, "a.c") == [
        Difference(3, LINE_TABLE, True, ""),
        Difference(5, LINE_TABLE, False, ""),
    ]


def test_each_category_says_what_it_is() -> None:
    assert set(BY_MARKERS.values()) == set(BLIND[MARKERS])
    assert set(BY_TABLE.values()) == set(BLIND[LINE_TABLE])
