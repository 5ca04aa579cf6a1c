# SPDX-License-Identifier: GPL-2.0
"""verify: the document from made-up compilations, and from the real kernel where TREEWIDE_TREE names one."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from campaign import proof, verify
from campaign.errors import MachineError, MissingProgram, UserError
from campaign.results import Contents, Results

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
SCHEMA = json.loads((SCRIPTS / "campaign/schemas/verify.json").read_text())
OLD, RO = "pte_offset_map_nolock", "pte_offset_map_ro_nolock"


def quiet(_: str) -> None:
    """Hear nothing."""


def result(*sites: str, **more: Any) -> dict[str, Any]:
    """What a compilation comes to."""
    made: dict[str, Any] = {
        "lost": [],
        "objects": ["mm/a.o"],
        "failed": {},
        "warnings": [],
        "strict": True,
        "command": "make mm/a.o",
        "log": "logs/a.log",
        "sites": list(sites),
    }
    return made | more


def convert_document(*sites: dict[str, Any], files: Any = ()) -> dict[str, Any]:
    return {
        "campaign": "c",
        "tree": {"path": "t"},
        "api": {"old": "api", "new": ["api_ro"]},
        "sites": list(sites),
        "files": list(files),
    }


SITE = {"id": "s", "file": "mm/a.c", "line": 3, "function": "f", "call": "api"}


def document(before: Any, after: Any, **more: Any) -> dict[str, Any]:
    found = {"original": {"x": before}, "converted": {"x": after}}
    given: dict[str, Any] = {"skipped": {}, "problems": [], "everything": True}
    made = proof.document(convert_document(SITE), found, **(given | more))
    jsonschema.validate(made, SCHEMA)
    return made


def test_all_is_well() -> None:
    made = document(result("object"), result("object"))
    assert [s["flavours"]["x"]["status"] for s in made["steps"]] == ["ok", "ok"]
    assert made["sites"] == [{"id": "s", "flavours": {"x": "object"}}]
    assert made["incomplete"] == []


def test_only_new_warnings_count() -> None:
    old = [["mm/a.c", "unused"], ["mm/a.c", "unused"]]
    new = [["mm/a.c", "unused"], ["mm/a.c", "shadow"]]
    made = document(result("object", warnings=old), result("object", warnings=new))
    entry = made["steps"][1]["flavours"]["x"]
    assert entry["warnings"] == ["mm/a.c: shadow"]
    assert entry["status"] == "fail"


def test_a_refusal_of_werror_is_a_failure_of_both() -> None:
    old = result("object", warnings=[["mm/a.c", "unused"]], strict=False)
    made = document(old, old)
    for step in made["steps"]:
        assert step["flavours"]["x"]["status"] == "fail"
        assert "-Werror" in step["flavours"]["x"]["why"]
        assert step["flavours"]["x"]["warnings"] == []


def test_a_site_that_the_conversion_lost_is_a_failure() -> None:
    made = document(result("object"), result("absent"))
    assert made["sites"][0]["flavours"] == {"x": "absent"}
    entry = made["steps"][1]["flavours"]["x"]
    assert entry["status"] == "fail" and "s: " in entry["why"]


def test_a_compile_error_is_told() -> None:
    broken = result("not built", objects=[], failed={"mm/a.o": "mm/a.c:3: no"})
    entry = document(result("object"), broken)["steps"][1]["flavours"]["x"]
    assert (entry["status"], entry["why"].split(";")[0]) == (
        "fail",
        "mm/a.o: mm/a.c:3: no",
    )


def test_holes_are_named() -> None:
    died = MachineError("x: make died of signal 9")
    made = document(
        result("object", lost=["CONFIG_A=y"]), died, skipped={"y": "no gcc"}
    )
    whys = [hole["why"] for hole in made["incomplete"]]
    assert "converted: x: make died of signal 9" in whys
    assert "y: skipped: no gcc" in whys
    assert "x: Kconfig did not take CONFIG_A=y" in whys
    assert "no flavour compiles this site" in whys
    assert made["lost_symbols"] == [{"flavour": "x", "line": "CONFIG_A=y"}]
    assert made["steps"][0]["flavours"]["y"]["status"] == "skipped"
    assert made["sites"][0]["flavours"] == {"x": "not built", "y": "not built"}


def test_a_site_is_found_again_after_the_conversion() -> None:
    old = ["a", "b", "  p = api(x,", "    y);", "c", "  q = api(z);", "d"]
    new = ["a", "int v;", "b", "  p = api_ro(x,", "    y);", "c", "  q = api(z);", "d"]
    assert verify.line_map(old, new, "api_ro")(3) == 4
    assert verify.line_map(old, new, "api")(6) == 7
    assert verify.line_map(old, ["other"], "api")(6) == 0


def test_contents_must_be_what_convert_wrote(tmp_path: Path) -> None:
    (tmp_path / "a.c").write_text("a")
    entry = {
        "path": "mm/a.c",
        "content": "a.c",
        "sha256": hashlib.sha256(b"a").hexdigest(),
    }
    changed = verify.changed_files(convert_document(files=[entry]), tmp_path)
    assert changed == {"mm/a.c": tmp_path / "a.c"}
    (tmp_path / "a.c").write_text("b")
    with pytest.raises(UserError, match="convert again"):
        verify.changed_files(convert_document(files=[entry]), tmp_path)


def test_results_are_good_for_the_same_content_only(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "include").mkdir(parents=True)
    (tree / "include/a.h").write_text("a")
    kept = Results(tmp_path / "kept")

    def find(key: str = "k") -> Any:
        return kept.find("n", key, Contents(tree, {}))

    kept.keep(
        "n", "k", Contents(tree, {}), ["include/a.h", "none"], ["include"], {"r": 1}
    )
    assert find() == {"r": 1}
    assert find("other") is None
    (tree / "include/new.h").write_text("")
    assert find() is None
    (tree / "include/new.h").unlink()
    assert find() == {"r": 1}
    (tree / "include/a.h").write_text("b")
    assert find() is None
    (tmp_path / "kept/n.json").write_text("[")
    assert find() is None


def test_a_plain_c_tree_is_told_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    made = verify.verify(
        tmp_path / "tree", convert_document(SITE), tmp_path / "run", 2, None, quiet
    )
    jsonschema.validate(made, SCHEMA)
    assert {f["status"] for f in made["steps"][0]["flavours"].values()} == {"skipped"}
    assert "it lacks Makefile, Kconfig" in made["incomplete"][0]["why"]


def fake_kernel(folder: Path) -> Path:
    """Enough of a tree to be taken for a kernel."""
    for name in ("Makefile", "Kconfig", "scripts/Makefile.build"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("")
    return folder


def test_a_missing_compiler_skips_or_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("make", "gcc", "flex", "bison", "bc"):
        (tmp_path / "bin").mkdir(exist_ok=True)
        (tmp_path / "bin" / name).symlink_to("/bin/true")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    tree, run = fake_kernel(tmp_path / "tree"), tmp_path / "run"
    made = verify.verify(tree, convert_document(SITE), run, 2, None, quiet)
    assert {f["status"] for f in made["steps"][1]["flavours"].values()} == {"skipped"}
    whys = [hole["why"] for hole in made["incomplete"]]
    assert any("gcc-arm-linux-gnueabi" in why for why in whys)
    for names, arch in ((["armv5"], None), (None, "arm")):
        with pytest.raises(MissingProgram, match="gcc-arm-linux-gnueabi"):
            verify.verify(tree, convert_document(SITE), run, 2, names, quiet, arch=arch)
    (tmp_path / "bin" / "bison").unlink()
    with pytest.raises(MissingProgram, match="bison"):
        verify.verify(tree, convert_document(SITE), run, 2, None, quiet)


# ---- the real kernel ----


@pytest.fixture(scope="module")
def tree() -> Path:
    """The real kernel's tree."""
    named = os.environ.get("TREEWIDE_TREE")
    if not named:
        pytest.skip("TREEWIDE_TREE names no kernel tree")
    return Path(named)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run for all: the build is what takes the time."""
    return tmp_path_factory.mktemp("run")


Edit = Callable[[str], str]


def converted(
    tree: Path, run: Path, edits: dict[str, Edit], now: str = OLD
) -> dict[str, Any]:
    """A convert document over two files, made by hand."""
    sites, files = [], []
    for path, function in (
        ("arch/arm/mm/fault-armv.c", "adjust_pte"),
        ("mm/khugepaged.c", "__collapse_huge_page_swapin"),
        ("mm/page_vma_mapped.c", "map_pte"),
        ("mm/vmscan.c", "walk_pte_range"),
    ):
        lines = (tree / path).read_text().splitlines()
        line = next(i for i, text in enumerate(lines, 1) if f"{OLD}(" in text)
        call = now if path == "mm/page_vma_mapped.c" else OLD
        sites.append(
            {
                "id": function,
                "file": path,
                "line": line,
                "function": function,
                "call": OLD,
            }
            | {"converted": call != OLD, "converted_call": call}
        )
    for number, (path, edit) in enumerate(edits.items()):
        data = edit((tree / path).read_text()).encode()
        content = run / f"content-{number}"
        content.write_bytes(data)
        sha = hashlib.sha256(data).hexdigest()
        files.append({"path": path, "content": content.name, "sha256": sha})
    return convert_document(*sites, files=files) | {"api": {"old": OLD, "new": [RO]}}


def renamed(text: str) -> str:
    """A call by its new name, some lines further down, its declaration before it."""
    head = (
        f"\n\npte_t *{RO}(struct mm_struct *, pmd_t *, unsigned long, spinlock_t **);\n"
    )
    at = text.index("static inline bool not_found")
    return text[:at] + head + text[at:].replace(OLD, RO)


def ask(tree: Path, run: Path, document: dict[str, Any]) -> dict[str, Any]:
    made = verify.verify(tree, document, run, 2, ["armv5"], quiet)
    jsonschema.validate(made, SCHEMA)
    return made


@pytest.mark.kernel
def test_a_conversion_that_compiles(tree: Path, run: Path) -> None:
    conversion = converted(tree, run, {"mm/page_vma_mapped.c": renamed}, RO)
    made = ask(tree, run, conversion)
    assert [s["flavours"]["armv5"]["why"] for s in made["steps"]] == [None, None]
    assert made["lost_symbols"] == [] and made["incomplete"] == []
    assert {s["id"]: s["flavours"]["armv5"] for s in made["sites"]} == {
        "adjust_pte": "object",
        "__collapse_huge_page_swapin": "not built",
        "map_pte": "object",
        "walk_pte_range": "early",
    }
    assert (run / made["steps"][0]["flavours"]["armv5"]["log"]).is_file()
    begun = time.monotonic()
    assert json.dumps(ask(tree, run, conversion)) == json.dumps(made)
    assert time.monotonic() - begun < 8


@pytest.mark.kernel
def test_a_conversion_that_warns(tree: Path, run: Path) -> None:
    def unused(text: str) -> str:
        return text + "\nstatic int treewide_unused(void) { return 0; }\n"

    made = ask(tree, run, converted(tree, run, {"mm/page_vma_mapped.c": unused}))
    entry = made["steps"][1]["flavours"]["armv5"]
    assert entry["status"] == "fail"
    assert len(entry["warnings"]) == 1 and "treewide_unused" in entry["warnings"][0]
    assert made["steps"][0]["flavours"]["armv5"]["status"] == "ok"


@pytest.mark.kernel
def test_a_conversion_that_does_not_compile(tree: Path, run: Path) -> None:
    def broken(text: str) -> str:
        return text.replace(OLD, RO)

    made = ask(tree, run, converted(tree, run, {"mm/page_vma_mapped.c": broken}, RO))
    entry = made["steps"][1]["flavours"]["armv5"]
    assert entry["status"] == "fail"
    assert "mm/page_vma_mapped.c:" in entry["why"] and RO in entry["why"]
    assert made["sites"][2]["flavours"]["armv5"] == "not built"
    assert made["sites"][0]["flavours"]["armv5"] == "object"


@pytest.mark.kernel
def test_an_interrupt_leaves_nothing_running(
    tree: Path, run: Path, tmp_path: Path
) -> None:
    conversion = converted(tree, tmp_path, {})
    (tmp_path / "convert.json").write_text(json.dumps(conversion))
    program = (
        "import json, sys; from pathlib import Path; from campaign import verify\n"
        "run = Path(sys.argv[2])\n"
        "verify.verify(Path(sys.argv[1]), json.load(open(run / 'convert.json')), run, 2,"
        " ['armv5'], print)\n"
    )
    begun = subprocess.Popen(
        [sys.executable, "-c", program, str(tree), str(tmp_path)],
        env=os.environ | {"PYTHONPATH": str(SCRIPTS)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    part = tmp_path / "logs/.verify-armv5-configure.log.part"
    for _ in range(600):
        if part.exists():
            break
        time.sleep(0.1)
    assert part.exists()
    time.sleep(0.5)
    begun.send_signal(signal.SIGINT)
    begun.wait(30)
    left = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                words = (process / "cmdline").read_bytes().decode("utf-8", "replace")
            except OSError:
                continue
            left += [words] if str(tmp_path) in words else []
    assert left == []
