# SPDX-License-Identifier: GPL-2.0
"""Kbuild is asked, not trusted: its fragment lines, its objects, its words, its time."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from campaign import buildenvironment, flavours, kbuild
from campaign.children import Children, Stopped, TimedOut
from campaign.diagnostics import diagnostics
from campaign.errors import MachineError, UserError
from campaign.kbuild import Kbuild
from campaign.sourcecopy import SourceCopy


def test_lost_lines_are_named() -> None:
    config = "CONFIG_A=y\n# CONFIG_B is not set\nCONFIG_N=8\nCONFIG_OFF=y\n"
    wanted = [
        "CONFIG_A=y",
        "CONFIG_B=y",
        "CONFIG_N=4",
        "CONFIG_GONE=n",
        "CONFIG_B=n",
        "CONFIG_OFF=n",
    ]
    assert kbuild.lost(wanted, config) == ["CONFIG_B=y", "CONFIG_N=4", "CONFIG_OFF=n"]


@pytest.mark.parametrize(
    ("path", "made"),
    [
        ("mm/a.c", "mm/a.o"),
        ("arch/arm/mm/a.c", "arch/arm/mm/a.o"),
        ("arch/arm/mm/a.S", "arch/arm/mm/a.o"),
        ("arch/powerpc/mm/a.c", None),
        ("include/a.h", None),
        ("tools/testing/a.c", None),
        ("CC=sh/a.c", None),
        ("mm/a b.c", None),
        ("mm/a%.c", None),
        ("mm/a\n.c", None),
        ("-f/a.c", None),
        ("mm/../a.c", None),
        ("mm/$(shell x).c", None),
    ],
)
def test_only_names_that_make_takes_for_names(path: str, made: str | None) -> None:
    assert kbuild.target(path, "arm", ("tools",)) == made


def test_diagnostics_are_sorted_out() -> None:
    log = (
        "  CC      mm/a.o\n"
        "/x/src/mm/a.c:3:5: error: unused variable 'b' [-Werror=unused-variable]\n"
        "/x/src/mm/a.c:9:1: error: unknown type name 'c'\n"
        '/x/src/include/h.h:7: warning: "X" redefined\n'
        "mm/a.o: warning: objtool: f+0x12: unreachable instruction\n"
        "/x/src/mm/a.c:4:5: note: said before\n"
    )
    warnings, errors = diagnostics(log, "/x/src")
    assert warnings == [
        ("include/h.h", '"X" redefined'),
        ("mm/a.c", "unused variable 'b' [-Wunused-variable]"),
        ("mm/a.o", "objtool: f: unreachable instruction"),
    ]
    assert errors == [
        ("mm/a.c", "mm/a.c:3:5: unused variable 'b' [-Wunused-variable]"),
        ("mm/a.c", "mm/a.c:9:1: unknown type name 'c'"),
    ]


def test_the_callers_make_variables_stay_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ARCH", "MAKEFLAGS", "KCFLAGS", "O", "CROSS_COMPILE"):
        monkeypatch.setenv(name, "x")
    assert not {"ARCH", "MAKEFLAGS", "KCFLAGS", "O"} & set(
        buildenvironment.environment(tmp_path, trusted=True)
    )


def children() -> Children:
    return Children({"PATH": "/usr/bin:/bin", "LC_ALL": "C"})


def test_a_program_that_hangs_is_ended_with_all_it_started(tmp_path: Path) -> None:
    log = tmp_path / "log"
    mark = tmp_path / "late"
    script = f"(sleep 2; touch {mark}) & sleep 60"
    with pytest.raises(TimedOut, match="0.2 s"):
        children().run(["sh", "-c", script], tmp_path, log, 0.2)
    time.sleep(2.2)
    assert not mark.exists()
    assert [p.name for p in tmp_path.iterdir()] == ["log"]


def test_stop_ends_what_runs_in_another_thread(tmp_path: Path) -> None:
    pool = children()
    threading.Timer(0.2, pool.stop).start()
    begun = time.monotonic()
    with pytest.raises(Stopped):
        pool.run(["sleep", "60"], tmp_path, tmp_path / "log", 60)
    assert time.monotonic() - begun < 10
    with pytest.raises(Stopped):
        pool.run(["true"], tmp_path, tmp_path / "log", 60)


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="can't be started"):
        children().run(["no-such-program"], tmp_path, tmp_path / "log", 1)


def test_a_full_disk_is_no_compile_error(tmp_path: Path) -> None:
    """make's failure is told as the machine's where it says that the disk is full."""
    (tmp_path / "build/src").mkdir(parents=True)
    (tmp_path / "build/src/Makefile").write_text(
        "prepare:\n\t@echo 'as: No space left on device'; false\n"
    )
    with pytest.raises(MachineError, match="no space left"):
        built(tmp_path).prepare()


def built(run: Path, name: str = "armv5") -> Kbuild:
    return Kbuild(run, flavours.load()[name], flavours.settings(), children(), 2)


def fake_tree(tmp_path: Path) -> Path:
    """A tree that was built in place."""
    tree = tmp_path / "tree"
    for name in ("mm/a.c", "mm/a.o", ".config", "include/config/X", "include/h.h"):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(name)
    return tree


def test_the_copy_leaves_out_what_a_build_left(tmp_path: Path) -> None:
    tree = fake_tree(tmp_path)
    SourceCopy(tree, tmp_path / "run/src").bring({})
    found = [p for p in (tmp_path / "run/src").rglob("*") if p.is_file()]
    assert sorted(p.name for p in found) == ["a.c", "h.h"]


def test_the_tree_is_not_written_through_the_copy(tmp_path: Path) -> None:
    tree = fake_tree(tmp_path)
    new = b"new"
    copy = SourceCopy(tree, tmp_path / "run/src")
    copy.bring({})
    copy.exchange({"mm/a.c": new, "mm/b.c": new})
    assert (tmp_path / "run/src/mm/a.c").read_text() == "new"
    assert (tmp_path / "run/src/mm/b.c").read_text() == "new"
    assert (tree / "mm/a.c").read_text() == "mm/a.c"
    copy.bring({"mm/a.c": new})
    copy.exchange({})
    assert (tmp_path / "run/src/mm/a.c").read_text() == "mm/a.c"


def test_the_copy_follows_the_tree(tmp_path: Path) -> None:
    tree = fake_tree(tmp_path)
    SourceCopy(tree, tmp_path / "run/src").bring({})
    (tree / "mm/a.c").unlink()
    (tree / "mm/a.c").write_text("edited, with a name of its own")
    (tree / "include/h.h").unlink()
    (tree / "mm/more").mkdir()
    (tree / "mm/more/c.c").write_text("c")
    SourceCopy(tree, tmp_path / "run/src").bring({})
    copy = tmp_path / "run/src"
    assert (copy / "mm/a.c").read_text().startswith("edited")
    assert not (copy / "include/h.h").exists()
    assert (copy / "mm/more/c.c").exists()


def test_a_link_does_not_lead_a_changed_file_out(tmp_path: Path) -> None:
    tree = fake_tree(tmp_path)
    outside = tmp_path / "outside"
    outside.mkdir()
    (tree / "fs").symlink_to(outside)
    with pytest.raises(UserError, match="leads out"):
        SourceCopy(tree, tmp_path / "run/src").bring({"fs/a.c": b"new"})
    assert not list(outside.iterdir())


@pytest.mark.parametrize("name", ["/etc/x.c", "../x.c", "mm//x.c", "", "mm/./x.c"])
def test_paths_stay_inside(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError):
        SourceCopy(fake_tree(tmp_path), tmp_path / "run/src").bring({name: b""})


def test_a_loop_of_links_is_a_link(tmp_path: Path) -> None:
    tree = fake_tree(tmp_path)
    (tree / "loop").symlink_to("loop")
    copy = SourceCopy(tree, tmp_path / "run/src")
    copy.bring({})
    copy.bring({})
    assert (tmp_path / "run/src/loop").is_symlink()
    assert copy.problems() == []
