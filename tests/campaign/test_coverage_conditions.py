# SPDX-License-Identifier: GPL-2.0
"""What a configuration makes of the conditions of the preprocessor."""

from __future__ import annotations

import pytest

from campaign.coverage.branches import branches
from campaign.coverage.conditions import configuration, evaluate, holds, reveals
from campaign.coverage.source import Source
from coverage_tree import CONFIG

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
