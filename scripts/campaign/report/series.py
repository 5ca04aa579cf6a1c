# SPDX-License-Identifier: GPL-2.0
"""The patches of a series as plain text: a line a patch, and what was left."""

from __future__ import annotations

from . import phrases
from .layout import wrap
from .phrases import Document, printable
from .text import incomplete


def render(document: Document) -> str:
    """File, subject and number of sites of each patch; what a person has to do."""
    left = document["unconverted"]
    lines: list[str] = []
    for patch in document["patches"]:
        told = f"{printable(patch['file'])}: {printable(patch['subject'])}"
        if patch["sites"]:
            told += f" ({phrases.count(len(patch['sites']), 'site')})"
        lines += wrap(told, "", "    ")
    if document["patches"]:
        sites = sum(len(patch["sites"]) for patch in document["patches"])
        counts = phrases.count(len(document["patches"]), "patch", "patches")
        lines.append(
            f"{counts}, {phrases.count(sites, 'site')}: {printable(document['folder'])}"
        )
    else:
        lines.append("nothing to convert: no patch is written")
    for identity in left:
        file, function = phrases.site_of(identity)
        lines += wrap(f"left for a person: {file}: {function}()", "", "    ")
    if left and document["removal"]:
        lines += wrap(printable(document["removal"]), "    ", "    ")
    lines += incomplete([document])
    return "".join(f"{line}\n" for line in lines)
