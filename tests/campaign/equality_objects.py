# SPDX-License-Identifier: GPL-2.0
"""Small objects for the comparison, by each compiler of a flavour that is installed."""

from __future__ import annotations

import functools
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

CASES = Path(__file__).resolve().parent / "equality"
# What a kernel is compiled with, as far as it changes what an object looks like
_FLAGS = (
    "-O2 -g1 -std=gnu11 -ffreestanding -fno-pic -fno-pie -fno-common"
    " -fno-asynchronous-unwind-tables -fno-stack-protector -fno-strict-aliasing"
).split()


@dataclass(frozen=True)
class Target:
    """A processor.

    :param prefix: of its binutils and compiler
    :param flags: that a kernel for it is compiled with
    """

    name: str
    prefix: str
    flags: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name


TARGETS = (
    Target("x86-64", "", ("-m64", "-mcmodel=kernel", "-mno-red-zone")),
    Target("x86-32", "", ("-m32", "-march=i686", "-mregparm=3")),
    Target("arm", "arm-linux-gnueabi-", ("-march=armv7-a", "-mfloat-abi=soft")),
    Target("armv5", "arm-linux-gnueabi-", ("-march=armv5te", "-mfloat-abi=soft")),
    Target("thumb", "arm-linux-gnueabi-", ("-march=armv7-a", "-mthumb")),
    Target("ppc64le", "powerpc64le-linux-gnu-", ("-mcmodel=medium",)),
    Target("ppc32", "powerpc-linux-gnu-", ("-msoft-float",)),
    Target("arm64", "aarch64-linux-gnu-"),
    Target("riscv64", "riscv64-linux-gnu-", ("-mcmodel=medany",)),
)


@functools.cache
def compiled(target: Target, source: str, *flags: str) -> bytes:
    """An object; the test is skipped where its compiler isn't installed."""
    compiler = target.prefix + "gcc"
    if shutil.which(compiler) is None:
        pytest.skip(f"{compiler} is not installed")
    with tempfile.TemporaryDirectory() as scratch:
        Path(scratch, "case.c").write_text(source)
        argv = [
            compiler,
            *_FLAGS,
            *target.flags,
            *flags,
            "-c",
            "case.c",
            "-o",
            "case.o",
        ]
        done = subprocess.run(argv, cwd=scratch, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return Path(scratch, "case.o").read_bytes()
