# SPDX-License-Identifier: GPL-2.0
"""The real kernel, 6.12, and what the tool says of it: made once for all tests of a file.

TREEWIDE_TREE names the tree. It is not written to and not linked to (a new hard link
would change the times of its files): trees that are changed are one copy, which is put
back after each test.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterator

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "campaign"))

from maketree import Outcome, treewide  # noqa: E402

# Folders without page tables
IDLE = ["drivers/gpu/drm/amd/include", "arch/*/boot/dts", "tools", "sound", "samples"]


@pytest.fixture(name="linux", scope="session")
def find_linux() -> Path:
    """The tree; only a 6.12 is what this file was written about."""
    name = os.environ.get("TREEWIDE_TREE")
    if not name:
        pytest.skip("TREEWIDE_TREE names no Linux tree")
    makefile = Path(name, "Makefile")
    head = makefile.read_text()[:200] if makefile.is_file() else ""
    version = re.findall(r"^(?:VERSION|PATCHLEVEL) = (\d+)$", head, re.M)
    if version != ["6", "12"]:
        pytest.skip(f"the tree is no Linux 6.12 but {'.'.join(version) or 'unknown'}")
    return Path(name).resolve()


@pytest.fixture(name="run", scope="session")
def make_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run directory for all: what is known of a function's text is known."""
    return tmp_path_factory.mktemp("linux") / "run"


@pytest.fixture(name="found", scope="session")
def run_find(linux: Path, run: Path) -> Outcome:
    return treewide("find", linux, run=run)


@pytest.fixture(name="classified", scope="session")
def run_classify(linux: Path, run: Path, found: Outcome) -> Outcome:
    return treewide("classify", linux, run=run)


@pytest.fixture(name="converted", scope="session")
def run_convert(
    linux: Path,
    run: Path,
    classified: Outcome,
    tmp_path_factory: pytest.TempPathFactory,
) -> Outcome:
    """The conversion; its files are put aside, for the run directory is used again."""
    done = treewide("convert", linux, run=run)
    aside = tmp_path_factory.mktemp("converted") / "run"
    aside.mkdir()
    shutil.copytree(run / "converted", aside / "converted")
    shutil.copy(run / done.doc["diff"], aside)
    return Outcome(done.status, done.out, done.err, aside)


@pytest.fixture(name="copy", scope="session")
def make_copy(linux: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the tree, gone at the end. Half the bytes are in folders that name no
    entry's type; that they make no difference is seen where verdicts are compared."""
    copy = tmp_path_factory.mktemp("copy") / "linux"
    without = [f"--exclude=/{folder}" for folder in IDLE]
    subprocess.run(["rsync", "-a", *without, f"{linux}/", copy], check=True)
    yield copy
    subprocess.run(["rm", "-rf", copy], check=True)
