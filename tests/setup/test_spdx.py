# SPDX-License-Identifier: GPL-2.0
"""Every file that can hold a comment says its licence, as the kernel's files do."""

import subprocess
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
SUFFIXES = {".c", ".h", ".S", ".cocci", ".py", ".sh", ".yaml", ".yml", ".toml"}
NAMES = {"Makefile", "packages", "treewide", "run"}
TAG = "SPDX-License-Identifier: GPL-2.0"


def ours() -> list[Path]:
    """What git tracks or would; without git, what is neither built nor fetched."""
    listed = subprocess.run(
        ["git", "-C", TOP, "ls-files", "-z", "-co", "--exclude-standard"],
        capture_output=True,
    )
    if listed.returncode == 0:
        names = listed.stdout.decode(errors="surrogateescape").split("\0")
        return [TOP / name for name in names if name]
    return [
        p
        for d in ("scripts", "cocci", "patches", "tests")
        for p in (TOP / d).rglob("*")
    ]


def lacks_tag(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as file:
        head = [file.readline() for _ in range(3)]
    return not any(TAG in line for line in head)


def test_every_file_says_its_licence():
    wanted = [
        path
        for path in ours()
        if (path.suffix in SUFFIXES or path.name in NAMES)
        and path.is_file()
        and path.stat().st_size
    ]
    assert wanted
    assert [str(p.relative_to(TOP)) for p in wanted if lacks_tag(p)] == []
