# SPDX-License-Identifier: GPL-2.0
"""Whether a run document has something to report. Apart from what makes one: that loads much."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SCHEMA = "treewide-run-1"


def unreached(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What no machine has shown of a site that one of them has: (id, what)."""
    found = []
    for site in document["sites"]:
        told = [entry for entry in site["machines"].values() if entry["compiled"]]
        if not told:
            continue
        if not any(entry["reached"] for entry in told):
            found.append((site["id"], "not reached"))
        elif told[0]["failure_path"] is not None and not any(
            entry["failure_path"] for entry in told
        ):
            found.append((site["id"], "failure path not reached"))
    return found


def findings(document: Mapping[str, Any]) -> bool:
    """Whether a run document has something to report."""
    return bool(document["new"] or unreached(document))
