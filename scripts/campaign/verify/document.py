# SPDX-License-Identifier: GPL-2.0
"""The verify document: what the cells of the matrix say when they are held against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..errors import MachineError
from ..objects import ABSENT, EARLY, NOT_BUILT, OBJECT, Question
from ..coverage import Plan
from .agreement import agreement
from .columns import Column
from .covered import coverage
from .findings import SCHEMA
from .sameness import equality, sparse
from .shards import Parts
from .states import ORIGINAL, State

# From the strongest to the weakest.
_ANSWERS = (OBJECT, EARLY, ABSENT, NOT_BUILT)
_SOURCES = (".c", ".S")
_NOTHING: dict[str, Any] = {"command": None, "log": None, "objects": [], "warnings": []}
Document = dict[str, Any]


def new_warnings(before: list[list[str]], after: list[list[str]]) -> list[str]:
    """The warnings that the state before doesn't have, or not as often. Lines don't count: they move."""
    fresh = Counter(": ".join(w) for w in after) - Counter(": ".join(w) for w in before)
    return sorted(fresh.elements())


def _entry(column: Column, state: State, gone: list[str]) -> Document:
    """One cell, for the document.

    :param gone: sites that were lost in it
    """
    cell = column.cells[state.name]
    if isinstance(cell, MachineError):
        return {"status": "fail", "why": str(cell), **_NOTHING}
    why: list[str] = []
    fresh: list[str] = []
    for name, made in cell["objects"].items():
        earlier = column.before(state.name, name)
        if made["why"]:
            why.append(f"{name}: {made['why']}")
        if made["strict"]:
            why.append(f"-Werror: {made['strict'][0]}")
        if earlier and not earlier["why"]:
            fresh += new_warnings(earlier["warnings"], made["warnings"])
    why += [f"new warning: {text}" for text in sorted(set(fresh))[:1]]
    why += [f"vmlinux: {cell['vmlinux']}"] if cell.get("vmlinux") else []
    return {
        "status": "fail" if why + gone else "ok",
        "why": "; ".join(why + gone) or None,
        "command": cell["command"],
        "log": cell["log"],
        "objects": [n for n, made in cell["objects"].items() if made["sha256"]],
        "warnings": sorted(fresh),
    }


def _sites(
    sites: Sequence[Mapping[str, Any]], columns: Mapping[str, Column]
) -> tuple[list[Document], dict[str, list[str]]]:
    """What is known of each site in each flavour, and by flavour what was lost.

    Where the ends differ the weaker one is told.
    """
    answers, gone = [], {name: [] for name in columns}  # type: ignore[var-annotated]
    for site in sites:
        told = {}
        for name, column in columns.items():
            before, after = column.site(site["id"])
            told[name] = max(before, after, key=_ANSWERS.index)
            if _ANSWERS.index(after) > _ANSWERS.index(before):
                gone[name].append(f"{site['id']}: was {before}, now {after}")
        answers.append({"id": site["id"], "flavours": told})
    return answers, gone


def missing(file: str | None, line: int | None, why: str) -> Document:
    """One entry of "incomplete"."""
    return {"stage": "verify", "file": file, "line": line, "why": why}


def _holes(
    columns: Mapping[str, Column], skipped: Mapping[str, str]
) -> Iterator[Document]:
    """What of the matrix was not done."""
    for name, why in skipped.items():
        yield missing(None, None, f"{name}: skipped: {why}")
    for name, column in columns.items():
        told = set()
        for state, cell in column.cells.items():
            if isinstance(cell, MachineError):
                if str(cell) not in told:
                    yield missing(None, None, f"{state}: {cell}")
                told.add(str(cell))
                continue
            for made, why in cell["holes"]:
                yield missing(made.removesuffix(".o") + ".c", None, f"{name}: {why}")
            if state == ORIGINAL:
                for made, entry in cell["objects"].items():
                    if entry["why"]:
                        why = f"{name}: the original does not compile: {entry['why']}"
                        yield missing(made.removesuffix(".o") + ".c", None, why)
        for line in _lost(column):
            yield missing(None, None, f"{name}: Kconfig did not take {line}")


def _lost(column: Column) -> list[str]:
    for cell in column.cells.values():
        if not isinstance(cell, MachineError):
            lost: list[str] = cell["lost"]
            return lost
    return []


def _nowhere(
    sites: Sequence[Mapping[str, Any]],
    answers: Sequence[Document],
    states: Sequence[State],
    columns: Mapping[str, Column],
) -> Iterator[Document]:
    """Sites and changed sources that no flavour compiles."""
    for site, answer in zip(sites, answers):
        if not {OBJECT, EARLY} & set(answer["flavours"].values()):
            yield missing(site["file"], site["line"], "no flavour compiles this site")
    made = {
        name.removesuffix(".o")
        for column in columns.values()
        for cell in column.cells.values()
        if not isinstance(cell, MachineError)
        for name in cell["objects"]
    }
    for path, data in sorted(states[-1].files.items()):
        if data is not None and path.endswith(_SOURCES) and path[:-2] not in made:
            yield missing(path, None, "changed, and no flavour compiles it")


def _first_failure(steps: Sequence[Document]) -> Document | None:
    """The first step that fails, with what the compiler says and the command that repeats it."""
    for step in steps:
        for name, entry in step["flavours"].items():
            if entry["status"] == "fail":
                return {
                    "patch": step["patch"],
                    "flavour": name,
                    "why": entry["why"],
                    "command": entry["command"],
                }
    return None


def _reads_only(sites: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Id -> file of the sites through which nothing is written."""
    return {s["id"]: s["file"] for s in sites if s.get("verdict") == "ro"}


def document(
    converted: Mapping[str, Any],
    states: Sequence[State],
    parts: Parts,
    everything: bool,
    diffs: Mapping[str, str],
    plans: Mapping[str, Plan],
    archs: Mapping[str, str],
    asked: Mapping[str, Question],
) -> Document:
    """The verify document.

    :param converted: the convert document, for its sites
    :param parts: the cells, and what is missing of them
    :param diffs: state -> what its patch changes
    :param plans: state -> what of its step was to be seen by the compiler
    :param archs: flavour -> kbuild's ARCH
    :param asked: id of the site -> where its call is in the last state
    :param everything: every flavour was asked for, so what none compiles is a hole
    """
    found, skipped = parts.found, parts.skipped
    names = sorted({name for cells in found.values() for name in cells})
    columns = {
        name: Column(
            name, {s: cells[name] for s, cells in found.items() if name in cells}
        )
        for name in names
    }
    answers, gone = _sites(converted["sites"], columns)
    holes = [*_holes(columns, skipped)]
    holes += [missing(path, None, why) for path, why in parts.problems]
    holes += [missing(None, None, f"{s}: {n}: in no part") for s, n in parts.absent]
    if everything:
        holes += _nowhere(converted["sites"], answers, states, columns)
    steps = []
    for state in states:
        entries = {}
        for name, column in columns.items():
            if state.name in column.cells:
                last = state.name == states[-1].name and len(states) > 1
                entries[name] = _entry(column, state, gone[name] if last else [])
        for name, why in skipped.items():
            entries[name] = {"status": "skipped", "why": why, **_NOTHING}
        steps.append(
            {
                "patch": state.name,
                "content": state.digest,
                "sites": list(state.sites),
                "diff": diffs.get(state.name, ""),
                "flavours": dict(sorted(entries.items())),
            }
        )
    for answer in answers:
        answer["flavours"] |= {name: NOT_BUILT for name in skipped}
        answer["flavours"] = dict(sorted(answer["flavours"].items()))
    return {
        "schema": SCHEMA,
        "campaign": converted["campaign"],
        "tree": converted["tree"],
        "steps": steps,
        "first_failure": _first_failure(steps),
        "sites": answers,
        "coverage": coverage(columns, states, plans, archs),
        **agreement(converted["sites"], asked, columns, states[-1].name),
        **equality(columns, states, _reads_only(converted["sites"])),
        "sparse": sparse(columns),
        "lost_symbols": [
            {"flavour": name, "line": line}
            for name, column in columns.items()
            for line in _lost(column)
        ],
        "incomplete": sorted(
            holes, key=lambda h: (h["file"] or "", h["line"] or 0, h["why"])
        ),
    }
