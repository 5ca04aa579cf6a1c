# SPDX-License-Identifier: GPL-2.0
"""The rules of cocci/check over small files that say what must be found in them.

In a comment at the end of a line:
  @A                  a name for this line, to be used in what is expected
  report: WORDS       this line has a call, and this is said of it
  ro: WORDS           the same, and patch renames it
  context             context marks this line too
and beside the code, `patch: - LINE` and `patch: + LINE`: what patch changes.
spatch --testall is of no use here: it exits 0 on a failed case.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
RULE = HERE.parents[1] / "cocci" / "check" / "pte_offset_map_nolock.cocci"
CASES = sorted((HERE / RULE.stem).glob("*.c"))
OLD, NEW = "pte_offset_map_nolock", "pte_offset_map_ro_nolock"
TAG = re.compile(r"/\* (?:@\w+ )?(report|ro): (.*?) \*/")
LABEL = re.compile(r"/\* (@\w+)[ *]")


def spatch(case: Path, mode: str, folder: Path) -> str:
    """What the rule prints for a copy of the case, which is named case.c"""
    (folder / "case.c").write_bytes(case.read_bytes())
    options = ["--no-show-diff"] if mode in ("report", "org") else []
    process = subprocess.run(
        ["spatch", "-D", mode, "--very-quiet", *options, "--no-includes"]
        + ["--include-headers", "--cocci-file", str(RULE), "case.c"],
        capture_output=True,
        text=True,
        cwd=folder,
        env={"PATH": "/usr/sbin:/usr/bin:/bin", "HOME": str(folder)},
        check=True,
        timeout=60,
    )
    assert process.stderr == ""
    return process.stdout


def tagged(case: Path) -> list[tuple[int, int, str, str]]:
    """(line, column, tag, words) of each call that must be found"""
    lines = case.read_text().splitlines()
    labels = {
        match[1]: str(number)
        for number, line in enumerate(lines, 1)
        for match in LABEL.finditer(line)
    }
    return [
        (
            number,
            line.index(OLD),
            match[1],
            re.sub(r"@\w+", lambda label: labels[label[0]], match[2]),
        )
        for number, line in enumerate(lines, 1)
        for match in TAG.finditer(line)
    ]


def sentence(words: str) -> str:
    """The message, of which the cases leave the start out"""
    return f"{OLD}(){words}" if words.startswith(":") else f"{OLD}() {words}"


def changes(diff: str) -> list[str]:
    """The lines that a diff takes away and adds"""
    return [line for line in diff.splitlines() if re.match(r"[-+](?![-+]{2} )", line)]


@pytest.fixture(params=CASES, ids=lambda path: path.stem)
def case(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_report(case: Path, tmp_path: Path) -> None:
    expected = [
        f"case.c:{line}:{column}-{column + len(OLD)}: WARNING: {sentence(words)}"
        for line, column, _, words in tagged(case)
    ]
    assert sorted(spatch(case, "report", tmp_path).splitlines()) == sorted(expected)


def test_org(case: Path, tmp_path: Path) -> None:
    expected = [
        f"* TODO [[view:case.c::face=ovl-face1::linb={line}::colb={column}"
        f"::cole={column + len(OLD)}][{sentence(words)}]]"
        for line, column, _, words in tagged(case)
    ]
    assert sorted(spatch(case, "org", tmp_path).splitlines()) == sorted(expected)


def test_context(case: Path, tmp_path: Path) -> None:
    expected = [
        f"-{line}"
        for line in case.read_text().splitlines()
        if TAG.search(line) or line.endswith("/* context */")
    ]
    assert changes(spatch(case, "context", tmp_path)) == expected


def test_patch(case: Path, tmp_path: Path) -> None:
    expected = []
    for line in case.read_text().splitlines():
        written = re.fullmatch(r"/\* patch: ([-+]) (.*) \*/", line)
        if written:
            expected.append(written[1] + written[2])
        elif "/* ro: " in line:
            expected += [f"-{line}", f"+{line.replace(OLD, NEW, 1)}"]
    diff = changes(spatch(case, "patch", tmp_path))
    tails = re.compile(r" /\* (report: .*|context) \*/$")
    if "patch: " in case.read_text():
        diff = [tails.sub("", line) for line in diff]
    assert diff == expected


def test_there_are_cases() -> None:
    """A runner that finds no case would pass for nothing"""
    assert sum(len(tagged(case)) for case in CASES) >= 14
