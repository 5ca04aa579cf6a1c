# SPDX-License-Identifier: GPL-2.0
"""An audit for machines: statuses, baselines, merged documents, and each format."""

from __future__ import annotations

import html.parser
import json
import re
import xml.etree.ElementTree as xml
from pathlib import Path
from typing import Any

import pytest

import audit_trees as trees
from campaign import report, schema
from campaign.audit import issues
from campaign.report import explained, forks
from maketree import READER, ROOT, add_files, make_tree, treewide

Document = dict[str, Any]
EVIL = "mm/\x1b[31m<script>]]&{0}\n.c"


@pytest.fixture(name="made", scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Document]:
    """Two trees: the old one, and one with a misuse and a file of an evil name."""
    home = tmp_path_factory.mktemp("formats")
    trees.old(home / "old")
    fork = trees.introduced(make_tree(home / "fork", files={"mm/writer.c": trees.WRONG}))  # fmt: skip
    add_files(fork, {EVIL: READER})
    outcome = trees.audit(home, home / "old", fork)
    assert outcome.status == 1
    return home, outcome.doc


def shown(made: tuple[Path, Document], form: str, **changes: Any) -> str:
    return report.render({**made[1], **changes}, form, 0, False, made[0])


def status(made: tuple[Path, Document], *words: str | Path) -> int:
    home, _ = made
    return trees.audit(home, home / "old", home / "fork", *words).status


# the status


@pytest.mark.parametrize(
    "kinds, wanted",
    [("site", 1), ("rw", 1), ("manual", 0), ("finding", 1), ("ro_write", 1), ("pmdval_null", 0), ("none", 0),
     ("api", 0), ("only", 0), ("differs", 1), ("manual,api", 0), ("manual,ro", 1)],
)  # fmt: skip
def test_fail_on(made: tuple[Path, Document], kinds: str, wanted: int) -> None:
    assert issues.failing(made[1], kinds.split(",")) == bool(wanted)


@pytest.mark.parametrize("kinds, wanted", [("manual", 0), ("ro_write", 1)])
def test_the_status_goes_by_it(made: tuple[Path, Document], kinds: str, wanted: int) -> None:  # fmt: skip
    assert status(made, "--fail-on", kinds) == wanted


def test_fail_on_something_unknown(made: tuple[Path, Document]) -> None:
    assert status(made, "--fail-on", "sites") == 2


def test_incomplete_beats_all(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", files={"mm/x.c": f"int x = {{ {READER[60:]}"})
    broken = "int f(void)\n{\n\treturn pte_offset_map_nolock(a, b, c, &d) +* ;\n}\n"
    add_files(tree, {"mm/x.c": broken})
    outcome = trees.audit(tmp_path, tree, "--fail-on", "none")
    assert outcome.status == 4
    assert [e["file"] for e in outcome.doc["incomplete"]][:1] == ["mm/x.c"]


# baseline


def test_baseline(tmp_path: Path) -> None:
    tree = trees.old(tmp_path / "tree")
    known = tmp_path / "known.json"
    assert trees.audit(tmp_path, tree, "--baseline", known).status == 2
    assert trees.audit(tmp_path, tree, "--baseline", known, "--update-baseline").status == 0  # fmt: skip
    was = known.read_bytes()
    assert trees.audit(tmp_path, tree, "--baseline", known).status == 0
    path = tree / "mm" / "reader.c"
    path.write_text("/* a line more */\n" + path.read_text())
    assert trees.audit(tmp_path, tree, "--baseline", known).status == 0
    add_files(tree, {"drivers/own.c": READER})
    outcome = trees.audit(tmp_path, tree, "--baseline", known)
    assert outcome.status == 1
    new = [i["file"] for i in outcome.doc["trees"][0]["issues"] if not i["known"]]
    assert new == ["drivers/own.c"]
    assert known.read_bytes() == was


def test_no_baseline_goes_into_a_tree(tmp_path: Path) -> None:
    tree = trees.old(tmp_path / "tree")
    words = ("--baseline", tree / "known.json", "--update-baseline")
    assert trees.audit(tmp_path, tree, *words).status == 2
    assert not (tree / "known.json").exists()


# merge


def test_merged_is_as_made_together(made: tuple[Path, Document], tmp_path: Path) -> None:  # fmt: skip
    home, document = made
    parts = []
    for name in ("old", "fork"):
        part = tmp_path / f"{name}.json"
        part.write_bytes(trees.audit(home, home / name).out)
        parts.append(part)
    outcome = treewide("audit", "--merge", *parts, run=tmp_path / "run")
    assert outcome.doc == document
    assert outcome.status == 1


def test_what_is_no_audit_is_not_merged(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    for text in ("{", "[]", '{"schema": "treewide-find-1"}'):
        other.write_text(text)
        outcome = treewide("audit", "--merge", other, run=tmp_path / "run")
        assert (outcome.status, outcome.out) == (2, b"")


# formats


def test_sarif(made: tuple[Path, Document]) -> None:
    log = json.loads(shown(made, "sarif"))
    old, fork = log["runs"]
    assert [r["ruleId"] for r in old["results"]] == ["ro", "rw"]
    assert sorted(r["ruleId"] for r in fork["results"]) == ["ro", "ro_write"]
    for run in (old, fork):
        rules = run["tool"]["driver"]["rules"]
        for result in run["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
            assert result["codeFlows"][0]["threadFlows"][0]["locations"]
            assert re.fullmatch("[0-9a-f]{32}", result["partialFingerprints"]["treewideIssue/v1"])  # fmt: skip
        assert all(r["helpUri"].startswith("https://") and r["help"]["markdown"] for r in rules)  # fmt: skip
    ids = {run["automationDetails"]["id"] for run in log["runs"]}
    assert len(ids) == 2 and all(i.endswith("/") for i in ids)
    uris = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in fork["results"]]  # fmt: skip
    assert "mm/%1B%5B31m%3Cscript%3E%5D%5D%26%7B0%7D%0A.c" in uris


def test_junit(made: tuple[Path, Document]) -> None:
    top = xml.fromstring(shown(made, "junit"))
    suites = top.findall("testsuite")
    assert [(s.get("tests"), s.get("failures"), s.get("errors")) for s in suites] == [("2", "2", "0"), ("2", "2", "0")]  # fmt: skip
    quiet = xml.fromstring(shown(made, "junit", fail_on=["ro_write"]))
    assert [s.get("failures") for s in quiet.findall("testsuite")] == ["0", "1"]
    assert [s.get("skipped") for s in quiet.findall("testsuite")] == ["2", "1"]


def test_junit_is_for_audits_only(tmp_path: Path) -> None:
    tree = trees.old(tmp_path / "tree")
    assert treewide("find", tree, run=tmp_path / "run", form="junit").status == 2


class _Page(html.parser.HTMLParser):
    """The tags of a page, and whether they are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.scripts = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in ("meta", "br", "input"):
            self.open.append(tag)
        self.scripts += tag == "script"
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_html(made: tuple[Path, Document]) -> None:
    text = shown(made, "html")
    page = _Page()
    page.feed(text)
    assert page.open == []
    assert page.scripts == 1
    assert "<script>]]" not in text and "\x1b" not in text
    assert text.count("<details") == 4
    assert re.search(r'<span class="here"><i>13</i>.*set_pte_at', text)


def test_the_script_is_the_one_that_the_page_allows(made: tuple[Path, Document]) -> None:  # fmt: skip
    import base64
    import hashlib

    text = shown(made, "html")
    script = text[text.index("<script>") + 8 : text.index("</script>")]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text


def test_org(made: tuple[Path, Document]) -> None:
    lines = shown(made, "org").splitlines()
    assert [line.split(" ")[0] for line in lines if line.startswith("*")] == ["*", "**", "**", "*", "**", "**"]  # fmt: skip
    link = next(line for line in lines if "set_pte_at" in line)
    assert f"[[view:{made[0]}/old/mm/writer.c::" in link


def test_text_has_no_raw_name(made: tuple[Path, Document]) -> None:
    text = shown(made, "text")
    assert "\x1b" not in text
    assert "ro_write" in text


def test_schema_is_one(made: tuple[Path, Document]) -> None:
    schema.check(made[1])


# explain


def kinds() -> list[str]:
    from campaign import config

    return list(explained.every(config.Campaign("pte_offset_map_nolock")))


@pytest.mark.parametrize("path", sorted((ROOT / "patches/pte_offset_map_nolock/explained").glob("*.c")))  # fmt: skip
def test_an_example_is_about_something_that_is_explained(path: Path) -> None:
    assert path.stem in kinds()


@pytest.mark.parametrize("folder", sorted((ROOT / "tests/cocci/check").iterdir()))
def test_an_example_is_a_case_that_the_rule_finds(folder: Path) -> None:
    """The code of an example stands in the rule's own test, where it is marked as found."""
    example = (
        ROOT / f"patches/pte_offset_map_nolock/explained/{folder.name}.c"
    ).read_text()
    source = "".join(path.read_text() for path in sorted(folder.glob("*.c")))
    plain = re.sub(r"[ \t]*/\*.*?\*/", "", source, flags=re.S)
    for line in example.splitlines()[1:]:
        assert re.sub(r"[ \t]*/\*.*?\*/", "", line) in plain
    here = next(line for line in example.splitlines() if "/* reported */" in line)
    code = here[: here.index(" /* reported */")].strip()
    assert re.search(re.escape(code) + r"\s*/\* found: ", source)


def test_explain() -> None:
    from campaign import config

    campaign = config.Campaign("pte_offset_map_nolock")
    for kind in kinds():
        text = explained.told(campaign, kind)
        assert text.startswith(kind)
        prose = text.partition("Example:\n")[0]
        assert max(map(len, prose.splitlines())) <= 80
    assert "spin_lock(ptl); /* the recheck goes behind this */" in explained.told(campaign, "rw")  # fmt: skip


def test_a_reason_stands_once() -> None:
    left = [
        {"id": "mm/a.c:one:1:00", "why": "so"},
        {"id": "mm/b.c:two:2:00", "why": "otherwise"},
        {"id": "mm/c.c:three:1:00", "why": "so"},
    ]
    assert list(forks.stays({"series": {"left": left}})) == [
        "mm/a.c one, mm/c.c three stay: so",
        "mm/b.c two#2 stays: otherwise",
    ]
