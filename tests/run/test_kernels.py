# SPDX-License-Identifier: GPL-2.0
"""What is made of a kernel: linked with ccache, the image around it without."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from campaign.boot import kernels, machine
from campaign.boot.kernels import Kernels
from campaign.boot.variants import ORIGINAL, Variant
from campaign.errors import MachineError

VARIANT = Variant(ORIGINAL, {}, [], (), frozenset())


class _Kbuild:
    """Makes what it is asked for, but for one file."""

    def __init__(self, output: Path, broken: str) -> None:
        self.source = output.parent / "src"
        self._output, self._broken = output, broken
        self.asked: list[list[str]] = []

    def stamp(self, compiler: str) -> str:
        return compiler

    def configure(self, compiler: str) -> list[str]:
        return []

    def prepare(self) -> None:
        pass

    def inside(self, name: str) -> Path:
        return self._output / name

    def make(self, step: str, targets: list[str]) -> str:
        self.asked.append(targets)
        files = {
            "vmlinux": "vmlinux",
            "zImage": "arch/arm/boot/zImage",
            "arm/versatile-pb.dtb": "arch/arm/boot/dts/arm/versatile-pb.dtb",
        }
        for target in targets:
            if target in files and target != self._broken:
                path = self._output / files[target]
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(target)
        return ""


def _kernels(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch, broken: str = ""
) -> tuple[Kernels, _Kbuild]:
    made = _Kbuild(folder / "output", broken)
    monkeypatch.setattr(kernels, "_Build", lambda *given: made)
    any_: Any = SimpleNamespace(put=lambda variant: None)
    known = machine.load()[name]
    return Kernels(folder, known, any_, any_, any_, "base", "gcc", 2), made


def test_an_image_that_includes_the_kernel_is_made_without_ccache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, made = _kernels(tmp_path, "armv5", monkeypatch)
    image = house.build(VARIANT)
    assert made.asked == [
        ["vmlinux"],
        ["CCACHE_DISABLE=1", "zImage", "arm/versatile-pb.dtb"],
    ]
    assert image.image.read_text() == "zImage"
    assert image.devicetree and image.devicetree.read_text() == "arm/versatile-pb.dtb"
    # The second time nothing is made.
    assert house.build(VARIANT) == image
    assert len(made.asked) == 2


def test_a_kernel_that_is_booted_as_it_was_linked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, made = _kernels(tmp_path, "x64", monkeypatch)
    assert house.build(VARIANT).image.read_text() == "vmlinux"
    assert made.asked == [["vmlinux"]]


@pytest.mark.parametrize("broken", ["vmlinux", "zImage"])
def test_what_is_not_made_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    house, _ = _kernels(tmp_path, "armv5", monkeypatch, broken)
    with pytest.raises(MachineError, match=f"armv5: .*{broken}: not made; see the log"):
        house.build(VARIANT)
    assert house.kept(VARIANT) is None
