# SPDX-License-Identifier: GPL-2.0
"""Of a source the rules are given what they look at, each line where it was."""

from __future__ import annotations

import re

import pytest

from campaign.check.reduced import reduced, squeezed

WORDS = ["map_it"]
SOURCE = """\
#define MAPPED(x) map_it(x)
static int table;

/* map_it() is named in a comment alone */
static int other(int x)
{
	return x;
}

static int uses(int x)
{
	return map_it(x);
}

int caller(void)
{
	return uses(0);
}

int far(void)
{
	return caller();
}

int by_macro(void)
{
	return MAPPED(1);
}

int split(int x)
#ifdef A
{
	x++;
#else
{
#endif
	return x;
}
"""


def test_what_maps_and_who_calls_it_stay() -> None:
    text = reduced(SOURCE, WORDS)
    for kept in (
        "#define MAPPED",
        "static int table",
        "map_it(x);",
        "return uses",
        "return MAPPED",
    ):
        assert kept in text
    assert "return caller" not in text
    assert "static int other" not in text


def test_who_tests_what_is_set_stays() -> None:
    sets = "void sets(struct s *s)\n{\n\ts->m = map_it(1);\n}\n"
    tests = "void tests(struct s *s)\n{\n\tif (s->m)\n\t\tdrop(s->m);\n}\n"
    asks = "int asks(struct s *s)\n{\n\treturn !s->in.m;\n}\n"
    other = "void other(struct s *s)\n{\n\tif (s->n)\n\t\ts->m = 0;\n}\n"
    text = reduced(sets + tests + asks + other, WORDS)
    assert sets + tests + asks in text
    assert "other" not in text


def test_lines_stay_where_they_are() -> None:
    lines, before = reduced(SOURCE, WORDS).split("\n"), SOURCE.split("\n")
    assert len(lines) == len(before)
    assert all(line in ("", was) for line, was in zip(lines, before))


def test_conditionals_of_the_preprocessor_stay_whole() -> None:
    whole = "void a(int x)\n{\n#ifdef A\n\tx++;\n#endif\n}\n"
    torn = "#ifdef A\nvoid a(int x)\n{\n\tx++;\n#else\nvoid a(int x)\n{\n#endif\n}\n"
    assert not reduced(whole, WORDS).strip()
    text = reduced(torn + whole, WORDS)
    assert text.count("#ifdef") == text.count("#endif") == text.count("#else")


def test_without_a_word_no_function_stays() -> None:
    assert "return" not in reduced(SOURCE, ["unheard_of"]).split("int split")[0]


def test_what_moves_code_does_not_change_what_is_asked() -> None:
    text = '#define A \\\n\n\nint f(void)\n{\n\tg(); /* why\n\t so */\n\n\th("/* no */");\n}\n'
    copy, lines = squeezed(text)
    assert [line.rstrip() for line in copy.split("\n")] == [
        "#define A \\",
        "",
        "int f(void)",
        "{",
        "\tg();",
        "",
        '\th("/* no */");',
        "}",
        "",
    ]
    assert lines == [1, 2, 4, 5, 6, 7, 9, 10]
    moved, there = squeezed("// moved\n\n" + text.replace("/* why", "/* x\n\n\n why"))
    assert [line.rstrip() for line in moved.split("\n")] == [
        line.rstrip() for line in copy.split("\n")
    ]
    assert there == [3, 4, 6, 7, 8, 9, 14, 15]


def joined(text: str) -> list[str]:
    """The lines that a preprocessor sees, comments and white space aside."""
    text = re.sub(r"/\*.*?\*/", " ", re.sub(r"\\\n", "", text), flags=re.S)
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize(
    "text",
    [
        "#if A /* c\n */ || B\n\tf(3);\n#endif\n",
        "#define A(x) /* c\n c */ g(x)\nint z;\n",
        "#define A(x)\t\\\n\t/* c\t\\\n\t * d\t\\\n\t */\t\\\n\tg(x)\nint z;\n",
        "#define A(x) /* c \\\n d */ \\\n\tg(x)\nint z;\n",
        "#define A \\ /* c */\nint z;\n",
        "/* c\n */ #define A /* d\n */ b\nint z;\n",
        "int x; /* # c\n#define d\n */\nint y;\n",
    ],
)
def test_a_directive_stays_whole(text: str) -> None:
    assert joined(squeezed(text)[0]) == joined(text)
    assert joined(squeezed("/* moved */\n" + text)[0]) == joined(text)


def test_a_comment_does_not_join_what_it_parts() -> None:
    assert squeezed("int/**/a;\nx/*\n*/y;\n")[0].split() == ["int", "a;", "x", "y;"]
