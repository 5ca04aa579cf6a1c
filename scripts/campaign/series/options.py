# SPDX-License-Identifier: GPL-2.0
"""What the user asked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """What the user asked for; the names are those of the command's options."""

    out: str
    order: str = "tree"
    split: str = "function"
    base: str | None = None
    date: str | None = None
    signoff: bool = False
    version: int | None = None
    changes: str | None = None
    in_reply_to: str | None = None
    cc: bool = False
    mbox: bool = False
    branch: str | None = None
    previous: str | None = None
    allow_dirty: bool = False

    def command(self, campaign: str) -> str:
        """The command that makes this series, without anybody's paths, as an indented paragraph."""
        words = ["treewide series TREE -o DIR", f"--campaign {campaign}"]
        if self.order != "tree":
            words.append(f"--order {self.order}")
        if self.split != "function":
            words.append(f"--split {self.split}")
        lines, width = [words[0]], 67
        for word in words[1:]:
            if len(lines[-1]) + len(word) < width:
                lines[-1] += f" {word}"
            else:
                lines.append(f"    {word}")
        return " \\\n".join(f"    {line}" for line in lines)
