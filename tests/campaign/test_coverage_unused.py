# SPDX-License-Identifier: GPL-2.0
"""Which static functions the compiler drops: what is said of them, and what GCC itself does."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.coverage.declarators import function_name, variable_name
from campaign.coverage.unused import Unit
from coverage_gcc import dropped_by_gcc

# Each function is named for what becomes of it: gone_… is dropped, here_… is not.
SOURCE = r"""
# 1 "a.h" 1 3 4
struct ops { int (*gone_member)(int); int (*other)(int), (*here_op)(int); };
static inline int gone_alone(int a) { return a; }
static int gone_declared(int a);
static int gone_declared(int a) { return a; }
static int gone_itself(int a) { return a ? gone_itself(a - 1) : 0; }
static int gone_ping(int a);
static int gone_pong(int a) { return gone_ping(a); }
static int gone_ping(int a) { return gone_pong(a); }
static int gone_below(void) { return 1; }
static inline int gone_above(void) { return gone_below(); }
static int gone_member(int a) { return a; }
static inline int gone_use_of_member(struct ops *o) { return o->gone_member(1); }
static int gone_variable(int a) { return a; }
static struct ops gone_ops = { .gone_member = gone_variable };
static int gone_pointed(void) { return 2; }
static int (*gone_pointer)(void) = gone_pointed;
static int (*gone_array[2])(void) = { gone_pointed, 0 };
# 7 "gone_string"
static int gone_string(void) { return 3; }
const char *text = "gone_string() \" gone_string";
static void (*gone_returns_pointer(int a))(int b) { return 0; }
static __attribute__((__unused__)) int
# 12 "a.h"
gone_spread(
	int a
)
{
	char c = '}', d = '{', e = '"'; char *s = "}{";
	return a;
}
extern inline __attribute__((gnu_inline)) int gone_extern(int a) { return a; }
static int gone_static_by_declaration(int a);
int gone_static_by_declaration(int a) { return a; }
int parameter(int gone_parameter);
static int gone_parameter(int a) { return a; }
static inline struct ops *gone_returns_struct(struct ops *o) { return o; }
int members(struct ops *o) { return o->gone_member(1) + (*o).gone_member(2); }

struct here_tag;
static inline void gone_with_tag(struct here_tag *t) { }
static inline void gone_with_tag_too(struct gone_tag *t) { struct gone_tag *u = t; }
static inline int gone_tag(void) { return 9; }
int here_tag(struct here_tag *tag) { return tag != 0; }
int of_tag(void) { struct gone_tag *t = 0; return t != 0; }
static int here_called(int a) { return a; }
static int here_below(int a) { return here_called(a); }
static int here_taken(int a) { return a; }
static int here_op(int a) { return a; }
struct ops ops = { here_taken, .here_op = here_op };
static int here_static_op(int a) { return a; }
static const struct ops used_ops = { .other = here_static_op };
static __attribute__((used)) int here_attribute(void) { return 4; }
static int here_attribute_before(void) __attribute__((__used__));
static int here_attribute_before(void) { return 5; }
static __attribute__((constructor)) void here_constructor(void) { }
static int here_alias(void) { return 6; }
int alias(void) __attribute__((alias("here_alias")));
static int here_kept_value(void) { return 7; }
static void *__attribute__((used)) kept = (void *)here_kept_value;
static void here_cleanup(int *p) { *p = 0; }
static int (*here_returns_pointer(int a))(int b) { return 0; }
static int here_in_array(int a) { return a; }
int (*array[])(int) = { [0] = here_in_array };
int here_plain(int a)
{
	int b __attribute__((cleanup(here_cleanup))) = 1;
	return here_below(a) + used_ops.other(2) + !here_returns_pointer(1);
}
static __typeof__(sizeof(int)) here_typeof(void) { return 8; }
static inline int here_default(int a) { return a; }
int user = sizeof(int), more(int a) { return here_typeof() + here_default(a); }
"""
# C wants one declarator there
SOURCE = SOURCE.replace("int user = sizeof(int), more", "int more")
NAMES = sorted(set(re.findall(r"\b(?:gone|here)_\w+", SOURCE)))
# Functions alone; variables and members have such names, too.
FUNCTIONS = [
    name
    for name in NAMES
    if re.search(rf"\b{name}\([^;{{}}]*\{{", SOURCE) or name == "gone_spread"
]


def body(text: str, name: str) -> int:
    """An offset in the body of a function."""
    found = re.search(rf"\b{name}\s*\([^;{{}}]*\{{", text)
    assert found, name
    return found.end()


def test_each_is_named_for_what_becomes_of_it() -> None:
    unit = Unit(SOURCE)
    told = {name: unit.dropped(body(SOURCE, name)) for name in FUNCTIONS}
    assert len(FUNCTIONS) > 30
    assert told == {n: n if n.startswith("gone") else None for n in FUNCTIONS}


@pytest.mark.skipif(not shutil.which("gcc"), reason="no gcc")
def test_gcc_says_the_same(tmp_path: Path) -> None:
    gone = dropped_by_gcc(tmp_path, SOURCE)
    assert {name for name in FUNCTIONS if name in gone} == {
        name for name in FUNCTIONS if name.startswith("gone")
    }


def test_the_order_of_questions_is_nothing() -> None:
    """What is known of one function serves for the next, in either order."""
    unit = Unit(SOURCE)
    backward = {n: unit.dropped(body(SOURCE, n)) for n in reversed(FUNCTIONS)}
    assert backward == {n: Unit(SOURCE).dropped(body(SOURCE, n)) for n in FUNCTIONS}


def test_outside_of_functions_nothing_is_dropped() -> None:
    unit = Unit(SOURCE)
    for text in ("gone_member)(int)", "gone_declared(int a);", "gone_ops =", "text ="):
        assert unit.dropped(SOURCE.index(text)) is None


def test_a_head_is_of_the_definition() -> None:
    """Return type, name and parameters go with the function."""
    unit = Unit(SOURCE)
    start = SOURCE.index("static __attribute__((__unused__)) int\n")
    end = SOURCE.index("extern inline")
    offsets = range(start, end - 1)
    assert {unit.dropped(offset) for offset in offsets} == {"gone_spread"}


def test_many_questions() -> None:
    """More functions than are searched for one by one."""
    lines = [
        f"static int f{n}(int a) {{ return {'g' if n % 2 else 'h'}{n}; }}"
        for n in range(200)
    ]
    lines += [f"int k{n}(void) {{ return f{n}(1); }}" for n in range(0, 200, 3)]
    text = "\n".join(lines)
    unit = Unit(text)
    told = {n: unit.dropped(body(text, f"f{n}")) for n in range(200)}
    assert told == {n: None if n % 3 == 0 else f"f{n}" for n in range(200)}


@pytest.mark.parametrize(
    "text", ["", "{", "}", "static int f(void) {", 'static "', "(){}"]
)
def test_broken_text(text: str) -> None:
    unit = Unit(text)
    for offset in range(len(text) + 1):
        assert unit.dropped(offset) in (None, "f")


@pytest.mark.parametrize(
    "head, name",
    [
        ("static int f(int a)", "f"),
        ("static int f(int (*g)(int), struct s x)", "f"),
        ("static int (*f(int a))(int b)", "f"),
        ("static __attribute__((x(1))) int f(void) __attribute__((y))", "f"),
        ("struct s", None),
        ("static struct s x =", None),
        ("struct __attribute__((packed)) s", None),
        ("static int (*p)(int) =", None),
        ("", None),
    ],
)
def test_names_of_functions(head: str, name: str | None) -> None:
    assert function_name(head) == name


@pytest.mark.parametrize(
    "head, name",
    [
        ("static struct s x =", "x"),
        ("static int a[3][4] =", "a"),
        ("static int (*p)(int) = f", "p"),
        ("static int (*const p[2])(int) =", "p"),
        ('static struct s x __attribute__((section("a"))) =', "x"),
        ("static const char *s =", "s"),
    ],
)
def test_names_of_variables(head: str, name: str) -> None:
    assert variable_name(head) == name
