# SPDX-License-Identifier: GPL-2.0
"""Changed files of a kernel tree that is not written to, compiled as kbuild would."""

from __future__ import annotations

import subprocess
from pathlib import Path

from campaign.coverage import Configured, Symbols
from campaign.objects import looking, saved_command

# The objects that are built for their command lines: one is for all files of its part
SAVED = ("mm/page_vma_mapped.o", "arch/arm/mm/fault-armv.o")


class Overlay:
    """Changed files, in front of the tree's own for the compiler."""

    def __init__(self, linux: Path, build: Path, folder: Path) -> None:
        self._linux = linux
        self._build = build
        self._folder = folder

    def put(self, files: dict[str, bytes]) -> None:
        for name, content in files.items():
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def path(self, file: str) -> str:
        return str(self._folder / file)

    def compile(self, file: str, *more: str) -> str:
        """Run the compiler on a file as kbuild would, further options behind."""
        saved = next(
            s for s in SAVED if s.startswith("arch") == file.startswith("arch")
        )
        command = self._build / Path(saved).parent / f".{Path(saved).name}.cmd"
        argv = looking(saved_command(command.read_text()))
        there = [
            f"-I{self._folder}/include",
            f"-iquote{(self._linux / file).parent}",
        ]
        source = self._folder / file
        done = subprocess.run(
            [argv[0], *there, *argv[1:-1], *more, str(source)],
            cwd=self._build,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()[:2000]
        return done.stdout.decode("latin-1")

    def preprocess(self, file: str) -> str:
        return self.compile(file, "-E")

    def line_table(self, file: str) -> str:
        """The decoded line table of a file's object."""
        name = f"{self._folder}/{Path(file).stem}.o"
        self.compile(file, "-g1", "-c", "-o", name)
        argv = ["arm-linux-gnueabi-objdump", "--dwarf=decodedline", name]
        done = subprocess.run(argv, capture_output=True, text=True, check=True)
        return done.stdout


def configured(linux: Path, build: Path) -> Configured:
    """The tree as the flavour's configuration sees it."""
    names = [*linux.glob("*/Kconfig*"), *linux.glob("arch/*/Kconfig*")]
    texts = [
        (str(path.relative_to(linux)), path.read_text("latin-1")) for path in names
    ]

    def makefile(name: str) -> str | None:
        path = linux / name
        return path.read_text("latin-1") if path.is_file() else None

    config = (build / ".config").read_text()
    return Configured("arm", config, Symbols(lambda: texts), makefile)
