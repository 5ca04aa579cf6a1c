# SPDX-License-Identifier: GPL-2.0
"""What the rules say of right and of wrong code, which check_corpus/README describes.

The rules of a kind find each line that is tagged with it, and nothing else anywhere.
A case that SmPL alone doesn't find says so and is listed there: that it isn't found is
tested as well.
"""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
CORPUS = HERE / "check_corpus"
RULES = HERE.parents[1] / "cocci" / "check"
README = (CORPUS / "README").read_text()
KINDS = {
    int(kind): rules.split()
    for kind, rules in re.findall(r"^ ?(\d+)\t.*?\t+([a-z_ ]+)$", README, re.M)
}
RIGHT = sorted((CORPUS / "right").glob("*.c"))
WRONG = sorted((CORPUS / "wrong").glob("*.c"))
TAG = re.compile(r"/\* wrong (\d+) \*/")
LEFT = "Not by SmPL alone: "

Place = tuple[str, int]  # file, line


@cache
def found(rule: str) -> frozenset[Place]:
    """The lines of the corpus that a rule reports."""
    process = subprocess.run(
        ["spatch", "-D", "report", "--very-quiet", "--no-show-diff", "--no-includes"]
        + ["--include-headers", "--use-coccigrep", "--dir", CORPUS.name]
        + ["--cocci-file", str(RULES / f"{rule}.cocci")],
        capture_output=True,
        text=True,
        cwd=HERE,
        env={"PATH": "/usr/sbin:/usr/bin:/bin", "HOME": "/nonexistent"},
        check=True,
        timeout=120,
    )
    assert re.fullmatch(r"(\d+ files match\n)?", process.stderr)
    lines = [
        re.fullmatch(rf"(?:\./)?{CORPUS.name}/(.*?):(\d+):\d+-\d+: .*", line)
        for line in process.stdout.splitlines()
    ]
    assert all(lines), process.stdout
    return frozenset((line[1], int(line[2])) for line in lines if line)


def tagged(kind: int, left: bool) -> set[Place]:
    """The lines that are wrong in this way, in cases that SmPL finds or leaves."""
    return {
        (f"wrong/{path.name}", number)
        for path in WRONG
        if (LEFT in path.read_text()) == left
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if str(kind) in TAG.findall(line)
    }


def test_the_corpus_is_there() -> None:
    assert len(RIGHT) >= 30
    assert sorted(KINDS) == list(range(1, 15))
    rules = {path.stem for path in RULES.glob("*.cocci")} - {"pte_offset_map_nolock"}
    assert sorted(rule for kind in KINDS.values() for rule in kind) == sorted(rules)
    for kind in KINDS:
        assert tagged(kind, False), f"no case of kind {kind} that SmPL finds"
    for path in RIGHT:
        text = path.read_text()
        assert "/* Right: " in text or "\n * Right: " in text, path.name
        assert not TAG.search(text), path.name
    assert all(TAG.search(path.read_text()) for path in WRONG)


@pytest.mark.parametrize("path", RIGHT + WRONG, ids=lambda path: path.stem)
def test_compiles(path: Path) -> None:
    subprocess.run(
        ["gcc", "-std=gnu11", "-fsyntax-only", "-Wall", "-Werror"]
        + ["-I", str(CORPUS), str(path)],
        check=True,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_wrong_is_found_and_right_is_not(kind: int) -> None:
    together: set[Place] = set()
    for rule in KINDS[kind]:
        assert found(rule), f"{rule} finds nothing"
        together |= found(rule)
    assert together == tagged(kind, False)


def test_what_smpl_leaves_is_listed() -> None:
    """No rule finds it, of any kind: the test above would fail if one did."""
    listed = re.findall(r"^(k\d\d_\w+)\t", README, re.M)
    assert listed == [path.stem for path in WRONG if LEFT in path.read_text()]
