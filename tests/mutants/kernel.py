# SPDX-License-Identifier: GPL-2.0
"""The converted kernel that mutants are made of: the reference series on Debian's tree, built by flavour.

The plugin is given what kbuild saved of each object, so each is built once. A mutant of
a file is compiled by that command with another source.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from campaign import files, flavours
from campaign.children import Children
from campaign.config import CAMPAIGNS
from campaign.errors import MachineError, UserError
from campaign.buildenvironment import environment
from campaign.kbuild import Kbuild, target
from campaign.sourcecopy import SourceCopy

from kept import digest
from sites import Source

SERIES = CAMPAIGNS / "pte_offset_map_nolock" / "series" / "v6.12"


@dataclass(frozen=True)
class Unit:
    """An object of a flavour.

    :param file: its source, from the top of the tree
    :param flavour: the flavour's name
    :param prefix: CROSS_COMPILE of the flavour
    :param saved: what kbuild saved of it
    :param folder: the build, from which the command is run
    """

    file: str
    flavour: str
    prefix: str
    saved: str
    folder: Path


def converted(tree: Path) -> dict[str, bytes]:
    """The files that the reference series touches, as it leaves them.

    :raises UserError: the series doesn't apply to this tree
    """
    patches = [SERIES / name for name in (SERIES / "series").read_text().split()]
    touched = {
        line.split()[2].removeprefix("a/")
        for patch in patches
        for line in patch.read_text(encoding="utf-8").splitlines()
        if line.startswith("diff --git ")
    }
    with tempfile.TemporaryDirectory(prefix="treewide-") as scratch:
        for name in touched:
            if (tree / name).is_file():
                files.write(Path(scratch, name), (tree / name).read_bytes())
        for patch in patches:
            said = subprocess.run(
                ["git", "apply", str(patch)],
                cwd=scratch,
                capture_output=True,
                text=True,
                check=False,
                env=os.environ | {"GIT_CEILING_DIRECTORIES": str(Path(scratch).parent)},
            )
            if said.returncode:
                raise UserError(f"{tree}: {patch.name}: {said.stderr.strip()}")
        found = (Path(scratch, name) for name in sorted(touched))
        return {
            str(path.relative_to(scratch)): path.read_bytes()
            for path in found
            if path.is_file()
        }


class Kernel:
    """The converted tree and its builds.

    :param tree: the kernel before the conversion; it is only read
    :param run: where the copy and the builds go
    :param jobs: make's -j
    """

    def __init__(self, tree: Path, run: Path, jobs: int) -> None:
        self.files = converted(tree)
        self.copy = SourceCopy(tree, run / "build" / "src")
        self._run = run
        self._jobs = jobs
        self._settings = flavours.settings()
        self._children = Children(environment(run, False))

    def sources(self) -> list[Source]:
        """The files of the converted tree that use the new API."""
        names = [n for n in self.files if n.endswith(".c")]
        made = [Source(n, self.files[n].decode("latin-1")) for n in names]
        return [source for source in made if source.maps]

    def build(self, name: str, wanted: Sequence[str], whole: bool) -> list[Unit]:
        """Configure a flavour and build some sources, unless that was done.

        :param wanted: sources; those that the flavour doesn't have are left out
        :param whole: and all else of their folders
        :raises MissingProgram: the flavour's compiler isn't there
        :raises MachineError: an object can't be built
        """
        flavour = flavours.load()[name]
        missing = flavour.missing()
        if missing:
            raise missing
        kbuild = Kbuild(self._run, flavour, self._settings, self._children, self._jobs)
        known = kbuild.output.with_name(f"{name}.units.json")
        parts = [p.encode() + b"\0" + d for p, d in sorted(self.files.items())]
        sign = digest(repr((sorted(wanted), whole, flavour.lines)).encode(), *parts)
        try:
            kept = json.loads(known.read_bytes())
            if kept["sign"] == sign:
                return [self._unit(kbuild, name, made) for made in kept["units"]]
        except (OSError, ValueError, KeyError):
            pass
        self.copy.bring(self.files)
        said = subprocess.run(
            [flavour.program("cc"), "--version"],
            capture_output=True,
            text=True,
            check=True,
        )
        kbuild.configure(said.stdout.splitlines()[0])
        kbuild.prepare()
        objects = [target(f, flavour.arch, self._settings.foreign) for f in wanted]
        units = set(kbuild.wanted([o for o in objects if o]))
        if whole:
            for folder in sorted({str(Path(o).parent) for o in units}):
                units.update(kbuild.in_folder(folder))
        absent = sorted(o for o in units if not kbuild.saved_compiler(o))
        if absent:
            kbuild.make("objects", absent)
        files.write_json(known, {"sign": sign, "units": sorted(units)})
        return [self._unit(kbuild, name, o) for o in sorted(units)]

    def _unit(self, kbuild: Kbuild, name: str, made: str) -> Unit:
        path = Path(made)
        saved = kbuild.inside(str(path.parent / f".{path.name}.cmd"))
        if not saved.is_file():
            raise MachineError(f"{name}: {made}: it can't be built")
        return Unit(
            str(path.with_suffix(".c")),
            name,
            kbuild.flavour.prefix,
            saved.read_text(encoding="utf-8"),
            kbuild.output,
        )
