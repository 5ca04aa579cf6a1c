# SPDX-License-Identifier: GPL-2.0
"""The cover letter: what and why, the table of sites, what was proven, how to do it again."""

from __future__ import annotations

import hashlib
from typing import Any

from .. import __version__, config, spatch
from ..overlay import digest
from ..report import phrases
from .message import COLUMNS, Templates, filled, harmless
from .steps import REMOVE, Step

Document = dict[str, Any]
TABLE = 72  # columns, so that it still fits where it is quoted


def _recheck(site: Document) -> str:
    """+ what the series adds, = what is there, - where nothing has to be."""
    recheck = site["recheck"]
    if site["verdict"] == "ro" or recheck["kind"] == "none":
        return "-"
    return ("=" if phrases.in_place(recheck) else "+") + recheck["kind"]


def table(sites: list[Document]) -> list[str]:
    """A line a site: verdict, recheck, file, function. What is too long goes on below."""
    rows = [
        (
            s["verdict"],
            _recheck(s),
            phrases.printable(s["file"]),
            phrases.printable(s["function"]),
        )
        for s in sites
    ]
    head = ("need", "recheck", "file", "function")
    sizes = [max(len(row[n]) for row in [head, *rows]) for n in range(4)]
    gap = " " if sum(sizes) + 3 * 2 > TABLE else "  "
    sizes[2] = min(sizes[2], 28)
    lines = []
    for row in [head, *rows]:
        front = f"{row[0]:{sizes[0]}}{gap}{row[1]:{sizes[1]}}{gap}"
        line = f"{front}{row[2]:{sizes[2]}}{gap}{row[3]}"
        if len(line) <= TABLE and len(row[2]) <= sizes[2]:
            lines.append(line)
        else:
            lines += [f"{front}{row[2]}", " " * len(front) + row[3]]
    return [line.rstrip() for line in lines]


def rules_digest() -> str:
    """One digest of all semantic patches."""
    whole = hashlib.sha256()
    for path in sorted((config.ROOT / "cocci").rglob("*.cocci")):
        whole.update(path.relative_to(config.ROOT).as_posix().encode() + b"\0")
        whole.update(path.read_bytes() + b"\0")
    return whole.hexdigest()[:16]


def compiled(verified: Document | None) -> dict[str, list[str]]:
    """The flavours by what became of them behind the patches; none without a report."""
    found: dict[str, list[str]] = {}
    for step in verified["steps"] if verified else []:
        if step["patch"] == "original":
            continue
        for name, entry in step["flavours"].items():
            names = found.setdefault(entry["status"], [])
            if phrases.printable(name) not in names:
                names.append(phrases.printable(name))
    failed = set(found.get("fail", []))
    if "ok" in found:
        found["ok"] = [name for name in found["ok"] if name not in failed]
    return {word: names for word, names in found.items() if names}


def each_compiled(verified: Document | None, steps: list[Step]) -> bool:
    """Whether a report is about the tree behind each of these patches."""
    if not verified:
        return False
    there = {step.get("content") for step in verified["steps"]}
    behind: dict[str, bytes | None] = {}
    for step in steps:
        behind |= step.files
        if digest(behind) not in there:
            return False
    return True


def blurb(
    campaign: config.Campaign,
    document: Document,
    steps: list[Step],
    command: str,
    verified: Document | None,
    keep_cr: bool,
) -> str:
    """The text of the letter, without git's list of the patches and of the files.

    :param document: of convert
    :param command: that makes this series
    """
    left = [s for s in document["sites"] if not s["converted"]]
    done = [s for s in document["sites"] if s["converted"]]
    api = campaign.data["api"]
    numbers = [str(n) for n, s in enumerate(steps, 1) if not s.group]
    values: Document = {which: api[which]["name"] for which in ("old", "ro", "rw")}
    values |= {
        "version": phrases.printable(document["tree"]["version"]),
        "sites": len(document["sites"]),
        "kinds": sorted({_recheck(s)[0] for s in done}),
        "derived": any(s["kind"] == "derived" for s in done),
        "left": [
            {
                "function": phrases.called(s["function"]),
                "file": phrases.printable(s["file"]),
                "why": phrases.printable(s["why_not"] or s["reason"]),
            }
            for s in left
        ],
        "others": [
            f"{there['name']}()"
            for there in document["api"]["there"]
            if not there["same_body"]
        ],
        "removed": any(step.kind == REMOVE for step in steps),
        "stays": phrases.printable(document["removal"]["stays"] or ""),
        "mentions": [
            f"{phrases.printable(m['file'])} ({m['what']})"
            for m in document["removal"]["mentions"]
        ],
        "incomplete": phrases.holes([document]),
        "by_hand": numbers,
        "command": command,
        "spatch": spatch.version(),
        "treewide": __version__,
        "rules": rules_digest(),
        "campaign": campaign.name,
        "compiled": compiled(verified),
        "each": each_compiled(verified, steps),
        "keep_cr": keep_cr,
    }
    templates = Templates(campaign)
    parts = templates.render("cover", values).split("@TABLE@")
    rows = "\n".join(harmless(line) for line in table(done))
    return ("\n\n" + rows + "\n\n").join(filled(part) for part in parts)


def title(campaign: config.Campaign) -> str:
    """The subject of the letter."""
    return str(campaign.data["series"]["title"])[:COLUMNS]
