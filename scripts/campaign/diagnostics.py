# SPDX-License-Identifier: GPL-2.0
"""What compilers say of a source: warnings and errors, out of a log of make."""

from __future__ import annotations

import re

_DIAGNOSTIC = re.compile(
    r"(?P<file>[^\s:][^:]*)(?P<line>(?::\d+){0,2}): (?P<kind>warning|error|fatal error): (?P<text>.*)"
)
_WERROR = re.compile(r" \[-Werror(=[^]]*)?\]$")
_OFFSET = re.compile(r"\+0x[0-9a-f]+|\.text\S*\+\S+")


def diagnostics(
    log: str, source: str
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """What a compiler said: (warnings, errors), each (file, text), sorted, once each time it was said.

    A warning that was made an error is both.

    :param source: the path of the source tree, which is taken off the files' names
    """
    warnings, errors = [], []
    for line in log.splitlines():
        found = _DIAGNOSTIC.match(line)
        if not found:
            continue
        file = found["file"].removeprefix(source + "/")
        text, werror = _WERROR.subn(
            lambda m: f" [-W{m[1][1:]}]" if m[1] else "", found["text"]
        )
        if found["kind"] == "warning" or werror:
            warnings.append((file, _OFFSET.sub("", text)))
        if found["kind"] != "warning":
            errors.append((file, f"{file}{found['line']}: {text}"))
    return sorted(warnings), sorted(errors)
