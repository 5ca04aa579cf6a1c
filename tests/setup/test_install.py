# SPDX-License-Identifier: GPL-2.0
"""make install: what is there works, wherever it stands, and the page is about all of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(TOP / "scripts"))

from campaign.cli import _parser  # noqa: E402


def commands() -> set[str]:
    """The names of all commands."""
    text = _parser().format_help()
    return set(re.findall(r"^    (\w+) {2,}", text, re.M))


@pytest.fixture(name="root", scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    solver = TOP / "scripts" / "verdict" / "build" / "verdict"
    if not solver.exists():
        pytest.skip("the solver is not built")
    root = tmp_path_factory.mktemp("a root")
    environment = {"PATH": "/usr/bin:/bin", "DESTDIR": str(root), "PREFIX": "/opt/tw"}
    subprocess.run([TOP / "scripts/packaging/install.sh"], env=environment, check=True)
    moved = root.with_name("moved")
    os.rename(root, moved)
    return moved / "opt" / "tw"


def run(root: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([root / "bin" / "treewide", *words], cwd=cwd, env=environment, capture_output=True, text=True)  # fmt: skip


def test_it_runs(root: Path, tmp_path: Path) -> None:
    done = run(root, "explain", "rw", cwd=tmp_path)
    assert done.returncode == 0 and "Example:" in done.stdout
    assert run(root, "schema", "audit", cwd=tmp_path).returncode == 0


def test_a_run_goes_to_the_folder_one_is_in(root: Path, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "Makefile").write_text("VERSION = 6\nPATCHLEVEL = 12\n")
    done = run(root, "find", str(tree), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.glob("out/*/find.json"))


def test_nothing_built_or_tested_comes_along(root: Path) -> None:
    names = {path.name for path in (root / "lib" / "treewide").rglob("*")}
    assert not names & {"__pycache__", "tests", "Makefile.bak", "test_audit.py"}


def test_the_page_is_about_every_command(root: Path) -> None:
    page = (root / "share" / "man" / "man1" / "treewide.1").read_text()
    assert set(re.findall(r"^\.SS (\w+)", page, re.M)) == commands()
    said = subprocess.run(["man", "--warnings", "-l", "/dev/stdin"], input=page, capture_output=True, text=True)  # fmt: skip
    assert said.stderr == ""


def test_completion(root: Path) -> None:
    script = root / "share" / "bash-completion" / "completions" / "treewide"
    # What bash sets when a person presses tab behind "treewide aud"
    ask = f"""
        . {str(script)!r}
        COMP_LINE='treewide aud' COMP_POINT=12 COMP_TYPE=9 IFS=$'\\013' \\
        _ARGCOMPLETE=1 _ARGCOMPLETE_SUPPRESS_SPACE=0 treewide 8>&1 9>/dev/null
        complete -p treewide"""
    environment = {"PATH": f"{root / 'bin'}:/usr/bin:/bin"}
    done = subprocess.run(["bash", "-c", ask], env=environment, capture_output=True, text=True)  # fmt: skip
    assert "audit" in done.stdout
    assert "_python_argcomplete" in done.stdout
