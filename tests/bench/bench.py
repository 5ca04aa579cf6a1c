#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""make bench: what the stages cost, as ratios to what they are held against.

Medians of five rounds (--quick: one). In each round everything runs once, one after
the other, so that what else the machine does falls on all of it alike. Before the
first round the tree is read once: no round pays for the disk.

    grep        grep -rl NAME: the least that reading the tree can cost
    coccicheck  the kernel's scripts/coccicheck, as make coccicheck runs it, with a rule
                that asks what find asks of it, where the call stands, and nothing else
    find        in a new run directory
    classify    cold: in a new run directory; warm: again in the same;
                changed: in a copy of the tree, after a comment was added to a file of mm/
    all         cold: once, in a new run directory; warm: again in the same
    memory      of one more cold classify: all its processes together (PSS, 20 times a
                second), so that no timing suffers from it

TREE in the environment names the tree; it is neither written to nor linked to. What
is written goes to a directory in $TMPDIR (default /var/tmp) that is removed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from campaign import coccicheck, config  # noqa: E402
from campaign.errors import FINDINGS, OK, TreewideError  # noqa: E402

COMMAND = ROOT / "scripts" / "treewide"
NAME = "pte_offset_map_nolock"
TREE = ROOT / "cache" / "linux-source-6.12"
JOBS = int(os.environ.get("J") or os.cpu_count() or 1)
ENVIRONMENT = {
    key: value
    for key, value in os.environ.items()
    if key not in ("MAKEFLAGS", "MFLAGS", "GNUMAKEFLAGS", "MAKELEVEL", "DEBUG_FILE")
}

# What find asks of spatch, as a rule for coccicheck
RULE = f"""// Options: --no-includes --include-headers
virtual report

@call@
position p;
@@

{NAME}@p(...)

@script:python depends on report@
p << call.p;
@@
coccilib.report.print_report(p[0], "call")
"""

# (what, the unit, its goal as people read it, whether a figure meets it)
Goal = tuple[str, str, str, Callable[[float], bool]]
GOALS: tuple[Goal, ...] = (
    ("find / grep", "x", "at most 2", lambda figure: figure <= 2),
    ("coccicheck / find", "x", "at least 4", lambda figure: figure >= 4),
    ("classify cold", "s", "under 40", lambda figure: figure < 40),
    ("classify warm", "s", "under 2", lambda figure: figure < 2),
    ("classify changed", "s", "under 8", lambda figure: figure < 8),
    ("classify memory", "MB", "under 400", lambda figure: figure < 400),
    ("all cold", "s", "under 300", lambda figure: figure < 300),
    ("all warm", "s", "under 20", lambda figure: figure < 20),
)


class Bench:
    """The figures, and what they are taken with."""

    def __init__(self, tree: Path, place: Path) -> None:
        self.tree = tree
        self.place = place
        self.figures: dict[str, list[float]] = defaultdict(list)
        self.notes: list[str] = []
        self.runs = 0

    def say(self, text: str) -> None:
        """Progress, where a person looks."""
        if sys.stderr.isatty():
            print(f"bench: {text}", file=sys.stderr, flush=True)

    def note(self, text: str) -> None:
        """What a reader of the figures has to know."""
        if text not in self.notes:
            self.notes.append(text)

    def new_run(self) -> Path:
        """A run directory that nothing was written to."""
        self.runs += 1
        return self.place / f"run{self.runs}"

    def command(self, stage: str, tree: Path, run: Path) -> list[str]:
        """A stage as a command line."""
        where = ["-q", "-j", str(JOBS), "--run", str(run)]
        return [str(COMMAND), stage, str(tree), *where]

    def time(self, what: str, tree: Path, stage: str, run: Path) -> None:
        """Run a stage once, and keep what it took."""
        self.say(what)
        log = self.place / "log"
        with log.open("wb") as output:
            begin = time.monotonic()
            status = subprocess.run(
                self.command(stage, tree, run),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=ENVIRONMENT,
            ).returncode
            self.figures[what].append(time.monotonic() - begin)
        if status not in (OK, FINDINGS):
            lines = log.read_text("utf-8", "replace").splitlines() or [""]
            self.note(f"{what}: ended with status {status}: {lines[-1].strip()}")

    def grep(self, tree: Path) -> float:
        """The least that reading a tree can cost; read it into the page cache."""
        self.say("grep")
        begin = time.monotonic()
        command = ["grep", "-rl", NAME, "."]
        subprocess.run(command, cwd=tree, stdout=subprocess.DEVNULL)
        return time.monotonic() - begin

    def coccicheck(self) -> None:
        """The kernel's own script; what this project does after it is left out."""
        self.say("coccicheck")
        rule = self.place / "call.cocci"
        rule.write_text(RULE)
        scratch = Path(tempfile.mkdtemp(dir=self.place))
        try:
            coccicheck.check_tree(self.tree, None)
            begin = time.monotonic()
            found, said = coccicheck.call(
                self.tree, rule, "report", JOBS, None, scratch
            )
        except TreewideError as error:
            self.note(f"coccicheck: not measured: {error}")
            return
        self.figures["coccicheck"].append(time.monotonic() - begin)
        for failure in coccicheck.failures(said, rule):
            self.note(f"coccicheck: {failure}")
        calls = sum(line.endswith(": call") for line in found.splitlines())
        self.note(f"coccicheck found {calls} calls")

    def round(self, number: int, kept: Path, copy: Path, copied: Path) -> None:
        """Everything once.

        :param kept: run directory in which all has run over the tree
        :param copied: run directory in which classify has run over the copy
        """
        self.grep(self.tree)
        self.figures["grep"].append(self.grep(self.tree))
        self.coccicheck()
        run = self.new_run()
        self.time("find", self.tree, "find", run)
        shutil.rmtree(run)
        run = self.new_run()
        self.time("classify cold", self.tree, "classify", run)
        self.time("classify warm", self.tree, "classify", run)
        shutil.rmtree(run)
        add_comment(copy / site_file(copied), number)
        self.grep(copy)
        self.time("classify changed", copy, "classify", copied)
        self.grep(self.tree)
        self.time("all warm", self.tree, "all", kept)

    def memory(self) -> None:
        """The most that all processes of a cold classify have together, in MB."""
        self.say("classify memory")
        command = self.command("classify", self.tree, self.new_run())
        most = 0
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT,
        ) as process:
            while process.poll() is None:
                most = max(most, sum(map(pss, descendants(process.pid))))
                time.sleep(0.05)
        self.figures["classify memory"].append(most / 1024)


def add_comment(file: Path, number: int) -> None:
    """Change a file as an editor does: another file under the same name."""
    text = file.read_bytes() + f"/* bench: {number} */\n".encode()
    file.unlink()
    file.write_bytes(text)


def site_file(run: Path) -> str:
    """A file of mm/ with a call in it; failing that, any with a call."""
    sites = json.loads((run / "classify.json").read_bytes())["sites"]
    files = sorted(
        {site["file"] for site in sites}, key=lambda f: (not f.startswith("mm/"), f)
    )
    if not files:
        raise SystemExit(f"bench: there is no call of {NAME} in the tree")
    return str(files[0])


def descendants(pid: int) -> list[int]:
    """A process and all that it started, as far as they are still there."""
    found, pending = [], [pid]
    while pending:
        pid = pending.pop()
        found.append(pid)
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                pending += map(int, task.read_text().split())
            except OSError:
                continue
    return found


def pss(pid: int) -> int:
    """A process's share of memory, in KiB: what it shares counts once for all."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def version(tree: Path) -> str:
    """What the tree's Makefile says it is."""
    words = {}
    for line in (tree / "Makefile").read_text("latin-1").splitlines()[:6]:
        name, _, value = line.partition(" = ")
        words[name] = value
    parts = [words.get(part, "?") for part in ("VERSION", "PATCHLEVEL", "SUBLEVEL")]
    return ".".join(parts)


def table(bench: Bench, rounds: int) -> str:
    """The figures, each beside its goal."""
    medians = {what: statistics.median(all_) for what, all_ in bench.figures.items()}
    lines = [
        f"Linux {version(bench.tree)}, {os.cpu_count()} processors, -j {JOBS}, "
        + ("one round" if rounds == 1 else f"medians of {rounds} (least to most)"),
        "",
    ]
    for what in ("grep", "coccicheck", "find"):
        if what in medians:
            line = f"{what:18} {medians[what]:8.2f} s   {spread(bench, what)}"
            lines.append(line.rstrip())
    lines.append("")
    for pair in ("find / grep", "coccicheck / find"):
        over, _, under = pair.partition(" / ")
        if over in medians and under in medians:
            medians[pair] = medians[over] / medians[under]
    for what, unit, goal, met in GOALS:
        if what in medians:
            figure = medians[what]
            verdict = "met" if met(figure) else "MISSED"
            line = (
                f"{what:18} {figure:8.2f} {unit:3} {goal + ' ' + unit:14} {verdict:7}"
            )
            lines.append(f"{line} {spread(bench, what)}".rstrip())
    return "\n".join([*lines, "", *bench.notes])


def spread(bench: Bench, what: str) -> str:
    """From the least to the most of several figures."""
    all_ = bench.figures.get(what, [])
    return f"({min(all_):.2f} to {max(all_):.2f})" if len(all_) > 1 else ""


def main() -> int:
    """Measure, print, clean up."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: ended"))
    parser = argparse.ArgumentParser(
        description="What the stages cost. TREE in the environment names the tree.",
    )
    parser.add_argument("--quick", action="store_true", help="one round")
    rounds = 1 if parser.parse_args().quick else 5
    tree = Path(os.environ.get("TREE") or TREE).resolve()
    if not (tree / "Makefile").is_file():
        print(f"bench: {tree}: not a kernel tree: it has no Makefile", file=sys.stderr)
        return 2
    tool = config.Campaign(NAME).digest
    place = tempfile.mkdtemp(
        prefix="treewide-bench-", dir=os.environ.get("TMPDIR", "/var/tmp")
    )
    try:
        bench = Bench(tree, Path(place))
        copy, copied, kept = bench.place / "tree", bench.new_run(), bench.new_run()
        bench.say("copying the tree")
        subprocess.run(["cp", "-a", "--reflink=auto", tree, copy], check=True)
        bench.grep(tree)
        bench.time("all cold", tree, "all", kept)
        bench.time("(to have one)", copy, "classify", copied)
        for number in range(rounds):
            bench.say(f"round {number + 1} of {rounds}")
            bench.round(number, kept, copy, copied)
        bench.memory()
        if config.Campaign(NAME).digest != tool:
            bench.note("this tool was changed meanwhile: the figures mean nothing")
        print(table(bench, rounds))
        return 0
    finally:
        subprocess.run(["rm", "-rf", place], check=False)


if __name__ == "__main__":
    sys.exit(main())
