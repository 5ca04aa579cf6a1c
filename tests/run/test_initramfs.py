# SPDX-License-Identifier: GPL-2.0
"""The initramfs is what cpio takes for one, and every program of scripts/run is one for each machine."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from campaign.boot import machine, programs
from campaign.boot.initramfs import archive, entries
from campaign.children import Children
from campaign.errors import MachineError, UserError


def test_cpio_lists_what_was_put_in(tmp_path: Path) -> None:
    data = archive(entries(b"init!", {"b": b"12345", "a": b""}))
    done = subprocess.run(
        ["cpio", "-itv", "--quiet"], input=data, capture_output=True, check=True
    )
    listed = [line.split() for line in done.stdout.decode().splitlines()]
    assert [(fields[0], fields[-1]) for fields in listed] == [
        ("drwxr-xr-x", "dev"),
        ("crw-------", "dev/console"),
        ("-rwxr-xr-x", "init"),
        ("drwxr-xr-x", "stress"),
        ("-rwxr-xr-x", "stress/a"),
        ("-rwxr-xr-x", "stress/b"),
    ]
    assert listed[1][4:6] == ["5,", "1"]
    extracted = subprocess.run(
        ["cpio", "-id", "--quiet", "--no-absolute-filenames", "stress/b", "init"],
        input=data,
        cwd=tmp_path,
        check=True,
    )
    assert extracted.returncode == 0
    assert (tmp_path / "stress/b").read_bytes() == b"12345"
    assert (tmp_path / "init").read_bytes() == b"init!"


def test_the_same_programs_give_the_same_bytes() -> None:
    one = archive(entries(b"i", {"a": b"1", "b": b"2"}))
    two = archive(entries(b"i", {"b": b"2", "a": b"1"}))
    assert one == two
    assert archive(entries(b"i", {"a": b"1", "b": b"3"})) != one


def _programs(name: str, where: Path) -> programs.Programs:
    known = machine.load()[name]
    error = known.missing()
    if error:
        pytest.skip(str(error))
    return programs.Programs(known, where, Children(dict(os.environ)))


@pytest.mark.parametrize("name", sorted(machine.load()))
def test_what_runs_first_needs_nothing_else(name: str, tmp_path: Path) -> None:
    built = _programs(name, tmp_path).initramfs([])
    (init,) = tmp_path.glob("init-*")
    said = subprocess.run(
        ["readelf", "-hlW", init], capture_output=True, text=True, check=True
    ).stdout
    assert "EXEC" in said
    assert "INTERP" not in said
    assert init.read_bytes() in built.read_bytes()


def test_every_program_says_what_it_reaches() -> None:
    names = programs.names()
    assert {"fork", "mremap", "uffd_move", "collapse", "swapin"} < set(names)
    for name in names:
        head = (programs.SOURCES / f"{name}.c").read_text().split("*/")[0]
        assert "Reaches" in head, name


def test_a_program_that_is_not_there_is_the_users_error() -> None:
    with pytest.raises(UserError, match="no program 'nothing'; there are: alias, "):
        programs.chosen(["fork", "nothing"])
    assert programs.chosen(["mremap", "fork"]) == ["fork", "mremap"]
    assert programs.chosen(None) == programs.names()


def test_a_program_that_does_not_compile_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sources = tmp_path / "sources"
    sources.mkdir()
    for path in programs.SOURCES.glob("*.[ch]"):
        (sources / path.name).write_bytes(path.read_bytes())
    (sources / "fork.c").write_text("int main(void) { return oops; }\n")
    monkeypatch.setattr(programs, "SOURCES", sources)
    with pytest.raises(MachineError, match=r"^fork\.c: .*error: .*oops"):
        _programs("x64", tmp_path / "built").initramfs(["fork"])
