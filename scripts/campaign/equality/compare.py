# SPDX-License-Identifier: GPL-2.0
"""What is the same in two builds of an object, what isn't, and whether a patch explains it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from .causes import Cause, Causes
from .result import (
    APPEARED,
    DIFFERS,
    INDIRECT,
    LINES,
    PLACED,
    SAME,
    UNEXPLAINED,
    VANISHED,
    Comparison,
    Result,
)
from .sides import Side, changes

_Record = Mapping[str, Any]
_LEFT_OUT = {
    "places": "where strings, variables and functions stand",
    "distances": "how far another function in the section is",
    "numbers": "numbers that the compiler gives to variables of functions",
    "lines": "line numbers in tables",
}


class _Comparison:
    """Compares two sides.

    :param lines: line of the source before -> the line it is after
    """

    def __init__(
        self,
        before: Side,
        after: Side,
        touched: Collection[str],
        lines: Callable[[int], int] | None,
    ) -> None:
        self._before, self._after, self._lines = before, after, lines
        self._left_out: dict[str, set[str]] = defaultdict(set)
        self._differences: dict[str, list[str]] = {}
        functions = before.functions.keys() | after.functions.keys()
        for name in functions:
            old, new = before.functions.get(name), after.functions.get(name)
            if old is None or new is None:
                self._differences[name] = [VANISHED if old else APPEARED]
            elif found := changes(before, after, old, new):
                self._differences[name] = found
        self._causes = Causes(before, after, touched, self._differences)

    def _same(self, name: str, kind: str, old: _Record, new: _Record) -> Result:
        """Note what had to be left out for two records to be the same."""
        one, two = old.get("left_out", {}), new.get("left_out", {})
        for what in one.keys() | two.keys():
            if one.get(what) != two.get(what):
                self._left_out[_LEFT_OUT.get(what, what)].add(name)
        if self._before.own_names(old["names"]) != self._after.own_names(new["names"]):
            self._left_out["names that are taken for the same"].add(name)
        return Result(name, kind, SAME)

    def _result(self, name: str, kind: str, found: list[str], cause: Cause) -> Result:
        explained, why = cause
        change = found[0] if found[0] in (APPEARED, VANISHED) else DIFFERS
        what = "" if change != DIFFERS else "; ".join(found)
        words = ": ".join(w for w in (what, why) if w)
        return Result(name, kind, change, explained, words)

    def functions(self) -> Iterator[Result]:
        """Every function of either side."""
        before, after = self._before.functions, self._after.functions
        for name in sorted(before.keys() | after.keys()):
            found = self._differences.get(name)
            if found is None:
                yield self._same(name, "function", before[name], after[name])
                continue
            cause = self._causes.of_function(name)
            if name in before and name in after and cause[0] in (INDIRECT, UNEXPLAINED):
                cause = self._kind(before[name], after[name]) or cause
                if cause[0] == UNEXPLAINED and self._moved(before[name], after[name]):
                    why = "has numbers of lines that moved: other code may suit these"
                    cause = INDIRECT, why
            yield self._result(name, "function", found, cause)

    def _shape(self, side: Side, record: _Record) -> tuple[Any, ...]:
        """What is the same in two functions that differ only in numbers or in how they are placed."""
        tables = record["tables"].items()
        return (
            record.get("shape"),
            record["attributes"],
            side.names(record["names"]),
            record.get("layouts"),
            {table: (said[2], side.names(said[1])) for table, said in tables},
        )

    def _kind(self, old: _Record, new: _Record) -> Cause | None:
        """What all that differs in a function comes to, where that is something simple."""
        one, two = self._shape(self._before, old), self._shape(self._after, new)
        if one[0] is None or one != two:
            return None
        pairs = [(a, b) for a, b in zip(old["numbers"], new["numbers"]) if a != b]
        if pairs:
            if not self._lines or any(a <= 0 or self._lines(a) != b for a, b in pairs):
                return None
            first = f"{pairs[0][0]} is now {pairs[0][1]}"
            return LINES, f"nothing but numbers of lines that moved: {first}"
        user = self._causes.user_of(old["attributes"][0])
        why = "nothing but padding and the length of branches: behind "
        return (PLACED, why + user) if user else None

    def _moved(self, old: _Record, new: _Record) -> bool:
        """Whether the numbers of two functions are the same but for lines that moved."""
        one, two = (Counter[int](r.get("numbers", ())) for r in (old, new))
        gone, come = one - two, two - one
        if not self._lines or not gone:
            return False
        for number in gone.elements():
            number = self._lines(number) if number > 0 else 0
            # Where one line goes to a second one's place, that one goes on to a third's.
            while number > 0 and come[number] <= 0 and one[number]:
                one[number] -= 1
                number = self._lines(number)
            come[number] -= 1
        return not any(come.values())

    def data(self) -> Iterator[Result]:
        """Every variable of either side."""
        before, after = self._before.data, self._after.data
        for name in sorted(before.keys() | after.keys()):
            old, new = before.get(name), after.get(name)
            if old is not None and new is not None:
                found = changes(self._before, self._after, old, new)
                if not found:
                    yield self._same(name, "data", old, new)
                    continue
            else:
                found = [VANISHED if old else APPEARED]
            users: set[str] = set()
            for record, side in ((old, self._before), (new, self._after)):
                if record is not None:
                    users |= {*record["by"], *side.own_names(record["names"])}
            section = (new or old or {})["attributes"][0]
            cause = self._causes.of_data(name, users, section)
            yield self._result(name, "data", found, cause)

    def rest(self) -> Iterator[Result]:
        """What no symbol covers, by section."""
        before, after = self._before, self._after
        one, two = before.document["rest"], after.document["rest"]
        for section in sorted(one.keys() | two.keys()):
            old = [before.said(piece) for piece in one.get(section, ())]
            new = [after.said(piece) for piece in two.get(section, ())]
            if old == new:
                yield Result(section, "rest", SAME)
                continue
            pieces = set(old) ^ set(new) or set(old)
            users = {name for _, names in pieces for name in names}
            cause = self._causes.of_data("", users, section)
            found = ["what no symbol covers there"]
            yield self._result(section, "rest", found, cause)

    def sections(self) -> Iterator[Result]:
        """What a linker is told of sections, and of the object."""
        one, two = self._before.document, self._after.document
        for name in sorted(one["sections"].keys() & two["sections"].keys()):
            (old, old_order), (new, new_order) = (
                one["sections"][name],
                two["sections"][name],
            )
            found = []
            if old != new:
                found.append(f"type, flags, alignment, entry size {old} are now {new}")
            both = set(old_order) & set(new_order)
            orders = ([n for n in o if n in both] for o in (old_order, new_order))
            if next(orders) != next(orders):
                found.append("the order of its variables")
            if not found:
                yield Result(name, "section", SAME)
                continue
            user = self._causes.user_of(name, both)
            why = f"holds what goes with {user}" if user else ""
            cause = (INDIRECT, why) if user else (UNEXPLAINED, "")
            yield self._result(name, "section", found, cause)
        if one["object"] != two["object"]:
            found = [
                f"machine, class, order, flags {one['object']} are now {two['object']}"
            ]
            yield self._result("", "object", found, (UNEXPLAINED, ""))

    def normalised(self) -> Iterator[dict[str, Any]]:
        """What was left out and would have made a difference."""
        for what, names in sorted(self._left_out.items()):
            yield {"what": what, "where": sorted(names)}
        one, two = (s.document["ignored"] for s in (self._before, self._after))
        by_reason: dict[str, list[str]] = defaultdict(list)
        for section in sorted(one.keys() | two.keys()):
            if one.get(section) != two.get(section):
                by_reason[(one.get(section) or two[section])[1]].append(section)
        for why, sections in sorted(by_reason.items()):
            yield {"what": why, "where": sections}
        unknown = {s.document["inlining"] for s in (self._before, self._after)}
        for why in sorted(unknown - {""}):
            yield {"what": f"what is inlined where isn't known: {why}", "where": []}


def compare(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    rename: Mapping[str, str],
    touched: Collection[str],
    lines: Callable[[int], int] | None = None,
) -> Comparison:
    """Compare two builds of an object.

    :param before: what digests() said of one
    :param after: and of the other
    :param rename: names of the API -> what is taken for them, on both sides. Names that are
        taken for the same can't be told from each other: give the old and the one new
        name that a patch puts in its place, and not all there are.
    :param touched: functions of the source that the patches between the two change
        (touched.py); a name with a `*` is a pattern
    :param lines: line of the source before -> line after, to know a moved __LINE__ by
    """
    one, two = Side(before, rename), Side(after, rename)
    compared = _Comparison(one, two, touched, lines)
    results = (
        *compared.functions(),
        *compared.data(),
        *compared.rest(),
        *compared.sections(),
    )
    return Comparison(results, tuple(compared.normalised()))
