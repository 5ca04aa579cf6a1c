# SPDX-License-Identifier: GPL-2.0
"""Errors of the failure path: what is undone is left out, or done twice, or the wrong thing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mutation import Edit, Found, Mutation, after, before, begins, operator
from mutation import without
from rechecks import Recheck, rechecks
from sites import Call, Source
from statements import Statement
from vocabulary import UNLOCK, UNMAP, WORDS


def _failing(source: Source) -> Iterator[tuple[Recheck, Statement]]:
    """Rechecks, also such as could be left out, with the branch that is taken where they fail."""
    for r in rechecks(source):
        if r.fails and r.fails.leaves():
            yield r, r.fails


def _calls(r: Recheck, branch: Statement, names: dict[str, int]) -> list[Call]:
    found = r.function.named(names)
    return [c for c in found if c.statement.inside(branch) and c.is_statement()]


def _ladder(r: Recheck, branch: Statement) -> list[Call]:
    """Calls that the branch comes to by its goto, up to the return: those of the labels."""
    last = branch.parts[-1] if branch.kind == "block" else branch
    labels = [
        s
        for s in r.function.statements
        if s.kind == "label" and s.name == last.name and s.start > branch.end
    ]
    if last.kind != "goto" or not labels:
        return []
    block = labels[0].siblings()
    behind = block[block.index(labels[0]) + 1 :]
    found: list[Call] = []
    for statement in behind:
        if statement.kind in ("return", "goto"):
            break
        if statement.kind == "plain":
            calls = [c for c in r.function.calls if c.statement is statement]
            found += [c for c in calls if c.is_statement()]
    return found


@operator(5)
def drop_unlock(source: Source) -> Found:
    """The way out that the recheck takes leaves a lock taken. Only where it unlocks by
    itself."""
    for r, branch in _failing(source):
        for call in _calls(r, branch, source.releasers()):
            edits = without(source, call.statement)
            if call.name in WORDS.unmaps:
                pointer = call.args[WORDS.unmaps[call.name]]
                edits = (Edit(call.start, call.end, f"{UNMAP}({pointer})"),)
            yield Mutation(r.function.name, edits)


@operator(5)
def double_unlock(source: Source) -> Found:
    """The way out releases a lock twice: by itself, or before the label that does."""
    for r, branch in _failing(source):
        words = source.releasers()

        def again(call: Call) -> str:
            place = call.args[words[call.name]]
            name = UNLOCK if call.name in WORDS.unmaps else call.name
            return f"{name}({place});"

        for call in _calls(r, branch, words):
            yield Mutation(r.function.name, after(source, call.statement, again(call)))
        for call in _ladder(r, branch):
            if call.name in words:
                yield Mutation(r.function.name, begins(branch, again(call)))


@operator(5)
def drop_unmap(source: Source) -> Found:
    """The way out leaves a table mapped. Only where it unmaps by itself."""
    for r, branch in _failing(source):
        for call in _calls(r, branch, WORDS.unmaps):
            edits = without(source, call.statement)
            if call.name in WORDS.unlocks:
                lock = call.args[WORDS.unlocks[call.name]]
                edits = (Edit(call.start, call.end, f"{UNLOCK}({lock})"),)
            yield Mutation(r.function.name, edits)


@operator(5)
def double_unmap(source: Source) -> Found:
    """The way out unmaps a table twice: by itself, or before the label that does."""
    for r, branch in _failing(source):
        for call in _calls(r, branch, WORDS.unmaps):
            again = f"{UNMAP}({call.args[WORDS.unmaps[call.name]]});"
            yield Mutation(r.function.name, after(source, call.statement, again))
        for call in _ladder(r, branch):
            if call.name in WORDS.unmaps:
                again = f"{UNMAP}({call.args[WORDS.unmaps[call.name]]});"
                yield Mutation(r.function.name, begins(branch, again))


@operator(5)
def leave_at_once(source: Source) -> Found:
    """The way out undoes nothing: it only leaves. Where it undoes nothing by itself there
    is no mutant."""
    for r, branch in _failing(source):
        words = source.releasers() | WORDS.unmaps
        if branch.kind == "block" and _calls(r, branch, words):
            last = branch.parts[-1]
            edit = Edit(branch.parts[0].start, last.start, "")
            yield Mutation(r.function.name, (edit,))


@operator(5)
def label_too_far(source: Source) -> Found:
    """The way out goes to a later label, past an unlock or an unmap."""
    for r, branch in _failing(source):
        last = branch.parts[-1] if branch.kind == "block" else branch
        calls = [c for c in _ladder(r, branch)]
        words = source.releasers() | WORDS.unmaps
        passed = [c for c in calls if c.name in words]
        if not passed:
            continue
        later = [
            s
            for s in passed[0].statement.siblings()
            if s.kind == "label" and s.start > passed[0].start
        ]
        for label in later:
            start = source.code.index(last.name, last.start + len("goto"))
            edit = Edit(start, start + len(last.name), label.name)
            yield Mutation(r.function.name, (edit,))


def _acts(source: Source, statement: Statement) -> set[tuple[str, ...]]:
    """What a statement does by itself or under conditions: (condition..., call)."""
    found = set()
    pending: list[tuple[Statement, tuple[str, ...]]] = [(statement, ())]
    while pending:
        s, asked = pending.pop()
        if s.kind == "if" and len(s.parts) == 1:
            pending.append((s.parts[0], (*asked, source.text[slice(*s.head)])))
        elif s.kind == "block":
            pending += [(part, asked) for part in s.parts]
        elif s.kind == "plain" and re.match(r"\w+\(", source.text[s.start :]):
            found.add((*asked, source.text[s.start : s.end]))
    return found


def _done(source: Source, branch: Statement) -> set[tuple[str, ...]]:
    """What was done on the way to a branch, whatever way that was."""
    found: set[tuple[str, ...]] = set()
    at: Statement | None = branch
    while at is not None:
        for s in at.siblings():
            if s.end <= at.start:
                found |= _acts(source, s)
        at = at.parent
    return found


@operator(5)
def undo_again(source: Source) -> Found:
    """The way out goes to an earlier label, and takes off once more what was counted off
    or given back before: the same call under the same condition."""
    for r, branch in _failing(source):
        last = branch.parts[-1] if branch.kind == "block" else branch
        if last.kind != "goto":
            continue
        done = _done(source, branch)
        labels = [
            s
            for s in r.function.statements
            if s.kind == "label" and s.start > branch.end
        ]
        for label in labels:
            again: set[tuple[str, ...]] = set()
            for s in label.siblings():
                if s.start > label.start:
                    if s.name == last.name or s.leaves():
                        break
                    again |= _acts(source, s)
            if again & done:
                start = source.code.index(last.name, last.start + len("goto"))
                edit = Edit(start, start + len(last.name), label.name)
                yield Mutation(r.function.name, (edit,))


def _gives_back(name: str) -> bool:
    return bool(set(name.split("_")) & set(WORDS.gives_back))


def _is_reference(source: Source, call: Call) -> bool:
    known = source.releasers().keys() | WORDS.unmaps.keys()
    return _gives_back(call.name) and call.name not in known


@operator(5)
def drop_give_back(source: Source) -> Found:
    """The way out keeps a reference or the like that it gives back: a call whose name has
    a word of giving back (put, unlock, end, exit), and is none of the table's own."""
    for r, branch in _failing(source):
        for call in r.function.calls:
            if _is_reference(source, call) and call.is_statement():
                if call.statement.inside(branch):
                    edits = without(source, call.statement)
                    yield Mutation(r.function.name, edits)


@operator(5)
def double_give_back(source: Source) -> Found:
    """The way out gives a reference or the like back twice: by itself, or before the
    label that does."""
    for r, branch in _failing(source):
        for call in r.function.calls:
            if not (_is_reference(source, call) and call.is_statement()):
                continue
            if call.statement.inside(branch):
                edits = after(source, call.statement, f"{call.text};")
                yield Mutation(r.function.name, edits)
            elif call in _ladder(r, branch):
                last = branch.parts[-1] if branch.kind == "block" else branch
                edits = before(source, last, f"{call.text};")
                yield Mutation(r.function.name, edits)


@operator(5)
def drop_flush(source: Source) -> Found:
    """Entries were cleared before, and the way out doesn't flush the TLB of them. Only
    where it does by itself."""
    for r, branch in _failing(source):
        for call in r.function.calls:
            if call.name.startswith(WORDS.flushes) and call.is_statement():
                s = call.statement
                asks = s.parent if s.parent and s.parent.kind == "if" else s
                if s.inside(branch) and len(asks.parts) < 2:
                    yield Mutation(r.function.name, without(source, asks))


@operator(12)
def unmap_other(source: Source) -> Found:
    """Of two tables that the way out unmaps, one is unmapped twice and the other not at
    all."""
    for r, branch in _failing(source):
        calls = _calls(r, branch, WORDS.unmaps)
        calls = calls or [c for c in _ladder(r, branch) if c.name in WORDS.unmaps]
        for one, two in zip(calls, calls[1:]):
            at = one.spans[WORDS.unmaps[one.name]]
            other = two.args[WORDS.unmaps[two.name]]
            if not re.fullmatch(re.escape(source.text[slice(*at)]), other):
                yield Mutation(r.function.name, (Edit(*at, other),))
