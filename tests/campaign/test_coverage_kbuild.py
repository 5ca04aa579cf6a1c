# SPDX-License-Identifier: GPL-2.0
"""What the text of Kconfig files and Makefiles says of a symbol and of an object."""

from __future__ import annotations

import pytest

from campaign.coverage import Symbols
from campaign.coverage.conditions import configuration
from campaign.coverage.kconfig import entries
from campaign.coverage.makefile import Makefiles
from coverage_tree import CONFIG, KCONFIG, MAKEFILES

VALUES = configuration(CONFIG)


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
