# SPDX-License-Identifier: GPL-2.0
"""What kbuild and the compilers are given of the caller's environment, and ccache before them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

_KEPT_ENVIRONMENT = ("PATH", "HOME", "TMPDIR", "CCACHE_MAXSIZE")
# What the user's cache and other machines are reached by: not for a tree's makefiles.
_TRUSTED = (
    "CCACHE_DIR",
    "CCACHE_PREFIX",
    "DISTCC_HOSTS",
    "DISTCC_DIR",
    "ICECC_VERSION",
)


def environment(run: Path, trusted: bool) -> dict[str, str]:
    """The environment of every make: none of the caller's make variables, ccache first if it is there.

    A ccache of the user's own is used where CCACHE_DIR says so, else one in the run.

    :param trusted: builds are in no sandbox
    """
    names = (*_KEPT_ENVIRONMENT, *(_TRUSTED if trusted else ()))
    kept = {k: os.environ[k] for k in names if k in os.environ}
    kept.setdefault("PATH", "/usr/bin:/bin")
    kept["LC_ALL"] = "C"
    kept.setdefault("CCACHE_DIR", str(run / "cache" / "ccache"))
    # By the compiler's own list of headers: the preprocessor need not run a second time.
    kept["CCACHE_DEPEND"] = "1"
    # The kernel's makefiles unset LC_ALL, which is the same here: make's objects and ours
    # shall be the same to it.
    kept["CCACHE_SLOPPINESS"] = "locale"
    return kept


def ccache(run: Path, compilers: Iterable[str]) -> str | None:
    """A folder in which each compiler's name is ccache, to stand first in PATH.

    Under its own name the compiler's caller sees no difference: neither Kconfig
    nor a saved command line. None where there is no ccache.
    """
    program = shutil.which("ccache")
    if program is None:
        return None
    folder = run / "cache" / "ccache-names"
    folder.mkdir(parents=True, exist_ok=True)
    for name in compilers:
        if "/" in name:
            continue  # a path is not looked up
        link = folder / name
        if not link.is_symlink():
            link.symlink_to(program)
    return str(folder)
