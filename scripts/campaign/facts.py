# SPDX-License-Identifier: GPL-2.0
"""What each definition does, as spatch sees it: the solver's input.

A definition is cut out of its file (a slice) and asked about by itself, by
the rules of cocci/facts/. So a function that doesn't parse spoils no other,
and the answer depends on the slice and the rules alone: it is cached under
the digest of both, and moving a function or editing its neighbour costs
nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

from . import ctext, files, spatch
from .kept import Kept

Facts = dict[str, Any]
RULES = Path(__file__).resolve().parents[2] / "cocci" / "facts"
_CONTINUED = re.compile(r"\\\r?\n")
_STATEMENT_EXPRESSION = re.compile(r"\(\s*\{(.*)\}\s*\)\s*;?\s*", re.S)
_STATEMENT = re.compile(r"(?:do|if|for|while|switch|return|goto|asm|__asm__)\b|\{|$")
# Rules that find nothing where this doesn't stand: most macros have neither.
_WITHOUT = {"steps": re.compile(r"\+\+|--"), "assignments": re.compile("=")}
_FEW = 16  # slices
_LISTS = {
    "statement": "statements",
    "call": "calls",
    "assign": "assigns",
    "step": "steps",
    "declare": "declares",
}


# Of all trees of this process, by digest of slice and rules
_sure: dict[str, Facts] = {}


def slice_of(text: str, definition: ctext.Definition, pointer: str) -> str:
    """The definition as a C function that stands alone.

    A macro's body becomes a function's body; its parameters are given the
    type of a pointer to an entry, for they have none of their own.
    """
    if definition.kind == "function":
        return text[definition.start : definition.end].replace("\r\n", " \n") + "\n"
    # The head stays on the macro's first line, so that lines agree.
    body = ctext.blanked(text[definition.body : definition.end])
    body = _CONTINUED.sub(" \n", body)
    inner = _STATEMENT_EXPRESSION.fullmatch(body.strip())
    if inner:  # its statements are the macro's statements
        lead = body[: len(body) - len(body.lstrip())]
        body = lead + inner.group(1)
    elif ";" not in body and not _STATEMENT.match(body.strip()):
        lead = body[: len(body) - len(body.lstrip())]
        body = f"{lead}return {body.lstrip()}"
    params = ", ".join(
        "..." if "..." in p else f"{pointer}{p}" for p in definition.params if p
    )
    return f"void {definition.name}({params}) {{{body};}}\n"


def plain(text: str) -> bytes:
    """A slice as spatch is given it: other bytes than ASCII's end its Python scripts."""
    return text.encode("ascii", "replace")


def _nothing() -> Facts:
    """Facts before anything was said."""
    return {"parsed": False, "problem": "", **{n: [] for n in _LISTS.values()}}


class Store:
    """Facts by digest of slice and rules, kept in a folder."""

    def __init__(self, cache: Path, jobs: int, timeout: int) -> None:
        self.cache = cache
        self.jobs = jobs
        self.timeout = timeout
        self.rules = sorted(RULES.glob("*.cocci"))
        digest = hashlib.sha256(spatch.version().encode())
        for rule in self.rules:
            digest.update(rule.read_bytes())
        self.rules_digest = digest.hexdigest()[:16]
        self._kept = Kept(cache, "facts")
        self._known: dict[str, Facts] = {}

    def key(self, text: str) -> str:
        """The name under which the facts of a slice are kept."""
        return hashlib.sha256((self.rules_digest + text).encode("latin-1")).hexdigest()[
            :32
        ]

    def facts(self, slices: list[str]) -> dict[str, Facts]:
        """The facts of each slice, by key; spatch is asked only for new ones."""
        known: dict[str, Facts] = {}
        missing: dict[str, str] = {}
        for text in slices:
            key = self.key(text)
            kept = self._known.get(key) or _sure.get(key) or self._kept.get(key)
            if kept is None:
                missing[key] = text
            else:
                known[key] = kept
        known |= self._ask(missing)
        self._known |= known
        if "TREEWIDE_SPATCH" not in os.environ:
            _sure.update((k, told) for k, told in known.items() if not told["problem"])
        return known

    def _ask(self, missing: dict[str, str]) -> dict[str, Facts]:
        if not missing:
            return {}
        folder = self.cache / "slices"
        folder.mkdir(parents=True, exist_ok=True)
        paths = {}
        for key, text in sorted(missing.items()):
            piece = folder / f"{key}.c"
            files.write(piece, plain(text))
            paths[str(piece)] = key
        fresh = {key: _nothing() for key in missing}
        order = [Path(p) for p in paths]
        # A process for a few slices is quicker than it is to start.
        jobs = min(self.jobs, 1 + len(order) // _FEW)
        rules = spatch.joined(RULES, self.cache / "facts.cocci")
        answer = spatch.ask(rules, order, jobs, self.timeout)
        self._take(answer, fresh, paths)
        hard = [path for path in order if fresh[path.stem]["problem"]]
        if hard:  # each rule has the time for itself
            fresh |= {path.stem: _nothing() for path in hard}
            for rule in self.rules:
                some = self._fitting(rule, hard, missing)
                answer = spatch.ask(rule, some, self.jobs, self.timeout)
                self._take(answer, fresh, paths)
        for key, facts in fresh.items():
            for name in _LISTS.values():
                facts[name].sort(key=lambda fact: json.dumps(fact, sort_keys=True))
            if not facts["problem"]:
                self._kept.put(key, facts)
        return fresh

    def _take(
        self, answer: spatch.Answer, fresh: dict[str, Facts], paths: dict[str, str]
    ) -> None:
        """Take up what was said."""
        for line in answer.lines:
            self._note(fresh, paths, line)
        for path, why in answer.problems.items():
            for key in [paths[path]] if path in paths else list(fresh):
                fresh[key]["problem"] = why

    @staticmethod
    def _fitting(rule: Path, order: list[Path], missing: dict[str, str]) -> list[Path]:
        """The slices in which a rule may find something."""
        sign = _WITHOUT.get(rule.stem)
        return [p for p in order if not sign or sign.search(missing[p.stem])]

    @staticmethod
    def _note(fresh: dict[str, Facts], paths: dict[str, str], line: str) -> None:
        if not line.startswith("{"):
            return
        try:
            fact = json.loads(line)
            facts = fresh[paths[fact.pop("slice")]]
            what = fact.pop("fact")
        except (ValueError, KeyError, TypeError, AttributeError):
            return  # no line of ours
        if what == "function":
            facts["parsed"] = True
            return
        if what == "call":
            fact["args"] = ctext.split_arguments(fact["args"])
        facts[_LISTS[what]].append(fact)
