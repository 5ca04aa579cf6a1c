# SPDX-License-Identifier: GPL-2.0
"""Tokens live and die with their lines, and change nothing else: by the real preprocessor."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign import coverage
from campaign.coverage.source import Source
from campaign.coverage.tokens import beginning
from coverage_gcc import compiled, of_all, preprocessed

pytestmark = pytest.mark.skipif(not shutil.which("gcc"), reason="no gcc")
ADDED = re.compile(
    rb" \* \(treewide_[0-9a-f]{12}_\d+_ \+ 1\) | treewide_[0-9a-f]{12}_\d+_(?:read_)? "
)


# --- Where one line is, and where it is not ---

NEGATIVES = """\
int kept;
#if 0
int dead;
#endif
#define UNUSED(x) do { \\
	use(x); \\
} while (0)
#define USED(x) do { \\
	use(x); \\
} while (0)
static inline int nobody(int a)
{
	return a + 1;
}
static int caller(int a)
{
	USED(a);
	return a;
}
int outside(int a)
{
	return caller(a);
}
"""


def test_planted_negatives(tmp_path: Path) -> None:
    """All but #if 0 (3), the unused macro (5-7), and the function nobody calls (11-14)."""
    everything = set(range(1, 24))
    assert compiled(tmp_path, NEGATIVES) == everything - {3, 5, 6, 7, 11, 12, 13, 14}


def test_a_macro_that_is_used_once_more(tmp_path: Path) -> None:
    text = NEGATIVES.replace("	return a;\n", "	UNUSED(a); return nobody(a);\n")
    assert compiled(tmp_path, text) == set(range(1, 24)) - {3}


def test_a_line_by_line_conditional(tmp_path: Path) -> None:
    text = """\
int a =
#ifdef ON
	1
#else
	2
#endif
	;
"""
    # The directives count as read where the text beside them is.
    assert compiled(tmp_path, text) == {1, 2, 4, 5, 6, 7}
    assert compiled(tmp_path, "#define ON\n" + text) == {1, 2, 3, 4, 5, 7, 8}


def test_directives(tmp_path: Path) -> None:
    text = """\
#include "h.h"
#ifdef NEVER
# include "h.h"
int never;
# undef X
#endif
#ifdef NEVER
#include "alone.h"
#endif
int last;
"""
    preprocessed(tmp_path, {"h.h": b"", "a.c": b""})
    assert compiled(tmp_path, text) == {1, 2, 6, 7, 9, 10}
    _, tokens = coverage.plant(text.encode(), range(1, 11))
    assert 8 not in tokens  # nothing beside it could tell


PLACES = {
    "string goes on": ('char s[] = "one \\\n  two \\\n three";\n', {1, 2, 3}),
    "asm": (
        'void f(void) { asm volatile("nop\\n\\\n\tnop"\n\t: : "r" (1)\n\t); }\n',
        {1, 2, 3, 4},
    ),
    "asm strings": ('void f(void) { asm volatile("a"\n"b"\n:); }\n', {1, 2, 3}),
    "name, then parenthesis": (
        "#define F(x) ((x) + 1)\nint a = F\n(\n1\n)\n;\n",
        set(range(1, 7)),
    ),
    "no parameters": ("#define N() 5\nint a = N(\n)\n;\n", {1, 2, 3, 4}),
    "arguments over lines": (
        "#define F(x, y) x y\nF(int\n,\na\n) = F\n(1,\n);\n",
        set(range(1, 8)),
    ),
    "dropped argument": ("#define FIRST(x, y) x\nFIRST(int a,\nint b\n);\n", {1, 2, 4}),
    "dropped further in": (
        "#define TWO(x) 2\nint a = f(1,\n TWO(b), TWO(c),\n TWO(d));\n",
        {1, 2, 3, 4},
    ),
    "string of an argument": ("#define S(x) #x\nchar *a = S(b\nc);\n", {1, 2, 3}),
    "pasted": ("#define C(x, y) x ## y\nint C(\na,\nb\n);\n", {1, 2, 3, 4, 5}),
    "body in an #if": (
        "#define N (2 + \\\n  1)\n#if N * 2 == 6\nint a = N;\n#endif\nint z;\n",
        {1, 2, 3, 4, 5, 6},
    ),
    "negated in an #if": (
        "#define N 0\n#if !N && ~N\nint a = N;\n#endif\nint z;\n",
        {1, 2, 3, 4, 5},
    ),
    "only in an #if": (
        "#define N 3\n#if N == 3\nint a;\n#endif\nint z;\n",
        {2, 3, 4, 5},
    ),
    "dropped by __VA_OPT__": (
        "#define V(...) f(__VA_OPT__(x) \\\n)\nint a = V();\n",
        {1, 2, 3},
    ),
    "backslash, no directive": ("int a \\\n= \\\n1;\n", {1, 2, 3}),
    "name over lines": ("int a\\\nb\\\nc;\n", {1, 2, 3}),
    "_Pragma": ('_Pragma("once")\n_Pragma\n(\n"once"\n)\nint a;\n', {1, 2, 3, 4, 5, 6}),
    "comment that goes on": ("int a; /* b\nc */ int d;\n/* e */ /*\n*/\n", {1, 2}),
    "comment in a directive": ("#define A 1 /* b\n*/ + 2\nint c = A;\n", {1, 2, 3}),
    "// that goes on": ("int a; // b \\\nint c;\nint d;\n", {1, 3}),
    "quotes": (
        "int a = '\"'; int b = '\\'';\nchar *c = \"/* // \\\" '\";\nint d;\n",
        {1, 2, 3},
    ),
    "raw string": (
        'char *a = R"x( " /* )" )x";\nint b = \'"\';\nchar *c = R"(\n#if 0\n)";\n',
        {1, 2, 3, 4, 5},
    ),
    "an apostrophe": ("#if 0\ndon't /* stop\n#endif\nint a;\n", {1, 3, 4}),
    "split escape": ('char *a = "\\\\\n"; int b;\n', {1, 2}),
    "operators": ("int f(int a) { return a++\n+ ++a->\nb <<= 1; }\n", {1, 2, 3}),
    "trigraph": ("int a; // ??/\nint b; /* ??/\n*/ int c;\n", {1, 2, 3}),
    "digraphs": (
        "%:define A 1\n%:if A\nint b<:1:> = <% A %>;\n%:endif\nint z;\n",
        {1, 2, 3, 4, 5},
    ),
    "a lone #": ("#\nint a;\n", {1, 2}),
    "two on a line": ("int a; int b;\n", {1}),
    "nothing": ("", set()),
    "only comment": ("/* a */\n\n// b\n", set()),
    "no newline": ("int a;\nint b;", {1, 2}),
    "no newline, macro": ("int b;\n#define A 1", {1}),
    "directive in arguments": (
        "#define F(x) x\nint F(a\n#if 0\nb\n#endif\n);\n",
        {1, 2, 3, 5, 6},
    ),
    "conditional operator": (
        "#define A B ? 1 : 2\n#define B 0\n#if A == 2\nint a = A;\n#endif\nint z;\n",
        {1, 2, 3, 4, 5, 6},
    ),
}


@pytest.mark.parametrize("name", PLACES)
def test_places(tmp_path: Path, name: str) -> None:
    text, expected = PLACES[name]
    assert compiled(tmp_path, text) == expected


@pytest.mark.parametrize("name", PLACES)
def test_places_with_other_line_ends(tmp_path: Path, name: str) -> None:
    text, expected = PLACES[name]
    data = text.replace("\n", "\r\n").encode()
    planted, tokens = coverage.plant(data, range(1, data.count(b"\n") + 2))
    assert coverage.seen(preprocessed(tmp_path, {"a.c": planted}), tokens) == expected


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    data = b'char *a = "\xe9\xff\x80";\n/* \xe4 */\nint \xc3\xa4 = 1;\n'
    assert compiled(tmp_path, data) == {1, 3}


def test_a_long_line(tmp_path: Path) -> None:
    line = "int a = " + "(1 + " * 2000 + "0" + ")" * 2000 + ";\n"
    assert len(line) > 10_000
    assert compiled(tmp_path, line + "int b;\n") == {1, 2}


def test_a_line_that_nothing_can_show() -> None:
    """A parenthesis that may be a macro's, and nothing else in the same branch."""
    _, tokens = coverage.plant(b"f\n#if 1\n(\n#endif\n)\n", [3])
    assert tokens == {}


def test_tokens_are_in_no_text() -> None:
    data = b"int a;\n"
    planted, tokens = coverage.plant(data, [1])
    again, more = coverage.plant(planted, [1])
    assert tokens[1].encode() in planted and more[1].encode() not in planted
    assert more[1] != tokens[1]
    assert coverage.plant(data, [1]) == (planted, tokens)


def test_only_wanted_lines_have_a_token() -> None:
    planted, tokens = coverage.plant(b"int a;\nint b;\nint c;\n", [2, 9])
    assert list(tokens) == [2]
    assert planted.split(b"\n")[0::2] == [b"int a;", b"int c;"]


def test_what_tokens_change_is_told(tmp_path: Path) -> None:
    """What an argument is pasted to becomes another macro: no place on line 4 is right."""
    text = "#define f_1(x) x\n#define C(x) f_ ## x\nint C(\n1\n)(a);\n"
    _, tokens, planted, plain = of_all(tmp_path, text)
    start = beginning(tokens[1])
    told = coverage.disturbed(planted, plain, start)
    assert "f_1" in planted.split("\n")[told - 1]
    assert coverage.disturbed(plain, plain, start) == 0
    assert coverage.disturbed("a\n", "a\nb\n", "tw_") == 2


def test_without_macros(tmp_path: Path) -> None:
    """What a macro with a token can break: the name of a file, a name made of its value."""
    text = b'#define NAME "h.h"\n#include NAME\nint a;\n'
    planted, tokens = coverage.plant(text, [1, 2, 3])
    (tmp_path / "h.h").write_bytes(b"")
    with pytest.raises(AssertionError, match="include"):
        preprocessed(tmp_path, {"a.c": planted})
    planted, tokens = coverage.plant(text, [1, 2, 3], macros=False)
    assert sorted(tokens) == [2, 3]
    assert coverage.seen(preprocessed(tmp_path, {"a.c": planted}), tokens) == {2, 3}


# --- Any text ---

PIECES = st.sampled_from(
    [
        "#",
        "define",
        "if",
        "endif",
        "include",
        "A",
        "B(",
        "(",
        ")",
        ",",
        "\\\n",
        "\\ \r\n",
    ]
    + [
        "\n",
        "\r\n",
        "/*",
        "*/",
        "//",
        '"',
        "'",
        "\\",
        'R"(',
        ')"',
        " ",
        "\t",
        "\xe9",
        "\0",
    ]
    + ["1", "{", "}", ";", "_Pragma", "##", "%:", "<", ">", "??/", "\f", "\r"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=60))
def test_planting_only_adds(pieces: list[str]) -> None:
    data = "".join(pieces).encode("latin-1")
    count = data.count(b"\n") + 1
    planted, tokens = coverage.plant(data, range(1, count + 1))
    assert planted.count(b"\n") == data.count(b"\n")
    assert ADDED.sub(b"", planted) == data
    for line in tokens:
        assert Source(data.decode("latin-1")).owners[line]


NAMES = st.integers(0, 3).map("ABCD".__getitem__)
LINES = st.one_of(
    st.sampled_from(
        ["int v;", "", "/* comment */", "/* two\nlines */", "int w; // end", "}", "{"]
        + [
            "call(a,\n\tb,\n\tc);",
            "call(\n);",
            'char s[] = "a" "b";',
            "again:",
            "if (x)",
        ]
        + ["int x = \\\n1;", "f(g(1),\n h(2)); /* c */"]
    ),
)


def conditional(inner: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    test = NAMES.flatmap(
        lambda n: st.sampled_from(
            [
                f"#ifdef {n}",
                f"#ifndef {n}",
                f"#if defined({n}) || 0",
                "#if 0",
                f"#if {n} + 0",
            ]
        )
    )
    other = st.sampled_from([[], ["#else"], ["#elif defined(B)"]])
    return st.builds(
        lambda begin, one, middle, two: [
            begin,
            *one,
            *middle,
            *(two if middle else []),
            "#endif",
        ],
        test,
        inner,
        other,
        inner,
    )


BLOCKS: st.SearchStrategy[list[str]] = st.recursive(
    st.lists(LINES, max_size=4),
    lambda inner: st.lists(st.one_of(inner, conditional(inner)), max_size=3).map(
        lambda parts: [line for part in parts for line in part]
    ),
    max_leaves=8,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(block=BLOCKS, on=st.sets(NAMES))
def test_tokens_agree_with_line_markers(
    tmp_path: Path, block: list[str], on: set[str]
) -> None:
    """Every ordinary line, in every nest of conditions: nothing differs but directives."""
    defines = [f"#define {name} 1" for name in sorted(on)]
    text = "\n".join([*defines, *block, ""])
    _, tokens, planted, plain = of_all(tmp_path, text)
    found = coverage.against_markers(
        text.encode(), tokens, planted, plain, str(tmp_path / "a.c")
    )
    assert {difference.category for difference in found} <= {"directive", "macro"}
    kinds = coverage.kinds("a.c", text.encode())
    ordinary = {
        line for line, kind in enumerate(kinds, 1) if kind == "code" and line > len(on)
    }
    assert ordinary <= set(tokens)
    markers = coverage.by_markers(plain, str(tmp_path / "a.c"))
    assert coverage.seen(planted, tokens) & ordinary == markers & ordinary
