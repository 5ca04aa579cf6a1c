# SPDX-License-Identifier: GPL-2.0
"""The words that a rule of Coccinelle can't do without, and the files that hold them.

spatch reads no other file with the rule. A file that it reads and can't parse it leaves
out in silence: where code with such a word isn't parsed, that is named here.
"""

from __future__ import annotations

import os
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PATH = "/usr/sbin:/usr/bin:/bin"


def unparsed(tree: Path, words: list[bytes], files: list[str], jobs: int) -> list[str]:
    """Code that holds a word the rule can't do without, and that spatch can't parse"""
    if not words:
        return []
    pattern = re.compile(rb"\b(?:" + b"|".join(map(re.escape, words)) + rb")\b")
    with ThreadPoolExecutor(max_workers=max(jobs, 1)) as pool:
        return [
            line
            for lines in pool.map(lambda name: bad_lines(tree, name, pattern), files)
            for line in lines
        ]


def holding(tree: Path, m: str | None, words: set[bytes]) -> dict[bytes, list[str]]:
    """The files that have each word, in one walk for all rules."""
    holders: dict[bytes, list[str]] = {word: [] for word in words}
    if words:
        pattern = re.compile(
            rb"\b(?:" + b"|".join(map(re.escape, sorted(words))) + rb")\b"
        )
        for name in sources(tree, m):
            found = held(tree / name, pattern)
            for word in words if found is None else found:
                holders[word].append(name)
    return holders


def needed(rule: Path, mode: str) -> list[bytes]:
    """The words that spatch looks for before it reads a file with the rule"""
    command = ["/usr/bin/spatch", "-D", mode, "--parse-cocci", str(rule.resolve())]
    said = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={"PATH": PATH, "HOME": "/nonexistent"},
        cwd="/",
        check=False,
    ).stdout
    query = re.search(rb"^Grep query\n(.*)", said, re.M)
    return re.findall(rb"\w+", query[1]) if query else []


def sources(tree: Path, m: str | None) -> list[str]:
    """The C files and headers of the tree, or of M="""
    start = tree / (m or ".")
    if start.is_file():
        return [str(start.relative_to(tree))]
    names = []
    for folder, folders, files in os.walk(start):
        folders[:] = [name for name in folders if name != ".git"]
        here = os.path.relpath(folder, tree)
        names += [
            os.path.normpath(os.path.join(here, name))
            for name in files
            if name.endswith((".c", ".h"))
        ]
    return sorted(names)


def held(path: Path, pattern: re.Pattern[bytes]) -> set[bytes] | None:
    """The words that a file has; a dangling link or a pipe has none.

    :returns: None where the file can't be read
    """
    try:
        return set(pattern.findall(path.read_bytes())) if path.is_file() else set()
    except OSError:
        return None


def bad_lines(tree: Path, name: str, pattern: re.Pattern[bytes]) -> list[str]:
    """The lines of a file with the word that spatch can't parse"""
    try:
        process = subprocess.run(
            ["/usr/bin/spatch", "--no-includes", "--parse-c", f"./{name}"],
            capture_output=True,
            env={"PATH": PATH, "HOME": "/nonexistent"},
            cwd=tree,
            timeout=200,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [f"{name!a}: parsing timed out"]
    if b"NB total files" not in process.stdout + process.stderr:
        return [f"{name!a}: spatch can't read it"]
    return [
        f"{name}: not parsed: {line[4:].decode('utf-8', 'replace').lstrip('!: ').strip()}"
        for line in (process.stdout + process.stderr).splitlines()
        if re.match(rb"bad:|BAD:", line) and pattern.search(line)
    ]
