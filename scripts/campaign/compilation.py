# SPDX-License-Identifier: GPL-2.0
"""One flavour's compilation of one state of the tree, as plain data that can be kept.

    {"lost": [line], "objects": [name], "failed": {object: why}, "warnings": [[file, text]],
     "strict": bool, "command": str, "log": path from the run, "sites": [answer per question]}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from .children import Children
from .flavours import Flavour, Settings
from .kbuild import Kbuild, target
from .objects import Objects, Question
from .results import Contents, Results

# Where a new file can take the place of one that was found before; {} is the architecture.
_FOLDERS = ("include", "scripts", "arch/{}/include", "arch/{}/tools")
_MAKEFILES = ("Makefile", "Kbuild", "Kconfig")


@dataclass(frozen=True)
class State:
    """A state of the tree that is compiled.

    :param name: "original" or "converted"
    :param contents: what each file is in it
    :param files: those whose objects are built
    :param questions: one per site
    """

    name: str
    contents: Contents
    files: tuple[str, ...]
    questions: tuple[Question, ...]


class Compilation:
    """What one flavour makes of the states of a tree.

    :param compiler: what its compiler says of itself
    """

    def __init__(
        self,
        run: Path,
        flavour: Flavour,
        settings: Settings,
        children: Children,
        jobs: int,
        compiler: str,
    ) -> None:
        self.flavour = flavour
        self._run = run
        self._settings = settings
        self._children = children
        self._compiler = compiler
        self._kbuild = Kbuild(run, flavour, settings, children, jobs)
        self._results = Results(run / "cache" / "verify")
        self._ready: list[str] | None = None

    def _targets(self, state: State) -> dict[str, str]:
        """File -> the object it would become here."""
        pairs = {
            f: target(f, self.flavour.arch, self._settings.foreign) for f in state.files
        }
        return {f: name for f, name in pairs.items() if name}

    def _key(self, state: State) -> Any:
        """All that a result depends on beside files."""
        return [
            state.name,
            self._compiler,
            self.flavour.arch,
            self.flavour.prefix,
            self.flavour.lines,
            self._settings.flags,
            sorted(state.files),
            [asdict(q) for q in state.questions],
        ]

    def known(self, state: State) -> Any | None:
        """The result that was kept of an earlier compilation of the same."""
        return self._results.find(
            f"{self.flavour.name}-{state.name}", self._key(state), state.contents
        )

    def _prepare(self) -> list[str]:
        """Configure and prepare, once; the Kconfig lines that were lost."""
        if self._ready is None:
            lost = self._kbuild.configure(self._compiler)
            self._kbuild.prepare()
            self._ready = lost
        return self._ready

    def _inputs(self, made: Iterable[str]) -> set[str]:
        """Every file that the result depends on."""
        read = self._kbuild.inputs()
        above = {PurePosixPath(p) for name in made for p in PurePosixPath(name).parents}
        for folder in above | {PurePosixPath("arch", self.flavour.arch)}:
            read |= {str(folder / name) for name in _MAKEFILES}
        scripts = self._kbuild.source / "scripts"
        read |= {f"scripts/{p.name}" for p in scripts.iterdir() if p.is_file()}
        return read

    def compile(self, state: State, say: Callable[[str], None]) -> Any:
        """Compile the state that the copy of the tree is in now, and ask its objects.

        A failure is not kept: what the compiler had read until then isn't known.

        :raises MachineError: a program failed, died or did not end in time
        """
        lost = self._prepare()
        targets = self._targets(state)
        wanted = self._kbuild.wanted(targets.values())
        say(f"{self.flavour.name}: {state.name}: {len(wanted)} objects")
        built = self._kbuild.build(state.name, wanted)
        objects = Objects(
            self._kbuild.output,
            self._kbuild.source,
            self.flavour.prefix,
            self._children,
            self._settings.limits["question"],
        )
        made = set(built.made)
        holding = {f: [name] for f, name in targets.items() if name in made}
        for question in state.questions:
            if question.file.endswith(".h") and question.file not in holding:
                users = self._kbuild.users(question.file, built.made)
                if users:
                    holding[question.file] = users
        result = {
            "lost": lost,
            "objects": built.made,
            "failed": dict(sorted(built.failed.items())),
            "warnings": [list(w) for w in built.warnings],
            "strict": built.strict,
            "command": self._kbuild.show(wanted),
            "log": str(self._kbuild.log(state.name).relative_to(self._run)),
            "sites": objects.answer(list(state.questions), holding),
        }
        if not built.failed:
            name = f"{self.flavour.name}-{state.name}"
            folders = [f.format(self.flavour.arch) for f in _FOLDERS]
            inputs = self._inputs(wanted)
            # What was compiled: the tree itself may have been edited since.
            read = Contents(self._kbuild.source, {})
            self._results.keep(name, self._key(state), read, inputs, folders, result)
        return result
