# SPDX-License-Identifier: GPL-2.0
"""Runs spatch, and hears what it says in silence.

spatch ends with status 0 where a rule's script raised, where a file timed out
and where a result was thrown away. Everything that it says on stderr and that
is not its usual talk becomes a problem here, tied to the file it was about.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import signal
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from .errors import MissingProgram
from .files import write

# An embedded Python is Debian's: with another one first in PATH it would
# import that one's library.
_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_ENVIRONMENT = {"PATH": _PATH, "LC_ALL": "C", "HOME": "/nonexistent"}
# All that spatch calls. To find Python's library it asks ldd, ldconfig, pkg-config and
# python-config, in that order; the second knows it, and the others start 16 processes.
_CALLED = ("python3", "ldconfig", "cat", "cp", "diff", "mkdir", "mv", "rm")
_TROUBLE = re.compile(
    r"EXN|exception|Exception|Traceback|timeout|Fatal error|inconsistent path"
)


@dataclass
class Answer:
    """What one rule said of some files."""

    lines: list[str] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)  # file -> why
    read: set[str] = field(default_factory=set)  # files that spatch says it looked at

    def of(self, path: Path) -> str | None:
        """What went wrong with a file, or with all."""
        return self.problems.get(str(path), self.problems.get(""))


def program() -> str:
    """The path of spatch; TREEWIDE_SPATCH names another one.

    :raises MissingProgram: there is none
    """
    name = os.environ.get("TREEWIDE_SPATCH", "spatch")
    found = shutil.which(name, path="/usr/bin:/bin:" + os.environ.get("PATH", ""))
    if not found:
        raise MissingProgram(name, "coccinelle")
    return found


def _path(folder: Path) -> str:
    """A PATH with nothing but what spatch calls; with all, for another program in its place."""
    if "TREEWIDE_SPATCH" in os.environ:
        return _PATH
    folder.mkdir()
    for name in _CALLED:
        if found := shutil.which(name, path=_PATH):
            (folder / name).symlink_to(found)
    return str(folder)


@functools.cache
def version() -> str:
    """The first line of spatch --version."""
    done = subprocess.run(
        [program(), "--version"],
        capture_output=True,
        text=True,
        env=_ENVIRONMENT,
        check=False,
    )
    return done.stdout.splitlines()[0] if done.stdout else "unknown"


class _Running:
    """The spatch processes of this run: they end with it, and don't hang it for long."""

    def __init__(self) -> None:
        self._processes: set[subprocess.Popen[bytes]] = set()
        self._hung = 0

    @property
    def hopeless(self) -> bool:
        """Whether spatch as a whole, not one file, is what hangs."""
        return self._hung >= 2

    def run(
        self, command: list[str], cwd: str, more: dict[str, str], seconds: float
    ) -> tuple[bytes, bytes, int]:
        """stdout, stderr and status.

        :raises subprocess.TimeoutExpired: it did not end; it and all it started are gone
        """
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=_ENVIRONMENT | more,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._processes.add(process)
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            self._hung += 1
            raise
        finally:
            self._end(process)
        return out, err, process.returncode

    def _end(self, process: subprocess.Popen[bytes]) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self._processes.discard(process)

    def stop(self) -> None:
        """End all that still run."""
        for process in list(self._processes):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)


_running = _Running()


def _once(
    rule: Path,
    files: list[Path],
    options: list[str],
    timeout: int,
    more: dict[str, str],
) -> Answer:
    """One process over the files, each a group of its own."""
    answer = Answer()
    if _running.hopeless:
        answer.problems = {
            str(path): "spatch hangs; it is not asked again" for path in files
        }
        return answer
    with tempfile.TemporaryDirectory(prefix="treewide-") as scratch:
        groups = Path(scratch, "groups")
        groups.write_text("\n\n".join(str(f) for f in files) + "\n")
        command = [program(), "--sp-file", str(rule), "--file-groups", str(groups)]
        command += ["--no-includes", "--timeout", str(timeout), *options]
        try:
            out, err, status = _running.run(
                command,
                scratch,
                more | {"PATH": _path(Path(scratch, "path"))},
                timeout + 0.5 * len(files),
            )
        except subprocess.TimeoutExpired:
            answer.problems[""] = f"spatch did not end within {timeout} s"
            return answer
        except OSError as error:
            answer.problems[""] = f"spatch can't be started: {error.strerror}"
            return answer
    answer.lines = out.decode("latin-1").splitlines()
    current = ""
    for line in err.decode("latin-1").splitlines():
        if line.startswith("HANDLING:"):
            current = line.split(":", 1)[1].split()[0]
            answer.read.add(current)
        elif _TROUBLE.search(line):
            answer.problems.setdefault(current, line.strip()[:200])
    if status:
        answer.problems.setdefault("", f"spatch ended with status {status}")
    return answer


def _chunk(
    rule: Path,
    files: list[Path],
    options: list[str],
    timeout: int,
    more: dict[str, str],
) -> Answer:
    """As _once, but what fails as a whole is asked again file by file."""
    answer = _once(rule, files, options, timeout, more)
    if "" not in answer.problems or len(files) == 1:
        if "" in answer.problems:
            answer.problems[str(files[0])] = answer.problems.pop("")
        return answer
    whole = Answer()
    middle = len(files) // 2
    for part in (files[:middle], files[middle:]):
        half = _chunk(rule, part, options, timeout, more)
        whole.lines += half.lines
        whole.read |= half.read
        whole.problems |= half.problems
        if len(whole.problems) >= 8:
            # A spatch that fails on everything fails on the rest, too.
            for path in files[middle:]:
                whole.problems.setdefault(
                    str(path), next(iter(half.problems.values()), "spatch failed")
                )
            break
    return whole


def joined(folder: Path, path: Path) -> Path:
    """All rules of a folder as one file: to start spatch takes longer than most answers.

    :returns: its path
    :raises MachineError: it can't be written
    """
    rules = sorted(folder.glob("*.cocci"))
    write(path, b"\n".join(rule.read_bytes() for rule in rules))
    return path


def ask(
    rule: Path,
    files: list[Path],
    jobs: int,
    timeout: int,
    options: list[str] | None = None,
    more: dict[str, str] | None = None,
) -> Answer:
    """What a rule says of each of the files.

    :param timeout: seconds for one file
    :param more: environment variables for scripts in the rule
    :returns: the lines of stdout, in the order of the files, and what went wrong
    """
    whole = Answer()
    if not files:
        return whole
    size = max(1, -(-len(files) // max(jobs, 1)))
    parts = [files[i : i + size] for i in range(0, len(files), size)]
    pool = ThreadPoolExecutor(max_workers=max(jobs, 1))
    try:
        for answer in pool.map(
            lambda part: _chunk(rule, part, options or [], timeout, more or {}), parts
        ):
            whole.lines += answer.lines
            whole.read |= answer.read
            whole.problems |= answer.problems
    except BaseException:
        stop()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
    return whole


def stop() -> None:
    """End every spatch that still runs."""
    _running.stop()
