# SPDX-License-Identifier: GPL-2.0
"""Each case of tests/cocci/convert/ becomes what its .res says, or stays and says why."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from convert_tree import CASES, NAMES, make_tree

COMMAND = Path(__file__).resolve().parents[2] / "scripts" / "treewide"
GUARD = re.compile(
    r"[ \t]*/\*\n(?:[ \t]*\*(?!/)[^\n]*\n)*[ \t]*\* dummy_pmdval\d? is not(?:[^/]|[^*]/)*\*/\n"
)
COMPILE = "gcc -std=gnu11 -Wall -Wextra -Wno-unused-parameter -Werror -c -o /dev/null"
CONFIGURATIONS = ([], ["-DCONFIG_SPLIT_PTE_PTLOCKS", "-DCONFIG_SMP"])


class Converted:
    """The cases, converted as one tree."""

    def __init__(self, home: Path) -> None:
        self.tree = make_tree(home / "tree")
        self.run = home / "run"
        subprocess.run(
            [COMMAND, "convert", self.tree, "--run", self.run],
            capture_output=True,
            check=False,
        )
        self.document = json.loads((self.run / "convert.json").read_text())

    def text(self, name: str) -> str:
        """A case as it is now."""
        path = self.run / "converted" / "mm" / f"{name}.c"
        original = self.tree / "mm" / f"{name}.c"
        return (path if path.exists() else original).read_text()

    def whys(self, name: str) -> list[str]:
        """Why the calls of a case stay as they are."""
        file = f"mm/{name}.c"
        sites = [s for s in self.document["sites"] if s["file"] == file]
        return [s["why_not"] for s in sites if not s["converted"]]


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Converted:
    return Converted(tmp_path_factory.mktemp("convert"))


def test_there_are_enough_cases() -> None:
    whys = [n for n in NAMES if (CASES / f"{n}.why").exists()]
    assert len(NAMES) >= 60
    assert len(whys) >= 15


@pytest.mark.parametrize("name", [n for n in NAMES if (CASES / f"{n}.res").exists()])
def test_becomes(converted: Converted, name: str) -> None:
    if (CASES / f"{name}.why").exists():
        pytest.xfail("could be converted, and is left to a person: see its .why")
    wanted = (CASES / f"{name}.res").read_text()
    wanted = re.sub(r"[ \t]*/\* GUARD COMMENT \*/", "\t/* GUARD COMMENT */", wanted)
    assert GUARD.sub("\t/* GUARD COMMENT */\n", converted.text(name)) == wanted


@pytest.mark.parametrize("name", [n for n in NAMES if (CASES / f"{n}.why").exists()])
def test_stays(converted: Converted, name: str) -> None:
    assert converted.whys(name) == (CASES / f"{name}.why").read_text().splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_compiles_before_and_after(converted: Converted, name: str) -> None:
    for text in ((CASES / f"{name}.c").read_text(), converted.text(name)):
        for configuration in CONFIGURATIONS:
            command = [*COMPILE.split(), *configuration, "-I", CASES / "include"]
            done = subprocess.run(
                [*command, "-x", "c", "-"], input=text, text=True, capture_output=True
            )
            assert done.returncode == 0, done.stderr


def test_the_same_bytes_again_whatever_j(converted: Converted, tmp_path: Path) -> None:
    again = tmp_path / "run"
    subprocess.run(
        [COMMAND, "convert", converted.tree, "--run", again, "-j", "1"],
        capture_output=True,
        check=False,
    )
    first = (converted.run / "convert.diff").read_bytes()
    assert (again / "convert.diff").read_bytes() == first


def test_a_second_conversion_changes_nothing(
    converted: Converted, tmp_path: Path
) -> None:
    tree = make_tree(tmp_path / "tree")
    for name in NAMES:
        (tree / "mm" / f"{name}.c").write_text(converted.text(name))
    subprocess.run(
        [COMMAND, "convert", tree, "--run", tmp_path / "run"],
        capture_output=True,
        check=False,
    )
    document = json.loads((tmp_path / "run" / "convert.json").read_text())
    assert not [s["id"] for s in document["sites"] if s["converted"]]
    assert document["diff"] is None
