# SPDX-License-Identifier: GPL-2.0
"""Functions of the API under another name: named in campaign.yaml, or known by their body.

What a body has to look like stands in the patches of the campaign. Names of variables
don't count, nor do blanks and comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .. import config, ctext, handpatch
from ..check.fingerprint import normalised
from ..tree import Tree

_SOURCE = (".c", ".h")
_PATCHES = (("introduce-*.patch", b"+"), ("remove-*.patch", b"-"))


def bodies(campaign: config.Campaign) -> dict[str, str]:
    """The body of each function of the API as the patches have it, normalised, by "old", "ro", "rw"."""
    which = {str(campaign.data["api"][w]["name"]): w for w in ("old", "ro", "rw")}
    found: dict[str, str] = {}
    for pattern, sign in _PATCHES:
        for patch in sorted(campaign.folder.glob(pattern)):
            for edit in handpatch.parse(patch):
                lines = [line for hunk in edit.hunks for line in hunk.signed(sign)]
                text = ctext.decode(b"".join(lines))
                for d in ctext.definitions(text):
                    if d.name in which and d.kind == "function":
                        found.setdefault(which[d.name], _body(text, d))
    return found


def _body(text: str, definition: ctext.Definition) -> str:
    """A body, with variables as numbers in the order of their appearance."""
    return normalised(ctext.blanked(text[definition.body : definition.end]))


def _calls(body: str) -> list[str]:
    """What a body calls, in lower case: macros may differ between kernels."""
    return sorted(
        {n for n in re.findall(r"([a-z_]\w*) \(", body)} - {"if", "likely", "unlikely"}
    )


def words(campaign: config.Campaign) -> list[str]:
    """What stands in a file with a function that by_body() finds."""
    return sorted({w for body in bodies(campaign).values() for w in _calls(body)})


def by_body(
    tree: Tree, campaign: config.Campaign, known: Iterable[str]
) -> dict[str, list[str]]:
    """Functions that do what one of the API does, under another name.

    Where two of the API have the same body, the older one is meant: its calls are
    looked at, which those of the other need not be.

    :param known: names that are those of the API
    :returns: names by "old", "ro", "rw"
    """
    wanted = bodies(campaign)
    names = set(known)
    found: dict[str, list[str]] = {which: [] for which in wanted}
    tree.listing.with_word(words(campaign), _SOURCE)  # all in one pass
    for which in ("old", "ro", "rw"):
        if which not in wanted:
            continue
        some = [
            set(tree.listing.with_word([w], _SOURCE)) for w in _calls(wanted[which])
        ]
        for file in sorted(set.intersection(*some)) if some else []:
            for d in tree.definitions(file):
                if d.kind != "function" or d.name in names:
                    continue
                if _body(tree.text(file), d) == wanted[which]:
                    names.add(d.name)
                    found[which].append(d.name)
    return found


def named(campaign: config.Campaign) -> dict[str, list[str]]:
    """Other names that campaign.yaml tells, by "old", "ro", "rw"."""
    told = campaign.data.get("audit", {}).get("names") or {}
    return {which: [str(n) for n in names or []] for which, names in told.items()}
