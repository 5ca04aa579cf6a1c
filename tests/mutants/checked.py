# SPDX-License-Identifier: GPL-2.0
"""What the rules and the solver say of sources: treewide check over one tree of them all.

Each source stands in the tree as a file of its own. Of a kernel file only those functions
stay that the wrong one may be seen through: the rest becomes empty lines.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from campaign import files
from campaign.check import check
from campaign.tree import Tree

from mutants import CORPUS
from sites import Source
from vocabulary import CAMPAIGN, RO, RW, WORDS

# Of the kernel's own headers those that unmap, or write, for functions of the slices
HEADERS = ("include/linux/mmu_notifier.h", "include/linux/rmap.h")
MAKEFILE = b"VERSION = 6\nPATCHLEVEL = 12\nSUBLEVEL = 0\n"


def slice_of(source: Source, text: str, function: str) -> str:
    """The text with only those functions that map, recheck or lock, that call one of these
    or the one given, or that one of these calls.

    :param text: the source's, or a mutant's of it
    """
    same = Source(source.name, text)
    words = {RO["name"], RW["name"]} | WORDS.same_table
    kept = {f.name for f in same.functions if f.named(words)} | {function}
    calls = {f.name: {c.name for c in f.calls} for f in same.functions}
    wrappers = set(same.takers()) | set(same.releasers())
    kept |= {name for name, made in calls.items() if made & kept}
    for name in sorted(kept & set(calls)):
        kept |= calls[name]
    kept |= wrappers
    parts, at = [], 0
    for f in same.functions:
        if f.name in kept or f.start < at:
            continue
        parts += [text[at : f.start], "\n" * text.count("\n", f.start, f.end)]
        at = f.end
    return "".join([*parts, text[at:]])


def _group(number: int) -> str:
    return f"mm/m{number:04d}.c"


class Checked:
    """Asks treewide check.

    :param run: where the tree, the caches and the document go
    :param jobs: processes at a time
    :param kernel: the tree that slices are of, if there are any
    """

    def __init__(self, run: Path, jobs: int, kernel: Path | None = None) -> None:
        self._run = run
        self._jobs = jobs
        self._headers = {n: (kernel / n).read_bytes() for n in HEADERS if kernel}
        self.incomplete: list[dict[str, object]] = []

    def all(
        self, wanted: Sequence[str], engines: Sequence[str]
    ) -> list[Counter[tuple[str, ...]]]:
        """What is found in each of some texts: rule, function and message, no line in it.

        :param engines: of campaign.check
        """
        tree = self._run / "tree"
        shutil.rmtree(tree, ignore_errors=True)
        files.write(tree / "Makefile", MAKEFILE)
        for number, text in enumerate(wanted):
            files.write(tree / _group(number), text.encode("latin-1"))
        include = CORPUS.parent / "convert" / "include"
        for header in sorted([CORPUS / "stub.h", *include.rglob("*.h")]):
            name = header.name if header.parent == CORPUS else None
            place = name or f"{header.relative_to(include)}"
            files.write(tree / "include" / place, header.read_bytes())
        for place, data in self._headers.items():
            files.write(tree / place, data)
        document = check(Tree(tree), CAMPAIGN, self._run, self._jobs, engines)
        self.incomplete += document["incomplete"]
        found: dict[str, Counter[tuple[str, ...]]] = {}
        for finding in document["findings"]:
            key = (
                finding["rule"],
                finding["function"],
                re.sub(r"\d+", "N", finding["message"]),
            )
            found.setdefault(finding["file"], Counter())[key] += 1
        return [found.get(_group(n), Counter()) for n in range(len(wanted))]
