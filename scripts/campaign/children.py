# SPDX-License-Identifier: GPL-2.0
"""Programs that were started: each ends by itself, at its time limit, or with us."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .errors import MachineError

Wrap = Callable[[Sequence[str], Path], list[str]]
# Seconds between two looks at a child, at first and at most; that one has to end when asked.
_FIRST, _PAUSE = 0.002, 0.05
_GRACE = 2.0


class TimedOut(MachineError):
    """A program that did not end in time."""


class Stopped(MachineError):
    """A program that was ended because the whole run ends."""


class Children:
    """Runs programs from any thread; after stop() those that still run are ended and none is started.

    Each is a process group of its own, so that a make goes with all that it started.
    """

    def __init__(
        self, environment: Mapping[str, str], wrap: Wrap | None = None
    ) -> None:
        """Begin with none.

        :param wrap: gives the command line that runs another one in a folder (sandbox.py)
        """
        self._environment = dict(environment)
        self._wrap = wrap
        # A folder that they see, for files that are handed to them; None: any.
        self.scratch: Path | None = None
        self._stopping = threading.Event()

    def within(self, wrap: Wrap, scratch: Path) -> Children:
        """The same, each program run in its own way; stop() of one stops all.

        :param scratch: a folder that they see then
        """
        made = Children(self._environment, wrap)
        made._stopping = self._stopping
        made.scratch = scratch
        return made

    def _line(self, argv: Sequence[str], cwd: Path) -> list[str]:
        return self._wrap(argv, cwd) if self._wrap else list(argv)

    def _status(self, status: int) -> int:
        """A status as it would be without a sandbox, which tells of a signal as a shell does."""
        return 128 - status if self._wrap and 128 < status < 192 else status

    def _wait(self, pid: int, seconds: float) -> bool:
        """Whether a child ends in time, or before stop(). It is left to be reaped, so its group keeps its number."""
        until = time.monotonic() + seconds
        how = os.WEXITED | os.WNOWAIT | os.WNOHANG
        pause = _FIRST
        while os.waitid(os.P_PID, pid, how) is None:
            if time.monotonic() > until or self._stopping.wait(pause):
                return False
            pause = min(_PAUSE, pause * 1.5)
        return True

    def _end(self, child: subprocess.Popen[bytes]) -> None:
        """End a process group that still has its number: first asked, then made to."""
        os.killpg(child.pid, signal.SIGTERM)
        until = time.monotonic() + _GRACE
        how = os.WEXITED | os.WNOWAIT | os.WNOHANG
        while os.waitid(os.P_PID, child.pid, how) is None and time.monotonic() < until:
            time.sleep(_PAUSE)
        os.killpg(child.pid, signal.SIGKILL)

    def run(
        self, argv: Sequence[str], cwd: Path, log: Path, limit: float, add: bool = False
    ) -> int:
        """Run one program to its end, all that it says in a log.

        The log is whole or not there: it is written beside and then renamed.

        :param limit: seconds
        :param add: put it at the end of the log that is there
        :returns: its exit status; a signal is its negative number
        :raises TimedOut: it did not end in time
        :raises Stopped: stop() was called
        :raises MachineError: it could not be started
        """
        log.parent.mkdir(parents=True, exist_ok=True)
        beside = log.with_name(f".{log.name}.part")
        with open(beside, "wb") as out:
            if add and log.exists():
                out.write(log.read_bytes())
                out.flush()
            if self._stopping.is_set():
                raise Stopped(f"{argv[0]}: stopped")
            try:
                child = subprocess.Popen(
                    self._line(argv, cwd),
                    cwd=cwd,
                    env=self._environment,
                    stdin=subprocess.DEVNULL,
                    stdout=out,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            except OSError as error:
                raise MachineError(f"{argv[0]}: can't be started: {error}") from error
            ended = False
            try:
                ended = self._wait(child.pid, limit)
            finally:
                if not ended:
                    self._end(child)
                status = child.wait()
        os.replace(beside, log)
        if self._stopping.is_set() and not ended:
            raise Stopped(f"{argv[0]}: stopped")
        if not ended:
            raise TimedOut(f"{argv[0]}: did not end within {limit:g} s")
        return self._status(status)

    def hear(self, argv: Sequence[str], cwd: Path, limit: float) -> tuple[int, str]:
        """Run one program to its end.

        :param limit: seconds
        :returns: its exit status, as run() gives it, and all that it said
        :raises MachineError: as run()
        """
        with tempfile.TemporaryDirectory(prefix="treewide-") as scratch:
            log = Path(scratch, "log")
            status = self.run(argv, cwd, log, limit)
            return status, log.read_text(encoding="utf-8", errors="replace")

    def ask(
        self, argv: Sequence[str], cwd: Path, limit: float, given: bytes = b""
    ) -> str:
        """What a small program answers on stdout.

        :param limit: seconds
        :param given: its stdin
        :raises TimedOut: it did not end in time
        :raises MachineError: it failed; what it said last is told
        """
        if self._stopping.is_set():
            raise Stopped(f"{argv[0]}: stopped")
        try:
            done = subprocess.run(
                self._line(argv, cwd),
                cwd=cwd,
                env=self._environment,
                input=given,
                capture_output=True,
                timeout=limit,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise TimedOut(f"{argv[0]}: did not end within {limit:g} s") from error
        except OSError as error:
            raise MachineError(f"{argv[0]}: can't be started: {error}") from error
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
            raise MachineError(
                f"{argv[0]}: ended with status {done.returncode}: {''.join(said)}"
            )
        return done.stdout.decode("utf-8", "replace")

    def stop(self) -> None:
        """End all that runs; nothing is started any more."""
        self._stopping.set()
