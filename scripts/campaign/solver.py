# SPDX-License-Identifier: GPL-2.0
"""The solver (scripts/verdict), which is asked again and again with more facts.

It stays while it is asked: a function that it was told of isn't told again.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import tempfile
import threading
from typing import IO, Any

from . import config
from .errors import MachineError, MissingProgram

SOLVER = config.ROOT / "scripts" / "verdict" / "build" / "verdict"
# glibc's malloc: what the solver reads becomes some 30 MB of small pieces, in huge pages.
# What is freed is put in order at once: done in the process of its own that judges, it
# would have each page copied.
_MALLOC = {
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1:"
    "glibc.malloc.mxfast=0:glibc.malloc.tcache_count=0"
}
_PATIENCE = 300  # seconds for an answer; it needs less than one for Linux
Document = dict[str, Any]


class Solver:
    """A process of the solver; the end of "with" is its end.

    :raises MissingProgram: it has not been built
    """

    def __init__(self) -> None:
        if not SOLVER.exists():
            raise MissingProgram(
                "verdict", "gcc, make, pkg-config, libjson-c-dev (then: make solver)"
            )
        self._told: list[Document] = []
        self._said: IO[bytes] = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [str(SOLVER), "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            start_new_session=True,
            env={**os.environ, **_MALLOC},
        )

    def __enter__(self) -> Solver:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()
        self._process.communicate()
        self._said.close()

    def _end(self) -> None:
        """End it, and the process of its own in which it looks for an answer."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def ask(self, document: Document) -> Document:
        """The solver's answer to a fact document.

        :param document: of its "functions", those are not told again that are the same
            objects as in the document before
        :raises MachineError: it failed
        """
        numbers = {id(function): n for n, function in enumerate(self._told)}
        self._told = document["functions"]
        told = [numbers.get(id(function), function) for function in self._told]
        answer = self._exchange(json.dumps({**document, "functions": told}).encode())
        made: Document = json.loads(answer)
        return made

    def _exchange(self, line: bytes) -> bytes:
        """What is answered to a line.

        :raises MachineError: nothing is
        """
        assert self._process.stdin and self._process.stdout
        late = threading.Timer(_PATIENCE, self._end)
        late.start()
        answer = b""
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(line + b"\n")
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        on_time = late.is_alive()
        late.cancel()
        if answer.endswith(b"\n"):
            return answer
        status = self._process.wait() if on_time else 0
        self._said.seek(0)
        said = self._said.read().decode("utf-8", "replace").strip().splitlines()
        why = (
            said[-1].removeprefix("verdict: ")
            if said
            else f"ended with status {status}"
        )
        if not on_time:
            why = f"did not end within {_PATIENCE} s"
        raise MachineError(f"verdict: {why}")
