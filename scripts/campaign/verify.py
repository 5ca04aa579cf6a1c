# SPDX-License-Identifier: GPL-2.0
"""verify: compile the original and the converted tree for every flavour, and say which site was really there."""

from __future__ import annotations

import difflib
import fcntl
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import flavours as flavour_data
from . import kbuild, proof
from .children import Children, Stopped
from .compilation import Compilation, State
from .errors import MachineError, UserError
from .flavours import Flavour, Settings
from .objects import Question
from .proof import STEPS, Found
from .results import Contents
from .sourcecopy import SourceCopy, inside

# Without these there is nothing to build with.
_KERNEL = ("Makefile", "Kconfig", "scripts/Makefile.build")
Say = Callable[[str], None]


@contextmanager
def _alone(run: Path) -> Iterator[None]:
    """Keep a second verify out of the same run.

    :raises UserError: there is one
    """
    build = run / "build"
    build.mkdir(parents=True, exist_ok=True)
    with open(build / ".lock", "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UserError(f"{run}: another verify works in this run") from error
        yield


def changed_files(converted: Mapping[str, Any], run: Path) -> dict[str, Path]:
    """Path from the top of the tree -> the file that takes its place.

    :raises UserError: a file is not what the convert document says of it
    """
    changed = {}
    for entry in converted["files"]:
        name = inside(entry["path"])
        content = run / entry["content"]
        try:
            data = content.read_bytes()
        except OSError as error:
            raise UserError(
                f"{content}: can't be read: {error.strerror}; convert again"
            ) from error
        if hashlib.sha256(data).hexdigest() != entry["sha256"]:
            raise UserError(f"{content}: not what convert wrote; convert again")
        changed[name] = content
    return changed


def line_map(old: list[str], new: list[str], call: str) -> Callable[[int], int]:
    """Where a line of the original with a call on it went to.

    :param call: the name that is called there now
    :returns: original line -> converted line, both from 1; 0 where it can't be told
    """
    blocks = difflib.SequenceMatcher(None, old, new).get_opcodes()
    word = re.compile(rf"\b{re.escape(call)}\b")

    def where(line: int) -> int:
        for tag, i1, i2, j1, j2 in blocks:
            if i1 <= line - 1 < i2:
                if tag == "equal":
                    return line - i1 + j1
                with_call = [j + 1 for j in range(j1, j2) if word.search(new[j])]
                return with_call[0] if len(with_call) == 1 else 0
        return 0

    return where


def questions(
    sites: list[Mapping[str, Any]], tree: Path, changed: Mapping[str, Path], old: str
) -> dict[str, tuple[Question, ...]]:
    """What is asked of the objects of each step, in the order of the sites."""
    texts: dict[str, tuple[list[str], list[str]]] = {}
    asked: dict[str, list[Question]] = {step: [] for step in STEPS}
    for site in sites:
        file, line = inside(site["file"]), int(site["line"])
        function, call = site.get("function") or "", site.get("call") or old
        asked["original"].append(Question(file, line, function, call))
        now = site.get("converted_call") or call
        if file in changed:
            if file not in texts:
                pair = (tree / file, changed[file])
                one, two = (p.read_text("latin-1").splitlines() for p in pair)
                texts[file] = (one, two)
            line = line_map(*texts[file], now)(line)
        asked["converted"].append(Question(file, line, function, now))
    return {step: tuple(q) for step, q in asked.items()}


def _states(
    tree: Path, converted: Mapping[str, Any], changed: Mapping[str, Path]
) -> tuple[State, ...]:
    """The two states of the tree: as it is, and converted."""
    api = converted["api"]
    asked = questions(converted["sites"], tree, changed, api["old"])
    names = {site["file"] for site in converted["sites"]} | set(changed)
    names |= set(api.get("files", ()))
    overlays: tuple[Mapping[str, Path], ...] = ({}, changed)
    return tuple(
        State(step, Contents(tree, overlay), tuple(sorted(names)), asked[step])
        for step, overlay in zip(STEPS, overlays)
    )


def _skipped(
    tree: Path, asked: list[Flavour], settings: Settings, explicit: bool
) -> dict[str, str]:
    """Flavour -> why it can't be built here.

    :param explicit: the user asked for these flavours
    :raises MissingProgram: of a flavour that was asked for, or one that all need
    """
    lacks = [name for name in _KERNEL if not (tree / name).is_file()]
    if lacks:
        why = f"not a kernel tree: it lacks {', '.join(lacks)}"
        return {f.name: why for f in asked}
    missing = flavour_data.missing_program(settings.programs)
    if missing:
        raise missing
    absent = {f.name: error for f in asked if (error := f.missing())}
    if absent and explicit:
        raise next(iter(absent.values()))
    return {name: str(error) for name, error in absent.items()}


def _compilers(
    chosen: list[Flavour], settings: Settings, children: Children, run: Path
) -> dict[str, str]:
    """Prefix -> what its compiler and linker say of themselves."""
    said = {}
    for prefix in {f.prefix for f in chosen}:
        both = [
            children.ask([prefix + what, "--version"], run, settings.limits["question"])
            for what in ("gcc", "ld")
        ]
        said[prefix] = "; ".join(text.splitlines()[0] for text in both if text)
    return said


def _step(
    state: State,
    compilations: list[Compilation],
    workers: int,
    say: Say,
    children: Children,
) -> dict[str, Any]:
    """Compile one state for some flavours: flavour -> result, or the MachineError it ended with."""

    def one(compilation: Compilation) -> Any:
        try:
            return compilation.compile(state, say)
        except (Stopped, UserError):
            raise
        except MachineError as error:
            say(f"{compilation.flavour.name}: {state.name}: {error}")
            return error

    with ThreadPoolExecutor(max_workers=workers) as pool:
        waiting = {c.flavour.name: pool.submit(one, c) for c in compilations}
        try:
            return {name: future.result() for name, future in waiting.items()}
        except BaseException:
            children.stop()
            pool.shutdown(cancel_futures=True)
            raise


def _results(
    tree: Path,
    run: Path,
    states: tuple[State, ...],
    changed: Mapping[str, Path],
    chosen: list[Flavour],
    jobs: int,
    say: Say,
) -> tuple[Found, list[tuple[str, str]]]:
    """Step -> flavour -> result or error; and what of the tree could not be copied."""
    settings = flavour_data.settings()
    workers = max(1, min(jobs, len(chosen)))
    environment = kbuild.environment(run)
    versions = _compilers(chosen, settings, Children(environment), run)
    names = kbuild.ccache(run, ["gcc", *(f.program("gcc") for f in chosen)])
    if names:
        environment["PATH"] = f"{names}:{environment['PATH']}"
    children = Children(environment)
    each = max(1, jobs // workers)
    # The fuller a configuration the longer it takes, and the longest comes first.
    compilations = [
        Compilation(run, f, settings, children, each, versions[f.prefix])
        for f in sorted(chosen, key=lambda f: -len(f.lines))
    ]
    found = {s.name: {c.flavour.name: c.known(s) for c in compilations} for s in states}
    copy = SourceCopy(tree, run / "build" / "src")
    brought = False
    overlays: tuple[dict[str, Path], ...] = ({}, dict(changed))
    for state, overlay in zip(states, overlays):
        missing = [c for c in compilations if found[state.name][c.flavour.name] is None]
        if not missing:
            continue
        if not brought:
            say("copying the tree")
        (copy.exchange if brought else copy.bring)(overlay)
        brought = True
        found[state.name].update(_step(state, missing, workers, say, children))
    return found, copy.problems()


def verify(
    tree: Path,
    converted: dict[str, Any],
    run: Path,
    jobs: int,
    flavours: list[str] | None,
    say: Say,
    cross_compile: str | None = None,
    arch: str | None = None,
) -> dict[str, Any]:
    """Compile the objects that hold sites or changes, before and after, with -Werror.

    :param converted: the convert document; its contents are found from `run`
    :param flavours: names; None is all of them, less those whose compiler isn't there
    :param arch: kbuild's ARCH=
    :param cross_compile: kbuild's CROSS_COMPILE=
    :returns: the verify document (schemas/verify.json): the same for the same inputs
    :raises UserError: no such flavour, or documents that don't fit the tree
    :raises MissingProgram: of a flavour that was asked for, or of all
    :raises MachineError: the run can't be written
    """
    settings = flavour_data.settings()
    asked = flavour_data.choose(flavour_data.load(), flavours, arch, cross_compile)
    explicit = flavours is not None or arch is not None or cross_compile is not None
    run = run.resolve()
    skipped = _skipped(tree, asked, settings, explicit)
    chosen = [f for f in asked if f.name not in skipped]
    found: Found = {step: {} for step in STEPS}
    problems: list[tuple[str, str]] = []
    try:
        changed = changed_files(converted, run)
        states = _states(tree, converted, changed)
        if chosen:
            with _alone(run):
                found, problems = _results(
                    tree, run, states, changed, chosen, jobs, say
                )
    except OSError as error:
        raise MachineError(f"{error.filename or run}: {error.strerror}") from error
    return proof.document(converted, found, skipped, problems, everything=not explicit)
