# SPDX-License-Identifier: GPL-2.0
"""Changes that mean nothing change no verdict: names, order, layers, files."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis import Phase

from maketree import API, Document, make_tree, treewide

HEAD = "// SPDX-License-Identifier: GPL-2.0\n#include <linux/meta.h>\n\n"
OPEN = f"""void NAME(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{{
	spinlock_t *ptl;
	pte_t *pte, *q;

	pte = {API}(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	q = pte;
"""
CLOSE = "\tpte_unmap_unlock(pte, ptl);\n}\n"
# function: (what it does with the mapping, its verdict by hand)
SITES = {
    "site_set": ("\tset_pte_at(mm, addr, q, __pte(0));\n", "rw"),  # direct
    "site_read": ("\tmm->nr_ptes += pte_none(ptep_get(q));\n", "ro"),  # ptep_get() only
    "site_writer": ("\tmeta_writer(mm, addr, q);\n", "rw"),  # meta_writer() stores
    "site_reader": ("\tmeta_reader(mm, addr, q);\n", "ro"),  # meta_reader() reads
    "site_plus": (
        "\tmeta_writer(mm, addr, q + 1);\n",
        "rw",
    ),  # the same, on the next entry
    "site_unknown": ("\tmeta_unknown(mm, addr, q);\n", "manual"),  # nobody defines it
}
ARGUMENTS = "(struct mm_struct *mm, unsigned long addr, pte_t *ptep)"
CALLEES = {
    "meta_writer": f"void meta_writer{ARGUMENTS}\n{{\n\t*ptep = __pte(addr);\n}}\n",
    "meta_reader": f"void meta_reader{ARGUMENTS}\n{{\n\tmm->nr_ptes += pte_none(*ptep);\n}}\n",
}
FUNCTIONS = {
    name: OPEN.replace("NAME", name) + body + CLOSE for name, (body, _) in SITES.items()
} | CALLEES
LOCALS = ("mm", "pmd", "addr", "ptl", "pte", "q", "ptep")
VERDICTS = {name: verdict for name, (_, verdict) in SITES.items()}
MORE = [f"void meta_{what}{ARGUMENTS};\n" for what in ("writer", "reader", "unknown")]

identifiers = st.from_regex(r"[a-z][a-z_]{2,7}[0-9]", fullmatch=True)
few = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
)


def classify(
    factory: pytest.TempPathFactory, files: dict[str, list[str]], prototypes: list[str]
) -> dict[str, str]:
    """Verdict by function, of a tree that has these functions in these files."""
    home = factory.mktemp("meta")
    header = "#include <linux/mm.h>\n" + "".join(prototypes)
    texts = {name: HEAD + "\n".join(functions) for name, functions in files.items()}
    tree = make_tree(home / "tree", files={"include/linux/meta.h": header, **texts})
    document: Document = treewide("classify", tree, run=home / "run").doc
    return {site["function"]: site["verdict"] for site in document["sites"]}


def rename(text: str, names: dict[str, str]) -> str:
    """Rename locals and parameters, but no member (mm->nr_ptes, pte.pte) and no function."""
    word = re.compile(r"(?<![\w>.])(" + "|".join(LOCALS) + r")(?!\w|\()")
    return word.sub(lambda match: names[match[1]], text)


def test_verdicts_before_any_change(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert (
        classify(tmp_path_factory, {"mm/meta.c": list(FUNCTIONS.values())}, MORE)
        == VERDICTS
    )


@few
@given(
    names=st.lists(identifiers, min_size=len(LOCALS), max_size=len(LOCALS), unique=True)
)
def test_renaming_locals_changes_no_verdict(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    renamed = [rename(text, dict(zip(LOCALS, names))) for text in FUNCTIONS.values()]
    assert classify(tmp_path_factory, {"mm/meta.c": renamed}, MORE) == VERDICTS


def test_swapping_the_names_of_locals_changes_no_verdict(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """The lock is called pte, the pointer ptl: nothing may follow from a name."""
    names = dict(zip(LOCALS, ("addr", "mm", "pmd", "pte", "ptl", "ptep", "q")))
    renamed = [rename(text, names) for text in FUNCTIONS.values()]
    assert classify(tmp_path_factory, {"mm/meta.c": renamed}, MORE) == VERDICTS


@few
@given(order=st.permutations(list(FUNCTIONS)))
def test_reordering_functions_changes_no_verdict(
    tmp_path_factory: pytest.TempPathFactory, order: list[str]
) -> None:
    assert (
        classify(
            tmp_path_factory, {"mm/meta.c": [FUNCTIONS[name] for name in order]}, MORE
        )
        == VERDICTS
    )


@few
@given(layers=st.integers(1, 6), static=st.booleans())
def test_pass_through_layers_change_no_verdict(
    tmp_path_factory: pytest.TempPathFactory, layers: int, static: bool
) -> None:
    """meta_writer() becomes a chain: each layer hands the pointer on, the last one stores."""
    texts, prototypes = list(FUNCTIONS.values()), list(MORE)
    for what in ("writer", "reader"):
        texts = [
            text.replace(f"void meta_{what}(", f"void meta_{what}_{layers}(")
            for text in texts
        ]
        for number in range(layers):
            storage = "static " if static and number else ""
            name = f"meta_{what}_{number}" if number else f"meta_{what}"
            following = f"meta_{what}_{number + 1}"
            texts.append(
                f"{storage}void {name}{ARGUMENTS}\n{{\n\t{following}(mm, addr, ptep);\n}}\n"
            )
            storage = "static " if static and number + 1 < layers else ""
            prototypes.append(f"{storage}void {following}{ARGUMENTS};\n")
    assert classify(tmp_path_factory, {"mm/meta.c": texts}, prototypes) == VERDICTS


@few
@given(
    places=st.lists(
        st.sampled_from(("mm/meta.c", "mm/b.c", "drivers/c.c", "arch/arm/mm/d.c")),
        min_size=8,
        max_size=8,
    )
)
def test_moving_functions_changes_no_verdict(
    tmp_path_factory: pytest.TempPathFactory, places: list[str]
) -> None:
    files: dict[str, list[str]] = {}
    for text, place in zip(FUNCTIONS.values(), places):
        files.setdefault(place, []).append(text)
    assert classify(tmp_path_factory, files, MORE) == VERDICTS


@few
@given(number=st.integers(0, 99))
def test_renaming_functions_changes_no_verdict(
    tmp_path_factory: pytest.TempPathFactory, number: int
) -> None:
    """The writer takes a reader's name and the other way round: the verdict follows the code."""
    swap = {"meta_writer": f"ptep_get_{number}", "meta_reader": f"set_pte_{number}"}
    word = re.compile("|".join(swap))
    texts = [
        word.sub(lambda match: swap[match[0]], text) for text in FUNCTIONS.values()
    ]
    prototypes = [word.sub(lambda match: swap[match[0]], text) for text in MORE]
    assert classify(tmp_path_factory, {"mm/meta.c": texts}, prototypes) == VERDICTS
