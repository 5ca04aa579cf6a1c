# SPDX-License-Identifier: GPL-2.0
"""find sees the call wherever C allows one, and accounts for every other place that has the name."""

from __future__ import annotations

import pytest

from maketree import API, CATEGORIES, Once, sites_in, textual_hits

HEAD = "// SPDX-License-Identifier: GPL-2.0\n#include <linux/mm.h>\n\n"
ARGS = "struct mm_struct *mm, pmd_t *pmd, unsigned long addr"
CALL = f"{API}(mm, pmd, addr, &ptl)"


def function(name: str, body: str, returns: str = "int") -> str:
    return f"{returns} {name}({ARGS})\n{{\n\tspinlock_t *ptl;\n\tpte_t *pte;\n\n{body}\n}}\n"


READ = "\tif (!pte)\n\t\treturn 0;\n\tpte_unmap(pte);\n\treturn 1;"

# A call that spatch can parse, in a function: the site must bear the function's name and the line of the API's name.
IN_CODE = {
    "assignment": function("here", f"\tpte = {CALL};\n{READ}"),
    "initialiser": f"int here({ARGS})\n{{\n\tspinlock_t *ptl;\n\tpte_t *pte = {CALL};\n\n{READ}\n}}\n",
    "if-condition": function("here", f"\tif (!(pte = {CALL}))\n\t\treturn 0;\n\tpte_unmap(pte);\n\treturn 1;"),
    "bare-if-condition": function("here", f"\tpte = NULL;\n\tif ({CALL})\n\t\treturn 1;\n\treturn !pte;"),
    "while-condition": function("here", f"\twhile ((pte = {CALL}) != NULL)\n\t\tpte_unmap(pte);\n\treturn 0;"),
    "do-while": function("here", f"\tdo {{\n\t\tpte = NULL;\n\t}} while ({CALL});\n\treturn !pte;"),
    "for-header": function("here", f"\tfor (pte = {CALL}; pte; pte = NULL)\n\t\tpte_unmap(pte);\n\treturn 0;"),
    "ternary": function("here", f"\tpte = addr ? {CALL} : NULL;\n{READ}"),
    "argument": function("here", f"\tpte_unmap({CALL});\n\tpte = NULL;\n\treturn !pte;"),
    "return-of-comparison": function("here", f"\tpte = NULL;\n\treturn pte != {CALL};"),
    "switch": function("here", f"\tswitch (addr) {{\n\tcase 0:\n\t\tpte = {CALL};\n\t\tbreak;\n"
                       f"\tdefault:\n\t\treturn 0;\n\t}}\n{READ}"),
    "cast": function("here", f"\tpte = (pte_t *){CALL};\n{READ}"),
    "dereference": function("here", f"\tpte = NULL;\n\treturn pte_none(*{CALL}) + !pte;"),
    "name-and-parenthesis-on-two-lines": function("here", f"\tpte = {API}\n\t\t(mm, pmd, addr, &ptl);\n{READ}"),
    "arguments-on-five-lines": function("here", f"\tpte = {API}(\n\t\tmm,\n\t\tpmd,\n\t\taddr,\n\t\t&ptl);\n{READ}"),
    "space-before-parenthesis": function("here", f"\tpte = {API} (mm, pmd, addr, &ptl);\n{READ}"),
    "comment-before-parenthesis": function("here", f"\tpte = {API} /* see below */ (mm, pmd, addr, &ptl);\n{READ}"),
    "inside-ifdef": function("here", f"\tpte = NULL;\n#ifdef CONFIG_NEVER\n\tpte = {CALL};\n#endif\n{READ}"),
    "statement-expression": function("here", f"\tpte = ({{ {CALL}; }});\n{READ}"),
    "after-unicode": function("here", f'\tpte_t *q = (void *)"é漢";\n\n\tpte = {CALL};\n\tpte = q ? pte : q;\n{READ}'),
}  # fmt: skip

# Dead code or a call: either is an account of it.
EITHER = {
    "inside-if-0": function("here", f"\tpte = NULL;\n#if 0\n\tpte = {CALL};\n#endif\n{READ}"),
}  # fmt: skip

# A call that may be out of spatch's reach: it must be a site or be named as incomplete, file and line.
HARD = {
    "macro-with-return": f"#define MAP_OR_RETURN(pte)\t\\\ndo {{\t\\\n\tpte = {CALL};\t\\\n\tif (!pte)\t\\\n"
    f"\t\treturn 0;\t\\\n}} while (0)\n\n" + function("here", "\tMAP_OR_RETURN(pte);\n\tpte_unmap(pte);\n\treturn 1;"),
    "macro-with-goto": f"#define MAP_OR_OUT(pte)\t\\\ndo {{\t\\\n\tpte = {CALL};\t\\\n\tif (!pte)\t\\\n\t\tgoto out;\t\\\n"
    "} while (0)\n\n" + function("here", "\tMAP_OR_OUT(pte);\n\tpte_unmap(pte);\nout:\n\treturn 1;"),
    "macro-for-header": f"#define for_each_mapped(pte)\t\\\n\tfor (pte = {CALL}; pte; pte = NULL)\n\n"
    + function("here", "\tfor_each_mapped(pte) {\n\t\tpte_unmap(pte);\n\t}\n\treturn 1;"),
    "strange-function": f"int here(mm, pmd, addr)\n\tstruct mm_struct *mm;\n\tpmd_t *pmd;\n\tunsigned long addr;\n{{\n"
    f"\tspinlock_t *ptl;\n\tpte_t *pte = {CALL};\n\n{READ}\n}}\n",
    "unparsable-function": f"WEIRD_SYSCALL(here, (mm, pmd) -> addr) @@ {{{{\n\tpte = {CALL};\n}}\n",
    "unparsable-statement": function("here", f"\tfor_all $ (pte; in) ? = {CALL};\n{READ}"),
    "unclosed-brace": function("here", f"\tif (addr) {{\n\tpte = {CALL};\n{READ}"),
    "file-scope-initialiser": f"pte_t *here = {CALL};\n",
    "name-in-parentheses": function("here", f"\tpte = ({API})(mm, pmd, addr, &ptl);\n{READ}"),
    "typeof": function("here", f"\t__typeof__({CALL}) q = NULL;\n\n\tpte = q;\n{READ}"),
    "nested-in-macro-argument": function("here", f"\tpte = NULL;\n\tBUG_ON(!(pte = {CALL}));\n{READ}"),
    "generated-function": f"#define MAKE_PEEK(name)\t\\\nint name##_peek({ARGS})\t\\\n{{\t\\\n\tspinlock_t *ptl;\t\\\n"
    f"\tpte_t *pte = {CALL};\t\\\n\treturn pte != NULL;\t\\\n}}\nMAKE_PEEK(here)\n",
}  # fmt: skip


def api_line(source: str) -> int:
    return source[: source.index(API)].count("\n") + 1


@pytest.mark.parametrize("shape", IN_CODE)
def test_call_is_a_site_of_its_function(stage_once: Once, shape: str) -> None:
    source = HEAD + IN_CODE[shape]
    sites = stage_once("find", files={"mm/shape.c": source}).doc["sites"]
    assert [(s["function"], s["file"], s["line"]) for s in sites] == [
        ("here", "mm/shape.c", api_line(source))
    ]


@pytest.mark.parametrize("shape", HARD)
def test_hard_call_is_a_site_or_named_incomplete(stage_once: Once, shape: str) -> None:
    """At its own line, or, where a macro holds it, as a site of the function that uses the macro."""
    source = HEAD + HARD[shape]
    document = stage_once("find", files={"mm/shape.c": source}).doc
    named = [(i["file"], i.get("line")) for i in document["incomplete"]]
    named += [(s["file"], s["line"]) for s in document["sites"]]
    assert ("mm/shape.c", api_line(source)) in named or sites_in(document, "here")


@pytest.mark.parametrize("shape", HARD)
def test_hard_call_is_never_ro_nor_rw_by_guess(stage_once: Once, shape: str) -> None:
    """None of these writes, so rw would be wrong; a site that was really followed may be ro."""
    outcome = stage_once("classify", files={"mm/shape.c": HEAD + HARD[shape]})
    verdicts = [site["verdict"] for site in outcome.doc["sites"]]
    assert "rw" not in verdicts and (verdicts or outcome.status == 4)


ALL = {**IN_CODE, **HARD, **EITHER}


@pytest.mark.parametrize("shape", ALL)
def test_counts_add_up_to_the_textual_count(stage_once: Once, shape: str) -> None:
    counts = stage_once("find", files={"mm/shape.c": HEAD + ALL[shape]}).doc["counts"]
    assert counts["textual"] == sum(
        number for name, number in counts.items() if name != "textual"
    )


@pytest.mark.parametrize("shape", ALL)
def test_textual_count_is_greps(stage_once: Once, shape: str) -> None:
    outcome = stage_once("find", files={"mm/shape.c": HEAD + ALL[shape]})
    assert outcome.doc["counts"]["textual"] == textual_hits(outcome.tree)


@pytest.mark.parametrize("category", CATEGORIES)
def test_category_is_counted_even_at_zero(stage_once: Once, category: str) -> None:
    assert category in stage_once("find", files={}).doc["counts"]


def test_header_inline_is_a_site(stage_once: Once) -> None:
    body = function("peeks_inline", f"\tpte = {CALL};\n{READ}", "static inline int")
    document = stage_once(
        "find", files={"include/linux/inl.h": f"#include <linux/mm.h>\n{body}"}
    ).doc
    assert [site["file"] for site in sites_in(document, "peeks_inline")] == [
        "include/linux/inl.h"
    ]


def test_every_architecture_is_searched(stage_once: Once) -> None:
    files = {
        f"arch/{a}/mm/a.c": HEAD + function(f"in_{a}", f"\tpte = {CALL};\n{READ}")
        for a in ("arm", "x86", "s390")
    }
    functions = {
        site["function"] for site in stage_once("find", files=files).doc["sites"]
    }
    assert functions == {"in_arm", "in_x86", "in_s390"}


def test_longer_names_are_not_the_name(stage_once: Once) -> None:
    body = f"\tpte = __{CALL};\n\tpte = my_{CALL};\n\tpte = {API}_x(mm, pmd, addr, &ptl);\n{READ}"
    assert (
        stage_once("find", files={"mm/longer.c": HEAD + function("here", body)}).doc[
            "sites"
        ]
        == []
    )


def test_two_calls_in_one_expression_are_two_sites(stage_once: Once) -> None:
    body = f"\tpte = addr ? {CALL} : {API}(mm, pmd, 0, &ptl);\n{READ}"
    assert (
        len(
            stage_once("find", files={"mm/two.c": HEAD + function("here", body)}).doc[
                "sites"
            ]
        )
        == 2
    )
