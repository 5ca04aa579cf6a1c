# SPDX-License-Identifier: GPL-2.0
"""What audit says of the series: whether it is needed, and what of a tree it leaves."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from campaign.audit.api import Api
from campaign.audit.series import series
from campaign.config import Campaign

API = cast(Api, SimpleNamespace(campaign=Campaign("pte_offset_map_nolock")))


def converted(*sites: tuple[str, bool], files: int = 0, refused: int = 0) -> Any:
    """A document of convert: kind of each site, and whether it is converted."""
    return {
        "schema": "treewide-convert-1",
        "sites": [
            {"id": str(n), "kind": kind, "converted": done, "why_not": "so"}
            for n, (kind, done) in enumerate(sites)
        ],
        "api": {"there": []},
        "files": ["x"] * files,
        "refused": [{"file": "mm/x.c", "why": "no place for it"}] * refused,
        "removal": {"files": []},
    }


@pytest.mark.parametrize(
    "document, applies, why",
    [
        (converted(), None, "nothing is left to convert"),
        (converted(("call", True), files=1), True, "every call is converted"),
        (
            converted(("call", True), ("call", False), files=1),
            False,
            "1 of 2 calls stays",
        ),
        (
            converted(("call", False), ("wrapped", False), ("derived", False)),
            False,
            "2 of 2 calls stay, 1 of 1 lock stays",
        ),
        # A tree that is converted already has nothing for the series but what it left.
        (converted(("derived", False)), None, "1 of 1 lock stays"),
        (
            converted(("derived", False), ("derived", False), refused=1),
            False,
            "mm/x.c: no place for it",
        ),
    ],
)
def test_what_stays_is_told_by_kind(document: Any, applies: Any, why: str) -> None:
    told = series(document, API)
    assert (told["applies"], told["why"]) == (applies, why)
    left = [site["id"] for site in document["sites"] if not site["converted"]]
    assert [entry["id"] for entry in told["left"]] == left
