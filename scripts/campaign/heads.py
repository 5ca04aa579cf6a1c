# SPDX-License-Identifier: GPL-2.0
"""In which files a name may be defined.

One pass of grep over the sources tells the lines that look like the head of a
definition. Of a .c file neither its static functions nor its macros are told:
only the file itself, or one that includes it, can mean these. Which .c files are
included is told by the same pass.
"""

from __future__ import annotations

import bisect
import functools
import json
import os
import re
from collections import defaultdict
from dataclasses import dataclass
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

_KEYS = ("stamps", "names", "includes")
_FEW = 500  # files, of which it is known at once what they tell


_ByName = dict[str, list[str]]  # the files that may define a name, sorted


@dataclass
class _Told:
    """What one pass of grep tells.

    :param stamps: of the files it is about
    :param names: by file, the names that it may define, with spaces between
    :param includes: by file, the .c files that it includes, as it names them
    """

    stamps: dict[str, str]
    names: dict[str, str]
    includes: dict[str, list[str]]


def _by_name(told: dict[str, str]) -> _ByName:
    """By name what is told by file."""
    by_name: _ByName = defaultdict(list)
    for file in sorted(told):
        for name in told[file].split():
            by_name[name].append(file)
    return by_name


def _drop(by_name: _ByName, file: str, names: str) -> None:
    """A file doesn't define some names any more."""
    for name in names.split():
        by_name[name].remove(file)


def _put(by_name: _ByName, file: str, names: str) -> None:
    """A file may define some names."""
    for name in names.split():
        bisect.insort(by_name.setdefault(name, []), file)


class Heads:
    """Names by the files that may define them, kept for a later run.

    :param before: of another tree, which is not asked any more: what this tree shares
        with it is taken over
    """

    def __init__(
        self, listing: Listing, kept: Path, before: Heads | None = None
    ) -> None:
        self.listing = listing
        self.kept = kept
        self._before = before

    @property
    def useful(self) -> Heads | None:
        """What another tree may take over from: itself, or what it would take over from."""
        if self.listing.trouble or "_known" not in vars(self):
            return self._before
        return self

    def _earlier(self) -> tuple[_Told, _ByName | None]:
        """What was told before, here or in another tree; by name, if that is at hand."""
        before, self._before = self._before, None
        if before and _shared(before._known[0].stamps, self.listing.stamps):
            return vars(before).pop("_known")
        try:
            document = json.loads(self.kept.read_bytes())
            return _Told(*(document[key] for key in _KEYS)), None
        except (OSError, ValueError, KeyError, TypeError):
            return _Told({}, {}, {}), None

    @functools.cached_property
    def _known(self) -> tuple[_Told, _ByName]:
        """What is told, and by name."""
        stamps = {
            name: stamp
            for name, stamp in self.listing.stamps.items()
            if name.endswith((".c", ".h"))
        }
        told, by_name = self._earlier()
        changed = [n for n, stamp in stamps.items() if told.stamps.get(n) != stamp]
        gone = [n for n in told.stamps if n not in stamps]
        told.stamps = stamps
        for name in changed + gone:
            names = told.names.pop(name, "")
            told.includes.pop(name, None)
            if by_name is not None:
                _drop(by_name, name, names)
        asked = [
            ([n for n in changed if n.endswith(suffix)], ["-HE", "-e", pattern])
            for suffix, pattern in ((".h", _HEADER), (".c", _SOURCE))
        ]
        for output in self.listing.greps(asked):
            told.names |= self._names(output)
            told.includes |= self._included(output)
        if by_name is None:
            by_name = _by_name(told.names)
        else:
            for name in changed:
                _put(by_name, name, told.names.get(name, ""))
        # What differs in few files from what is kept is told again as quickly as read.
        many = len(changed) + len(gone) > _FEW or not self.kept.exists()
        if many and not self.listing.trouble:
            values = (told.stamps, told.names, told.includes)
            files.write(self.kept, json.dumps(dict(zip(_KEYS, values))).encode())
        return told, by_name

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

    def read(self) -> None:
        """Have all at hand."""
        assert self._known

    @property
    def includes(self) -> dict[str, list[str]]:
        """The .c files that a file includes, by the file, as it names them."""
        return self._known[0].includes

    def files(self, name: str) -> list[str]:
        """The files that may define a name, sorted."""
        return self._known[1].get(name, [])


def _shared(one: dict[str, str], other: dict[str, str]) -> bool:
    """Whether most files of the one are the same in the other."""
    return 2 * sum(other.get(n) == stamp for n, stamp in one.items()) > len(one)


_last: list[Heads] = []


def heads(listing: Listing, kept: Path) -> Heads:
    """The heads of a tree: all that ask for the same have the same.

    What was told of the tree before this one is at hand, if it is of use.
    """
    if not _last or (_last[0].listing, _last[0].kept) != (listing, kept):
        before = _last[0].useful if _last else None
        _last[:] = [Heads(listing, kept, before)]
    return _last[0]
