# SPDX-License-Identifier: GPL-2.0
"""The same call in several trees: where it is, and where it is treated otherwise."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from .sites import treatment

Document = dict[str, Any]


def _rows(trees: list[Document]) -> dict[str, dict[int, Document]]:
    """The sites of all trees by fingerprint, and by the number of the tree.

    A call that is alone with its function's name in another file is the same one,
    in a file that was renamed.
    """
    rows: dict[str, dict[int, Document]] = {}
    for number, tree in enumerate(trees):
        fresh = []
        for site in tree["sites"]:
            if site["fingerprint"] in rows:
                rows[site["fingerprint"]][number] = site
            else:
                fresh.append(site)
        lonely = _by_function(rows, number)
        mine: dict[tuple[str, int, str], list[Document]] = defaultdict(list)
        for site in fresh:
            mine[_name(site)].append(site)
        for site in fresh:
            others = lonely.get(_name(site), [])
            moved = len(others) == 1 and len(mine[_name(site)]) == 1
            rows.setdefault(others[0] if moved else site["fingerprint"], {})[
                number
            ] = site
    return rows


def _name(site: Document) -> tuple[str, int, str]:
    kind = "derived" if site["api"] == "derived" else "call"
    return site["function"], site["ordinal"], kind


def _by_function(
    rows: dict[str, dict[int, Document]], number: int
) -> dict[tuple[str, int, str], list[str]]:
    """Rows that a tree has no site in, by function."""
    found: dict[tuple[str, int, str], list[str]] = defaultdict(list)
    for mark, row in rows.items():
        if number not in row:
            site = next(iter(row.values()))
            if site["function"] != "-":
                found[_name(site)].append(mark)
    return found


def across(trees: list[Document], mainline: str) -> list[Document]:
    """One entry for each call of all trees, in the order of files.

    :param mainline: name of the tree that the others are compared with
    """
    names = [tree["name"] for tree in trees]
    main = names.index(mainline)
    made = []
    for mark, row in _rows(trees).items():
        cells = {
            names[number]: {
                "id": site["id"],
                "file": site["file"],
                "line": site["line"],
                "treatment": treatment(site),
            }
            for number, site in sorted(row.items())
        }
        here = treatment(row[main]) if main in row else None
        other = [
            names[number]
            for number, site in sorted(row.items())
            if here and not same(here, treatment(site))
        ]
        first = row.get(main) or next(iter(row.values()))
        made.append(
            {
                "fingerprint": mark,
                "file": first["file"],
                "function": first["function"],
                "ordinal": first["ordinal"],
                "trees": cells,
                "only_in": names[next(iter(row))]
                if len(row) == 1 and len(trees) > 1
                else None,
                "differs": other,
            }
        )
    return sorted(
        made, key=lambda e: (e["file"], e["function"], e["ordinal"], e["fingerprint"])
    )


def same(one: str, other: str) -> bool:
    """Whether two treatments agree: a verdict, and a call that was converted by it, do."""
    return one.removesuffix("+") == other.removesuffix("+")
