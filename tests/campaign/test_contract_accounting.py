# SPDX-License-Identifier: GPL-2.0
"""find's categories: what a textual hit is when it is not a call."""

from __future__ import annotations

import pytest

from maketree import API, Content, Once, sites_in, textual_hits

HEAD = "// SPDX-License-Identifier: GPL-2.0\n#include <linux/mm.h>\n\n"
ARGS = "struct mm_struct *mm, pmd_t *pmd, unsigned long addr"

# what: (file, its content, the categories that the hits may be counted as, their number)
ELSEWHERE: dict[str, tuple[str, Content, tuple[str, ...], int]] = {
    "block-comment": ("mm/a.c", f"{HEAD}/*\n * See {API}().\n */\nint a;\n", ("comment",), 1),
    "line-comment": ("mm/a.c", f"{HEAD}int a; // {API}(mm, pmd, addr, &ptl)\n", ("comment",), 1),
    "kernel-doc": ("mm/a.c", f"{HEAD}/**\n * a - not {API}(), {API}()\n */\nint a;\n", ("comment",), 2),
    "commented-out-call": ("mm/a.c", f"{HEAD}/*\nvoid f(void)\n{{\n\t{API}(a, b, c, d);\n}}\n*/\n", ("comment",), 1),
    "string": ("mm/a.c", f'{HEAD}const char *a = "{API}(mm)";\n', ("dead", "value"), 1),
    "string-with-comment-start": (
        "mm/a.c", f'{HEAD}const char *a = "/*";\nconst char *b = "{API}";\nconst char *c = "*/";\n', ("dead", "value"), 1),
    "declaration": ("mm/a.c", f"{HEAD}pte_t *{API}({ARGS},\n\t\t\t    spinlock_t **ptlp);\n", ("declaration",), 1),
    "extern-declaration": ("mm/a.c", f"{HEAD}extern pte_t *{API}({ARGS}, spinlock_t **);\n", ("declaration",), 1),
    "definition": (
        "mm/a.c", f"{HEAD}pte_t *{API}({ARGS},\n\t\tspinlock_t **ptlp)\n{{\n\treturn NULL;\n}}\n", ("definition",), 1),
    "function-pointer-assignment": (
        "mm/a.c", f"{HEAD}void f(pte_t *(**p)({ARGS}, spinlock_t **))\n{{\n\t*p = {API};\n}}\n", ("value",), 1),
    "address-of-function": (
        "mm/a.c", f"{HEAD}void f(pte_t *(**p)({ARGS}, spinlock_t **))\n{{\n\t*p = &{API};\n}}\n", ("value",), 1),
    "ops-initialiser": (
        "mm/a.c", f"{HEAD}struct ops {{\n\tpte_t *(*map)({ARGS}, spinlock_t **);\n}};\nstruct ops o = {{\n"
        f"\t.map = {API},\n}};\n", ("value",), 1),
    "export": ("mm/a.c", f"{HEAD}EXPORT_SYMBOL({API});\n", ("value", "declaration", "macro"), 1),
    "assembler": ("arch/arm/mm/a.S", f"\tbl\t{API}\n", ("dead",), 1),
    "rst": ("Documentation/mm/a.rst", f" - {API}()\n\tmaps\n", ("comment", "dead"), 1),
    "txt": ("Documentation/a.txt", f"{API} {API}\n", ("comment", "dead"), 2),
    "script": ("tools/a.py", f'print("{API}")\n', ("dead", "comment"), 1),
    "no-suffix": ("tools/README", f"{API}\n", ("dead", "comment"), 1),
    "binary": ("tools/a.bin", b"\0\xff" + API.encode() + b"\0", ("dead", "unparsed"), 1),
    "undef": ("mm/a.c", f"{HEAD}#undef {API}\n", ("macro", "dead", "declaration"), 1),
}  # fmt: skip


@pytest.fixture(scope="module")
def base_counts(stage_once: Once) -> dict[str, int]:
    counts: dict[str, int] = stage_once("find").doc["counts"]
    return counts


@pytest.mark.parametrize("what", ELSEWHERE)
def test_hit_is_counted_as(
    stage_once: Once, base_counts: dict[str, int], what: str
) -> None:
    """Against the tree without the file, the hits are added to the expected categories and to no other."""
    name, content, categories, number = ELSEWHERE[what]
    counts = stage_once("find", files={name: content}).doc["counts"]
    added = {
        key
        for key, value in counts.items()
        if key != "textual" and value != base_counts.get(key, 0)
    }
    assert (
        added <= set(categories)
        and counts["textual"] - base_counts["textual"] == number
    )


@pytest.mark.parametrize("what", ELSEWHERE)
def test_hit_is_no_site(stage_once: Once, what: str) -> None:
    name, content, _, _ = ELSEWHERE[what]
    assert stage_once("find", files={name: content}).doc["sites"] == []


def test_base_tree_is_one_declaration(base_counts: dict[str, int]) -> None:
    """include/linux/mm.h has the prototype."""
    assert base_counts["declaration"] == 1


def test_base_tree_is_one_definition(base_counts: dict[str, int]) -> None:
    """mm/pgtable-generic.c has the body."""
    assert base_counts["definition"] == 1


def test_base_tree_has_three_hits_in_prose(base_counts: dict[str, int]) -> None:
    """Two in the long comment of mm/pgtable-generic.c, one in Documentation/."""
    assert base_counts["comment"] + base_counts["dead"] == 3


WRAPPERS = {
    "function": f"static pte_t *wraps({ARGS}, spinlock_t **ptlp)\n{{\n"
    f"\treturn {API}(mm, pmd, addr, ptlp);\n}}\n",
    "macro": f"#define wraps(mm, pmd, addr, ptlp)\t{API}(mm, pmd, addr, ptlp)\n",
    "object-macro": f"#define wraps {API}\n",
    "wrapper-of-wrapper": f"#define inner(mm, pmd, addr, ptlp)\t{API}(mm, pmd, addr, ptlp)\n"
    f"static pte_t *wraps({ARGS}, spinlock_t **ptlp)\n{{\n\treturn inner(mm, pmd, addr, ptlp);\n}}\n",
}
USER = f"void uses({ARGS})\n{{\n\tspinlock_t *ptl;\n\tpte_t *pte;\n\n\tpte = wraps(mm, pmd, addr, &ptl);\n\tif (!pte)\n"
WRITER = (
    USER
    + "\t\treturn;\n\tspin_lock(ptl);\n\t*pte = __pte(0);\n\tpte_unmap_unlock(pte, ptl);\n}\n"
)
READER = USER + "\t\treturn;\n\tmm->nr_ptes += pte_none(*pte);\n\tpte_unmap(pte);\n}\n"


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_caller_of_a_wrapper_is_a_site(stage_once: Once, wrapper: str) -> None:
    source = HEAD + WRAPPERS[wrapper] + "\n" + READER
    sites = sites_in(stage_once("find", files={"mm/wrapper.c": source}).doc, "uses")
    assert [site["line"] for site in sites] == [
        source[: source.index("pte = wraps")].count("\n") + 1
    ]


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_writing_caller_of_a_wrapper_is_not_ro(stage_once: Once, wrapper: str) -> None:
    source = HEAD + WRAPPERS[wrapper] + "\n" + WRITER
    document = stage_once("classify", files={"mm/wrapper.c": source}).doc
    assert [
        site for site in sites_in(document, "uses|wraps") if site["verdict"] == "ro"
    ] == []


@pytest.mark.parametrize("wrapper", ("function", "macro"))
def test_wrapper_is_counted_as_one(stage_once: Once, wrapper: str) -> None:
    source = HEAD + WRAPPERS[wrapper] + "\n" + READER
    assert (
        stage_once("find", files={"mm/wrapper.c": source}).doc["counts"]["wrapper"] == 1
    )


def test_wrapper_in_a_header_has_callers_in_other_files(stage_once: Once) -> None:
    include = "#include <linux/w.h>\n\n"
    header = f"#include <linux/mm.h>\nstatic inline {WRAPPERS['function'].removeprefix('static ')}"
    files: dict[str, Content] = {
        "include/linux/w.h": header,
        "mm/one.c": include + READER.replace("uses", "uses_one"),
        "drivers/two.c": include + READER.replace("uses", "uses_two"),
    }
    document = stage_once("find", files=files).doc
    assert len(sites_in(document, "uses_one|uses_two")) == 2


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_counts_add_up_with_a_wrapper(stage_once: Once, wrapper: str) -> None:
    """The callers of a wrapper are sites but no textual hits."""
    source = HEAD + WRAPPERS[wrapper] + "\n" + READER
    outcome = stage_once("find", files={"mm/wrapper.c": source})
    counts = outcome.doc["counts"]
    assert (
        counts["textual"]
        == textual_hits(outcome.tree)
        == sum(counts.values()) - counts["textual"]
    )
