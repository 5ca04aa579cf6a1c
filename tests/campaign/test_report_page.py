# SPDX-License-Identifier: GPL-2.0
"""The page of a proof: cells, marks on a patch's lines, sites beside their hunks."""

from __future__ import annotations

import html.parser
import json
import re
from pathlib import Path
from typing import Any

import pytest

import report_documents as made
from campaign import report
from report_evil import evil

Document = dict[str, Any]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made.tree(tmp_path_factory.mktemp("report"))


def page(document: Document, tree: Path, convert: Document | None = None) -> str:
    return report.render(document, "html", 0, False, tree, convert)


class Page(html.parser.HTMLParser):
    """A page: what its links lead to, its ids, and whether its tags nest."""

    def __init__(self, out: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.ids: list[str] = []
        self.targets: set[str] = set()
        self.feed(out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        told = dict(attrs)
        assert not {"src", "srcset", "style", "onclick"} & told.keys()
        if told.get("id"):
            self.ids.append(told["id"] or "")
        if "href" in told:
            assert (told["href"] or "").startswith("#")
            self.targets.add((told["href"] or "")[1:])
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def pieces(out: str, patch: int) -> str:
    """What a page says of the patch of a step, less tags and marks."""
    (found,) = re.findall(rf'(?s)<section id="patch-{patch}">(.*?)</section>', out)
    return str(found)


@pytest.mark.parametrize("odd", [False, True])
@pytest.mark.parametrize("convert", [None, made.both_converted()])
def test_the_page_is_whole_and_needs_nothing_else(
    tree: Path, odd: bool, convert: Document | None
) -> None:
    document = evil(made.verified()) if odd else made.verified()
    out = page(document, tree, evil(convert) if odd and convert else convert)
    seen = Page(out)
    assert seen.open == [] and len(seen.ids) == len(set(seen.ids))
    assert seen.targets <= set(seen.ids)
    assert not {"script", "link", "img", "iframe", "form"} & seen.seen
    assert "\x1b" not in out and "\u202e" not in out and "\0" not in out
    assert "prefers-color-scheme: dark" in out and 'name="viewport"' in out
    out.encode("utf-8")


def test_each_cell_leads_to_the_command_that_repeats_it(tree: Path) -> None:
    out = page(made.verified(), tree)
    (matrix,) = re.findall(r'(?s)<table class="matrix plain">(.*?)</table>', out)
    cells = re.findall(r'<a class="(\w+)" href="#([\w-]+)"[^>]*>([^<]+)</a>', matrix)
    assert cells[9:] == [
        ("fail", "cell-3-0", "FAIL"),
        ("skipped", "skipped-1", "skip"),
        ("ok", "cell-3-2", "1"),
    ]
    assert [text for _, _, text in cells[:9]] == "2 skip 2 2 skip 2 · skip 1".split()
    failed = out[out.index('id="cell-3-0"') :]
    failed = failed[: failed.index("</div>")]
    assert '<pre class="command">make -k mm/w.o</pre>' in failed
    assert "logs/a.log" in failed and "new warning: mm/w.c: unused" in failed
    assert "ppc-gcc: not found" in out[out.index('id="skipped-1"') :]


def test_the_page_begins_with_the_verdict(tree: Path) -> None:
    """In a sentence: what is proven, and what is not."""
    for document, head in (
        (made.verified(), '<b class="fail">Not all is proven:</b> 2 of 3 patches'),
        (made.proven(), '<b class="ok">Proven:</b> 3 patches compile'),
    ):
        out = page(document, tree)
        assert head in out and out.index(head) < out.index("Matrix")
    missing = 'but <span class="fail">1 build fails, 2 changed lines are not proven'
    assert missing in page(made.verified(), tree)


def marks(out: str, patch: int) -> list[tuple[str, str, str]]:
    """The added lines of a patch: state, marks (y or n a flavour), text."""
    found = []
    line = r'<span class="added (\w*)"><i>\d+</i>(<em.*?</em>)?<u>\+</u>(.*)'
    for state, said, text in re.findall(line, pieces(out, patch)):
        seen = re.findall(r'<b( class="y")?></b>', said)
        found.append((state, "".join("y" if yes else "n" for yes in seen), text))
    return found


def test_each_added_line_has_its_marks(tree: Path) -> None:
    out = page(made.verified(), tree)
    # Of armv5 and x64; nobody asks for a comment, or a line of a document.
    assert marks(out, 1) == [
        ("", "", "about ro_map()"),
        ("", "", "/* maps */"),
        ("proven", "yy", "int ro_map(void);"),
        ("proven", "yy", "#ifdef CONFIG_WIDE"),
        ("unproven", "nn", "int rw_map(void);"),
        ("unproven", "nn", "int rw_more(void);"),
        ("proven", "yy", "#endif"),
    ]
    assert [mark[:2] for mark in marks(out, 3)] == [
        ("proven", "yy"),
        ("partial", "ny"),
        ("partial", "ny"),
    ]
    assert 'title="compiled for x64"' in pieces(out, 3)


def test_lines_that_are_not_compiled_have_the_reason_below_them(tree: Path) -> None:
    out = page(made.verified(), tree)
    notes = [
        re.findall(r'class="note (\w+)">(.*)', pieces(out, patch))
        for patch in (1, 2, 3)
    ]
    hidden = "lines 4-5: not proven: #ifdef CONFIG_WIDE does not hold; needs CONFIG_WIDE=y (mm/Kconfig:7)"
    partial = "lines 5-6: not compiled on arm: mm/w.o fails"
    assert notes == [[("unproven", hidden)], [], [("partial", partial)]]


def test_many_flavours_are_counted_in_the_marks(tree: Path) -> None:
    document = made.verified()
    for step in document["steps"]:
        for number in range(20):
            step["flavours"][f"x{number}"] = step["flavours"]["x64"]
    out = page(document, tree)
    assert '<em title="compiled for x64">1/22</em>' in pieces(out, 3)


def test_a_site_stands_beside_its_hunk_with_its_evidence(tree: Path) -> None:
    out = page(made.verified(), tree, made.both_converted())
    writer = pieces(out, 3)
    site = writer[writer.index('<div class="site">') :]
    assert '<span class="verdict rw">rw</span>' in site
    assert "pmd_same is needed, after the lock at mm/w.c:4 writer" in site
    assert "set_it() writes pte" in site and "converted; with care" in site
    assert "&#34;&lt;b&gt;&#34;" in site  # the source, and escaped
    assert "in the object: x64;" in site and "dead code: armv5;" in site
    assert 'class="hunk sided"' in writer
    assert "as it was for x64" in pieces(out, 2)
    # Of no patch, but not forgotten
    rest = out[out.index("Sites that no patch is known to convert") :]
    assert "mm/x.c:9 doubtful" in rest and "reader:1:" not in rest


def test_a_site_goes_to_the_hunk_that_takes_its_call_away(tree: Path) -> None:
    document, convert = made.verified(), made.both_converted()
    # The call has moved far below its line in the original, and another hunk is nearer.
    near = "@@ -2,1 +2,1 @@ near()\n-\tf();\n+\tg();\n"
    there = "@@ -91,1 +91,1 @@ there()\n-\tpte = old_map(mm);\n+\tpte = ro_map(mm);\n"
    head = made.DIFFS[made.READ].split("@@")[0]
    document["steps"][2]["diff"] = head + near + there
    parts = pieces(page(document, tree, convert), 2).split('<div class="hunk')[1:]
    assert ["reader:1:" in part for part in parts] == [False, True]


def test_without_the_convert_document_sites_are_named_and_no_more(tree: Path) -> None:
    out = pieces(page(made.verified(), tree), 3)
    assert "mm/w.c writer" in out and "no convert document says more" in out


def test_differences_stand_with_their_patch(tree: Path) -> None:
    out = page(made.unequal(), tree, made.both_converted())
    assert "no known reason" not in pieces(out, 2)
    bad, good = pieces(out, 3).split("<details>")
    assert "no known reason" in bad and "beside" in bad and "calls f, then g" in bad
    assert "writer" in good and "touched" in good and "beside" not in good
    assert "changed for x64: mm/r.o: reader: calls g" in pieces(out, 2)


def test_the_page_ends_with_what_was_left_out_and_what_was_not_done(tree: Path) -> None:
    out = page(made.verified(), tree)
    rest = out[out.index('<section id="patch-3">') :]
    for said in (
        "line numbers in tables",
        "armv5: CONFIG_WIDE=y",
        "verify: armv5: Kconfig did not take CONFIG_WIDE=y",
    ):
        assert said in rest
    assert "context imbalance<br>in it" in out


def test_a_patch_can_say_nothing_in_the_name_of_the_page(tree: Path) -> None:
    document = made.verified()
    lines = made.DIFFS[made.READ]
    tag = "</pre><script>x</script><b onclick=y>"
    document["steps"][2]["diff"] = lines.replace("ro_map(mm)", tag + "\x1b[2J")
    seen = Page(page(document, tree, made.both_converted()))
    assert "script" not in seen.seen and seen.open == []


def test_the_command_shows_the_proof_with_the_runs_evidence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from campaign.cli import main

    documents = {"convert": made.both_converted(), "verify": made.verified()}
    for name, document in documents.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(document))
    assert main(["report", str(tmp_path), "--format", "html"]) == 4
    out = capsys.readouterr().out
    assert "<title>verify: old_map" in out and "set_it() writes pte" in out
