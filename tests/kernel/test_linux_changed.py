# SPDX-License-Identifier: GPL-2.0
"""Linux 6.12 with more in it, and with other names: the verdicts are about what code does."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Mapping

import pytest

from linux_tree import FUNCTIONS, changed
from maketree import API, Document, Outcome, Site, site_of, treewide

pytestmark = pytest.mark.kernel

# A driver of our own. The names say the opposite of what the functions do.
DRIVER = f"""// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/pgtable.h>

void x_clear_entry(struct mm_struct *mm, unsigned long addr, pte_t *ptep);

static bool set_all_entries(pte_t *ptep)
{{
	return !pte_none(ptep_get(ptep));
}}

int write_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{{
	spinlock_t *ptl;
	pte_t *table;
	int found;

	table = {API}(mm, pmd, addr, &ptl);
	if (!table)
		return -EAGAIN;
	found = set_all_entries(table);
	pte_unmap(table);
	return found;
}}

int peek_only(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{{
	spinlock_t *ptl;
	pte_t *table;

	table = {API}(mm, pmd, addr, &ptl);
	if (!table)
		return -EAGAIN;
	spin_lock(ptl);
	x_clear_entry(mm, addr, table);
	pte_unmap_unlock(table, ptl);
	return 0;
}}
"""
DRIVER_HELPER = """// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/pgtable.h>

void x_clear_entry(struct mm_struct *mm, unsigned long addr, pte_t *ptep)
{
	pte_clear(mm, addr, ptep);
}
"""


def classify_copy(copy: Path, run: Path, files: Mapping[str, bytes]) -> Document:
    with changed(copy, files):
        done = treewide("classify", copy, run=run)
    assert (done.status, done.doc["incomplete"]) == (1, [])
    return done.doc


def test_a_driver_that_is_new(classified: Outcome, copy: Path, run: Path) -> None:
    document = classify_copy(
        copy,
        run,
        {
            "drivers/misc/x.c": DRIVER.encode(),
            "drivers/misc/y.c": DRIVER_HELPER.encode(),
        },
    )
    reader, writer = site_of(document, "write_range"), site_of(document, "peek_only")
    assert (reader["verdict"], writer["verdict"]) == ("ro", "rw")
    last = writer["evidence"][-1]
    assert (last["file"], last["function"]) == ("drivers/misc/y.c", "x_clear_entry")
    assert (writer["recheck"]["kind"], writer["recheck"]["present"]) == (
        "pmd_same",
        False,
    )
    old = [s for s in document["sites"] if not s["file"].startswith("drivers/")]
    assert old == classified.doc["sites"]


def renamed(tree: Path, names: Mapping[str, str]) -> dict[str, bytes]:
    """The files of a tree in which words are exchanged for others."""
    pattern = "|".join(names)
    command = ["grep", "-rlwE", "--include=*.[chS]", pattern, "."]
    told = subprocess.run(command, cwd=tree, stdout=subprocess.PIPE, text=True)
    words = re.compile(rf"\b({pattern})\b".encode())
    new = {old.encode(): name.encode() for old, name in names.items()}
    return {
        file.removeprefix("./"): words.sub(
            lambda match: new[match[1]], (tree / file).read_bytes()
        )
        for file in told.stdout.splitlines()
    }


def test_names_mean_nothing(classified: Outcome, copy: Path, run: Path) -> None:
    """Each converted function takes the next one's name, so that a reader is called
    what a writer was called: the verdicts stay where the code is."""
    names = dict(zip(FUNCTIONS, FUNCTIONS[1:] + FUNCTIONS[:1]))
    document = classify_copy(copy, run, renamed(copy, names))

    def verdicts(
        sites: list[Site], names: Mapping[str, str]
    ) -> list[tuple[object, ...]]:
        return [
            (
                site["file"],
                site["line"],
                names.get(site["function"], site["function"]),
                site["verdict"],
                site["recheck"]["kind"],
                site["recheck"]["present"],
            )
            for site in sites
        ]

    assert verdicts(document["sites"], {}) == verdicts(classified.doc["sites"], names)
