# SPDX-License-Identifier: GPL-2.0
"""What an engine has to say of a place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Document = dict[str, Any]
Place = tuple[str, int]  # file, line
SOURCE = (".c", ".h")


@dataclass
class Finding:
    """Something that is wrong, or may be.

    :param path: steps {"file", "line", "function", "what"} that lead to it
    :param places: where else the same error may be reported
    :param sure: it is wrong; otherwise it is for a person to look at
    """

    rule: str
    file: str
    line: int
    function: str
    message: str
    path: list[Document] = field(default_factory=list)
    places: set[Place] = field(default_factory=set)
    sure: bool = True
    engines: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        """Where it is reported."""
        return self.file, self.line

    def document(self) -> Document:
        """The finding as the document "check" has it, less its fingerprint."""
        return {
            "rule": self.rule,
            "file": self.file,
            "line": self.line,
            "function": self.function,
            "message": self.message,
            "path": self.path,
            "engines": list(self.engines),
        }


def in_order(found: list[Finding]) -> list[Finding]:
    """Findings in the tree's order."""
    return sorted(found, key=lambda f: (f.file, f.line, f.rule, f.message))
