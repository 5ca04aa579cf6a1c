# SPDX-License-Identifier: GPL-2.0
"""Calls, rewritten by the rules of cocci/convert/.

spatch is given a function that holds nothing but the call, so what stands around the
call has no say, and the calls of one rule are rewritten at once.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from . import config, ctext, plan, spatch
from .kept import Kept

_RULES = config.ROOT / "cocci" / "convert"
_HEAD, _TAIL = "void f(void)\n{\n\t", ";\n}\n"
_AT = "3:1"  # line, and column from 0, of the call in it


@dataclass(frozen=True)
class Wanted:
    """A call to be rewritten.

    :param call: as it stands in the source
    :param rule: of cocci/convert
    :param names: what the rule is told with -D: names and values
    """

    call: str
    rule: str
    names: tuple[tuple[str, str], ...]

    @property
    def key(self) -> str:
        """What the answer depends on."""
        smpl = (_RULES / self.rule).read_text()
        asked = json.dumps([spatch.version(), smpl, self.call, self.names])
        return hashlib.sha256(asked.encode()).hexdigest()[:32]


class Rewriter:
    """Rewrites calls, and keeps how.

    :param jobs: processes at a time
    :param timeout: seconds for a call
    """

    def __init__(self, kept: Kept, jobs: int, timeout: int) -> None:
        self._kept = kept
        self._jobs = jobs
        self._timeout = timeout

    def ahead(self, wanted: Iterable[Wanted]) -> None:
        """Rewrite what is likely to be asked for; what fails is told when it is asked for."""
        groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[Wanted]]
        groups = defaultdict(list)
        for one in dict.fromkeys(wanted):
            if self._known(one) is None:
                groups[one.rule, one.names].append(one)
        with ThreadPoolExecutor(max_workers=max(self._jobs, 1)) as pool:
            list(pool.map(self._ask, groups.values()))

    def rewritten(self, wanted: Wanted) -> str:
        """A call after spatch has rewritten it, now or before.

        :raises plan.Unsure: spatch did not do it
        """
        known = self._known(wanted)
        if known is None:
            problem = self._ask([wanted])
            known = self._known(wanted)
            if known is None:
                raise plan.Unsure(problem or "spatch did not rewrite the call")
        return known

    def _known(self, wanted: Wanted) -> str | None:
        known = self._kept.get(wanted.key)
        return known if isinstance(known, str) else None

    def _ask(self, some: list[Wanted]) -> str | None:
        """Have spatch rewrite calls of one rule and one set of names; say what went wrong."""
        with tempfile.TemporaryDirectory(prefix="treewide-") as scratch:
            sources = [Path(scratch, f"{n}.c") for n in range(len(some))]
            for source, one in zip(sources, some):
                source.write_bytes((_HEAD + one.call + _TAIL).encode("latin-1"))
            names = [part for k, v in some[0].names for part in ("-D", f"{k}={v}")]
            answer = spatch.ask(
                _RULES / some[0].rule,
                sources,
                1,
                self._timeout,
                [*names, "--in-place", "--no-show-diff"],
                {"TREEWIDE_AT": _AT},
            )
            texts = [ctext.decode(source.read_bytes()) for source in sources]
        for source, text, one in zip(sources, texts, some):
            whole = text.startswith(_HEAD) and text.endswith(_TAIL)
            call = text[len(_HEAD) : len(text) - len(_TAIL)]
            if whole and call != one.call and not answer.of(source):
                self._kept.put(one.key, call)
        problems = [why for source in sources if (why := answer.of(source))]
        return f"spatch: {problems[0]}" if problems else None
