# SPDX-License-Identifier: GPL-2.0
"""git apply, in a directory of its own that holds nothing but the files."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..errors import MissingProgram
from .patchfile import Edit
from .refused import PatchRefused


def git_apply(
    edits: Sequence[Edit], old: Mapping[str, bytes], context: int | None
) -> dict[str, bytes]:
    """The files as git apply leaves them, in a directory that holds nothing else."""
    with tempfile.TemporaryDirectory(prefix="treewide-handpatch-") as name:
        home = Path(name).resolve()
        tree = home / "tree"
        for path, content in old.items():
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            (tree / path).write_bytes(content)
        try:
            done = subprocess.run(
                ["git", "apply", "--whitespace=nowarn"]
                + ([] if context is None else [f"-C{context}"])
                + ["-"],
                input=b"".join(edit.text() for edit in edits),
                cwd=tree,
                env=_clean_environment(home),
                capture_output=True,
                check=False,
            )
        except FileNotFoundError as error:
            raise MissingProgram("git", "git") from error
        if done.returncode:
            raise PatchRefused(*_blamed(done.stderr, edits))
        return {path: (tree / path).read_bytes() for path in old}


def _clean_environment(home: Path) -> dict[str, str]:
    """No configuration, repository or language but git's own."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_CEILING_DIRECTORIES": str(home),
    }


def _blamed(stderr: bytes, edits: Sequence[Edit]) -> tuple[str, str]:
    """The file that git apply complains of, and its words."""
    words = stderr.decode(errors="replace").strip().splitlines() or ["no message"]
    for line in words:
        for edit in edits:
            if edit.path in line:
                return edit.path, f"git apply: {line.removeprefix('error: ')}"
    return edits[0].path, f"git apply: {words[0].removeprefix('error: ')}"
