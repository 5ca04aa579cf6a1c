# SPDX-License-Identifier: GPL-2.0
"""The front door: what make hands to treewide, over a treewide that only tells."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]

# One argument or variable per line, so that what was split or expanded shows
TELL = """#!/bin/sh
{ for word; do printf 'arg %s\\n' "$word"; done; env | sort; } >told
exit ${STATUS:-0}
"""


class House:
    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "scripts/setup").mkdir(parents=True)
        (path / "scripts/verdict").mkdir()
        shutil.copy(TOP / "Makefile", path)
        self.program("scripts/treewide", TELL)
        self.program("scripts/setup/setup.sh", '#!/bin/sh\necho "$*" >setup-told\n')
        (path / "scripts/verdict/Makefile").write_text(
            'all:\n\t@echo "$(M)$(O)" >../../solver-told\n'
        )

    def program(self, name: str, script: str) -> None:
        (self.path / name).write_text(script)
        (self.path / name).chmod(0o755)

    def make(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        clean = {"PATH": os.environ["PATH"], "HOME": str(self.path)}
        return subprocess.run(
            ["make", "--no-print-directory", "-C", self.path, *arguments],
            env=clean | environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def told(self) -> list[str]:
        """The arguments that treewide got."""
        lines = (self.path / "told").read_text().splitlines()
        return [line[4:] for line in lines if line.startswith("arg ")]

    def environment(self) -> dict[str, str]:
        lines = (self.path / "told").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line)

    def setup_told(self) -> str:
        return (self.path / "setup-told").read_text().strip()


@pytest.fixture
def house(tmp_path):
    return House(tmp_path / "a house")


def test_the_default_tree_is_fetched_and_used(house):
    assert house.make(J="3").returncode == 0
    assert house.setup_told() == "--tree cache"
    tree = f"{house.path}/cache/linux-source-6.12"
    # Debian's own tree may be built without a sandbox, where there can be none.
    assert house.told() == ["all", tree, "-j", "3", "--sandbox", "try"]


def test_an_empty_TREE_is_the_default(house):
    house.make(TREE="")
    assert house.setup_told() == "--tree cache"
    assert house.told()[1].endswith("/cache/linux-source-6.12")


NAMES = ["/a tree", "it's", 'a "b" c', "$HOME", "a`id`;b", "-n", "a)b,(c", "#x", "ä\nb"]


@pytest.mark.parametrize("name", NAMES)
def test_names_go_through_unharmed(house, name):
    assert house.make(TREE=name, RUN=name, J="1").returncode == 0
    assert house.setup_told() == ""
    assert house.environment()["TREE"] == name.split("\n")[0]
    lines = "\n".join(["arg all", f"arg {name}", "arg --run", f"arg {name}", "arg -j"])
    assert (house.path / "told").read_text().startswith(lines + "\narg 1\n")


def test_O_names_the_run_as_RUN_does(house):
    assert house.make("O=/o").returncode == 0
    assert house.told()[2:4] == ["--run", "/o"]


def test_TREE_on_the_command_line(house):
    assert house.make("TREE=/a tree").returncode == 0
    assert house.told()[1] == "/a tree"


@pytest.mark.parametrize("status, wanted", [(0, 0), (1, 0), (2, 2), (3, 2), (4, 2)])
@pytest.mark.parametrize("target", ["all", "coccicheck"])
def test_findings_are_no_failure_and_all_else_is(house, target, status, wanted):
    done = house.make(target, STATUS=str(status))
    assert done.returncode == wanted
    assert status < 2 or f"Error {status}" in done.stderr


def test_kbuild_below_does_not_inherit_our_variables(house):
    """M=, O= and TREE= of our command line must reach treewide as environment only."""
    house.make("coccicheck", "M=mm", "O=/o", "ARCH=arm", "V=1", "-j2")
    environment = house.environment()
    assert not {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES"} & set(environment)
    assert (environment["O"], environment["ARCH"]) == ("/o", "arm")


def test_variables_that_nobody_set_are_not_made_up(house):
    """kbuild takes an empty ARCH from the environment at its word."""
    house.make()
    assert not {"ARCH", "CROSS_COMPILE", "M", "O", "MODE", "V"} & set(
        house.environment()
    )


def test_the_kernels_variables_reach_coccicheck(house):
    house.make("coccicheck", "MODE=patch", "COCCI=a b.cocci", "M=mm", "J=2", "TREE=t")
    assert house.told() == (
        ["coccicheck", "t", "--mode", "patch", "--cocci", "a b.cocci"]
        + ["--subdir", "mm", "-j", "2"]
    )


def test_quiet_and_verbose(house):
    silent = house.make("-s")
    assert (silent.stdout, silent.stderr) == ("", "")
    assert house.told()[0] == "-q"
    assert "scripts/treewide" in house.make("V=1").stdout
    assert house.told()[0] == "-v"
    assert "scripts/treewide" not in house.make().stdout


def test_parallel_make_waits_for_the_setup(house):
    house.program("scripts/setup/setup.sh", "#!/bin/sh\nsleep 0.3\ntouch setup-told\n")
    (house.path / "scripts/verdict/Makefile").write_text(
        "all:\n\t@test -e ../../setup-told\n"
    )
    assert house.make("-j8").returncode == 0


def test_a_setup_that_fails_ends_it(house):
    house.program("scripts/setup/setup.sh", "#!/bin/sh\nexit 3\n")
    done = house.make()
    assert done.returncode == 2 and "Error 3" in done.stderr
    assert not (house.path / "told").exists()


def test_clean_keeps_the_tree_and_distclean_does_not(house):
    for name in ("out/x", "cache/linux-source-6.12", "tests", "scripts/a/__pycache__"):
        (house.path / name).mkdir(parents=True)
    (house.path / "scripts/verdict/Makefile").write_text("clean:\n\t@touch cleaned\n")
    assert house.make("clean").returncode == 0
    assert not (house.path / "out").exists()
    assert not (house.path / "scripts/a/__pycache__").exists()
    assert (house.path / "scripts/verdict/cleaned").exists()
    assert (house.path / "cache/linux-source-6.12").exists()
    assert house.make("distclean").returncode == 0
    assert not (house.path / "cache").exists()
    assert not (house.path / "setup-told").exists()


def test_help_fits_a_terminal(house):
    done = house.make("help")
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert not (house.path / "setup-told").exists()


def test_run_kernels_asks_for_more_programs_and_boots(house):
    assert house.make("run-kernels", "J=2", "FULL=1").returncode == 0
    assert house.setup_told() == "--boot"
    tree = f"{house.path}/cache/linux-source-6.12"
    assert house.told() == ["run", tree, "-j", "2", "--sandbox", "try", "--full"]
    assert house.make("run-kernels", "TREE=/a tree", "O=out dir").returncode == 0
    assert house.told()[:4] == ["run", "/a tree", "--run", "out dir"]
