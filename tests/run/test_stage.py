# SPDX-License-Identifier: GPL-2.0
"""One kernel that fails is one line; the others are built and booted all the same."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from campaign.boot import machine, stage
from campaign.boot.kernels import Image
from campaign.boot.trial import Trial
from campaign.boot.variants import CONVERTED, FAULTY, ORIGINAL, Variant
from campaign.errors import MachineError, MissingProgram

VARIANTS = [
    Variant(name, {}, [], (), frozenset()) for name in (ORIGINAL, CONVERTED, FAULTY)
]
IMAGE = Image(Path("/f"), Path("/f/vmlinux"), Path("/f/vmlinux"), None, ("CONFIG_X=y",))


class _Shop:
    """Kernels that can't be built, read or booted where they are named."""

    def __init__(self, unbuilt: str, unbooted: str, unread: str = "") -> None:
        self._unbuilt, self._unbooted, self._unread = unbuilt, unbooted, unread
        self.tried: list[str] = []
        self.stopped = False

    def kernels(self, known: machine.Machine) -> Any:
        def build(variant: Variant) -> Image:
            if variant.name == self._unbuilt:
                raise MachineError("mm/w.c: error: no such thing")
            return IMAGE

        path = Path("/run/logs/a.log")
        return SimpleNamespace(build=build, log=lambda variant: path)

    def laboratory(self, known: machine.Machine) -> Any:
        def new(variant: Variant) -> Trial:
            return Trial(known.name, known.flavour.arch, variant.name)

        def places(variant: Variant, image: Image) -> Any:
            if variant.name == self._unread:
                raise MachineError("vmlinux: no line table")
            return {}

        def run(variant: Variant, image: Image, found: Any) -> Trial:
            self.tried.append(f"{known.name} {variant.name}")
            if variant.name == self._unbooted:
                raise MachineError("qemu: can't be started")
            return new(variant)

        return SimpleNamespace(new=new, places=places, run=run)

    def stop(self) -> None:
        self.stopped = True


def _trials(shop: Any) -> list[Trial]:
    chosen = [machine.load()[name] for name in ("armv5", "x64")]
    run: Any = SimpleNamespace(folder=Path("/run"), say=lambda text: None)
    return stage._trials(run, shop, chosen, VARIANTS)


def test_the_others_are_still_tried() -> None:
    shop = _Shop(CONVERTED, FAULTY)
    trials = _trials(shop)
    assert [(t.machine, t.variant, t.status) for t in trials] == [
        ("armv5", "original", "ok"),
        ("armv5", "converted", "fail"),
        ("armv5", "faulty", "fail"),
        ("x64", "original", "ok"),
        ("x64", "converted", "fail"),
        ("x64", "faulty", "fail"),
    ]
    assert (trials[1].why, trials[1].log) == (
        "mm/w.c: error: no such thing",
        "logs/a.log",
    )
    assert (trials[2].why, trials[2].lost) == (
        "qemu: can't be started",
        ("CONFIG_X=y",),
    )
    assert shop.tried == [f"{m} {v}" for m in ("armv5", "x64") for v in (ORIGINAL, FAULTY)]  # fmt: skip


def test_a_kernel_that_can_not_be_read_is_not_booted() -> None:
    shop = _Shop("", "", CONVERTED)
    trials = _trials(shop)
    assert shop.tried == [
        "armv5 original", "armv5 faulty", "x64 original", "x64 faulty"
    ]  # fmt: skip
    told = {t.why for t in trials if t.variant == CONVERTED}
    assert told == {"vmlinux: no line table"}


def test_an_interrupt_ends_what_runs() -> None:
    class Interrupted(_Shop):
        def kernels(self, known: machine.Machine) -> Any:
            raise KeyboardInterrupt

    shop = Interrupted("", "")
    with pytest.raises(KeyboardInterrupt):
        _trials(shop)
    assert shop.stopped


def _skipped(tmp_path: Path, explicit: bool, *asked: machine.Machine) -> dict[str, str]:
    for name in ("Makefile", "Kconfig", "scripts/Makefile.build"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    settings: Any = SimpleNamespace(programs={})
    return stage._skipped(tmp_path, asked, settings, explicit)


def test_a_machine_without_its_emulator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = MissingProgram("qemu-system-arm", "qemu-system-arm")
    monkeypatch.setattr(
        machine.Machine,
        "missing",
        lambda self: missing if self.name == "armv5" else None,
    )
    monkeypatch.setattr(stage, "missing_program", lambda programs: None)
    known = machine.load()
    told = _skipped(tmp_path, False, known["armv5"], known["x64"])
    assert told == {"armv5": str(missing)}
    assert "install Debian's package qemu-system-arm" in told["armv5"]
    with pytest.raises(MissingProgram, match="qemu-system-arm"):
        _skipped(tmp_path, True, known["armv5"], known["x64"])
    with pytest.raises(MissingProgram, match="qemu-system-arm"):
        _skipped(tmp_path, False, known["armv5"])
