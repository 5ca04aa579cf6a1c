# SPDX-License-Identifier: GPL-2.0
"""verify over the real kernel: a short series made by hand, for one flavour.

What each patch of it does is known, so each cell's answer is, too.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from campaign import schema, verify
from campaign.config import Campaign
from campaign.errors import UserError
from campaign.stages import Run
from campaign.tree import Tree

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
OLD = "pte_offset_map_nolock"
MAP, VMSCAN, ARM = "mm/page_vma_mapped.c", "mm/vmscan.c", "arch/arm/mm/fault-armv.c"
SITES = {"adjust_pte": ARM, "map_pte": MAP, "walk_pte_range": VMSCAN}
UNUSED = "\nstatic int treewide_unused(void) { return 0; }\n"
pytestmark = pytest.mark.kernel


def sites(tree: Path) -> list[dict[str, Any]]:
    """The calls of three functions, as convert tells them."""
    made = []
    for function, file in SITES.items():
        lines = (tree / file).read_text().splitlines()
        line = next(i for i, text in enumerate(lines, 1) if f"{OLD}(" in text)
        site = {"id": function, "file": file, "line": line, "function": function}
        made.append(site | {"call": OLD})
    return made


def mails(tree: Path, folder: Path) -> Path:
    """Five patches: a new line, a warning, its end, an error, its end."""
    work = folder / "work"
    for name in (MAP, VMSCAN):
        (work / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).write_bytes((tree / name).read_bytes())

    def git(*words: str) -> None:
        who = ["-c", "user.name=A", "-c", "user.email=a@b"]
        subprocess.run(["git", *who, *words], cwd=work, check=True, capture_output=True)

    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "base")
    one, two = (work / name for name in (MAP, VMSCAN))
    text = one.read_text()
    call = "pvmw->pte = pte_offset_map_nolock("
    assert text.count(call) == 1
    good = text.replace(call, "barrier();\n\t" + call)
    for subject, path, now in (
        ("good", one, good),
        ("warns", one, good + UNUSED),
        ("good again", one, good),
        ("broken", two, two.read_text().replace(OLD, "no_such_function")),
        ("mended", two, two.read_text()),
    ):
        path.write_text(now)
        git("commit", "-qam", subject)
    git("format-patch", "-q", "-o", str(folder / "mails"), "HEAD~5")
    return folder / "mails"


def begin(linux: Path, folder: Path) -> Run:
    """A run in which nothing is asked of spatch: what convert says was written above."""
    jobs = os.cpu_count() or 1
    run = Run(Tree(str(linux)), Campaign(OLD), folder, jobs, lambda _: None)
    document = {
        "campaign": OLD,
        "tree": run.tree.document(),
        "api": {"old": OLD, "new": []},
        "sites": sites(linux),
        "files": [],
    }
    run.convert = lambda: document  # type: ignore[method-assign]
    return run


@pytest.fixture(name="run", scope="module")
def make_run(linux: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One run for all tests: the build is what takes the time."""
    return begin(linux, tmp_path_factory.mktemp("verify") / "run")


@pytest.fixture(name="series", scope="module")
def make_series(linux: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return mails(linux, tmp_path_factory.mktemp("series"))


def ask(run: Run, series: Path | None, **more: Any) -> dict[str, Any]:
    options = verify.Options(
        **({"flavours": ["armv5"], "series": series, "sandbox": "try"} | more)
    )
    made: dict[str, Any] = json.loads(
        json.dumps(verify.verify(run, options, lambda _: None))
    )
    schema.check(made)
    return made


@pytest.fixture(name="made", scope="module")
def make_document(run: Run, series: Path) -> dict[str, Any]:
    return ask(run, series)


def cells(made: dict[str, Any]) -> list[dict[str, Any]]:
    return [step["flavours"]["armv5"] for step in made["steps"]]


def test_each_step_is_judged_by_itself(made: dict[str, Any]) -> None:
    told = [cell["status"] for cell in cells(made)]
    assert told == ["ok", "ok", "fail", "ok", "fail", "ok"]
    assert made["lost_symbols"] == [] and made["incomplete"] == []


def test_a_warning_is_told_with_its_text(made: dict[str, Any]) -> None:
    warned = cells(made)[2]
    assert len(warned["warnings"]) == 1 and "treewide_unused" in warned["warnings"][0]
    assert "-Werror: " + MAP in warned["why"]


def test_an_error_is_told_with_its_line(made: dict[str, Any]) -> None:
    broken = cells(made)[4]
    assert f"{VMSCAN}:" in broken["why"] and "no_such_function" in broken["why"]
    assert broken["objects"] == []


def test_the_first_step_that_fails_is_named_with_its_command(
    made: dict[str, Any], run: Run
) -> None:
    first = made["first_failure"]
    assert first["patch"] == "0002-warns.patch" and first["flavour"] == "armv5"
    assert first["command"].startswith("make -C build/src O=../armv5 ARCH=arm ")
    assert first["command"].endswith(" mm/page_vma_mapped.o")


def test_only_what_a_patch_reaches_is_built(made: dict[str, Any]) -> None:
    assert len(cells(made)[0]["objects"]) == 3
    assert cells(made)[1]["objects"] == ["mm/page_vma_mapped.o"]
    assert cells(made)[5]["objects"] == ["mm/vmscan.o"]


def test_each_site_is_asked_of_the_objects(made: dict[str, Any]) -> None:
    told = {s["id"]: s["flavours"]["armv5"] for s in made["sites"]}
    assert told == {
        "adjust_pte": "object",
        "map_pte": "object",
        "walk_pte_range": "early",
    }


def test_a_second_time_gives_the_same_bytes_and_builds_nothing(
    made: dict[str, Any], run: Run, series: Path
) -> None:
    before = {p: p.stat().st_mtime_ns for p in run.folder.rglob("*.o")}
    assert json.dumps(ask(run, series)) == json.dumps(made)
    assert {p: p.stat().st_mtime_ns for p in run.folder.rglob("*.o")} == before


def test_cells_that_are_lost_are_made_again_to_the_same_bytes(
    made: dict[str, Any], run: Run, series: Path
) -> None:
    for cell in sorted((run.folder / "cache/verify").glob("armv5-*.json"))[::2]:
        cell.unlink()
    assert json.dumps(ask(run, series)) == json.dumps(made)


def test_two_at_once_in_one_run_are_refused(
    made: dict[str, Any], run: Run, series: Path
) -> None:
    holder = subprocess.Popen(
        ["flock", str(run.folder / "build/.lock"), "sh", "-c", "echo; read x"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout and holder.stdout.readline()
    try:
        with pytest.raises(UserError, match="another command builds in this run"):
            ask(run, series)
    finally:
        holder.communicate(b"\n")


def test_an_interrupt_leaves_nothing_running(linux: Path, tmp_path: Path) -> None:
    folder = mails(linux, tmp_path)
    program = (
        "import sys; from pathlib import Path; import test_linux_verify as test\n"
        "linux, run, mails = map(Path, sys.argv[1:])\n"
        "test.ask(test.begin(linux, run), mails)\n"
    )
    begun = subprocess.Popen(
        [sys.executable, "-c", program, linux, tmp_path / "run", folder],
        env=os.environ | {"PYTHONPATH": f"{SCRIPTS}:{Path(__file__).parent}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    part = tmp_path / "run/logs/.verify-armv5-configure.log.part"
    for _ in range(1200):
        if part.exists() or begun.poll() is not None:
            break
        time.sleep(0.1)
    assert part.exists()
    time.sleep(0.5)
    begun.send_signal(signal.SIGINT)
    assert begun.wait(30) != 0
    left = []
    for process in Path("/proc").iterdir():
        if process.name.isdigit():
            try:
                words = (process / "cmdline").read_bytes().decode("utf-8", "replace")
            except OSError:
                continue
            left += [words] if str(tmp_path) in words else []
    assert left == []


def test_parts_that_were_made_apart_are_merged_to_the_same(
    made: dict[str, Any], run: Run, series: Path
) -> None:
    for number in (1, 2):
        ask(run, series, shard=(number, 2))
    parts = tuple(run.folder / f"verify-{number}-of-2.json" for number in (1, 2))
    whole = ask(run, series, merge=parts)
    assert json.dumps(whole) == json.dumps(made)
    half = ask(run, series, merge=parts[:1])
    whys = {hole["why"] for hole in half["incomplete"]}
    assert "0005-mended.patch: armv5: in no part" in whys
    with pytest.raises(UserError, match="another tree, series or tool"):
        ask(run, None, ends=True, merge=parts)


def test_each_changed_line_is_proven_or_has_its_reason(made: dict[str, Any]) -> None:
    covered = made["coverage"]
    assert (covered["lines"], covered["proven"]) == (4, 2)
    # A function that nobody calls is dropped; what does not compile proves nothing.
    unproven = {e["patch"]: e["why"] for e in covered["unproven"]}
    assert list(unproven) == ["0002-warns.patch", "0004-broken.patch"]
    assert "treewide_unused() is used by nothing" in unproven["0002-warns.patch"]
    proven = [(e["patch"], e["file"]) for e in covered["detail"] if e["flavours"]]
    assert proven == [("0001-good.patch", MAP), ("0005-mended.patch", VMSCAN)]


def test_only_the_touched_function_changes(made: dict[str, Any]) -> None:
    assert made["compared"]["unexplained"] == 0
    changed = {e["function"] for e in made["equality"]}
    assert "page_vma_mapped_walk" in changed  # the call is inlined there
    assert not changed & {"page_address_in_vma", "page_mapped_in_vma"}


def test_the_compiler_is_heard_of_the_last_state(made: dict[str, Any]) -> None:
    """The old function gives nothing to recheck by: who locks and writes in sight is refuted."""
    told: dict[str, set[tuple[str, str]]] = {}
    for entry in made["agreement"]:
        assert entry["flavour"] == "armv5"
        told.setdefault(entry["site"], set()).add((entry["kind"], entry["compiler"]))
    assert told.keys() == SITES.keys()
    assert ("write", "refuted") in told["walk_pte_range"]
    assert ("write", "unknown") in told["map_pte"]  # its callers are in other files
    assert ("unmap", "proven") in told["walk_pte_range"]
    assert made["engines"]["unseen"] == [] and made["engines"]["disagree"] >= 1
