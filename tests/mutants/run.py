#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""make mutants: are errors found that are made on purpose?

Makes each mutant of the corpus and, given a tree, of the converted kernel; asks the
engines; prints who kills what. What was asked is kept: a run that is stopped goes on.
"""

from __future__ import annotations

import argparse
import fnmatch
import sys
from hashlib import sha256
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "scripts")]

from campaign import files  # noqa: E402
from campaign.errors import MachineError, MissingProgram, UserError  # noqa: E402

from engines import Asked, Check, Plugin  # noqa: E402
from kernel import Kernel, Unit  # noqa: E402
from kept import Answer  # noqa: E402
from mutants import Exclusion, Mutant, corpus, mutants  # noqa: E402
from sites import Source  # noqa: E402
from table import Result, alarms, left_out, table  # noqa: E402

FLAVOURS = ("x64", "armv5", "ppc64le")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mutants", description=__doc__)
    parser.add_argument("--tree", type=Path, help="Linux 6.12: mutants of it, too")
    parser.add_argument("--run", type=Path, default=Path("out/mutants"))
    parser.add_argument("-j", dest="jobs", type=int, default=1)
    parser.add_argument("--list", action="store_true", help="only the names")
    parser.add_argument("--show", metavar="NAME", help="only this one's diff")
    parser.add_argument("--only", default="*", help="a pattern of names")
    parser.add_argument("--every", type=int, default=1, help="only each Nth")
    parser.add_argument("--sample", type=int, metavar="N", help="only so many of them")
    parser.add_argument("--seed", default="0", help="which these are")
    parser.add_argument(
        "--engines", default="rules+solver,plugin", help="those to ask, in this order"
    )
    return parser.parse_args()


def _units(kernel: Kernel, sources: list[Source]) -> dict[str, Unit]:
    """Each source's object, of the first flavour that has it."""
    found: dict[str, Unit] = {}
    names = [s.name for s in kernel.sources()]
    for flavour in FLAVOURS:
        if any(s.name not in found for s in sources):
            made = kernel.build(flavour, names, False)
            found |= {u.file: u for u in made if u.file not in found}
    missing = [s.name for s in sources if s.name not in found]
    if missing:
        raise MachineError(f"{missing[0]}: no flavour has it")
    return found


def _engines(
    names: str, run: Path, units: dict[str, Unit], jobs: int, tree: Path | None
) -> list[Plugin | Check]:
    made: list[Plugin | Check] = []
    for name in names.split(","):
        if name == "plugin":
            made.append(Plugin(run, units, jobs))
        else:
            made.append(Check(run, name.split("+"), jobs, tree))
    return made


def _sample(chosen: list[Mutant], size: int, seed: str) -> list[Mutant]:
    """Some of the mutants, in their order; the same for the same seed."""
    drawn = sorted(chosen, key=lambda m: sha256(f"{seed}{m.name}".encode()).digest())
    names = {m.name for m in drawn[:size]}
    return [m for m in chosen if m.name in names]


def _ask(
    engines: list[Plugin | Check], sources: list[Source], chosen: list[Mutant]
) -> tuple[list[Result], dict[str, dict[str, Answer]], list[str]]:
    """What becomes of each mutant that compiles, the false alarms, and what doesn't compile."""
    results = {m.name: Result(m) for m in chosen}
    said: dict[str, dict[str, Answer]] = {}
    broken: list[str] = []
    for engine in engines:
        # What is wrong in a function is compared with what is said without the error,
        # of the same part of its file.
        right = [
            Asked(f"right-{s.name}-{f}", s, f, s.text)
            for s in sources
            for f in sorted({m.function for m in chosen if m.source is s})
        ]
        wrong = [Asked(m.name, m.source, m.function, m.text) for m in chosen]
        answers = engine.ask(right + wrong)
        before = {
            (a.source.name, a.function): found
            for a, (found, _) in zip(right, answers[: len(right)])
        }
        said[engine.name] = {name: found for (name, _), found in before.items()}
        for mutant, (found, error) in zip(chosen, answers[len(right) :]):
            new = found - before[mutant.source.name, mutant.function]
            results[mutant.name].killed[engine.name] = new
            if error:
                broken.append(f"{mutant.name}: {error}")
    names = {line.partition(": ")[0] for line in broken}
    return [r for n, r in results.items() if n not in names], said, broken


def main() -> int:
    """The command."""
    given = _arguments()
    if given.every < 1:
        raise UserError("--every: a number from 1 on")
    sources = corpus()
    run = given.run.resolve()
    kernel = Kernel(given.tree, run, given.jobs) if given.tree else None
    if kernel:
        sources += kernel.sources()
    made = list(mutants(sources))
    chosen = [
        m for m in made if isinstance(m, Mutant) and fnmatch.fnmatch(m.name, given.only)
    ]
    chosen = chosen[:: given.every]
    if given.sample is not None:
        chosen = _sample(chosen, given.sample, given.seed)
    if given.show:
        shown = [m.diff() for m in chosen if m.name == given.show]
        if not shown:
            raise UserError(f"mutant {given.show!r}: there is none of that name")
        sys.stdout.write(shown[0])
        return 0
    if given.list:
        sys.stdout.writelines(f"{m.name}\n" for m in chosen)
        return 0
    used = [s for s in sources if any(m.source is s for m in chosen)]
    of_kernel = [s for s in used if not s.name.startswith("right/")]
    compiled = kernel and "plugin" in given.engines.split(",")
    units = _units(kernel, of_kernel) if kernel and compiled else {}
    engines = _engines(given.engines, run, units, given.jobs, given.tree)
    results, said, broken = _ask(engines, used, chosen)
    text = table(results, [e.name for e in engines]) + "\n" + alarms(said)
    text += "\n" + left_out(m for m in made if isinstance(m, Exclusion))
    text += f"\nnot compiled: {len(broken)}\n" + "".join(f"  {b}\n" for b in broken)
    files.write(run / "table.txt", text.encode("latin-1"))
    sys.stdout.write(text)
    incomplete = [i for e in engines if isinstance(e, Check) for i in e.incomplete]
    for hole in incomplete:
        sys.stderr.write(f"incomplete: {hole}\n")
    return 4 if incomplete else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (UserError, MachineError, MissingProgram) as error:
        sys.exit(f"mutants: {error}")
