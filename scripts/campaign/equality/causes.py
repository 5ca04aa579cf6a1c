# SPDX-License-Identifier: GPL-2.0
"""Why a function that no patch touches may come out differently.

The compiler looks at a file as a whole: which registers a callee changes
(-fipa-ra), what it does to memory, with which values it is called, how often it
is used and so whether it is inlined. What is told here is a way along which such a
thing can have come, with a changed function at its end; it is no proof that it did.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any

from .result import CLONE, INDIRECT, INLINES, TOUCHED, UNEXPLAINED
from .sides import Side, plain

Cause = tuple[str, str]  # how it is explained, and why in words


class Causes:
    """The causes there are in two builds of an object.

    :param touched: names of functions of the source; one with a `*` is a pattern
    :param changed: functions that differ, appeared or vanished
    """

    def __init__(
        self,
        before: Side,
        after: Side,
        touched: Collection[str],
        changed: Iterable[str],
    ) -> None:
        self._sides = before, after
        self._names = frozenset(t for t in touched if "*" not in t)
        self._patterns = tuple(t for t in touched if "*" in t)
        self._changed = frozenset(changed)
        self.direct = {
            name: why for name in sorted(self._changed) if (why := self._direct(name))
        }
        self._calls: dict[str, set[str]] = {}
        self._called: dict[str, set[str]] = {}
        for side in self._sides:
            for name, called in side.calls.items():
                self._calls.setdefault(name, set()).update(called)
                for other in called:
                    self._called.setdefault(other, set()).add(name)

    def touches(self, name: str) -> bool:
        """Whether a patch changes what has this name in the source."""
        return name in self._names or any(fnmatchcase(name, p) for p in self._patterns)

    def _records(self, name: str) -> list[dict[str, Any]]:
        return [s.functions[name] for s in self._sides if name in s.functions]

    def _direct(self, name: str) -> Cause | None:
        if self.touches(name):
            return TOUCHED, "a patch changes it"
        if self.touches(plain(name)):
            return CLONE, f"made of {plain(name)}, which a patch changes"
        inlined = sorted(
            {i for r in self._records(name) for i in r["inlines"] if self.touches(i)}
        )
        if inlined:
            return INLINES, f"{', '.join(inlined)} is inlined in it"
        return None

    def of_function(self, name: str) -> Cause:
        """Why a function may differ."""
        if name in self.direct:
            return self.direct[name]
        for why in (
            self._piece(name),
            self._way(name, self._calls, "calls"),
            self._way(name, self._called, "is called by", local=True),
            self._shared(name),
            self._inlining(name),
            self._order(name),
        ):
            if why:
                return INDIRECT, why
        return UNEXPLAINED, ""

    def _piece(self, name: str) -> str:
        """It was cut out of a function that changed, or is what is left of one."""
        for other, (_, why) in self.direct.items():
            if plain(other) == plain(name) and other != name:
                return f"compiled from the same function as {other}: {why}"
        return ""

    def _local(self, name: str) -> bool:
        return any(r["attributes"][2] == "local" for r in self._records(name))

    def _way(
        self,
        name: str,
        edges: Mapping[str, set[str]],
        verb: str,
        local: bool = False,
    ) -> str:
        """The shortest way along calls to a function that changed.

        :param local: only what has no callers elsewhere is made for its callers
        """
        ways, seen = deque([[name]]), {name}
        while ways:
            way = ways.popleft()
            if local and not self._local(way[-1]):
                continue
            for other in sorted(edges.get(way[-1], ())):
                if other in self.direct:
                    steps = "".join(f"{step}, which {verb} " for step in way[1:])
                    return f"{verb} {steps}{other}: {self.direct[other][1]}"
                if other not in seen:
                    seen.add(other)
                    ways.append([*way, other])
        return ""

    def _shared(self, name: str) -> str:
        """It calls something that is made for all its callers, and another one changed."""
        for other in sorted(self._calls.get(name, set()) & self._changed):
            why = self._way(other, self._called, "is called by", local=True)
            if why:
                return f"calls {other}, which {why}"
        return ""

    def _inlining(self, name: str) -> str:
        """Something is inlined in it on one side only, and a changed function uses that, too."""
        one, two = (
            set(s.functions[name]["inlines"]) if name in s.functions else set()
            for s in self._sides
        )
        for function in sorted(one ^ two):
            for other, (_, why) in self.direct.items():
                used = {i for r in self._records(other) for i in r["inlines"]}
                if function in used | {plain(c) for c in self._calls.get(other, ())}:
                    return (
                        f"{function} is inlined otherwise, and {other} uses it: {why}"
                    )
        return ""

    def _order(self, name: str) -> str:
        """It reaches variables whose order changed, and a changed function has some there."""
        records = self._records(name)
        if len(records) < 2:
            return ""
        one, two = (r.get("layouts", {}) for r in records)
        for section in sorted(s for s in one if one[s] != two.get(s)):
            user = self.user_of(section)
            if user:
                return f"reaches {section}, where variables of {user} are"
        return ""

    def user_of(self, section: str, variables: Collection[str] = ()) -> str:
        """A changed function that has to do with a section; "" where there is none.

        :param variables: what stands in it
        """
        for name in sorted(self.direct):
            used = {n for s in self._sides for n in s.refers(name)}
            if used.intersection(variables) or any(
                section in r.get("layouts", {})
                or section in r["tables"]
                or section == r["attributes"][0]
                for r in self._records(name)
            ):
                return f"{name} ({self.direct[name][1]})"
        return ""

    def of_data(self, name: str, users: Iterable[str], section: str) -> Cause:
        """Why a variable, or what has no name, may differ.

        :param users: functions that refer to it, or that it refers to
        """
        if self.touches(name):
            return TOUCHED, "a patch changes it"
        owner, dot, _ = name.partition(".")  # clang: FUNCTION.NAME
        if dot and self.touches(owner):
            return INDIRECT, f"a static variable of {owner}, which a patch changes"
        for user in sorted(users):
            if user in self.direct:
                return INDIRECT, f"goes with {user}: {self.direct[user][1]}"
        user = self.user_of(section)
        if user:
            return INDIRECT, f"in {section}, as is what goes with {user}"
        return UNEXPLAINED, ""
