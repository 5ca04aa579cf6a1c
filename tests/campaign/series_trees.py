# SPDX-License-Identifier: GPL-2.0
"""Small trees for the tests of treewide series, and what git says of the result."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Mapping, Optional, Union

from maketree import READER, WRITER, Content, Outcome, add_files, make_tree, treewide

WHO = {"GIT_AUTHOR_NAME": "A. Person", "GIT_AUTHOR_EMAIL": "a@example.org"}
DATE = {"SOURCE_DATE_EPOCH": "1700000000"}
FILES = {"mm/reader.c": READER, "mm/writer.c": WRITER}
# A recheck whose way out is not known: nothing says what to do where it fails.
UNSURE = WRITER.replace("writer", "unsure").replace(
    "	if (!pte)\n		return 0;\n	spin_lock(ptl);\n",
    "	BUG_ON(!pte);\n	spin_lock(ptl);\n",
)


def small(where: Path, files: Mapping[str, Content] = FILES) -> Path:
    return make_tree(where, files=files)


def git(where: Path, *words: Union[str, Path], **more: str) -> str:
    """What git prints, run as nobody."""
    env = {
        "PATH": "/usr/bin:/bin",
        "HOME": "/nonexistent",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_COMMITTER_NAME": "C",
        "GIT_COMMITTER_EMAIL": "c@example.org",
        "GIT_AUTHOR_NAME": "C",
        "GIT_AUTHOR_EMAIL": "c@example.org",
        "GIT_COMMITTER_DATE": "1600000000 +0000",
        "GIT_AUTHOR_DATE": "1600000000 +0000",
        **more,
    }
    done = subprocess.run(
        ["git", "-C", where, *words], env=env, capture_output=True, check=False
    )
    assert not done.returncode, done.stderr.decode()
    return done.stdout.decode("utf-8", "surrogateescape")


def repository(tree: Path, message: str = "all of it") -> Path:
    """Make a tree a git tree with one commit."""
    git(tree, "init", "-q", "-b", "master")
    commit(tree, message)
    return tree


def commit(tree: Path, message: str) -> None:
    git(tree, "add", "-A")
    git(tree, "commit", "-q", "--allow-empty", "-m", message)


def series(
    tree: Path,
    out: Path,
    *options: Union[str, Path],
    form: str = "json",
    env: Mapping[str, str] = {},
    run: Optional[Path] = None,
) -> Outcome:
    """Run treewide series, as A. Person.

    :param run: where an earlier run left what is known of the same functions
    """
    return treewide(
        "series", tree, "-o", out, *options,
        run=run or out.parent / "run", form=form, env={**WHO, **DATE, **env},
    )  # fmt: skip


def patches(out: Path) -> list[Path]:
    """The patches, without the cover letter."""
    return sorted(p for p in out.glob("*.patch") if "0000-" not in p.name)


def subjects(outcome: Outcome) -> list[str]:
    return [patch["subject"] for patch in outcome.doc["patches"]]


def body(patch: Path) -> str:
    """A commit message without its subject."""
    head = patch.read_text("utf-8", "surrogateescape").split("\n---\n", 1)[0]
    return head.split("\n\n", 1)[1]


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.iterdir())}


def applied(tree: Path, out: Path, clone: Path, *options: str) -> Path:
    """git am of a series in a clean copy of a tree, which is a git tree then."""
    subprocess.run(["cp", "-a", tree, clone], check=True)
    if not (clone / ".git").exists():
        repository(clone)
    git(clone, "reset", "-q", "--hard")
    git(clone, "am", "-q", *options, *patches(out))
    return clone


def tags(text: str) -> list[str]:
    """The lines that look like a tag."""
    return re.findall(r"^[A-Z][\w-]*-by: .*|^(?:Fixes|Link|Cc): .*", text, re.M)


__all__ = [
    "DATE", "FILES", "UNSURE", "WHO", "add_files", "applied", "body", "commit", "contents",
    "git", "patches", "repository", "series", "small", "subjects", "tags",
]  # fmt: skip
