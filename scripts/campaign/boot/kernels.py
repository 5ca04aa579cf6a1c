# SPDX-License-Identifier: GPL-2.0
"""The kernels of one machine, built one after the other in one place.

What is built is kept beside, so that it can be booted while the next one is made,
and is not made again for the same source, options and compiler.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from .. import files, overlay
from ..children import Children
from ..diagnostics import diagnostics
from ..errors import MachineError
from ..kbuild import Kbuild
from ..settings import Settings
from ..sourcecopy import SourceCopy
from .machine import Machine
from .variants import Variant

# To be raised when what is kept changes.
_VERSION = 1
# ccache knows nothing of what an assembler includes (.incbin): the image around one
# kernel would be that of another. As a make variable it is in every recipe's
# environment.
_NO_CCACHE = "CCACHE_DISABLE=1"


@dataclass(frozen=True)
class Image:
    """A kernel that can be booted.

    :param folder: where its parts are
    :param lost: what of the configuration Kconfig did not take
    """

    folder: Path
    vmlinux: Path
    image: Path
    devicetree: Path | None
    lost: tuple[str, ...]


class _Build(Kbuild):
    """Kbuild, with logs of another name, and without the warnings that verify asks for."""

    LIMIT = "kernel"

    def log(self, step: str) -> Path:
        return self._run / "logs" / f"{self.flavour.name}-{step}.log"

    def command(self, *more: str) -> list[str]:
        return [word for word in super().command(*more) if word != "W=1"]


class Source:
    """The copy of the tree, in which one variant's files after another's stand.

    :param copy: it
    :param touched: every file that a variant has of its own
    """

    def __init__(self, copy: SourceCopy, touched: overlay.Overlay) -> None:
        self._copy = copy
        self._touched = touched
        self.brought = False

    def put(self, variant: Variant) -> None:
        """Put a variant's files in their place; headers that declare only keep their old time.

        :raises MachineError: the copy can't be written
        """
        if not self.brought:
            self._copy.bring(self._touched)
            self.brought = True
        self._copy.exchange(variant.files)
        for name in variant.unnoticed:
            here, there = self._copy.path / name, self._copy.tree / name
            if here.is_file() and not here.is_symlink():
                then = there.stat()
                os.utime(here, ns=(then.st_atime_ns, then.st_mtime_ns))

    def problems(self) -> list[tuple[str, str]]:
        """What of the tree could not be copied: (path, why)."""
        return self._copy.problems() if self.brought else []


class Kernels:
    """The kernels of one machine.

    :param run: the folder of the run
    :param base: what the tree is made of, as a hash
    :param compiler: what the compiler says of itself
    :param jobs: make's -j
    """

    def __init__(
        self,
        run: Path,
        machine: Machine,
        settings: Settings,
        children: Children,
        source: Source,
        base: str,
        compiler: str,
        jobs: int,
    ) -> None:
        self.machine = machine
        self._folder = run / "boot" / machine.flavour.name
        self._kbuild = _Build(run, machine.flavour, settings, children, jobs)
        self._source = source
        self._base = base
        self._compiler = compiler

    def log(self, variant: Variant) -> Path:
        """What was said when a kernel was built."""
        return self._kbuild.log(variant.name)

    def _key(self, variant: Variant) -> str:
        parts = [_VERSION, self._base, self._kbuild.stamp(self._compiler)]
        parts += [overlay.digest(variant.files), *self.machine.targets]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _image(self, folder: Path, lost: list[str]) -> Image:
        tree = self.machine.devicetree
        return Image(
            folder,
            folder / "vmlinux",
            folder / Path(self.machine.image).name,
            folder / Path(tree).name if tree else None,
            tuple(lost),
        )

    def kept(self, variant: Variant) -> Image | None:
        """A kernel that was built before, if it would be the same."""
        folder = self._folder / variant.name
        try:
            state = json.loads((folder / "built.json").read_text("utf-8"))
            if state["key"] != self._key(variant):
                return None
            return self._image(folder, [str(line) for line in state["lost"]])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def build(self, variant: Variant) -> Image:
        """One kernel.

        :raises MachineError: it could not be built; in one line
        """
        kept = self.kept(variant)
        if kept:
            return kept
        folder = self._folder / variant.name
        shutil.rmtree(folder, ignore_errors=True)
        self._source.put(variant)
        lost = self._kbuild.configure(self._compiler)
        self._kbuild.prepare()
        wanted = self.machine.made()
        for name in wanted:
            self._kbuild.inside(name).unlink(missing_ok=True)
        linked, *around = self.machine.targets
        said = self._kbuild.make(variant.name, [linked])
        if around and self._kbuild.inside(linked).is_file():
            said = self._kbuild.make(f"{variant.name}-image", [_NO_CCACHE, *around])
        folder.mkdir(parents=True)
        for name in wanted:
            made = self._kbuild.inside(name)
            if not made.is_file():
                errors = diagnostics(said, str(self._kbuild.source.resolve()))[1]
                told = [text for _, text in errors] or ["not made; see the log"]
                raise MachineError(f"{self.machine.name}: {name}: {told[0]}")
            shutil.copyfile(made, folder / Path(name).name)
        state = {"key": self._key(variant), "lost": lost}
        files.write_json(folder / "built.json", state)
        return self._image(folder, lost)
