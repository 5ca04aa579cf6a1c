# SPDX-License-Identifier: GPL-2.0
"""Which lines a step changes, and of what kind each is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.coverage import CODE, COMMENT, DIRECTIVE, DOCUMENT, changed, kinds


@pytest.mark.parametrize(
    "before, after, expected",
    [
        (b"a\nb\nc\n", b"a\nB\nc\n", [2]),
        (b"a\nb\n", b"a\nb\nc\nd\n", [3, 4]),
        (b"a\nb\nc\n", b"a\nc\n", []),
        (b"", b"a\n", [1]),
        (b"a\n", b"", []),
        (b"a\nb", b"a\nb\n", [2]),
        (b"a\nb\n", b"a\nb", [2]),
        (b"a\r\nb\r\n", b"a\nb\r\n", [1]),
        (b"\xe9\nb\n", b"\xe8\nb\n", [1]),
        (b"a\n", b"a\n", []),
        (None, b"a\nb", [1, 2]),
        (None, b"", []),
        (b"a\n", None, []),
        (None, None, []),
        # What looks like a diff's own lines is text.
        (b"x\n", b"x\n+++ b/file\n@@ -1 +9 @@\n-y\n", [2, 3, 4]),
        # Binary to git, so all of it
        (b"a\n\0\n", b"a\n\0\nc\n", [1, 2, 3]),
        # A form feed or a lone carriage return ends no line
        (b"a\fb\rc\n1\n", b"a\fb\rc\n2\n", [2]),
        (b"1\n" * 40, b"0\n" + b"1\n" * 40 + b"2\n", [1, 42]),
    ],
)
def test_changed(
    before: bytes | None, after: bytes | None, expected: list[int]
) -> None:
    assert changed(before, after) == expected


@settings(max_examples=25, deadline=None)
@given(
    before=st.lists(
        st.sampled_from([b"a", b"b", b"", b"-", b"@@ -1 +1 @@"]), max_size=9
    ),
    after=st.lists(
        st.sampled_from([b"a", b"b", b"", b"+", b"@@ -1 +1 @@"]), max_size=9
    ),
)
def test_what_is_left_of_the_old_lines_is_in_order(
    before: list[bytes], after: list[bytes]
) -> None:
    """Without the changed lines the new file is a part of the old one."""
    old, new = (b"".join(line + b"\n" for line in lines) for lines in (before, after))
    lines = set(changed(old, new))
    kept = [line for number, line in enumerate(after, 1) if number not in lines]
    rest = iter(before)
    assert all(line in rest for line in kept)


SOURCE = """\
// SPDX
#include <linux/mm.h>

/* a
 * b
 */ int x;
int y; /* begins
ends */
#define FLAG
#define BODY 1
#define F(a, \\
	  b) \\
	/* only a comment */ \\
	((a) + \\
	 (b))
\t
#if defined(A) && \\
    defined(B)
#	error "no"
#endif /* A */
char s[] = "one \\
two";
/* before */ #undef FLAG
/*
 */ #define LATE 2
}
;
#
%:pragma once
#define STUB(a)
"""
EXPECTED = {
    1: COMMENT,
    2: DIRECTIVE,
    3: COMMENT,
    4: COMMENT,
    5: COMMENT,
    6: CODE,
    7: CODE,
    8: COMMENT,
    9: DIRECTIVE,
    10: CODE,
    11: CODE,
    12: CODE,
    13: COMMENT,
    14: CODE,
    15: CODE,
    16: COMMENT,
    17: DIRECTIVE,
    18: DIRECTIVE,
    19: DIRECTIVE,
    20: DIRECTIVE,
    21: CODE,
    22: CODE,
    23: DIRECTIVE,
    24: COMMENT,
    25: CODE,
    26: CODE,
    27: CODE,
    28: DIRECTIVE,
    29: DIRECTIVE,
    30: CODE,
}


def test_kinds_of_lines() -> None:
    assert dict(enumerate(kinds("a.c", SOURCE.encode()), 1)) == EXPECTED
    crlf = SOURCE.replace("\n", "\r\n").encode()
    assert dict(enumerate(kinds("a.h", crlf), 1)) == EXPECTED


def test_kinds_of_files() -> None:
    assert kinds("Documentation/a.rst", b"int x;\n\n") == [DOCUMENT, DOCUMENT]
    assert kinds("mm/Kconfig", b"config X\n") == [DOCUMENT]
    # Compiled, and not C: it needs a proof, and has none.
    assert kinds("arch/arm/a.S", b"mov r0, r1\n\n") == [CODE, COMMENT]
    assert kinds("a.c", b"") == []
    assert kinds("a.c", b"int x;") == [CODE]
