# SPDX-License-Identifier: GPL-2.0
"""Honest builds work inside: make, gcc, ccache, odd names, a toolchain of one's own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from campaign import sandbox
from campaign.sandbox import Sandbox

WHY = sandbox.probe()
pytestmark = pytest.mark.skipif(WHY is not None, reason=f"no sandbox here: {WHY}")
PATH = {"PATH": "/usr/bin:/bin"}


def run(box: Sandbox, argv: list[str], cwd: Path, status: int = 0) -> str:
    done = subprocess.run(
        box.wrap(argv, cwd), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == status, done.stderr
    return done.stdout


def source(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "a.c").write_text("#include <stdio.h>\nint main(void){puts(X);}\n")
    return folder


@pytest.mark.parametrize(
    "name",
    ["plain", "a b", "a'b\"c$d`e\\f", "a\nb", "a\\040b", "ä\udcff", "-x", "a,b:c"],
)
def test_make_and_gcc_in_folders_of_any_name(tmp_path: Path, name: str) -> None:
    """The output stands in the tree, as with `--run` there; the rest of it can't be written."""
    tree = source(tmp_path / name)
    out = tree / f"out {name}"
    (tree / "Makefile").write_text(
        'all:\n\tgcc -DX=\'"hello"\' -c -o "$$OUT/a.o" a.c\n'
        '\tgcc -o "$$OUT/a" "$$OUT/a.o"\n\t"$$OUT/a"\n\t! touch a.c\n'
    )
    box = Sandbox([tree], [out], ["make", "gcc"], {**PATH, "OUT": str(out)})
    assert "hello\n" in run(box, ["make"], tree)
    assert (out / "a.o").is_file()


def test_a_link_leads_where_it_leads_outside(tmp_path: Path) -> None:
    """Given by a name with a link in it, a folder is there under that name and its own."""
    tree = source(tmp_path / "real/tree")
    (tmp_path / "link").symlink_to("real")
    given = tmp_path / "link/tree"
    script = 'cmp "$0/a.c" "$1/a.c" && ! touch "$0/x" "$1/x" 2>/dev/null && pwd'
    box = Sandbox([given], [], [], PATH)
    argv = ["sh", "-c", script, str(given), str(tree)]
    assert run(box, argv, given) == f"{tree}\n"


def test_ccache_keeps_what_it_compiled(tmp_path: Path) -> None:
    tree, out, cache = source(tmp_path / "t"), tmp_path / "o", tmp_path / "c"
    (tmp_path / "names").mkdir()
    (tmp_path / "names/gcc").symlink_to("/usr/bin/ccache")
    variables = {
        "PATH": f"{tmp_path}/names:/usr/bin:/bin",
        "CCACHE_DIR": str(cache),
    }
    box = Sandbox([tree, tmp_path / "names"], [out, cache], ["gcc"], variables)
    for name in ("1.o", "2.o"):
        run(box, ["gcc", "-DX=0", "-c", "-o", f"{out}/{name}", "a.c"], tree)
    stats = run(box, ["ccache", "--print-stats"], tree).splitlines()
    counts = dict(line.split("\t") for line in stats if "\t" in line)
    assert counts["cache_miss"] == "1"
    assert (
        int(counts["direct_cache_hit"]) + int(counts["preprocessed_cache_hit"]) == 1
    ), counts


def toolchain(prefix: Path) -> Path:
    """A compiler that needs a part of its own, found from where it stands."""
    (prefix / "bin").mkdir(parents=True)
    (prefix / "lib").mkdir()
    program = prefix / "bin/my-gcc"
    program.write_text(
        '#!/bin/sh\nexec sh "$(dirname "$(readlink -f "$0")")/../lib/cc1"\n'
    )
    program.chmod(0o755)
    (prefix / "lib/cc1").write_text("echo it compiles\n")
    return program


@pytest.mark.parametrize("by", ["path", "name", "link"])
def test_a_toolchain_at_home_brings_its_prefix_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    home = tmp_path / "home"
    program = toolchain(home / "tools/gcc-13")
    (home / "secret").write_text("x")
    (home / "tools/secret").write_text("x")
    (home / "bin").mkdir()
    (home / "bin/link-gcc").symlink_to("../tools/gcc-13/bin/my-gcc")
    monkeypatch.setenv("HOME", str(home))
    name = {"path": str(program), "name": "my-gcc", "link": "link-gcc"}[by]
    path = {"PATH": f"{home}/bin:{program.parent}:/usr/bin:/bin"}
    box = Sandbox([], [], [name], path)
    assert run(box, [name], Path("/")) == "it compiles\n"
    seen = run(box, ["find", str(home), "-type", "f"], Path("/")).split()
    assert sorted(seen) == sorted(
        [str(program), str(program.parent.parent / "lib/cc1")]
    )
    assert run(box, ["sh", "-c", f'! touch "{program}" 2>&1'], Path("/"))


def test_every_meaning_of_a_name_is_there(tmp_path: Path) -> None:
    """ccache under a compiler's name runs the next of that name in PATH."""
    program = toolchain(tmp_path / "tools")
    names = tmp_path / "names"
    names.mkdir()
    (names / "my-gcc").write_text(f'#!/bin/sh\nexec "{program}"\n')
    (names / "my-gcc").chmod(0o755)
    path = {"PATH": f"{names}:{program.parent}:/usr/bin:/bin"}
    assert run(Sandbox([names], [], ["my-gcc"], path), ["my-gcc"], names)


def test_the_status_is_the_programs(tmp_path: Path) -> None:
    box = Sandbox([], [tmp_path / "out"], [], PATH)
    run(box, ["sh", "-c", "exit 7"], tmp_path / "out", status=7)
    run(box, ["timeout", "-s", "KILL", "0.1", "sleep", "9"], tmp_path, status=137)


def test_variables_are_those_given(tmp_path: Path) -> None:
    box = Sandbox([], [], [], {**PATH, "A": "b=c d\ne", "TMPDIR": "/nowhere"})
    said = run(box, ["env", "-0"], tmp_path).split("\0")
    assert set(said) == {
        "",
        "A=b=c d\ne",
        "HOME=/tmp",
        f"PATH={PATH['PATH']}",
        f"PWD={tmp_path}",
    }


@pytest.mark.parametrize("folder", ["/", "/etc", "/dev", "/dev/shm"])
def test_what_would_be_lost_is_refused(tmp_path: Path, folder: str) -> None:
    """A build that writes outside of its output fails. It doesn't go on with less."""
    script = 'echo >"$0/x" || exit 3'
    run(Sandbox([], [], [], PATH), ["sh", "-c", script, folder], tmp_path, status=3)
    run(Sandbox([], [], [], PATH), ["sh", "-c", script, "/tmp"], tmp_path)
