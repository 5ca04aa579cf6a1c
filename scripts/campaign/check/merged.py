# SPDX-License-Identifier: GPL-2.0
"""One finding for one error, whichever engine saw it."""

from __future__ import annotations

from dataclasses import replace

from .finding import Finding, in_order

# Rules that are about one error, a write that nothing rechecks, from different sides
_ALIKE = frozenset(
    """
    pmdval_null pmdval_shared pmdval_stale pmdval_unused pte_same_none
    recheck_unlocked relock_unchecked write_unchecked
    """.split()
)


def _same(rule: Finding, solver: Finding) -> bool:
    """Whether a finding of a rule and one of the solver are about one error.

    They are where the rule names the mapping, with whose place the solver's way begins.
    """
    if rule.rule != solver.rule and not {rule.rule, solver.rule} <= _ALIKE:
        return False
    mapped = (solver.path[0]["file"], solver.path[0]["line"])
    return mapped in rule.places or solver.place in rule.places


def merged(rules: list[Finding], solver: list[Finding]) -> list[Finding]:
    """The findings of both engines, what they agree on once.

    Of such a one the place and words are the rule's, the way to it is the longer one.
    """
    made: dict[tuple[str, str, int], Finding] = {}
    for finding in in_order(rules):
        made.setdefault((finding.rule, *finding.place), finding)
    for finding in in_order(solver):
        same = [key for key, other in made.items() if _same(other, finding)]
        sure = [key for key in same if made[key].sure or not finding.sure]
        for key in sure:
            other = made[key]
            longer = max(other.path, finding.path, key=len)
            engines = tuple(dict.fromkeys(other.engines + finding.engines))
            made[key] = replace(other, path=longer, engines=engines)
        if not sure:
            made.setdefault((finding.rule, *finding.place), finding)
    return in_order(list(made.values()))
