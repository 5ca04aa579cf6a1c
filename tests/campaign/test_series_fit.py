# SPDX-License-Identifier: GPL-2.0
"""The folder and the branch of a series in the programs that are in use: the README's lines, run."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from maketree import ROOT, Outcome, add_files
from series_trees import body, git, patches, repository, series, small, subjects

README = (ROOT / "README.rst").read_text()
SECTION = re.split(
    r"\n\n(?=.+\n==+\n)", README[README.index("\nThe series\n==") :], maxsplit=1
)[0]
BLOCKS = re.findall(r"^\.\. code-block:: text\n\n((?: {3}.*\n)+)", SECTION, re.M)
LINES = [line.strip() for block in BLOCKS for line in block.splitlines()]
# Everybody, or only people, as the kernel's script has it
MAINTAINERS = """#!/usr/bin/perl
print "Some Body <some\\@example.org>\\nJ\\xc3\\xb6rg \\"X\\" <j\\@example.org>\\n";
print "list\\@example.org\\n" unless grep { $_ eq "--nol" } @ARGV;
"""


def line(beginning: str) -> str:
    """The one line of the README that begins so."""
    (found,) = [text for text in LINES if text.startswith(beginning)]
    return found


@pytest.fixture(name="sent", scope="module")
def make_sent(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A series with all that there is for other programs."""
    home = tmp_path_factory.mktemp("sent")
    tree = small(home / "tree")
    add_files(tree, {"scripts/get_maintainer.pl": MAINTAINERS})
    repository(tree)
    options = ("-s", "--mbox", "--branch", "sent/v1", "--cc-cmd")
    outcome = series(tree, home / "out", *options)
    assert outcome.status == 0, outcome.talk
    return outcome


def folder(sent: Outcome) -> Path:
    return Path(sent.doc["folder"])


class Place:
    """A clone of the tree, and a home without any configuration but a name."""

    def __init__(self, where: Path, sent: Outcome) -> None:
        self.sent = sent
        self.home = where / "home"
        self.clone = where / "clone"
        self.home.mkdir()
        (self.home / ".gitconfig").write_text(
            "[user]\n name = U. Ser\n email = u@example.org\n"
        )
        git(where, "clone", "-q", sent.tree, self.clone)
        git(self.clone, "branch", "-q", "sent/v1", "origin/sent/v1")

    def run(self, command: str) -> str:
        """A line of the README, with what it has capitals for filled in."""
        names = {
            "DIR": str(folder(self.sent)),
            "LIST": "list@example.org",
            "ID": identifiers(self.sent)[0],
            "NAME": "sent/v1",
            "BASE": "master",
            "MAILS": str(self.home.parent / "mails"),
        }
        command = re.sub(
            r"(?<![\w-])(DIR|LIST|ID|NAME|BASE|MAILS)(?!\w)",
            lambda match: names[match[1]],
            command,
        )
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", command],
            cwd=self.clone,
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.home), "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def tree(self, commit: str) -> str:
        return git(self.clone, "rev-parse", f"{commit}^{{tree}}")

    def log(self) -> list[str]:
        return git(self.clone, "log", "--reverse", "--format=%s", "master..").split(
            "\n"
        )[:-1]


def identifiers(sent: Outcome) -> list[str]:
    text = (folder(sent) / "series.mbox").read_text()
    return re.findall(r"^Message-ID: <(\S+)>$", text, re.M)


@pytest.fixture(name="place")
def make_place(tmp_path: Path, sent: Outcome) -> Place:
    return Place(tmp_path, sent)


def needs(path: str, package: str) -> None:
    if not Path(path).exists():
        pytest.skip(f"{path} is not there (Debian: {package})")


def test_git_am(place: Place, sent: Outcome) -> None:
    git(place.clone, "switch", "-q", "-c", "new")
    place.run(line("git am "))
    assert place.log() == subjects(sent)
    assert place.tree("HEAD") == place.tree("sent/v1")


def test_stg(place: Place, sent: Outcome) -> None:
    needs("/usr/bin/stg", "stgit")
    place.run("stg init")
    git(place.clone, "branch", "before")
    place.run(line("stg import "))
    assert place.tree("HEAD") == place.tree("sent/v1")
    log = git(place.clone, "log", "--reverse", "--format=%s%n%b", "before..")
    assert re.findall(r"^mm: .*", log, re.M) == subjects(sent)
    assert (
        len(re.findall(r"^Signed-off-by: A\. Person <a@example\.org>$", log, re.M)) == 4
    )
    assert "From " not in log and "Date: " not in log


def test_quilt(place: Place) -> None:
    needs("/usr/bin/quilt", "quilt")
    said = place.run(line("QUILT_PATCHES=DIR "))
    assert not re.search(r"with fuzz|offset \d", said)
    git(place.clone, "add", "-A", ":!.pc")
    assert git(place.clone, "write-tree") == place.tree("sent/v1")


def test_b4_am(place: Place, sent: Outcome) -> None:
    needs("/usr/bin/b4", "b4")
    git(place.clone, "switch", "-q", "-c", "new")
    said = place.run(line("b4 am "))
    assert f"Base: using specified base-commit {sent.doc['base']}" in said
    assert place.log() == subjects(sent)
    assert place.tree("HEAD") == place.tree("sent/v1")


def test_send_email(place: Place) -> None:
    needs("/usr/lib/git-core/git-send-email", "git-email")
    needs("/usr/share/perl5/Mail/Address.pm", "libmailtools-perl")
    said = place.run(line("git send-email "))
    assert said.count("Result: OK") == 5
    assert said.count("\nTo: list@example.org\n") == 5
    # Each is an answer to the letter, which comes first
    assert re.findall(r"^Subject: (\[PATCH \d/4\])", said, re.M) == [
        f"[PATCH {n}/4]" for n in range(5)
    ]
    (letter,) = re.findall(r"^Message-Id: (\S+)\n(?!.*In-Reply)", said, re.M)[:1]
    assert re.findall(r"^In-Reply-To: (\S+)$", said, re.M) == [letter] * 4


def test_the_recipients_of_every_mail(place: Place, sent: Outcome) -> None:
    """People in To:, lists in Cc:, and quotes and an umlaut survive."""
    needs("/usr/lib/git-core/git-send-email", "git-email")
    needs("/usr/share/perl5/Mail/Address.pm", "libmailtools-perl")
    said = place.run(line("git -c include.path=DIR/series.conf "))
    assert said.count("Result: OK") == 5
    for who in ("some", "j", "list"):
        assert said.count(f"RCPT TO:<{who}@example.org>") == 5
    assert said.count("\nTo: Some Body <some@example.org>,\n") == 5
    assert len(re.findall(r"^Cc: list@example\.org", said, re.M)) == 5
    assert not re.findall(r"^\s+To: .*list@", said, re.M)


def test_the_file_of_the_recipients(sent: Outcome) -> None:
    file = str(folder(sent) / "series.conf")
    told = git(sent.tree, "config", "--file", file, "--list")
    assert told.splitlines() == [
        "sendemail.to=Some Body <some@example.org>",
        'sendemail.to=J\u00f6rg "X" <j@example.org>',
        "sendemail.cc=list@example.org",
    ]


def test_b4_prep(place: Place, sent: Outcome) -> None:
    """b4 has the branch, the letter and the patches; it writes them out as they are here."""
    needs("/usr/bin/b4", "b4")
    for beginning in ("git switch ", "b4 prep -e ", "EDITOR=", "b4 prep -p "):
        place.run(line(beginning))
    info = place.run("b4 prep --show-info")
    text = (folder(sent) / "cover.txt").read_text()
    title, _, blurb = text.partition("\n\n")
    assert f"\ncover-subject: {title}\n" in info
    assert f"\nbase-commit: {sent.doc['base']}\n" in info
    mails = sorted((place.home.parent / "mails").iterdir())
    assert len(mails) == 5
    letter = mails[0].read_text()
    assert f"Subject: [PATCH 0/4] {title}\n" in letter
    assert f"\n\n{blurb}\n---\nA. Person (4):\n" in letter
    for mine, theirs in zip(patches(folder(sent)), mails[1:]):
        assert body(theirs) == body(mine)
        assert diff(theirs) == diff(mine)


def diff(mail: Path) -> str:
    """The changes of a mail, without the names of the objects."""
    text = mail.read_text()
    text = text[text.index("\ndiff --git ") : text.rindex("\n-- \n")].rstrip("\n")
    return re.sub(r"^index .*$", "index", text, flags=re.M)


def test_every_line_is_run() -> None:
    """But the last, which is about a program: tests/kernel/test_linux_series.py."""
    used = re.findall(r'line\("([^"]+)"\)', Path(__file__).read_text())
    used += re.findall(
        r'"(git switch |b4 prep -e |EDITOR=|b4 prep -p )"', Path(__file__).read_text()
    )
    rest = [text for text in LINES if not text.startswith(tuple(used))]
    assert [text.split()[:3] for text in rest] == [
        ["git", "config", "b4.prep-perpatch-check-cmd"]
    ]
