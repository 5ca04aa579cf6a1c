# SPDX-License-Identifier: GPL-2.0
"""Why a flavour has not compiled a line, and which symbol would reveal it.

The reason is read from text alone: that of the file, of the flavour's .config, and of
the tree's Makefiles and Kconfig files.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from .. import ctext
from . import conditions
from .branches import Branch, branches
from .changes import is_c
from .kconfig import Symbols
from .makefile import Makefiles, Read
from .source import Logical, Source, macro

# From what is furthest from being compiled to what is nearest
KINDS = (
    "other architecture",  # the file is of another one's
    "not built",  # the configuration has no object of it
    "not read",  # no file that was built includes the header
    "dead",  # under a condition that never holds: #if 0
    "condition",  # under a condition that doesn't hold here
    "macro",  # in the body of a macro that is never expanded
    "function",  # in a static function that nothing uses
    "unknown",
)


class Reveal(NamedTuple):
    """A Kconfig symbol that stands in the way.

    :param symbol: with CONFIG_
    :param value: what it would have to be, "y" or "n"
    :param file: where its entry is; None where Kconfig has none for this architecture
    :param depends: what the entry depends on, as Kconfig's text has it
    :param prompt: a user can set it
    """

    symbol: str
    value: str
    file: str | None
    line: int | None
    depends: str
    prompt: bool


@dataclass(frozen=True)
class Reason:
    """Why a line wasn't compiled.

    :param kind: one of KINDS
    :param why: for people
    :param reveals: the innermost condition's first
    """

    kind: str
    why: str
    reveals: tuple[Reveal, ...] = ()

    def document(self) -> dict[str, Any]:
        """The same as plain data."""
        return {
            "kind": self.kind,
            "why": self.why,
            "reveals": [reveal._asdict() for reveal in self.reveals],
        }


class _Text:
    """A C file, and what is asked of it more than once."""

    def __init__(self, after: bytes) -> None:
        self.after = after
        self.source = Source(ctext.decode(after))

    @functools.cached_property
    def under(self) -> dict[int, Branch | None]:
        """Offset of a logical line -> the branch that it is read in."""
        lines = self.source.logical
        return {l.start: b for l, b in zip(lines, branches(self.source))}

    @functools.cached_property
    def static(self) -> list[tuple[str, range]]:
        """The static functions, and their lines."""
        line = self.source.line
        return [
            (f.name, range(line(f.start), line(f.end - 1) + 1))
            for f in ctext.functions(ctext.blanked(self.source.text))
            if f.static
        ]


class Configured:
    """A tree under the configuration of one flavour.

    :param arch: kbuild's ARCH
    :param config: the text of its .config
    :param symbols: the tree's Kconfig
    :param read: the text of a file of the tree, for Makefiles; None where it isn't there
    """

    def __init__(self, arch: str, config: str, symbols: Symbols, read: Read) -> None:
        self._arch = arch
        self._config = conditions.configuration(config)
        self._symbols = symbols
        self._makefiles = Makefiles(read, arch, self._config)
        self._texts: dict[str, _Text] = {}

    def why(
        self,
        file: str,
        line: int,
        after: bytes,
        built: bool | None = None,
        dropped: str | None = None,
    ) -> Reason:
        """Why this flavour has not compiled a line of the tree.

        :param after: the file's content
        :param built: the flavour has an object of the file; for a header: some file that
            was built reads it. None where that isn't known
        :param dropped: the function that Plan.shown() says it was dropped with, if it does
        """
        parts = file.split("/")
        if parts[0] == "arch" and len(parts) > 2 and parts[1] != self._arch:
            return Reason("other architecture", f"{file} belongs to {parts[1]}")
        header = file.endswith(".h")
        if header and built is False:
            return Reason("not read", f"no file that was built includes {file}")
        if not header and not built:
            absent = self._absent(file, built)
            if absent:
                return absent
        if dropped:
            return _function(dropped)
        if not is_c(file):
            return Reason("unknown", f"{file} is no C: no proof is looked for")
        return self._in_text(file, line, after)

    def _reveals(self, wanted: Mapping[str, str]) -> tuple[Reveal, ...]:
        """Where Kconfig has the symbols that stand in the way."""
        found = []
        for symbol, value in wanted.items():
            entries = self._symbols.entries(symbol, self._arch)
            if not entries:
                found.append(Reveal(symbol, value, None, None, "", False))
            for entry in entries:
                place = (entry.file, entry.line, entry.depends, entry.prompt)
                found.append(Reveal(symbol, value, *place))
        return tuple(found)

    def _absent(self, file: str, built: bool | None) -> Reason | None:
        """Why there is no object; None where there may be one."""
        there, need = self._makefiles.missing(file)
        if need is None:
            if built is None:
                return None
            told = "names it all the same" if there else "does not tell why"
            return Reason("not built", f"no object of {file}; its Makefile {told}")
        symbol = need.symbol or ""
        is_set = "not set" if need.value == "y" else "set"
        return Reason(
            "not built",
            f"{need.file}:{need.line}: {need.text}: {symbol} is {is_set}",
            self._reveals({symbol: need.value}),
        )

    def _in_text(self, file: str, line: int, after: bytes) -> Reason:
        """The reason that is in the file itself."""
        text = self._texts.get(file)
        if text is None or text.after != after:
            text = self._texts[file] = _Text(after)
        source = text.source
        logical = source.owners.get(line)
        if logical is None:
            return Reason("unknown", "there is no code on the line")
        branch = text.under[logical.start]
        hidden, doubted = self._conditions(branch)
        if hidden:
            return hidden
        doubt = f"{doubted.shown()} (line {doubted.line})" if doubted else ""
        defined = macro(logical)
        if defined:
            told = f"macro {defined.name} is never expanded in code"
            users = [l for l in source.logical if _tests(l, defined.name)]
            if users:
                used = source.line(users[0].tokens[0].start)
                told += f"; the #{users[0].directive} of line {used} uses it"
            told += f"; or {doubt} hides it" if doubt else ""
            return Reason("macro", told)
        if doubted:
            return Reason(
                "condition",
                f"{doubt}: more than the configuration decides it",
                self._reveals(conditions.reveals(doubted, self._config)),
            )
        for name, lines in text.static:
            if line in lines:
                return _function(name)
        return Reason("unknown", "nothing in its file or in the configuration tells")

    def _conditions(self, branch: Branch | None) -> tuple[Reason | None, Branch | None]:
        """The reason that conditions give, and the innermost that nobody can tell."""
        false: list[Branch] = []
        doubted: Branch | None = None
        while branch:
            value = conditions.holds(branch, self._config)
            if value is False:
                false.append(branch)
            elif value is None and doubted is None:
                doubted = branch
            branch = branch.outer
        if not false:
            return None, doubted
        wanted: dict[str, str] = {}
        for one in false:
            wanted |= {
                symbol: value
                for symbol, value in conditions.reveals(one, self._config).items()
                if symbol not in wanted
            }
        first = false[0]
        why = f"{first.shown()} (line {first.line})"
        if first.earlier:
            why += f", after {first.earlier[0].shown()} (line {first.earlier[0].line})"
        never = [one for one in false if conditions.holds(one, None) is False]
        if never:
            shown = f"{never[0].shown()} (line {never[0].line})"
            return Reason("dead", f"{shown} never holds"), None
        return Reason("condition", f"{why} does not hold", self._reveals(wanted)), None


def _tests(line: Logical, name: str) -> bool:
    """Whether a condition of the preprocessor has a name in it."""
    conditional = line.directive in ("if", "elif")
    return conditional and any(token.text == name for token in line.tokens)


def _function(name: str) -> Reason:
    return Reason("function", f"static function {name}() is used by nothing")
