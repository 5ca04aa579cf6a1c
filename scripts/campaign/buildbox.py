# SPDX-License-Identifier: GPL-2.0
"""What every build of a run has in common: who else is at it, which programs, the sandbox around it."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from . import sandbox
from .children import Children
from .errors import UserError
from .flavour import Flavour
from .sandbox import Sandbox
from .settings import Settings

Say = Callable[[str], None]


@contextmanager
def alone(run: Path) -> Iterator[None]:
    """Keep a second build out of the same run.

    :raises UserError: there is one
    """
    build = run / "build"
    build.mkdir(parents=True, exist_ok=True)
    with open(build / ".lock", "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UserError(f"{run}: another command builds in this run") from error
        yield


def binutils(flavour: Flavour) -> dict[str, str]:
    """The programs that objects are asked with -> Debian's package: GNU's, whatever compiles."""
    wanted = ("readelf", "addr2line", "objdump")
    package = flavour.packages.get("readelf", "") if flavour.llvm is None else ""
    return {flavour.prefix + what: package for what in wanted}


def version(flavour: Flavour, children: Children, run: Path, limit: int) -> str:
    """What a flavour's compiler and linker say of themselves."""
    both = [
        children.ask([flavour.program(what), "--version"], run, limit)
        for what in ("cc", "ld")
    ]
    return "; ".join(text.splitlines()[0] for text in both if text)


def boxed(wanted: str, say: Say) -> bool:
    """Whether builds run in a sandbox.

    :raises UserError: there can be none here
    """
    if wanted == "no":
        return False
    if wanted == "try" and (why := sandbox.probe()):
        say(f"no sandbox for builds: {why}")
        return False
    sandbox.require()
    return True


def box(
    run: Path, flavour: Flavour, settings: Settings, environment: Mapping[str, str]
) -> Sandbox:
    """Where a flavour is built: its own output may be written, and the compiler's cache."""
    build = run / "build"
    programs = [*settings.programs, *flavour.programs(), *binutils(flavour)]
    return Sandbox(
        readable=[
            build / "src",
            build / f"{flavour.name}.config",
            run / "cache/ccache-names",
        ],
        writable=[build / flavour.name, Path(environment["CCACHE_DIR"])],
        programs=programs,
        environment=environment,
    )
