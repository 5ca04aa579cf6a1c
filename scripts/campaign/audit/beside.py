# SPDX-License-Identifier: GPL-2.0
"""Some work beside each other, each piece in a process of its own.

Most of a tree's audit is python, of which one process runs one thread. A process ends
with its piece, and what it read of a tree goes with it.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from ..errors import MachineError, TreewideError

Work = TypeVar("Work")
Result = TypeVar("Result")
_GRACE = 5.0  # seconds that a process has to end what it started
_ENDING = (signal.SIGINT, signal.SIGTERM)
# What is known here is known there, and costs nothing to hand over.
_FORK = multiprocessing.get_context("fork")


class _PutOff:
    """What would end this process comes once this is over, here and in one that is forked."""

    def __init__(self) -> None:
        self._came: list[int] = []
        self._handlers: dict[signal.Signals, Any] = {}

    def __enter__(self) -> _PutOff:
        for number in _ENDING:
            before = signal.signal(number, lambda n, _: self._came.append(n))
            self._handlers[number] = before
        return self

    def end(self) -> None:
        """Have the handlers back, and what came meanwhile."""
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        for late in self._came:
            signal.raise_signal(late)

    def __exit__(self, *_: object) -> None:
        self.end()


def _one(
    act: Callable[[Work], Result],
    work: Work,
    end: Connection,
    put_off: _PutOff,
) -> None:
    """What a process does."""
    try:
        put_off.end()
        told: Result | TreewideError = act(work)
    except TreewideError as error:
        told = error
    except KeyboardInterrupt:
        return
    try:
        end.send(told)
    except BrokenPipeError:
        pass  # nobody waits any more; what is done is kept


class Beside(Generic[Work, Result]):
    """Pieces of work, at most so many at once; the end of "with" ends those that run.

    :param act: does a piece; what it returns can be pickled
    :param most: how many at once
    :param name: of a piece, for people
    """

    def __init__(
        self,
        act: Callable[[Work], Result],
        most: int,
        name: Callable[[Work], str] = str,
    ) -> None:
        self._act = act
        self._most = most
        self._name = name
        self._waiting: list[Work] = []
        self._running: dict[Connection, tuple[Work, BaseProcess]] = {}

    def __enter__(self) -> Beside[Work, Result]:
        return self

    def __exit__(self, *_: object) -> None:
        for _work, process in self._running.values():
            process.terminate()
        for _work, process in self._running.values():
            process.join(_GRACE)
            process.kill()
        self._running.clear()

    def put(self, pieces: Iterable[Work]) -> None:
        """Begin pieces as far as there is room for them beside the caller's own work."""
        self._waiting += pieces
        self._fill(self._most - 1)

    def _fill(self, most: int) -> None:
        while self._waiting and len(self._running) < most:
            self._begin(self._waiting.pop(0))

    def _begin(self, work: Work) -> None:
        here, there = _FORK.Pipe(duplex=False)
        name = self._name(work)
        gc.freeze()  # to look for garbage in what is shared would have it copied
        with _PutOff() as put_off:  # who is to be ended has to be known
            arguments = (self._act, work, there, put_off)
            process = _FORK.Process(target=_one, args=arguments, name=name)
            process.start()
            self._running[here] = (work, process)
        there.close()

    def _ended(self) -> Iterator[tuple[Work, Result]]:
        """What has ended, as soon as something has.

        :raises TreewideError: the error that a piece ended with
        """
        for end in wait(list(self._running)):
            assert isinstance(end, Connection)
            work, process = self._running.pop(end)
            try:
                told = end.recv()
            except EOFError:
                process.join()
                why = f"its process ended with status {process.exitcode}; run it again"
                raise MachineError(f"{process.name}: {why}") from None
            finally:
                end.close()
            process.join()
            if isinstance(told, TreewideError):
                raise told
            yield work, told

    def results(self) -> Iterator[tuple[Work, Result]]:
        """Each piece with its result, as they come, until there is none any more.

        :raises TreewideError: the error that a piece ended with
        """
        while self._waiting or self._running:
            self._fill(self._most)
            yield from self._ended()
