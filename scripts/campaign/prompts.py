# SPDX-License-Identifier: GPL-2.0
"""Which Kconfig symbols of a tree are a user's to set.

Many lines of a .config say what Kconfig found out by itself, of the compiler
above all (CONFIG_GCC_VERSION). Such a symbol has no prompt in any Kconfig file.
That one of them came out otherwise is no line of the user's that was lost.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

# Documentation/kbuild/kconfig-language.rst: what begins an entry, and a prompt in it.
_ENTRY = re.compile(
    rb"\s*(?:(?:menu)?config\s+(\w+)|(?:choice|endchoice|menu|endmenu|if|endif"
    rb"|comment|source|mainmenu)\b)"
)
_PROMPT = re.compile(rb"\s+(?:bool|tristate|string|int|hex|prompt)\s+[\"']")


def _files(tree: Path) -> Iterator[Path]:
    """Every Kconfig file of a tree; no link is followed."""
    for folder, folders, names in os.walk(tree):
        folders[:] = [name for name in folders if name != ".git"]
        for name in names:
            path = Path(folder, name)
            if name.startswith("Kconfig") and path.is_file() and not path.is_symlink():
                yield path


def _entries(text: bytes) -> Iterator[tuple[str, bool]]:
    """The symbols that a file defines, and whether they have a prompt there."""
    symbol, prompt = None, False
    for line in text.splitlines():
        if begun := _ENTRY.match(line):
            if symbol:
                yield symbol.decode(), prompt
            symbol, prompt = begun[1], False
        elif _PROMPT.match(line):
            prompt = True
    if symbol:
        yield symbol.decode(), prompt


def users(tree: Path, lines: Iterable[str]) -> list[str]:
    """Those lines of a configuration that a user could have meant.

    :param lines: `CONFIG_X=value` each
    :returns: in their order: of symbols that have a prompt, or that the tree doesn't know
    """
    wanted = {line.split("=", 1)[0].removeprefix("CONFIG_"): line for line in lines}
    known: set[str] = set()
    prompted: set[str] = set()
    for path in _files(tree) if wanted else ():
        for symbol, prompt in _entries(path.read_bytes()):
            known.add(symbol)
            if prompt:
                prompted.add(symbol)
    return [
        line for name, line in wanted.items() if name in prompted or name not in known
    ]
