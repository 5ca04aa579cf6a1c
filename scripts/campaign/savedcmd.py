# SPDX-License-Identifier: GPL-2.0
"""The command lines that kbuild saves beside an object (.NAME.o.cmd), as arguments. No shell sees them."""

from __future__ import annotations

import re
import shlex

_SAVED = re.compile(r"^(?:saved)?cmd_\S+ := (.*)$", re.MULTILINE)
_NEXT = (";", "&&")
# What only a shell understands. A word with one of these in it isn't run by us.
_SHELL = re.compile(r"[|<>`]|\$\(|\$\{|^(if|then|else|fi|for|do|done|set|cd)$")


def _words(text: str) -> list[str]:
    """The words of a saved command; make's and kbuild's own quoting undone."""
    found = _SAVED.search(text)
    if not found:
        return []
    plain = found[1].replace("$$", "$").replace("$(pound)", "#")
    lexer = shlex.shlex(plain, posix=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        return list(lexer)
    except ValueError:
        return []


def saved_commands(text: str) -> list[list[str]]:
    """The programs that a .cmd file runs one after the other.

    Empty where there are none, or where only a shell could run them.
    """
    commands: list[list[str]] = [[]]
    for word in _words(text):
        if word in _NEXT:
            commands.append([])
        elif _SHELL.search(word) and not word.startswith("-D"):
            return []
        elif word.endswith(";"):
            commands[-1].append(word[:-1])
            commands.append([])
        else:
            commands[-1].append(word)
    return [argv for argv in commands if argv]


def saved_command(text: str) -> list[str]:
    """The compiler's arguments out of a .cmd file; empty where there are none.

    What follows the compiler (objtool) is cut off.
    """
    arguments: list[str] = []
    for word in _words(text):
        if word in (*_NEXT, "||", "|"):
            break
        arguments.append(word.rstrip(";"))
        if word.endswith(";"):
            break
    return arguments


def looking(arguments: list[str]) -> list[str]:
    """Those arguments that decide what the compiler sees, none that writes a file."""
    kept, skip = [], False
    for word in arguments:
        if skip or word == "-c" or word.startswith(("-Wp,-M", "-g", "-Werror")):
            skip = False
        elif word == "-o":
            skip = True
        else:
            kept.append(word)
    return kept
