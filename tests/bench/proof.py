#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""make bench: what the proof of a whole series costs, and the ratio to the naive way.

    cold      treewide verify in a new run directory, nothing in any cache
    warm      again, without what is known of any cell or object: ccache and the
              configured build folders are left
    nothing   again, nothing changed
    naive     each step of each flavour from nothing: configure, prepare, all objects of the
              folders that the series touches. Measured for one flavour, times the cells
    compile   each object as often as the series has to build it, by its saved command
              on all processors, without ccache: what no way can be quicker than. Measured
              once for each object of that flavour, times how often it was built

TREE names the tree; what is written goes to $TMPDIR (default /var/tmp) and is removed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from campaign import flavours  # noqa: E402
from campaign.errors import FINDINGS, OK  # noqa: E402
from campaign.savedcmd import saved_commands  # noqa: E402

TREE = Path(os.environ.get("TREE") or ROOT / "cache" / "linux-source-6.12")
JOBS = int(os.environ.get("J") or os.cpu_count() or 1)
SAMPLE = "armv7"  # neither the quickest nor the slowest
PLAIN = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": "/nonexistent"}


def timed(what: str, run: Path) -> float:
    """One verify."""
    command = [ROOT / "scripts/treewide", "verify", TREE, "--run", run, "-q"]
    begin = time.monotonic()
    done = subprocess.run(
        [*command, "--sandbox", "try", "--format", "json", "-j", str(JOBS)],
        stdout=subprocess.DEVNULL,
        check=False,
    )
    seconds = time.monotonic() - begin
    if done.returncode not in (OK, FINDINGS):
        raise SystemExit(f"bench: {what}: verify ended with status {done.returncode}")
    return seconds


def built(document: dict[str, Any], flavour: str) -> dict[str, int]:
    """How often each object of a flavour was built."""
    counts: dict[str, int] = {}
    for step in document["steps"]:
        for name in step["flavours"][flavour]["objects"]:
            counts[name] = counts.get(name, 0) + 1
    return counts


def naive(run: Path, folders: list[str], place: Path) -> float:
    """One cell from nothing: configure, prepare, the folders' objects."""
    flavour = flavours.load()[SAMPLE]
    fragment = place / "fragment"
    fragment.write_text("\n".join(flavour.lines) + "\n")
    head = ["make", "-s", f"-j{JOBS}", "-C", str(run / "build/src"), f"O={place}/naive"]
    head += [*flavour.variables(), "W=1"]
    begin = time.monotonic()
    for goals in (
        [f"KCONFIG_ALLCONFIG={fragment}", "allnoconfig"],
        ["prepare"],
        ["-k", *(f"{folder}/" for folder in folders)],
    ):
        subprocess.run(
            [*head, *goals], env=PLAIN, capture_output=True, check=goals[0] != "-k"
        )
    return time.monotonic() - begin


def compiled(run: Path, names: list[str]) -> dict[str, float]:
    """Seconds of processor time for each object, all processors at work."""
    output = run / "build" / SAMPLE

    def one(name: str) -> tuple[str, float]:
        path = Path(name)
        saved = (output / path.parent / f".{path.name}.cmd").read_text()
        begin = time.monotonic()
        for argv in saved_commands(saved):
            subprocess.run(argv, cwd=output, env=PLAIN, capture_output=True, check=True)
        return name, time.monotonic() - begin

    with ThreadPoolExecutor(JOBS) as pool:
        return dict(pool.map(one, names))


def main() -> None:
    """All figures, a line each."""
    place = Path(tempfile.mkdtemp(dir=os.environ.get("TMPDIR", "/var/tmp")))
    try:
        run = place / "run"
        figures = {"cold": timed("cold", run)}
        document = json.loads((run / "verify.json").read_bytes())
        figures["nothing"] = timed("nothing", run)
        for name in ("verify", "objects"):
            shutil.rmtree(run / "cache" / name)
        figures["warm"] = timed("warm", run)
        counts = built(document, SAMPLE)
        cells = sum(len(step["flavours"]) for step in document["steps"])
        folders = sorted({str(Path(name).parent) for name in counts})
        figures["naive"] = naive(run, folders, place) * cells
        seconds = compiled(run, sorted(counts))
        mine = sum(seconds[name] * count for name, count in counts.items())
        total = sum(
            len(e["objects"]) for s in document["steps"] for e in s["flavours"].values()
        )
        figures["compile"] = mine / sum(counts.values()) * total / JOBS
    finally:
        shutil.rmtree(place, ignore_errors=True)
    goals = {"cold": 420, "warm": 45, "nothing": 3}
    print(f"verify: {cells} cells, {total} objects, -j {JOBS}")
    for name, value in figures.items():
        goal = f"   goal: under {goals[name]} s" if name in goals else ""
        print(f"{name:10} {value:8.1f} s{goal}")
    print(
        f"naive / cold     {figures['naive'] / figures['cold']:6.1f} x   goal: at least 8"
    )
    print(
        f"cold / compile   {figures['cold'] / figures['compile']:6.2f} x   goal: at most 1.3"
    )


if __name__ == "__main__":
    main()
