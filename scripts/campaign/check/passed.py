# SPDX-License-Identifier: GPL-2.0
"""NULL that goes through wrappers to where the API wants a place for the table's value."""

from __future__ import annotations

import re

from .. import collection, config, ctext
from ..tree import Tree
from .finding import Document, Finding

_NULL = ("NULL", "0")


def _arguments(tree: Tree, site: Document) -> list[str]:
    """The arguments of a site's call, as they are written."""
    text = tree.text(site["file"])
    code = ctext.blanked(text)
    starts = ctext.line_starts(text)
    name = re.escape(site["call"])
    match = re.compile(rf"\b{name}\s*\(").search(code, starts[site["line"] - 1])
    if not match:
        return []
    close = ctext.closing(code, match.end() - 1)
    return ctext.split_arguments(code[match.end() : close]) if close > 0 else []


def _passed_on(tree: Tree, site: Document, argument: str) -> int | None:
    """The number of the wrapper's parameter that an argument is, if it never changes."""
    if site["kind"] != "wrapper" or not re.fullmatch(r"\w+", argument):
        return None
    for definition in tree.definitions(site["file"]):
        if definition.start != site["definition"] or definition.kind != "function":
            continue
        names = [collection.parameter(text)["name"] for text in definition.params]
        code = ctext.blanked(tree.text(site["file"]))
        body = code[definition.body : definition.end]
        if argument in names and not re.search(
            rf"\b{argument}\s*(?:=(?!=)|[-+]=|\+\+|--)|&\s*{argument}\b", body
        ):
            return names.index(argument)
    return None


def passed_null(
    tree: Tree, campaign: config.Campaign, sites: list[Document]
) -> list[Finding]:
    """Calls of wrappers that hand NULL to the call behind them.

    :param sites: those of classify, wrappers and what calls them
    """
    api = campaign.data["api"]["rw"]
    by_id = {site["id"]: site for site in sites}
    wanted: dict[str, int | None] = {}

    def position(site: Document) -> int | None:
        """The argument of a site's call that ends up as the place."""
        if not site["behind"]:
            return int(api["pmdvalp"]) if site["call"] == api["name"] else None
        if site["behind"] not in wanted:
            wrapper = by_id[site["behind"]]
            at = position(wrapper)
            arguments = _arguments(tree, wrapper)
            known = at is not None and at < len(arguments)
            wanted[site["behind"]] = (
                _passed_on(tree, wrapper, arguments[at])
                if known and at is not None
                else None
            )
        return wanted[site["behind"]]

    found = []
    for site in sites:
        at = position(site) if site["behind"] else None
        arguments = _arguments(tree, site) if at is not None else []
        if at is None or at >= len(arguments) or arguments[at] not in _NULL:
            continue
        path = [
            {
                "file": site["file"],
                "line": site["line"],
                "function": site["function"],
                "what": f"hands {arguments[at]} to {site['call']}()",
            }
        ]
        inner: Document | None = by_id[site["behind"]]
        while inner:
            what = f"hands it to {inner['call']}()"
            step = {name: inner[name] for name in ("file", "line", "function")}
            path.append({**step, "what": what})
            inner = by_id[inner["behind"]] if inner["behind"] else None
        found.append(
            Finding(
                "pmdval_null",
                site["file"],
                site["line"],
                site["function"],
                f"{site['call']}() hands {arguments[at]} to {api['name']}() as pmdvalp",
                path,
                {(site["file"], site["line"])},
                engines=("solver",),
            )
        )
    return found
