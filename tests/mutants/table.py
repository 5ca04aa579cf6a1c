# SPDX-License-Identifier: GPL-2.0
"""The table: which engine kills how many mutants, by operator and by site; who survives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from kept import Answer
from mutants import Exclusion, Mutant


@dataclass
class Result:
    """What came of a mutant.

    :param killed: engine -> what it found that it doesn't find without the error
    """

    mutant: Mutant
    killed: dict[str, Answer] = field(default_factory=dict)


def _row(head: str, results: Sequence[Result], engines: Sequence[str]) -> str:
    total = len(results)
    cells = [sum(bool(r.killed.get(e)) for r in results) for e in engines]
    cells.append(sum(any(r.killed.values()) for r in results))
    parts = "".join(f"{c:>7} {100 * c // total:>3}%" for c in cells)
    return f"{head:<46}{total:>6}{parts}"


def _by(
    results: Sequence[Result], key: Callable[[Result], str], engines: Sequence[str]
) -> list[str]:
    keys = list(dict.fromkeys(key(r) for r in results))
    return [_row(k, [r for r in results if key(r) == k], engines) for k in keys]


def table(results: Sequence[Result], engines: Sequence[str]) -> str:
    """Mutants by operator and by site, and those that nobody or only one kills."""
    ordered = sorted(
        results, key=lambda r: (r.mutant.operator.kind, r.mutant.operator.name)
    )
    heads = "".join(f"{e[:12]:>12}" for e in [*engines, "either"])
    lines = [f"{'kind, operator':<46}{'all':>6}{heads}"]
    lines += _by(
        ordered,
        lambda r: f"{r.mutant.operator.kind:>2} {r.mutant.operator.name}",
        engines,
    )
    lines += ["", f"{'site':<46}{'all':>6}{heads}"]
    lines += _by(
        results, lambda r: f"{r.mutant.source.name} {r.mutant.function}"[-45:], engines
    )
    lines += ["", _row("all", results, engines), ""]
    survivors = [r.mutant.name for r in results if not any(r.killed.values())]
    lines += [f"survivors: {len(survivors)}", *(f"  {name}" for name in survivors)]
    for engine in engines:
        left = [
            r.mutant.name
            for r in results
            if not r.killed.get(engine) and any(r.killed.values())
        ]
        lines += ["", f"not by {engine}: {len(left)}", *(f"  {n}" for n in left)]
    return "\n".join(lines) + "\n"


def alarms(said: dict[str, dict[str, Answer]]) -> str:
    """The false alarms.

    :param said: engine -> source -> what it finds in right code
    """
    lines = []
    for engine, by_source in said.items():
        count: Counter[str] = Counter()
        for source, answer in by_source.items():
            for key, number in answer.items():
                count[f"{source}: {', '.join(key)}"] += number
        lines.append(f"false alarms of {engine}: {sum(count.values())}")
        lines += [f"  {what}" for what in count]
    return "\n".join(lines) + "\n"


def left_out(found: Iterable[Exclusion]) -> str:
    """The places that operators leave out, by reason."""
    count = Counter((e.operator, e.why) for e in found)
    lines = [f"{n:>6}  {operator}: {why}" for (operator, why), n in count.items()]
    return "\n".join(["left out, since the result can be right", *lines]) + "\n"
