# SPDX-License-Identifier: GPL-2.0
"""A kernel tree: read, searched, never written to."""

from __future__ import annotations

import functools
import os
import re
import subprocess
from pathlib import Path
from typing import Any

from . import ctext
from .errors import UserError
from .listing import LARGEST, Listing


def shown(path: str) -> str:
    """A name from the tree as a person may see it: no control characters.

    Odd bytes are shown as in C strings, so that a name is one line and moves
    no terminal.
    """
    raw = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii")
        for c in raw
    )


class Tree:
    """The tree at a path. Files are named relative to it, with / between."""

    def __init__(self, path: str) -> None:
        """Take a path that the user gave.

        :raises UserError: it is no directory, can't be read, or is no kernel tree
        """
        self.root = Path(path)
        name = shown(path)
        try:
            if not self.root.exists():
                raise UserError(f"{name}: no such directory")
            if not self.root.is_dir():
                raise UserError(
                    f"{name}: is a file; give the top directory of a kernel tree"
                )
            entries = sorted(os.listdir(self.root))
        except OSError as error:
            raise UserError(f"{name}: can't be read: {error.strerror}") from error
        if not entries:
            raise UserError(
                f"{name}: is empty; give the top directory of a kernel tree"
            )
        self.root = self.root.resolve()
        self.version = self._version(name, entries)
        self.listing = Listing(self.root)

    def _version(self, name: str, entries: list[str]) -> str:
        """VERSION.PATCHLEVEL.SUBLEVELEXTRAVERSION of the top Makefile."""
        makefile = self.root / "Makefile"
        text = ""
        if makefile.is_file():
            with open(makefile, "rb") as source:
                text = source.read(4096).decode("latin-1")
        parts = dict(re.findall(r"^(\w+)[ \t]*=[ \t]*(\S*)[ \t]*$", text, re.M))
        if "VERSION" not in parts or "PATCHLEVEL" not in parts:
            kind = (
                "has C files but is" if any(e.endswith(".c") for e in entries) else "is"
            )
            raise UserError(
                f"{name}: {kind} not a kernel tree: it has no top Makefile with VERSION and PATCHLEVEL"
            )
        return "{}.{}.{}{}".format(
            parts["VERSION"],
            parts["PATCHLEVEL"],
            parts.get("SUBLEVEL", "0") or "0",
            parts.get("EXTRAVERSION", ""),
        )

    def document(self) -> dict[str, Any]:
        """The "tree" of a document."""
        return {
            "path": os.fsdecode(os.fsencode(self.root)),
            "version": self.version,
            "base": self.base(),
        }

    @functools.lru_cache(maxsize=1)
    def base(self) -> str | None:
        """The commit that is checked out, where the tree itself is a git tree."""
        if not (self.root / ".git").exists():
            return None
        environment = {
            "PATH": "/usr/bin:/bin",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_OPTIONAL_LOCKS": "0",
        }
        done = subprocess.run(
            [
                "git",
                "-c",
                f"safe.directory={self.root}",
                "-C",
                str(self.root),
                "rev-parse",
                "-q",
                "--verify",
                "HEAD",
            ],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )
        return done.stdout.strip() or None

    @functools.lru_cache(maxsize=4096)
    def text(self, file: str) -> str:
        """The text of a file, a character a byte; empty where it can't be read."""
        path = self.root / file
        try:
            if path.stat().st_size > LARGEST:
                self.listing.trouble.append((file, "is too large to be source"))
                return ""
            return ctext.decode(path.read_bytes())
        except OSError as error:
            self.listing.trouble.append((file, error.strerror or "can't be read"))
            return ""

    @functools.lru_cache(maxsize=4096)
    def definitions(self, file: str) -> list[ctext.Definition]:
        """The functions and macros that a file defines."""
        return ctext.definitions(self.text(file))
