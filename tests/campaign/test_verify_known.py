# SPDX-License-Identifier: GPL-2.0
"""What was said of an object is asked again as soon as anything that it read differs."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign import flavours
from campaign.children import Children
from campaign.kbuild import Kbuild
from campaign.verify.known import Known


@pytest.fixture(name="known")
def make_known(tmp_path: Path) -> Known:
    """Of a build of one object from a source, a header of the tree and a generated one."""
    flavour = flavours.load()["x64"]
    built = Kbuild(tmp_path, flavour, flavours.settings(), Children({}), 1)
    source = built.source.resolve()
    for name in ("src/a.c", "src/a.h", "x64/generated/b.h"):
        path = tmp_path / "build" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (built.output / ".a.o.cmd").write_text(f"savedcmd_a.o := gcc -c {source}/a.c\n")
    (built.output / ".a.o.d").write_text(
        f"a.o: {source}/a.c \\\n {source}/a.h generated/b.h \\\n gone.h\n"
    )
    return Known(built, tmp_path / "cache", ["gcc 12"])


def answer(known: Known, said: str, what: str = "sparse") -> object:
    return known.ask(["a.o"], [what], lambda: said)


def test_the_same_is_asked_once(known: Known) -> None:
    assert answer(known, "one") == "one" == answer(known, "two")
    assert answer(known, "two", what="the preprocessor") == "two"


@pytest.mark.parametrize(
    "name", ["src/a.c", "src/a.h", "x64/generated/b.h", "x64/gone.h", "x64/.a.o.cmd"]
)
def test_all_that_was_read_tells(known: Known, tmp_path: Path, name: str) -> None:
    answer(known, "one")
    path = tmp_path / "build" / name
    text = path.read_text() if path.exists() else ""
    path.write_text(text.replace("-c", "-c -O2") + "\n")
    if name.endswith(".cmd"):
        assert "-O2" in path.read_text()
    assert answer(known, "two") == "two"


def test_another_compiler_is_asked(known: Known, tmp_path: Path) -> None:
    answer(known, "one")
    other = Known(known._kbuild, tmp_path / "cache", ["gcc 13"])
    assert answer(other, "two") == "two"


def test_what_is_not_known_to_be_whole_is_not_kept(
    known: Known, tmp_path: Path
) -> None:
    assert known.ask(["a.o"], ["sparse"], lambda: None) is None
    assert answer(known, "two") == "two"
    (tmp_path / "build/x64/.a.o.d").unlink()
    assert answer(known, "three") == "three"
