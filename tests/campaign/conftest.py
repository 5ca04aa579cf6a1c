# SPDX-License-Identifier: GPL-2.0
"""Runs of the command that many tests look at: made once per session."""

from __future__ import annotations

from typing import Mapping

import pytest

from maketree import Content, Once, Outcome, make_tree, treewide


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "slow: takes minutes by its nature (a hanging program)"
    )


@pytest.fixture(scope="session")
def stage_once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """stage_once(stage, overlay..., files={}): run once over this tree, however often it is asked.

    The tree is outcome.tree. Nothing may be written to it.
    """
    done: dict[object, Outcome] = {}

    def once(stage: str, *overlays: str, files: Mapping[str, Content] = {}) -> Outcome:
        key = (stage, overlays, tuple(sorted(files.items())))
        if key not in done:
            home = tmp_path_factory.mktemp("once")
            tree = make_tree(home / "tree", *overlays, files=files)
            done[key] = treewide(stage, tree, run=home / "run")
        return done[key]

    return once
