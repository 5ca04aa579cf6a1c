# SPDX-License-Identifier: GPL-2.0
"""The verify document: what the compilations of both steps say when they are held against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from .errors import MachineError
from .objects import ABSENT, EARLY, NOT_BUILT, OBJECT

SCHEMA = "treewide-verify-1"
STEPS = ("original", "converted")
# From the strongest to the weakest.
_ANSWERS = (OBJECT, EARLY, ABSENT, NOT_BUILT)
_SOURCES = (".c", ".S")

_NOTHING: dict[str, Any] = {"command": None, "log": None, "objects": [], "warnings": []}

# Step -> flavour -> a compilation's result (compilation.py), or the error it ended with.
Found = dict[str, dict[str, Any]]


def new_warnings(before: list[list[str]], after: list[list[str]]) -> list[str]:
    """The warnings that the original doesn't have, or not as often. Lines don't count: they move."""
    fresh = Counter(": ".join(w) for w in after) - Counter(": ".join(w) for w in before)
    return sorted(fresh.elements())


def _entry(step: str, result: Any, original: Any, gone: list[str]) -> dict[str, Any]:
    """One flavour in one step.

    :param gone: sites that the conversion took out of this flavour's objects
    """
    if isinstance(result, MachineError):
        return {"status": "fail", "why": str(result), **_NOTHING}
    why = [f"{name}: {text}" for name, text in result["failed"].items()]
    fresh: list[str] = []
    if step != STEPS[0] and not isinstance(original, MachineError):
        fresh = new_warnings(original["warnings"], result["warnings"])
    if not result["strict"] and not why:
        said = result["warnings"][0] if result["warnings"] else ["see the log"]
        why.append("-Werror: " + ": ".join(said))
    why += [f"new warning: {text}" for text in fresh[:1]]
    if step != STEPS[0]:
        why += gone
    return {
        "status": "fail" if why else "ok",
        "why": "; ".join(why) or None,
        "command": result["command"],
        "log": result["log"],
        "objects": result["objects"],
        "warnings": fresh,
    }


def _answers(result: Any, count: int) -> list[str]:
    return [NOT_BUILT] * count if isinstance(result, MachineError) else result["sites"]


def site_answers(
    sites: list[Mapping[str, Any]], found: Found
) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    """What is known of each site in each flavour, and by flavour what the conversion lost.

    Where the two steps differ the weaker one is told.
    """
    pairs = {
        name: [_answers(found[step][name], len(sites)) for step in STEPS]
        for name in sorted(found[STEPS[0]])
    }
    answers, gone = [], {name: [] for name in pairs}  # type: ignore[var-annotated]
    for index, site in enumerate(sites):
        told = {}
        for name, (before, after) in pairs.items():
            told[name] = max(before[index], after[index], key=_ANSWERS.index)
            if _ANSWERS.index(after[index]) > _ANSWERS.index(before[index]):
                was, now = before[index], after[index]
                gone[name].append(f"{site['id']}: was {was}, now {now}")
        answers.append({"id": site["id"], "flavours": told})
    return answers, gone


def _missing(file: str | None, line: int | None, why: str) -> dict[str, Any]:
    return {"stage": "verify", "file": file, "line": line, "why": why}


def _incomplete(found: Found, skipped: Mapping[str, str]) -> list[dict[str, Any]]:
    """What of the flavours was not done."""
    holes = [
        _missing(None, None, f"{name}: skipped: {why}") for name, why in skipped.items()
    ]
    for step in STEPS:
        for name, result in found[step].items():
            if isinstance(result, MachineError):
                holes.append(_missing(None, None, f"{step}: {result}"))
                continue
            if step == STEPS[0]:
                for line in result["lost"]:
                    holes.append(
                        _missing(None, None, f"{name}: Kconfig did not take {line}")
                    )
                for made, why in result["failed"].items():
                    text = f"{name}: the original does not compile: {why}"
                    holes.append(_missing(made.removesuffix(".o") + ".c", None, text))
    return holes


def _nowhere(
    converted: Mapping[str, Any], answers: list[dict[str, Any]], found: Found
) -> list[dict[str, Any]]:
    """Sites and changed sources that no flavour compiles."""
    holes = []
    for site, answer in zip(converted["sites"], answers):
        if not {OBJECT, EARLY} & set(answer["flavours"].values()):
            holes.append(
                _missing(site["file"], site["line"], "no flavour compiles this site")
            )
    made = {
        name.removesuffix(".o")
        for result in found[STEPS[1]].values()
        if not isinstance(result, MachineError)
        for name in [*result["objects"], *result["failed"]]
    }
    for entry in converted["files"]:
        path = entry["path"]
        if path.endswith(_SOURCES) and path[:-2] not in made:
            holes.append(_missing(path, None, "changed, and no flavour compiles it"))
    return holes


def document(
    converted: Mapping[str, Any],
    found: Found,
    skipped: Mapping[str, str],
    problems: list[tuple[str, str]],
    everything: bool,
) -> dict[str, Any]:
    """The verify document.

    :param skipped: flavour -> why
    :param problems: what of the tree could not be copied: (path, why)
    :param everything: every flavour was asked for, so what none compiles is a hole
    """
    answers, gone = site_answers(converted["sites"], found)
    holes = _incomplete(found, skipped)
    holes += [_missing(path, None, why) for path, why in problems]
    if everything:
        holes += _nowhere(converted, answers, found)
    steps = []
    for step in STEPS:
        entries = {
            name: _entry(step, result, found[STEPS[0]][name], gone[name])
            for name, result in found[step].items()
        }
        for name, why in skipped.items():
            entries[name] = {"status": "skipped", "why": why, **_NOTHING}
        steps.append({"patch": step, "flavours": dict(sorted(entries.items()))})
    for answer in answers:
        answer["flavours"] |= {name: NOT_BUILT for name in skipped}
        answer["flavours"] = dict(sorted(answer["flavours"].items()))
    lost = [
        {"flavour": name, "line": line}
        for name, result in sorted(found[STEPS[0]].items())
        if not isinstance(result, MachineError)
        for line in result["lost"]
    ]
    return {
        "schema": SCHEMA,
        "campaign": converted["campaign"],
        "tree": converted["tree"],
        "steps": steps,
        "sites": answers,
        "lost_symbols": lost,
        "incomplete": sorted(
            holes, key=lambda h: (h["file"] or "", h["line"] or 0, h["why"])
        ),
    }
