# SPDX-License-Identifier: GPL-2.0
"""Fingerprints that survive line moves and renames of variables.

Hashed are the rule, the file, the function and the statement, without white space
and comments, in which each variable is a number: which name it has doesn't count,
but where the same one stands again does. What is alike in all of that is told apart
by its order in the function.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter

from .. import ctext
from ..tree import Tree
from .finding import Finding
from .place import definition_at

_TOKEN = re.compile(r"[A-Za-z_]\w*|\d\w*|->|\S")
_KEYWORDS = frozenset(
    "if else while for do switch case default return goto break continue sizeof typeof "
    "struct union enum const volatile static unsigned signed long short int char void "
    "bool true false NULL".split()
)


def statement(code: str, start: int, end: int, offset: int) -> str:
    """The statement of a function that an offset of blanked text is in.

    :param start: of the function's body
    :param end: of the function
    """
    first = offset
    depth = 0
    while first > start:
        sign = code[first - 1]
        if sign == ")":
            depth += 1
        elif sign == "(":
            depth -= 1
        if sign in "{}" or (sign == ";" and depth <= 0):
            break
        first -= 1
    last, depth = offset, 0
    while last < end:
        if code[last] in ";{}":
            break
        last += 1
    return code[first:last]


def normalised(text: str) -> str:
    """Code in which variables are numbers, in order of appearance."""
    names: dict[str, str] = {}
    made = []
    tokens = _TOKEN.findall(text)
    for index, token in enumerate(tokens):
        before = tokens[index - 1] if index else ""
        after = tokens[index + 1] if index + 1 < len(tokens) else ""
        variable = (
            re.match(r"[A-Za-z_]", token)
            and token not in _KEYWORDS
            and not token.isupper()
            and after != "("
            and before not in ("->", ".", "goto", "struct", "union", "enum")
        )
        if variable:
            token = names.setdefault(token, f"${len(names)}")
        made.append(token)
    return " ".join(made)


def _told_of(tree: Tree, finding: Finding) -> str:
    """What a finding is about, as text that is hashed."""
    text = tree.text(finding.file)
    starts = ctext.line_starts(text)
    code = ctext.blanked(text)
    if not 1 <= finding.line <= len(starts):
        return ""
    first = starts[finding.line - 1]
    ends = starts[finding.line] if finding.line < len(starts) else len(code)
    offset = first + len(code[first:ends]) - len(code[first:ends].lstrip())
    definition = definition_at(tree, finding.file, finding.line)
    if not definition or offset >= ends:
        return normalised(code[first:ends])
    body = min(definition.body + 1, offset)
    return normalised(statement(code, body, definition.end, offset))


def fingerprints(tree: Tree, found: list[Finding]) -> list[str]:
    """The fingerprint of each finding; findings are in the tree's order."""
    seen: Counter[str] = Counter()
    made = []
    for finding in found:
        parts = (finding.rule, finding.file, finding.function, _told_of(tree, finding))
        key = "\0".join(parts)
        seen[key] += 1
        whole = f"{key}\0{seen[key]}".encode("utf-8", "surrogateescape")
        made.append(hashlib.sha256(whole).hexdigest()[:32])
    return made
