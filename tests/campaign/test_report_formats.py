# SPDX-License-Identifier: GPL-2.0
"""A document for other programs: JSON, SARIF, org, HTML; nothing in it can play tricks."""

from __future__ import annotations

import html.parser
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import pytest

import report_documents as made
from campaign import report
from campaign.errors import UserError
from report_evil import NAME, renamed

Document = dict[str, Any]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.tree(tmp_path_factory.mktemp("formats"))


# JSON, and what there is not


@pytest.mark.parametrize("kind", list(made.MADE))
def test_json_is_the_document(tree: Path, kind: str) -> None:
    document = renamed(made.MADE[kind]())
    out = report.render(document, "json", 0, False, tree)
    assert json.loads(out) == document and out.isascii() and out.endswith("}\n")


def test_an_unknown_format_or_document_is_the_users_error(tree: Path) -> None:
    with pytest.raises(UserError, match="text, json, sarif, html, org"):
        report.render(made.found(), "pdf", 0, False, tree)
    with pytest.raises(UserError, match="treewide-find-9"):
        report.render({"schema": "treewide-find-9"}, "text", 0, False, tree)


# SARIF


def sarif(document: Document, tree: Path) -> Document:
    log = json.loads(report.render(document, "sarif", 0, False, tree))
    assert log["version"] == "2.1.0" and log["$schema"].endswith(
        "sarif-schema-2.1.0.json"
    )
    (run,) = log["runs"]
    return dict(run)


def locations(thing: Any) -> list[Document]:
    """Every physicalLocation, however deep."""
    inner = thing.values() if isinstance(thing, dict) else thing
    found = [] if isinstance(thing, (str, int)) or thing is None else list(inner)
    deeper = [place for value in found for place in locations(value)]
    if isinstance(thing, dict) and "artifactLocation" in thing:
        return [thing, *deeper]
    return deeper


@pytest.mark.parametrize("evil", [False, True])
@pytest.mark.parametrize("kind", list(made.MADE))
def test_sarif_keeps_its_rules(tree: Path, kind: str, evil: bool) -> None:
    document = renamed(made.MADE[kind]()) if evil else made.MADE[kind]()
    run = sarif(document, tree)
    rules = run["tool"]["driver"]["rules"]
    assert all(rule["help"]["text"] for rule in rules)
    assert run["results"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        said = result.get("kind") in ("informational", "review")
        assert (result["level"] == "none") == said
        message = result["message"]["text"].replace("{{", "").replace("}}", "")
        assert not re.search(r"[{}]|\]\(", message)
    for place in locations(run["results"]):
        where = place["artifactLocation"]
        assert where["uriBaseId"] == "SRCROOT"
        assert re.fullmatch(r"(?:[\w.~/-]|%[0-9A-F]{2})+", where["uri"], re.A)
        assert place.get("region", {"startLine": 1})["startLine"] >= 1
    assert run["originalUriBaseIds"]["SRCROOT"]["uri"] == "file:///src/a%20tree/"


def test_sarif_of_classify(tree: Path) -> None:
    results = sarif(made.classified(), tree)["results"]
    assert [(r["ruleId"], r["level"]) for r in results] == [
        ("ro", "note"),
        ("rw", "warning"),
        ("manual", "error"),
        ("mention", "none"),
    ]
    flow = results[1]["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [step["location"]["message"]["text"] for step in flow] == [
        "calls old_map()",
        "set_it() writes pte",
    ]
    region = flow[1]["location"]["physicalLocation"]["region"]
    assert region["startLine"] == 5 and "set_it(pte," in region["snippet"]["text"]
    prints = results[1]["partialFingerprints"]
    assert prints == {"treewideSite/v1": "mm/w.c:writer:1:0123abcd"}


def test_sarif_finds_the_file_of_an_odd_name_again(tree: Path) -> None:
    result = sarif(renamed(made.classified()), tree)["results"][1]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote_to_bytes(uri) == NAME.encode("utf-8", "surrogateescape")


def test_sarif_of_something_incomplete_is_no_success(tree: Path) -> None:
    (call,) = sarif(made.converted(), tree)["invocations"]
    assert call["executionSuccessful"] is False
    assert [n["level"] for n in call["toolExecutionNotifications"]] == ["error", "note"]
    whole = made.converted() | {"incomplete": []}
    assert sarif(whole, tree)["invocations"][0]["executionSuccessful"] is True


# org


def test_org_has_a_todo_with_a_link_for_each_site_left(tree: Path) -> None:
    lines = report.render(made.converted(), "org", 0, False, tree).splitlines()
    head = "[[view:mm/r.c::face=ovl-face1::linb=3::colb=7::cole=14]"
    assert lines[0] == f"* DONE {head}[mm/r.c:3 reader: ro: no path writes]]"
    assert [line[:24] for line in lines if line.startswith("*")] == [
        "* DONE [[view:mm/r.c::fa",
        "* TODO [[view:mm/w.c::fa",
        "* TODO [[view:mm/x.c::fa",
        "* TODO incomplete: find:",
    ]
    write = "[[view:mm/w.c::face=ovl-face2::linb=5::colb=2::cole=21]"
    assert f"{write}[mm/w.c:5 writer set_it() writes pte]]" in lines


@pytest.mark.parametrize("kind", list(made.MADE))
def test_no_name_ends_an_org_link(tree: Path, kind: str) -> None:
    out = report.render(renamed(made.MADE[kind]()), "org", 0, False, tree)
    link = r"\[\[view:[^][]*\]\[[^][]*\]\]|\[\[file:[^][]*\]\]|\* TODO [^][]*"
    for line in out.splitlines():
        assert line.isprintable()
        assert re.fullmatch(rf"(?:\* (?:TODO|DONE) )?(?:{link})", line)


# HTML


class Page(html.parser.HTMLParser):
    """The tags of a page, its text, and whether they nest."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        assert not {"src", "srcset", "onclick"} & {name for name, _ in attrs}
        assert all((v or "").startswith("#") for k, v in attrs if k == "href")
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.mark.parametrize("kind", list(made.MADE))
def test_html_is_whole_and_needs_nothing_else(tree: Path, kind: str) -> None:
    out = report.render(renamed(made.MADE[kind]()), "html", 0, False, tree)
    page = Page(out)
    assert page.open == [] and not {"script", "link", "img", "iframe"} & page.seen
    assert "\x1b" not in out and "\u202e" not in out
    assert "prefers-color-scheme: dark" in out and 'name="viewport"' in out
    assert out.startswith("<!doctype html>")
    out.encode("utf-8")


def test_html_shows_the_evidence_beside_its_source(tree: Path) -> None:
    out = report.render(made.classified(), "html", 0, False, tree)
    here = re.findall(r'<span class="here"><i>(\d+)</i>(.*)', out)
    assert ("5", "                set_it(pte,     &#34;&lt;b&gt;&#34;);") in here
    assert [number for number, _ in here] == ["3", "4", "3", "5", "4"]
    assert "pmd_same is needed, after lock(ptl)" in out
    assert "find: mm/y.c:7: timed out" in out
