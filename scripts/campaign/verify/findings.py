# SPDX-License-Identifier: GPL-2.0
"""Whether a verify document has something to report. Apart from what makes one: that loads much."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

SCHEMA = "treewide-verify-1"


def findings(verified: Mapping[str, Any]) -> bool:
    """Whether a verify document has something to report."""
    cells = [e for step in verified["steps"] for e in step["flavours"].values()]
    return bool(
        any(entry["status"] == "fail" for entry in cells)
        or verified["coverage"]["unproven"]
        or verified["compared"]["unexplained"]
        or any(not e["same"] for e in verified["equality"] if e.get("site"))
        or verified["sparse"]["messages"]
        or verified["engines"]["disagree"]
    )
