# SPDX-License-Identifier: GPL-2.0
"""Addresses of calls and lines, and what ran of them, by a kernel of forty lines (bare.c)."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from campaign.boot import machine
from campaign.boot.addresses import Kernel, Places, jumps, reached
from campaign.boot.checks import Check, Spot
from campaign.boot.emulator import Emulator, plugin, read_counts
from campaign.boot.kernels import Image
from campaign.boot.trial import Laboratory
from campaign.boot.variants import CONVERTED, Variant
from campaign.children import Children
from campaign.errors import MachineError, MissingProgram

SOURCE = Path(__file__).with_name("bare.c")
LINES = SOURCE.read_text().split("\n")


def _line(text: str) -> int:
    return next(n for n, line in enumerate(LINES, start=1) if text in line)


def _children() -> Children:
    return Children(dict(os.environ))


def _machine() -> machine.Machine:
    known = machine.load()["armv5"]
    missing = known.missing()
    if missing:
        pytest.skip(str(missing))
    return known


def _built(folder: Path, *more: str) -> Path:
    """bare.c, linked where QEMU puts it and as the file named vmlinux."""
    tree = folder / "src"
    tree.mkdir(parents=True)
    shutil.copy(SOURCE, tree)
    made = folder / "vmlinux"
    subprocess.run(
        ["arm-linux-gnueabi-gcc", "-g1", "-O1", "-marm", "-march=armv5te"]
        + ["-ffreestanding", "-nostdlib", "-static", "-no-pie", "-fno-pic", *more]
        + ["-Wl,-Ttext=0x10000,-e,start,--build-id=none", "-o", str(made)]
        + [str(tree / SOURCE.name)],
        check=True,
    )
    return made


def _spot(name: str, line: int, check: tuple[int, int] | None = None) -> Spot:
    checks = {}
    if check:
        checks = {"bare.c": (Check(0, 0, (check[0],) * 2, (check[1],) * 2),)}
    return Spot(f"bare.c:{name}:1:0", "bare.c", name, name, line, checks)


SPOTS = [
    _spot("put", _line("put(*text++)"), (_line("if (never)"), _line("\tunreached()"))),
    _spot("unreached", _line("\tunreached()")),
    _spot("say", 0),
]


def _places(folder: Path, vmlinux: Path) -> dict[str, Places]:
    kernel = Kernel(
        vmlinux, folder / "src", {"bare.c"}, "arm-linux-gnueabi-", _children(), 60
    )
    return kernel.places(SPOTS)


def test_a_call_is_an_instruction_that_goes_there(tmp_path: Path) -> None:
    _machine()
    vmlinux = _built(tmp_path)
    places = _places(tmp_path, vmlinux)
    said = subprocess.run(
        ["arm-linux-gnueabi-objdump", "-d", vmlinux],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    say = said[said.index("<say>:") :].split("\n\n")[0].splitlines()
    (call,) = [line for line in say if "<put>" in line]
    assert places["bare.c:put:1:0"].calls == {int(call.split(":")[0], 16)}
    # A line that isn't known is no place.
    assert places["bare.c:say:1:0"].calls == frozenset()
    (check,) = places["bare.c:put:1:0"].checks
    assert check.lines and check.failing
    assert not check.lines & check.failing


def test_what_disassemblers_write() -> None:
    text = """
ffffffff81000010:	call   ffffffff81000100 <new_map>
ffffffff81000015:	jmp    ffffffff81000100 <new_map.isra.0>
c000000000002000:	bl      c000000000001008 <new_map+0x8>
c0008004:	bl	c0009000 <other>
ffffffff8100001a:	je     ffffffff81000010 <walk+0x10>
"""
    assert jumps(text, {"new_map"}) == [
        (0xFFFFFFFF81000010, "new_map"),
        (0xFFFFFFFF81000015, "new_map"),
        (0xC000000000002000, "new_map"),
    ]


def test_no_recheck_no_reach() -> None:
    from campaign.boot.addresses import Checked

    check = Checked("a", 1, frozenset({2}), frozenset(), frozenset({3}))
    both = Places(frozenset({1}), (check,))
    assert not reached(both, {1: 4})
    assert not reached(both, {2: 4})
    assert reached(both, {1: 1, 2: 1})
    assert reached(Places(frozenset({1}), ()), {1: 1})
    assert not reached(Places(frozenset(), ()), {1: 1})


def test_counts_are_read_or_refused() -> None:
    assert read_counts("10 3\nffff 1\n") == {16: 3, 0xFFFF: 1}
    with pytest.raises(MachineError, match="the plugin's counts"):
        read_counts("10 3\n\x00\n")


class _Programs:
    """In place of the programs: no initramfs worth the name."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def initramfs(self, wanted: object) -> Path:
        self._path.write_bytes(b"")
        return self._path


def _trial(folder: Path, vmlinux: Path, limit: float, image: Path | None = None):  # type: ignore[no-untyped-def]
    known = replace(_machine(), devicetree=None)
    counts = folder / "counts"
    counts.mkdir()
    emulator = Emulator(
        folder, known, counts, _children(), plugin(folder / "built", _children())
    )
    laboratory = Laboratory(
        folder, known, folder / "src", _children(), emulator,
        _Programs(folder / "initramfs"), ["one"], 1, (limit, 60),  # type: ignore[arg-type]
    )  # fmt: skip
    built = Image(folder, vmlinux, image or vmlinux, None, ())
    variant = Variant(CONVERTED, {}, SPOTS, (), frozenset())
    return laboratory.run(variant, built, laboratory.places(variant, built))


def test_a_boot_from_console_to_what_ran(tmp_path: Path) -> None:
    made = _trial(tmp_path, _built(tmp_path), 60)
    assert (made.status, made.why) == ("ok", None)
    assert [(t.name, t.status) for t in made.tests] == [("one", "ok"), ("memory", "ok")]
    assert sorted(made.compiled) == ["bare.c:put:1:0", "bare.c:unreached:1:0"]
    assert made.reached == ["bare.c:put:1:0"]
    assert made.incomplete == []
    assert made.command.startswith("qemu-system-arm -M versatilepb ")
    assert str(tmp_path) not in made.command
    assert (tmp_path / made.log).read_text().startswith("1..2")


def test_a_kernel_that_hangs_is_ended_and_its_counts_are_kept(tmp_path: Path) -> None:
    vmlinux = _built(tmp_path, "-DHANGS", '-DSAYS="[    0.1] booting"')
    made = _trial(tmp_path, vmlinux, 2)
    assert made.status == "fail"
    assert made.why == "did not come to its end within 2 s; last it said: [    0.1] booting"  # fmt: skip
    assert made.reached == ["bare.c:put:1:0"]
    assert [t.status for t in made.tests] == ["missing", "missing"]
    assert (tmp_path / made.log).exists()


@pytest.mark.parametrize(
    ("says", "why"),
    [
        ("", "did not come up; it said nothing"),
        ("garbage \\1\\377\\n", "did not come up; last it said: garbage"),
        (
            "Kernel panic - not syncing: Attempted to kill init!\\nx\\n",
            "Kernel panic - not syncing: Attempted to kill init!",
        ),
        (
            "1..2\\nok 1 one\\nlast words\\n",
            "was reset before its programs were done; last it said: last words",
        ),
    ],
)
def test_a_kernel_that_ends_too_early(tmp_path: Path, says: str, why: str) -> None:
    made = _trial(tmp_path, _built(tmp_path, f'-DSAYS="{says}"'), 60)
    assert made.status == "fail"
    assert made.why.startswith(why)
    assert "\n" not in made.why and made.why.isprintable()


def test_another_kernel_than_the_one_that_was_linked(tmp_path: Path) -> None:
    says = '-DSAYS="Linux version 6 #%d\\n1..2\\nok 1 one\\nok 2 memory\\n# end of the run\\n"'
    linked = _built(tmp_path / "linked", says % 2)
    image = _built(tmp_path / "image", says % 1)
    right = _trial(tmp_path, linked, 60)
    assert (right.status, right.why) == ("ok", None)
    shutil.rmtree(tmp_path / "counts")
    wrong = _trial(tmp_path, linked, 60, image)
    assert wrong.status == "fail"
    assert wrong.why == "another kernel came up than was linked: Linux version 6 #1"


def test_a_missing_emulator_is_named_with_its_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, package in (
        ("x64", "qemu-system-x86"),
        ("armv5", "qemu-system-arm"),
        ("ppc64le", "qemu-system-ppc"),
    ):
        known = replace(machine.load()[name], emulator=("qemu-of-nowhere",))
        error = known.missing()
        if known.flavour.missing():
            continue
        assert isinstance(error, MissingProgram)
        assert (error.program, error.package) == ("qemu-of-nowhere", package)
