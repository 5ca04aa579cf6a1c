# SPDX-License-Identifier: GPL-2.0
"""What a configuration makes of the condition of an #if.

Three values: a number, or None where it isn't the configuration alone that decides.
"""

from __future__ import annotations

import operator as operators
import re
from collections.abc import Callable, Mapping
from itertools import chain

from .branches import Branch

_SYMBOL = re.compile(r"\bCONFIG_\w+")
_TOKEN = re.compile(
    r"\s+|(?P<number>\d[\w.]*)|(?P<word>[A-Za-z_]\w*)"
    r"|(?P<operator><<|>>|<=|>=|==|!=|&&|\|\||[-+*/%<>&^|!~?:()])|(?P<other>.)",
    re.S,
)
_PRECEDENCE = (
    ("||",),
    ("&&",),
    ("|",),
    ("^",),
    ("&",),
    ("==", "!="),
    ("<", "<=", ">", ">="),
    ("<<", ">>"),
    ("+", "-"),
    ("*", "/", "%"),
)
_VALUES: dict[str, Callable[[int, int], int]] = {
    "|": operators.or_,
    "^": operators.xor,
    "&": operators.and_,
    "==": operators.eq,
    "!=": operators.ne,
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
    "<<": operators.lshift,
    ">>": operators.rshift,
    "+": operators.add,
    "-": operators.sub,
    "*": operators.mul,
    # C rounds to zero
    "/": lambda a, b: abs(a) // abs(b) * (1 if a * b >= 0 else -1),
    "%": lambda a, b: abs(a) % abs(b) * (1 if a >= 0 else -1),
}
# Names that every C file of the kernel has, or none: the top Makefile, KBUILD_CPPFLAGS
_FIXED = {
    "__KERNEL__": 1,
    "__GNUC__": 1,
    "__ASSEMBLY__": 0,
    "__ASSEMBLER__": 0,
    "__cplusplus": 0,
}
# Symbol -> value; None where nothing is known of any
Config = Mapping[str, str] | None
_LINE = re.compile(r"^(?:(CONFIG_\w+)=(.*)|# (CONFIG_\w+) is not set)$", re.M)


def configuration(text: str) -> dict[str, str]:
    """A .config: symbol -> value, "n" for one that is not set."""
    return {set_ or unset: value or "n" for set_, value, unset in _LINE.findall(text)}


def symbols(condition: str) -> list[str]:
    """The Kconfig symbols in a condition, as they stand there first."""
    found = (s.removesuffix("_MODULE") for s in _SYMBOL.findall(condition))
    return list(dict.fromkeys(found))


class _Unknown(Exception):
    """A condition that isn't understood."""


class _Evaluation:
    """Evaluates one expression by recursive descent."""

    def __init__(self, condition: str, config: Config) -> None:
        self._config = config
        self._tokens = [
            m.group() for m in _TOKEN.finditer(condition) if not m.group().isspace()
        ]
        self._at = 0

    def _next(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self, wanted: str = "") -> str:
        token = self._next()
        if not token or (wanted and token != wanted):
            raise _Unknown
        self._at += 1
        return token

    def whole(self) -> int | None:
        """The value of all of it."""
        value = self._choice()
        if self._next():
            raise _Unknown
        return value

    def _choice(self) -> int | None:
        value = self._binary(0)
        if self._next() != "?":
            return value
        self._take()
        first = self._choice()
        self._take(":")
        second = self._choice()
        if value is None:
            return first if first == second else None
        return first if value else second

    def _binary(self, level: int) -> int | None:
        if level == len(_PRECEDENCE):
            return self._unary()
        left = self._binary(level + 1)
        while self._next() in _PRECEDENCE[level]:
            operator = self._take()
            left = _apply(operator, left, self._binary(level + 1))
        return left

    def _unary(self) -> int | None:
        token = self._take()
        if token in ("!", "~", "-", "+"):
            value = self._unary()
            if value is None:
                return None
            return {"!": int(not value), "~": ~value, "-": -value, "+": value}[token]
        if token == "(":
            value = self._choice()
            self._take(")")
            return value
        if token[0].isdigit():
            return _number(token)
        if not (token[0].isalpha() or token[0] == "_"):
            raise _Unknown
        if token == "defined":
            return self._defined()
        if self._next() == "(":
            return self._call(token)
        if token.startswith("CONFIG_"):
            text = self._value(token)
            if text is None:
                return None
            return int(text == "y") if text in ("y", "m", "n") else _number(text)
        return _FIXED.get(token)

    def _value(self, symbol: str) -> str | None:
        return None if self._config is None else self._config.get(symbol, "n")

    def _defined(self) -> int | None:
        bracket = self._next() == "("
        if bracket:
            self._take()
        name = self._take()
        if bracket:
            self._take(")")
        return defined(name, self._config)

    def _call(self, name: str) -> int | None:
        """IS_ENABLED() and its kin (include/linux/kconfig.h); of another macro nothing is known."""
        start = self._at
        depth = 0
        while True:
            token = self._take()
            depth += {"(": 1, ")": -1}.get(token, 0)
            if not depth:
                break
        inside = self._tokens[start + 1 : self._at - 1]
        if len(inside) != 1 or not inside[0].startswith("CONFIG_"):
            return None
        value = self._value(inside[0])
        if value is None:
            return None
        if name == "IS_REACHABLE" and value == "m":
            return None  # a module may reach it
        truths = {"IS_ENABLED": "ym", "IS_BUILTIN": "y", "IS_MODULE": "m"}
        truths["IS_REACHABLE"] = "y"
        return int(value in truths[name]) if name in truths else None


def _number(text: str) -> int | None:
    text = text.rstrip("uUlL")
    try:
        octal = text.startswith("0") and text.isdigit()
        return int(text, 8) if octal else int(text, 0)
    except ValueError:
        return None


def _apply(operator: str, left: int | None, right: int | None) -> int | None:
    """The value of a binary operation, also where one side decides it alone."""
    if operator == "&&":
        if 0 in (left, right):
            return 0
        return None if None in (left, right) else 1
    if operator == "||":
        if left or right:
            return 1
        return None if None in (left, right) else 0
    if left is None or right is None:
        return None
    if operator in "/%" and not right:
        raise _Unknown
    if operator in ("<<", ">>") and not 0 <= right < 64:
        raise _Unknown
    return int(_VALUES[operator](left, right))


def defined(name: str, config: Config) -> int | None:
    """Whether a name is defined (include/generated/autoconf.h)."""
    if not name.startswith("CONFIG_"):
        return _FIXED.get(name)
    if config is None:
        return None
    if name.endswith("_MODULE") and config.get(name.removesuffix("_MODULE")) == "m":
        return 1
    return int(config.get(name, "n") not in ("n", "m"))


def evaluate(condition: str, config: Config) -> int | None:
    """The value of an #if's expression; None where the configuration alone doesn't tell.

    :param config: None asks what it is under every configuration
    """
    try:
        return _Evaluation(condition, config).whole()
    except (_Unknown, RecursionError):
        return None


def _own(branch: Branch, config: Config) -> int | None:
    """The value of a branch's own condition, whatever the earlier ones are."""
    if branch.directive == "else":
        return 1
    if branch.directive.endswith("def"):
        name = branch.condition.split(" ", 1)[0]
        value = defined(name, config)
        if branch.guard:
            return 1
        if branch.directive.endswith("ndef"):
            return None if value is None else int(not value)
        return value
    return evaluate(branch.condition, config)


def holds(branch: Branch, config: Config) -> bool | None:
    """Whether the text of a branch is read; None where the configuration alone doesn't tell."""
    value = _own(branch, config)
    if value == 0:
        return False
    for earlier in branch.earlier:
        before = _own(earlier, config)
        if before:
            return False
        if before is None:
            value = None
    return None if value is None else True


def reveals(branch: Branch, config: Mapping[str, str]) -> dict[str, str]:
    """What to set so that the text of a branch may be read: symbol -> "y" or "n".

    One symbol if one is enough, else all those whose setting together is. Empty where
    no setting of symbols that are on or off does it.
    """
    conditions = [b.condition for b in (branch, *branch.earlier)]
    names = list(dict.fromkeys(chain.from_iterable(map(symbols, conditions))))
    turned = {
        name: "y" if config.get(name, "n") == "n" else "n"
        for name in names
        if config.get(name, "n") in ("y", "m", "n")
    }
    own = {name: turned[name] for name in symbols(branch.condition) if name in turned}
    ways = [{name: value} for name, value in turned.items()]
    ways += [own, {name: v for name, v in own.items() if v == "y"}, turned]
    for way in ways:
        if way and holds(branch, {**config, **way}) is not False:
            return way
    return {}
