# SPDX-License-Identifier: GPL-2.0
"""What a new branch does, statement by statement, in the words of the campaign."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .. import ctext

_LEAVES = re.compile(r"(return|goto|continue|break)\b\s*(.*)", re.S)
_CALL = re.compile(r"(\w+)\s*\((.*)\)", re.S)
_NAME = re.compile(r"\w+((->|\.)\w+)*")
_ASSIGNS = re.compile(r"([\w.>\[\]()*-]+?)\s*=(?!=)\s*(.+)", re.S)


class NotPlain(Exception):
    """The branch holds something that has no words here."""


@dataclass(frozen=True)
class Statement:
    """A statement, and the conditions it stands under."""

    text: str
    conditions: tuple[str, ...] = ()


def _behind(code: str, opening: int) -> int:
    """The offset behind the bracket that closes the one at a place.

    :raises NotPlain: there is none
    """
    depth = 0
    for offset in range(opening, len(code)):
        depth += (code[offset] in "({") - (code[offset] in ")}")
        if not depth:
            return offset + 1
    raise NotPlain


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def statements(body: str, conditions: tuple[str, ...] = ()) -> list[Statement]:
    """The statements of a branch, in order.

    :raises NotPlain: there are loops, labels, an else
    """
    code = _without_comments(body).strip()
    found: list[Statement] = []
    while code:
        if code.startswith("{"):
            end = _behind(code, 0)
            found += statements(code[1 : end - 1], conditions)
        elif re.match(r"if\s*\(", code):
            opening = code.index("(")
            end = _behind(code, opening)
            condition = _spaced(code[opening + 1 : end - 1])
            rest = code[end:].lstrip()
            inner, after = _one(rest)
            found += statements(inner, (*conditions, condition))
            if after.lstrip().startswith("else"):
                raise NotPlain
            code = after.lstrip()
            continue
        elif re.match(r"(for|while|do|switch|else|case|default)\b|\w+\s*:", code):
            raise NotPlain
        else:
            end = code.find(";") + 1
            if not end:
                raise NotPlain
            found.append(Statement(_spaced(code[: end - 1]), conditions))
        code = code[end:].lstrip()
    return [s for s in found if s.text]


def _one(code: str) -> tuple[str, str]:
    """The first statement of some code, which is a block or plain, and what follows."""
    if code.startswith("{"):
        end = _behind(code, 0)
        return code[1 : end - 1], code[end:]
    if re.match(r"(if|for|while|do|switch)\b", code):
        raise NotPlain
    end = code.find(";") + 1
    if not end:
        raise NotPlain
    return code[:end], code[end:]


def _without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|//[^\n]*", " ", text, flags=re.S)


def after_condition(text: str, opening: int) -> str:
    """The branch behind the condition whose parenthesis opens at a place."""
    code = _without_comments(text[opening:])
    rest = code[_behind(code, 0) :].lstrip()
    return _one(rest)[0]


def phrase(
    statement: Statement, words: Mapping[str, str], back: Mapping[str, str]
) -> str:
    """What a statement does, as a verb and its objects.

    :param words: name of a function -> a sentence with {0}, {1} for its arguments
    :param back: a label that stands before the branch -> what follows it, or ""
    """
    text = statement.text
    left = _LEAVES.fullmatch(text)
    call = _CALL.fullmatch(text)
    if left:
        said = _left(left[1], left[2], back)
    elif call and call[1] in words:
        said = words[call[1]].format(*map(_spaced, ctext.split_arguments(call[2])))
    elif call:
        said = f"calls {call[1]}()"
    elif assigned := _ASSIGNS.fullmatch(text):
        said = f"sets {assigned[1]} to {assigned[2]}"
    else:
        raise NotPlain
    if statement.conditions:
        said += " if " + " and ".join(map(_condition, statement.conditions))
    return said


def _condition(text: str) -> str:
    """A condition; one that is a mere name reads as a sentence."""
    return f"{text} is set" if _NAME.fullmatch(text) else text


def _left(word: str, what: str, back: Mapping[str, str]) -> str:
    if word == "return":
        return f"returns {what}".strip()
    if word == "goto":
        return (
            f"goes back to {what}{back[what]}" if what in back else f"jumps to {what}"
        )
    return (
        "goes on with the next round of the loop"
        if word == "continue"
        else "leaves the loop"
    )


def leaving(found: list[Statement]) -> str | None:
    """The statement that a branch leaves by."""
    return found[-1].text if found and _LEAVES.fullmatch(found[-1].text) else None


def told(
    found: list[Statement], words: Mapping[str, str], back: Mapping[str, str]
) -> str:
    """What some statements do, as one clause; the same done twice is said once.

    :raises NotPlain: one of them has no words
    """
    parts: list[tuple[str, str, str]] = []  # verb, objects, what follows
    for statement in found:
        front, object, rest = _split(statement, phrase(statement, words, back), words)
        if object and parts and (parts[-1][0], parts[-1][2]) == (front, rest):
            between = (
                " and " if rest else ", then "
            )  # the order of assignments is told by none
            parts[-1] = (front, f"{parts[-1][1]}{between}{object}", rest)
        else:
            parts.append((front, object, rest))
    return joined(["".join(part) for part in parts])


def _split(
    statement: Statement, said: str, words: Mapping[str, str]
) -> tuple[str, str, str]:
    """A phrase, taken apart at the object that it could have several of."""
    call = _CALL.fullmatch(statement.text)
    assigned = _ASSIGNS.fullmatch(statement.text)
    front = words.get(call[1], "").removesuffix("{0}") if call else ""
    if call and not statement.conditions and words.get(call[1]) == front + "{0}":
        if "{" in front:
            return said, "", ""
        return front, said.removeprefix(front), ""
    if assigned and not statement.conditions and said.startswith("sets "):
        return "sets ", assigned[1], f" to {assigned[2]}"
    return said, "", ""


def joined(parts: list[str]) -> str:
    """a, b and c"""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]
