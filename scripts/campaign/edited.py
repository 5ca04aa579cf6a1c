# SPDX-License-Identifier: GPL-2.0
"""Edits of files: put together, applied, and the diff that they come to."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from . import plan
from .errors import MachineError


def with_ends(text: str, edit: plan.Edit) -> plan.Edit:
    """An edit with the line ends that the text has where it goes."""
    end = text.find("\n", max(edit.start - 1, 0))
    crlf = end > 0 and text[end - 1] == "\r"
    return replace(edit, new=re.sub(r" ?\n", "\r\n", edit.new)) if crlf else edit


def merge(by_file: dict[str, list[plan.Edit]], edits: list[plan.Edit]) -> None:
    """Add a site's edits to those of other sites.

    :raises plan.Unsure: they want the same text to be something else
    """
    for edit in edits:
        for other in by_file.get(edit.file, []):
            if edit.start < other.end and other.start < edit.end and edit != other:
                raise plan.Unsure("another call's conversion changes the same text")
    for edit in edits:
        there = by_file.setdefault(edit.file, [])
        if edit not in there or edit.start == edit.end:
            there.append(edit)


def apply_edits(text: str, edits: list[plan.Edit]) -> str:
    """A text with some edits done; those at one place in the order that they are given in."""
    order = sorted(enumerate(edits), key=lambda e: (e[1].start, e[1].end, e[0]))
    for _, edit in reversed(order):
        text = text[: edit.start] + edit.new + text[edit.end :]
    return text


def diff(old: dict[str, bytes], new: dict[str, bytes]) -> bytes:
    """The unified diff from one set of files to another, by git."""
    if shutil.which("git", path="/usr/bin:/bin") is None:
        from .errors import MissingProgram

        raise MissingProgram("git", "git")
    with tempfile.TemporaryDirectory(prefix="treewide-") as scratch:
        for side, contents in (("a", old), ("b", new)):
            Path(scratch, side).mkdir()
            for path, data in contents.items():
                target = Path(scratch, side, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
        done = subprocess.run(
            ["git", "diff", "--no-index", "--no-prefix", "--no-renames", "a", "b"],
            cwd=scratch,
            capture_output=True,
            env={
                "PATH": "/usr/bin:/bin",
                "HOME": scratch,
                "GIT_CONFIG_NOSYSTEM": "1",
                "GIT_CEILING_DIRECTORIES": str(Path(scratch).parent),
            },
            check=False,
        )
    if done.returncode > 1:
        raise MachineError(
            f"git diff: {done.stderr.decode('utf-8', 'replace').strip()}"
        )
    return done.stdout
