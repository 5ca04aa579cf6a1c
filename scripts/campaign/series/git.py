# SPDX-License-Identifier: GPL-2.0
"""git as series runs it: with no configuration, no hook, nothing fetched; and who the user is."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from ..branch import LOCAL
from ..errors import MissingProgram, UserError
from ..tree import shown

IDENTITY = (
    'git config --global user.name "Your Name" && '
    "git config --global user.email you@example.org"
)


def environment(home: Path) -> dict[str, str]:
    """What git runs with: no configuration of anybody, no hook, one language.

    Where an object is missing (a partial clone) git would fetch it, by programs
    that the repository's configuration names: no protocol is allowed.
    """
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CEILING_DIRECTORIES": str(home.parent),
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_NO_LAZY_FETCH": "1",
        "LC_ALL": "C",
        "TZ": "UTC",
    }


def program() -> str:
    """The path of git.

    :raises MissingProgram: there is none
    """
    found = shutil.which("git", path="/usr/bin:/bin")
    if not found:
        raise MissingProgram("git", "git")
    return found


def identity(tree: Path) -> tuple[str, str]:
    """The name and address that git would give a commit.

    :raises UserError: git knows none, with the commands that tell it
    """
    done = subprocess.run(
        [program(), "-c", f"safe.directory={tree}", "-c", "core.fsmonitor=false"]
        + ["-c", "user.useConfigOnly=true", "var", "GIT_AUTHOR_IDENT"],
        cwd=tree,
        capture_output=True,
        env={k: v for k, v in os.environ.items() if k not in LOCAL},
        check=False,
    )
    text = done.stdout.decode("utf-8", "replace").strip()
    name, _, rest = text.partition(" <")
    mail = rest.partition(">")[0]
    if done.returncode or not name.strip() or not mail.strip():
        raise UserError(f"git knows no author; tell it: {IDENTITY}")
    return shown(name.strip()), shown(mail.strip())
