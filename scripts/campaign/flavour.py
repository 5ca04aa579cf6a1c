# SPDX-License-Identifier: GPL-2.0
"""One way to build the tree: an architecture, a compiler and a configuration."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .errors import MissingProgram, UserError

# What a configuration starts from: nothing, or what Kconfig has by default.
ALLNOCONFIG, OLDDEFCONFIG = "allnoconfig", "olddefconfig"
# A flavour's name becomes a folder's; "src" and NAME.config stand beside it.
NAME = re.compile(r"(?!src$|.*\.config$)[A-Za-z0-9][A-Za-z0-9_.+-]*")
ARCH = re.compile(r"[a-z0-9_]+")
PREFIX = re.compile(r"[A-Za-z0-9_./+-]*")
# What kbuild knows: the programs by their names, with a suffix, or in a folder.
_LLVM = re.compile(r"1|-[A-Za-z0-9.]+|[A-Za-z0-9_./+-]*/")
# Words that neither make nor a shell takes for anything else.
_CC = re.compile(r"[A-Za-z0-9_./+][A-Za-z0-9_./+-]*( +[A-Za-z0-9_./+=,@:-]+)*")


@dataclass(frozen=True)
class Flavour:
    """One way to build the tree.

    :param arch: the architecture's folder: kbuild's SRCARCH, and its ARCH but for `given`
    :param names: what a user may call that ARCH
    :param prefix: kbuild's CROSS_COMPILE
    :param lines: the Kconfig fragment, `CONFIG_X=value` each, in order
    :param packages: program without its prefix -> Debian's package, "" where none is known
    :param base: ALLNOCONFIG: the lines are KCONFIG_ALLCONFIG, all else is off.
        OLDDEFCONFIG: they are the .config, all else is as Kconfig has it by default
    :param llvm: kbuild's LLVM
    :param cc: kbuild's CC, one or more words
    :param given: kbuild's ARCH where it isn't `arch`: i386
    :param tools: GNU program -> LLVM's, where there is `llvm`
    """

    name: str
    arch: str
    names: tuple[str, ...]
    prefix: str
    lines: tuple[str, ...]
    packages: dict[str, str] = field(hash=False)
    base: str = ALLNOCONFIG
    llvm: str | None = None
    cc: str | None = None
    given: str | None = None
    tools: dict[str, str] = field(default_factory=dict, hash=False)

    def program(self, what: str) -> str:
        """The name of one of its programs.

        :param what: the GNU program without a prefix; "cc" is "gcc"
        """
        if what in ("cc", "gcc"):
            return self.compiler()[-1]
        return self._named(what)

    def _named(self, what: str) -> str:
        """As the makefiles name a program that no variable of its own names."""
        if self.llvm is None:
            return self.prefix + what
        folder = self.llvm if self.llvm.endswith("/") else ""
        suffix = self.llvm if self.llvm.startswith("-") else ""
        return folder + self.tools[what] + suffix

    def compiler(self) -> list[str]:
        """The command that compiles, without options: a ccache or distcc, the compiler."""
        if self.cc is None:
            return [self._named("gcc")]
        return [word for word in self.cc.split() if not word.startswith("-")]

    def programs(self) -> dict[str, str]:
        """All of its own programs -> Debian's package, "" where none is known."""
        others = {
            self._named(what): package
            for what, package in self.packages.items()
            if what != "gcc"
        }
        known = self.packages.get("gcc", "") if self.cc is None else ""
        return dict.fromkeys(self.compiler(), known) | others

    def variables(self) -> list[str]:
        """The make variables that tell kbuild what it is to build with."""
        said = [f"ARCH={self.given or self.arch}", f"CROSS_COMPILE={self.prefix}"]
        if self.llvm is not None:
            said.append(f"LLVM={self.llvm}")
        if self.cc is not None:
            said.append(f"CC={self.cc}")
        return said

    def missing(self) -> MissingProgram | None:
        """The first of its own programs that isn't installed, as the error it would be."""
        return missing_program(self.programs())


def with_prefix(flavour: Flavour, prefix: str) -> Flavour:
    """A flavour whose programs have another prefix; which package has those isn't known.

    :param prefix: kbuild's CROSS_COMPILE
    :raises UserError: it is none
    """
    if not PREFIX.fullmatch(prefix):
        raise UserError(f"CROSS_COMPILE={prefix!r}: not the prefix of a compiler")
    if prefix == flavour.prefix:
        return flavour
    return replace(flavour, prefix=prefix, packages=dict.fromkeys(flavour.packages, ""))


def with_llvm(
    flavour: Flavour, llvm: str, table: Mapping[str, tuple[str, str]]
) -> Flavour:
    """A flavour that is built with LLVM's programs.

    :param llvm: as kbuild has LLVM from 5.18 on: `1`, `-14` or `/folder/`
    :param table: GNU program -> (LLVM's, Debian's package)
    :raises UserError: it is none of these
    """
    if not _LLVM.fullmatch(llvm):
        raise UserError(f"LLVM={llvm!r}: neither 1 nor -VERSION nor FOLDER/")
    suffix = llvm if llvm.startswith("-") else ""
    packages = {what: package + suffix for what, (_, package) in table.items()}
    if llvm.endswith("/"):
        packages = dict.fromkeys(packages, "")
    tools = {what: program for what, (program, _) in table.items()}
    return replace(flavour, llvm=llvm, tools=tools, packages=packages)


def with_cc(flavour: Flavour, cc: str) -> Flavour:
    """A flavour with another compiler.

    :param cc: kbuild's CC: "ccache clang"
    :raises UserError: it is none
    """
    if not _CC.fullmatch(cc):
        raise UserError(f"CC={cc!r}: not the words of a compiler")
    return replace(flavour, cc=cc)


def missing_program(needed: Mapping[str, str]) -> MissingProgram | None:
    """The first program of a table that isn't installed, as the error it would be."""
    for program, package in needed.items():
        if shutil.which(program) is None:
            return MissingProgram(program, package)
    return None
