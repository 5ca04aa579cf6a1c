# SPDX-License-Identifier: GPL-2.0
"""Errors of what outlives the function: a released lock, a pointer to what was unmapped."""

from __future__ import annotations

import re

from mutation import Found, Mutation, operator, without
from rechecks import rechecks
from sites import Source


def _kept(source: Source, locks: bool) -> Found:
    for r in rechecks(source):
        if not r.fails:
            continue
        names = r.locks if locks else r.pointers
        for s in r.fails.walk():
            text = source.code[s.start : s.end]
            found = re.fullmatch(r"[\w>.-]+(?:->|\.)(\w+)\s*=\s*NULL\s*;", text)
            if found and found[1] in names:
                yield Mutation(r.function.name, without(source, s))


@operator(6)
def keep_lock(source: Source) -> Found:
    """The way out releases the lock, and leaves it in the struct that outlives it. Only
    where the way out takes it from there."""
    yield from _kept(source, True)


@operator(6)
def keep_mapping(source: Source) -> Found:
    """The way out unmaps, and leaves the pointer in the struct. Only where the way out
    takes it from there."""
    yield from _kept(source, False)
