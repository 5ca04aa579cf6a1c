# SPDX-License-Identifier: GPL-2.0
"""The examples for CI servers: what they run is run, on a repository with a commit more."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "campaign"))

import audit_trees as trees  # noqa: E402
from maketree import ROOT, environment  # noqa: E402

FOLDER = ROOT / "scripts" / "packaging" / "ci"


def scripts(name: str) -> list[str]:
    """The commands with treewide in them that an example runs."""
    example: Any = yaml.safe_load((FOLDER / name).read_text())
    found: list[str] = []

    def look(thing: Any) -> None:
        if isinstance(thing, dict):
            for value in thing.values():
                look(value)
        elif isinstance(thing, list):
            for value in thing:
                look(value)
        elif isinstance(thing, str) and thing.startswith("treewide "):
            found.append(thing)

    look(example)
    return found


@pytest.mark.parametrize(
    "name, status, says",
    [("gitlab.yml", 1, '<failure message="drivers/own.c'), ("github.yml", 0, '"baselineState": "new"')],
)  # fmt: skip
def test_what_an_example_runs(tmp_path: Path, name: str, status: int, says: str) -> None:  # fmt: skip
    tree = trees.repository(tmp_path / "repo")
    (tmp_path / "treewide").symlink_to(ROOT / "scripts" / "treewide")
    base = trees.git(tree, "rev-parse", "HEAD~")
    (command,) = scripts(name)
    command = command.replace("/tmp/audit", str(tmp_path / "run"))
    more = {
        "PATH": f"{tmp_path}:/usr/bin:/bin",
        "BASE": base,
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
        "TREEWIDE_CACHE": os.environ["TREEWIDE_CACHE"],
    }
    done = subprocess.run(["sh", "-c", command], cwd=tree, env=environment(more), timeout=300)  # fmt: skip
    assert done.returncode == status
    result = re.search(r">(\S+)", command)
    assert result and says in (tree / result[1]).read_text()


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_every_example_runs_treewide(path: Path) -> None:
    assert scripts(path.name)
