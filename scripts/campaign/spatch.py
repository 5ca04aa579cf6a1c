# SPDX-License-Identifier: GPL-2.0
"""Runs spatch, and hears what it says in silence.

spatch ends with status 0 where a rule's script raised, where a file timed out
and where a result was thrown away. Everything that it says on stderr and that
is not its usual talk becomes a problem here, tied to the file it was about.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from .errors import MissingProgram

# An embedded Python is Debian's: with another one first in PATH it would
# import that one's library.
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": "/nonexistent"}
_TROUBLE = re.compile(
    r"EXN|exception|Exception|Traceback|timeout|Fatal error|inconsistent path"
)


@dataclass
class Answer:
    """What one rule said of some files."""

    lines: list[str] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)  # file -> why


def program() -> str:
    """The path of spatch; TREEWIDE_SPATCH names another one.

    :raises MissingProgram: there is none
    """
    name = os.environ.get("TREEWIDE_SPATCH", "spatch")
    found = shutil.which(name, path="/usr/bin:/bin:" + os.environ.get("PATH", ""))
    if not found:
        raise MissingProgram(name, "coccinelle")
    return found


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


def _once(
    rule: Path,
    files: list[Path],
    options: list[str],
    timeout: int,
    more: dict[str, str],
) -> Answer:
    """One process over the files, each a group of its own."""
    with tempfile.TemporaryDirectory(prefix="treewide-") as scratch:
        groups = Path(scratch, "groups")
        groups.write_text("\n\n".join(str(f) for f in files) + "\n")
        command = [program(), "--sp-file", str(rule), "--file-groups", str(groups)]
        command += ["--no-includes", "--timeout", str(timeout), *options]
        answer = Answer()
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                env=_ENVIRONMENT | more,
                cwd=scratch,
                timeout=timeout * min(len(files), 8) + 10,
                check=False,
            )
        except subprocess.TimeoutExpired:
            answer.problems[""] = f"spatch did not end within {timeout} s"
            return answer
    answer.lines = done.stdout.decode("latin-1").splitlines()
    current = ""
    for line in done.stderr.decode("latin-1").splitlines():
        if line.startswith("HANDLING:"):
            current = line.split(":", 1)[1].split()[0]
        elif _TROUBLE.search(line):
            answer.problems.setdefault(current, line.strip()[:200])
    if done.returncode:
        answer.problems.setdefault("", f"spatch ended with status {done.returncode}")
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
        whole.problems |= half.problems
        if len(whole.problems) >= 8:
            # A spatch that fails on everything fails on the rest, too.
            for path in files[middle:]:
                whole.problems.setdefault(
                    str(path), next(iter(half.problems.values()), "spatch failed")
                )
            break
    return whole


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
    with ThreadPoolExecutor(max_workers=max(jobs, 1)) as pool:
        for answer in pool.map(
            lambda part: _chunk(rule, part, options or [], timeout, more or {}), parts
        ):
            whole.lines += answer.lines
            whole.problems |= answer.problems
    return whole
