# SPDX-License-Identifier: GPL-2.0
"""Which warnings -Werror would have refused in a build without W=1.

All is compiled with W=1 and without -Werror, once. A warning whose option is on without
W=1, too, is one that the kernel's own build would have ended with. What W=1 adds is told
by the tree's scripts/Makefile.extrawarn, what an option means by the compiler.
"""

from __future__ import annotations

import re
import threading

from ..children import Children
from ..errors import MachineError
from ..settings import Settings
from ..kbuild import Kbuild
from ..savedcmd import looking

_OPTION = re.compile(r" \[(-W[\w+-]+?)=?\d*\]$")
_ON = re.compile(r"^\s+(-W[\w+-]+)=?\S*\s+(\[enabled\]|[1-9]\d*)\s*$", re.MULTILINE)
_RULE = """\
-include include/config/auto.conf
include $(srctree)/scripts/Kbuild.include
-include $(srctree)/scripts/Makefile.compiler
KBUILD_CFLAGS :=
include $(srctree)/scripts/Makefile.extrawarn
treewide-flags: ; @:$(info $(KBUILD_CFLAGS))
"""


class Strictness:
    """Asks once, when the first warning is seen."""

    def __init__(self, kbuild: Kbuild, children: Children, settings: Settings) -> None:
        self._kbuild = kbuild
        self._children = children
        self._limit = settings.limits["question"]
        self._lock = threading.Lock()
        self._on: set[str] | None = None

    def of(self, name: str, warnings: list[str]) -> set[str]:
        """Those of an object's warnings that are strict. What can't be told is strict.

        :param name: the object
        """
        with self._lock:
            if self._on is None:
                self._on = self._enabled(name)
        strict = set()
        for text in warnings:
            option = _OPTION.search(text)
            if not option or not self._on or option[1] in self._on:
                strict.add(text)
        return strict

    def _flags(self, level: str) -> list[str]:
        """The flags that the tree's own makefile gives at a level of W=."""
        source = str(self._kbuild.source.resolve())
        flavour = self._kbuild.flavour
        said = self._children.ask(
            ["make", "-rRs", "-f", "-", "treewide-flags", f"srctree={source}"]
            + [f"SRCARCH={flavour.arch}", f"CC={flavour.program('cc')}"]
            + [f"KBUILD_EXTRA_WARN={level}"],
            self._kbuild.output,
            self._limit,
            _RULE.encode(),
        )
        return said.split()

    def _enabled(self, name: str) -> set[str]:
        """The options that are on without W=1; empty where nobody can tell."""
        try:
            more, plain = set(self._flags("1")), self._flags("")
            argv = looking(self._kbuild.saved_compiler(name))
            kept = [word for word in argv if word not in more]
            kept += [w for w in plain if w.startswith("-W")]
            said = self._children.ask(
                [*kept, "-Q", "--help=warnings"], self._kbuild.output, self._limit
            )
        except MachineError:
            return set()
        return {match[1] for match in _ON.finditer(said)}
