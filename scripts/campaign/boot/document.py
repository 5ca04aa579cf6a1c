# SPDX-License-Identifier: GPL-2.0
"""The run document: each kernel's trial, what is new against the original, each site on each machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from . import console
from .findings import SCHEMA
from .trial import FAIL, Trial
from .variants import CONVERTED, FAULTY, ORIGINAL

# What is the matter with a kernel: it as a whole, a program, a checker's report
KERNEL, TEST, REPORT = "kernel", "test", "report"
Document = dict[str, Any]


def _faults(trial: Trial) -> Iterator[tuple[str, str, str]]:
    """Everything that is wrong with a kernel: (kind, name, what is known of it)."""
    if trial.status == FAIL:
        yield KERNEL, "end", trial.why or ""
    for test in trial.tests:
        if test.status in (console.FAIL, console.MISSING):
            yield TEST, test.name, test.why
    for report in trial.reports:
        yield REPORT, report.name, f"line {report.number}: {report.line}"


def compared(trials: Sequence[Trial]) -> tuple[list[Document], list[Document]]:
    """What is wrong with the kernels: (what only the converted ones have, what the original has, too).

    Things are the same by their kind and name. Programs that came to nothing since
    the kernel ended early are told by that end alone.
    """
    known: dict[str, set[tuple[str, str]]] = {}
    for trial in trials:
        if trial.variant == ORIGINAL:
            known[trial.machine] = {fault[:2] for fault in _faults(trial)}
    fresh: list[Document] = []
    subtracted: list[Document] = []
    for trial in trials:
        for kind, name, why in _faults(trial):
            if kind == TEST and trial.status == FAIL and why == "no result was told":
                continue
            entry = {
                "machine": trial.machine,
                "variant": trial.variant,
                "kind": kind,
                "name": name,
                "why": why,
            }
            old = (kind, name) in known.get(trial.machine, set())
            (subtracted if old else fresh).append(entry)
    return fresh, subtracted


def _kernel(trial: Trial) -> Document:
    return {
        "machine": trial.machine,
        "arch": trial.arch,
        "variant": trial.variant,
        "status": trial.status,
        "why": trial.why,
        "command": trial.command,
        "log": trial.log,
        "compiled": sorted(trial.compiled),
        "reached": sorted(trial.reached),
        "failure_path": sorted(trial.failure_path),
        "unreached": [
            {"id": id_, "file": file, "line": line, "what": what}
            for id_, file, line, what in sorted(trial.unreached)
        ],
        "tests": [
            {"name": t.name, "status": t.status, "why": t.why} for t in trial.tests
        ],
        "reports": [
            {"name": r.name, "line": r.line, "number": r.number, "times": r.times}
            for r in trial.reports
        ],
    }


def _sites(
    ids: Sequence[str], checked: frozenset[str], trials: Sequence[Trial]
) -> list[Document]:
    """Each site on each machine."""
    machines = list(dict.fromkeys(trial.machine for trial in trials))
    by = {(trial.machine, trial.variant): trial for trial in trials}

    def told(id_: str, machine: str) -> Document:
        converted = by.get((machine, CONVERTED))
        original = by.get((machine, ORIGINAL))
        faulty = by.get((machine, FAULTY))
        return {
            "compiled": bool(converted and id_ in converted.compiled),
            "original": bool(original and id_ in original.reached),
            "reached": bool(converted and id_ in converted.reached),
            "failure_path": (
                bool(faulty and id_ in faulty.failure_path) if id_ in checked else None
            ),
        }

    return [
        {"id": id_, "machines": {name: told(id_, name) for name in machines}}
        for id_ in ids
    ]


def missing(file: str | None, line: int | None, why: str) -> Document:
    """One entry of "incomplete"."""
    return {"stage": "run", "file": file, "line": line, "why": why}


def _holes(
    trials: Iterable[Trial], skipped: Mapping[str, str]
) -> Iterator[tuple[str | None, int | None, str]]:
    """What was not done."""
    for name, why in skipped.items():
        yield None, None, f"{name}: skipped: {why}"
    for trial in trials:
        head = f"{trial.machine}, {trial.variant}"
        if trial.variant == ORIGINAL and trial.status == FAIL:
            yield None, None, f"{head}: {trial.why}"
        for line in trial.lost:
            yield None, None, f"{head}: Kconfig did not take {line}"
        for why in trial.incomplete:
            yield None, None, f"{head}: {why}"


def document(
    converted: Mapping[str, Any],
    checked: frozenset[str],
    trials: Sequence[Trial],
    skipped: Mapping[str, str],
    problems: Sequence[tuple[str, str]],
) -> Document:
    """The run document.

    :param converted: the convert document, for its sites
    :param checked: ids of the sites that have a recheck
    :param skipped: machine -> why it was not tried
    :param problems: what of the tree could not be copied: (path, why)
    """
    fresh, known = compared(trials)
    holes = [missing(path, None, why) for path, why in problems]
    holes += [missing(*hole) for hole in _holes(trials, skipped)]
    return {
        "schema": SCHEMA,
        "campaign": converted["campaign"],
        "tree": converted["tree"],
        "kernels": [_kernel(trial) for trial in trials],
        "sites": _sites([s["id"] for s in converted["sites"]], checked, trials),
        "new": fresh,
        "known": known,
        "incomplete": sorted(
            holes, key=lambda h: (h["file"] or "", h["line"] or 0, h["why"])
        ),
    }
