# SPDX-License-Identifier: GPL-2.0
"""Operators make the one error that they say, and leave out what can be right."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from campaign import plugin  # noqa: E402

from compiled import Compiled, refuted  # noqa: E402
from mutants import CORPUS, Exclusion, Mutant, corpus, mutants  # noqa: E402
from operators import OPERATORS  # noqa: E402
from sites import Source  # noqa: E402
from statements import parse  # noqa: E402
from vocabulary import RW  # noqa: E402

MADE = list(mutants(corpus()))
BY_NAME = {m.name: m for m in MADE if isinstance(m, Mutant)}


def changed(name: str) -> tuple[list[str], list[str]]:
    """The lines that a mutant takes out and puts in, without white space."""
    lines = BY_NAME[name].diff().splitlines()[2:]
    return (
        [line[1:].strip() for line in lines if line.startswith("-")],
        [line[1:].strip() for line in lines if line.startswith("+")],
    )


RECHECK = "if (unlikely(!pmd_same(pmdval, pmdp_get_lockless(pmd))))"


@pytest.mark.parametrize(
    "name, out, put",
    [
        ("drop_recheck", [RECHECK, "goto out_ptl;"], []),
        ("negate_recheck", [RECHECK], [RECHECK.replace("!", "")]),
        (
            "relock",
            [],
            ["spin_unlock(ptl); spin_lock(ptl);"],
        ),
        (
            "other_pmd",
            [RECHECK],
            [RECHECK.replace("(pmd)", "(pmd + 1)")],
        ),
        ("double_unlock", ["goto out_ptl;"], ["{ spin_unlock(ptl); goto out_ptl; }"]),
        ("label_too_far", ["goto out_ptl;"], ["goto out_folio;"]),
        (
            "null_pmdval",
            ["pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);"],
            ["pte = pte_offset_map_rw_nolock(mm, pmd, addr, NULL, &ptl);"],
        ),
        (
            "write_before_recheck",
            [],
            ["set_pte_at(mm, addr, pte, ptep_get(pte));"],
        ),
    ],
)
def test_one_error(name: str, out: list[str], put: list[str]) -> None:
    assert changed(f"{name}:right/goto_ladder.c:dirty_entry:1") == (out, put)


def test_names_are_unique_and_in_order() -> None:
    again = [m.name for m in mutants(corpus()) if isinstance(m, Mutant)]
    assert again == list(BY_NAME)
    assert len(again) == sum(isinstance(m, Mutant) for m in MADE)
    assert len(again) > 600
    assert all(re.fullmatch(r"\w+:right/\w+\.c:\w+:\d+", name) for name in again)


def test_every_operator_says_what_it_makes() -> None:
    used = {m.operator.name for m in BY_NAME.values()}
    # Only the kernel has a way out that flushes, or a label that takes off counters.
    missing = {o.name for o in OPERATORS} - used
    assert missing <= {"drop_give_back", "drop_flush", "undo_again"}
    assert all(len(o.rule) > 30 and 1 <= o.kind <= 14 for o in OPERATORS)


@pytest.mark.parametrize(
    "operator, file, why",
    [
        ("drop_recheck", "early_bailout", "a look before the lock"),
        ("drop_recheck", "pmd_lock_held", "held since before the map"),
        ("drop_lock", "trylock_way_out", "only tried"),
        ("ro_for_rw", "map_outparam_lock_in_caller", "nothing is written"),
        ("drop_lock", "table_removed_under_pmd_lock", "lock of the pmd entry"),
    ],
)
def test_left_out(operator: str, file: str, why: str) -> None:
    """What can be right is no mutant."""
    place = f"right/{file}.c"
    left = [
        m.why
        for m in MADE
        if isinstance(m, Exclusion) and (m.operator, m.file) == (operator, place)
    ]
    assert any(why in text for text in left)
    made = [n for n in BY_NAME if n.startswith(f"{operator}:{place}:")]
    # Where one of two looks is needed that one is dropped.
    assert len(made) == (1 if file == "early_bailout" else 0)


def test_an_entry_that_is_compared_beside_is_left_out() -> None:
    """It isn't none, so the tables need not be compared; of a none one they have to."""
    text = (CORPUS / "right" / "goto_ladder.c").read_text("latin-1")
    same = "pte_same(ptep_get(pte), orig)"
    guard = text.replace("if (unlikely(!pmd_same", f"if (unlikely(!{same} || !pmd_same")
    assert guard != text
    none = guard.replace(
        "\tspin_lock(ptl);",
        "\tif (!pte_none(orig))\n\t\tgoto out_folio;\n" "\tspin_lock(ptl);",
    )
    dropping = [o for o in OPERATORS if o.name == "drop_recheck"]
    kept, gone = (list(mutants([Source("a.c", t)], dropping)) for t in (none, guard))
    assert [type(m) for m in kept] == [Mutant]
    assert [type(m) for m in gone] == [Exclusion]


def test_a_label_that_undoes_once_more() -> None:
    """Only the one from which control comes to what was done already."""
    text = f"""int f(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, int nr)
{{
	spinlock_t *ptl, *pml;
	pmd_t pmdval;
	pte_t *pte = {RW["name"]}(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return 0;
	spin_lock(ptl);
	if (nr)
		add_mm_counter(mm, MM_FILEPAGES, -nr);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {{
		pte_unmap_unlock(pte, ptl);
		goto out;
	}}
	pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
done:
	nr = 0;
	goto out;
abort:
	if (nr)
		add_mm_counter(mm, MM_FILEPAGES, -nr);
out:
	return nr;
}}
"""
    again = [o for o in OPERATORS if o.name == "undo_again"]
    (one,) = mutants([Source("a.c", text)], again)
    assert isinstance(one, Mutant)
    wrong = text.replace("goto out;\n\t}", "goto abort;\n\t}", 1)
    assert wrong != text and one.text == wrong


def test_statements() -> None:
    text = """{
	do {
		if (a) b(); else { c(); }
	} while (d);
	for_each_x(e) { goto out; }
	switch (f) { case 1: g(); break; default: ; }
out:
	return h ? i : j;
}"""
    kinds = [s.kind for s in parse(text, 0, len(text)).parts]
    assert kinds == ["do", "loop", "switch", "label", "return"]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    if plugin.headers("") is None or shutil.which("g++") is None:
        pytest.skip("GCC's plugin headers are not installed")
    plugin.build("", plugin.SOURCES / "build" / "gcc")
    run = tmp_path_factory.mktemp("mutants")
    shutil.copytree(plugin.SOURCES / "build" / "gcc", run / "plugin-gcc")
    return Compiled(run, {})


SAMPLE = sorted(BY_NAME)[::80]


@pytest.mark.parametrize("name", SAMPLE)
def test_the_plugin_kills(compiled: Compiled, name: str) -> None:
    """And says nothing of the source."""
    mutant = BY_NAME[name]
    right = compiled.see(mutant.source.name, mutant.source.text, "right")
    wrong = compiled.see(mutant.source.name, mutant.text, "wrong")
    assert not right.error and not wrong.error
    assert not refuted(right)
    assert refuted(wrong)


def test_what_does_not_compile_is_said(compiled: Compiled) -> None:
    assert compiled.see("right/a.c", "int f(void) { return x; }\n", "x").error


def test_the_command() -> None:
    name = "drop_recheck:right/goto_ladder.c:dirty_entry:1"
    said = subprocess.run(
        [sys.executable, str(HERE / "run.py"), "--show", name],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == BY_NAME[name].diff()
