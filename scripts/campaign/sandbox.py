# SPDX-License-Identifier: GPL-2.0
"""Runs the programs of a tree that nobody vouches for where they can do no harm (bubblewrap).

A kernel's Makefiles run what they like. Inside there is no network, no home
folder, no process but its own and no variable but those given; only the output
may be written, and all ends when the program that was started ends.

What it does not do: no limit on processors, memory (beside /tmp) or disk, no
filter of system calls. What a build leaves in its output is the tree's word, as
data and as links: nobody outside may run it, or follow a link in it. A ccache
that is writable inside can be filled with anything: it must not be the user's.
"""

from __future__ import annotations

import configparser
import functools
import os
import platform
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from . import installed
from .errors import MachineError, MissingProgram, UserError
from .settings import CONFIGS, ini

PROGRAM, PACKAGE, FLAG = "bwrap", "bubblewrap", "--no-sandbox"
GIVEN_UP = (
    f"{FLAG} goes on without it: what the tree's makefiles run then has all the"
    " rights of the user, network and home folder included"
)
# An empty session keyring, for keys are in no namespace; then an environment that
# holds nothing else, for /proc/1/environ is the one bwrap was started with. A kernel
# without keys, or one that refuses them, has none to give either.
_LAUNCH = (
    "my $call = shift; my $count = shift; my %given = splice(@ARGV, 0, 2 * $count);"
    " !$call or syscall($call + 0, 1, 0) >= 0 or $! == 1 or $! == 38"
    ' or die "session keyring: $!\\n";'
    ' %ENV = %given; exec {$ARGV[0]} @ARGV or die "$ARGV[0]: $!\\n"'
)


def _absolute(path: Path) -> Path:
    """A path without `..`, by the name it was given."""
    return Path(os.path.normpath(path.absolute()))


class _Root:
    """The arguments that make a root: what was put in it first can be hidden by what comes later."""

    def __init__(self) -> None:
        self.arguments: list[str] = []
        self._there: set[Path] = set()

    def shows(self, path: Path) -> bool:
        """Whether what stands at a path outside can be found there inside, too."""
        return any(path.is_relative_to(top) for top in self._there)

    def bind(self, path: Path, at: Path, how: str = "--ro-bind") -> None:
        self.arguments += [how, str(path), str(at)]
        self._there.add(at)

    def link(self, target: str, at: Path) -> None:
        self.arguments += ["--symlink", target, str(at)]
        self._there.add(at)


class Sandbox:
    """A small root in which a program is run.

    :param readable: files and folders that can be read, by these names and by their real ones
    :param writable: folders that can be written as well; made where they aren't there
    :param programs: programs, by name or path, that must be found where PATH has them;
        one that is installed outside of the system brings its prefix, to be read
    :param environment: all variables there are inside; HOME and TMPDIR are the sandbox's
    :param network: leave it the network, abstract unix sockets included
    :raises UserError: something that is to be read only lies in what may be written:
        its folder could be moved away
    """

    def __init__(
        self,
        readable: Iterable[Path],
        writable: Iterable[Path],
        programs: Iterable[str],
        environment: Mapping[str, str],
        network: bool = False,
    ) -> None:
        self._writable = [_absolute(path) for path in writable]
        self._programs = tuple(programs)
        self._environment = dict(environment) | {"HOME": "/tmp"}
        self._environment.pop("TMPDIR", None)
        self._network = network
        wanted = [_absolute(path) for path in readable]
        real = {path.resolve() for path in self._writable}
        self._readable = [path for path in wanted if path.resolve() not in real]
        for path in self._readable:
            for top in real:
                if path.resolve().is_relative_to(top):
                    raise UserError(f"{path}: lies in {top}, which builds may write to")

    def _system(self, root: _Root, data: configparser.ConfigParser) -> None:
        """What every machine has."""
        for name in data["root"]["system"].split():
            path = Path("/", name)
            if path.is_symlink():
                root.link(os.readlink(path), path)
            elif path.is_dir():
                root.bind(path, path)
        names = data["root"]["files"].split()
        if self._network:
            names += data["root"]["network"].split()
        for path in (Path("/etc", name) for name in names):
            if path.exists():
                root.bind(path, path)

    def _given(self, root: _Root) -> None:
        """What was asked for. A folder comes before what lies in it, or would hide it."""
        prefixes, links = self._installed(root)
        how = {path: "--ro-bind" for path in [*self._readable, *prefixes]}
        how |= {path: "--bind" for path in self._writable}
        real = {path.resolve(): kind for path, kind in how.items()}
        for path, kind in sorted(real.items()):
            if not path.exists():
                raise MachineError(f"{path}: can't be found")
            root.bind(path, path, kind)
        for path, kind in sorted(how.items()):
            if not root.shows(path):
                root.bind(path.resolve(), path, kind)
        for path in links:
            if not root.shows(path):
                root.link(str(path.resolve()), path)

    def _installed(self, root: _Root) -> tuple[list[Path], list[Path]]:
        """What the programs need: (where they are installed, links that lead to them)."""
        home, path = Path.home().resolve(), self._environment.get("PATH", os.defpath)
        prefixes, links = [], []
        for name in self._programs:
            for program in installed.found(name, path):
                if not root.shows(program.resolve()):
                    prefixes.append(installed.prefix(program.resolve(), home))
                if not root.shows(program):
                    links.append(program)
        return prefixes, links

    def wrap(self, argv: Sequence[str], cwd: Path) -> list[str]:
        """The command line that runs another one inside.

        Its status is the program's, 128 + N where signal N ended it; a sandbox that
        can't be made says so on stderr, `bwrap: `, with status 1.

        :param cwd: where it starts; an empty folder where nothing of it is given
        :raises MachineError: a path isn't there or can't be made
        """
        data = ini(CONFIGS / "sandbox.ini")
        for path in self._writable:
            try:
                path.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise MachineError(f"{path}: {error.strerror}") from error
        root = _Root()
        self._system(root, data)
        root.arguments += ["--proc", "/proc", "--dev", "/dev"]
        root.arguments += ["--size", data["limits"]["tmp"], "--tmpfs", "/tmp"]
        self._given(root)
        start = str(cwd.resolve())
        root.arguments += ["--dir", start, "--chdir", start]
        # Root's own files in /proc can be written without any capability.
        for top in ("/proc", "/dev", "/"):
            root.arguments += ["--remount-ro", top]
        unshared = ["--unshare-all", *(["--share-net"] if self._network else [])]
        # As root bwrap would keep all capabilities, and with them its mounts be undone.
        closed = ["--unshare-user", "--disable-userns", "--cap-drop", "ALL"]
        # What is left of a first process ends before its own end is told, not after.
        ends = ["--as-pid-1", "--die-with-parent", "--new-session"]
        pairs = [text for pair in self._environment.items() for text in pair]
        call = data["keyctl"].get(platform.machine(), "0")
        launch = ["perl", "-e", _LAUNCH, call, str(len(self._environment)), *pairs]
        return [
            *launch,
            shutil.which(PROGRAM) or PROGRAM,
            *unshared,
            *closed,
            *ends,
            *root.arguments,
            "--",
            *argv,
        ]


@functools.cache
def probe() -> str | None:
    """Why there can be no sandbox here, in one line; None where there can.

    Asked once in a process.
    """
    if shutil.which(PROGRAM) is None:
        return str(MissingProgram(PROGRAM, PACKAGE))
    path = {"PATH": os.environ.get("PATH", os.defpath)}
    argv = Sandbox((), (), (), path).wrap(["true"], Path("/"))
    limit = int(ini(CONFIGS / "sandbox.ini")["limits"]["probe"])
    try:
        done = subprocess.run(
            argv,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"{PROGRAM}: did not end within {limit} s"
    except OSError as error:
        return f"{PROGRAM}: can't be started: {error}"
    if done.returncode == 0:
        return None
    said = done.stderr.decode("utf-8", "replace").split("\n")
    told = " ".join(line.strip() for line in said if line.strip())
    return told or f"{PROGRAM}: ended with status {done.returncode}"


def require() -> None:
    """See to it that there can be a sandbox.

    :raises MissingProgram: bwrap isn't installed
    :raises UserError: this machine lets the user have none
    """
    why = probe()
    if why is None:
        return
    if shutil.which(PROGRAM) is None:
        raise MissingProgram(PROGRAM, PACKAGE, GIVEN_UP)
    raise UserError(f"no sandbox for builds: {why}; {GIVEN_UP}")
