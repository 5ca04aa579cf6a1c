# SPDX-License-Identifier: GPL-2.0
"""Why a line is not compiled: the condition, the macro, the function, the Makefile, Kconfig."""

from __future__ import annotations

import pytest

from campaign.coverage import Configured, Reason, Symbols
from campaign.coverage.branches import branches
from campaign.coverage.conditions import configuration, evaluate, holds, reveals
from campaign.coverage.kconfig import entries
from campaign.coverage.makefile import Makefiles
from campaign.coverage.source import Source

CONFIG = """\
#
# Automatically generated file; DO NOT EDIT.
#
CONFIG_MMU=y
CONFIG_MOD=m
CONFIG_LEVELS=4
CONFIG_BASE=0xc0000000
CONFIG_NAME="a name"
# CONFIG_OFF is not set
"""
VALUES = configuration(CONFIG)


def test_configuration() -> None:
    assert VALUES == {
        "CONFIG_MMU": "y",
        "CONFIG_MOD": "m",
        "CONFIG_LEVELS": "4",
        "CONFIG_BASE": "0xc0000000",
        "CONFIG_NAME": '"a name"',
        "CONFIG_OFF": "n",
    }


@pytest.mark.parametrize(
    "condition, value",
    [
        ("0", 0),
        ("1 + 2 * 3 == 7", 1),
        ("(1 + 2) * 3 == 7", 0),
        ("0x10 == 16 && 010 == 8 && 1UL", 1),
        ("-7 / 2 == -3 && -7 % 2 == -1", 1),
        ("1 ? 2 : 3", 2),
        ("0 ? 2 : 3", 3),
        ("!0 && ~0 == -1", 1),
        ("1 << 4 | 1", 17),
        ("defined(CONFIG_MMU)", 1),
        ("defined CONFIG_MMU", 1),
        ("defined(CONFIG_OFF) || defined(CONFIG_ABSENT)", 0),
        ("defined(CONFIG_MOD)", 0),
        ("defined(CONFIG_MOD_MODULE)", 1),
        ("CONFIG_MMU", 1),
        ("CONFIG_OFF", 0),
        ("CONFIG_LEVELS > 3", 1),
        ("CONFIG_BASE == 3221225472", 1),
        ("defined(CONFIG_LEVELS) && defined(CONFIG_NAME)", 1),
        ("IS_ENABLED(CONFIG_MMU) && IS_ENABLED(CONFIG_MOD)", 1),
        ("IS_BUILTIN(CONFIG_MOD)", 0),
        ("IS_MODULE(CONFIG_MOD)", 1),
        ("IS_REACHABLE(CONFIG_MMU)", 1),
        ("IS_REACHABLE(CONFIG_MOD)", None),
        ("defined(__ASSEMBLY__)", 0),
        ("defined(SOMETHING)", None),
        ("SOMETHING > 3", None),
        ("SOMETHING && 0", 0),
        ("SOMETHING || defined(CONFIG_MMU)", 1),
        ("SOMETHING || 0", None),
        ("GCC_VERSION(1, 2) && 0", 0),
        ("GCC_VERSION(1, (2)) || 0", None),
        ("SOMETHING ? 0 : 0", 0),
        ("1 / 0", None),
        ("1 << 700", None),
        ("(1", None),
        ("1 1", None),
        ("", None),
        ("@", None),
        ('"x"', None),
        ("IS_ENABLED(", None),
        ("(" * 9000 + "1" + ")" * 9000, None),
    ],
)
def test_conditions(condition: str, value: int | None) -> None:
    assert evaluate(condition, VALUES) == value


NESTED = """\
#ifndef _HEADER_H
#define _HEADER_H
#if defined(CONFIG_OFF)
int a;
#elif defined(CONFIG_ABSENT) && defined(CONFIG_ALSO)
int b;
#elif SOMETHING
int c;
#else
# ifdef CONFIG_MMU
int d;
# else
int e;
# endif
#endif
#if 1
int f;
#elif 1
int g;
#endif
#if 0 && defined(CONFIG_MMU)
int h;
#endif
#ifndef CONFIG_MMU
int i;
#endif
int j;
#endif
#endif
#else
int k;
"""


def under(line: int) -> object:
    source = Source(NESTED)
    for logical, branch in zip(source.logical, branches(source)):
        if source.line(logical.start) == line:
            return branch
    raise AssertionError(line)


@pytest.mark.parametrize(
    "line, directive, value, wanted",
    [
        (4, "if", False, {"CONFIG_OFF": "y"}),
        (6, "elif", False, {"CONFIG_ABSENT": "y", "CONFIG_ALSO": "y"}),
        (8, "elif", None, {}),
        (11, "ifdef", True, {}),
        (13, "else", False, {"CONFIG_MMU": "n"}),
        (17, "if", True, {}),
        (19, "elif", False, {}),
        (22, "if", False, {}),
        (25, "ifndef", False, {"CONFIG_MMU": "n"}),
        (27, "ifndef", True, {}),
    ],
)
def test_branches(
    line: int, directive: str, value: bool | None, wanted: dict[str, str]
) -> None:
    branch = under(line)
    assert branch.directive == directive  # type: ignore[attr-defined]
    assert holds(branch, VALUES) is value  # type: ignore[arg-type]
    if value is False:
        assert reveals(branch, VALUES) == wanted  # type: ignore[arg-type]


def test_an_endif_too_many() -> None:
    assert under(31) is None and under(29) is None


KCONFIG = """\
# SPDX
menu "Memory"
	depends on MMU

config SPLIT
	bool "Split locks"
	depends on SMP || \\
		   PREEMPT
	depends on !ODD # but why
	help
	  Some text.

	  config INSIDE
	  depends on nothing

config HIDDEN
	def_bool y
if BLOCK
menuconfig DEEP
	tristate 'Deep'
	help
	  if this is help, it ends

choice
	prompt "One of"
	depends on CHOSEN
config ONE
	bool "One"
endchoice
endif
endmenu
source "x/Kconfig"
	depends on nothing
config LAST
	---help---
	bool "no prompt, but help"
"""


def test_kconfig() -> None:
    found = [tuple(entry) for entry in entries("mm/Kconfig", KCONFIG)]
    assert found == [
        ("SPLIT", "mm/Kconfig", 5, "MMU && (SMP || PREEMPT) && !ODD", True),
        ("HIDDEN", "mm/Kconfig", 16, "MMU", False),
        ("DEEP", "mm/Kconfig", 19, "MMU && BLOCK", True),
        ("ONE", "mm/Kconfig", 27, "MMU && BLOCK && CHOSEN", True),
        ("LAST", "mm/Kconfig", 34, "", False),
    ]


def test_symbols_of_an_architecture() -> None:
    one = "config A\n\tbool\n"
    two = 'config A\n\tbool "set me"\n\tdepends on B || C\n'
    asked = []

    def texts() -> list[tuple[str, str]]:
        asked.append(1)
        files = {"arch/x86/Kconfig": one, "arch/arm/Kconfig": two, "arch/Kconfig": one}
        return [*files.items()]

    symbols = Symbols(texts)
    assert asked == []
    files = [e.file for e in symbols.entries("CONFIG_A", "arm")]
    assert files == ["arch/arm/Kconfig", "arch/Kconfig"]
    assert symbols.entries("A", "arm")[0].depends == "B || C"
    assert [e.file for e in symbols.entries("A", "mips")] == ["arch/Kconfig"]
    assert symbols.entries("NONE", "arm") == []
    assert asked == [1]


MAKEFILES = {
    "Kbuild": "obj-y += mm/\nobj-$(CONFIG_NET) += net/\nobj-y += arch/$(SRCARCH)/\n",
    "mm/Makefile": """\
CFLAGS_a.o := -O2
mmu-y := nommu.o
mmu-$(CONFIG_MMU) := memory.o \\
	mremap.o
obj-y += filemap.o $(mmu-y) # and a.o
obj-$(CONFIG_OFF) += off.o sub/deep.o
obj-$(CONFIG_MOD) += module.o
ifdef CONFIG_OFF
obj-$(CONFIG_MMU) += inside.o
else
obj-y += outside.o
endif
ifeq ($(CONFIG_MMU),y)
obj-y += eq.o
endif
ifneq ($(CONFIG_MMU),)
obj-y += neq.o
endif
ifeq ($(CONFIG_MMU)$(CONFIG_OFF),y)
obj-y += strange.o
endif
obj-$(subst m,y,$(CONFIG_OFF)) += subst.o
whole-y := part.o
whole-$(CONFIG_OFF) += other.o
whole-objs := third.o
obj-$(CONFIG_MMU) += whole.o
round-y := round.o
a.o: x
	if true; then obj-y += recipe.o; fi
obj-y += late.o
""",
    "net/Makefile": "obj-y += core.o\n",
    "arch/arm/Makefile": "x := y\n",
    "arch/arm/Kbuild": "obj-y += mm/\n",
    "arch/arm/mm/Makefile": "obj-$(CONFIG_CPU_CACHE_VIVT) += fault.o\nobj-y += init.o\n",
    "lib/Makefile": "lib-y += string.o\n",
}


@pytest.mark.parametrize(
    "file, built, needs",
    [
        ("mm/filemap.c", True, None),
        ("mm/memory.c", True, None),
        ("mm/mremap.c", True, None),
        ("mm/nommu.c", False, (2, "CONFIG_MMU", "n")),
        ("mm/off.c", False, (6, "CONFIG_OFF", "y")),
        ("mm/sub/deep.c", False, (6, "CONFIG_OFF", "y")),
        ("mm/module.c", True, None),
        ("mm/inside.c", False, (9, "CONFIG_OFF", "y")),
        ("mm/outside.c", True, None),
        ("mm/eq.c", True, None),
        ("mm/neq.c", True, None),
        ("mm/strange.c", None, None),
        ("mm/subst.c", False, (22, "CONFIG_OFF", "y")),
        ("mm/part.c", True, None),
        ("mm/other.c", False, (24, "CONFIG_OFF", "y")),
        ("mm/third.c", True, None),
        ("mm/round.c", None, None),
        ("mm/recipe.c", None, None),
        ("mm/late.c", True, None),
        ("mm/a.c", None, None),
        ("net/core.c", False, (2, "CONFIG_NET", "y")),
        ("lib/string.c", True, None),
        ("nowhere/x.c", None, None),
        ("arch/arm/mm/init.c", True, None),
        ("arch/arm/mm/fault.c", False, (1, "CONFIG_CPU_CACHE_VIVT", "y")),
    ],
)
def test_makefiles(
    file: str, built: bool | None, needs: tuple[int, str, str] | None
) -> None:
    there, need = Makefiles(MAKEFILES.get, "arm", VALUES).missing(file)
    assert there is built
    assert (need and (need.line, need.symbol, need.value)) == needs


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
