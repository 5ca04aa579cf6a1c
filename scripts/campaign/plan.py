# SPDX-License-Identifier: GPL-2.0
"""Where the recheck of a site goes, and its failure path: or why that is not sure.

A plan is a list of edits of the site's function. What the planner is sure of
is a short list of shapes; everything else is refused with the sentence that
says what it could not decide, and the site stays as it is.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from typing import Any

from . import ctext

Document = dict[str, Any]
_WIDTH = 80
_TAB = 8


class Unsure(Exception):
    """The sentence that says what could not be decided."""


@dataclass(frozen=True)
class Edit:
    """Replace text[start:end] of the function by new."""

    start: int
    end: int
    new: str


@dataclass
class Call:
    """The site's call in its function: offsets into the function's text."""

    start: int
    end: int
    statement: tuple[int, int]
    target: str  # what the mapping is assigned to
    args: list[str]


class Function:
    """A function by its facts: statements and declarations as offsets."""

    def __init__(self, facts: Document) -> None:
        self.text: str = facts["text"]
        self.code = ctext.blanked(self.text)
        self.starts = ctext.line_starts(self.text)
        self.line: int = facts["line"]
        self.body: int = facts["body"]
        self.statements = sorted(
            {self._span(s["at"]) for s in facts["statements"]},
            key=lambda s: (s[0], -s[1]),
        )
        self.calls = [(self._span(c["at"]), c["fn"], c["args"]) for c in facts["calls"]]
        self.assigns = [(a["lhs"], a["rhs"]) for a in facts["assigns"]]
        self.declares = sorted(
            (self._span(d["at"])[0], d["name"]) for d in facts["declares"]
        )

    def _span(self, at: list[int]) -> tuple[int, int]:
        return self.starts[at[0] - 1] + at[1], self.starts[at[2] - 1] + at[3]

    def line_of(self, offset: int) -> int:
        """The line of the source file on which an offset stands."""
        return self.line + ctext.position(self.starts, offset)[0] - 1

    def words(self, span: tuple[int, int]) -> str:
        """The code of a span with its white space gone."""
        return re.sub(r"\s+", "", self.code[span[0] : span[1]])

    def indent(self, offset: int) -> str:
        """The white space with which the line of an offset begins."""
        begin = self.starts[ctext.position(self.starts, offset)[0] - 1]
        return re.match(r"[ \t]*", self.text[begin:]).group()  # type: ignore[union-attr]

    def block(self, offset: int) -> tuple[int, int]:
        """The innermost block around an offset: its braces' offsets."""
        around = [
            s
            for s in self.statements
            if s[0] < offset < s[1] and self.code[s[0]] == "{"
        ]
        return around[-1] if around else (self.body, len(self.text))

    def following(self, span: tuple[int, int]) -> list[tuple[int, int]]:
        """The statements behind a statement in its own block, in order."""
        block, found, end = self.block(span[0]), [], span[1]
        for statement in self.statements:
            if statement[0] >= end and statement[1] <= block[1]:
                found.append(statement)
                end = statement[1]
        return found


def find_call(function: Function, site: Document) -> Call:
    """The site's call, where it is a plain assignment.

    :raises Unsure: it is not
    """
    line, column = site["position"]
    at = function.starts[line - 1] + column
    found = [(span, args) for span, _, args in function.calls if span[0] == at]
    if not found:
        raise Unsure("spatch does not see the call as one")
    span, args = found[0]
    around = [s for s in function.statements if s[0] <= span[0] and span[1] <= s[1]]
    if not around:
        raise Unsure(
            "the call is in a declaration; its value has to be tested in a statement of its own"
        )
    statement = around[-1]
    match = re.fullmatch(
        r"(\w+(?:(?:->|\.)\w+)*)=" + re.escape(function.words(span)) + ";",
        function.words(statement),
    )
    if not match:
        raise Unsure("the call is not a plain assignment by itself")
    return Call(
        span[0],
        span[1],
        statement,
        match.group(1),
        [re.sub(r"\s+", " ", a) for a in args],
    )


def _spaceless(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _branch(
    function: Function, statement: tuple[int, int], condition: str
) -> str | None:
    """The body of if (condition), as its lines stand, where that is what it is."""
    either = "|".join(
        re.escape(f"if({c})") for c in (condition, f"unlikely({condition})")
    )
    words = function.words(statement)
    match = re.match(either, words)
    if not match:
        return None
    opening = function.code.index("(", statement[0])
    close = ctext.closing(function.code, opening) + 1
    inside = [s for s in function.statements if close <= s[0] and s[1] <= statement[1]]
    if not inside:
        return None
    first = inside[0]
    if function.code[first[1] : statement[1]].strip():
        raise Unsure(f"the test of {condition} has an else")
    if function.code[first[0]] == "{":
        lines = function.text[first[0] + 1 : first[1] - 1].strip("\n").split("\n")
        return "\n".join(lines).rstrip()
    begin = function.text.rindex("\n", 0, first[0]) + 1
    return function.text[begin : first[1]]


def _leaves(body: str) -> bool:
    code = ctext.blanked(body).strip()
    if code.endswith("}"):  # what leaves may stand under a condition
        return False
    last = re.split(r"[;{}]", code.rstrip(";} \t\n"))[-1].strip()
    return bool(re.match(r"(return|goto|break|continue)\b", last))


def failure_path(function: Function, call: Call, rest: list[tuple[int, int]]) -> str:
    """What the site does where there is no mapping: the way out of its NULL test.

    :raises Unsure: there is no such test right behind the call, or it goes on
    """
    condition = f"!{call.target}"
    body = _branch(function, rest[0], condition) if rest else None
    if body is None and rest:
        body = _branch(function, rest[0], f"{call.target}==NULL")
    if body is None:
        raise Unsure(f"{call.target} is not tested for NULL right behind the call")
    if not _leaves(body):
        raise Unsure(f"where {call.target} is NULL the function goes on")
    if re.search(rf"(?<![\w.>]){re.escape(call.target)}\b", ctext.blanked(body)):
        raise Unsure(f"the way out where {call.target} is NULL uses it")
    return body


def _undone_once(function: Function, call: Call, lock: str, way_out: str) -> None:
    """Where the way out goes on elsewhere, nothing there may use what it gave back.

    :raises Unsure: it may
    """
    code = ctext.blanked(way_out)
    used = re.compile(rf"(?<![\w.>])(?:{re.escape(call.target)}|{re.escape(lock)})\b")
    if re.search(r"^\s*(?!default\b)\w+\s*:(?!:)", code, re.M):
        raise Unsure("there is a label in the way out, which can't be there twice")
    for label in re.findall(r"\bgoto\s+(\w+)", code):
        found = re.search(rf"^[ \t]*{label}[ \t]*:", function.code, re.M)
        if not found or used.search(function.code, found.end()):
            raise Unsure(
                f"what stands behind {label} may undo again what the new way out undoes"
            )
    if re.search(r"\b(?:break|continue)\b", code):
        start, end = function.block(call.start)
        outside = function.code[function.body : start] + function.code[end:]
        outside = re.sub(r"^[ \t]*[\w \t]+\*[^;()]*;", "", outside, flags=re.M)
        if used.search(outside):
            raise Unsure("behind the loop the mapping or its lock is used again")


def _locking(
    function: Function, statement: tuple[int, int], lock: str, tables: Document
) -> bool:
    """Whether a statement takes the lock, plainly or by a trylock with a way out."""
    words = function.words(statement)
    for name in tables["plain_locks"]:
        if words.startswith(f"{name}({lock})") or words.startswith(f"{name}({lock},"):
            return words.endswith(");") and words.count(";") == 1
    for name in tables["plain_trylocks"]:
        body = _branch(function, statement, f"!{name}({lock})")
        if body is not None:
            if not _leaves(body):
                raise Unsure(f"where {name}({lock}) fails the function goes on")
            return True
    return False


def _wrapped(indent: str, condition: str) -> str:
    line = f"{indent}if ({condition}) {{"
    if len(line.expandtabs(_TAB)) <= _WIDTH or ", " not in condition:
        return line
    cut = line.index(", ") + 1
    depth: list[int] = []
    for index, char in enumerate(line[:cut]):
        if char == "(":
            depth.append(index)
        elif char == ")":
            depth.pop()
    column = len(line[: depth[-1] + 1].expandtabs(_TAB))
    pad = "\t" * (column // _TAB) + " " * (column % _TAB)
    return f"{line[:cut]}\n{pad}{line[cut + 1:]}"


def _declaration(
    function: Function, call: Call, name: str, value_type: str, near: list[str]
) -> Edit:
    """Declare the variable in the block of the call, beside the lock or the mapping."""
    block = function.block(call.start)
    inner = [s for s in function.statements if s[0] > block[0] and s[1] <= block[1]]
    first = inner[0][0] if inner else block[1]
    here = [
        (at, declared)
        for at, declared in function.declares
        if block[0] < at < first and function.block(at) == block
    ]
    conditional = re.search(r"^[ \t]*#", function.text[block[0] : first], re.M)
    if not here or conditional:
        at = function.code.index("\n", block[0]) + 1
        if function.code[block[0] + 1 : at].strip():
            raise Unsure("there is no line for a declaration where the block begins")
        space = "" if here else "\n"
        indent = function.indent(here[0][0] if here else inner[0][0])
        return Edit(at, at, f"{indent}{value_type} {name};\n{space}")
    beside = next(
        (at for wanted in near for at, declared in here if declared == wanted),
        here[-1][0],
    )
    end = beside
    while function.code[end] != ";":
        opens = function.code[end] in "({["
        if function.code[end] == "(":
            end = ctext.closing(function.code, end)
        elif opens:
            end = {
                "{": function.code.find("}", end),
                "[": function.code.find("]", end),
            }[function.code[end]]
        end += 1
    at = function.code.index("\n", end) + 1
    if at > call.statement[0] or function.code[end + 1 : at].strip():
        raise Unsure("there is no line of its own for a declaration")
    return Edit(at, at, f"{function.indent(beside)}{value_type} {name};\n")


def _unused_name(function: Function, wanted: str, taken: set[str]) -> str:
    names = [wanted] + [f"{wanted}{n}" for n in range(2, 10)]
    for name in names:
        if name not in taken and not re.search(rf"\b{name}\b", function.code):
            taken.add(name)
            return name
    raise Unsure(f"{wanted} is taken as a name")


def _root(path: str) -> str:
    return re.split(r"->|\.|\[", path)[0]


def _comment(indent: str, text: str) -> str:
    width = _WIDTH - len((indent + " * ").expandtabs(_TAB))
    lines = textwrap.wrap(text, width)
    return "".join(
        [f"{indent}/*\n", *(f"{indent} * {line}\n" for line in lines), f"{indent} */\n"]
    )


def _guarded(
    function: Function, call: Call, site: Document, tables: Document, name: str
) -> list[Edit]:
    kind = site["recheck"]["kind"]
    if kind not in tables["guarded"]:
        raise Unsure(f"no words are known for a guard of the kind {kind}")
    begin = function.text.rindex("\n", 0, call.statement[0]) + 1
    indent = function.indent(call.statement[0])
    return [
        Edit(begin, begin, _comment(indent, tables["guarded"][kind].format(value=name)))
    ]


def _rechecked(
    function: Function,
    call: Call,
    site: Document,
    tables: Document,
    old: Document,
    name: str,
) -> list[Edit]:
    recheck = site["recheck"]
    if recheck.get("bare"):
        raise Unsure("a write is not seen to be under the mapping's lock")
    locks = recheck.get("locks", [])
    if len(locks) != 1:
        places = (
            ", ".join(f"{lock['file']}:{lock['line']}" for lock in locks) or "no place"
        )
        raise Unsure(
            f"the writes are under locks taken at {places}; one recheck does not cover them"
        )
    lock = call.args[old["ptlp"]].replace(" ", "")
    table = call.args[old["pmd"]].replace(" ", "")
    if not lock.startswith("&") or not re.fullmatch(r"\w+(?:(?:->|\.)\w+)*", lock[1:]):
        raise Unsure(f"the lock goes to {lock}, which is taken elsewhere")
    lock = lock[1:]
    if not re.fullmatch(r"\w+(?:(?:->|\.)\w+)*", table):
        raise Unsure(f"the table's entry is {table}, no plain variable")
    names = {declared for _, declared in function.declares}
    for path in (call.target, lock):
        if path not in names:
            raise Unsure(
                f"{path} outlives the function: what the way out leaves in it is not known"
            )
    if any(left == table and right.startswith("&") for left, right in function.assigns):
        raise Unsure(f"{table} may point to a copy of the entry")
    around = [
        s
        for s in function.statements
        if s[0] < call.statement[0] and call.statement[1] <= s[1]
    ]
    if around and function.code[around[-1][0]] != "{":
        raise Unsure("the call is not made on every path to the lock")
    rest = function.following(call.statement)
    way_out = failure_path(function, call, rest)
    _undone_once(function, call, lock, way_out)
    taken = rest[1] if len(rest) > 1 else None
    if taken is None or not _locking(function, taken, lock, tables):
        raise Unsure(
            f"{lock} is not taken plainly right behind the test for NULL ({locks[0]['file']}:{locks[0]['line']} {locks[0]['what']})"
        )
    if (locks[0]["file"], locks[0]["function"]) != (
        site["file"],
        site["function"],
    ) or not (
        function.line_of(taken[0]) <= locks[0]["line"] <= function.line_of(taken[1])
    ):
        raise Unsure(
            f"the writes are under the lock taken at {locks[0]['file']}:{locks[0]['line']}, not behind the call"
        )
    indent = function.indent(taken[0])
    condition = tables["differs"].format(value=name, table=table)
    block = [
        _wrapped(indent, condition),
        f"{indent}\t{tables['unmap_unlock']}({call.target}, {lock});",
        way_out,
        f"{indent}}}",
    ]
    at = function.text.index("\n", taken[1]) + 1
    behind = function.text[taken[1] : at]
    if function.code[taken[1] : at].strip() or behind.count("/*") != behind.count("*/"):
        raise Unsure(
            f"something stands behind the lock's statement on line {function.line_of(taken[1])}"
        )
    return [Edit(at, at, "\n".join(block) + "\n")]


def plan_rw(
    function: Function, site: Document, old: Document, tables: Document, taken: set[str]
) -> tuple[list[Edit], str]:
    """The edits of a may-write site beside its call, and the variable's name.

    :param old: argument positions of the old API
    :param tables: the campaign's "convert"
    :param taken: names used by other sites of the function; the new one is added
    :raises Unsure: with the sentence why not
    """
    call = find_call(function, site)
    guarded = site["recheck"].get("present")
    wanted = tables["unused_value"] if guarded else tables["value"]
    names = set(taken)
    name = _unused_name(function, wanted, names)
    if guarded:
        edits = _guarded(function, call, site, tables, name)
    else:
        edits = _rechecked(function, call, site, tables, old, name)
    lock = _root(call.args[old["ptlp"]].replace(" ", "").lstrip("&"))
    edits.append(
        _declaration(
            function, call, name, tables["value_type"], [lock, _root(call.target)]
        )
    )
    taken.add(name)
    return edits, name
