# SPDX-License-Identifier: GPL-2.0
"""git apply hears nobody but its caller."""

from __future__ import annotations

import subprocess

import pytest

from campaign import handpatch
from campaign.errors import MissingProgram
from handpatch_box import INTRODUCE, WITH_NEW, patch, tree  # noqa: F401


def test_git_hears_nobody_else(patch, tmp_path, monkeypatch):
    config = tmp_path / "config"
    config.write_text("[apply]\n\twhitespace = error-all\n[core]\n\tautocrlf = true\n")
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, str(config))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "no-repository"))
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "apply.whitespace")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "error-all")
    blank = INTRODUCE.replace("+Some are new.", "+Some are new.  ")
    assert handpatch.apply(tree(), patch(blank)).files["lib/box.c"] == WITH_NEW.encode()


def test_temporary_directory_inside_a_repository(patch, tmp_path, monkeypatch):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    assert (
        handpatch.apply(tree(), patch(INTRODUCE)).files["lib/box.c"]
        == WITH_NEW.encode()
    )
    assert not any((tmp_path / "tmp").iterdir())


def test_git_is_missing(patch, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingProgram, match="package git"):
        handpatch.apply(tree(), patch(INTRODUCE))
