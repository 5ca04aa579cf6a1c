# SPDX-License-Identifier: GPL-2.0
"""What a console says: the results of the programs (KTAP), and what the kernel's checkers report.

Any bytes may come. Results go through the kernel's log (/dev/kmsg), which keeps lines
whole; one counts as it was told first, and one that was not told is missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..settings import CONFIGS
from ..tree import shown

REPORTS = CONFIGS / "boot" / "reports.txt"
OK, FAIL, SKIP, MISSING = "ok", "fail", "skip", "missing"
END = "# end of the run"
_BANNER = "Linux version "
_PLAN = re.compile(r"^1\.\.(\d+)$")
_RESULT = re.compile(r"^(not )?ok (\d+) ([\w.-]+)(?: # (.*))?$")
_REASON = re.compile(r"^# (?:fail|skip): (.*)$")
_PREFIX = re.compile(r"^(?:<\d+>)?\[ *\d+\.\d{6}\](?:\[ *[CT]\d+\])? ?")
_ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f]")
# What differs from one boot to the next.
_NUMBERS = (
    (re.compile(r"\b0x[0-9a-f]+\b"), "N"),
    (re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{8,16}\b"), "N"),
    (re.compile(r"\+N/N"), ""),
    (re.compile(r"\b\d+\b"), "N"),
)
_LONGEST = 200  # characters of a line that is told


@dataclass(frozen=True)
class Result:
    """What came of one program.

    :param why: what it said, or how it ended; "" where it was right
    """

    name: str
    status: str
    why: str


@dataclass(frozen=True)
class Report:
    """Something that the kernel has found wrong with itself.

    :param name: without what differs from one boot to the next
    :param line: as it stands in the log
    :param number: of the line, from 1
    :param times: how often
    """

    name: str
    line: str
    number: int
    times: int


@dataclass
class Console:
    """What one console said.

    :param planned: how many programs there are, or None where that was not told
    :param ended: the first process came to its end
    :param banner: by which the kernel says which one it is; "" where it does not
    """

    results: list[Result] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    planned: int | None = None
    ended: bool = False
    last: str = ""
    banner: str = ""


def patterns(path: Path = REPORTS) -> list[re.Pattern[str]]:
    """What a report looks like, a pattern a line of the file."""
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    return [re.compile(line) for line in lines if line and not line.startswith("#")]


def lines_of(data: bytes) -> Iterator[str]:
    """The lines of a console, without what only a terminal understands."""
    for line in data.decode("utf-8", "replace").split("\n"):
        yield _ESCAPE.sub("", line).rstrip()


def name_of(line: str) -> str:
    """A report's name."""
    for pattern, text in _NUMBERS:
        line = pattern.sub(text, line)
    return shown(line[:_LONGEST])


class _Reader:
    """Goes through the lines once."""

    def __init__(self, wanted: list[re.Pattern[str]]) -> None:
        self.made = Console()
        self._wanted = wanted
        self._reports: dict[str, Report] = {}
        self._results: dict[int, Result] = {}
        self._reason = ""

    def _own(self, text: str) -> bool:
        """Take a line of the first process, or of a program."""
        if plan := _PLAN.match(text):
            self.made.planned = self.made.planned or int(plan[1])
        elif reason := _REASON.match(text):
            self._reason = self._reason or shown(reason[1][:_LONGEST])
        elif result := _RESULT.match(text):
            told = shown((result[4] or "")[:_LONGEST])
            status = FAIL if result[1] else SKIP if told == "SKIP" else OK
            said = [text for text in (self._reason, told) if text and text != "SKIP"]
            why = "; ".join(said) if status != OK else ""
            self._results.setdefault(int(result[2]), Result(result[3], status, why))
            self._reason = ""
        elif text == END:
            self.made.ended = True
        else:
            return False
        return True

    def take(self, number: int, line: str) -> None:
        text = _PREFIX.sub("", line)
        if self._own(text):
            return
        if text.startswith(_BANNER) and not self.made.banner:
            self.made.banner = text
        if text:
            self.made.last = shown(text[:_LONGEST])
        if not any(pattern.search(text) for pattern in self._wanted):
            return
        name = name_of(text)
        old = self._reports.get(name)
        times = old.times + 1 if old else 1
        first = old or Report(name, shown(text[:_LONGEST]), number, times)
        self._reports[name] = Report(name, first.line, first.number, times)

    def done(self) -> Console:
        self.made.reports = list(self._reports.values())
        self.made.results = [self._results[n] for n in sorted(self._results)]
        return self.made


def read(data: bytes, wanted: Iterable[re.Pattern[str]] | None = None) -> Console:
    """What a console said.

    :param data: all of it
    :param wanted: what a report looks like; None: patterns()
    """
    reader = _Reader(patterns() if wanted is None else list(wanted))
    for number, line in enumerate(lines_of(data), start=1):
        reader.take(number, line)
    return reader.done()
