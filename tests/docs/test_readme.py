# SPDX-License-Identifier: GPL-2.0
"""README.rst holds: every command in it is run, every name in it is looked up.

The commands run in a copy of this checkout where TREE and dir are a small tree.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "campaign"))

from maketree import API, READER, ROOT, WRITER, environment, make_tree  # noqa: E402

import audit_trees as trees  # noqa: E402
from campaign import errors, schema  # noqa: E402

README = ROOT / "README.rst"
TEXT = README.read_text()
COMMANDS = re.findall(r"^ +\$ (.*)$", TEXT, re.M)

# What is run in place of a command, and why
INSTEAD = {
    "make": ("make TREE=dir", "the default tree is a whole Linux: minutes"),
    "make check": ("make -n check", "this test is a part of it"),
    "make run-kernels": ("make -n run-kernels", "it installs big packages"),
    "scripts/treewide check TREE --baseline known.json --new-only": (
        "for last in update-baseline new-only; do"
        " scripts/treewide check TREE --baseline known.json --$last || exit; done",
        "the one before it has to be run first",
    ),
}
# The exit status, where it is not 0, and why
STATUS = {
    "make": (2, "a small tree can't be compiled: incomplete, 4, of which make makes 2"),
    "TREE=dir make": (2, "the same"),
    "scripts/treewide find TREE": (1, "calls were found"),
    "scripts/treewide classify TREE": (1, "calls were found"),
    "scripts/treewide convert TREE": (1, "calls were found"),
    "scripts/treewide run TREE": (4, "a small tree can't be booted"),
    "scripts/treewide run TREE --machine armv5 --program alias --seconds 10": (
        4,
        "the same",
    ),
    "scripts/treewide verify TREE": (4, "a small tree can't be compiled"),
    "scripts/treewide verify TREE --format html": (4, "the same"),
    "scripts/treewide all TREE": (4, "a small tree can't be compiled"),
    "scripts/treewide coccicheck TREE --mode report": (1, "calls were found"),
    f"scripts/treewide report out/{API}": (1, "calls were found"),
    "scripts/treewide classify TREE -v": (1, "calls were found"),
    "scripts/treewide classify TREE --format json": (1, "calls were found"),
    "scripts/treewide classify TREE --format sarif": (1, "calls were found"),
    f"scripts/treewide report out/{API} --format html": (1, "calls were found"),
    f"scripts/treewide find TREE --campaign {API}": (1, "calls were found"),
    "scripts/treewide audit TREE": (1, "calls were found"),
    "scripts/treewide audit TREE dir": (1, "calls were found"),
    "scripts/treewide audit TREE dir --format html": (1, "calls were found"),
    "scripts/treewide audit MODULE --kernel TREE": (1, "calls were found"),
    "scripts/treewide audit MODULE": (1, "calls were found"),
    "scripts/treewide audit ARCHIVE.tar.xz": (1, "calls were found"),
    "scripts/treewide audit REPOSITORY --diff HEAD~": (1, "a call was added"),
    "scripts/treewide audit TREE --patch FILE.patch": (1, "a call is added"),
}
# What stands in the output
SAYS = {
    "make": "converted",
    "make check": "pytest",
    "make help": "check-chroot",
    "scripts/treewide classify TREE -v": "recheck: pmd_same is needed",
    "scripts/treewide check TREE": "2 unsure",
    "scripts/treewide check TREE --format sarif": '"review"',
    "scripts/treewide explain pte_same_none": "Example:",
    "scripts/treewide schema classify": '"evidence"',
    "scripts/treewide audit TREE": "stage: convert",
    "scripts/treewide audit TREE dir --format html": 'id="search"',
    "scripts/treewide audit MODULE --kernel TREE": "reader peek.c",
    "scripts/treewide audit REPOSITORY --diff HEAD~": "drivers/own.c:9: ro: reader()",
    "scripts/treewide audit TREE --patch FILE.patch": "drivers/own.c:9: ro: reader()",
    "scripts/treewide audit TREE --fail-on manual,finding --format junit": "<testsuites",
    f"scripts/treewide report out/{API} --format html": "<html",
    "make coccicheck TREE=dir MODE=report": "mm/reader.c:9:7-28: WARNING",
    "make coccicheck TREE=dir MODE=patch M=mm": "+\tpte = pte_offset_map_ro_nolock(",
}
# What the kernel's Makefile does for this target
MAKEFILE = "coccicheck:\n\t@srctree=. bash scripts/$@\n"


def run(command: str, where: Path) -> subprocess.CompletedProcess[str]:
    """Run a line as a shell does, with nothing of the caller's make."""
    return subprocess.run(
        ["bash", "-c", command],
        cwd=where,
        env=environment({"J": "2", "TREEWIDE_CACHE": os.environ["TREEWIDE_CACHE"]}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture(name="master", scope="module")
def make_master(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout, its solver built, with a run in out/."""
    house = tmp_path_factory.mktemp("readme") / "house"
    house.mkdir()
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "-co", "--exclude-standard"],
        capture_output=True,
    )
    names = [name for name in os.fsdecode(listed.stdout).split("\0") if name]
    if listed.returncode:
        pytest.skip("this is no git checkout: what to copy isn't known")
    for name in names:
        if (ROOT / name).is_file():
            (house / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, house / name)
    files = {"mm/reader.c": READER, "mm/writer.c": WRITER}
    tree = make_tree(house.parent / "tree", files=files)
    kernel = os.environ.get("TREEWIDE_TREE")
    if kernel:
        (tree / "scripts").mkdir()
        shutil.copy(Path(kernel, "scripts/coccicheck"), tree / "scripts")
        with (tree / "Makefile").open("a") as makefile:
            makefile.write(MAKEFILE)
    trees.module(house / "MODULE")
    repository = trees.repository(house / "REPOSITORY")
    mail = trees.git(repository, "format-patch", "--stdout", "-1")
    (house / "FILE.patch").write_text(mail + "\n")
    packed = trees.archive(trees.old(house.parent / "packed" / "tree"), "x.tar.xz")
    shutil.move(packed, house / "ARCHIVE.tar.xz")
    for link in ("TREE", "dir"):
        (house / link).symlink_to(tree)
    made = run("make -s -C scripts/verdict && scripts/treewide convert TREE", house)
    assert made.returncode == errors.FINDINGS, made.stderr
    shutil.move(house / "out", house.parent / "out")
    return house


@pytest.fixture(name="house")
def fresh_house(master: Path) -> Path:
    """The copy with that run as it was first."""
    shutil.rmtree(master / "out", ignore_errors=True)
    shutil.copytree(master.parent / "out", master / "out")
    return master


@pytest.mark.parametrize("command", COMMANDS)
def test_command(house: Path, command: str) -> None:
    if "coccicheck" in command and not os.environ.get("TREEWIDE_TREE"):
        pytest.skip("TREEWIDE_TREE names no tree, whose coccicheck could be had")
    done = run(INSTEAD.get(command, (command, ""))[0], house)
    assert done.returncode == STATUS.get(command, (0, ""))[0], done.stderr[-2000:]
    assert SAYS.get(command, "") in done.stdout
    assert "Traceback" not in done.stderr


def test_the_tables_above_name_commands_of_the_readme() -> None:
    assert COMMANDS
    assert set(INSTEAD) | set(STATUS) | set(SAYS) <= set(COMMANDS)


def test_it_is_valid() -> None:
    program = Path("/usr/bin/rst2html")
    if not program.exists():
        pytest.skip("python3-docutils is not installed")
    done = subprocess.run([program, "--strict", README], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_no_path_of_a_machine() -> None:
    assert not re.findall(
        r"(?<![\w.:/])/(?:work|home|root|var|tmp|opt|usr|mnt)\b", TEXT
    )


def test_all_commands_are_there() -> None:
    """Those that it describes are those that the parser has."""
    told = subprocess.run(
        [ROOT / "scripts" / "treewide", "--help"], capture_output=True, text=True
    ).stdout
    has = set(re.findall(r"^    (\w+) {2,}", told, re.M))
    section = TEXT[TEXT.index("The command\n===") : TEXT.index("Exit status\n===")]
    described = set(re.findall(r"^``(\w+)``$", section, re.M))
    assert described == has


def test_exit_statuses() -> None:
    section = TEXT[TEXT.index("Exit status\n===") : TEXT.index("How a verdict")]
    first = {int(row[0]): row[1] for row in re.findall(r"^(\d) +(.*)$", section, re.M)}
    assert set(first) == {
        errors.OK,
        errors.FINDINGS,
        errors.USAGE,
        errors.MISSING,
        errors.INCOMPLETE,
    }
    assert first[errors.FINDINGS].startswith("findings")
    assert first[errors.MISSING].startswith("a program is missing")
    assert first[errors.INCOMPLETE].startswith("incomplete")


def test_schemas() -> None:
    section = TEXT[TEXT.index("The documents\n===") : TEXT.index("coccicheck\n===")]
    assert set(re.findall(r"^``(\w+)\.json``", section, re.M)) == set(schema.names())


def test_keys_of_a_campaign() -> None:
    text = (ROOT / "patches" / API / "campaign.yaml").read_text()
    section = TEXT[TEXT.index("Another campaign\n===") : TEXT.index("Known limits")]
    terms = " ".join(re.findall(r"^``.*``$", section, re.M))
    assert re.findall(r"\w+", terms) == list(dict.fromkeys(re.findall(r"\w+", terms)))
    assert set(re.findall(r"\w+", terms)) == set(yaml.safe_load(text))


def test_folders_of_the_house() -> None:
    section = TEXT[TEXT.index("The house\n===") : TEXT.index("Another campaign")]
    rows = [line for line in section.splitlines() if not line.startswith("=")]
    named = [name for row in rows for name in re.findall(r"^``([\w/]+)``", row)]
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []
    for name in re.findall(r"``(\w+/)``", section):
        assert (ROOT / name).is_dir() or (ROOT / "cocci" / name).is_dir()
