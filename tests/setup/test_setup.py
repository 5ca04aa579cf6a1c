# SPDX-License-Identifier: GPL-2.0
"""scripts/setup/setup.sh with an apt-get, a sudo and an id of our own in PATH."""

import subprocess
import time
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
SETUP = TOP / "scripts/setup/setup.sh"

# What setup.sh itself calls; each is in every Debian, as essential
ESSENTIAL = (
    "bash cat dirname env flock id mkdir mktemp mv rm sed stat tail touch true".split()
)


class Machine:
    """A folder of programs, one of packages to install, and a log of who was called."""

    def __init__(self, path: Path) -> None:
        self.bin = path / "bin"
        self.installed = path / "installed"
        self.packages = path / "packages"
        self.log = path / "log"
        for directory in (self.bin, self.installed):
            directory.mkdir()
        for program in ESSENTIAL:
            (self.bin / program).symlink_to(f"/usr/bin/{program}")
        self.log.touch()
        self.needs("alpha", "beta")

    def needs(self, *packages: str) -> None:
        self.packages.write_text(
            "# a comment\n\n"
            + "".join(f"{p}\ttool\t{self.installed}/{p}*\twhy\n" for p in packages)
        )

    def program(self, name: str, script: str) -> None:
        path = self.bin / name
        path.unlink(missing_ok=True)
        path.write_text(f'#!/usr/bin/bash\necho "{name} $*" >>"{self.log}"\n{script}\n')
        path.chmod(0o755)

    def has_apt(self, install: str = "") -> None:
        """apt-get install NAME makes the file that NAME's witness looks for."""
        self.program(
            "apt-get",
            f'cd "{self.installed}"; for a; do [ "$a" = install ] && on=y\n'
            'case $a in -*|install) ;; *) [ -z "${on-}" ] || touch "$a.so" ;; esac; done\n'
            + install,
        )
        self.program("apt-cache", 'echo "Package: ${!#}"')
        self.program("dpkg", "")

    def is_user(self) -> None:
        self.program("id", "echo 1000")

    def setup(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [SETUP, "--packages", self.packages, *arguments],
            env={"PATH": str(self.bin)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def called(self, program: str) -> list[str]:
        lines = self.log.read_text().splitlines()
        return [line for line in lines if line.split()[0] == program]


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


@pytest.fixture
def root(machine):
    machine.program("id", "echo 0")
    return machine


def test_nothing_missing_is_silent_and_asks_for_nothing(machine):
    machine.is_user()
    (machine.installed / "alpha").touch()
    (machine.installed / "beta").touch()
    done = machine.setup()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert machine.log.read_text() == ""


def test_only_what_is_missing_is_installed_after_an_update(root):
    root.has_apt()
    (root.installed / "alpha").touch()
    done = root.setup()
    assert done.returncode == 0, done.stderr
    update, install = root.called("apt-get")
    assert update.endswith(" update")
    assert install.endswith(" install --no-install-recommends beta")
    root.log.write_text("")
    assert root.setup().returncode == 0
    assert root.log.read_text() == ""


def test_apt_never_asks(root):
    root.has_apt('[ "$DEBIAN_FRONTEND" = noninteractive ] || exit 1')
    assert root.setup().returncode == 0


def test_no_apt_names_everything_and_exits_3(root):
    done = root.setup()
    assert done.returncode == 3
    assert "alpha" in done.stderr and "beta" in done.stderr
    assert done.stderr.splitlines()[-1] == (
        "setup: no apt-get here: install these by hand"
    )


def test_user_without_sudo(machine):
    machine.is_user()
    machine.has_apt()
    done = machine.setup()
    assert done.returncode == 3
    assert "neither root nor sudo" in done.stderr
    assert machine.called("apt-get") == []


def test_user_whom_sudo_refuses(machine):
    machine.is_user()
    machine.has_apt()
    machine.program("sudo", "exit 1")
    done = machine.setup()
    assert done.returncode == 3
    assert "sudo refused" in done.stderr
    assert machine.called("apt-get") == []


def test_user_with_sudo_that_must_not_ask_without_a_terminal(machine):
    machine.is_user()
    machine.has_apt()
    machine.program("sudo", '[ "$1" = -n ] || exit 1; shift; exec "$@"')
    done = machine.setup()
    assert done.returncode == 0, done.stderr
    assert len(machine.called("apt-get")) == 2


@pytest.mark.parametrize("status", [0, 100])
def test_package_that_this_release_does_not_have(root, status):
    """apt-cache says nothing; its status is 0 where another package mentions it."""
    root.has_apt()
    root.program("apt-cache", f'[ "${{!#}}" != beta ] || exit {status}; echo Package:')
    done = root.setup()
    assert done.returncode == 3
    assert "apt has no package beta" in done.stderr.splitlines()[-1]
    assert len(root.called("apt-get")) == 1  # the update


def test_apt_that_fails_shows_its_last_words(root):
    root.has_apt()
    root.program(
        "apt-get", 'case "$*" in *install*) echo E: no space left >&2; exit 100;; esac'
    )
    done = root.setup()
    assert done.returncode == 3
    assert "E: no space left" in done.stderr
    assert done.stderr.splitlines()[-1] == "setup: apt-get install failed"


def test_apt_that_says_yes_and_does_nothing(root):
    root.has_apt()
    root.program("apt-get", "")
    done = root.setup()
    assert done.returncode == 3
    assert "alpha" in done.stderr


def test_old_lists_will_do_where_update_fails(root):
    root.has_apt('case "$*" in *update*) exit 100;; esac')
    done = root.setup()
    assert done.returncode == 0, done.stderr
    assert "going on with the old lists" in done.stderr


def test_dpkg_that_was_interrupted_is_mended_first(root):
    root.has_apt()
    root.program("dpkg", '[ "$1" != --audit ] || echo half-configured')
    assert root.setup().returncode == 0
    assert root.called("dpkg") == ["dpkg --audit", "dpkg --configure -a"]


def test_witnesses(root):
    root.packages.write_text(
        "a\ttool\tbash\t\nb\ttool\tno-such-program\t\n"
        "c\ttool\tpython:json\t\nd\ttool\tpython:no_such_module\t\n"
        "e\ttool\t/usr/bin/env\t\nf\ttool\t/usr/bin/no-such-*\t\n"
        "g\ttree\t/no/such/archive\t\n"
    )
    done = root.setup()
    listed = [line.split()[-1] for line in done.stderr.splitlines() if line[:2] == "  "]
    assert listed[1:] == ["b", "d", "f"]


def test_the_tree_is_asked_for_only_when_wanted_and_not_there(root, tmp_path):
    root.packages.write_text("g\ttree\t/no/such/archive\t\n")
    assert root.setup().returncode == 0
    cache = tmp_path / "cache"
    assert root.setup("--tree", str(cache)).returncode == 3
    (cache / "linux-source-6.12").mkdir(parents=True)
    (cache / "linux-source-6.12.stamp").touch()
    done = root.setup("--tree", str(cache))
    assert "package g" not in done.stderr


def test_what_only_boots_need_is_asked_for_by_name(root):
    root.packages.write_text("h\tboot\tno-such-program\t\n")
    assert root.setup().returncode == 0
    done = root.setup("--boot")
    assert done.returncode == 3
    assert done.stderr.splitlines()[2].split() == ["no-such-program", "h"]


@pytest.mark.parametrize("arguments", [["--bad"], ["--tree"], ["--packages", "/none"]])
def test_bad_usage(root, arguments):
    done = root.setup(*arguments)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_the_real_list_is_well_formed():
    seen = set()
    for line in (TOP / "scripts/setup/packages").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        package, kind, witness, why = line.split("\t")
        assert kind in ("tool", "tree", "boot")
        assert witness and why
        assert package not in seen
        seen.add(package)


def test_second_run_is_quick():
    if subprocess.run([SETUP], capture_output=True).returncode:
        pytest.skip("not everything is installed")
    start = time.monotonic()
    subprocess.run([SETUP], check=True)
    assert time.monotonic() - start < 1
