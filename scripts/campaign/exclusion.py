# SPDX-License-Identifier: GPL-2.0
"""Exclusion facts: why a recheck may be left out, attested by a person.

The campaign quotes them; nothing here finds or weighs one.
"""

from __future__ import annotations

import fnmatch
from typing import Any

from .config import Campaign
from .errors import UserError

_KEYS = ("function", "fact", "attested", "source")
Document = dict[str, Any]


def facts_of(campaign: Campaign) -> list[dict[str, str]]:
    """The campaign's facts.

    :raises UserError: one is not whole: nobody attests it, say
    """
    facts = campaign.data.get("exclusion_facts") or []
    where = f"{campaign.folder / 'campaign.yaml'}: exclusion_facts"
    if not isinstance(facts, list):
        raise UserError(f"{where}: is no list")
    for number, fact in enumerate(facts, 1):
        for key in _KEYS:
            value = fact.get(key) if isinstance(fact, dict) else None
            if not isinstance(value, str) or not value.strip():
                raise UserError(f"{where}: number {number} has no {key}")
    return facts


def attest(site: Document, facts: list[dict[str, str]]) -> None:
    """Put the first fact that is about a site's function in the place of its recheck."""
    if site["verdict"] != "rw" or site["recheck"]["present"]:
        return
    for fact in facts:
        if fnmatch.fnmatchcase(site["function"], fact["function"]):
            sentence = fact["fact"].strip().rstrip(".")
            site["recheck"] |= {
                "kind": "attested",
                "present": True,
                "why": f"{sentence} (attested by {fact['attested']}: {fact['source']})",
            }
            return
