# SPDX-License-Identifier: GPL-2.0
"""One flavour's compilation of the states of a tree: which objects, what came of each.

What one flavour makes of one state is a cell, plain data that can be kept:

    {"lost": [Kconfig line], "units": [object], "uses": {object: [file that a patch touches]},
     "objects": {object: {"sha256": of it or null, "why": what failed or null,
                          "warnings": [[file, text]], "strict": [text]}},
     "sites": {id: answer}, "seen": {file: [line]}, "sparse": {object: [[file, text]]},
     "command": str, "log": path from the run}
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .. import files
from ..children import Children
from ..diagnostics import diagnostics
from ..errors import MachineError
from ..flavours import Flavour, Settings
from ..kbuild import Kbuild, target
from ..objects import Objects, Question
from .states import State
from .strictness import Strictness

Cell = dict[str, Any]


class Compilation:
    """What one flavour makes of the states of a tree.

    :param run: the folder of the run
    :param compiler: what its compiler says of itself
    :param touched: the files that any patch touches
    """

    def __init__(
        self,
        run: Path,
        flavour: Flavour,
        settings: Settings,
        children: Children,
        compiler: str,
        touched: Iterable[str],
    ) -> None:
        self.flavour = flavour
        self.compiler = compiler
        self.kbuild = Kbuild(run, flavour, settings, children, 1)
        self.error: MachineError | None = None
        self._run = run
        self._settings = settings
        self._touched = frozenset(touched)
        self._ready = self.kbuild.output.with_name(f"{flavour.name}.ready.json")
        self._strict = Strictness(self.kbuild, children, settings)
        self._objects = Objects(
            self.kbuild.output,
            self.kbuild.source,
            flavour.prefix,
            children,
            settings.limits["question"],
        )
        self._units: list[str] = []
        self._lost: list[str] = []
        self._uses: dict[str, list[str]] = {}
        self._said: list[str] = []
        self._cell: Cell = {}
        self._prepared = ""

    # ---- the build folder ----

    def ready(self, sign: str) -> bool:
        """Whether the build folder was made ready for the same tree and objects.

        :param sign: of the tree, and of what is to be built
        """
        try:
            kept = json.loads(self._ready.read_bytes())
            if kept["sign"] != [sign, self.kbuild.stamp(self.compiler)]:
                return False
            self._units, self._lost = kept["units"], kept["lost"]
            self._prepared = kept["prepared"]
            return True
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def begin(self, sign: str, state: State, wanted: Iterable[str], all_: bool) -> None:
        """Configure, prepare, and have make build each object once. The copy is at `state`.

        :param wanted: files whose objects are built, as far as this flavour has them
        :param all_: and all else in the folders of those
        """
        self._ready.unlink(missing_ok=True)
        self._lost = self.kbuild.configure(self.compiler)
        self.kbuild.prepare()
        targets = [
            name
            for file in wanted
            if (name := target(file, self.flavour.arch, self._settings.foreign))
        ]
        units = set(self.kbuild.wanted(targets))
        if all_:
            for folder in sorted({str(Path(name).parent) for name in units}):
                units.update(self.kbuild.in_folder(folder))
        self._units = sorted(units)
        self.kbuild.make("objects", self._units)
        self._prepared = self._preparation(state)
        self._keep_ready(sign)

    def _keep_ready(self, sign: str) -> None:
        kept = {
            "sign": [sign, self.kbuild.stamp(self.compiler)],
            "units": self._units,
            "lost": self._lost,
            "prepared": self._prepared,
        }
        files.write_json(self._ready, kept)

    def _preparation(self, state: State) -> str:
        """What of a state's changes can change what `make prepare` makes."""
        headers = {f for f in state.files if not f.endswith((".c", ".S", ".rst"))}
        if not headers:
            return ""
        read = self.kbuild.inputs()
        part = {f: d for f, d in state.files.items() if f in headers & read}
        return State("", part).digest if part else ""

    def prepare(self, sign: str, state: State) -> None:
        """Prepare again where a state changes what was prepared."""
        now = self._preparation(state)
        if now != self._prepared:
            self._ready.unlink(missing_ok=True)
            self.kbuild.prepare()
            self._prepared = now
            self._keep_ready(sign)

    # ---- cells ----

    def _path(self, key: str) -> Path:
        """Where a cell is kept."""
        return self._run / "cache" / "verify" / f"{self.flavour.name}-{key[:24]}.json"

    def known(self, key: str) -> Cell | None:
        """The cell that was kept of an earlier compilation of the same."""
        try:
            kept = json.loads(self._path(key).read_bytes())
            cell: Cell | None = kept["cell"] if kept["key"] == key else None
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if cell:
            self._uses = cell["uses"]
        return cell

    def everything(self) -> list[str]:
        """All objects that this flavour has."""
        return list(self._units)

    def affected(self, state: State) -> list[str]:
        """The objects that a step reaches."""
        touched = set(state.step)
        news = {
            name
            for file in state.step
            if (name := target(file, self.flavour.arch, self._settings.foreign))
            and name in self._units
        }
        return sorted(
            news | {u for u in self._units if touched & set(self._uses.get(u, ()))}
        )

    def open(self, state: State, affected: list[str]) -> None:
        """Begin a cell. The copy of the tree is at its state."""
        self._said = []
        self._cell = {
            "lost": self._lost,
            "units": self._units,
            "objects": {},
            "sites": {},
            "seen": {},
            "sparse": {},
            "command": self.kbuild.show(affected),
            "log": str(self._log(state).relative_to(self._run)),
        }

    def _log(self, state: State) -> Path:
        name = state.name.removesuffix(".patch")
        return self.kbuild.log(name)

    def build(self, name: str) -> None:
        """Build one object anew."""
        built = self.kbuild.build(name)
        source = str(self.kbuild.source.resolve())
        warnings, errors = diagnostics(built.said, source)
        entry: Cell = {"sha256": None, "why": None, "warnings": [], "strict": []}
        if built.made:
            data = self.kbuild.inside(name).read_bytes()
            entry["sha256"] = hashlib.sha256(data).hexdigest()
        else:
            own = [text for file, text in errors if file.startswith(name[:-1])]
            other = [text for _, text in errors] or ["see the log"]
            entry["why"] = (own or other)[0]
        entry["warnings"] = [list(w) for w in warnings]
        if warnings:
            strict = self._strict.of(name, [text for _, text in warnings])
            entry["strict"] = [
                f"{file}: {text}" for file, text in warnings if text in strict
            ]
        self._said.append(f"# {name}\n{built.said}")
        self._cell["objects"][name] = entry
        self._uses[name] = sorted(self.kbuild.reads(name) & self._touched)

    def ask(self, questions: dict[str, Question]) -> None:
        """Ask the objects of this cell for calls.

        :param questions: id of the site -> what to look for
        """
        objects = self._cell["objects"]
        made = {n for n, entry in objects.items() if entry["sha256"]}
        asked: dict[str, Question] = {}
        holding: dict[str, list[str]] = {}
        for id_, question in questions.items():
            name = target(question.file, self.flavour.arch, self._settings.foreign)
            if question.file.endswith(".h"):
                users = [u for u in sorted(made) if question.file in self._uses[u]]
                if users:
                    holding[question.file] = users
                    asked[id_] = question
            elif name and name in objects:
                asked[id_] = question
                if name in made:
                    holding[question.file] = [name]
        answers = self._objects.answer(list(asked.values()), holding)
        self._cell["sites"] = dict(zip(asked, answers))

    def close(self, state: State, key: str) -> Cell:
        """The cell, kept unless something failed in it."""
        files.write(self._log(state), "".join(sorted(self._said)).encode())
        cell = self._cell
        cell["objects"] = dict(sorted(cell["objects"].items()))
        cell["uses"] = {u: self._uses.get(u, []) for u in self._units}
        files.write_json(self._path(key), {"key": key, "cell": cell})
        return cell
