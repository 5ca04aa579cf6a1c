# SPDX-License-Identifier: GPL-2.0
"""Code that spatch leaves out of every rule in silence, since it can't parse it."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .. import ctext, files
from ..cocciquery import PATH
from ..spatch import program

_AT_ONCE = 24  # files for one process: starting it takes as long as a small file
_PATIENCE = 300  # seconds
_BAD = re.compile(r"(?:bad: |BAD:!!!!! )(.*)")


def _parse(copies: list[Path]) -> dict[str, list[str]]:
    """The lines that can't be parsed, by file; a file that isn't there wasn't read."""
    try:
        done = subprocess.run(
            [program(), "--no-includes", "--parse-c", *map(str, copies)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={"PATH": PATH, "HOME": "/nonexistent", "LC_ALL": "C"},
            cwd="/",
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {}
    told: dict[str, list[str]] = {}
    current = ""
    whole = False
    for line in done.stdout.decode("latin-1").split("\n"):
        bad = _BAD.match(line)
        if line.startswith("PARSING: "):
            current = line.removeprefix("PARSING: ").strip()
            told[current] = []
        elif line.startswith("NB total files"):
            whole = "timeout = 0;" in line
        elif bad and current:
            told[current].append(bad[1])
    return told if whole and not done.returncode else {}


def _parsed(copies: list[Path]) -> dict[str, list[str]]:
    """As _parse, but what fails as a whole is tried again file by file."""
    told = _parse(copies)
    if not told and len(copies) > 1:
        middle = len(copies) // 2
        return _parsed(copies[:middle]) | _parsed(copies[middle:])
    return told


def _places(copy: Path, bad: list[str], words: set[str]) -> list[tuple[int, str]]:
    """Where code with one of the words is among lines that aren't parsed."""
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words)))})\b")
    text = ctext.decode(copy.read_bytes())
    lost = {line.strip() for line in bad if pattern.search(line)}
    return [
        (number, f"spatch can't parse: {line.strip()}")
        for number, (line, code) in enumerate(
            zip(text.split("\n"), ctext.blanked(text).split("\n")), 1
        )
        if pattern.search(code) and line.strip() in lost
    ]


def unparsed(
    sources: Mapping[str, tuple[Path, set[str]]], kept: Path, version: str, jobs: int
) -> list[tuple[str, int, str]]:
    """(file, line, why) of code with a word that spatch can't parse.

    :param sources: a file -> its copy, named by its content, and the words to look for
    :param kept: folder in which answers are kept
    :param version: of spatch
    """
    told: dict[Path, list[str]] = {}
    names: dict[Path, Path] = {}
    missing = []
    for copy, _ in sources.values():
        mark = hashlib.sha256(f"{version}\0{copy.stem}".encode()).hexdigest()[:32]
        names[copy] = kept / f"{mark}.json"
        try:
            told[copy] = json.loads(names[copy].read_bytes())
        except (OSError, ValueError):
            missing.append(copy)
    missing = sorted(set(missing))
    parts = max(1, -(-len(missing) // _AT_ONCE))
    groups = [missing[n::parts] for n in range(parts) if missing[n::parts]]
    with ThreadPoolExecutor(max_workers=max(jobs, 1)) as pool:
        for group, answer in zip(groups, pool.map(_parsed, groups)):
            for copy in group:
                if str(copy) in answer:
                    told[copy] = answer[str(copy)]
                    files.write(names[copy], json.dumps(told[copy]).encode())
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for file, (copy, words) in sources.items():
        if copy in told:
            found[file] += _places(copy, told[copy], words)
        else:
            found[file].append((0, "spatch can't read it"))
    return [(file, line, why) for file in sorted(found) for line, why in found[file]]
