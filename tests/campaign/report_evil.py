# SPDX-License-Identifier: GPL-2.0
"""Documents whose texts play tricks, for the tests of reports."""

from __future__ import annotations

from typing import Any

EVIL = "\x1b[31m\n]]<script>{0}](http://x)\u202e\udcff%\x00"


def evil(thing: Any) -> Any:
    """The document with EVIL behind each text of it that may be anything."""
    fixed = "status schema stage patch flavour kind id site verdict".split()
    answers = ("object", "early", "absent", "not built")
    if isinstance(thing, list):
        return [evil(value) for value in thing]
    if not isinstance(thing, dict):
        return thing
    made = {}
    for key, value in thing.items():
        if not isinstance(value, str):
            value = value if key in fixed else evil(value)
        elif key not in fixed and value not in answers:
            value += EVIL
        made[key + EVIL if key in ("armv5", "x64") else key] = value
    return made


# A name that moves a terminal, ends a line, a link, a tag and a message
NAME = "mm/\x1b[31m\n]]<script>{0}](http://x)\u202e\udcff%.c"


def renamed(thing: Any) -> Any:
    """The document with NAME for the writer's file, function and texts."""
    if isinstance(thing, dict):
        return {key: renamed(value) for key, value in thing.items()}
    if isinstance(thing, list):
        return [renamed(value) for value in thing]
    if thing in ("mm/w.c", "writer", "set_it() writes pte", "no way out of here"):
        return NAME
    return thing
