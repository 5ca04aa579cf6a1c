# SPDX-License-Identifier: GPL-2.0
"""scripts/setup/fetch-tree.sh: the tree is there whole, or not at all."""

import os
import signal
import subprocess
import tarfile
import time
from pathlib import Path

import pytest

FETCH = Path(__file__).resolve().parents[2] / "scripts/setup/fetch-tree.sh"
NAME = "linux-source-6.12"


def make_archive(path: Path, sublevel: int, name: str = NAME) -> None:
    """A tree of two files as a package would hold it."""
    source = path.parent / f"source-{sublevel}"
    (source / "mm").mkdir(parents=True)
    (source / "Makefile").write_text(f"SUBLEVEL = {sublevel}\n")
    (source / "mm/a.c").write_text("int a;\n")
    with tarfile.open(path, "w:xz") as archive:
        archive.add(source, name)


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "archive.tar.xz"
    make_archive(path, 1)
    return path


@pytest.fixture
def cache(tmp_path):
    return tmp_path / "the cache"


def fetch(cache: Path, archive: Path, **more) -> subprocess.CompletedProcess:
    return subprocess.run(
        [FETCH, cache, archive], capture_output=True, text=True, timeout=60, **more
    )


def sublevel(cache: Path) -> str:
    return (cache / NAME / "Makefile").read_text().split()[-1]


def leftovers(cache: Path) -> set[str]:
    return {p.name for p in cache.iterdir()} - {NAME, f"{NAME}.stamp", ".lock"}


def test_unpacks_once(cache, archive):
    assert fetch(cache, archive).returncode == 0
    assert sublevel(cache) == "1"
    before = (cache / NAME).stat().st_ino
    again = fetch(cache, archive)
    assert (again.returncode, again.stderr) == (0, "")
    assert (cache / NAME).stat().st_ino == before
    assert not leftovers(cache)


def test_another_version_of_the_package_replaces_the_tree(cache, archive):
    fetch(cache, archive)
    (cache / NAME / "gone-with-the-old-version").touch()
    make_archive(archive, 2)
    assert fetch(cache, archive).returncode == 0
    assert sublevel(cache) == "2"
    assert not (cache / NAME / "gone-with-the-old-version").exists()
    assert not leftovers(cache)


def test_the_package_may_go_once_the_tree_is_there(cache, archive):
    fetch(cache, archive)
    archive.unlink()
    assert fetch(cache, archive).returncode == 0


def test_no_package(cache, archive):
    archive.unlink()
    done = fetch(cache, archive)
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1 and "TREE=dir" in done.stderr
    assert not cache.exists()


@pytest.mark.parametrize("keep", [0, 100])
def test_damaged_archive_leaves_nothing(cache, archive, keep):
    archive.write_bytes(archive.read_bytes()[:keep])
    done = fetch(cache, archive)
    assert done.returncode == 4
    assert "could not unpack" in done.stderr or "does not hold" in done.stderr
    assert not (cache / NAME).exists()
    assert not leftovers(cache)


def test_damaged_archive_leaves_the_old_tree(cache, archive):
    fetch(cache, archive)
    archive.write_bytes(archive.read_bytes()[:100])
    assert fetch(cache, archive).returncode == 4
    assert sublevel(cache) == "1"


def test_archive_of_something_else(cache, archive):
    make_archive(archive, 3, name="something-else")
    done = fetch(cache, archive)
    assert done.returncode == 4
    assert f"does not hold {NAME}/Makefile" in done.stderr


def test_cache_cannot_be_made(tmp_path, archive):
    (tmp_path / "file").touch()
    done = fetch(tmp_path / "file/cache", archive)
    assert done.returncode == 4
    assert len(done.stderr.splitlines()) == 1


def slow_xz(tmp_path: Path) -> dict[str, str]:
    """An environment whose xz takes long to end: a moment to interrupt in."""
    (tmp_path / "bin").mkdir()
    xz = tmp_path / "bin/xz"
    xz.write_text('#!/bin/sh\n/usr/bin/xz "$@"; touch "$READY"; exec sleep 60\n')
    xz.chmod(0o755)
    return {"PATH": f"{xz.parent}:/usr/bin:/bin", "READY": str(tmp_path / "ready")}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_interrupted_then_run_again(cache, archive, tmp_path, number):
    environment = slow_xz(tmp_path)
    run = subprocess.Popen([FETCH, cache, archive], env=environment, process_group=0)
    while not Path(environment["READY"]).exists():
        assert run.poll() is None
        time.sleep(0.01)
    os.killpg(run.pid, number)  # what a terminal does for ^C
    assert run.wait(timeout=30) != 0
    assert not (cache / NAME).exists()
    if number != signal.SIGKILL:
        assert not leftovers(cache)
    assert fetch(cache, archive).returncode == 0
    assert sublevel(cache) == "1"
    assert not leftovers(cache)


@pytest.mark.parametrize("there", [f"{NAME}.stamp", NAME])
def test_interrupted_between_the_renames(cache, archive, there):
    """Either of the two alone means nothing: unpack again."""
    cache.mkdir()
    if there == NAME:
        (cache / there).mkdir()
    else:
        (cache / there).write_text("1 2\n")
    assert fetch(cache, archive).returncode == 0
    assert sublevel(cache) == "1"


def test_two_at_once(cache, archive):
    runs = [
        subprocess.Popen([FETCH, cache, archive], stderr=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = "".join(run.communicate(timeout=60)[1] for run in runs)
    assert [run.returncode for run in runs] == [0] * 4
    assert said.count("unpacking") == 1
