#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""Boot the mutants of mutants.yaml, and say which of them a boot catches.

    tests/run/mutants.py TREE [--run DIR] [--machine NAME] [NAME...]

A mutant is caught where its kernel, its programs or the kernel's checkers say
something that the same kernel without the mutation does not. Each is a link and a
boot, so this is for people, not for CI. Exit: 0 all but one are caught.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from campaign import buildbox, config  # noqa: E402
from campaign.boot import Options  # noqa: E402
from campaign.boot.document import compared  # noqa: E402
from campaign.boot.machine import load  # noqa: E402
from campaign.boot.stage import Workshop  # noqa: E402
from campaign.boot.trial import Trial  # noqa: E402
from campaign.boot.variants import FAULTY, ORIGINAL, Variant, variants  # noqa: E402
from campaign.errors import MachineError, UserError  # noqa: E402
from campaign.settings import settings  # noqa: E402
from campaign.stages import Run  # noqa: E402
from campaign.tree import Tree  # noqa: E402

DATA = Path(__file__).with_name("mutants.yaml")
UNCAUGHT = 1  # that may be


@dataclass(frozen=True)
class Mutant:
    """One entry of mutants.yaml."""

    name: str
    what: str
    file: str
    programs: list[str]
    old: str
    new: str

    def of(self, variant: Variant) -> Variant:
        """The variant with the mutation.

        :raises UserError: its text does not stand there, or more than once
        """
        data = variant.files.get(self.file) or b""
        if data.count(self.old.encode()) != 1:
            raise UserError(f"{self.name}: its text stands {data.count(self.old.encode())} times in {self.file}")  # fmt: skip
        text = data.replace(self.old.encode(), self.new.encode())
        files = {**variant.files, self.file: text}
        # What ran of it is nobody's question: no place need be looked up.
        name = f"mutant-{self.name}"
        return replace(variant, name=name, files=files, spots=[])


def mutants(names: list[str]) -> list[Mutant]:
    """The mutants of some names; all where there are none."""
    entries: list[dict[str, Any]] = yaml.safe_load(DATA.read_text())
    return [Mutant(**e) for e in entries if not names or e["name"] in names]


def caught(baseline: Trial, trial: Trial) -> list[str]:
    """What a mutant says that the baseline does not."""
    fresh, _ = compared([replace(baseline, variant=ORIGINAL), trial])
    return [f"{e['kind']} {e['name']}: {e['why']}" for e in fresh]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("tree", metavar="TREE")
    parser.add_argument("name", nargs="*", metavar="NAME")
    parser.add_argument("--run", type=Path, default=ROOT / "out" / "mutants")
    parser.add_argument("--machine", default="x64")
    parser.add_argument("--limit", type=int, default=120, help="seconds of a boot")
    return parser.parse_intermixed_args()


def main() -> int:
    args = _arguments()

    def say(text: str) -> None:
        print(text, file=sys.stderr, flush=True)

    run = Run(Tree(args.tree), config.Campaign("pte_offset_map_nolock"), args.run, os.cpu_count() or 1, say)  # fmt: skip
    known = load()[args.machine]
    machine = replace(known, limit=min(known.limit, args.limit))
    faulty = {v.name: v for v in variants(run, run.convert())}[FAULTY]
    wanted = mutants(args.name)
    missed = 0
    with buildbox.alone(run.folder):
        options = Options(sandbox="try")
        shop = Workshop(run, options, settings(), [machine], [faulty])
        kernels = shop.kernels(machine)
        image = kernels.build(faulty)
        baseline = shop.laboratory(machine).run(faulty, image, {})
        say(f"without a mutation: {baseline.status}, {len(baseline.reports)} reports")
        for mutant in wanted:
            variant = mutant.of(faulty)
            shop = Workshop(
                run, replace(options, programs=mutant.programs), settings(),
                [machine], [faulty, variant],
            )  # fmt: skip
            try:
                image = shop.kernels(machine).build(variant)
            except MachineError as error:
                print(f"{mutant.name}: NOT BUILT: {error}", flush=True)
                missed += 1
                continue
            told = caught(baseline, shop.laboratory(machine).run(variant, image, {}))
            missed += not told
            print(f"{mutant.name}: {told[0][:150] if told else 'NOT CAUGHT'}", flush=True)  # fmt: skip
    print(f"{len(wanted) - missed} of {len(wanted)} caught")
    return 0 if missed <= UNCAUGHT else 1


if __name__ == "__main__":
    sys.exit(main())
