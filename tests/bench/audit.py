#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""make bench: what an audit costs: one tree, ten like trees, and against make coccicheck.

    cold        treewide audit TREE, nothing in any cache
    warm        again
    ten         TREE, OTHER (or one more of the eight) and eight variants of TREE, nothing
                in any cache: in each, locals of some files are renamed, lines moved, and a
                driver calls the old function
    coccicheck  the kernel's scripts/coccicheck over TREE, once for each rule of check
    memory      the most that all processes of an audit have together (PSS): of one tree
                and of ten

Each figure is followed by the processors' seconds, which other work on the machine
changes less; ratios are given of both. The variants are hard links of one copy, as the
unchanged files of a fork that was made with cp -al are.

TREE and OTHER in the environment name the trees; they are neither written to nor linked
to. What is written goes to a directory in $TMPDIR (default /var/tmp) that is removed.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts"), str(Path(__file__).parent)]

from bench import COMMAND, ENVIRONMENT, JOBS, NAME, TREE, descendants, pss  # noqa: E402
from campaign import coccicheck  # noqa: E402
from campaign.errors import FINDINGS, OK, TreewideError  # noqa: E402

VARIANTS = 8
MOVED = 40  # files a variant that begin with some lines more
LOCAL = re.compile(rb"(?<![\w>.])(ptl|pte|addr|vma)(?!\w)(?!\s*\()")
GOALS = {"cold": 40.0, "warm": 2.0}
DRIVER = f"""// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>

int own_%d(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{{
	spinlock_t *ptl;
	pte_t *pte = {NAME}(mm, pmd, addr, &ptl);

	if (!pte)
		return 0;
	pte_unmap(pte);
	return 1;
}}
"""


def rewrite(path: Path, data: bytes) -> None:
    """Another file under the same name: the others that are linked keep their content."""
    path.unlink(missing_ok=True)
    path.write_bytes(data)


def variant(original: Path, path: Path, number: int, sites: list[str]) -> Path:
    """A tree like another one, that shares its unchanged files."""
    subprocess.run(["cp", "-al", "--", original, path], check=True)
    for file in sites[number % 3 :: 3]:
        text = (path / file).read_bytes()
        rewrite(path / file, LOCAL.sub(rb"\1_%d" % number, text))
    every = sorted((path / "mm").glob("*.c"))
    for source in every[number :: len(every) // MOVED or 1]:
        rewrite(source, b"/* %d */\n\n" % number + source.read_bytes())
    rewrite(path / f"drivers/own_{number}.c", (DRIVER % number).encode())
    return path


def processors() -> float:
    """The processors' seconds of all processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@dataclass
class Figure:
    """Seconds of a measure, and of the processors."""

    seconds: float
    processors: float

    def over(self, other: Figure, goal: str) -> str:
        """Its ratio to another one."""
        ratio = f"{self.seconds / other.seconds:6.2f} x"
        cpu = f"{self.processors / other.processors:.2f} x"
        return f"{ratio}   of processors: {cpu}   goal: {goal}"


class Bench:
    """One measure after the other, each printed at once."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.most = 0

    def audit(self, what: str, trees: list[Path], run: Path) -> Figure:
        """What an audit takes; what its processes have together is kept.

        :raises SystemExit: it is incomplete
        """
        command = [COMMAND, "audit", *trees, "-q", "-j", str(JOBS), "--run", run]
        self.most = 0
        begin, before = time.monotonic(), processors()
        with (self.place / "log").open("wb") as log, subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=ENVIRONMENT
        ) as process:
            while process.poll() is None:
                self.most = max(self.most, sum(map(pss, descendants(process.pid))))
                time.sleep(0.2)
        figure = Figure(time.monotonic() - begin, processors() - before)
        if process.returncode not in (OK, FINDINGS):
            log_text = (self.place / "log").read_text("utf-8", "replace")
            raise SystemExit(f"bench: {what}: {process.returncode}: {log_text[-300:]}")
        return self.show(what, figure)

    def show(self, what: str, figure: Figure) -> Figure:
        """One figure."""
        goal = f"   goal: under {GOALS[what]:g} s" if what in GOALS else ""
        cpu = f"   processors: {figure.processors:.1f} s"
        print(f"audit {what:10} {figure.seconds:8.1f} s{cpu}{goal}", flush=True)
        return figure

    def coccicheck(self, tree: Path) -> Figure:
        """All rules of check, one after the other, as make coccicheck runs each."""
        begin, before = time.monotonic(), processors()
        for rule in sorted((ROOT / "cocci" / "check").glob("*.cocci")):
            scratch = Path(tempfile.mkdtemp(dir=self.place))
            try:
                coccicheck.check_tree(tree, None)
                coccicheck.call(tree, rule, "report", JOBS, None, scratch)
            except TreewideError as error:
                print(f"coccicheck: {rule.stem}: {error}", flush=True)
        figure = Figure(time.monotonic() - begin, processors() - before)
        return self.show("coccicheck", figure)


def main() -> None:
    """All figures, a line each."""
    tree = Path(os.environ.get("TREE") or TREE).resolve()
    other = os.environ.get("OTHER")
    place = Path(
        tempfile.mkdtemp(
            prefix="treewide-bench-", dir=os.environ.get("TMPDIR", "/var/tmp")
        )
    )
    try:
        bench = Bench(place)
        run = place / "run"
        cold = bench.audit("cold", [tree], run)
        one = bench.most / 1024
        bench.audit("warm", [tree], run)
        found = json.loads((run / "audit.json").read_bytes())["trees"][0]["sites"]
        sites = sorted({site["file"] for site in found})
        copy = place / "tree"
        subprocess.run(["cp", "-a", "--reflink=auto", "--", tree, copy], check=True)
        count = VARIANTS if other else VARIANTS + 1
        ten = [tree, *([Path(other)] if other else [])]
        ten += [variant(copy, place / f"v{n}", n, sites) for n in range(count)]
        taken = bench.audit("ten", ten, place / "ten")
        memory = bench.most / 1024
        print(f"{len(ten)} / one    {taken.over(cold, 'under 2')}")
        print(
            f"memory      {one:.0f} MB of one, {memory:.0f} of {len(ten)}", flush=True
        )
        checked = bench.coccicheck(tree)
        print(f"coccicheck / audit {checked.over(cold, 'at least 4')}")
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
