# SPDX-License-Identifier: GPL-2.0
"""A hostile makefile gains nothing inside; what it tries would have worked outside."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import termios
import time
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

import hostile
from campaign import sandbox
from campaign.errors import MachineError, MissingProgram, UserError
from campaign.sandbox import Sandbox
from hostile import GAINED, SECRET

WHY = sandbox.probe()
inside = pytest.mark.skipif(WHY is not None, reason=f"no sandbox here: {WHY}")
PATH = "/usr/bin:/bin"


class Place:
    """A tree with a makefile, an output, a home folder with a key, and a folder beside."""

    def __init__(self, top: Path) -> None:
        self.tree, self.out = top / "tree", top / "out"
        self.home, self.outside = top / "home", top / "outside"
        for folder in (self.tree, self.out, self.outside, self.home / ".ssh"):
            folder.mkdir(parents=True)
        (self.home / ".ssh/id_ed25519").write_text(SECRET)
        (self.tree / "Makefile").write_text("attack: ; @/usr/bin/python3 attack.py\n")
        self.mark = f"treewide-{os.getpid()}-{time.monotonic_ns()}"
        self.environment = {"PATH": PATH, "PASSWORD": SECRET}

    def seen(self) -> dict[str, str]:
        """All that an attack on files could change."""
        tops = [self.tree, self.home, self.outside]
        tops += [Path("/tmp", self.mark), Path("/dev/shm", self.mark)]
        files = [p for top in tops for p in (top, *top.rglob("*")) if p.is_file()]
        return {str(p): p.read_text() for p in files}

    def argv(self, attack: str, protected: bool, **names: object) -> list[str]:
        known = {"TREE": str(self.tree), "OUT": str(self.out), "HOME": str(self.home)}
        known |= {"OUTSIDE": str(self.outside), "MARK": self.mark}
        head = [f"{name} = {value!r}" for name, value in {**known, **names}.items()]
        (self.tree / "attack.py").write_text("\n".join([*head, attack]))
        argv = ["make", "-s", "-C", str(self.tree), "attack"]
        if not protected:
            return argv
        box = Sandbox([self.tree], [self.out], ["make"], {"PATH": PATH})
        return box.wrap(argv, self.out)

    def run(self, attack: str, protected: bool, **names: object) -> str:
        """What an attack says on stdout."""
        done = subprocess.run(
            self.argv(attack, protected, **names),
            env=self.environment,
            cwd=self.out,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=30,
            text=True,
            check=False,
        )
        assert "bwrap: " not in done.stderr
        return done.stdout


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    for folder in ("/tmp", "/dev/shm"):
        Path(folder, made.mark).unlink(missing_ok=True)


@pytest.fixture
def victim(place: Place) -> Iterator[subprocess.Popen[str]]:
    """A process that lets itself be traced, and says `hit` when it gets SIGUSR1."""
    script = (
        "import ctypes, signal, sys\n"
        "ctypes.CDLL(None).prctl(0x59616d61, ctypes.c_ulong(-1), 0, 0, 0)\n"
        "signal.signal(signal.SIGUSR1, lambda *_: sys.exit('hit'))\n"
        "print('ready', flush=True)\n"
        "signal.sigtimedwait([signal.SIGUSR2], 60)\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script, f"victim-{place.mark}"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None and child.stdout.readline() == "ready\n"
    yield child
    child.kill()
    child.communicate()


@inside
@pytest.mark.parametrize("name", hostile.FILES)
def test_no_file_changes(place: Place, name: str) -> None:
    attack = hostile.FILES[name]
    place.argv(attack, False)
    before = place.seen()
    place.run(attack, True)
    assert place.seen() == before
    (place.out / "link").unlink(missing_ok=True)
    place.run(attack, False)
    assert place.seen() != before, "the attack is none"


@inside
@pytest.mark.parametrize("name", hostile.WORDS)
def test_nothing_is_found_out(
    place: Place, victim: subprocess.Popen[str], name: str
) -> None:
    attack = hostile.WORDS[name]
    assert GAINED not in place.run(attack, True, VICTIM=victim.pid)
    if name == "sees the network's devices" and not other_devices():
        pytest.skip("this machine has no network itself")
    assert GAINED in place.run(attack, False, VICTIM=victim.pid)


def other_devices() -> bool:
    return set(os.listdir("/sys/class/net")) > {"lo"}


@inside
@pytest.mark.parametrize("name", hostile.ROOT)
def test_root_has_no_more_rights(place: Place, name: str) -> None:
    assert GAINED not in place.run(hostile.ROOT[name], True)
    if os.geteuid():
        pytest.skip("who isn't root has no such right outside, either")
    if GAINED not in place.run(hostile.ROOT[name], False):
        pytest.skip("root has no such right on this machine")


@inside
@pytest.mark.parametrize("name", hostile.CONNECTS)
@pytest.mark.parametrize("shared", [False, True])
def test_nobody_is_reached(place: Place, name: str, shared: bool) -> None:
    """With network=True somebody is: so the attack is one."""
    attack = "import socket\n" + hostile.CONNECTS[name]
    server = socket.socket(
        socket.AF_INET if name.startswith("a port") else socket.AF_UNIX
    )
    abstract = f"\0{place.mark}"
    server.bind(("127.0.0.1", 0) if server.family == socket.AF_INET else abstract)
    server.listen()
    server.setblocking(False)
    port = server.getsockname()[1] if server.family == socket.AF_INET else 0
    argv = place.argv(attack, False, PORT=port, NAME=abstract)
    box = Sandbox([place.tree], [], ["make"], {"PATH": PATH}, network=shared)
    subprocess.run(
        box.wrap(argv, place.tree), capture_output=True, timeout=30, check=False
    )
    with server:
        if shared:
            server.accept()[0].close()
        else:
            with pytest.raises(BlockingIOError):
                server.accept()


@inside
def test_no_process_is_hit(place: Place, victim: subprocess.Popen[str]) -> None:
    place.run(hostile.SIGNALS, True, VICTIM=victim.pid)
    time.sleep(0.1)
    assert victim.poll() is None
    place.run(hostile.SIGNALS, False, VICTIM=victim.pid)
    assert victim.communicate(timeout=10)[1] == "hit\n"


@inside
def test_no_process_stays(place: Place) -> None:
    beats = place.out / "beats"

    def grows() -> bool:
        size = beats.stat().st_size
        assert size > 0
        time.sleep(0.3)
        return beats.stat().st_size > size

    place.run(hostile.STAYS, True)
    assert not grows()
    place.run(hostile.STAYS, False)
    pid = int((place.out / "pid").read_text())
    try:
        assert grows(), "the attack is none"
    finally:
        os.kill(pid, signal.SIGKILL)


@inside
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_all_ends_with_the_one_that_was_started(
    place: Place, how: signal.Signals
) -> None:
    """Also what is deaf to SIGTERM."""
    beats = place.out / "beats"
    script = 'trap "" TERM; while :; do echo >>beats; sleep 0.02; done'
    argv = Sandbox([], [place.out], [], {"PATH": PATH}).wrap(
        ["sh", "-c", script], place.out
    )
    child = subprocess.Popen(argv, start_new_session=True)
    until = time.monotonic() + 20
    while not beats.exists() and time.monotonic() < until:
        time.sleep(0.02)
    os.killpg(child.pid, how)
    assert child.wait(timeout=20) == -how
    time.sleep(0.2)
    size = beats.stat().st_size
    time.sleep(0.3)
    assert beats.stat().st_size == size


def typed(argv: list[str]) -> int:
    """How many characters a program puts into the input of its terminal."""
    master, slave = os.openpty()
    tty.setraw(slave)

    def own() -> None:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)

    subprocess.run(
        argv,
        stdin=slave,
        stdout=slave,
        stderr=slave,
        start_new_session=True,
        preexec_fn=own,
        timeout=30,
        check=False,
    )
    count = fcntl.ioctl(slave, termios.FIONREAD, b"\0" * 4)
    os.close(master)
    os.close(slave)
    return int.from_bytes(count, sys.byteorder)


@inside
def test_nothing_is_typed_into_the_terminal(place: Place) -> None:
    assert typed(place.argv(hostile.TYPES, True)) == 0
    if typed(place.argv(hostile.TYPES, False)) == 0:
        pytest.skip("this kernel lets nobody type for others (dev.tty.legacy_tiocsti)")


@inside
def test_no_key_is_read(place: Place) -> None:
    def reads(protected: bool) -> str:
        argv = place.argv(hostile.READS_KEYS, protected)
        holder = [sys.executable, "-c", hostile.KEYHOLDER, *argv]
        return subprocess.run(
            holder, capture_output=True, text=True, timeout=30, check=False
        ).stdout

    assert GAINED not in reads(True)
    if GAINED not in reads(False):
        pytest.skip("this machine keeps no keys")


def test_inside_of_what_is_written_nothing_is_safe(tmp_path: Path) -> None:
    """A folder above it could be moved, and another put in its place."""
    with pytest.raises(UserError, match="may write to"):
        Sandbox([tmp_path / "out/a/tree"], [tmp_path / "out"], [], {})


def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match="no-tree"):
        Sandbox([tmp_path / "no-tree"], [], [], {}).wrap(["true"], tmp_path)


def fake_bwrap(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = folder / "bwrap"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{PATH}")


@pytest.fixture
def anew() -> Iterator[None]:
    sandbox.probe.cache_clear()
    yield
    sandbox.probe.cache_clear()


def test_what_bwrap_says_is_told_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, anew: None
) -> None:
    script = (
        f'echo >>"{tmp_path}/asked"; printf "bwrap: No permissions to\\nx" >&2; exit 1'
    )
    fake_bwrap(tmp_path, monkeypatch, script)
    assert sandbox.probe() == "bwrap: No permissions to x"
    with pytest.raises(UserError) as caught:
        sandbox.require()
    said = str(caught.value)
    assert "No permissions to x" in said and "--no-sandbox" in said
    assert "rights of the user" in said and "\n" not in said
    assert (tmp_path / "asked").read_text() == "\n", "asked once"


def test_a_missing_bwrap_is_named_with_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, anew: None
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "bubblewrap" in (sandbox.probe() or "")
    with pytest.raises(MissingProgram) as caught:
        sandbox.require()
    assert (caught.value.package, caught.value.status) == ("bubblewrap", 3)
    assert "--no-sandbox" in str(caught.value)
