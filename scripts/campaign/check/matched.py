# SPDX-License-Identifier: GPL-2.0
"""What the rules find, each over the files that hold a word it looks for.

spatch is given a copy of what counts in a file, under the name of its content: so no
odd name reaches it, and an answer can be kept. What is the same, and a rule that is
the same, get the same answer.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import facts, files, spatch
from ..tree import Tree
from .finding import SOURCE, Document, Finding
from .parsed import unparsed
from .place import function_at
from .reduced import reduced, squeezed
from .rules import Rule

_PATIENCE = 120  # seconds for one file and one rule; mm/memory.c takes about one
_AT_ONCE = 400_000  # bytes for one process: starting spatch takes as long as 50,000
_OPTIONS = ["-D", "report", "--no-show-diff"]
_LINE = re.compile(r"(.*):(\d+):(\d+)-\d+: (?:([A-Z]+): )?(.*)")
_MENTION = re.compile(r"\bline (\d+)")


def _said_of(message: str, line: int) -> str:
    """What a message says of a line that it names: "the lock" of line 12."""
    link = "of|on|since|from|by|where|after|before"
    match = re.search(rf"((?:[\w()]+ ){{1,2}})(?:{link}) line {line}\b", message)
    return match[1].strip() if match else "what the message names"


@dataclass(frozen=True)
class _Source:
    """A file with a word that some rule looks for.

    :param lines: of each line of the copy, that of the file
    """

    file: str
    digest: str
    copy: Path
    lines: list[int]

    def line(self, number: int) -> int:
        """The line of the file that a line of the copy is; 0 is no line."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else 0


class Matcher:
    """The rules over one tree.

    :param known: folder of what is known by content
    :param version: of spatch
    :param questions: rules whose reports are no faults by themselves
    :param words: those of all rules
    """

    def __init__(
        self,
        tree: Tree,
        known: Path,
        jobs: int,
        version: str,
        questions: Iterable[str],
        words: Iterable[str],
    ) -> None:
        self.tree = tree
        self.known = known
        self.jobs = max(1, jobs)
        self.questions = set(questions)
        self.incomplete: list[Document] = []
        self.words = set(words)
        self._sources: dict[str, _Source | None] = {}
        self._version = version

    def _source(self, file: str) -> _Source | None:
        """The copy of a file; None where it can't be read, which is noted."""
        if file not in self._sources:
            known = len(self.tree.listing.trouble)
            text = self.tree.text(file)
            source = None
            if len(self.tree.listing.trouble) == known:
                text = reduced(text.replace("\r\n", " \n"), self.words)
                text, lines = squeezed(text)
                data = facts.plain(text)
                digest = hashlib.sha256(data).hexdigest()[:32]
                copy = self.known / "sources" / f"{digest}.c"
                if not copy.is_file():
                    files.write(copy, data)
                source = _Source(file, digest, copy.resolve(), lines)
            self._sources[file] = source
        return self._sources[file]

    def _kept(self, what: str, source: _Source) -> Path:
        return self.known / what / f"{source.digest}.json"

    def _note(self, file: str, line: int, why: str) -> None:
        entry = {"stage": "check", "file": file, "line": line, "why": why}
        if entry not in self.incomplete:
            self.incomplete.append(entry)

    def find(self, rules: list[Rule]) -> list[Finding]:
        """What the rules report, and what spatch left out as incomplete."""
        found: list[Finding] = []
        asked: list[tuple[Rule, list[_Source]]] = []
        answers: dict[tuple[str, str], list[Any]] = {}
        wanted: dict[str, list[_Source]] = {}
        words: dict[str, set[str]] = defaultdict(set)
        for rule in rules:
            names = self.tree.listing.with_word(rule.words, SOURCE)
            sources = [source for name in names if (source := self._source(name))]
            wanted[rule.name] = sources
            missing: dict[str, _Source] = {}
            for source in sources:
                words[source.file].update(rule.words)
                try:
                    kept = self._kept(rule.digest, source).read_bytes()
                    answers[rule.name, source.digest] = json.loads(kept)
                except (OSError, ValueError):
                    missing[source.digest] = source
            sizes = {s.digest: s.copy.stat().st_size for s in missing.values()}
            some = sorted(missing.values(), key=lambda s: (-sizes[s.digest], s.digest))
            parts = max(1, -(-sum(sizes.values()) // _AT_ONCE))
            asked += [(rule, some[n::parts]) for n in range(parts) if some[n::parts]]
        fresh, trouble = self._ask(asked)
        answers |= fresh
        for rule in rules:
            for source in wanted[rule.name]:
                if why := trouble.get((rule.name, source.digest)):
                    why = why.replace(str(source.copy), source.file)
                    self._note(source.file, 0, f"rule {rule.name}: {why}")
                for line, _column, _severity, text in answers.get(
                    (rule.name, source.digest), []
                ):
                    found.append(self._finding(rule, source, line, text))
        read = {name: (self._sources[name], names) for name, names in words.items()}
        holding = {n: (s.copy, names) for n, (s, names) in read.items() if s}
        parsed = self.known / "parsed"
        for file, line, why in unparsed(holding, parsed, self._version, self.jobs):
            held = self._sources[file]
            self._note(file, held.line(line) if held else 0, why)
        return found

    def _ask(
        self, asked: list[tuple[Rule, list[_Source]]]
    ) -> tuple[dict[tuple[str, str], list[Any]], dict[tuple[str, str], str]]:
        """The answers of spatch, kept where nothing went wrong, and what did, by rule and content."""
        fresh: dict[tuple[str, str], list[Any]] = {}
        trouble: dict[tuple[str, str], str] = {}
        pool = ThreadPoolExecutor(max_workers=self.jobs)
        try:
            done = list(
                pool.map(
                    lambda task: spatch.ask(
                        task[0].path.resolve(),
                        [source.copy for source in task[1]],
                        1,
                        _PATIENCE,
                        _OPTIONS,
                    ),
                    asked,
                )
            )
        except BaseException:
            spatch.stop()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
        by_copy = {str(s.copy): s for _, sources in asked for s in sources}
        for (rule, sources), answer in zip(asked, done):
            told: dict[str, set[tuple[int, int, str, str]]] = defaultdict(set)
            for text in answer.lines:
                match = _LINE.fullmatch(text)
                if match and match[1] in by_copy:
                    told[match[1]].add(
                        (int(match[2]), int(match[3]), match[4] or "", match[5])
                    )
            for source in sources:
                lines = [list(line) for line in sorted(told[str(source.copy)])]
                fresh[rule.name, source.digest] = lines
                why = answer.of(source.copy)
                if why:
                    trouble[rule.name, source.digest] = why
                else:
                    files.write(
                        self._kept(rule.digest, source), json.dumps(lines).encode()
                    )
        return fresh, trouble

    def _finding(self, rule: Rule, source: _Source, line: int, text: str) -> Finding:
        """A report as a finding: the lines that it names are the way to it."""
        file, line = source.file, source.line(line)
        text = _MENTION.sub(lambda m: f"line {source.line(int(m[1]))}", text)
        numbers = [int(number) for number in _MENTION.findall(text)]
        steps = sorted({n for n in numbers if n != line}) + [line]
        function = function_at(self.tree, file, line)
        path = [
            {
                "file": file,
                "line": n,
                "function": function_at(self.tree, file, n),
                "what": text if n == line else _said_of(text, n),
            }
            for n in steps
        ]
        return Finding(
            rule.name,
            file,
            line,
            function,
            text,
            path,
            {(file, n) for n in steps},
            rule.name not in self.questions,
            ("rules",),
        )
