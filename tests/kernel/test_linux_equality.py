# SPDX-License-Identifier: GPL-2.0
"""Objects of Linux 6.12 before and after patches of the reference series, for one flavour.

The one whose compiler is this machine's and whose functions begin at any address: what
follows a function that grew is padded otherwise there.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "campaign"))

from campaign import flavours  # noqa: E402
from campaign.children import Children  # noqa: E402
from campaign.equality import compare, digests, touched  # noqa: E402
from campaign.kbuild import Kbuild  # noqa: E402
from campaign.objects import saved_command  # noqa: E402
from maketree import API, RO, ROOT  # noqa: E402

pytestmark = pytest.mark.kernel

FLAVOUR = "x32"
SERIES = ROOT / "patches" / API / "series" / "v6.12"
FILES = ("include/linux/mm.h", "mm/filemap.c", "mm/mremap.c")
PATCHES = ("0001-", "0003-", "0009-")


@pytest.fixture(name="build", scope="module")
def make_build(linux: Path, tmp_path_factory: pytest.TempPathFactory) -> Kbuild:
    """The two objects of the unchanged tree, which is only read."""
    flavour = flavours.load()[FLAVOUR]
    missing = flavour.missing()
    if missing:
        pytest.skip(str(missing))
    run = tmp_path_factory.mktemp("equality")
    source = run / "build" / "src"
    source.mkdir(parents=True)
    # A folder of its own, or the build would stand beside the tree: its name is ../x32.
    for entry in linux.iterdir():
        (source / entry.name).symlink_to(entry)
    children = Children({"PATH": os.environ["PATH"], "HOME": str(run), "LC_ALL": "C"})
    build = Kbuild(run, flavour, flavours.settings(), children, 2)
    assert build.configure("any") == []
    build.prepare()
    build.make("original", ["mm/filemap.o", "mm/mremap.o"])
    return build


@pytest.fixture(name="changed", scope="module")
def make_changed(linux: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files with the patches."""
    where = tmp_path_factory.mktemp("changed")
    for name in FILES:
        (where / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(linux / name, where / name)
    only = [f"--include={name}" for name in FILES]
    for patch in sorted(p for p in SERIES.iterdir() if p.name.startswith(PATCHES)):
        subprocess.run(["git", "apply", *only, patch], cwd=where, check=True)
    return where


def compiled(build: Kbuild, changed: Path, name: str, text: str) -> bytes:
    """A file's object with another text: by its own command, with the changed headers."""
    saved = build.output / Path(name).parent / f".{Path(name).stem}.o.cmd"
    arguments = saved_command(saved.read_text())
    folder = changed / f"{len(text)}-{Path(name).stem}"
    source = folder / name
    source.parent.mkdir(parents=True)
    source.write_text(text, "latin-1")
    at = arguments.index("-o")
    arguments[at + 1] = str(folder / "out.o")
    arguments[1:1] = [
        f"-I{changed}/include",
        "-iquote",
        str(build.source / "mm"),
        f"-fmacro-prefix-map={folder}/=",
        f"-Wp,-MMD,{folder}/out.d",
    ]
    arguments = [a for a in arguments if not a.startswith("-Wp,-MMD,mm/")]
    subprocess.run([*arguments[:-1], str(source)], cwd=build.output, check=True)
    return (folder / "out.o").read_bytes()


WRONG = ("if (!(vmf->flags & FAULT_FLAG_ORIG_PTE_VALID))\n\t\treturn 0;",
         "if (!(vmf->flags & FAULT_FLAG_ORIG_PTE_VALID))\n\t\treturn 1;")  # fmt: skip


@pytest.fixture(name="objects", scope="module")
def make_objects(build: Kbuild, changed: Path) -> dict[str, bytes]:
    filemap = (changed / "mm/filemap.c").read_text("latin-1")
    assert filemap.count(WRONG[0]) == 1
    texts = {
        "filemap": ("mm/filemap.c", filemap),
        "wrong": ("mm/filemap.c", filemap.replace(*WRONG) + "\n"),
        "mremap": ("mm/mremap.c", (changed / "mm/mremap.c").read_text("latin-1")),
    }
    with ThreadPoolExecutor(2) as pool:
        made = {
            name: pool.submit(compiled, build, changed, file, text)
            for name, (file, text) in texts.items()
        }
        return {name: future.result() for name, future in made.items()}


def test_a_renamed_call(build: Kbuild, objects: dict[str, bytes]) -> None:
    before = digests(build.output / "mm/filemap.o", build.flavour.prefix)
    after = digests(objects["filemap"], build.flavour.prefix)
    same = compare(before, after, {API: "API", RO: "API"}, ())
    assert same.differences == []
    assert len(same.results) > 200
    (told,) = [n for n in same.normalised if n["what"].startswith("names")]
    assert told["where"] == ["filemap_fault"]
    bare = compare(before, after, {}, ())
    assert [r.function for r in bare.differences] == ["filemap_fault"]
    assert f"{RO} where {API} was" in bare.differences[0].why


def test_more_than_a_renamed_call(build: Kbuild, objects: dict[str, bytes]) -> None:
    before = digests(build.output / "mm/filemap.o", build.flavour.prefix)
    after = digests(objects["wrong"], build.flavour.prefix)
    told = compare(before, after, {API: "API", RO: "API"}, ())
    assert "filemap_fault" in [r.function for r in told.unexplained]


def test_only_what_is_touched(
    build: Kbuild, objects: dict[str, bytes], linux: Path, changed: Path
) -> None:
    name = "mm/mremap.c"
    change = touched((linux / name).read_bytes(), (changed / name).read_bytes())
    assert (change.functions, change.names, change.others) == ({"move_ptes"}, set(), ())
    before = digests(build.output / "mm/mremap.o", build.flavour.prefix)
    after = digests(objects["mremap"], build.flavour.prefix)
    told = compare(before, after, {}, change.functions)
    assert {r.explained for r in told.differences} <= {"touched", "inlines", "placed"}
    found = {r.function: r for r in told.results}
    assert not found["move_page_tables"].same
    assert "move_ptes is inlined in it" in found["move_page_tables"].why
    assert found["vma_to_resize"].same and found["__do_sys_mremap"].same
    nobody = compare(before, after, {}, ())
    assert "move_page_tables" in [r.function for r in nobody.unexplained]
