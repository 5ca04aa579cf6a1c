# SPDX-License-Identifier: GPL-2.0
"""Where rechecks and what is done when they fail are found, and how they are made to fail."""

from __future__ import annotations

from typing import Any

import pytest

from campaign import ctext
from campaign.boot import faults
from campaign.boot.checks import Converted, check_at, put_in
from campaign.boot.variants import only_declares
from campaign.errors import UserError

OLD = """\
#include <linux/mm.h>
#ifdef CONFIG_A
#include <linux/a.h>
#endif

int walk(pmd_t *pmd)
{
	pte = old_map(pmd, &ptl);
	if (!pte)
		return 0;
	spin_lock(ptl);
	write(pte);
	return 1;
}

int guarded(pmd_t *pmd)
{
	pte = old_map(pmd, &ptl);
	spin_lock(ptl);
	if (unlikely(!pte_same(*pte, entry)))
		goto unlock;
	write(pte);
}
"""
CHECK = (
    "\tif (unlikely(!pmd_same(pmdval,\n\t\t\t       get(pmd)))) {\n"
    "\t\tunmap(pte);\n\t\treturn 0;\n\t}\n"
)


def _site(name: str, line: int, recheck: dict[str, Any], *edits: Any) -> dict[str, Any]:
    return {
        "id": f"mm/w.c:{name}:1:0123abcd",
        "file": "mm/w.c",
        "line": line,
        "function": name,
        "call": "old_map",
        "converted": True,
        "converted_call": "new_map",
        "recheck": recheck,
        "edits": [
            {"file": "mm/w.c", "start": start, "end": end, "new": new}
            for start, end, new in edits
        ],
    }


def _made() -> tuple[list[dict[str, Any]], str]:
    """Two sites, and the converted text."""
    first = OLD.index("old_map(pmd, &ptl)")
    second = OLD.index("old_map(pmd, &ptl)", first + 1)
    behind = OLD.index("\twrite(pte);\n\treturn 1")
    call = "new_map(pmd, &pmdval,\n\t\t      &ptl)"
    text = (
        OLD[:first] + call + OLD[first + 18 : behind] + CHECK
        + OLD[behind:second] + "new_map(pmd, &dummy, &ptl)" + OLD[second + 18 :]
    )  # fmt: skip
    sites = [
        _site(
            "walk",
            8,
            {"present": False, "file": "mm/w.c", "line": 11},
            (behind, behind, CHECK),
            (first, first + 18, call),
        ),
        _site(
            "guarded",
            20,
            {"present": True, "kind": "pte_same", "file": "mm/w.c", "line": 20},
            (second, second + 18, "new_map(pmd, &dummy, &ptl)"),
        ),
    ]
    sites[1]["line"] = 18
    return sites, text


def _spots() -> tuple[list[Any], str]:
    sites, text = _made()
    names = ["old_map", "new_map"]
    converted = Converted(
        sites, {"mm/w.c": OLD}, {"mm/w.c": text}, names, ["pmd_same"], ["pte_same"]
    )
    return converted.spots(), text


def test_what_was_put_in_is_where_the_text_has_it() -> None:
    sites, text = _made()
    placed = put_in(sites, "mm/w.c")
    assert len(placed) == 3
    for _, offset, new in placed:
        assert text[offset : offset + len(new)] == new


def test_a_recheck_that_was_put_in() -> None:
    (walk, _), text = _spots()
    assert (walk.call, walk.line) == ("new_map", 8)
    (check,) = walk.checks["mm/w.c"]
    assert text[check.start : check.end].startswith("pmd_same(pmdval,")
    assert text[check.start : check.end].endswith("get(pmd))")
    lines = text.split("\n")
    assert "if (unlikely(" in lines[check.lines[0] - 1]
    assert "get(pmd)" in lines[check.lines[1] - 1]
    assert lines[check.failing[0] - 1 : check.failing[1]] == [
        "\t\tunmap(pte);",
        "\t\treturn 0;",
        "\t}",
    ]


def test_a_guard_that_was_there() -> None:
    (_, guarded), text = _spots()
    assert guarded.call == "new_map"
    (check,) = guarded.checks["mm/w.c"]
    assert text[check.start : check.end] == "pte_same(*pte, entry)"
    assert text.split("\n")[check.failing[0] - 1] == "\t\tgoto unlock;"
    assert check.failing[0] == check.failing[1]


def test_the_innermost_if_around_a_compare_counts() -> None:
    code = "void f(void)\n{\n\tif (a)\n\t\tif (b ||\n\t\t    !same(x))\n\t\t\tg();\n}\n"
    check = check_at(code, code.index("same"))
    assert check is not None
    assert check.lines == (4, 5)
    assert check.failing == (6, 6)


def test_a_compare_in_no_if_is_no_check() -> None:
    code = "void f(void)\n{\n\tif (a)\n\t\tg();\n\tx = same(y);\n}\n"
    assert check_at(code, code.index("same")) is None


def test_faults_go_around_the_compare_and_the_lines_move_by_one() -> None:
    spots, text = _spots()
    made = faults.faulty(spots, {"mm/w.c": text})
    assert made.files[faults.PLACE] == faults.HEADER.read_bytes()
    wrong = ctext.decode(made.files["mm/w.c"]).split("\n")
    right = text.split("\n")
    assert wrong[1] == "#include <linux/recheck_fault.h>"
    del wrong[1]
    changed = [(o, n) for o, n in zip(right, wrong) if o != n]
    assert len(wrong) == len(right)
    assert changed == [
        (
            "\tif (unlikely(!pmd_same(pmdval,",
            "\tif (unlikely(!RECHECK_FAULT(pmd_same(pmdval,",
        ),
        ("\t\t\t       get(pmd)))) {", "\t\t\t       get(pmd))))) {"),
        (
            "\tif (unlikely(!pte_same(*pte, entry)))",
            "\tif (unlikely(!RECHECK_FAULT(pte_same(*pte, entry))))",
        ),
    ]
    for old, new in zip(spots, made.spots):
        assert new.line == old.line + 1
        for file, checks in old.checks.items():
            for one, other in zip(checks, new.checks[file]):
                assert other.lines == tuple(n + 1 for n in one.lines)
                assert other.failing == tuple(n + 1 for n in one.failing)


def test_an_include_behind_a_recheck_is_refused() -> None:
    spots, text = _spots()
    with pytest.raises(UserError, match="mm/w.c: an #include behind a recheck"):
        faults.faulty(spots, {"mm/w.c": text + "#include <linux/late.h>\n"})


@pytest.mark.parametrize(
    ("old", "new", "declares"),
    [
        ("int f(int a);\n", "int g(int a);\n", True),
        ("int f(int a);\n", "int f(int a);\nint g(int a,\n\t  int b);\n", True),
        ("int f(int a);\n", "", True),
        ("/* one */\n", "/* other */\n", True),
        ("int f(int a);\n", "static inline int f(int a) { return a; }\n", False),
        ("#define A 1\n", "#define A 2\n", False),
        ("struct s {\n\tint a;\n};\n", "struct s {\n\tlong a;\n};\n", False),
        ("int f(int a);\n", "#define f(a) g(a)\n", False),
        ("#define f(a) \\\n\tg(a);\n", "#define f(a) \\\n\th(a);\n", False),
        ("int h(int a)\n{\n\tf(a);\n}\n", "int h(int a)\n{\n\tg(a);\n}\n", False),
    ],
)
def test_which_changes_of_a_header_make_no_other_object(
    old: str, new: str, declares: bool
) -> None:
    context = "\nint always(void);\n"
    assert only_declares(context + old, context + new) is declares
