# SPDX-License-Identifier: GPL-2.0
"""One flavour's build folder: configured, prepared, each object built once by make.

After that each object is built by its saved command, without make.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from .. import files
from ..diagnostics import diagnostics
from ..kbuild import Built, Kbuild, target
from ..settings import Settings
from .states import State


class BuildFolder:
    """What make leaves for the states of a tree.

    :param compiler: what the flavour's compiler says of itself
    :param touched: the files that any patch touches
    :ivar units: the objects that are built
    :ivar lost: the lines of the flavour's fragment that Kconfig did not take
    """

    def __init__(
        self,
        kbuild: Kbuild,
        settings: Settings,
        compiler: str,
        touched: Iterable[str],
    ) -> None:
        self.units: list[str] = []
        self.lost: list[str] = []
        self._kbuild = kbuild
        self._settings = settings
        self._compiler = compiler
        self._shared = {f for f in touched if not f.endswith((".c", ".S", ".rst"))}
        self._prepared = ""
        # What prepare made of a header that a patch touches -> a digest of its text
        self._offsets: dict[str, str] = {}
        # What make has built without a word, and of which state
        self._silent: tuple[str, frozenset[str]] = ("", frozenset())
        self._ready = kbuild.output.with_name(f"{kbuild.flavour.name}.ready.json")

    def ready(self, sign: str) -> bool:
        """Whether the folder was made ready for the same tree and objects.

        :param sign: of the tree, and of what is to be built
        """
        try:
            kept = json.loads(self._ready.read_bytes())
            if kept["sign"] != [sign, self._kbuild.stamp(self._compiler)]:
                return False
            self.units, self.lost = kept["units"], kept["lost"]
            self._prepared, self._offsets = kept["prepared"], kept["offsets"]
            return True
        except (OSError, ValueError, KeyError, TypeError):
            return False

    def begin(
        self, sign: str, state: State, wanted: Iterable[str], all_: bool, jobs: int
    ) -> None:
        """Configure, prepare, and have make build each object once. The copy is at `state`.

        :param wanted: files whose objects are built, as far as this flavour has them
        :param all_: and all else in the folders of those
        :param jobs: make's -j
        """
        self._kbuild.jobs = jobs
        self._ready.unlink(missing_ok=True)
        self.lost = self._kbuild.configure(self._compiler)
        self._kbuild.prepare()
        targets = [
            name
            for file in wanted
            if (name := target(file, self._kbuild.flavour.arch, self._settings.foreign))
        ]
        units = set(self._kbuild.wanted(targets))
        if all_:
            for folder in sorted({str(Path(name).parent) for name in units}):
                units.update(self._kbuild.in_folder(folder))
        self.units = sorted(units)
        said = self._kbuild.make("objects", self.units)
        if not any(diagnostics(said, str(self._kbuild.source.resolve()))):
            self._silent = (state.digest, frozenset(self.units))
        self._offsets = self._texts(self._kbuild.readers(self._shared, self.units))
        self._prepared = self._headers(state)
        self._keep_ready(sign)

    def built(self, name: str, state: State) -> Built | None:
        """What came of an object when make built it in begin(), if that was for this state and is known."""
        digest, names = self._silent
        if digest != state.digest or name not in names:
            return None
        return Built(True, "") if self._kbuild.inside(name).is_file() else None

    def _keep_ready(self, sign: str) -> None:
        kept = {
            "sign": [sign, self._kbuild.stamp(self._compiler)],
            "units": self.units,
            "lost": self.lost,
            "prepared": self._prepared,
            "offsets": self._offsets,
        }
        files.write_json(self._ready, kept)

    def _headers(self, state: State) -> str:
        """A digest of those of a state's changes that what `make prepare` makes may read."""
        part = {f: d for f, d in state.files.items() if f in self._shared}
        return State("", part).digest if part else ""

    def _texts(self, names: Iterable[str]) -> dict[str, str]:
        return {name: self._kbuild.assembly(name) for name in sorted(names)}

    def prepare(self, sign: str, state: State) -> None:
        """Prepare again where a state changes what was prepared."""
        now = self._headers(state)
        if now == self._prepared:
            return
        texts = self._texts(self._offsets)
        if texts != self._offsets or not all(texts.values()):
            self._ready.unlink(missing_ok=True)
            self._kbuild.prepare()
            self._offsets = self._texts(self._kbuild.readers(self._shared, self.units))
        self._prepared = now
        self._keep_ready(sign)
