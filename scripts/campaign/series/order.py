# SPDX-License-Identifier: GPL-2.0
"""Which sites share a patch, and the order of the patches."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

Site = dict[str, Any]
SPLITS = ("function", "file", "maintainer")
ORDERS = ("tree", "seed")


@dataclass(frozen=True)
class Group:
    """The sites of one patch, in the tree's order.

    :param first: where the first of them stands among all sites
    """

    sites: tuple[Site, ...]
    first: int

    @property
    def derived(self) -> bool:
        """Whether these are sites of the second kind, which come last."""
        return self.sites[0]["kind"] == "derived"

    @property
    def only_reads(self) -> bool:
        """Whether nothing is written through any of the mappings."""
        return all(site["verdict"] == "ro" for site in self.sites)

    @property
    def guarded(self) -> bool:
        """Whether the tree has every recheck already."""
        return all(site["recheck"].get("present") for site in self.sites)


def groups(
    sites: list[Site], split: str, owner: Callable[[str], Hashable]
) -> list[Group]:
    """The converted sites, those together that one patch holds.

    What calls a wrapper goes with it, and so do sites that change the same text.

    :param split: one of SPLITS
    :param owner: whose a file is, for the split by maintainer
    """
    converted = {s["id"]: n for n, s in enumerate(sites) if s["converted"]}
    parent = {n: n for n in converted.values()}

    def root(number: int) -> int:
        while parent[number] != number:
            number = parent[number]
        return number

    by_key: dict[Hashable, int] = {}
    for number in converted.values():
        for key in _keys(sites[number], split, owner, converted):
            other = root(by_key.setdefault(key, number))
            mine = root(number)
            parent[max(other, mine)] = min(other, mine)
    members: dict[int, list[Site]] = {}
    for number in sorted(converted.values()):
        members.setdefault(root(number), []).append(sites[number])
    return [Group(tuple(found), first) for first, found in sorted(members.items())]


def _keys(
    site: Site,
    split: str,
    owner: Callable[[str], Hashable],
    converted: dict[str, int],
) -> Iterable[Hashable]:
    """What a site has in common with those of the same patch."""
    kind = site["kind"] == "derived"
    yield "function", kind, site["file"], site["definition"]
    if split == "file":
        yield "file", kind, site["file"]
    if split == "maintainer":
        yield "owner", kind, owner(site["file"])
    if site["behind"] in converted:
        yield "site", site["behind"]
    yield "site", site["id"]
    for edit in site["edits"]:
        if edit["start"] != edit["end"]:
            yield "edit", edit["file"], edit["start"], edit["end"]


def arranged(found: list[Group], order: str) -> tuple[list[Group], list[Group]]:
    """The groups before the removal of the old function, and those behind it.

    :param order: "tree": those that only read, then those that write, each in the
        tree's order; "seed": the architectures, those that only read, those whose
        recheck is there already, the others, each in the tree's order
    """

    def rank(group: Group) -> tuple[int, int]:
        if order == "tree":
            return (not group.only_reads, group.first)
        if group.sites[0]["file"].startswith("arch/"):
            return (0, group.first)
        return (1 if group.only_reads else 2 if group.guarded else 3, group.first)

    before = sorted((g for g in found if not g.derived), key=rank)
    return before, sorted((g for g in found if g.derived), key=rank)
