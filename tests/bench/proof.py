#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""make bench: what the proof of a whole series costs, and the ratio to the naive way.

    cold      treewide verify in a new run directory, nothing in any cache
    warm      again, each cell asked anew: objects, and what sparse and the others said
              of them, are known by content, and the build folders are configured
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
GOALS = {"cold": 420, "warm": 45, "nothing": 3}
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


def naive(folders: list[str], place: Path) -> float:
    """One cell from nothing: configure, prepare, the folders' objects. Left in place/naive."""
    flavour, settings = flavours.load()[SAMPLE], flavours.settings()
    fragment = place / "fragment"
    fragment.write_text("\n".join(flavour.lines) + "\n")
    head = ["make", "-s", f"-j{JOBS}", "-C", str(TREE), f"O={place}/naive"]
    head += [*flavour.variables(), "W=1", f"KCFLAGS={settings.flags['objects']}"]
    begin = time.monotonic()
    for goals in (
        [f"KCONFIG_ALLCONFIG={fragment}", "allnoconfig"],
        ["prepare"],
        [f"{folder}/" for folder in folders],
    ):
        subprocess.run([*head, *goals], env=PLAIN, capture_output=True, check=True)
    return time.monotonic() - begin


def compiled(output: Path, names: list[str]) -> dict[str, float]:
    """Seconds for each object, all processors at work."""

    def one(name: str) -> tuple[str, float]:
        path = Path(name)
        saved = (output / path.parent / f".{path.name}.cmd").read_text()
        begin = time.monotonic()
        for argv in saved_commands(saved):
            subprocess.run(argv, cwd=output, env=PLAIN, capture_output=True, check=True)
        return name, time.monotonic() - begin

    with ThreadPoolExecutor(JOBS) as pool:
        return dict(pool.map(one, names))


def show(name: str, seconds: float) -> float:
    """One figure, as soon as it is known."""
    goal = f"   goal: under {GOALS[name]} s" if name in GOALS else ""
    print(f"{name:10} {seconds:8.1f} s{goal}", flush=True)
    return seconds


def main() -> None:
    """All figures, a line each."""
    place = Path(tempfile.mkdtemp(dir=os.environ.get("TMPDIR", "/var/tmp")))
    try:
        run = place / "run"
        cold = show("cold", timed("cold", run))
        document = json.loads((run / "verify.json").read_bytes())
        show("nothing", timed("nothing", run))
        shutil.rmtree(run / "cache" / "verify")
        show("warm", timed("warm", run))
        counts = built(document, SAMPLE)
        every = [f for step in document["steps"] for f in step["flavours"].values()]
        folders = sorted({str(Path(name).parent) for name in counts})
        cells = len(every)
        whole = show("naive", naive(folders, place) * cells)
        seconds = compiled(place / "naive", sorted(counts))
        mine = sum(seconds[name] * count for name, count in counts.items())
        total = sum(len(cell["objects"]) for cell in every)
        least = show("compile", mine / sum(counts.values()) * total / JOBS)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    print(f"{cells} cells, {total} objects, -j {JOBS}")
    print(f"naive / cold     {whole / cold:6.1f} x   goal: at least 8")
    print(f"cold / compile   {cold / least:6.2f} x   goal: at most 1.3")


if __name__ == "__main__":
    main()
