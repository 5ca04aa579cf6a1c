# SPDX-License-Identifier: GPL-2.0
"""The words of the campaign that operators go by."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.config import Campaign

CAMPAIGN = Campaign("pte_offset_map_nolock")


@dataclass(frozen=True)
class Words:
    """Sets of function names, or name -> position of the argument it is about."""

    locks: dict[str, int]
    trylocks: dict[str, int]
    unlocks: dict[str, int]
    unmaps: dict[str, int]
    writes: dict[str, int]
    locked_result: frozenset[str]
    maps: frozenset[str]
    same_table: frozenset[str]
    same_entry: frozenset[str]
    none: frozenset[str]
    not_none: frozenset[str]
    table_readers: frozenset[str]
    entry_readers: frozenset[str]
    transparent: frozenset[str]
    flushes: tuple[str, ...]
    gives_back: dict[str, list[str]]


def _words() -> Words:
    words, convert = CAMPAIGN.data["words"], CAMPAIGN.data["convert"]
    compiler = CAMPAIGN.data["compiler"]
    return Words(
        locks=words["locks"],
        trylocks=words["trylocks"],
        unlocks=words["unlocks"],
        unmaps=words["drops"],
        writes=words["writes"] | words["writes_entry"],
        locked_result=frozenset(words["locked_result"]),
        maps=frozenset(words["maps"]),
        same_table=frozenset(words["same_table"]),
        same_entry=frozenset(words["same_entry"]),
        none=frozenset(words["none"]),
        not_none=frozenset(words["not_none"]),
        table_readers=frozenset(convert["entry_readers"]),
        entry_readers=frozenset(compiler["entry_readers"]),
        transparent=frozenset(words["transparent"]),
        flushes=tuple(convert["flushes"]),
        gives_back=convert["gives_back"],
    )


WORDS = _words()
RO, RW = CAMPAIGN.data["api"]["ro"], CAMPAIGN.data["api"]["rw"]
SAME = CAMPAIGN.data["convert"]["same"]
UNMAP, UNLOCK = CAMPAIGN.data["convert"]["unmap"], CAMPAIGN.data["convert"]["unlock"]
UNMAP_UNLOCK = CAMPAIGN.data["convert"]["unmap_unlock"]
READ_TABLE = CAMPAIGN.data["convert"]["entry_readers"][0]
VALUE_TYPE = CAMPAIGN.data["convert"]["value_type"]
