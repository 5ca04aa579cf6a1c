# SPDX-License-Identifier: GPL-2.0
"""The compiler's view of one flavour's objects: the GCC plugin, run over them once more.

Each object is compiled again by its saved command up to the plugin, which ends the
compiler: no object is made, and kbuild's own files stay as they are.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .. import files, plugin
from ..children import Children
from ..config import Campaign
from ..errors import MachineError, MissingProgram
from ..kbuild import Kbuild
from .known import Known

Fact = dict[str, Any]
_BUILDING = threading.Lock()  # flavours share a compiler
_ORDER = ("refuted", "unknown", "proven")  # the worst first


class View:
    """What the plugin says of a flavour.

    :param campaign: its words are what the plugin knows
    :param prefix: CROSS_COMPILE
    :param cache: where the plugin is built, once for each compiler
    :param clang: the flavour isn't built by a GCC
    :ivar absent: why there is no such view; "" where there is one
    """

    def __init__(
        self, campaign: Campaign, prefix: str, cache: Path, clang: bool
    ) -> None:
        self._campaign = campaign
        self._prefix = prefix
        self._cache = cache
        self.absent = ""
        if clang:
            self.absent = "clang loads no GCC plugin"
        elif "compiler" not in campaign.data:
            self.absent = f"campaign {campaign.name!r} has no 'compiler'"
        elif plugin.headers(prefix) is None:
            package = plugin.compiler(prefix).package
            self.absent = f"plugin headers are missing (Debian package {package})"
        elif shutil.which("g++") is None:
            self.absent = "g++ is missing (Debian package g++)"

    def _built(self) -> Path:
        """The plugin for this compiler."""
        key = hashlib.sha256(plugin.digest().encode() + self._prefix.encode())
        folder = self._cache / "plugin" / key.hexdigest()[:24]
        made = folder / f"{plugin.NAME}.so"
        with _BUILDING:
            if not made.is_file():
                beside = folder.with_name(f".{folder.name}.{os.getpid()}")
                plugin.build(self._prefix, beside)
                shutil.rmtree(folder, ignore_errors=True)
                beside.rename(folder)
        return made

    def prepare(self, kbuild: Kbuild) -> Path:
        """Put what the compiler has to find into the build folder, which it can see.

        :returns: the folder
        :raises MachineError: the plugin can't be built
        """
        folder = kbuild.output / "treewide-view"
        for name in ("facts", "looked"):
            shutil.rmtree(folder / name, ignore_errors=True)
            (folder / name).mkdir(parents=True)
        files.write(folder / f"{plugin.NAME}.so", self._built().read_bytes())
        files.write(folder / "table", plugin.table(self._campaign))
        plugin.shims(self._campaign, folder / "shims")
        return folder

    @property
    def digest(self) -> str:
        """Of this tool and the campaign, the plugin among it."""
        return self._campaign.digest

    def look(
        self, kbuild: Kbuild, folder: Path, name: str, children: Children, limit: float
    ) -> dict[str, str]:
        """Have the compiler look at one object's source.

        :param folder: of prepare()
        :param limit: seconds
        :returns: file of facts -> its text
        :raises MachineError: the compiler failed
        """
        facts = folder / "looked" / name.replace("/", "-")
        facts.mkdir(parents=True)
        given = plugin.flags(folder / f"{plugin.NAME}.so", folder / "table", facts)
        argv = plugin.replay(kbuild.saved(name), given, folder / "shims")
        # Not through ccache, which would answer without running the compiler.
        path = os.environ.get("PATH", os.defpath)
        argv[0] = shutil.which(argv[0], path=path) or argv[0]
        status, said = children.hear(argv, kbuild.output, limit)
        if status or not any(facts.glob("*.jsonl")):
            errors = [line for line in said.splitlines() if "error" in line]
            raise MachineError(f"{name}: {(errors or ['the compiler failed'])[0]}")
        return {p.name: p.read_text("utf-8", "replace") for p in facts.glob("*.jsonl")}

    @staticmethod
    def take(folder: Path, name: str, said: dict[str, str]) -> None:
        """Take what was said of an object for facts()."""
        for file, text in said.items():
            path = folder / "facts" / f"{name.replace('/', '-')}-{file}"
            files.write(path, text.encode())

    @staticmethod
    def facts(folder: Path, source: Path) -> list[Fact]:
        """What was said of each mapping, the worst of each kind.

        :param source: the copy of the tree, whose name is taken off the files
        :returns: {"file", "line", "function", "call", "api", "kind", "verdict", "why",
            "path": [{"file", "line"}]}
        """
        return worst(plugin.facts(folder / "facts"), str(source.resolve()))


def _relative(name: str, top: str) -> str:
    return os.path.normpath(name.removeprefix(top).lstrip("/"))


def worst(found: Iterable[Fact], top: str) -> list[Fact]:
    """Of several facts of one mapping and kind the worst: all have to be proven."""
    chosen: dict[tuple[object, ...], Fact] = {}
    for fact in found:
        mapping = fact["mapping"]
        made = {
            "file": _relative(mapping["file"], top),
            "line": mapping["line"],
            "function": mapping["function"],
            "call": mapping["call"],
            "api": mapping["api"],
            "kind": fact["kind"],
            "verdict": fact["verdict"],
            "why": fact.get("why", ""),
            "path": [
                {"file": _relative(p["file"], top), "line": p["line"]}
                for p in fact.get("path", ())
            ],
        }
        key = tuple(
            made[k] for k in ("file", "line", "function", "call", "api", "kind")
        )
        known = chosen.get(key)
        if not known or _ORDER.index(made["verdict"]) < _ORDER.index(known["verdict"]):
            chosen[key] = made
    return [chosen[key] for key in sorted(chosen, key=str)]


def seen(
    view: View,
    kbuild: Kbuild,
    names: Iterable[str],
    children: Children,
    limit: float,
    known: Known,
) -> tuple[list[Fact], list[tuple[str, str]]]:
    """The facts of some objects, and those that could not be looked at: (object, why)."""
    holes: list[tuple[str, str]] = []
    try:
        folder = view.prepare(kbuild)
    except MissingProgram as error:
        return [], [("", str(error))]
    for name in names:
        try:
            said = known.ask(
                [name],
                ["view"],
                lambda name=name: view.look(kbuild, folder, name, children, limit),  # type: ignore[misc]
            )
            view.take(folder, name, said)
        except MachineError as error:
            holes.append((name, str(error)))
    return view.facts(folder, kbuild.source), holes
