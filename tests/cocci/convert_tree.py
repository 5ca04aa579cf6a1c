# SPDX-License-Identifier: GPL-2.0
"""The cases of tests/cocci/convert/ as one small kernel tree."""

from __future__ import annotations

import shutil
from pathlib import Path

CASES = Path(__file__).parent / "convert"
NAMES = sorted(path.stem for path in CASES.glob("*.c"))


def make_tree(root: Path) -> Path:
    """A tree with every case as a file of mm/."""
    shutil.copytree(CASES / "include", root / "include")
    (root / "mm").mkdir()
    (root / "Makefile").write_text("VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 0\n")
    for name in NAMES:
        shutil.copy(CASES / f"{name}.c", root / "mm")
    return root
