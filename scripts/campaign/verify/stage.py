# SPDX-License-Identifier: GPL-2.0
"""The stage: from a run over a tree to the verify document."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .. import flavours as flavour_data
from .. import buildable, buildbox, buildenvironment
from ..children import Children
from ..coverage import Plan
from ..edited import diff
from ..errors import MachineError, MissingProgram
from ..flavour import Flavour, missing_program
from ..kept import shared
from ..sparse import missing as sparse_missing
from ..sourcecopy import SourceCopy
from ..stages import Run
from ..tree import Tree
from . import states as state_data
from .compilation import Compilation
from .document import document
from .equal import Equal, Steps
from .kernel import Kernel
from .matrix import Found, Matrix, parts
from .options import Options
from .questions import Asked
from .shards import Parts, keep, merged
from .states import State
from .unchanged import Unchanged
from .view import View

Say = Callable[[str], None]
Document = dict[str, Any]


def _states(run: Run, converted: Document, options: Options) -> list[State]:
    """The states that were asked for."""
    if options.series:
        mails = state_data.patches_in(options.series)
        return state_data.of_patches(run.tree, mails)
    if options.converted:
        return state_data.of_other_tree(run.tree, Tree(options.converted))
    if options.ends:
        return state_data.of_conversion(converted, run.folder)
    return state_data.of_own_series(run, converted)


def _before(tree: Path, before: State, after: State) -> dict[str, bytes | None]:
    """What the files of a step were before it."""
    old: dict[str, bytes | None] = {}
    for file in after.step:
        path = tree / file
        old[file] = before.files.get(file)
        if file not in before.files and path.is_file():
            old[file] = path.read_bytes()
    return old


def _diff(tree: Path, before: State, after: State) -> str:
    """A step as a diff."""
    old = {f: d for f, d in _before(tree, before, after).items() if d is not None}
    new = {f: d for f, d in after.step.items() if d is not None}
    return diff(old, new).decode("utf-8", "replace")


def _checked(chosen: Sequence[Flavour]) -> list[str]:
    """The fullest flavour of each architecture: what sparse says differs by architecture, and it takes long."""
    first: dict[str, str] = {}
    for flavour in chosen:
        first.setdefault(flavour.arch, flavour.name)
    return sorted(first.values())


def _versions(run: Run, chosen: Sequence[Flavour]) -> dict[str, str]:
    """Flavour -> what its compiler and linker say of themselves."""
    children = Children(buildenvironment.environment(run.folder, trusted=False))
    limit = flavour_data.settings().limits["question"]
    return {f.name: buildbox.version(f, children, run.folder, limit) for f in chosen}


def _cells(
    run: Run,
    states: Sequence[State],
    converted: Mapping[str, Any],
    chosen: list[Flavour],
    versions: Mapping[str, str],
    options: Options,
    asked: Asked,
    plans: Mapping[str, Plan],
    say: Say,
) -> tuple[Found, list[tuple[str, str]]]:
    """The cells of the matrix, and what of the tree could not be copied."""
    settings = flavour_data.settings()
    folder = run.folder
    boxed = buildbox.boxed(options.sandbox, say)
    environment = buildenvironment.environment(folder, trusted=not boxed)
    limit = settings.limits["question"]
    names = buildenvironment.ccache(folder, ["gcc", *(f.program("cc") for f in chosen)])
    if names:
        environment["PATH"] = f"{names}:{environment['PATH']}"
    children = Children(environment)
    api = converted["api"]
    touched = {file for state in states for file in state.files}
    wanted = touched | {site["file"] for site in converted["sites"]}
    wanted |= set(api.get("files", ()))
    # The fuller a configuration the longer it takes, and the longest comes first.
    chosen = sorted(chosen, key=lambda f: (-len(f.lines), f.name))
    shares = parts([f.name for f in chosen], len(states), options.shard)

    def apart(flavour: Flavour) -> Children:
        box = buildbox.box(folder, flavour, settings, environment)
        return children.within(box.wrap, folder / "build" / flavour.name)

    pairs = {b.name: (a, b) for a, b in zip(states, states[1:])}
    steps = Steps(run.tree.root, pairs)
    names_ = run.campaign.data["api"]
    same = {names_[which]["name"]: names_["ro"]["name"] for which in ("old", "ro")}

    def compilation(flavour: Flavour) -> Compilation:
        mine = apart(flavour) if boxed else children
        kept = folder / "cache" / "objects" / run.campaign.digest
        equal = Equal(kept, flavour.prefix, mine, limit, same, steps)
        version = versions[flavour.name]
        view = View(
            run.campaign, flavour.prefix, shared(folder / "cache"), "clang" in version
        )
        return Compilation(
            folder, flavour, settings, mine, version, touched, equal, view
        )

    compilations = [compilation(f) for f in chosen if f.name in shares]
    copy = SourceCopy(run.tree.root, folder / "build" / "src")
    base = hashlib.sha256(
        (run.tree.listing.content_digest + run.campaign.digest).encode()
    ).hexdigest()
    matrix = Matrix(
        folder,
        copy,
        states,
        asked,
        wanted,
        base,
        options,
        plans,
        Kernel(run.tree),
        _checked(chosen),
        run.jobs,
        children,
        say,
    )
    try:
        return matrix.cells(compilations, shares), copy.problems()
    finally:
        if matrix.brought:
            run.linked()


def verify(run: Run, options: Options, say: Say) -> Document:
    """Compile the states of a series for every flavour, and say what is proven.

    :returns: the verify document (schemas/verify.json): the same for the same inputs
    :raises UserError: no such flavour, or documents that don't fit the tree
    :raises MissingProgram: of a flavour that was asked for, or of all
    :raises MachineError: the run can't be written
    """
    converted = run.convert()
    settings = flavour_data.settings()
    asked = flavour_data.choose(
        flavour_data.load(),
        options.flavours,
        options.arch,
        options.cross_compile,
        llvm=options.llvm,
        cc=options.cc,
        configs=options.configs,
    )

    def lack(flavour: Flavour) -> MissingProgram | None:
        return flavour.missing() or missing_program(buildbox.binutils(flavour))

    skipped = buildable.skipped(
        run.tree.root,
        {flavour.name: functools.partial(lack, flavour) for flavour in asked},
        settings,
        options.explicit,
        sparse_missing if options.sparse else lambda: None,
    )
    chosen = [f for f in asked if f.name not in skipped]
    versions = _versions(run, chosen)
    unchanged = Unchanged(run, converted, options, chosen, versions, skipped)
    if known := unchanged.proof():
        return known
    api = converted["api"]
    questions = Asked(converted["sites"], [api["old"], *api["new"]], run.tree.root)
    try:
        states = _states(run, converted, options)
        plans = {
            b.name: Plan.of(_before(run.tree.root, a, b), b.step)
            for a, b in zip(states, states[1:])
        }
        made = Parts({state.name: {} for state in states}, skipped)
        if options.merge:
            made = merged(run, states, options.merge)
        elif chosen:
            with buildbox.alone(run.folder):
                made.found, made.problems = _cells(
                    run,
                    states,
                    converted,
                    chosen,
                    versions,
                    options,
                    questions,
                    plans,
                    say,
                )
    except OSError as error:
        raise MachineError(
            f"{error.filename or run.folder}: {error.strerror}"
        ) from error
    if options.shard:
        path = keep(run, states, options.shard, [f.name for f in chosen], made)
        say(f"part {options.shard[0]} of {options.shard[1]}: {path}")
    whole = options.shard is None and not options.explicit
    diffs = {b.name: _diff(run.tree.root, a, b) for a, b in zip(states, states[1:])}
    archs = {f.name: f.arch for f in asked}
    places = questions.of(states[-1])
    proof = document(converted, states, made, whole, diffs, plans, archs, places)
    unchanged.keep(proof)
    return proof
