# SPDX-License-Identifier: GPL-2.0
"""The stage: from a run over a tree to the run document.

Kernels are built one after the other; each is booted while the next is built, and the
sites of one are looked up while another runs.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from .. import buildable, buildbox, buildenvironment
from ..children import Children
from ..errors import MachineError, MissingProgram
from ..flavour import missing_program
from ..sandbox import Sandbox
from ..settings import Settings, settings as all_settings
from ..sourcecopy import SourceCopy
from ..stages import Run
from . import programs as program_data
from .addresses import Places
from .document import document
from .emulator import Emulator, plugin
from .kernels import Image, Kernels, Source
from .machine import Machine, choose, load
from .options import Options
from .programs import Programs
from .trial import FAIL, Laboratory, Trial, failed
from .variants import Variant, variants

Document = dict[str, Any]


def _skipped(
    tree: Path, asked: Sequence[Machine], settings: Settings, explicit: bool
) -> dict[str, str]:
    """Machine -> why it can't be tried here; one at least has to be left."""

    def lack(machine: Machine) -> MissingProgram | None:
        binutils = buildbox.binutils(machine.flavour)
        return machine.missing() or missing_program(binutils)

    lacks = {machine.name: functools.partial(lack, machine) for machine in asked}
    return buildable.skipped(tree, lacks, settings, explicit, one=True)


def _box(run: Path, machine: Machine, environment: Mapping[str, str]) -> Sandbox:
    """Where QEMU runs: it sees the kernels, and writes counts."""
    folder = run / "boot" / machine.flavour.name
    return Sandbox(
        readable=[run / "cache" / "boot", folder],
        writable=[run / "boot" / f"{machine.flavour.name}.counts"],
        programs=[machine.emulator[0]],
        environment=environment,
    )


class Workshop:
    """All that builds and boots of one run.

    :param made: the variants, in the order in which they are built
    """

    def __init__(
        self,
        run: Run,
        options: Options,
        settings: Settings,
        chosen: Sequence[Machine],
        made: Sequence[Variant],
    ) -> None:
        self._run = run
        self._options = options
        self._settings = settings
        self._limit = settings.limits["question"]
        self._boxed = buildbox.boxed(options.sandbox, run.say)
        folder = run.folder
        self._environment = buildenvironment.environment(
            folder, trusted=not self._boxed
        )
        self._plain = Children(dict(self._environment))
        compilers = ["gcc", *(m.flavour.program("cc") for m in chosen)]
        names = buildenvironment.ccache(folder, compilers)
        if names:
            self._environment["PATH"] = f"{names}:{self._environment['PATH']}"
        self._children = Children(self._environment)
        self._wanted = program_data.chosen(options.programs)
        touched: dict[str, bytes | None] = {}
        for variant in made:
            touched |= variant.files
        self.source = Source(
            SourceCopy(run.tree.root, folder / "build" / "src"), touched
        )

    def kernels(self, machine: Machine) -> Kernels:
        """Where a machine's kernels are built."""
        run, flavour = self._run, machine.flavour
        children = self._children
        if self._boxed:
            box = buildbox.box(run.folder, flavour, self._settings, self._environment)
            children = children.within(box.wrap, run.folder / "build" / flavour.name)
        version = buildbox.version(flavour, self._plain, run.folder, self._limit)
        base = run.tree.listing.content_digest
        return Kernels(
            run.folder, machine, self._settings, children, self.source, base,
            version, run.jobs,
        )  # fmt: skip

    def laboratory(self, machine: Machine) -> Laboratory:
        """Where they are tried.

        :raises MachineError: the plugin or a program can't be compiled
        """
        folder = self._run.folder
        counts = folder / "boot" / f"{machine.flavour.name}.counts"
        counts.mkdir(parents=True, exist_ok=True)
        (folder / "boot" / machine.flavour.name).mkdir(exist_ok=True)
        kept = folder / "cache" / "boot"
        plugin_ = plugin(kept, self._plain)
        children = self._children
        if self._boxed:
            box = _box(folder, machine, self._environment)
            children = children.within(box.wrap, counts)
        return Laboratory(
            folder,
            machine,
            folder / "build" / "src",
            children,
            Emulator(folder, machine, counts, children, plugin_),
            Programs(machine, kept / machine.name, self._plain),
            self._wanted,
            self._options.seconds,
            (machine.limit, self._limit),
        )

    def stop(self) -> None:
        """End all that runs."""
        self._children.stop()
        self._plain.stop()


def _try(
    laboratory: Laboratory,
    variant: Variant,
    image: Image,
    places: Future[dict[str, Places]],
) -> Trial:
    """Boot a kernel; what the machine fails in is its failure."""
    try:
        return laboratory.run(variant, image, places.result())
    except MachineError as error:
        made = laboratory.new(variant)
        made.status, made.why, made.lost = FAIL, str(error), image.lost
        return made


def _trials(
    run: Run,
    shop: Workshop,
    chosen: Sequence[Machine],
    made: Sequence[Variant],
) -> list[Trial]:
    """Every kernel's trial, in the order of machines and variants."""
    waiting: list[Trial | Future[Trial]] = []
    one = functools.partial(ThreadPoolExecutor, max_workers=1)
    with one() as booting, one() as reading:
        try:
            for machine in chosen:
                kernels, laboratory = shop.kernels(machine), shop.laboratory(machine)
                for variant in made:
                    run.say(f"run {machine.name}, {variant.name}")
                    try:
                        image = kernels.build(variant)
                    except MachineError as error:
                        log = str(kernels.log(variant).relative_to(run.folder))
                        waiting.append(failed(machine, variant, error, log))
                        continue
                    places = reading.submit(laboratory.places, variant, image)
                    trial = booting.submit(_try, laboratory, variant, image, places)
                    waiting.append(trial)
            return [t if isinstance(t, Trial) else t.result() for t in waiting]
        except BaseException:
            shop.stop()
            raise


def run_kernels(run: Run, options: Options) -> Document:
    """Build and boot the kernels of a tree, and say what ran.

    :returns: the run document (schemas/run.json)
    :raises UserError: no such machine or program, or documents that don't fit the tree
    :raises MissingProgram: of a machine that was asked for, or of all
    :raises MachineError: the run can't be written
    """
    asked = choose(load(full=options.full), options.machines, options.arch)
    program_data.chosen(
        options.programs
    )  # or it says what is wrong, before anything is done
    converted = run.convert()
    settings = all_settings()
    skipped = _skipped(run.tree.root, asked, settings, options.explicit)
    chosen = [machine for machine in asked if machine.name not in skipped]
    made = variants(run, converted)
    checked = frozenset(s.id for v in made for s in v.spots if s.checks)
    trials: list[Trial] = []
    problems: list[tuple[str, str]] = []
    if chosen:
        with buildbox.alone(run.folder):
            shop = Workshop(run, options, settings, chosen, made)
            try:
                trials = _trials(run, shop, chosen, made)
                problems = shop.source.problems()
            finally:
                # Also where it was interrupted: then it goes on from here.
                if shop.source.brought:
                    run.linked()
    whole = document(converted, checked, trials, skipped, problems)
    made_of: Document = json.loads(json.dumps(whole))
    return made_of
