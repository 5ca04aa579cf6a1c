# SPDX-License-Identifier: GPL-2.0
"""What the flavours have shown of a step, summed up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .changes import COMMENT, DIRECTIVE, DOCUMENT, Line
from .planned import Plan, needs_proof
from .reasons import KINDS, Reason

Why = Callable[[Line, str], Reason]


def architectures(file: str, there: Sequence[str]) -> list[str]:
    """The architectures that can have a file: one, for what is below arch/NAME/.

    :param there: those of the flavours
    """
    parts = file.split("/")
    return [parts[1]] if parts[0] == "arch" and len(parts) > 2 else sorted(set(there))


def _nearest(reasons: Sequence[Reason]) -> Reason:
    """Of the reasons of an architecture's flavours the one nearest to being compiled."""
    known = [reason for reason in reasons if reason.kind != "unknown"]
    return max(known or reasons, key=lambda reason: KINDS.index(reason.kind))


def _hidden(file: str, line: Line, arch: str, reason: Reason) -> dict[str, Any]:
    return {"file": file, "line": line.line, "arch": arch, **reason.document()}


def summed(
    plan: Plan,
    seen_by_flavour: Mapping[str, Mapping[str, Sequence[int]]],
    arch_of: Mapping[str, str],
    why: Why,
) -> dict[str, Any]:
    """The coverage of a step.

    A line of arch/NAME/ is looked for on that architecture, any other on every architecture
    that a flavour has. It is proven where some flavour has compiled it and, on each
    architecture where none has, something is known to leave it out ("partial").

    :param plan: the step
    :param seen_by_flavour: what each flavour that was compiled has shown, Plan.seen() of
        all its files together
    :param arch_of: flavour -> its architecture
    :param why: why a flavour has not compiled a line (Configured.why); asked only then
    :returns: the same for the same input, every list by file and line::

        {"lines": lines that need a proof (code and directives),
         "proven": how many of them have it,
         "directives": how many of "lines" are directives of the preprocessor,
         "comments": changed lines that are comment or blank,
         "documents": changed lines of files that are not compiled,
         "unproven": [{"file", "line", "kind": "code"|"directive", "why": text,
                       "reveals": [Reveal], "archs": [{"arch", "kind", "why", "reveals"}]}],
         "partial": [{"file", "line", "arch", "kind", "why", "reveals"}],
         "detail": [{"file", "line", "kind", "flavours": [name]}]}

        "archs" has each architecture on which it was looked for and not seen. "partial"
        has, of the proven lines, those architectures. A Reveal is {"symbol", "value",
        "file", "line", "depends", "prompt"}, "kind" beside a "why" one of reasons.KINDS.
    """
    flavours = sorted(seen_by_flavour)
    has = {
        (file, number, flavour)
        for flavour in flavours
        for file, numbers in seen_by_flavour[flavour].items()
        for number in numbers
    }
    unplanted = {line[:2] for line in plan.unplanted()}
    unproven: list[dict[str, Any]] = []
    partial: list[dict[str, Any]] = []
    detail: list[dict[str, Any]] = []
    wanted = [line for line in plan.lines if needs_proof(line)]

    def reason(line: Line, arch: str) -> Reason:
        names = [flavour for flavour in flavours if arch_of[flavour] == arch]
        if not names:
            return Reason("unknown", f"no flavour of {arch} was compiled")
        if line[:2] in unplanted:
            return Reason("unknown", "nothing can show whether it was compiled")
        return _nearest([why(line, flavour) for flavour in names])

    for line in wanted:
        by = [f for f in flavours if (line.file, line.line, f) in has]
        detail.append({**line._asdict(), "flavours": by})
        archs = architectures(line.file, [arch_of[flavour] for flavour in flavours])
        lacking = [a for a in archs if not any(arch_of[f] == a for f in by)]
        reasons = [(arch, reason(line, arch)) for arch in lacking]
        if by and not any(r.kind == "unknown" for _, r in reasons):
            partial += [_hidden(line.file, line, a, r) for a, r in reasons]
        else:
            unproven.append(_unproven(line, reasons))
    return {
        "lines": len(wanted),
        "proven": len(wanted) - len(unproven),
        "directives": sum(line.kind == DIRECTIVE for line in wanted),
        "comments": sum(line.kind == COMMENT for line in plan.lines),
        "documents": sum(line.kind == DOCUMENT for line in plan.lines),
        "unproven": unproven,
        "partial": partial,
        "detail": detail,
    }


def _unproven(line: Line, reasons: Sequence[tuple[str, Reason]]) -> dict[str, Any]:
    """A line that isn't proven, with all that is known of why."""
    texts: dict[str, list[str]] = {}
    for arch, reason in reasons:
        texts.setdefault(reason.why, []).append(arch)
    if len(texts) == 1:
        told = next(iter(texts))
    else:
        told = "; ".join(f"{', '.join(archs)}: {text}" for text, archs in texts.items())
    reveals = dict.fromkeys(
        reveal for _, reason in reasons for reveal in reason.reveals
    )
    return {
        **line._asdict(),
        "why": told or "no flavour was compiled",
        "reveals": [reveal._asdict() for reveal in reveals],
        "archs": [{"arch": a, **r.document()} for a, r in reasons],
    }
