# SPDX-License-Identifier: GPL-2.0
"""Where each site's call stands in a converted file, its rechecks, and what is done when one fails.

The convert document says what was put in for a site, by offsets of the original. A
recheck is a compare in there, or the guard that was there before. What is done
when it fails is the statement of the `if` that it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .. import ctext
from ..verify.questions import moved

Site = Mapping[str, Any]
Lines = tuple[int, int]


@dataclass(frozen=True)
class Check:
    """One compare.

    :param start: offset of the compare's name in the converted text
    :param end: offset behind its closing parenthesis
    :param lines: first and last line of the condition
    :param failing: first and last line of what is done when it fails
    """

    start: int
    end: int
    lines: Lines
    failing: Lines


@dataclass(frozen=True)
class Spot:
    """One site, in the text of one state of the tree.

    :param call: the function that is called there
    :param line: of the call; 0 where it can't be told
    :param checks: file -> its rechecks there
    """

    id: str
    file: str
    function: str
    call: str
    line: int
    checks: Mapping[str, tuple[Check, ...]]


def _edits(sites: Iterable[Site], file: str) -> list[tuple[str, int, int, str]]:
    """All edits of a file in the order they are applied: (site, start, end, text)."""
    found: list[tuple[str, int, int, str]] = []
    for site in sites:
        for edit in site.get("edits") or () if site["converted"] else ():
            if edit["file"] == file:
                found.append((site["id"], edit["start"], edit["end"], edit["new"]))
    return sorted(found, key=lambda e: (e[1], e[2]))


def put_in(sites: Sequence[Site], file: str) -> list[tuple[str, int, str]]:
    """What was put into a file: (site's id, offset in the converted text, text).

    An edit that two sites both want is done once, and is both's.
    """
    placed: list[tuple[str, int, str]] = []
    done: dict[tuple[int, int, str], int] = {}
    shift = 0
    for id_, start, end, new in _edits(sites, file):
        key = (start, end, new)
        if key in done and start != end:
            placed.append((id_, done[key], new))
            continue
        done[key] = start + shift
        placed.append((id_, start + shift, new))
        shift += len(new) - (end - start)
    return placed


def _statement(code: str, at: int) -> int:
    """Offset of the last character of the statement that begins at or behind an offset."""
    while at < len(code) and code[at].isspace():
        at += 1
    if code[at : at + 1] != "{":
        end = code.find(";", at)
        return end if end >= 0 else len(code) - 1
    depth = 0
    for match in re.compile(r"[{}]").finditer(code, at):
        depth += 1 if match.group() == "{" else -1
        if not depth:
            return match.start()
    return len(code) - 1


def check_at(code: str, start: int) -> Check | None:
    """The check whose compare begins at an offset of blanked text; None where it is in no `if`."""
    opening = code.find("(", start)
    end = ctext.closing(code, opening)
    if end < 0:
        return None
    begin = max(code.rfind(";", 0, start), code.rfind("}", 0, start)) + 1
    for match in reversed(list(re.compile(r"\bif\s*\(").finditer(code, begin, start))):
        close = ctext.closing(code, match.end() - 1)
        if close < end:
            continue
        starts = ctext.line_starts(code)

        def line(offset: int) -> int:
            return ctext.position(starts, offset)[0]

        last = _statement(code, close + 1)
        body = close + 1 + len(code[close + 1 :]) - len(code[close + 1 :].lstrip())
        if code[body] == "{":
            body += 1 + len(code[body + 1 :]) - len(code[body + 1 :].lstrip())
        return Check(
            start,
            end + 1,
            (line(match.start()), line(close)),
            (line(body), line(last)),
        )
    return None


def _compares(code: str, start: int, end: int, words: Sequence[str]) -> list[int]:
    """Offsets of the compares in a part of a text."""
    word = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\s*\(")
    return [match.start() for match in word.finditer(code, start, end)]


class Converted:
    """The converted files, with their sites.

    :param sites: of the convert document
    :param old: path -> text of the original, of each file that is changed
    :param new: path -> text of the converted file
    :param names: the API's functions, the old one first
    :param same_table: names of the compares that a conversion puts in
    :param same_entry: names of those that may be there already
    """

    def __init__(
        self,
        sites: Sequence[Site],
        old: Mapping[str, str],
        new: Mapping[str, str],
        names: Sequence[str],
        same_table: Sequence[str],
        same_entry: Sequence[str],
    ) -> None:
        self._sites = sites
        self._old = old
        self._new = new
        self._names = names
        self._table = list(same_table)
        self._any = [*same_table, *same_entry]
        self._code = {path: ctext.blanked(text) for path, text in new.items()}

    def _put_in(self, site: Site) -> dict[str, list[Check]]:
        """The checks that were put in for a site."""
        found: dict[str, list[Check]] = {}
        for file in {edit["file"] for edit in site.get("edits") or ()}:
            code = self._code.get(file)
            for id_, at, text in put_in(self._sites, file) if code else ():
                if id_ != site["id"] or code is None:
                    continue
                for start in _compares(code, at, at + len(text), self._table):
                    check = check_at(code, start)
                    if check and check not in found.setdefault(file, []):
                        found[file].append(check)
        return found

    def _guard(self, site: Site) -> dict[str, list[Check]]:
        """The guard that was there before, if it is one of the compares."""
        recheck = site["recheck"]
        file = recheck.get("file")
        code = self._code.get(file)
        if not recheck.get("present") or code is None or not recheck.get("line"):
            return {}
        where = moved(
            self._old[file].splitlines(), self._new[file].splitlines(), self._any
        )
        line, _ = where(recheck["line"])
        if not line:
            return {}
        starts = [*ctext.line_starts(code), len(code)]
        for start in _compares(code, starts[line - 1], starts[line], self._any):
            check = check_at(code, start)
            if check:
                return {file: [check]}
        return {}

    def spots(self) -> list[Spot]:
        """Each site as it stands in the converted tree; where it was left, as it was."""
        found = []
        for site in self._sites:
            file, call = site["file"], site.get("call") or self._names[0]
            name = site.get("converted_call") or call
            line = site["line"]
            if file in self._new:
                names = list(dict.fromkeys([*self._names, call, name]))
                where = moved(
                    self._old[file].splitlines(), self._new[file].splitlines(), names
                )
                line, name = where(line)
            checks = self._put_in(site) or self._guard(site)
            found.append(
                Spot(
                    site["id"],
                    file,
                    site["function"],
                    name,
                    line,
                    {path: tuple(list_) for path, list_ in checks.items()},
                )
            )
        return found
