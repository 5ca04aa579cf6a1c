# SPDX-License-Identifier: GPL-2.0
"""Make small kernel trees, and run the command over them.

A tree is tests/trees/base, overlays (folders beside base) laid over it, and files given as text or bytes.
What is expected of a case stands in the case, as tagged comments:

    EXPECT function verdict: why          verdicts of the site in that function ("a|b": either; "f#2": the second site)
    RECHECK function kind: why            kinds of the recheck plan
    /* WRITE function ... */              at the end of a line: the first write of that site
    /* USE function ... */                a use that an ro site must list
    /* GUARD function */                  the comparison that is the recheck
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Iterator, Mapping, Optional, Sequence, Union

ROOT = Path(__file__).resolve().parents[2]
TREES = ROOT / "tests" / "trees"
COMMAND = ROOT / "scripts" / "treewide"
API = "pte_offset_map_nolock"
RO = "pte_offset_map_ro_nolock"
RW = "pte_offset_map_rw_nolock"
CATEGORIES = (
    "call",
    "declaration",
    "definition",
    "macro",
    "wrapper",
    "value",
    "comment",
    "dead",
    "unparsed",
)

# One site that reads, one that writes.
READER = f"""// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>

int reader(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{{
	spinlock_t *ptl;
	pte_t *pte;

	pte = {API}(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	pte_unmap(pte);
	return 1;
}}
"""
WRITER = f"""// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>

int writer(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{{
	spinlock_t *ptl;
	pte_t *pte;

	pte = {API}(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, __pte(0));
	pte_unmap_unlock(pte, ptl);
	return 1;
}}
"""

Content = Union[str, bytes]
Document = dict[str, Any]
Site = dict[str, Any]


def make_tree(where: Path, *overlays: str, files: Mapping[str, Content] = {}) -> Path:
    """Lay the overlays and the files over the base tree, in the new directory where."""
    for layer in ("base", *overlays):
        shutil.copytree(TREES / layer, where, dirs_exist_ok=True)
    add_files(where, files)
    return where


def add_files(tree: Path, files: Mapping[str, Content]) -> None:
    for name, content in files.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def tree_hash(tree: Path) -> str:
    """Digest of every name, mode, mtime and byte below tree."""
    digest = hashlib.sha256()
    for path in sorted(tree.rglob("*")):
        stat = path.lstat()
        digest.update(
            f"{path.relative_to(tree)!r} {stat.st_mode:o} {stat.st_mtime_ns}\n".encode()
        )
        if path.is_symlink():
            digest.update(os.readlink(path).encode())
        elif path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()


def textual_hits(tree: Path) -> int:
    """What grep counts: the name as a whole word, in regular files."""
    word = re.compile(rb"\b" + API.encode() + rb"\b")
    files = (
        path for path in tree.rglob("*") if path.is_file() and not path.is_symlink()
    )
    return sum(len(word.findall(path.read_bytes())) for path in files)


@dataclass
class Outcome:
    """What one run of the command left: exit status, both streams, the run directory."""

    status: int
    out: bytes
    err: bytes
    run: Path

    @property
    def tree(self) -> Path:
        """The tree, where it was made beside the run directory."""
        return self.run.parent / "tree"

    @property
    def text(self) -> str:
        return self.out.decode("utf-8", "surrogateescape")

    @property
    def talk(self) -> str:
        return self.err.decode("utf-8", "surrogateescape")

    @property
    def doc(self) -> Document:
        assert self.out, f"nothing on stdout, exit {self.status}: {self.talk[-2000:]}"
        document: Document = json.loads(self.out)
        return document


def environment(extra: Mapping[str, str] = {}) -> dict[str, str]:
    """What a command of a test sees of the environment; it shares what spatch said."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": os.environ.get("HOME", "/"),
        "LC_ALL": "C.UTF-8",
        "TREEWIDE_CACHE": os.environ.get("TREEWIDE_CACHE", ""),
        **extra,
    }


def start(
    arguments: Sequence[Union[str, Path]], env: Mapping[str, str] = {}
) -> subprocess.Popen[bytes]:
    """Start the command as the leader of its own process group."""
    return subprocess.Popen(
        [str(COMMAND), *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(env),
        start_new_session=True,
    )


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill the group that start() made, whether its leader is still there or not."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def treewide(
    stage: str,
    *arguments: Union[str, Path],
    run: Path,
    form: str = "json",
    env: Mapping[str, str] = {},
    timeout: float = 300,
) -> Outcome:
    """Run one stage to its end."""
    process = start([stage, *arguments, "--run", run, "--format", form], env)
    try:
        out, err = process.communicate(timeout=timeout)
    finally:
        kill_group(process)
    return Outcome(process.returncode, out, err, run)


def sites_in(document: Document, function: str) -> list[Site]:
    """The sites of a function (or of any of "f|g"), in the order of their lines."""
    found = [
        site for site in document["sites"] if site["function"] in function.split("|")
    ]
    return sorted(found, key=lambda site: (site["file"], site["line"]))


def site_of(document: Document, key: str) -> Site:
    """The one site of "function", or the nth of "function#n"."""
    function, _, ordinal = key.partition("#")
    found = sites_in(document, function)
    assert len(found) >= int(
        ordinal or 1
    ), f"{key}: found {len(found)} sites in {function}"
    assert (
        ordinal or len(found) == 1
    ), f"{function} has {len(found)} sites, one was expected"
    return found[int(ordinal or 1) - 1]


def expected(overlay: str, tag: str) -> list[tuple[str, list[str]]]:
    """(function, allowed values) of each EXPECT or RECHECK line below an overlay."""
    line = re.compile(rf"^ \* {tag} (\S+) ([a-z_|]+): \S", re.M)
    return [
        (match[1], match[2].split("|"))
        for path in sorted((TREES / overlay).rglob("*.c"))
        for match in line.finditer(path.read_text())
    ]


def marked(overlay: str, tag: str) -> Iterator[tuple[str, str, int]]:
    """(function, file, line) of each trailing WRITE, USE or GUARD comment below an overlay."""
    comment = re.compile(rf"/\* {tag} ([^*]+) \*/")
    for path in sorted((TREES / overlay).rglob("*.[ch]")):
        for number, text in enumerate(path.read_text().splitlines(), 1):
            match = comment.search(text)
            for function in match[1].split() if match else ():
                yield function, str(path.relative_to(TREES / overlay)), number


def diff_path(outcome: Outcome) -> Optional[Path]:
    """Where convert says its diff is: absolute, or from the run directory, or from here."""
    named: Optional[str] = outcome.doc["diff"]
    if not named:
        return None
    candidates = (Path(named), outcome.run / named)
    return next(path for path in candidates if path.exists())


Once = Callable[..., Outcome]
