# SPDX-License-Identifier: GPL-2.0
"""treewide series over small trees: which patches, what they say, and that git am takes them."""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import Path

import pytest

from campaign import schema
from maketree import API, READER, RO, RW, WRITER, Outcome, tree_hash, treewide
from series_trees import (
    FILES,
    UNSURE,
    applied,
    body,
    contents,
    git,
    patches,
    repository,
    series,
    small,
    subjects,
    tags,
)

# The order by hand: the helpers, who reads, who writes, the removal.
SUBJECTS = [
    f"mm: add {RO}() and {RW}()",
    "mm: reader: map PTEs for reading in reader()",
    "mm: writer: recheck the PTE table in writer()",
    f"mm: remove {API}()",
]


@pytest.fixture(name="plain", scope="module")
def make_plain(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The series of a tree without git."""
    home = tmp_path_factory.mktemp("plain")
    tree = small(home / "tree")
    before = tree_hash(tree)
    outcome = series(tree, home / "out")
    assert outcome.status == 0, outcome.talk
    assert tree_hash(tree) == before
    return outcome


def out_of(outcome: Outcome) -> Path:
    return Path(outcome.doc["folder"])


def test_the_patches_and_their_order(plain: Outcome) -> None:
    assert subjects(plain) == SUBJECTS
    kinds = [patch["kind"] for patch in plain.doc["patches"]]
    assert kinds == ["introduce", "convert", "convert", "remove"]
    assert [len(patch["sites"]) for patch in plain.doc["patches"]] == [0, 1, 1, 0]
    assert plain.doc["unconverted"] == [] and plain.doc["removal"] is None


def test_the_document(plain: Outcome) -> None:
    schema.check(plain.doc)
    out = out_of(plain)
    for patch in plain.doc["patches"]:
        data = (out / patch["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == patch["sha256"]
    names = [patch["file"] for patch in plain.doc["patches"]]
    assert (out / "series").read_text().split() == names
    assert sorted([plain.doc["cover"], *names, "series"]) == sorted(contents(out))


def test_git_am_makes_the_converted_tree(plain: Outcome, tmp_path: Path) -> None:
    clone = applied(plain.tree, out_of(plain), tmp_path / "clone")
    log = git(clone, "log", "--reverse", "--format=%an <%ae> %at %s", "-n4")
    who = "A. Person <a@example.org> 1700000000"
    assert log.splitlines() == [f"{who} {subject}" for subject in SUBJECTS]
    for path in (plain.run / "converted").rglob("*"):
        if path.is_file():
            same = clone / path.relative_to(plain.run / "converted")
            assert same.read_bytes() == path.read_bytes()
    assert API not in "".join(git(clone, "grep", "-h", "nolock").split("_ro_"))


def test_each_patch_touches_its_own_file(plain: Outcome) -> None:
    changed = [
        re.findall(r"^\+\+\+ b/(.*)$", patch.read_text(), re.M)
        for patch in patches(out_of(plain))
    ]
    assert changed[1:3] == [["mm/reader.c"], ["mm/writer.c"]]
    assert "include/linux/mm.h" in changed[0] and "include/linux/mm.h" in changed[3]


def test_patch_takes_them_without_fuzz(plain: Outcome, tmp_path: Path) -> None:
    subprocess.run(["cp", "-a", plain.tree, tmp_path / "copy"], check=True)
    for patch in patches(out_of(plain)):
        done = subprocess.run(
            ["patch", "-p1", "--fuzz=0", "-i", patch],
            cwd=tmp_path / "copy",
            capture_output=True,
            text=True,
            check=True,
        )
        assert not re.search("fuzz|offset", done.stdout)


def test_what_a_reader_is_said_to_do(plain: Outcome) -> None:
    text = " ".join(body(patches(out_of(plain))[1]).split())
    assert "reader() in mm/reader.c writes no entry" in text
    assert " - reader() tests pte and unmaps it by pte_unmap() " in text
    assert f"use {RO}()" in text


def test_what_a_writer_is_said_to_do(plain: Outcome) -> None:
    """spin_lock, then set_pte_at; returning 0 would say that nothing is there: it retries."""
    text = " ".join(body(patches(out_of(plain))[2]).split())
    assert "In writer() (mm/writer.c), set_pte_at() writes the entry at pte." in text
    assert "The recheck follows spin_lock()." in text
    assert (
        "the new branch unlocks and unmaps pte and goes back to again, to map the table anew."
        " It does not return 0, as where the map returns NULL: " in text
    )


def test_lines_fit(plain: Outcome) -> None:
    for mail in out_of(plain).glob("*-*"):
        message = mail.read_text().split("\n---\n")[0].split("\n\n", 1)[1]
        assert max(map(len, message.split("\n"))) <= 75
    for patch in plain.doc["patches"]:
        assert len(patch["subject"]) <= 75


def test_no_tag_of_anybody(plain: Outcome) -> None:
    for mail in out_of(plain).glob("*-*"):
        assert tags(mail.read_text()) == []


def test_the_cover_letter(plain: Outcome) -> None:
    text = (out_of(plain) / plain.doc["cover"]).read_text()
    assert text.startswith("From " + "0" * 40)
    assert "***" not in text
    assert re.search(r"^ro +- +mm/reader\.c +reader$", text, re.M)
    assert re.search(r"^rw +\+pmd_same +mm/writer\.c +writer$", text, re.M)
    assert "treewide series TREE -o DIR" in text and "spatch version" in text
    assert re.search(r"^A\. Person \(4\):$", text, re.M)
    assert "4 files changed" in text or "5 files changed" in text
    # Nothing was compiled, so nothing is said of it.
    assert not re.search("compil", text.replace("spatch version 1.1.1 compiled", ""))
    assert "base-commit" not in text


def test_a_second_run_gives_the_same_bytes(plain: Outcome, tmp_path: Path) -> None:
    again = series(plain.tree, tmp_path / "out")
    assert contents(tmp_path / "out") == contents(out_of(plain))
    assert again.doc["patches"] == plain.doc["patches"]


def test_signed_off_by_the_user_alone(plain: Outcome, tmp_path: Path) -> None:
    series(plain.tree, tmp_path / "out", "-s")
    for patch in patches(tmp_path / "out"):
        assert tags(patch.read_text()) == ["Signed-off-by: A. Person <a@example.org>"]
    assert tags((tmp_path / "out" / "0000-cover-letter.mbox").read_text()) == []


def test_a_version_and_what_changed(plain: Outcome, tmp_path: Path) -> None:
    (tmp_path / "changes").write_text("Changes in v2:\n - all of it\n")
    outcome = series(
        plain.tree, tmp_path / "out", "-v2", "--changes", tmp_path / "changes",
        "--in-reply-to", "<one@example.org>",
    )  # fmt: skip
    assert outcome.doc["cover"] == "v2-0000-cover-letter.mbox"
    assert [p["file"][:8] for p in outcome.doc["patches"]] == [
        f"v2-000{n}-" for n in range(1, 5)
    ]
    text = (tmp_path / "out" / outcome.doc["cover"]).read_text()
    assert "Subject: [PATCH v2 0/4] " in text
    assert "\nIn-Reply-To: <one@example.org>\nReferences: <one@example.org>\n" in text
    assert "\n\nChanges in v2:\n - all of it\n\n" in text
    assert all("In-Reply-To" not in p.read_text() for p in patches(tmp_path / "out"))


def test_a_range_diff_against_the_last_version(plain: Outcome, tmp_path: Path) -> None:
    options = ("-s", "--previous", out_of(plain))
    outcome = series(plain.tree, tmp_path / "out", *options)
    text = (tmp_path / "out" / outcome.doc["cover"]).read_text()
    part = text[text.index("Range-diff against the last version:") :]
    assert len(re.findall(r"^\d:  -{7,} ! \d:  -{7,} mm: ", part, re.M)) == 4
    assert "+    Signed-off-by: A. Person" in part
    again = series(plain.tree, tmp_path / "two" / "out", *options)
    assert again.status == 0
    assert contents(tmp_path / "two" / "out") == contents(tmp_path / "out")


def test_the_series_as_one_mailbox(plain: Outcome, tmp_path: Path) -> None:
    series(plain.tree, tmp_path / "out", "--mbox")
    text = (tmp_path / "out" / "series.mbox").read_text()
    names = re.findall(r"^Message-ID: (<\S+>)$", text, re.M)
    assert len(set(names)) == 5
    assert re.findall(r"^In-Reply-To: (<\S+>)$", text, re.M) == names[:1] * 4
    clone = tmp_path / "clone"
    subprocess.run(["cp", "-a", plain.tree, clone], check=True)
    repository(clone)
    split = tmp_path / "split"
    split.mkdir()
    count = git(clone, "mailsplit", f"-o{split}", str(tmp_path / "out" / "series.mbox"))
    assert count.strip() == "5"
    # b4 takes no folded header from a local mailbox
    assert not re.search(r"^Subject: .*\n ", text, re.M)


def test_one_line_where_there_is_nothing_to_do(plain: Outcome, tmp_path: Path) -> None:
    """The converted tree: all sites are new ones."""
    clone = applied(plain.tree, out_of(plain), tmp_path / "clone")
    outcome = series(clone, tmp_path / "out", form="text")
    assert (outcome.status, outcome.text.count("\n")) == (0, 1), outcome.text
    assert not (tmp_path / "out").exists()


def test_a_fork_that_was_half_converted(tmp_path: Path, plain: Outcome) -> None:
    """The helpers and the reader are there: what is missing is the writer and the removal."""
    clone = applied(plain.tree, out_of(plain), tmp_path / "clone")
    git(clone, "reset", "-q", "--hard", "HEAD~2")
    outcome = series(clone, tmp_path / "out")
    assert subjects(outcome) == SUBJECTS[2:]
    assert outcome.doc["base"] == git(clone, "rev-parse", "HEAD").strip()
    done = applied(clone, tmp_path / "out", tmp_path / "done")
    assert git(done, "diff", "--stat", "HEAD~2", "--", "mm/reader.c") == ""


def test_what_is_left_is_named_and_nothing_is_removed(tmp_path: Path) -> None:
    files = {**FILES, "mm/unsure.c": UNSURE}
    outcome = series(small(tmp_path / "tree", files), tmp_path / "out")
    assert outcome.status == 1, outcome.talk
    assert subjects(outcome) == SUBJECTS[:3]
    assert [i.split(":")[:2] for i in outcome.doc["unconverted"]] == [
        ["mm/unsure.c", "unsure"]
    ]
    text = " ".join((tmp_path / "out" / outcome.doc["cover"]).read_text().split())
    assert "left for a person: - unsure() in mm/unsure.c: " in text
    assert f"no patch that removes the old function: {API}() stays: mm/unsure.c" in text


def test_two_functions_of_a_file(tmp_path: Path) -> None:
    """Two patches, or one by file; both ways the tree is the same in the end."""
    both = READER + WRITER.split("\n", 2)[2]
    tree = small(tmp_path / "tree", {"mm/both.c": both})
    apart = series(tree, tmp_path / "a" / "out")
    assert [s.rsplit(" ", 1)[1] for s in subjects(apart)][1:3] == [
        "reader()",
        "writer()",
    ]
    one = series(tree, tmp_path / "b" / "out", "--split", "file")
    assert subjects(one)[1] == f"mm: both: convert the users of {API}()"
    assert [len(p["sites"]) for p in one.doc["patches"]] == [0, 2, 0]
    trees = [
        git(
            applied(tree, tmp_path / n / "out", tmp_path / n / "c"),
            "rev-parse",
            "HEAD:",
        )
        for n in ("a", "b")
    ]
    assert trees[0] == trees[1]


def test_what_was_compiled_is_told_of_the_same_content_only(tmp_path: Path) -> None:
    """A small tree can't be compiled, and verify says so; of another content nothing is said."""
    tree = small(tmp_path / "tree")
    treewide("verify", tree, run=tmp_path / "run")
    outcome = series(tree, tmp_path / "out")
    assert outcome.status == 0, outcome.talk
    text = " ".join((tmp_path / "out" / outcome.doc["cover"]).read_text().split())
    told = re.search(r"compiled with -Werror \(treewide verify\)\. (.*?)\. This", text)
    assert told and told[1].startswith("Not compiled: armv5, ")
    assert "No failure" not in text and "Failed" not in text
    (tree / "mm/more.c").write_text("int more;\n")
    outcome = series(tree, tmp_path / "two")
    assert "-Werror" not in (tmp_path / "two" / outcome.doc["cover"]).read_text()


def test_a_patch_for_each_maintainer(tmp_path: Path) -> None:
    """As the tree's own script has it: two files are one subsystem's, so are in one patch."""
    files = {**FILES, "drivers/z.c": WRITER.replace("writer", "zwriter")}
    tree = small(tmp_path / "tree", files)
    script = 'print "a\\@b\\n", $ARGV[-1] =~ m{^mm/} ? "MM" : "Z", "\\nTHE REST\\n";\n'
    (tree / "scripts").mkdir(exist_ok=True)
    (tree / "scripts/get_maintainer.pl").write_text(script)
    outcome = series(tree, tmp_path / "out", "--split", "maintainer")
    assert outcome.status == 0, outcome.talk
    assert subjects(outcome)[1:3] == [
        "drivers: z: recheck the PTE table in zwriter()",
        f"mm: convert the users of {API}()",
    ]
    applied(tree, tmp_path / "out", tmp_path / "clone")


def test_the_order_of_the_seed(tmp_path: Path) -> None:
    """Architectures, who reads, who writes."""
    files = {
        "arch/x86/mm/writer.c": WRITER,
        "mm/reader.c": READER,
        "mm/zwriter.c": WRITER.replace("writer", "zwriter"),
    }
    tree = small(tmp_path / "tree", files)
    plainly = subjects(series(tree, tmp_path / "a" / "out"))
    assert [re.findall(r"(\w+)\(\)$", s) for s in plainly[1:4]] == [
        ["reader"],
        ["writer"],
        ["zwriter"],
    ]
    seeded = subjects(series(tree, tmp_path / "b" / "out", "--order", "seed"))
    assert [re.findall(r"(\w+)\(\)$", s) for s in seeded[1:4]] == [
        ["writer"],
        ["reader"],
        ["zwriter"],
    ]


def test_crlf_line_ends(tmp_path: Path) -> None:
    files = {"mm/writer.c": WRITER.replace("\n", "\r\n")}
    tree = small(tmp_path / "tree", files)
    outcome = series(tree, tmp_path / "out")
    assert outcome.status == 0, outcome.talk
    assert "git am --keep-cr" in (tmp_path / "out" / outcome.doc["cover"]).read_text()
    clone = applied(tree, tmp_path / "out", tmp_path / "clone", "--keep-cr")
    assert b"\r\n" in (clone / "mm/writer.c").read_bytes()


def test_names_with_blanks_and_odd_bytes(tmp_path: Path) -> None:
    files = {'mm/a "b" \u00e4.c': WRITER, "mm/-o.c": READER}
    tree = small(tmp_path / "tree", files)
    outcome = series(tree, tmp_path / "out")
    assert outcome.status == 0, outcome.talk
    clone = applied(tree, tmp_path / "out", tmp_path / "clone")
    assert RW in (clone / 'mm/a "b" \u00e4.c').read_text()


def test_an_author_who_is_not_ascii(tmp_path: Path) -> None:
    tree = small(tmp_path / "tree")
    env = {"GIT_AUTHOR_NAME": "J\u00f6rg \u00d6"}
    outcome = series(tree, tmp_path / "out", "-s", env=env)
    assert outcome.status == 0, outcome.talk
    clone = applied(tree, tmp_path / "out", tmp_path / "clone")
    assert git(clone, "log", "-1", "--format=%an").strip() == "J\u00f6rg \u00d6"
    cover = (tmp_path / "out" / outcome.doc["cover"]).read_text()
    assert "J\u00f6rg \u00d6 (4):" in cover
    assert "charset=UTF-8" in cover.split("\n\n")[0]
