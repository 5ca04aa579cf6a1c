# SPDX-License-Identifier: GPL-2.0
"""In which files a name may be defined.

One pass of grep over the sources tells the lines that look like the head of a
definition. Of a .c file neither its static functions nor its macros are told:
only the file itself, or one that includes it, can mean these.
"""

from __future__ import annotations

import functools
import json
import os
import re
from collections import defaultdict
from pathlib import Path

from . import files
from .listing import Listing

_FUNCTION = r"%s.*\(.*[^;]$|%s.*\($|%s\w*[ \t]*\("
_ANY = "^[A-Za-z_]"
_NOT_STATIC = "^([A-Zabcdefghijklmnopqrtuvwxyz_]|s([^t]|t([^a]|a([^t]|t[^i]))))"
_DEFINE = r"^[ \t]*#[ \t]*define[ \t]+\w+(\(|[ \t]+[A-Za-z_]\w*[ \t]*$)"
_HEADER = f"{_FUNCTION.replace('%s', _ANY)}|{_DEFINE}"
_SOURCE = _FUNCTION.replace("%s", _NOT_STATIC)
# A macro's name, or that before the parameters: behind an attribute that has
# arguments, if there is one.
_NAME = re.compile(
    rb"^\./([^\0\n]*)\0(?:[ \t]*#[ \t]*define[ \t]+(\w+)"
    rb"|[^\n(]*?(?:\b[A-Z_]\w*[ \t]*\([^()\n]*\)[^\n(]*?)?(\w+)[ \t]*\()",
    re.M,
)


class Heads:
    """Names by the files that may define them, kept for a later run."""

    def __init__(self, listing: Listing, kept: Path) -> None:
        self.listing = listing
        self.kept = kept

    @functools.cached_property
    def _files(self) -> dict[str, list[str]]:
        stamps = {
            name: stamp
            for name, stamp in self.listing.stamps.items()
            if name.endswith((".c", ".h"))
        }
        told: dict[str, str] = {}
        earlier: dict[str, str] = {}
        try:
            document = json.loads(self.kept.read_bytes())
            earlier, told = document["stamps"], document["names"]
        except (OSError, ValueError, KeyError, TypeError):
            pass
        changed = [n for n, stamp in stamps.items() if earlier.get(n) != stamp]
        if changed or len(earlier) != len(stamps):
            told = {n: names for n, names in told.items() if n in stamps}
            for name in changed:
                told.pop(name, None)
            for suffix, pattern in ((".h", _HEADER), (".c", _SOURCE)):
                some = [name for name in changed if name.endswith(suffix)]
                told |= self._read(some, pattern)
            if not self.listing.trouble:
                document = {"stamps": stamps, "names": told}
                files.write(self.kept, json.dumps(document).encode())
        by_name: dict[str, list[str]] = defaultdict(list)
        for file in sorted(told):
            for name in told[file].split():
                by_name[name].append(file)
        return by_name

    def _read(self, some: list[str], pattern: str) -> dict[str, str]:
        """The names that some files may define, spaces between them."""
        output = self.listing.grep(some, ["-HE", "-e", pattern])
        found: dict[bytes, set[bytes]] = defaultdict(set)
        for file, macro, name in _NAME.findall(output):
            found[file].add(macro or name)
        return {
            os.fsdecode(file): b" ".join(sorted(names)).decode("ascii")
            for file, names in found.items()
        }

    def files(self, name: str) -> list[str]:
        """The files that may define a name, sorted."""
        return self._files.get(name, [])
