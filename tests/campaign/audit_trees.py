# SPDX-License-Identifier: GPL-2.0
"""Small trees at each stage of the campaign, and modules, archives and repositories of them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from campaign import handpatch
from maketree import API, READER, RO, ROOT, RW, WRITER, Outcome, make_tree, treewide

Document = dict[str, Any]
PATCHES = ROOT / "patches" / API

# The writer as somebody has converted it, and as it should not be
DONE = f"""// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>

int writer(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = {RW}(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return 0;
	spin_lock(ptl);
	if (pmd_same(pmdval, pmdp_get_lockless(pmd)))
		set_pte_at(mm, addr, pte, __pte(0));
	pte_unmap_unlock(pte, ptl);
	return 1;
}}
"""
WRONG = WRITER.replace(API, RO)
BOTH = {"mm/reader.c": READER, "mm/writer.c": WRITER}


def old(where: Path) -> Path:
    """A tree with the old function and two calls."""
    return make_tree(where, files=BOTH)


def introduced(tree: Path) -> Path:
    """Put the new functions into a tree."""

    def read(name: str) -> bytes | None:
        path = tree / name
        return path.read_bytes() if path.is_file() else None

    done = handpatch.apply(read, PATCHES / "introduce-helpers.patch")
    for name, data in done.files.items():
        (tree / name).write_bytes(data)
    return tree


def none(where: Path) -> Path:
    """A tree from before the old function."""
    tree = make_tree(where)
    for name in ("include/linux/mm.h", "mm/pgtable-generic.c"):
        path = tree / name
        path.write_text(path.read_text().replace(API, "something_else_of_its_own"))
    for name in ("include/linux/mm.h", "mm/pgtable-generic.c"):
        path = tree / name
        text = path.read_text().replace("spinlock_t **ptlp", "spinlock_t **ptlp, int how")  # fmt: skip
        path.write_text(text.replace("pte_lockptr(mm, &pmdval)", "any_lock(mm)"))
    return tree


def new(where: Path) -> Path:
    """A tree without the old function, its calls converted."""
    tree = make_tree(where, files={"mm/reader.c": READER.replace(API, RO), "mm/writer.c": DONE})  # fmt: skip
    introduced(tree)
    for name in ("include/linux/mm.h", "mm/pgtable-generic.c"):
        path = tree / name
        path.write_text(without(path.read_text()))
    return tree


def without(text: str) -> str:
    """Text of C without the old function's declaration or definition."""
    start = text.index(f"pte_t *{API}(")
    semicolon, brace = text.find(";", start), text.find("{", start)
    if brace < 0 or 0 <= semicolon < brace:
        return text[:start] + text[semicolon + 1 :]
    return text[:start] + text[text.index("\n}\n", start) + 3 :]


def audit(home: Path, *words: str | Path, form: str = "json") -> Outcome:
    """Run the audit in a folder of its own; what spatch said is shared by all of them."""
    shared = {"TREEWIDE_CACHE": os.environ["TREEWIDE_CACHE"]}
    return treewide("audit", *words, run=home / "run", form=form, env=shared)


def git(folder: Path, *words: str) -> str:
    """Run git with an identity of its own."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    for who in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{who}_NAME": "t", f"GIT_{who}_EMAIL": "t@example.org"}
    done = subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True, text=True, env=environment)  # fmt: skip
    return done.stdout.strip()


def repository(where: Path) -> Path:
    """Two commits: the old tree, and a driver with a third call."""
    tree = old(where)
    git(tree, "init", "-q", "-b", "main")
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "one")
    driver = tree / "drivers" / "own.c"
    driver.write_text(READER)  # what spatch says of these bytes is known
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "two")
    return tree


def module(where: Path) -> Path:
    """A module with a call that reads and one that writes, in a folder below."""
    (where / "src").mkdir(parents=True)
    (where / "Makefile").write_text("obj-m += own.o\n")
    (where / "peek.c").write_text(READER)
    (where / "src" / "poke.c").write_text(WRITER)
    return where


def archive(tree: Path, name: str) -> Path:
    """The tree in an archive beside it."""
    path = tree.parent / name
    subprocess.run(["tar", "-C", tree.parent, "-caf", path, tree.name], check=True)
    shutil.rmtree(tree)
    return path
