# SPDX-License-Identifier: GPL-2.0
"""One flavour's compilation of the states of a tree: which objects, what came of each.

What one flavour makes of one state is a cell, plain data that can be kept:

    {"lost": [Kconfig line], "units": [object], "uses": {object: [file that a patch touches]},
     "objects": {object: {"sha256": of it or null, "why": what failed or null,
                          "warnings": [[file, text]], "strict": [text]}},
     "sites": {id: answer}, "equality": {object: what equal.py says}, "shown": what the preprocessor left of the step (coverage),
     "hidden": [[file, line, reason]], "view": [what view.py saw], "unseen": why it saw nothing,
     "holes": [[object, why]], "sparse": {object: [[file, text]]},
     "command": str, "log": path from the run, "vmlinux": with --full: what failed, or null}
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .. import files
from ..children import Children
from ..coverage import Configured, Plan, Shown, needs_proof, together
from ..diagnostics import diagnostics
from ..errors import MachineError
from ..flavour import Flavour
from ..kbuild import Kbuild, target
from ..objects import Objects, Question
from ..savedcmd import looking
from ..settings import Settings
from ..sparse import Sparse, checkflags
from .buildfolder import BuildFolder
from .equal import Equal
from .kernel import Kernel
from .known import Known
from .states import State
from .strictness import Strictness
from .view import View, seen

Cell = dict[str, Any]


class Compilation:
    """What one flavour makes of the states of a tree.

    :param run: the folder of the run
    :param compiler: what its compiler says of itself
    :param touched: the files that any patch touches
    :param equal: compares this flavour's objects
    :param view: has the compiler look at them
    """

    def __init__(
        self,
        run: Path,
        flavour: Flavour,
        settings: Settings,
        children: Children,
        compiler: str,
        touched: Iterable[str],
        equal: Equal,
        view: View,
    ) -> None:
        self.flavour = flavour
        self.compiler = compiler
        self.kbuild = Kbuild(run, flavour, settings, children, 1)
        self.error: MachineError | None = None
        self._run = run
        self._settings = settings
        self._touched = frozenset(touched)
        self.folder = BuildFolder(self.kbuild, settings, compiler, self._touched)
        self._strict = Strictness(self.kbuild, children, settings)
        self._objects = Objects(
            self.kbuild.output,
            self.kbuild.source,
            flavour.prefix,
            children,
            settings.limits["question"],
            dumps="clang" not in compiler,
        )
        self._uses: dict[str, list[str]] = {}
        self._said: list[str] = []
        self._cell: Cell = {}
        self._children = children
        self._equal = equal
        self._view = view
        self._last: dict[str, str] = {}
        self._sparse: Sparse | None = None
        self._checkflags: list[str] = []
        self._known = Known(self.kbuild, run / "cache", [compiler, view.digest])
        self._configured: Configured | None = None
        self._lock = threading.Lock()

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
            self._uses = dict(cell["uses"])
            self._last |= {
                n: e["sha256"] for n, e in cell["objects"].items() if e["sha256"]
            }
        return cell

    def everything(self) -> list[str]:
        """All objects that this flavour has."""
        return list(self.folder.units)

    def affected(self, state: State) -> list[str]:
        """The objects that a step reaches."""
        touched = set(state.step)
        news = {
            name
            for file in state.step
            if (name := target(file, self.flavour.arch, self._settings.foreign))
            and name in self.folder.units
        }
        return sorted(
            news
            | {u for u in self.folder.units if touched & set(self._uses.get(u, ()))}
        )

    def open(self, state: State, affected: list[str]) -> None:
        """Begin a cell. The copy of the tree is at its state."""
        self._said = []
        self._cell = {
            "lost": self.folder.lost,
            "units": self.folder.units,
            "objects": {},
            "sites": {},
            "equality": {},
            "shown": {"seen": {}, "dropped": {}},
            "hidden": [],
            "sparse": {},
            "view": [],
            "unseen": "",
            "holes": [],
            "command": self.kbuild.show(affected),
            "log": str(self._log(state).relative_to(self._run)),
        }

    def _log(self, state: State) -> Path:
        name = state.name.removesuffix(".patch")
        return self.kbuild.log(name)

    def build(self, state: State, name: str) -> None:
        """Build one object anew, unless make just did, and hold it against what it was before."""
        built = self.folder.built(name, state) or self.kbuild.build(name)
        source = str(self.kbuild.source.resolve())
        warnings, errors = diagnostics(built.said, source)
        entry: Cell = {"sha256": None, "why": None, "warnings": [], "strict": []}
        if built.made:
            data = self.kbuild.inside(name).read_bytes()
            entry["sha256"] = hashlib.sha256(data).hexdigest()
        else:
            own = [text for file, text in errors if file.startswith(name[:-1])]
            other = [text for _, text in errors] or built.said.splitlines()[-1:]
            entry["why"] = (own or other or ["see the log"])[0]
        entry["warnings"] = [list(w) for w in warnings]
        if warnings:
            strict = self._strict.of(name, [text for _, text in warnings])
            entry["strict"] = [
                f"{file}: {text}" for file, text in warnings if text in strict
            ]
        self._said.append(f"# {name}\n{built.said}")
        self._cell["objects"][name] = entry
        self._uses[name] = sorted(self.kbuild.reads(name) & self._touched)
        if built.made:
            self._compare(state, name, data, entry["sha256"])

    def _compare(self, state: State, name: str, data: bytes, sha256: str) -> None:
        """Hold an object against what it was before the step."""
        self._equal.keep(data, sha256)
        before = self._last.get(name)
        self._last[name] = sha256
        if before:
            uses = self._uses[name]
            own = [f for f in uses if f[:-2] == name[:-2]]
            source = own[0] if own else f"{name[:-2]}.c"
            told = self._equal.of(state, source, uses, before, sha256)
            self._cell["equality"][name] = told

    def see(self, plan: Plan) -> None:
        """Have the preprocessor show which changed lines reach the compiler. The copy is planted."""
        wanted: dict[str, set[int]] = {}
        for line in plan.lines:
            if needs_proof(line) and line.file in plan.planted:
                wanted.setdefault(line.file, set()).add(line.line)
        shown: list[Shown] = []
        for name, entry in sorted(self._cell["objects"].items()):
            if not entry["sha256"] or not any(map(wanted.get, self._uses[name])):
                continue
            shown.append(self._shown(plan, name))
            for file, lines in shown[-1]["seen"].items():
                wanted[file] -= set(lines)
        self._cell["shown"] = together(shown)

    def _shown(self, plan: Plan, name: str) -> Shown:
        """What of a planted step the preprocessor leaves for one object."""

        def look() -> Shown:
            argv = [*looking(self.kbuild.saved_compiler(name)), "-E"]
            limit = self._settings.limits["objects"]
            return plan.shown(self._children.ask(argv, self.kbuild.output, limit))

        places = [plan.start, sorted(plan.places.items())]
        made: Shown = self._known.ask([name], ["shown", places], look)
        return made

    def explain(self, state: State, plan: Plan, tree: Kernel) -> None:
        """Say of each line that was not shown why."""
        if self._configured is None:
            config = self.kbuild.inside(".config").read_text("utf-8", "replace")
            self._configured = tree.configured(self.flavour.arch, config)
        shown = self._cell["shown"]
        made = {n[:-2] for n, e in self._cell["objects"].items() if e["sha256"]}
        read = {f for n in made for f in self._uses[f"{n}.o"]}
        hidden = []
        for line in plan.lines:
            if not needs_proof(line) or line.line in shown["seen"].get(line.file, ()):
                continue
            built = (
                line.file in read
                if line.file.endswith(".h")
                else line.file[:-2] in made
            )
            dropped = {n: f for n, f in shown["dropped"].get(line.file, [])}
            after = state.step[line.file] or b""
            reason = self._configured.why(
                line.file, line.line, after, built, dropped.get(line.line)
            )
            hidden.append([line.file, line.line, reason.document()])
        self._cell["hidden"] = hidden

    def sources(self, touched: Iterable[str]) -> list[str]:
        """The objects whose own source is among some files."""
        own = {file.rpartition(".")[0] for file in touched}
        return [name for name in self.folder.units if name.removesuffix(".o") in own]

    def check(self, name: str) -> None:
        """Have sparse look at the source of an object."""
        with self._lock:
            if self._sparse is None:
                limit = self._settings.limits["question"]
                flags = checkflags(
                    self.kbuild.command(), self._children, self._run, limit
                )
                self._sparse = Sparse(
                    self.kbuild.output, self.kbuild.source, flags, self._children, limit
                )
                self._checkflags = flags
        sparse = self._sparse

        def look() -> list[list[str]] | None:
            log = self.kbuild.log(f"sparse-{name.replace('/', '-')}")
            said = sparse.check(name, log)
            if said.incomplete:
                self._cell["holes"].append([name, f"sparse: {said.incomplete}"])
                self._cell["sparse"][name] = [list(m) for m in said.messages]
                return None
            return [list(m) for m in said.messages]

        messages = self._known.ask([name], ["sparse", self._checkflags], look)
        self._cell["sparse"].setdefault(name, messages)

    def examine(self, touched: Iterable[str]) -> None:
        """Have the compiler look at the objects of some files, with the plugin."""
        self._cell["unseen"] = self._view.absent
        if not self._view.absent:
            limit = self._settings.limits["objects"]
            names = self.sources(touched)
            facts, holes = seen(
                self._view, self.kbuild, names, self._children, limit, self._known
            )
            self._cell["view"] = facts
            self._cell["holes"] += [[n, f"the compiler's view: {w}"] for n, w in holes]

    def link(self, state: State) -> None:
        """Build vmlinux, with all that it is made of."""
        step = f"{state.name.removesuffix('.patch')}-vmlinux"
        said = self.kbuild.make(step, ["vmlinux"])
        made = self.kbuild.inside("vmlinux").is_file()
        errors = diagnostics(said, str(self.kbuild.source.resolve()))[1]
        told = [text for _, text in errors] or ["not linked; see the log"]
        self._cell["vmlinux"] = None if made else told[0]

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
        held = sorted({name for names in holding.values() for name in names})
        what = [[vars(q) for q in asked.values()], holding]
        answers = self._known.ask(
            held,
            ["calls", what, [objects[name]["sha256"] for name in held]],
            lambda: self._objects.answer(list(asked.values()), holding),
        )
        self._cell["sites"] = dict(zip(asked, answers))

    def close(self, state: State, key: str) -> Cell:
        """The cell, kept unless something failed in it."""
        files.write(self._log(state), "".join(sorted(self._said)).encode())
        cell = self._cell
        for part in ("objects", "equality", "sparse"):
            cell[part] = dict(sorted(cell[part].items()))
        cell["holes"].sort()
        cell["uses"] = {u: self._uses.get(u, []) for u in self.folder.units}
        files.write_json(self._path(key), {"key": key, "cell": cell})
        return cell
