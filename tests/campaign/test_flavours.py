# SPDX-License-Identifier: GPL-2.0
"""Flavours are data; a compiler that isn't there is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign import flavours
from campaign.errors import UserError

ALL = ["armv5", "armv7", "armv7s", "ppc32", "ppc64le", "x32", "x64"]


def test_the_seven_flavours_are_there() -> None:
    assert list(flavours.load()) == ALL


def test_shared_fragments_come_first() -> None:
    known = flavours.load()
    assert known["x64"].lines[0] == "CONFIG_EXPERT=y"
    assert "CONFIG_NR_CPUS=8" in known["x64"].lines
    assert "CONFIG_TRANSPARENT_HUGEPAGE=y" not in known["ppc32"].lines
    assert "CONFIG_SMP=n" in known["armv5"].lines
    assert "CONFIG_SMP=y" not in known["armv5"].lines


@pytest.mark.parametrize("name", ALL)
def test_no_fragment_says_two_things_of_one_symbol(name: str) -> None:
    symbols = [line.split("=")[0] for line in flavours.load()[name].lines]
    assert len(symbols) == len(set(symbols))


def test_programs_carry_the_prefix() -> None:
    assert flavours.load()["armv5"].program("gcc") == "arm-linux-gnueabi-gcc"


def test_a_missing_compiler_is_named_with_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    missing = flavours.load()["ppc32"].missing()
    assert missing is not None
    assert (missing.program, missing.package) == (
        "powerpc-linux-gnu-gcc",
        "gcc-powerpc-linux-gnu",
    )
    assert missing.status == 3


def test_no_program_is_missing_where_all_are_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for what in ("gcc", "ld", "readelf", "addr2line"):
        program = tmp_path / f"powerpc-linux-gnu-{what}"
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert flavours.load()["ppc32"].missing() is None


def test_all_are_chosen_where_nothing_is_asked() -> None:
    known = flavours.load()
    assert [f.name for f in flavours.choose(known, None, None, None)] == ALL


@pytest.mark.parametrize(
    ("arch", "names"),
    [
        ("arm", ["armv5", "armv7", "armv7s"]),
        ("x86", ["x32", "x64"]),
        ("x86_64", ["x64"]),
        ("i386", ["x32"]),
    ],
)
def test_arch_chooses(arch: str, names: list[str]) -> None:
    chosen = flavours.choose(flavours.load(), None, arch, None)
    assert [f.name for f in chosen] == names


def test_cross_compile_takes_the_place_of_the_prefix() -> None:
    chosen = flavours.choose(flavours.load(), None, "arm", "/opt/arm-")
    assert {f.prefix for f in chosen} == {"/opt/arm-"}


@pytest.mark.parametrize(
    ("names", "arch", "cross"),
    [
        (["x65"], None, None),
        (None, "vax", None),
        (None, None, "arm-linux-gnueabi-"),
        (["x64"], None, "gcc; rm "),
    ],
)
def test_bad_choices_are_the_users(
    names: list[str] | None, arch: str | None, cross: str | None
) -> None:
    with pytest.raises(UserError):
        flavours.choose(flavours.load(), names, arch, cross)


@pytest.mark.parametrize(
    "text",
    [
        "[flavour]\narch = x86\n",
        "no section",
        "[flavour]\narch=a\nnames=a\ncross_compile=\nfragments=none\n[packages]\n[kconfig]\n",
        "[flavour]\narch=a\nnames=a\ncross_compile=\nfragments=\n[packages]\n[kconfig]\nSMP=y\n",
        "[flavour]\narch=a b\nnames=a\ncross_compile=\nfragments=\n[packages]\n[kconfig]\n",
        "[flavour]\narch=a\nnames=a\ncross_compile=a b\nfragments=\n[packages]\n[kconfig]\n",
        "[flavour]\narch=a\nnames=a\ncross_compile=\nfragments=\nbass=x\n[packages]\n[kconfig]\n",
        "[flavour]\narch=a\nnames=a\ncross_compile=\nfragments=\nbase=defconfig\n[packages]\n[kconfig]\n",
        "[flavour]\narch=a\nnames=a\ncross_compile=\nfragments=\nllvm=yes\n[packages]\n[kconfig]\n",
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "broken.ini").write_text(text)
    with pytest.raises(UserError):
        flavours.load(tmp_path)
