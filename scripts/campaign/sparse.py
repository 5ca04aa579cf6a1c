# SPDX-License-Identifier: GPL-2.0
"""What sparse says of an object's source, as kbuild would ask it with C=1.

    sparse $(CHECKFLAGS) $(c_flags) SOURCE      (cmd_checksrc in scripts/Makefile.build)

The flags of the architecture are asked of kbuild, the rest stands in the command
that built the object. sparse ends with status 0 whatever it found. After its first
error it checks no locks at all, and warns of less: such an object is incomplete.
"""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from .children import Children, Stopped
from .errors import MachineError, MissingProgram
from .flavours import missing_program
from .objects import looking, saved_command

PROGRAM, PACKAGE = "sparse", "sparse"
_MARK = "treewide-checkflags"
# A target that every kernel has, that wants a configuration and builds nothing.
_GOAL = "image_name"
# Without it sparse ends its warnings at the hundredth.
_ALL = "-fmax-warnings=unlimited"
_POSITION = re.compile(r"(?P<file>.+?):\d+:\d+: (?:(?P<kind>warning|error): )?")
_INCLUDED = re.compile(r".+: note: in included file( \(through .*\))?:")
# "originally declared at mm/a.c:10": it moves with the lines.
_MOVES = re.compile(r"(?<= at )(\S+):\d+(?=\))")
_IMBALANCE = re.compile(r"context imbalance in '[^']*'")
_CUT = ("too many warnings", "too many errors")

Message = tuple[str, str]


@dataclass(frozen=True)
class Said:
    """What sparse says of one object.

    :param messages: (file from the top of the tree, text), in the order they were said; a
        text has the lines that belong to it, and no place of its own
    :param incomplete: why sparse may have said too little, or None
    """

    messages: tuple[Message, ...]
    incomplete: str | None = None


def missing() -> MissingProgram | None:
    """The error where sparse isn't installed."""
    return missing_program({PROGRAM: PACKAGE})


def checkflags(
    command: list[str], children: Children, cwd: Path, limit: float
) -> list[str]:
    """CHECKFLAGS of a build that is configured, as kbuild's makefiles set it.

    :param command: make's command line, without targets
    :param limit: seconds
    :raises MachineError: kbuild doesn't say
    """
    # The makefile that is read first, and each time it starts itself anew, says nothing yet.
    asked = f"{_MARK}: ; @:$(info {_MARK} $(CHECKFLAGS))"
    more = ["-s", "--eval", f"{_GOAL}: {_MARK}", "--eval", asked, _GOAL]
    said = children.ask([*command, *more], cwd, limit).splitlines()
    answers = [line.split(" ", 1)[1] for line in said if line.startswith(f"{_MARK} ")]
    try:
        found = [words for text in answers if (words := shlex.split(text))]
    except ValueError as error:
        raise MachineError(f"CHECKFLAGS: not understood: {error}") from error
    if not found:
        raise MachineError("kbuild does not say its CHECKFLAGS")
    return found[-1]


def arguments(saved: list[str], flags: list[str]) -> list[str]:
    """sparse's command line for what a saved command of kbuild compiles.

    :param saved: the compiler's arguments (objects.saved_command), CC in front,
        which may be several words
    """
    words = looking(saved)
    while words and not words[0].startswith("-"):
        del words[0]
    return [PROGRAM, *flags, _ALL, *words]


def messages(log: str, source: str) -> Said:
    """What sparse's output comes to, if it ended as it should.

    :param source: the path of the source tree, which is taken off the files' names
    """
    found: list[Message] = []
    why = None
    for line in log.replace(source + "/", "").splitlines():
        place = _POSITION.match(line)
        if _INCLUDED.fullmatch(line):
            continue
        if not place or (not place["kind"] and not found):
            why = why or f"not understood: {line}"
            continue
        text = _MOVES.sub(r"\1", line[place.end() :])
        if not place["kind"]:
            file, before = found.pop()
            found.append((file, f"{before}\n{text.rstrip()}"))
        elif text in _CUT:
            why = text
        else:
            said = text if place["kind"] == "warning" else f"error: {text}"
            found.append((place["file"], said))
            if place["kind"] == "error":
                why = why or f"sparse checks no further: {place['file']}: {text}"
    return Said(tuple(found), why)


def _about(message: Message) -> Message:
    """What a message is about. sparse stops at the first lock of a function that it can't
    follow, so why it could not, and in which file, says nothing of the function.
    """
    imbalance = _IMBALANCE.match(message[1])
    return ("", imbalance[0]) if imbalance else message


def _new(before: Said, after: Said) -> tuple[Counter[Message], Counter[Message]]:
    """Messages that were not there before: (of something new, in other words)."""
    left = Counter(before.messages)
    left.subtract(after.messages)
    words = +Counter({message: -count for message, count in left.items()})
    known = Counter(_about(message) for message in (+left).elements())
    altered: Counter[Message] = Counter()
    for message in sorted(words.elements()):
        if known[_about(message)] > 0:
            known[_about(message)] -= 1
            altered[message] += 1
    return words - altered, altered


def _of_all(
    before: Mapping[str, Said], after: Mapping[str, Said]
) -> tuple[list[Message], list[Message]]:
    new: Counter[Message] = Counter()
    altered: Counter[Message] = Counter()
    for name, said in after.items():
        old = before.get(name, Said(()))
        if old.incomplete is None:
            one, other = _new(old, said)
            new |= one
            altered |= other
    return sorted(new.elements()), sorted(altered.elements())


def fresh(before: Mapping[str, Said], after: Mapping[str, Said]) -> list[Message]:
    """The messages that are new, as often as they are: sorted.

    What several objects say of one header counts once. An object whose first
    messages are incomplete is left out: all would be new.

    :param before: object -> what was said of it; where it is missing all is new
    """
    return _of_all(before, after)[0]


def altered(before: Mapping[str, Said], after: Mapping[str, Said]) -> list[Message]:
    """The messages that say in new words what was said before: no findings, for a report."""
    return _of_all(before, after)[1]


class Sparse:
    """sparse for one flavour's build.

    :param output: the build; relative names in saved commands start there
    :param source: the source tree
    :param flags: CHECKFLAGS
    :param limit: seconds for one object
    """

    def __init__(
        self,
        output: Path,
        source: Path,
        flags: list[str],
        children: Children,
        limit: float,
    ) -> None:
        self._output = output
        self._source = str(source.resolve())
        self._flags = flags
        self._children = children
        self._limit = limit

    def check(self, name: str, log: Path) -> Said:
        """What sparse says of the source of an object that was built.

        :param name: from the top of the build
        :param log: where its words are kept as they are
        :raises Stopped: the whole run ends
        """
        path = PurePosixPath(name)
        try:
            saved = self._output / path.parent / f".{path.name}.cmd"
            argv = saved_command(saved.read_text(encoding="utf-8", errors="replace"))
            if not argv:
                return Said((), f"{saved.name}: no command in it")
            argv = arguments(argv, self._flags)
            status = self._children.run(argv, self._output, log, self._limit)
        except Stopped:
            raise
        except (MachineError, OSError) as error:
            return Said((), str(error))
        text = log.read_text(encoding="utf-8", errors="replace")
        said = messages(text, self._source)
        if status:
            last = "".join(text.splitlines()[-1:])
            why = f"{PROGRAM} ended with status {status}: {last}".removesuffix(": ")
            return Said(said.messages, why)
        return said
