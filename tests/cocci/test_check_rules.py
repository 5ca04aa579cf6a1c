# SPDX-License-Identifier: GPL-2.0
"""The rules for misuse of the new API, each over its folder of cases in check/.

In a comment at the end of a line of a case:
  @A                  a name for this line, to be used in what is expected
  found: WORDS        this line, and no other, is reported, in these words
The tag stands on one line with all that is marked in mode context.
"""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).resolve().parent
TOP = HERE.parents[1]
RULES = sorted((TOP / "cocci" / "check").glob("*.cocci"))
OLDER = {"pte_offset_map_nolock"}  # has a test of its own, test_check.py
CASES = sorted((HERE / "check").glob("*/*.c"))
TAG = re.compile(r"/\* (?:@\w+ )?found: (.*?) \*/")
LABEL = re.compile(r"/\* (@\w+)[ *]")
WORD = re.compile(r"[a-z_][a-z0-9_]*")


@cache
def spatch(case: Path) -> str:
    """What the rule, which is named as the folder, says of a case in all its modes."""
    rule = TOP / "cocci" / "check" / f"{case.parent.name}.cocci"
    modes = [word for mode in ("report", "org", "context") for word in ("-D", mode)]
    process = subprocess.run(
        ["spatch", *modes, "--very-quiet", "--no-includes", "--include-headers"]
        + ["--cocci-file", str(rule), case.name],
        capture_output=True,
        text=True,
        cwd=case.parent,
        env={"PATH": "/usr/sbin:/usr/bin:/bin", "HOME": "/nonexistent"},
        check=True,
        timeout=60,
    )
    assert process.stderr == ""
    return process.stdout


def tagged(case: Path) -> list[tuple[int, str]]:
    """(line, words) of all that must be found."""
    lines = case.read_text().splitlines()
    labels = {
        match[1]: str(number)
        for number, line in enumerate(lines, 1)
        for match in LABEL.finditer(line)
    }
    return [
        (number, re.sub(r"@\w+", lambda label: labels[label[0]], match[1]))
        for number, line in enumerate(lines, 1)
        for match in TAG.finditer(line)
    ]


@pytest.fixture(params=CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def case(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_report(case: Path) -> None:
    found = re.findall(r"^[\w.]+:(\d+):\d+-\d+: (.*)$", spatch(case), re.M)
    assert sorted((int(line), words) for line, words in found) == tagged(case)


def test_org(case: Path) -> None:
    found = re.findall(r"linb=(\d+)::.*?\]\[(.*)\]\]$", spatch(case), re.M)
    expected = [(n, re.sub(r"^[A-Z]+: ", "", words)) for n, words in tagged(case)]
    assert sorted((int(line), words) for line, words in found) == expected


def test_context(case: Path) -> None:
    found = re.findall(r"^-(?!-- )(.*)$", spatch(case), re.M)
    lines = case.read_text().splitlines()
    assert found == [lines[number - 1] for number, _ in tagged(case)]


def test_case_is_c(case: Path) -> None:
    subprocess.run(
        ["gcc", "-std=gnu11", "-fsyntax-only", "-Wall", "-Werror"]
        + ["-Wno-unused-function", "-Wno-unused-value"]
        + ["-I", str(HERE / "check_corpus"), str(case)],
        check=True,
    )


def test_every_rule_has_cases() -> None:
    """Found and not found: a rule that says nothing, or all, would not do."""
    names = {rule.stem for rule in RULES} - OLDER
    assert len(names) >= 15
    assert {case.parent.name for case in CASES} == names
    for name in names:
        texts = [case.read_text() for case in CASES if case.parent.name == name]
        assert any(re.search(r"\bbad_\w+\(", text) for text in texts), name
        assert any(re.search(r"\bgood_\w+\(", text) for text in texts), name


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_head(rule: Path) -> None:
    """What the kernel's coccicheck reads, and what a user needs to know."""
    text = rule.read_text()
    assert text.startswith("// SPDX-License-Identifier: GPL-2.0\n/// ")
    assert re.search(r"^//# ", text, re.M)
    assert re.search(r"^// Confidence: (High|Moderate|Low)$", text, re.M)
    assert "\n// Options: --no-includes --include-headers\n" in text
    assert {"report", "context", "org"} <= set(
        re.findall(r"^virtual (\w+)$", text, re.M)
    )
    assert len(text.splitlines()) < 400 or rule.stem in OLDER


@pytest.mark.parametrize(
    "rule", [r for r in RULES if r.stem not in OLDER], ids=lambda path: path.stem
)
def test_only_the_new_api_is_looked_for(rule: Path) -> None:
    """A file without it isn't read, and can't be told to be incomplete."""
    said = subprocess.run(
        ["/usr/bin/spatch", "-D", "report", "--parse-cocci", str(rule)],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/sbin:/usr/bin:/bin", "HOME": "/nonexistent"},
        check=True,
    ).stdout
    query = re.search(r"^Grep query\n(.*)", said, re.M)
    assert query
    assert re.findall(r"\w+", query[1])
    assert set(re.findall(r"\w+", query[1])) <= {
        "pte_offset_map_ro_nolock",
        "pte_offset_map_rw_nolock",
    }


def vocabulary() -> set[str]:
    """The words of all campaigns."""
    return {
        word
        for path in (TOP / "patches").glob("*/campaign.yaml")
        for word in WORD.findall(yaml.safe_dump(yaml.safe_load(path.read_text())))
    }


def named(rule: Path) -> set[str]:
    """The functions that a rule matches, but those that it only has a name for."""
    code = re.sub(r"^//.*$", "", rule.read_text(), flags=re.M)
    names: set[str] = set()
    for head, declared, body in re.findall(
        r"^@([^@\n]*)@\n(.*?)^@@\n(.*?)(?=^@|\Z)", code, re.M | re.S
    ):
        if "python" in head:
            continue
        lists = re.findall(r"\{([^}]*)\}|\^\(([\w|]+)\)\$", declared)
        own = set(re.findall(r"[A-Za-z_]\w*", re.sub(r"=.*?;", ";", declared)))
        names |= set(re.findall(r"\b([a-z_]\w+)(?:@\w+)*\(", body)) - own
        names |= set(WORD.findall(" ".join(one or two for one, two in lists)))
    return names - {"if"}


@pytest.mark.parametrize(
    "rule", [r for r in RULES if r.stem not in OLDER], ids=lambda path: path.stem
)
def test_names_are_the_campaigns(rule: Path) -> None:
    """A rule stands alone, so it holds the names it needs: they are the API's words."""
    assert named(rule)
    assert named(rule) - vocabulary() == set()
