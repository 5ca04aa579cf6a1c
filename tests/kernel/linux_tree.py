# SPDX-License-Identifier: GPL-2.0
"""The sites of Linux 6.12 by name, and how a step of the evidence is held against the source.

What is expected was found by reading the source, and is given as text, so it holds for
any 6.12.x.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, Mapping

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "campaign"))

from maketree import Site  # noqa: E402

# KERNEL.md, "The seed's verdicts": (file, verdict) by function; "#2" is the second call
VERDICTS = {
    "adjust_pte": ("arch/arm/mm/fault-armv.c", "rw"),
    "assert_pte_locked": ("arch/powerpc/mm/pgtable.c", "ro"),
    "filemap_fault_recheck_pte_none": ("mm/filemap.c", "ro"),
    "__collapse_huge_page_swapin": ("mm/khugepaged.c", "ro"),
    "collapse_pte_mapped_thp": ("mm/khugepaged.c", "rw"),
    "copy_pte_range": ("mm/memory.c", "rw"),
    "handle_pte_fault": ("mm/memory.c", "rw"),
    "move_ptes": ("mm/mremap.c", "rw"),
    "map_pte": ("mm/page_vma_mapped.c", "rw"),
    "move_pages_pte#1": ("mm/userfaultfd.c", "rw"),
    "move_pages_pte#2": ("mm/userfaultfd.c", "rw"),
    "walk_pte_range": ("mm/vmscan.c", "rw"),
    # The seed's last patch: a lock found through an entry that may change
    "retract_page_tables": ("mm/khugepaged.c", "rw"),
}
FUNCTIONS = sorted({key.partition("#")[0] for key in VERDICTS})
READS = [key for key, (_, verdict) in VERDICTS.items() if verdict == "ro"]
WRITES = [key for key, (_, verdict) in VERDICTS.items() if verdict == "rw"]


@contextmanager
def changed(tree: Path, files: Mapping[str, bytes]) -> Iterator[Path]:
    """A tree with some files changed or added, for as long as it is looked at."""
    before = {n: (tree / n).read_bytes() for n in files if (tree / n).exists()}
    try:
        for name, content in files.items():
            (tree / name).write_bytes(content)
        yield tree
    finally:
        for name in files:
            if name in before:
                (tree / name).write_bytes(before[name])
            else:
                (tree / name).unlink(missing_ok=True)


def line(tree: Path, where: Mapping[str, object]) -> str:
    """The line of the tree that a step, a lock or a guard names."""
    lines = (tree / str(where["file"])).read_text("latin-1").split("\n")
    text: str = lines[int(str(where["line"])) - 1]
    return text.strip()


def key(site: Site, sites: list[Site]) -> str:
    """The name by which the tables above know a site."""
    function = str(site["function"])
    same = [s["id"] for s in sites if s["function"] == function]
    return function + (f"#{same.index(site['id']) + 1}" if len(same) > 1 else "")
