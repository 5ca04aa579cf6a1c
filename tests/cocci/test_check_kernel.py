# SPDX-License-Identifier: GPL-2.0
"""The rules find nothing in code of Linux that was converted, and reviewed, by series.

Not in all of it, which takes four times as long: in the files whose functions have
the shapes that rules stumble over (locks that may be one, out-parameters, structs,
retries, two tables, rechecks in callees).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
SERIES = TOP / "patches" / "pte_offset_map_nolock" / "series" / "v6.12"
RULES = sorted((TOP / "cocci" / "check").glob("*.cocci"))
FILES = (
    "arch/arm/mm/fault-armv.c",
    "mm/khugepaged.c",
    "mm/mremap.c",
    "mm/page_vma_mapped.c",
    "mm/userfaultfd.c",
)

pytestmark = pytest.mark.kernel


@pytest.fixture(name="converted", scope="module")
def convert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files as the reference series leaves them."""
    if "TREEWIDE_TREE" not in os.environ:
        pytest.skip("TREEWIDE_TREE names no kernel tree")
    tree = tmp_path_factory.mktemp("converted")
    for name in FILES:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(Path(os.environ["TREEWIDE_TREE"], name), tree / name)
    for patch in (SERIES / "series").read_text().split():
        only = [f"--include={name}" for name in FILES]
        command = ["git", "apply", *only, str(SERIES / patch)]
        subprocess.run(command, cwd=tree, check=True)
    for name in FILES:
        assert "pte_offset_map_rw_nolock(" in (tree / name).read_text(), name
    return tree


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_nothing_in_converted_code(converted: Path, rule: Path) -> None:
    process = subprocess.run(
        ["spatch", "-D", "report", "--very-quiet", "--no-show-diff", "--no-includes"]
        + ["--include-headers", "--use-coccigrep", "--dir", "."]
        + ["--cocci-file", str(rule)],
        capture_output=True,
        text=True,
        cwd=converted,
        env={"PATH": "/usr/sbin:/usr/bin:/bin", "HOME": "/nonexistent"},
        check=True,
        timeout=200,
    )
    assert process.stdout == ""
    assert "EXN" not in process.stderr and "Traceback" not in process.stderr
