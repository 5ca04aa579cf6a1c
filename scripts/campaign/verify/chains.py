# SPDX-License-Identifier: GPL-2.0
"""The flavours' work on one state: each flavour's stages one after the other, all on the same processors.

No flavour waits for another one's stage, and of all that can be done the longest is
done first, so that no processor waits at the end.
"""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from ..children import Stopped
from ..errors import MachineError, UserError
from .compilation import Compilation

# How long it takes beside others, and what is to be done
Act = tuple[int, Callable[[], None]]
# Asked for its acts when the stage before has ended
Stage = Callable[[], Iterable[Act]]


@dataclass
class Chain:
    """A flavour's stages.

    :param stages: in order; what fails ends the chain, and is the compilation's error
    :ivar begun: how many stages were begun
    :ivar pending: the acts of the last one that have not ended
    """

    compilation: Compilation
    stages: Sequence[Stage]
    pending: int = field(default=0, init=False)
    begun: int = field(default=0, init=False)


class Chains:
    """Some chains, worked off.

    :param workers: acts at once
    :param say: hears why a chain ends
    :param stop: ends what runs
    """

    def __init__(
        self, workers: int, say: Callable[[str], None], stop: Callable[[], None]
    ) -> None:
        self._pool = ThreadPoolExecutor(max_workers=workers)
        self._say = say
        self._stop = stop
        self._lock = threading.Lock()
        self._ready: list[tuple[int, int, Chain, Callable[[], None]]] = []
        self._number = itertools.count()
        self._open = 0
        self._ended = threading.Event()
        self._fault: BaseException | None = None

    def run(self, chains: Sequence[Chain]) -> None:
        """Work all off.

        :raises Stopped: the run is ended
        """
        self._open = len(chains)
        try:
            for chain in chains:
                self._push(chain, [(0, lambda: None)])
            if chains:
                self._ended.wait()
            if self._fault:
                raise self._fault
        except BaseException:
            self._stop()
            raise
        finally:
            self._pool.shutdown(cancel_futures=True)

    def _push(self, chain: Chain, acts: Sequence[Act]) -> None:
        chain.pending = len(acts)
        with self._lock:
            for weight, act in acts:
                entry = (-weight, next(self._number), chain, act)
                heapq.heappush(self._ready, entry)
        for _ in acts:
            self._pool.submit(self._work)

    def _work(self) -> None:
        """The heaviest act that is ready; then what it was the last one before."""
        with self._lock:
            _, _, chain, act = heapq.heappop(self._ready)
        try:
            self._try(chain, act)
            with self._lock:
                chain.pending -= 1
                last = not chain.pending
            if last:
                self._go_on(chain)
        except BaseException as error:
            self._fault = self._fault or error
            self._ended.set()

    def _try(self, chain: Chain, act: Callable[[], None]) -> None:
        """Do something unless the chain has failed."""
        compilation = chain.compilation
        if compilation.error:
            return
        try:
            act()
        except (Stopped, UserError):
            raise
        except MachineError as error:
            self._say(str(error))
            compilation.error = error

    def _go_on(self, chain: Chain) -> None:
        """Begin the first further stage that has acts."""
        acts: list[Act] = []
        while not acts and chain.begun < len(chain.stages):
            stage = chain.stages[chain.begun]
            chain.begun += 1
            self._try(chain, lambda: acts.extend(stage()))
        if acts:
            self._push(chain, acts)
            return
        with self._lock:
            self._open -= 1
            if not self._open:
                self._ended.set()
