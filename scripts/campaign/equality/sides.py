# SPDX-License-Identifier: GPL-2.0
"""One side of a comparison: a document of digests.py, with some names exchanged; and how two records differ."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any

_CLONE = re.compile(r"\.(?:isra|part|constprop|cold|lto_priv|localalias)(?:\.\d+)?")


def plain(symbol: str) -> str:
    """The function of the source that a symbol is of."""
    return _CLONE.sub("", symbol).lstrip(".").removeprefix("__pfx_")


class Side:
    """A document, asked by the names it uses.

    :param rename: name -> the name that is taken for it
    """

    def __init__(self, document: Mapping[str, Any], rename: Mapping[str, str]) -> None:
        self.document = document
        self.functions: dict[str, dict[str, Any]] = document["functions"]
        self.data: dict[str, dict[str, Any]] = document["data"]
        self._names: list[str] = document["names"]
        self._rename = rename

    def names(self, numbers: list[int]) -> list[str]:
        """The names that some numbers stand for, exchanged."""
        return [self._rename.get(n, n) for n in self.own_names(numbers)]

    def own_names(self, numbers: list[int]) -> list[str]:
        """The names that some numbers stand for, as they are."""
        return [self._names[n] for n in numbers]

    def said(self, entry: list[Any]) -> tuple[str, tuple[str, ...]]:
        """A digest and its names."""
        return entry[0], tuple(self.names(entry[1]))

    def refers(self, function: str) -> list[str]:
        """The names that a function refers to; none where it isn't there."""
        record = self.functions.get(function)
        return self.own_names(record["names"]) if record else []

    @functools.cached_property
    def calls(self) -> dict[str, set[str]]:
        """Function -> those functions of the object that it refers to."""
        return {
            name: set(self.refers(name)) & self.functions.keys() - {name}
            for name in self.functions
        }


def changes(
    before: Side, after: Side, old: Mapping[str, Any], new: Mapping[str, Any]
) -> list[str]:
    """In what two records differ, in words; empty where in nothing."""
    found = []
    labels = ("section", "type", "binding", "visibility", "other names")
    for label, one, two in zip(labels, old["attributes"], new["attributes"]):
        if one != two:
            found.append(f"{label} {one} is now {two}")
    if old["size"] != new["size"]:
        found.append(f"size {old['size']} is now {new['size']}")
    if old["digest"] != new["digest"]:
        found.append("its bytes or what they point at")
    else:
        one, two = before.names(old["names"]), after.names(new["names"])
        pairs = [(a, b) for a, b in zip(one, two) if a != b]
        if pairs:
            found.append(f"{pairs[0][1]} where {pairs[0][0]} was")
        elif len(one) != len(two):
            found.append("how many names it refers to")
    layouts_old, layouts_new = old.get("layouts", {}), new.get("layouts", {})
    for section in sorted(layouts_old.keys() | layouts_new.keys()):
        if layouts_old.get(section) != layouts_new.get(section):
            found.append(f"the order of the variables in {section}")
    tables_old, tables_new = old.get("tables", {}), new.get("tables", {})
    for table in sorted(tables_old.keys() | tables_new.keys()):
        one = before.said(tables_old[table]) if table in tables_old else None
        two = after.said(tables_new[table]) if table in tables_new else None
        if one != two:
            found.append(f"its entries in {table}")
    return found
