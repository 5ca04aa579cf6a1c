# SPDX-License-Identifier: GPL-2.0
"""Small C files through the real preprocessor and compiler, as the caller of coverage does it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Mapping

from campaign import coverage
from campaign.coverage.tokens import beginning

GCC = ["gcc", "-std=gnu11", "-w", "-x", "c"]


def preprocessed(folder: Path, files: Mapping[str, bytes], main: str = "a.c") -> str:
    """What -E makes of one of some files; each is put into the folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    argv = [*GCC, "-E", f"-I{folder}", str(folder / main)]
    done = subprocess.run(argv, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode("latin-1")
    return done.stdout.decode("latin-1")


def of_all(folder: Path, text: str | bytes) -> tuple[bytes, dict[int, str], str, str]:
    """A file with tokens for all of its lines: the file, they, -E of it, -E without them."""
    data = text if isinstance(text, bytes) else text.encode("latin-1")
    planted, tokens = coverage.plant(data, range(1, data.count(b"\n") + 2))
    plain = preprocessed(folder, {"a.c": data})
    return planted, tokens, preprocessed(folder, {"a.c": planted}), plain


def compiled(folder: Path, text: str | bytes) -> set[int]:
    """The lines of a file that are seen; that the tokens change nothing else is checked."""
    _, tokens, planted, plain = of_all(folder, text)
    if tokens:
        start = beginning(next(iter(tokens.values())))
        assert coverage.disturbed(planted, plain, start) == 0
    return coverage.seen(planted, tokens)


def dropped_by_gcc(folder: Path, text: str) -> set[str]:
    """The functions of a file that GCC itself removes as unused, before it optimises."""
    (folder / "g.c").write_text(text, "latin-1")
    dump = folder / "cgraph"
    argv = [*GCC, "-O1", "-S", "-o", "/dev/null", f"-fdump-ipa-cgraph={dump}"]
    subprocess.run([*argv, str(folder / "g.c")], check=True)
    return removed(dump.read_text("latin-1"))


def removed(dump: str) -> set[str]:
    """The symbols that a dump of GCC's call graph calls unused, in its first round."""
    for line in dump.split("\n"):
        if line.startswith("Removing unused symbols:"):
            names = line.partition(":")[2].split()
            return {name.rpartition("/")[0] for name in names}
    return set()
