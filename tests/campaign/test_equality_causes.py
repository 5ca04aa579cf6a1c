# SPDX-License-Identifier: GPL-2.0
"""Why something differs: renames, inlining, clones, what the compiler does with a whole file, and where code is placed."""

from __future__ import annotations

from typing import Collection, Mapping

import pytest

from campaign.equality import Comparison, Result, compare, digests
from equality_objects import TARGETS, Target, compiled

BY_NAME = {target.name: target for target in TARGETS}
X64, X32, ARM, PPC32 = (BY_NAME[n] for n in ("x86-64", "x86-32", "arm", "ppc32"))
HEAD = """
#define alone __attribute__((noinline, noclone))
int far(int); int further(int); void say(const char *, ...);
"""


def compared(
    before: str,
    after: str,
    touched: Collection[str] = (),
    rename: Mapping[str, str] = {},
    target: Target = X64,
    flags: tuple[str, ...] = (),
) -> Comparison:
    one, two = (
        digests(compiled(target, HEAD + source, *flags), target.prefix)
        for source in (before, after)
    )
    return compare(one, two, rename, touched)


def of(comparison: Comparison, name: str) -> Result:
    (found,) = [r for r in comparison.results if r.function == name]
    return found


CALLS = "int f(int x) { return %s(x) + 1; } int g(int x) { return far(x) + 2; }"


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_a_renamed_callee(target: Target) -> None:
    """x86 and powerpc have the same bytes whatever is called."""
    before, after = CALLS % "far", CALLS % "further"
    bare = compared(before, after, target=target)
    assert of(bare, "f").explained == "unexplained"
    assert "further where far was" in of(bare, "f").why
    assert of(bare, "g").same
    named = compared(before, after, (), {"far": "API", "further": "API"}, target)
    assert named.differences == []
    (told,) = [n for n in named.normalised if n["what"].startswith("names")]
    assert told["where"] == ["f"]
    other = compared(before, after, (), {"far": "API", "say": "API"}, target)
    assert not of(other, "f").same


def test_a_rename_hides_nothing_else() -> None:
    before = "int f(int x) { return far(x + 1); }"
    after = "int f(int x) { return further(x + 2); }"
    rename = {"far": "API", "further": "API"}
    assert of(compared(before, after, (), rename), "f").explained == "unexplained"


INLINED = """
static inline __attribute__((always_inline)) int step(int x) { return far(x) %s; }
static inline __attribute__((always_inline)) int walk(int x) { return step(x) * 2; }
int f(int x) { return walk(x) + 1; }
int g(int x) { return far(x) * 7; }
"""


@pytest.mark.parametrize(
    "target, dwarf",
    [(X64, "-gdwarf-5"), (ARM, "-gdwarf-5"), (PPC32, "-gdwarf-5"), (X64, "-gdwarf-4")],
    ids=str,
)
def test_what_inlines_a_touched_function(target: Target, dwarf: str) -> None:
    flags = (dwarf, "-g1")
    before, after = INLINED % "+ 1000", INLINED % "+ 3000"
    result = of(compared(before, after, {"step"}, {}, target, flags), "f")
    assert (result.change, result.explained) == ("differs", "inlines")
    assert "step is inlined in it" in result.why
    assert of(compared(before, after, {"step"}, {}, target, flags), "g").same
    assert of(compared(before, after, {"g"}, {}, target, flags), "f").explained == (
        "unexplained"
    )


def test_without_debug_data_inlining_is_not_known() -> None:
    before, after = INLINED % "+ 1000", INLINED % "+ 3000"
    comparison = compared(before, after, {"step"}, flags=("-g0",))
    assert of(comparison, "f").explained == "unexplained"
    assert any("inlined where isn't known" in n["what"] for n in comparison.normalised)


CLONED = """
static __attribute__((noinline)) int clone(int x, int mode)
{ if (mode == 3) return far(x) + %s; return further(x); }
int f(int x) { return clone(x, 3) + clone(x + 1, 3); }
"""


def test_a_clone() -> None:
    comparison = compared(CLONED % "5", CLONED % "6", {"clone"})
    (result,) = comparison.differences
    assert result.function.startswith("clone.") and result.explained == "clone"
    assert comparison.unexplained == []


COLD = """
__attribute__((cold)) void failed(int);
int f(int x)
{
	if (__builtin_expect(x > 7, 0)) { failed(x); failed(further(x)); return %s; }
	return far(x);
}
"""


def test_a_cold_part() -> None:
    comparison = compared(COLD % "11", COLD % "12", {"f"})
    assert [(r.function, r.explained) for r in comparison.differences] == [
        ("f.cold", "clone")
    ]
    assert compared(COLD % "11", COLD % "12").unexplained


# The caller keeps x where its callee doesn't write to.
CALLEE = """
static alone int leaf(int x) { %s }
int f(int x, int y) { return leaf(x) + y; }
int g(int x) { return f(x, 3); }
"""
QUIET = "return x + 1;"
BUSY = 'asm volatile("" : : : "rsi", "rdi", "rdx", "rcx", "r8", "r9", "r10", "r11"); return x + 1;'


def test_registers_of_a_callee() -> None:
    comparison = compared(CALLEE % QUIET, CALLEE % BUSY, {"leaf"})
    result = of(comparison, "f")
    assert (result.same, result.explained) == (False, "indirect")
    assert "calls leaf: a patch changes it" in result.why
    assert comparison.unexplained == []
    assert of(compared(CALLEE % QUIET, CALLEE % BUSY), "f").explained == "unexplained"


def test_values_of_a_caller() -> None:
    """What all callers give a static function is built in it."""
    source = """
    static __attribute__((noinline)) int callee(int x, int mode) { return mode == 3 ? far(x) : further(x); }
    int f(int x) { return callee(x, 3); }
    int g(int x) { return callee(x + 1, %s); }
    """
    comparison = compared(source % "3", source % "x", {"g"})
    assert comparison.unexplained == []
    whys = {r.explained for r in comparison.differences}
    assert "touched" in whys and "indirect" in whys
    assert any("is called by g" in r.why for r in comparison.differences)


def test_a_function_that_moved_to_another_section() -> None:
    source = "%s int f(int x) { return far(x); }"
    comparison = compared(source % "", source % "__attribute__((cold))")
    (result,) = comparison.unexplained
    assert "section .text is now .text.unlikely" in result.why


def test_appeared_and_vanished() -> None:
    both = "int f(int x) { return far(x); } int g(int x) { return further(x); }"
    one = "int f(int x) { return far(x); }"
    assert of(compared(both, one, {"g"}), "g").document() == {
        "function": "g",
        "same": False,
        "why": "a patch changes it",
        "kind": "function",
        "change": "vanished",
        "explained": "touched",
    }
    appeared = of(compared(one, both), "g")
    assert (appeared.change, appeared.explained) == ("appeared", "unexplained")


LOOP = """
int f(int x) { return far(x) %s; }
int g(int *x, int n) { int s = 0; while (n--) { s += far(x[n]); s ^= n; } return s; }
"""


def test_padding_before_a_loop() -> None:
    """A function that is placed at any address has another padding before what is aligned."""
    flags = ("-falign-functions=1", "-falign-loops=16", "-falign-jumps=16")
    before, after = LOOP % "", LOOP % "* 1000 + x"
    comparison = compared(before, after, {"f"}, {}, X32, flags)
    result = of(comparison, "g")
    assert (result.same, result.explained) == (False, "placed"), result
    assert (
        of(compared(before, after, (), {}, X32, flags), "g").explained == "unexplained"
    )
    # Another string is no padding.
    told = LOOP.replace("s ^= n;", 'say("%%d%s", n);')
    comparison = compared(
        told % ("", "a"), told % ("* 1000 + x", "b"), {"f"}, {}, X32, flags
    )
    assert of(comparison, "g").explained == "unexplained"


# An anchor: the second variable is reached from the first one.
ANCHOR = """
asm(".section .data..beside, \\"aw\\"\\n.balign 4\\n.set .LANCHOR0, .\\n"
    ".type %(one)s, %%object\\n.size %(one)s, 4\\n%(one)s: .word 1\\n"
    ".type %(two)s, %%object\\n.size %(two)s, 4\\n%(two)s: .word 1\\n"
    ".text\\n.global f\\n.type f, %%function\\n"
    "f: movw r3, #:lower16:.LANCHOR0\\nmovt r3, #:upper16:.LANCHOR0\\n"
    "ldr r0, [r3, #4]\\nbx lr\\n.size f, . - f\\n");
"""


def test_variables_behind_an_anchor() -> None:
    """No byte of the function differs, but it reads another variable."""
    first = ANCHOR % {"one": "left", "two": "right"}
    second = ANCHOR % {"one": "right", "two": "left"}
    assert compared(first, first, target=ARM).differences == []
    result = of(compared(first, second, target=ARM), "f")
    assert result.explained == "unexplained"
    assert "order of the variables in .data..beside" in result.why


# What is named by the relocation is the end of the variable before the one that is meant.
BIASED = """
asm(".section .data..tables, \\"aw\\"\\n.balign 4\\n"
    ".type ahead, @object\\n.size ahead, 8\\nahead: .long 1, 2\\n"
    ".type %(one)s, @object\\n.size %(one)s, 8\\n%(one)s: .long 3, 4\\n"
    ".type %(two)s, @object\\n.size %(two)s, 8\\n%(two)s: .long 3, 4\\n"
    ".text\\n.globl f\\n.type f, @function\\n"
    "f: movl %(one)s-4(,%%rdi,4), %%eax\\nret\\n.size f, . - f\\n");
"""


def test_a_table_counted_from_one() -> None:
    first = BIASED % {"one": "left", "two": "right"}
    second = BIASED % {"one": "right", "two": "left"}
    assert compared(first, first).differences == []
    assert of(compared(first, second), "f").explained == "unexplained"


def test_a_string_that_is_shared() -> None:
    """Only what is read of a string counts, not what it is the end of."""
    whole = 'void f(void) { say("%s"); } void g(void) { say("other %s"); }'
    before, after = whole % ("text", "text"), whole % ("text", "text!")
    comparison = compared(before, after, {"g"})
    assert of(comparison, "f").same and of(comparison, "g").explained == "touched"


def test_a_variable_goes_with_its_function() -> None:
    before = "int f(int x) { return far(x); }"
    after = "int f(int x) { static int seen = 4; return far(x + seen++); }"
    comparison = compared(before, after, {"f"})
    assert comparison.unexplained == []
    (data,) = [r for r in comparison.differences if r.kind == "data"]
    assert (data.change, data.explained) == ("appeared", "indirect")
    assert "goes with f" in data.why
    assert {r.kind for r in compared(before, after).unexplained} == {"function", "data"}


def test_a_shared_variable_of_a_function() -> None:
    """Two functions that share a variable, and two that have one each, look alike by themselves."""
    shared = """
    static inline __attribute__((always_inline)) int once(void) { static int seen; return !seen++; }
    int f(void) { return once(); } int g(void) { return once(); }
    """
    own = """
    int f(void) { static int seen; return !seen++; }
    int g(void) { static int seen; return !seen++; }
    """
    comparison = compared(shared, own)
    assert {r.kind for r in comparison.unexplained} == {"data"}
    assert any("seen# of f, g" == r.function for r in comparison.unexplained)


def test_another_processor() -> None:
    source = "int f(int x) { return far(x); }"
    one = digests(compiled(X64, HEAD + source), X64.prefix)
    two = digests(compiled(X32, HEAD + source), X32.prefix)
    assert "object" in {r.kind for r in compare(one, two, {}, ()).unexplained}


ORDER = """
typedef int (*call)(int);
#define CALL(name) static call name __attribute__((used, section(".calls"))) = far;
CALL(%s) CALL(%s)
asm(".section .nameless, \\"a\\"\\n.long %s\\n.text\\n.globl f\\n.type f, @function\\n"
    "f: movl .nameless, %%eax\\nret\\n.size f, . - f\\n");
"""


def test_the_order_of_what_a_linker_collects() -> None:
    flags = ("-fno-toplevel-reorder",)
    one, two = ORDER % ("first", "second", "1"), ORDER % ("second", "first", "1")
    comparison = compared(one, two, flags=flags)
    assert [(r.kind, r.function) for r in comparison.unexplained] == [
        ("section", ".calls")
    ]
    assert compared(one, one, flags=flags).differences == []
    other = compared(one, ORDER % ("first", "second", "2"), flags=flags)
    assert [r.function for r in other.unexplained] == ["f"]


# Code that takes the place of other code, as riscv's kernels have it: behind all functions,
# told of by differences of labels
REPLACED = """
asm(".macro replace target\\n886: nop\\n"
    ".pushsection .alternative, \\"a\\"\\n"
    ".4byte 886b - .\\n.4byte 888f - .\\n.2byte 889f - 888f\\n.popsection\\n"
    ".subsection 1\\n888: j \\\\target\\n889:\\n.previous\\n.endm\\n"
    ".text\\n.global f\\n.type f, @function\\nf: %s\\nreplace f\\nret\\n.size f, . - f\\n"
    ".global g\\n.type g, @function\\ng: nop\\n1: replace %s\\nret\\n.size g, . - g\\n"
    ".global h\\n.type h, @function\\nh: nop\\nreplace h\\nret\\n.size h, . - h\\n");
"""


def test_replacements() -> None:
    riscv = BY_NAME["riscv64"]
    before, after = REPLACED % ("nop", "1b"), REPLACED % ("nop; nop; nop", "1b")
    comparison = compared(before, after, {"f"}, {}, riscv)
    assert [(r.function, r.explained) for r in comparison.differences] == [
        ("f", "touched")
    ]
    other = compared(before, REPLACED % ("nop", "g"), (), {}, riscv)
    assert [(r.function, r.why) for r in other.unexplained] == [
        ("g", "its entries in .alternative")
    ]


@pytest.mark.parametrize(
    ("owner", "explained"), [("f", "indirect"), ("g", "unexplained")]
)
def test_a_static_variable_that_clang_names_after_its_function(
    owner: str, explained: str
) -> None:
    code = "int f(int x) { return far(x); } int g(int x) { return x; }"
    made = f'static int made __asm__("{owner}.made") __attribute__((used)) = 1;'
    comparison = compared(code, code + made, {"f"})
    (told,) = [r for r in comparison.differences if "made" in r.function]
    assert told.explained == explained
