# SPDX-License-Identifier: GPL-2.0
"""Results kept by content: one is good as long as all it was made from is the same.

What a build has read is only known after it; so a result is kept with the
content of each file that was read, as ccache does in its direct mode. That a
file which was not there would now be found first is caught by the names of all
headers.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from . import files

_NAMED = (".h", "Makefile", "Kbuild", "Kconfig")
_LEFTOVER = (".tab.h",)

# To be raised when what is kept, or how it is found out, changes.
VERSION = 1


def digest(document: Any) -> str:
    """One hash of a JSON document."""
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


class Contents:
    """The content of a tree in which some files are changed, each read at most once.

    :param changed: path from the top -> the file that takes its place
    """

    def __init__(self, tree: Path, changed: Mapping[str, Path]) -> None:
        self._tree = tree
        self._changed = changed
        self._known: dict[str, str | None] = {}
        self._names: dict[str, str] = {}

    def of(self, name: str) -> str | None:
        """The hash of a file; None where it can't be read."""
        if name not in self._known:
            try:
                data = (self._changed.get(name) or self._tree / name).read_bytes()
                self._known[name] = hashlib.sha256(data).hexdigest()
            except OSError:
                self._known[name] = None
        return self._known[name]

    def names(self, folder: str) -> str:
        """The hash of the names of all headers and makefiles below a folder."""
        if folder not in self._names:
            found = [n for n in self._changed if n.startswith(folder + "/")]
            for above, folders, names in os.walk(self._tree / folder):
                # What an earlier build left there is no part of the tree.
                folders[:] = [f for f in folders if f not in ("generated", "config")]
                base = os.path.relpath(above, self._tree)
                found += [f"{base}/{n}" for n in names]
            found = [
                n for n in found if n.endswith(_NAMED) and not n.endswith(_LEFTOVER)
            ]
            self._names[folder] = digest(sorted(set(found)))
        return self._names[folder]


class Results:
    """The results of one stage.

    :param folder: where they are kept
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, name: str, key: Any, contents: Contents) -> Any | None:
        """The result of that name, if all that it was made from is the same."""
        try:
            kept = json.loads(
                (self._folder / f"{name}.json").read_text(encoding="utf-8")
            )
            if kept["key"] != digest([VERSION, key]):
                return None
            if any(contents.names(f) != known for f, known in kept["names"].items()):
                return None
            if any(contents.of(f) != known for f, known in kept["inputs"].items()):
                return None
            return kept["result"]
        except (OSError, ValueError, KeyError, AttributeError, TypeError):
            return None

    def keep(
        self,
        name: str,
        key: Any,
        contents: Contents,
        inputs: Iterable[str],
        folders: Iterable[str],
        result: Any,
    ) -> None:
        """Keep a result.

        :param key: what it was made from, beside files
        :param contents: those that were really read
        :param inputs: the files that were read
        :param folders: those in which new names matter
        """
        document = {
            "key": digest([VERSION, key]),
            "names": {f: contents.names(f) for f in sorted(set(folders))},
            "inputs": {f: contents.of(f) for f in sorted(set(inputs))},
            "result": result,
        }
        files.write_json(self._folder / f"{name}.json", document)
