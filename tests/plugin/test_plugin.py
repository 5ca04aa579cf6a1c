# SPDX-License-Identifier: GPL-2.0
"""The plugin's cases: good_ and bad_ functions, each with what is to be said of it.

    /* refuted: KIND: TEXT */    on the line where it must be refuted, with that reason
    /* unknown: KIND: TEXT */    the same for what can't be decided

Of a good_ function all must be proven; of every function something must be said.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from campaign import plugin
from campaign.config import Campaign
from campaign.errors import MachineError

CASES = Path(__file__).parent / "cases"
NAMES = sorted(p.stem for p in CASES.glob("*.c"))
TAG = re.compile(r"/\* (refuted|unknown): (\w+): (.*?) \*/")
API = "pte_offset_map_nolock"


@pytest.fixture(scope="session")
def so() -> Path:
    if plugin.headers("") is None or shutil.which("g++") is None:
        pytest.skip("GCC's plugin headers are not installed")
    return plugin.build("", plugin.SOURCES / "build" / "gcc")


def compile(so: Path, source: Path, out: Path, *more: str, early: bool = True) -> str:
    """Compile with the plugin.

    :returns: what the compiler said
    """
    out.mkdir(exist_ok=True)
    words = out / "table"
    words.write_bytes(plugin.table(Campaign(API)))
    argv = ["gcc", "-O2", "-c", str(source), "-o", str(out / "object.o")]
    argv += [*more, *plugin.flags(so, words, out, early)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


def facts(so: Path, source: Path, out: Path, *more: str) -> list[dict[str, Any]]:
    compile(so, source, out, *more)
    return plugin.facts(out)


@pytest.mark.parametrize("name", NAMES)
def test_case(so: Path, name: str, tmp_path: Path) -> None:
    source = CASES / f"{name}.c"
    found = facts(so, source, tmp_path / "facts")
    lines = source.read_text().splitlines()
    wanted = [
        (number, verdict, kind, text)
        for number, line in enumerate(lines, 1)
        for verdict, kind, text in TAG.findall(line)
    ]
    said = [f for f in found if f["verdict"] != "proven"]
    for number, verdict, kind, text in wanted:
        hits = [
            f
            for f in said
            if (f["line"], f["verdict"], f["kind"]) == (number, verdict, kind)
            and text in f["why"]
        ]
        assert hits, f"{name}.c:{number}: not said: {verdict}: {kind}: {text}"
    places = {(number, verdict, kind) for number, verdict, kind, _ in wanted}
    for f in said:
        assert (f["line"], f["verdict"], f["kind"]) in places, f
    text = "\n".join(lines)
    functions = set(re.findall(r"^\w+ ((?:good|bad|unsure)_\w+)\(", text, re.M))
    assert functions
    assert functions <= {f["root"] for f in found}
    assert {f["root"] for f in said} == {n for n in functions if n[0] != "g"}


def test_path(so: Path, tmp_path: Path) -> None:
    """The way of a refutation: from the entry past the map to the place, in order."""
    source = CASES / "rw_recheck.c"
    found = facts(so, source, tmp_path / "facts")
    fact = next(f for f in found if f["root"] == "bad_one_path" and "why" in f)
    lines = source.read_text().splitlines()
    way = [lines[p["line"] - 1].strip() for p in fact["path"]]
    whats = [p["what"] for p in fact["path"] if "what" in p]
    assert whats == ["maps", "locks"]
    assert way[-1].startswith("set_pte_at(")
    assert not any(
        "pmd_same" in line for line in way[way.index("spin_lock(ptl);") + 2 :]
    )
    assert [p["line"] for p in fact["path"]] == sorted(p["line"] for p in fact["path"])


def test_macros_hide(so: Path, tmp_path: Path) -> None:
    """What a macro does isn't seen: then nothing is proven, and nothing refuted."""
    source = tmp_path / "macro.c"
    source.write_text(
        f'#include "{CASES}/pgtable.h"\n'
        "#define pmd_same(a, b) ((a).pmd == (b).pmd)\n"
        f'#include "{CASES}/rw_recheck.c"\n'
    )
    found = facts(so, source, tmp_path / "facts")
    assert {f["verdict"] for f in found} == {"unknown"}
    assert any("pmd_same is a macro here" in f["why"] for f in found)


def test_shims(so: Path, tmp_path: Path) -> None:
    """The headers make functions of them, whatever the architecture has."""
    shims = plugin.shims(Campaign(API), tmp_path / "shims")
    kernel = tmp_path / "include" / "linux"
    kernel.mkdir(parents=True)
    (kernel / "pgtable.h").write_text(
        f'#include "{CASES}/pgtable.h"\n'
        "#define pmd_same(a, b) ((a).pmd == (b).pmd)\n"
    )
    source = tmp_path / "macro.c"
    source.write_text(f'#include <linux/pgtable.h>\n#include "{CASES}/rw_recheck.c"\n')
    found = facts(so, source, tmp_path / "facts", f"-I{shims}", f"-I{kernel.parent}")
    roots = {f["root"] for f in found if f["verdict"] == "refuted"}
    assert roots and all(name.startswith("bad_") for name in roots)
    assert "unknown" not in {f["verdict"] for f in found}


def test_same_object(so: Path, tmp_path: Path) -> None:
    """The code is the same with the plugin and without."""
    source = CASES / "callees.c"
    compile(so, source, tmp_path / "with", early=False)
    plain = tmp_path / "plain.o"
    subprocess.run(["gcc", "-O2", "-c", str(source), "-o", str(plain)], check=True)
    assert plain.read_bytes() == (tmp_path / "with" / "object.o").read_bytes()


def test_bad_table(so: Path, tmp_path: Path) -> None:
    table = tmp_path / "table"
    table.write_text("unmap pte_unmap 0\nnonsense here\n")
    argv = ["gcc", "-c", str(CASES / "locked.c"), "-o", "/dev/null"]
    argv += plugin.flags(so, table, tmp_path)
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert f"{table}:2: not a line of a table" in done.stderr


@pytest.mark.parametrize("text", ["", "{}\n", '{"unit": "a.c"}\n{"verdict": "pro'])
def test_broken_facts(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(text)
    with pytest.raises(MachineError):
        plugin.facts(tmp_path)


def test_replay(tmp_path: Path) -> None:
    """As kbuild saves it: what is written elsewhere isn't written again."""
    saved = (
        "savedcmd_mm/a.o := gcc -Wp,-MMD,mm/.a.o.d -nostdinc -I./include "
        "-DKBUILD_MODNAME='\"a\"' -DSIGN='\"$(pound)$$\"' -c -o mm/a.o ../mm/a.c "
        " ; ./tools/objtool/objtool mm/a.o\n\nsource_mm/a.o := ../mm/a.c\n"
    )
    argv = plugin.replay(saved, ["-fplugin=x.so"], tmp_path)
    assert argv == [
        *("gcc", "-fplugin=x.so", f"-I{tmp_path}", "-nostdinc", "-I./include"),
        *('-DKBUILD_MODNAME="a"', '-DSIGN="#$"', "-c", "-o", "/dev/null"),
        "../mm/a.c",
    ]
    for broken in ("", "savedcmd_a := ld a", "x := gcc -c a.c -o", "x := gcc 'a"):
        with pytest.raises(MachineError):
            plugin.replay(broken, [])


@pytest.mark.parametrize(
    "body, verdict",
    [
        ("pte_unmap(w->pte);", "proven"),
        ("if (w->addr) pte_unmap(w->pte);", "unknown"),
        ("w->pte->pte = 0; pte_unmap(w->pte);", "unknown"),
        ("further(w); pte_unmap(w->pte);", "unknown"),
    ],
)
def test_other_unit(so: Path, body: str, verdict: str, tmp_path: Path) -> None:
    """A struct with the mapping goes to another unit, which is asked what it does."""
    head = (
        f'#include "{CASES}/pgtable.h"\n'
        "struct walk { pmd_t *pmd; unsigned long addr; pte_t *pte; spinlock_t *ptl; };\n"
        "void elsewhere(struct walk *w);\nvoid further(struct walk *w);\n"
    )
    one, other = tmp_path / "one.c", tmp_path / "other.c"
    one.write_text(
        f"{head}void site(struct mm_struct *mm, struct walk *w) {{\n"
        "w->pte = pte_offset_map_ro_nolock(mm, w->pmd, w->addr, &w->ptl);\n"
        "if (w->pte) elsewhere(w); }\n"
    )
    other.write_text(f"{head}void elsewhere(struct walk *w) {{ {body} }}\n")
    alone = facts(so, one, tmp_path / "facts")
    assert {f["verdict"] for f in alone if f["kind"] == "write"} == {"unknown"}
    both = facts(so, other, tmp_path / "facts")
    assert {f["verdict"] for f in both if f["kind"] == "write"} == {verdict}
    assert {f["root"] for f in both} == {"site"}
