# SPDX-License-Identifier: GPL-2.0
"""What make prepare made is made anew only where a changed header reaches it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from campaign import buildenvironment, flavours
from campaign.children import Children
from campaign.kbuild import Kbuild

OFFSETS = 'void f(void) { __asm__("\\n.ascii \\"->SIZE %0\\"" : : "i" (SIZE)); }\n'


@pytest.fixture(name="build")
def make_build(tmp_path: Path) -> Kbuild:
    """A build of two things that were made of a header, by kbuild's own account."""
    flavour = flavours.load()["x64"]
    built = Kbuild(
        tmp_path, flavour, flavours.settings(), Children({"PATH": "/usr/bin:/bin"}), 1
    )
    source = built.source.resolve()
    (source / "include").mkdir(parents=True)
    (source / "include/size.h").write_text("#define SIZE 8\n")
    (source / "offsets.c").write_text('#include "size.h"\n' + OFFSETS)
    (built.output / "mm").mkdir(parents=True)
    read = f"deps_x := \\\n  {source}/include/size.h \\\n"
    command = f"gcc -Wp,-MMD,.offsets.s.d -I{source}/include -g1 -S -o offsets.s"
    (built.output / ".offsets.s.cmd").write_text(
        f"savedcmd_offsets.s := {command} {source}/offsets.c\n\n{read}"
    )
    (built.output / "mm/.a.o.cmd").write_text(
        f"savedcmd_mm/a.o := gcc -c -o mm/a.o {source}/offsets.c\n\n{read}"
    )
    (built.output / ".other.o.cmd").write_text("savedcmd_other.o := true\n")
    (built.output / ".cmd").write_text("")
    return built


def test_who_reads_a_header(build: Kbuild) -> None:
    assert build.readers(["include/size.h"], []) == {"offsets.s", "mm/a.o"}
    assert build.readers(["include/size.h"], ["mm/a.o"]) == {"offsets.s"}
    assert build.readers(["include/other.h"], []) == set()


def test_a_moved_line_gives_the_same_text(build: Kbuild) -> None:
    before = build.assembly("offsets.s")
    header = build.source / "include/size.h"
    header.write_text("\nextern int declared;\n" + header.read_text())
    assert before and build.assembly("offsets.s") == before
    header.write_text(header.read_text().replace("8", "16"))
    assert build.assembly("offsets.s") not in ("", before)


def test_what_is_no_text_or_fails_has_no_digest(build: Kbuild) -> None:
    assert build.assembly("mm/a.o") == ""
    (build.source / "include/size.h").write_text("#error\n")
    assert build.assembly("offsets.s") == ""


def test_make_and_we_share_ccache(tmp_path: Path) -> None:
    """The kernel's makefiles unset LC_ALL: the same object, all the same."""
    ours = buildenvironment.environment(tmp_path, trusted=False)
    (tmp_path / "a.c").write_text("int a;\n")
    argv = ["ccache", "gcc", "-Wp,-MMD,a.d", "-c", "-o", "a.o", "a.c"]
    for env in ({k: v for k, v in ours.items() if k != "LC_ALL"}, ours):
        subprocess.run(argv, cwd=tmp_path, env=env, check=True)
    said = subprocess.run(
        ["ccache", "--print-stats"],
        env=ours,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "direct_cache_hit\t1\n" in said.stdout
