# SPDX-License-Identifier: GPL-2.0
"""What make built without a word needs no second compiler; all else is built again."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from campaign.verify.buildfolder import BuildFolder
from campaign.verify.states import State

ORIGINAL = State("original", {})
LATER = State("0001-mm.patch", {"mm/a.c": b"int a;\n"})
assert ORIGINAL.digest != LATER.digest


def _begun(tmp_path: Path, said: str) -> BuildFolder:
    """A folder whose make says something and builds mm/a.o, but not mm/b.o."""
    output = tmp_path / "build" / "any"
    (output / "mm").mkdir(parents=True)

    def make(step: str, objects: list[str]) -> str:
        (output / "mm/a.o").touch()
        return said

    kbuild: Any = SimpleNamespace(
        output=output,
        source=tmp_path,
        flavour=SimpleNamespace(name="any", arch="x86"),
        configure=lambda compiler: [],
        prepare=lambda: None,
        wanted=list,
        make=make,
        readers=lambda files, but: [],
        stamp=lambda compiler: "",
        inside=lambda name: output / name,
    )
    settings: Any = SimpleNamespace(foreign=())
    folder = BuildFolder(kbuild, settings, "gcc 12", [])
    folder.begin("sign", ORIGINAL, ["mm/a.c", "mm/b.c"], False, 1)
    return folder


def test_what_make_built_in_silence(tmp_path: Path) -> None:
    folder = _begun(tmp_path, "  CC      mm/a.o\n")
    built = folder.built("mm/a.o", ORIGINAL)
    assert built and built.made and not built.said
    assert folder.built("mm/b.o", ORIGINAL) is None, "it is not there"
    assert folder.built("mm/c.o", ORIGINAL) is None, "it was not asked for"
    assert folder.built("mm/a.o", LATER) is None, "that was another source"


@pytest.mark.parametrize(
    "said",
    [
        "mm/a.c:1:5: warning: unused variable [-Wunused-variable]\n",
        "mm/b.c:3: error: expected ;\n",
        "mm/a.o: warning: objtool: f() falls through\n",
    ],
)
def test_what_was_said_is_heard_object_by_object(tmp_path: Path, said: str) -> None:
    assert _begun(tmp_path, said).built("mm/a.o", ORIGINAL) is None
