# SPDX-License-Identifier: GPL-2.0
"""Which part of the machine is a program's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign import installed

HOME = Path("/home/u")


@pytest.mark.parametrize(
    ("program", "own"),
    [
        ("/opt/arm/bin/arm-gcc", "/opt/arm"),
        ("/home/u/tools/gcc-13/bin/gcc", "/home/u/tools/gcc-13"),
        # Yocto's: below bin there is a folder more, and the loader is beside usr
        ("/opt/poky/sysroots/x/usr/bin/arm-poky/arm-gcc", "/opt/poky/sysroots/x"),
        # More than the program's own
        ("/home/u/bin/gcc", "/home/u/bin/gcc"),
        ("/home/u/.local/bin/gcc", "/home/u/.local/bin/gcc"),
        ("/home/bin/gcc", "/home/bin/gcc"),
        ("/bin/gcc", "/bin/gcc"),
        # Nobody knows what it needs
        ("/home/u/Downloads/gcc", "/home/u/Downloads/gcc"),
        # The nearest bin counts
        ("/home/u/bin/gcc-13/bin/gcc", "/home/u/bin/gcc-13"),
    ],
)
def test_prefixes(program: str, own: str) -> None:
    assert installed.prefix(Path(program), HOME) == Path(own)


def test_names_are_looked_up_in_every_folder(tmp_path: Path) -> None:
    for folder, mode in (("one", 0o755), ("two", 0o644), ("three", 0o755)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "cc").touch()
        (tmp_path / folder / "cc").chmod(mode)
    path = f"{tmp_path}/one:.::relative:{tmp_path}/two:{tmp_path}/two/../three"
    there = [tmp_path / "one/cc", tmp_path / "three/cc"]
    assert list(installed.found("cc", path)) == there
    assert list(installed.found(str(there[0]), path)) == there[:1]
    assert list(installed.found("./cc", path)) == []
