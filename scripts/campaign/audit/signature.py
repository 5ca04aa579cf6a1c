# SPDX-License-Identifier: GPL-2.0
"""What a tree declares by a name, and which argument is which, told by the types.

A backport may have its arguments in another order. Types tell which is which; where
two arguments have one type, the parameters' names do, and else the usual order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .. import collection, ctext
from ..tree import Tree

_SOURCE = (".c", ".h")
Api = Mapping[str, Any]  # "name", and the position of each argument by its role


@dataclass(frozen=True)
class Declared:
    """A function that a tree declares or defines.

    :param order: position of each argument by its role; None where it can't be told
    """

    name: str
    file: str
    line: int
    defined: bool
    order: dict[str, int] | None


def _plain(text: str) -> str:
    """A type without needless blanks."""
    return re.sub(r"\s*\*\s*", "*", " ".join(text.split()))


def roles(api: Api) -> list[str]:
    """The arguments of a function, in its usual order."""
    named = [role for role in api if role != "name"]
    return sorted(named, key=lambda role: int(api[role]))


def order(
    parameters: list[str], api: Api, types: Mapping[str, str]
) -> dict[str, int] | None:
    """Which parameter is which; None where they are not those that are meant.

    :param parameters: as they are declared
    :param types: the type of each role; without, the usual order is taken for granted
    """
    wanted = roles(api)
    if len(parameters) != len(wanted):
        return None
    if not types:
        return {role: int(api[role]) for role in wanted}
    told = [collection.parameter(text.strip()) for text in parameters]
    # A prototype may leave out the name: then the type is all there is.
    kinds = [{_plain(text), _plain(one["type"])} for text, one in zip(parameters, told)]
    found: dict[str, int] = {}
    free = set(range(len(parameters)))
    for exact in (True, False):
        for role in wanted:
            if role in found:
                continue
            fits = [n for n in sorted(free) if _plain(types[role]) in kinds[n]]
            named = [n for n in fits if told[n]["name"] == role]
            chosen = named[:1] if exact else fits[:1]
            if chosen:
                found[role] = chosen[0]
                free.discard(chosen[0])
    return {role: found[role] for role in wanted} if len(found) == len(wanted) else None


def declared(
    tree: Tree, name: str, api: Api, types: Mapping[str, str]
) -> list[Declared]:
    """Every declaration and definition of a name, definitions first."""
    found = []
    for file in tree.listing.with_word([name], _SOURCE):
        text = tree.text(file)
        starts = ctext.line_starts(text)
        definitions = tree.definitions(file)
        for d in definitions:
            if d.name == name and d.kind == "function":
                line = ctext.position(starts, d.start)[0]
                found.append(
                    Declared(name, file, line, True, order(list(d.params), api, types))
                )
            elif d.name == name:
                line = ctext.position(starts, d.start)[0]
                found.append(Declared(name, file, line, True, None))
        code = ctext.blanked(text)
        pattern = (
            rf"^[^\n;{{}}()#=]*[\w*]\s*\b{re.escape(name)}\s*\(([^;{{}}()]*)\)\s*;"
        )
        for match in re.finditer(pattern, code, re.M):
            at = match.start(1)
            if any(d.start <= at < d.end for d in definitions):
                continue
            if re.match(r"\s*return\b", match[0]):
                continue
            params = ctext.split_arguments(match[1])
            line = ctext.position(starts, code.rindex(name, 0, at))[0]
            found.append(Declared(name, file, line, False, order(params, api, types)))
    return sorted(found, key=lambda d: (not d.defined, d.file, d.line))
