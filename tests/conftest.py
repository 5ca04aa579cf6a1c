# SPDX-License-Identifier: GPL-2.0
"""What all tests need of the process that runs them."""

from __future__ import annotations

import os
import signal

import pytest


def pytest_configure() -> None:
    """A runner in the background ignores ^C, and so would all that the tests start."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def share_what_was_found(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Many trees hold the same function, and spatch needs to read it once in a session."""
    top = tmp_path_factory.getbasetemp()
    worker = "PYTEST_XDIST_WORKER" in os.environ
    shared = (top.parent if worker else top) / "what-was-found"
    os.environ["TREEWIDE_CACHE"] = str(shared)
