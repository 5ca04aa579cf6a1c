# SPDX-License-Identifier: GPL-2.0
"""series over Linux 6.12: git am takes it, checkpatch has nothing to say, the reference is this."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "campaign"))

from linux_tree import READS, VERDICTS, WRITES  # noqa: E402
from maketree import API, ROOT, Outcome, treewide  # noqa: E402
from series_trees import applied, body, git, patches, subjects, tags  # noqa: E402

pytestmark = pytest.mark.kernel

REFERENCE = ROOT / "patches" / API / "series" / "v6.12"
NOBODY = {
    "GIT_AUTHOR_NAME": "treewide",
    "GIT_AUTHOR_EMAIL": "treewide@localhost",
    "SOURCE_DATE_EPOCH": "1700000000",
}
# In the order of the seed's titles (the shared seed.txt): the functions only
SEED = """
    adjust_pte assert_pte_locked filemap_fault_recheck_pte_none __collapse_huge_page_swapin
    handle_pte_fault collapse_pte_mapped_thp copy_pte_range move_ptes map_pte move_pages_pte
    walk_pte_range retract_page_tables
""".split()


@pytest.fixture(name="signed", scope="module")
def make_signed(
    linux: Path, run: Path, tmp_path_factory: pytest.TempPathFactory
) -> Outcome:
    """The series, signed off, in the seed's order."""
    out = tmp_path_factory.mktemp("signed") / "out"
    words = ("series", linux, "-o", out, "-s", "--order", "seed", "--mbox")
    return treewide(*words, run=run, env=NOBODY, timeout=600)  # type: ignore[arg-type]


@pytest.fixture(name="plain", scope="module")
def make_plain(
    linux: Path, run: Path, tmp_path_factory: pytest.TempPathFactory
) -> Outcome:
    """The series as the reference is made."""
    out = tmp_path_factory.mktemp("plain") / "out"
    return treewide("series", linux, "-o", out, run=run, env=NOBODY, timeout=600)


def mails(outcome: Outcome) -> list[Path]:
    return sorted(Path(outcome.doc["folder"]).glob("*-*"))


def functions(outcome: Outcome) -> list[str]:
    return [s.rsplit(" ", 1)[1][:-2] for s in subjects(outcome)]


def test_the_patches(plain: Outcome) -> None:
    """The helpers; who reads, who writes, each in the tree's order; the removal; the second kind."""
    assert plain.status == 0, plain.talk
    reads = [name for name in VERDICTS if name in READS]
    writes = [name.partition("#")[0] for name in VERDICTS if name in WRITES]
    wanted = [*reads, *dict.fromkeys(w for w in writes if w != "retract_page_tables")]
    named = functions(plain)
    # In VERDICTS mm/memory.c stands in the order of its lines
    assert named[1:-2] == wanted
    assert named[-2:] == [API, "retract_page_tables"]
    assert plain.doc["unconverted"] == []


def test_the_order_of_the_seed(signed: Outcome) -> None:
    assert [f for f in functions(signed) if f in SEED] == SEED


@pytest.fixture(name="files", scope="module")
def make_files(
    linux: Path, plain: Outcome, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The files that the series changes, as they were."""
    where = tmp_path_factory.mktemp("files") / "tree"
    for mail in mails(plain):
        for name in re.findall(r"^--- a/(.*)$", mail.read_text(), re.M):
            (where / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(linux / name, where / name)
    return where


def test_git_am(
    plain: Outcome, signed: Outcome, files: Path, run: Path, tmp_path: Path
) -> None:
    """Both orders come to the converted tree."""
    trees = set()
    for name, outcome in (("a", plain), ("b", signed)):
        clone = applied(files, Path(outcome.doc["folder"]), tmp_path / name)
        trees.add(git(clone, "rev-parse", "HEAD:"))
        changed = [p for p in (run / "converted").rglob("*") if p.is_file()]
        assert changed
        for path in changed:
            same = clone / path.relative_to(run / "converted")
            assert same.read_bytes() == path.read_bytes()
    assert len(trees) == 1


@pytest.mark.parametrize("number", range(15))
def test_checkpatch(linux: Path, signed: Outcome, number: int, tmp_path: Path) -> None:
    mail = mails(signed)[number]
    if mail.suffix == ".mbox":  # checkpatch knows a cover letter by git's name for it
        mail = Path(shutil.copy(mail, tmp_path / f"{mail.stem}.patch"))
    told = subprocess.run(
        ["perl", "scripts/checkpatch.pl", "--strict", "--show-types", mail],
        cwd=linux,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout
    assert "total: 0 errors, 0 warnings, 0 checks" in told.stdout


def test_checkpatch_as_a_hook_of_b4(linux: Path, signed: Outcome) -> None:
    """b4.prep-perpatch-check-cmd gets a patch on its standard input, and shows what is said."""
    text = (ROOT / "README.rst").read_text()
    command = re.search(r"b4\.prep-perpatch-check-cmd '(.*)'$", text, re.M)
    assert command
    for mail in patches(Path(signed.doc["folder"])):
        told = subprocess.run(
            command[1].split(),
            cwd=linux,
            input=mail.read_bytes(),
            stdout=subprocess.PIPE,
            check=False,
        )
        assert (told.returncode, told.stdout) == (0, b"")


@pytest.mark.parametrize("function", SEED)
def test_a_message_names_function_and_file(plain: Outcome, function: str) -> None:
    (number,) = [n for n, f in enumerate(functions(plain)) if f == function]
    text = " ".join(body(patches(Path(plain.doc["folder"]))[number]).split())
    key = function if function in VERDICTS else f"{function}#1"
    file, verdict = VERDICTS[key]
    assert f"{function}()" in text and file in text
    assert f"{verdict}_nolock()" in text
    if verdict == "rw":
        assert "pmd_same()" in text or "pte_same()" in text


def test_nobody_else_is_in_it(signed: Outcome) -> None:
    own = "Signed-off-by: treewide <treewide@localhost>"
    for mail in mails(signed)[1:]:
        assert tags(mail.read_text()) == [own]
        assert "From: treewide <treewide@localhost>" in mail.read_text()
    assert tags(mails(signed)[0].read_text()) == []


def test_send_email(signed: Outcome, tmp_path: Path) -> None:
    git_core = subprocess.run(["git", "--exec-path"], capture_output=True, text=True)
    if not Path(git_core.stdout.strip(), "git-send-email").exists():
        pytest.skip("git-send-email is not installed (Debian: git-email)")
    done = subprocess.run(
        ["git", "-c", "sendemail.smtpServer=/bin/false", "send-email", "--dry-run", "--quiet",
         "--suppress-cc=all", "--to=x@localhost", "--confirm=never", *mails(signed)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), **NOBODY,
             "GIT_COMMITTER_NAME": "c", "GIT_COMMITTER_EMAIL": "c@localhost"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def patch_ids(folder: Path) -> list[str]:
    ids = []
    for patch in patches(folder):
        done = subprocess.run(
            ["git", "patch-id", "--stable"],
            input=patch.read_bytes(),
            capture_output=True,
            check=True,
        )
        ids.append(done.stdout.decode().split()[0])
    return ids


def test_the_reference(plain: Outcome) -> None:
    """The same changes and the same words, whatever the lines and the semantic patches' digest."""
    made = Path(plain.doc["folder"])
    assert [p.name for p in patches(made)] == [p.name for p in patches(REFERENCE)]
    assert patch_ids(made) == patch_ids(REFERENCE)
    for new, kept in zip(patches(made), patches(REFERENCE)):
        assert body(new) == body(kept)


def test_the_reference_says_what_it_was_made_on() -> None:
    cover = (REFERENCE / "0000-cover-letter.mbox").read_text()
    assert re.search(r"Linux\s6\.12\.\d+:", cover)
