# SPDX-License-Identifier: GPL-2.0
"""Kbuild, for one flavour, outside of the source tree: configure, prepare, ask, build.

The exit status of make is not taken for an answer: Kconfig drops without a word
what it can't have, and make builds an object that no configuration wants.

An object that make has built once is built again by the command that kbuild saved,
without make: most of a rebuild is make itself.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from . import files, prompts
from .children import Children, Stopped
from .errors import MachineError
from .flavour import ALLNOCONFIG, OLDDEFCONFIG, Flavour
from .settings import Settings
from .savedcmd import saved_command, saved_commands

# A name that make takes for nothing else: no `=`, `%`, `:`, `$`, blank or option.
_TARGET = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.,+/-]*")
_SOURCES = (".c", ".S")
_FULL = "No space left on device"


@dataclass(frozen=True)
class Built:
    """What came of building one object.

    :param made: it is there
    :param said: what the programs said
    """

    made: bool
    said: str


def target(path: str, arch: str, foreign: tuple[str, ...] = ()) -> str | None:
    """The object that a source file becomes in builds for an ARCH; None where it becomes none."""
    parts = PurePosixPath(path).parts
    if (
        not path.endswith(_SOURCES)
        or not _TARGET.fullmatch(path)
        or parts[0] in foreign
    ):
        return None
    if ".." in parts or (parts[0] == "arch" and parts[1:2] != (arch,)):
        return None
    return str(PurePosixPath(path).with_suffix(".o"))


def lost(wanted: Iterable[str], config: str) -> list[str]:
    """The lines of a fragment that a .config doesn't say. `=n` is said by silence, too."""
    said = set(config.splitlines())
    values = {line.split("=", 1)[0] for line in said if line.startswith("CONFIG_")}
    gone = []
    for line in wanted:
        name, value = line.split("=", 1)
        if (name in values) if value == "n" else (line not in said):
            gone.append(line)
    return gone


class Kbuild:
    """One flavour's build.

    :param run: the run; the source stands in run/build/src, the build in run/build/NAME
    :ivar jobs: make's -j
    :raises MachineError: (every method) make or its program died, or did not end in time
    :cvar LIMIT: name of the limit for what make() builds
    """

    LIMIT = "objects"

    def __init__(
        self,
        run: Path,
        flavour: Flavour,
        settings: Settings,
        children: Children,
        jobs: int,
    ) -> None:
        self.flavour = flavour
        self.source = run / "build" / "src"
        self.output = run / "build" / flavour.name
        self._run = run
        self._settings = settings
        self._children = children
        self.jobs = jobs
        self._fragment = run / "build" / f"{flavour.name}.config"

    def inside(self, name: str) -> Path:
        """A file of the build.

        :raises MachineError: the build has put a link there that leads out of it
        """
        path = self.output / name
        if not path.parent.resolve().is_relative_to(self.output.resolve()) or (
            path.is_symlink()
            and not path.resolve().is_relative_to(self.output.resolve())
        ):
            raise MachineError(f"{self.flavour.name}: {name}: leads out of the build")
        return path

    def log(self, step: str) -> Path:
        """The log of a step."""
        return self._run / "logs" / f"verify-{self.flavour.name}-{step}.log"

    def command(self, *more: str) -> list[str]:
        """make's command line from the run's folder, without -j."""
        flavour = self.flavour
        flags = self._settings.flags["llvm" if flavour.llvm else "objects"]
        head = ["make", "-C", "build/src", f"O=../{flavour.name}", *flavour.variables()]
        return [*head, "W=1", f"KCFLAGS={flags}", *more]

    def object_command(self, objects: list[str]) -> list[str]:
        """The command line that builds objects."""
        return self.command("-k", *objects)

    def _make(
        self, step: str, argv: list[str], limit: str, add: bool = False
    ) -> tuple[int, str]:
        """Run make.

        :returns: its status, and what this and earlier makes of the same log said
        """
        log = self.log(step)
        argv = [*argv[:1], f"-j{self.jobs}", *argv[1:]]
        seconds = self._settings.limits[limit]
        status = self._children.run(argv, self._run, log, seconds, add)
        said = log.read_text(encoding="utf-8", errors="replace")
        if status and _FULL in said:
            raise MachineError(f"{self.flavour.name}: {step}: {_FULL.lower()}")
        if status < 0:
            raise MachineError(
                f"{self.flavour.name}: {step}: make died of signal {-status}"
            )
        return status, said

    def _must(self, step: str, argv: list[str]) -> None:
        """Run make where a failure leaves nothing to go on with."""
        status, said = self._make(step, argv, step)
        if status:
            told = [l.strip() for l in said.splitlines() if "rror" in l or "***" in l]
            why = told[0] if told else f"make ended with status {status}"
            raise MachineError(f"{self.flavour.name}: {step}: {why}")

    def stamp(self, compiler: str) -> str:
        """What the configuration was made from, as far as this module gives it."""
        flavour = self.flavour
        parts = (compiler, flavour.base, *flavour.variables(), *flavour.lines)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    def configure(self, compiler: str) -> list[str]:
        """Make .config of the fragment, unless that was done.

        :param compiler: its version
        :returns: the lines of the fragment that did not survive
        """
        stamp = self.output.with_name(f"{self.flavour.name}.configured")
        config = self.inside(".config")
        sign = self.stamp(compiler)
        if not (stamp.exists() and stamp.read_text() == sign and config.exists()):
            shutil.rmtree(self.output, ignore_errors=True)
            self.output.mkdir(parents=True)
            files.write(self._fragment, ("\n".join(self.flavour.lines) + "\n").encode())
            if self.flavour.base == OLDDEFCONFIG:
                files.write(config, self._fragment.read_bytes())
                more = [OLDDEFCONFIG]
            else:
                more = [f"KCONFIG_ALLCONFIG={self._fragment.resolve()}", ALLNOCONFIG]
            self._must("configure", self.command(*more))
            files.write(stamp, sign.encode())
        gone = lost(self.flavour.lines, config.read_text(encoding="utf-8"))
        if gone and self.flavour.base == OLDDEFCONFIG:
            # What nobody can set follows from the compiler, and is no wish.
            return prompts.users(self.source, gone)
        return gone

    def prepare(self) -> None:
        """Make what objects need: generated headers, host programs."""
        self._must("prepare", self.command("prepare"))

    def _listed(self, folder: str) -> tuple[set[str], set[str]]:
        """What kbuild would build in a folder in this configuration.

        :returns: objects, and folders it goes down to
        """
        if not any(
            (self.source / folder / name).is_file() for name in ("Kbuild", "Makefile")
        ):
            return set(), set()
        rule = (
            "treewide-list: ; @:$(info objects $(real-obj-y) $(lib-y) $(extra-y))"
            "$(info folders $(subdir-ym))"
        )
        source = str(self.source.resolve())
        arch = self.flavour.arch
        said = self._children.ask(
            ["make", "-rRs", "-f", f"{source}/scripts/Makefile.build", "--eval", rule]
            + [f"obj={folder}", f"srctree={source}", f"VPATH={source}", "objtree=."]
            + [f"SRCARCH={arch}", f"ARCH={arch}", "treewide-list"],
            self.output,
            self._settings.limits["question"],
        )
        answer: dict[str, set[str]] = {"objects": set(), "folders": set()}
        for line in said.splitlines():
            kind, _, names = line.partition(" ")
            if kind in answer:
                answer[kind] |= {
                    n.removeprefix("./").rstrip("/") for n in names.split()
                }
        return answer["objects"], answer["folders"]

    def wanted(self, objects: Iterable[str]) -> list[str]:
        """Those objects that this configuration has. To be asked after prepare()."""
        seen: dict[str, tuple[set[str], set[str]]] = {}

        def listed(folder: str) -> tuple[set[str], set[str]]:
            if folder not in seen:
                seen[folder] = self._listed(folder)
            return seen[folder]

        def reached(folder: PurePosixPath) -> bool:
            """Whether kbuild comes to a folder; a level that names no folder at all isn't asked."""
            above = folder.parent
            if str(folder) in (".", "arch"):
                return True
            if str(above) == "arch":
                return True
            below = listed(str(above))[1]
            return reached(above) and (not below or str(folder) in below)

        return sorted(
            o
            for o in set(objects)
            if o in listed(str(PurePosixPath(o).parent))[0]
            and reached(PurePosixPath(o).parent)
        )

    def in_folder(self, folder: str) -> list[str]:
        """The objects that this configuration has in a folder, all C."""
        return sorted(
            o
            for o in self._listed(folder)[0]
            if (self.source / o).with_suffix(".c").is_file()
        )

    def make(self, step: str, objects: list[str]) -> str:
        """Build objects by make.

        :param step: names the log
        :returns: what make said
        """
        for name in objects:
            self.inside(name).unlink(missing_ok=True)
        return self._make(step, self.object_command(objects), self.LIMIT)[1]

    def build(self, name: str) -> Built:
        """Build one object anew, by its saved command, or by make where a shell would be needed."""
        made = self.inside(name)
        made.unlink(missing_ok=True)
        commands = saved_commands(self.saved(name))
        if not commands:
            said = self.make(f"object-{name.replace('/', '-')}", [name])
            return Built(made.is_file(), said)
        heard = []
        for argv in commands:
            status, said = self._children.hear(
                argv, self.output, self._settings.limits["objects"]
            )
            heard.append(said)
            if status and _FULL in said:
                raise MachineError(f"{self.flavour.name}: {name}: {_FULL.lower()}")
            if status < 0 or self._crashed(said):
                made.unlink(missing_ok=True)
                how = f"of signal {-status}" if status < 0 else "within"
                raise MachineError(f"{self.flavour.name}: {name}: {argv[0]} died {how}")
            if status:
                made.unlink(missing_ok=True)
                if "error" not in said:
                    heard.append(f"{argv[0]} ended with status {status}\n")
                break
        return Built(made.is_file(), "".join(heard))

    @staticmethod
    def _crashed(said: str) -> bool:
        return "internal compiler error" in said or "PLEASE submit a bug report" in said

    def saved(self, name: str) -> str:
        """kbuild's account of an object; empty where there is none."""
        path = PurePosixPath(name)
        saved = self.inside(str(path.parent / f".{path.name}.cmd"))
        if not saved.is_file():
            return ""
        return saved.read_text(encoding="utf-8", errors="replace")

    def saved_compiler(self, name: str) -> list[str]:
        """The compiler's arguments for an object; empty where it was never built."""
        return saved_command(self.saved(name))

    def reads(self, name: str) -> set[str]:
        """The files of the source that went into an object when it was last built."""
        path = PurePosixPath(name)
        listed = self.inside(str(path.parent / f".{path.name}.d"))
        text = self.saved(name)
        if listed.is_file():
            text += listed.read_text(encoding="utf-8", errors="replace")
        return self._inside(text)

    def _inside(self, text: str) -> set[str]:
        """The files of the source that a text names."""
        source = re.escape(str(self.source.resolve()))
        found = re.findall(source + r"/([^\s:\\$()'\";,]+)", text)
        normal = {os.path.normpath(name) for name in found}
        return {n for n in normal if not n.startswith("..")}

    def readers(self, files_: Iterable[str], but: Iterable[str]) -> set[str]:
        """What this build made of files of the source, by kbuild's own account.

        :param files_: from the top of the source
        :param but: objects that are left out
        :returns: from the top of the build: what each account (.NAME.cmd) is of
        """
        asked, left_out = set(files_), set(but)
        found: set[str] = set()
        for folder, _, names in os.walk(self.output):
            for name in names:
                path = Path(folder, name)
                if not name.endswith(".cmd"):
                    continue
                named = name.removeprefix(".").removesuffix(".cmd")
                made = str(path.with_name(named).relative_to(self.output))
                if made in left_out:
                    continue
                text = path.read_text(encoding="utf-8", errors="replace")
                read = self._inside(text)
                if name == "auto.conf.cmd":
                    read.update(re.findall(r"^\t(\S+) \\$", text, re.MULTILINE))
                if asked & read:
                    found.add(made)
        return found

    def assembly(self, name: str) -> str:
        """A digest of the assembler text (NAME.s) that kbuild's headers of offsets are cut from.

        Made anew without debug data, which has the numbers of lines: a text that is the
        same gives the same header.

        :returns: "" where it can't be made by the saved command alone
        """
        commands = saved_commands(self.saved(name))
        if not name.endswith(".s") or len(commands) != 1 or "-o" not in commands[0]:
            return ""
        argv = list(commands[0])
        argv[argv.index("-o") + 1] = "-"
        kept = [word for word in argv if not word.startswith("-Wp,-M")]
        limit = self._settings.limits["objects"]
        try:
            text = self._children.ask([*kept, "-g0"], self.output, limit)
        except Stopped:
            raise
        except MachineError:
            return ""
        return hashlib.sha256(text.encode()).hexdigest()

    def show(self, objects: list[str]) -> str:
        """The command line for people, from the run's folder."""
        return shlex.join(self.object_command(objects))
