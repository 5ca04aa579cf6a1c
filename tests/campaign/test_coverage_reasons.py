# SPDX-License-Identifier: GPL-2.0
"""Why a line is not compiled: the file, the condition, the macro, the function."""

from __future__ import annotations

from campaign.coverage import Configured, Reason, Symbols
from coverage_tree import CONFIG, KCONFIG, MAKEFILES

TEXT = """\
#include <linux/mm.h>
#if 0
int dead;
#endif
#ifdef CONFIG_SPLIT
int split;
# ifndef CONFIG_MMU
int both;
# endif
#endif
#define MACRO(x) \\
	use(x)
#define NUMBER 12
#if NUMBER > 3
int number;
#endif
static inline int nobody(int a)
{
	return a;
}
int somebody(int a)
{
	return a;
}
#ifndef arch_has_it
int by_default;
#define BY_DEFAULT(x) (x)
static int default_function(void) { return 1; }
#endif
"""


def configured() -> Configured:
    return Configured(
        "arm",
        CONFIG,
        Symbols(
            lambda: [("mm/Kconfig", KCONFIG), ("arch/x86/Kconfig", "config MMU\n")]
        ),
        MAKEFILES.get,
    )


def why(line: int, file: str = "mm/filemap.c", **more: object) -> Reason:
    return configured().why(file, line, TEXT.encode(), **more)  # type: ignore[arg-type]


def test_why_dead() -> None:
    assert why(3) == Reason("dead", "#if 0 (line 2) never holds")


def test_why_a_condition() -> None:
    found = why(6, built=True).document()
    assert found == {
        "kind": "condition",
        "why": "#ifdef CONFIG_SPLIT (line 5) does not hold",
        "reveals": [
            {
                "symbol": "CONFIG_SPLIT",
                "value": "y",
                "file": "mm/Kconfig",
                "line": 5,
                "depends": "MMU && (SMP || PREEMPT) && !ODD",
                "prompt": True,
            }
        ],
    }


def test_why_the_innermost_of_two_conditions() -> None:
    found = why(8)
    assert found.why == "#ifndef CONFIG_MMU (line 7) does not hold"
    assert [(r.symbol, r.value, r.file) for r in found.reveals] == [
        ("CONFIG_MMU", "n", None),  # only another architecture has an entry
        ("CONFIG_SPLIT", "y", "mm/Kconfig"),
    ]


def test_why_a_macro() -> None:
    assert why(12) == Reason("macro", "macro MACRO is never expanded in code")
    assert why(11).why == why(12).why
    assert why(13).why == (
        "macro NUMBER is never expanded in code; the #if of line 14 uses it"
    )
    assert why(27).why == (
        "macro BY_DEFAULT is never expanded in code; or #ifndef arch_has_it (line 25) hides it"
    )


def test_why_a_function() -> None:
    told = Reason("function", "static function nobody() is used by nothing")
    assert [why(line) for line in (17, 18, 19, 20)] == [told] * 4
    assert why(22).kind == "unknown"
    assert why(22, dropped="g").why == "static function g() is used by nothing"


def test_why_what_nobody_can_tell() -> None:
    told = "#ifndef arch_has_it (line 25): more than the configuration decides it"
    assert why(26) == Reason("condition", told)
    assert why(28) == Reason("condition", told)
    assert why(28, dropped="default_function").kind == "function"
    assert why(22) == Reason(
        "unknown", "nothing in its file or in the configuration tells"
    )


def test_why_a_file_is_not_built() -> None:
    found = why(3, "mm/off.c")
    assert found.kind == "not built"
    assert found.why == (
        "mm/Makefile:6: obj-$(CONFIG_OFF) += off.o sub/deep.o: CONFIG_OFF is not set"
    )
    assert [(r.symbol, r.value) for r in found.reveals] == [("CONFIG_OFF", "y")]
    assert why(3, "mm/nommu.c").why.endswith("CONFIG_MMU is set")
    # What the caller knows counts for more than a Makefile's text.
    assert why(3, "mm/off.c", built=True).kind == "dead"
    assert why(3, "mm/filemap.c", built=False).kind == "not built"
    assert why(3, "mm/strange.c", built=False).kind == "not built"
    assert why(3, "mm/strange.c").kind == "dead"


def test_why_a_header() -> None:
    assert why(3, "include/linux/a.h").kind == "dead"
    found = why(3, "include/linux/a.h", built=False)
    assert (found.kind, found.why) == (
        "not read",
        "no file that was built includes include/linux/a.h",
    )
    assert why(3, "arch/x86/include/asm/a.h").kind == "other architecture"
    assert why(3, "arch/arm/include/asm/a.h").kind == "dead"


def test_why_something_else_than_c() -> None:
    assert why(3, "kernel/entry.S").kind == "unknown"
    assert why(4000).kind == "unknown"
