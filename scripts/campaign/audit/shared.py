# SPDX-License-Identifier: GPL-2.0
"""What is known by content, in one folder for all trees of an audit.

Trees that are alike hold the same functions and files. find, classify and convert
look there by themselves (kept.py); what check keeps by content stands in its run, so
that folder of each run leads to the one that is shared.
"""

from __future__ import annotations

import os
from pathlib import Path

_CHECK = "check"


def folder(audit: Path) -> Path:
    """Have all that is started from here share one folder; the user's, if one is named.

    :param audit: the audit's own folder
    """
    named = os.environ.setdefault("TREEWIDE_CACHE", str(audit / "cache"))
    return Path(named).absolute()


def share(cache: Path) -> None:
    """Lead what check keeps in a run's cache to the shared folder.

    With another spatch nothing is shared.
    """
    named = os.environ.get("TREEWIDE_CACHE")
    place = cache / _CHECK
    if not named or "TREEWIDE_SPATCH" in os.environ or place.exists():
        return
    target = Path(named).absolute() / _CHECK
    target.mkdir(parents=True, exist_ok=True)
    cache.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    place.symlink_to(target)
