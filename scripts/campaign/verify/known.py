# SPDX-License-Identifier: GPL-2.0
"""What a program said of an object's source, kept by the content of all that it read.

ccache keeps what the compiler makes; this is for those who only look: sparse, the
preprocessor, the plugin, binutils.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

from ..kbuild import Kbuild
from ..kept import Kept

# A path in a list of dependencies, make's own words ($(wildcard …)) left out
_PATH = re.compile(r"(?<![\w$(./])[\w./+,-]+\.[chSs]\b(?=[\s\\:]|$)")
# It is in the compiler's list of what it read, and not in kbuild's.
_CONFIGURATION = "include/generated/autoconf.h"


class Known:
    """Answers about one flavour's objects.

    :param cache: of the run
    :param asker: what each answer depends on: this tool, the compiler
    """

    def __init__(self, kbuild: Kbuild, cache: Path, asker: list[str]) -> None:
        self._kbuild = kbuild
        self._asker = asker
        self._kept = Kept(cache, "looked")
        self._files: dict[Path, tuple[tuple[int, ...], str]] = {}

    def _content(self, path: Path) -> str:
        """A digest of a file, "" where there is none; read once as long as it stays."""
        try:
            stat = path.stat()
            stamp = (stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
            known = self._files.get(path)
            if known is None or known[0] != stamp:
                known = (stamp, hashlib.sha256(path.read_bytes()).hexdigest())
                self._files[path] = known
            return known[1]
        except OSError:
            return ""

    def given(self, name: str) -> str:
        """A digest of what went into an object: its command, and each file that it read.

        :returns: "" where kbuild's account doesn't tell
        """
        path = PurePosixPath(name)
        listed = self._kbuild.inside(str(path.parent / f".{path.name}.d"))
        command = self._kbuild.saved_compiler(name)
        text = self._kbuild.saved(name)
        if listed.is_file():
            text = listed.read_text(encoding="utf-8", errors="replace")
        found = {os.path.normpath(f) for f in _PATH.findall(text.partition(":")[2])}
        if not command or not found:
            return ""
        read = sorted(found | {_CONFIGURATION})
        held = [(file, self._content(self._kbuild.output / file)) for file in read]
        return hashlib.sha256(json.dumps([command, held]).encode()).hexdigest()

    def ask(self, names: list[str], what: list[Any], make: Callable[[], Any]) -> Any:
        """An answer about some objects; None is never kept.

        :param what: who is asked, and all else that the answer depends on; JSON
        :param make: gives the answer, which JSON can hold
        """
        given = [self.given(name) for name in names]
        if not all(given):
            return make()
        whole = json.dumps([self._asker, what, names, given])
        key = hashlib.sha256(whole.encode()).hexdigest()
        answer = self._kept.get(key)
        if answer is None and (answer := make()) is not None:
            self._kept.put(key, answer)
        return answer
