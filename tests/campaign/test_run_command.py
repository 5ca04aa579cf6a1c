# SPDX-License-Identifier: GPL-2.0
"""treewide run, as far as no kernel is built: what can't be tried is told in one line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from campaign.boot import machine
from campaign.errors import UserError
from maketree import make_tree, treewide


def test_a_tree_that_is_no_kernel_is_told_for_each_machine(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree")
    done = treewide("run", tree, run=tmp_path / "run")
    assert done.status == 4
    told = done.doc
    assert told["kernels"] == []
    names = [hole["why"].split(":")[0] for hole in told["incomplete"]]
    assert names == sorted(machine.load())
    assert all("not a kernel tree" in hole["why"] for hole in told["incomplete"])
    assert json.loads((tmp_path / "run" / "run.json").read_text()) == told


@pytest.mark.parametrize(
    ("arguments", "form", "words"),
    [
        (
            ("--machine", "abacus"),
            "json",
            "no machine 'abacus'; there are: armv5, ppc64le, x64",
        ),
        (("--arch", "sparc"), "json", "ARCH=sparc: no machine"),
        (("--program", "frob"), "json", "no program 'frob'; there are: alias, "),
        (
            ("--seconds", "0"),
            "json",
            "argument --seconds: invalid number of seconds value",
        ),
        ((), "org", "format org: run has text, json and html"),
    ],
)
def test_bad_usage_is_one_line(
    tmp_path: Path, arguments: tuple[str, ...], form: str, words: str
) -> None:
    tree = make_tree(tmp_path / "tree")
    for name in ("Kconfig", "scripts/Makefile.build", "Makefile"):
        (tree / name).parent.mkdir(exist_ok=True)
        (tree / name).touch()
    done = treewide("run", tree, *arguments, run=tmp_path / "run", form=form)
    assert done.status == 2
    assert words in done.talk
    assert len(done.talk.strip().splitlines()) == 1


def _copied(tmp_path: Path) -> Path:
    folder = tmp_path / "boot"
    shutil.copytree(machine.MACHINES, folder)
    return folder


def test_a_machine_is_its_flavour_and_more(tmp_path: Path) -> None:
    known = machine.load()
    lines = known["x64"].flavour.lines
    assert known["x64"].flavour.name == "boot-x64"
    assert {"CONFIG_PVH=y", "CONFIG_NUMA=y", "CONFIG_PROVE_LOCKING=y"} <= set(lines)
    assert len({line.split("=")[0] for line in lines}) == len(lines)
    full = machine.load(full=True)
    assert "CONFIG_KASAN=y" in full["x64"].flavour.lines
    assert full["x64"].flavour.name == "boot-x64-full"
    assert full["armv5"] == known["armv5"]
    assert [m.name for m in machine.choose(known, None, "powerpc")] == ["ppc64le"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("image = vmlinux", "image = ../vmlinux", "not a target of kbuild"),
        ("image = vmlinux", "pictures = vmlinux", "not a key of a machine: pictures"),
        ("memory = 1024", "memory = much", "not a machine"),
        ("flavour = x64", "flavour = x65", "not a machine: 'x65'"),
        ("fragments = boot checkers", "fragments = nothing", "not a machine"),
    ],
)
def test_a_machine_that_is_wrong_is_named(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    path = _copied(tmp_path) / "x64.ini"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(UserError, match=f"^x64.ini: .*{words}"):
        machine.load(path.parent)


def test_later_lines_overrule_earlier_ones() -> None:
    assert machine.merged(["CONFIG_A=y", "CONFIG_B=1"], ["CONFIG_A=n"]) == (
        "CONFIG_A=n",
        "CONFIG_B=1",
    )
