# SPDX-License-Identifier: GPL-2.0
"""Code that the converter once got wrong: it stays and says why, or becomes what is right.

Each case of convert_attacks/ was written to be converted wrongly, and was. Its
first comment says what was wrong. NAME.why holds why it stays now; NAME.res,
where there is one, the conversion that was found right by hand.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from convert_tree import CASES
from test_convert import COMMAND, COMPILE

ATTACKS = Path(__file__).parent / "convert_attacks"
NAMES = sorted(path.stem for path in ATTACKS.glob("*.c"))


class Attacked:
    """The attacks, converted as one tree."""

    def __init__(self, home: Path) -> None:
        self.tree = home / "tree"
        shutil.copytree(CASES / "include", self.tree / "include")
        (self.tree / "mm").mkdir()
        (self.tree / "Makefile").write_text("VERSION = 6\nPATCHLEVEL = 12\n")
        for name in NAMES:
            shutil.copy(ATTACKS / f"{name}.c", self.tree / "mm")
        self.run = home / "run"
        subprocess.run(
            [COMMAND, "convert", self.tree, "--run", self.run],
            capture_output=True,
            check=False,
        )
        document = json.loads((self.run / "convert.json").read_text())
        self.sites = document["sites"]

    def text(self, name: str) -> bytes:
        """A case as it is now."""
        path = self.run / "converted" / "mm" / f"{name}.c"
        return (path if path.exists() else self.tree / "mm" / f"{name}.c").read_bytes()


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    return Attacked(tmp_path_factory.mktemp("attacks"))


def test_each_case_says_what_comes_of_it() -> None:
    for name in NAMES:
        assert (ATTACKS / f"{name}.res").exists() or (ATTACKS / f"{name}.why").exists()


@pytest.mark.parametrize("name", NAMES)
def test_attack(attacked: Attacked, name: str) -> None:
    result, why = ATTACKS / f"{name}.res", ATTACKS / f"{name}.why"
    wanted = result if result.exists() else ATTACKS / f"{name}.c"
    assert attacked.text(name) == wanted.read_bytes()
    left = [s for s in attacked.sites if s["file"] == f"mm/{name}.c"]
    told = [s["why_not"] for s in left if not s["converted"]]
    assert told == (why.read_text().splitlines() if why.exists() else [])


@pytest.mark.parametrize("name", [n for n in NAMES if (ATTACKS / f"{n}.res").exists()])
def test_the_result_compiles(attacked: Attacked, name: str) -> None:
    done = subprocess.run(
        [*COMPILE.split(), "-I", CASES / "include", "-x", "c", "-"],
        input=attacked.text(name),
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr.decode()
