# SPDX-License-Identifier: GPL-2.0
"""In which files a name may be defined.

One pass of grep over the sources tells the lines that look like the head of a
definition. Of a .c file neither its static functions nor its macros are told:
only the file itself, or one that includes it, can mean these. Which .c files are
included is told by the same pass.
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
_INCLUDE = r"""^[ \t]*#[ \t]*include[ \t]*["<][^">]*\.c[">]"""
_HEADER = f"{_FUNCTION.replace('%s', _ANY)}|{_DEFINE}|{_INCLUDE}"
_SOURCE = f"{_FUNCTION.replace('%s', _NOT_STATIC)}|{_INCLUDE}"
# A macro's name, or that before the parameters: behind an attribute that has
# arguments, if there is one.
_NAME = re.compile(
    rb"^\./([^\0\n]*)\0(?:[ \t]*#[ \t]*define[ \t]+(\w+)"
    rb"|[^\n(]*?(?:\b[A-Z_]\w*[ \t]*\([^()\n]*\)[^\n(]*?)?(\w+)[ \t]*\()",
    re.M,
)
_INCLUDED = re.compile(
    rb"""^\./([^\0\n]*)\0[ \t]*#[ \t]*include[ \t]*["<]([^">\n]*)[">]""", re.M
)


class Heads:
    """Names by the files that may define them, kept for a later run."""

    def __init__(self, listing: Listing, kept: Path) -> None:
        self.listing = listing
        self.kept = kept

    @functools.cached_property
    def _told(self) -> tuple[dict[str, str], dict[str, list[str]]]:
        """By file: the names that it may define, with spaces between, and the .c files that it includes."""
        stamps = {
            name: stamp
            for name, stamp in self.listing.stamps.items()
            if name.endswith((".c", ".h"))
        }
        told: dict[str, str] = {}
        included: dict[str, list[str]] = {}
        earlier: dict[str, str] = {}
        try:
            document = json.loads(self.kept.read_bytes())
            included, told = document["includes"], document["names"]
            earlier = document["stamps"]
        except (OSError, ValueError, KeyError, TypeError):
            pass
        changed = [n for n, stamp in stamps.items() if earlier.get(n) != stamp]
        if changed or len(earlier) != len(stamps):
            stays = stamps.keys() - set(changed)
            told = {n: names for n, names in told.items() if n in stays}
            included = {n: names for n, names in included.items() if n in stays}
            for suffix, pattern in ((".h", _HEADER), (".c", _SOURCE)):
                some = [name for name in changed if name.endswith(suffix)]
                output = self.listing.grep(some, ["-HE", "-e", pattern])
                told |= self._names(output)
                included |= self._included(output)
            if not self.listing.trouble:
                document = {"stamps": stamps, "names": told, "includes": included}
                files.write(self.kept, json.dumps(document).encode())
        return told, included

    @functools.cached_property
    def _files(self) -> dict[str, list[str]]:
        told, _ = self._told
        by_name: dict[str, list[str]] = defaultdict(list)
        for file in sorted(told):
            for name in told[file].split():
                by_name[name].append(file)
        return by_name

    @staticmethod
    def _names(output: bytes) -> dict[str, str]:
        """The names that files may define, spaces between them."""
        found: dict[bytes, set[bytes]] = defaultdict(set)
        for file, macro, name in _NAME.findall(output):
            found[file].add(macro or name)
        return {
            os.fsdecode(file): b" ".join(sorted(names)).decode("ascii")
            for file, names in found.items()
        }

    @staticmethod
    def _included(output: bytes) -> dict[str, list[str]]:
        """The .c files that files include, as they name them."""
        found: dict[str, list[str]] = defaultdict(list)
        for file, name in _INCLUDED.findall(output):
            found[os.fsdecode(file)].append(os.fsdecode(name))
        return found

    @property
    def includes(self) -> dict[str, list[str]]:
        """The .c files that a file includes, by the file, as it names them."""
        return self._told[1]

    def files(self, name: str) -> list[str]:
        """The files that may define a name, sorted."""
        return self._files.get(name, [])


@functools.lru_cache(maxsize=1)
def heads(listing: Listing, kept: Path) -> Heads:
    """The heads of a tree: all that ask for the same have the same."""
    return Heads(listing, kept)
