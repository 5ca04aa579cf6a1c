# SPDX-License-Identifier: GPL-2.0
"""The files of a tree, and in which of them a word stands.

The tree is walked once; grep is given the files that the walk found, on all
processors. What was found is remembered with the file's size, times and
inode: after a change only what changed is read again.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from . import files

_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
_WORD = re.compile(rb"\w+", re.ASCII)
_AT_ONCE = 1000  # words on a command line
LARGEST = 64 << 20  # bytes; no source file is as large
_GREP_AT_ONCE = 10_000  # files, so that what is said of them comes in parts
_FEW_CHANGED = 100  # files
_MOST_CHANGED = 500  # files; with more than that, all is searched anew


class Listing:
    """The regular files below a folder; what is below .git is none of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.trouble: list[tuple[str, str]] = []  # (file, why): what could not be read
        self._kept: Path | None = None
        self._fresh = False  # something was found that is not kept
        self._found: dict[str, list[str]] = {}  # word -> files, of those with _known

    @functools.cached_property
    def _walked(self) -> tuple[dict[str, str], dict[str, tuple[str, str]]]:
        """The files and the others, as stamps and others have them."""
        command = ["find", ".", "-name", ".git", "-prune", "-o", "-type", "f"]
        command += ["-printf", r"%P\0%s %T@ %C@ %i\0", "-o", "!", "-type", "d"]
        command += ["-printf", r"%P\0%y%l\0"]
        done = subprocess.run(
            command,
            cwd=self.root,
            capture_output=True,
            env=_ENVIRONMENT,
            check=False,
        )
        self._note(done.stderr, r"find: '(?:\./)?(.*)': ([^:]+)$")
        parts = os.fsdecode(done.stdout).split("\0")
        every = dict(sorted(zip(parts[::2], parts[1::2])))
        others = {n: told for n, told in every.items() if not told[0].isdigit()}
        for name in others:
            del every[name]
        return every, {name: (told[0], told[1:]) for name, told in others.items()}

    @functools.cached_property
    def stamps(self) -> dict[str, str]:
        """Size, times and inode of each file, by its name below the root; sorted."""
        return self._walked[0]

    @property
    def others(self) -> dict[str, tuple[str, str]]:
        """What is neither file nor folder: its kind, as find's %y has it, and where a link leads."""
        return self._walked[1]

    @functools.cached_property
    def digest(self) -> str:
        """The same as long as no file was changed, and none came or went."""
        lines = [f"{name}\0{stamp}" for name, stamp in self.stamps.items()]
        text = "\0".join(lines) + repr(self.trouble)
        return hashlib.sha256(os.fsencode(text)).hexdigest()

    @functools.cached_property
    def content_digest(self) -> str:
        """As digest, but a new hard link or another mode, which change no content, don't count."""
        whole = hashlib.sha256()
        for name, stamp in self.stamps.items():
            size, written, _changed, inode = stamp.split(" ")
            whole.update(os.fsencode(f"{name}\0{size} {written} {inode}\0"))
        return whole.hexdigest()

    def _note(self, stderr: bytes, pattern: str) -> None:
        for line in stderr.decode("utf-8", "backslashreplace").splitlines():
            match = re.match(pattern, line)
            note = (match.group(1), match.group(2)) if match else ("", line)
            if note not in self.trouble:
                self.trouble.append(note)

    def remember(self, kept: Path) -> None:
        """Use what an earlier run found and kept at a path, as far as it is still true."""
        if self._kept == kept:
            return
        self._kept = kept
        try:
            earlier = json.loads(kept.read_bytes())
            stamps, found = earlier["stamps"], earlier["found"]
        except (OSError, ValueError, KeyError, TypeError):
            return
        self._take_over(stamps, found)

    def remember_of(self, other: Listing, kept: Path) -> None:
        """As remember(), but what was found is that of another tree, which is kept at the path."""
        if self._kept != kept and other._found and not other.trouble:
            self._kept = kept
            self._take_over(other.stamps, other._found)

    def _take_over(self, stamps: dict[str, str], found: dict[str, list[str]]) -> None:
        changed = {
            name for name, stamp in self.stamps.items() if stamps.get(name) != stamp
        }
        if len(changed) > _MOST_CHANGED:
            return
        again = self._words_in(self._worth(sorted(changed), list(found)), list(found))
        for word, names in found.items():
            still = {n for n in names if n in self.stamps and n not in changed}
            self._found[word] = sorted(still | again[word])
        # What few files hold is as quickly read again.
        self._fresh = len(changed) + abs(len(stamps) - len(self.stamps)) > _FEW_CHANGED

    def keep(self) -> None:
        """Keep what was found for a later run, unless it is not all there is."""
        if self._kept and self._fresh and not self.trouble:
            document = {"stamps": self.stamps, "found": self._found}
            files.write(self._kept, json.dumps(document).encode())
            self._fresh = False

    def restamp(self, stamps: dict[str, str]) -> None:
        """Take other stamps for files whose content is known to be the same, and keep them."""
        self.__dict__.pop("digest", None)
        self.__dict__["stamps"] = stamps
        self._fresh = True
        self.keep()

    def with_word(
        self,
        words: Iterable[str],
        suffixes: tuple[str, ...] = (),
        below: tuple[str, ...] = (),
    ) -> list[str]:
        """Files in which one of the words stands as a word, sorted.

        Symbolic links are not followed, devices not opened.

        :param suffixes: of the files to look in; none: every file
        :param below: folders to look in; none: everywhere
        """
        scope = f"{' '.join(suffixes)}|{' '.join(below)}|"
        wanted = sorted(set(words))
        missing = [word for word in wanted if scope + word not in self._found]
        where = [
            name
            for name in (self.stamps if missing else ())
            if (not suffixes or name.endswith(suffixes))
            and (not below or name.split("/", 1)[0] in below)
        ]
        for first in range(0, len(missing), _AT_ONCE):
            some = missing[first : first + _AT_ONCE]
            fresh = self._search(where, some)
            self._found |= {scope + word: sorted(fresh[word]) for word in some}
            self._fresh = True
        return sorted({n for word in wanted for n in self._found[scope + word]})

    def look_for(self, wanted: Iterable[tuple[Iterable[str], tuple[str, ...]]]) -> None:
        """Look for words in one pass over the tree: with_word() knows them afterwards.

        :param wanted: words, and the suffixes of the files to look in; none: every file
        """
        scoped = sorted(
            {f"{' '.join(suffixes)}||{w}" for words, suffixes in wanted for w in words}
            - self._found.keys()
        )
        plain = sorted({word.rpartition("|")[2] for word in scoped})
        every = any(word.startswith("||") for word in scoped)
        ends = tuple({s for word in scoped for s in word.partition("|")[0].split()})
        where = [
            n for n in (self.stamps if scoped else ()) if every or n.endswith(ends)
        ]
        if scoped:
            found = self._words_in(self._naming(where, plain), scoped)
            self._found |= {word: sorted(found[word]) for word in scoped}
            self._fresh = True

    def looked_for(self, suffixes: tuple[str, ...]) -> list[str]:
        """The words that were looked for in all files with some suffixes, sorted."""
        scope = f"{' '.join(suffixes)}||"
        words = (w for w in self._found if w.startswith(scope))
        return sorted(word.removeprefix(scope) for word in words)

    def _worth(self, names: list[str], words: list[str]) -> list[str]:
        """Some files without the large ones in which grep finds none of the words (behind scopes)."""
        sizes = {name: int(self.stamps[name].split(" ", 1)[0]) for name in names}
        large = [name for name in names if sizes[name] > LARGEST]
        held = self._naming(large, [word.rpartition("|")[2] for word in words])
        return [name for name in names if name not in large or name in held]

    def _naming(self, where: list[str], words: list[str]) -> list[str]:
        """Files among some that grep names for one of some words."""
        options = ["-lF", *(part for word in words for part in ("-e", word))]
        output = self.grep(where, options)
        return [os.fsdecode(name)[2:] for name in output.split(b"\0") if name]

    def _search(self, where: list[str], words: list[str]) -> dict[str, set[str]]:
        """Files among some that hold each word: those that grep names, read once more."""
        return self._words_in(self._naming(where, words), words)

    def grep(self, where: list[str], options: list[str]) -> bytes:
        """What grep says of some files, on all processors; a name is ./ and ends with NUL."""
        return b"".join(self.greps([(where, options)]))

    def greps(self, asked: Iterable[tuple[list[str], list[str]]]) -> Iterator[bytes]:
        """What grep says, as grep() has it, in parts: one is read while others are made.

        :param asked: files, and options
        """
        jobs = os.cpu_count() or 1

        def run(
            part: tuple[list[str], list[str]]
        ) -> subprocess.CompletedProcess[bytes]:
            names, options = part
            command = ["xargs", "-0", "-r", "-s", "500000"]
            command += ["grep", "-aZ", *options, "--"]
            return subprocess.run(
                command,
                input=b"".join(b"./" + os.fsencode(name) + b"\0" for name in names),
                cwd=self.root,
                capture_output=True,
                env=_ENVIRONMENT,
                check=False,
            )

        parts = []
        for where, options in asked:
            count = jobs * (1 + len(where) // _GREP_AT_ONCE)
            parts += [(where[i::count], options) for i in range(min(count, len(where)))]
        with ThreadPoolExecutor(max_workers=jobs) as pool:
            for answer in pool.map(run, parts):
                self._note(answer.stderr, r"grep: (?:\./)?(.*): ([^:]+)$")
                yield answer.stdout

    def _words_in(self, names: list[str], words: list[str]) -> dict[str, set[str]]:
        """In which of some files each word (behind a scope, if it has one) stands.

        What is too large to be looked into may hold them all.
        """
        found: dict[str, set[str]] = {word: set() for word in words}
        for name in names:
            path = self.root / name
            try:
                large = path.stat().st_size > LARGEST
                held = set() if large else set(_WORD.findall(path.read_bytes()))
            except OSError as error:
                self.trouble.append((name, error.strerror or "can't be read"))
                continue
            for word in words:
                scope, _, plain = word.rpartition("|")
                if (large or plain.encode() in held) and self._in_scope(name, scope):
                    found[word].add(name)
        return found

    @staticmethod
    def _in_scope(name: str, scope: str) -> bool:
        suffixes, _, below = scope.partition("|")
        return (not suffixes or name.endswith(tuple(suffixes.split()))) and (
            not below or name.split("/", 1)[0] in below.split()
        )
