# SPDX-License-Identifier: GPL-2.0
"""One call, rewritten by a rule of cocci/convert/."""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path

from . import config, ctext, plan, spatch
from .kept import Kept

_RULES = config.ROOT / "cocci" / "convert"


def _ask(
    text: str, line: int, column: int, rule: str, names: dict[str, str], timeout: int
) -> str:
    with tempfile.TemporaryDirectory(prefix="treewide-") as scratch:
        source = Path(scratch, "site.c")
        source.write_bytes(text.encode("latin-1"))
        options = [
            word for key, value in names.items() for word in ("-D", f"{key}={value}")
        ]
        answer = spatch.ask(
            _RULES / rule,
            [source],
            1,
            timeout,
            [*options, "--in-place", "--no-show-diff"],
            {"TREEWIDE_AT": f"{line}:{column}"},
        )
        result = ctext.decode(source.read_bytes())
    if answer.problems:
        raise plan.Unsure(f"spatch: {next(iter(answer.problems.values()))}")
    if result == text:
        raise plan.Unsure("spatch did not rewrite the call")
    return result


def rewritten(
    kept: Kept,
    text: str,
    line: int,
    column: int,
    rule: str,
    names: dict[str, str],
    timeout: int,
) -> str:
    """A function after spatch has rewritten the call at a position, now or before.

    :param line: of the call in the text, from 1; the column from 0
    :param rule: of cocci/convert
    :param names: what the rule is told with -D
    :param timeout: seconds
    :raises plan.Unsure: spatch did not do it
    """
    version, smpl = spatch.version(), (_RULES / rule).read_text()
    asked = json.dumps([version, smpl, text, line, column, names])
    key = hashlib.sha256(asked.encode()).hexdigest()[:32]
    result = kept.get(key)
    if not isinstance(result, str):
        result = _ask(text, line, column, rule, names, timeout)
        kept.put(key, result)
    return result
