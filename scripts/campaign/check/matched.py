# SPDX-License-Identifier: GPL-2.0
"""What the rules find, each over the files that hold a word it looks for.

spatch is given a copy of a file under the name of its content: so no odd name
reaches it, and an answer can be kept. A file that is the same, and a rule that is
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

from .. import ctext, facts, files, spatch
from ..cocciquery import bad_lines
from ..tree import Tree
from .finding import Document, Finding
from .place import function_at
from .rules import Rule

_SOURCE = (".c", ".h")
_PATIENCE = 120  # seconds for one file and one rule; mm/memory.c takes about one
_AT_ONCE = 8  # files for one process: starting spatch takes longer than a small file
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
    """A file with a word that some rule looks for."""

    file: str
    digest: str
    copy: Path


class Matcher:
    """The rules over one tree.

    :param cache: folder of the run's cache
    :param questions: rules whose reports are no faults by themselves
    """

    def __init__(
        self, tree: Tree, cache: Path, jobs: int, questions: Iterable[str]
    ) -> None:
        self.tree = tree
        self.cache = cache
        self.jobs = max(1, jobs)
        self.questions = set(questions)
        self.incomplete: list[Document] = []
        self._sources: dict[str, _Source | None] = {}
        self._version = spatch.version()

    def _source(self, file: str) -> _Source | None:
        """The copy of a file; None where it can't be read, which is noted."""
        if file not in self._sources:
            known = len(self.tree.listing.trouble)
            text = self.tree.text(file)
            source = None
            if len(self.tree.listing.trouble) == known:
                data = facts.plain(text.replace("\r\n", " \n"))
                digest = hashlib.sha256(data).hexdigest()[:32]
                copy = self.cache / "check" / "sources" / f"{digest}.c"
                if not copy.is_file():
                    files.write(copy, data)
                source = _Source(file, digest, copy.resolve())
            self._sources[file] = source
        return self._sources[file]

    def _kept(self, what: str, source: _Source) -> Path:
        return self.cache / "check" / what / f"{source.digest}.json"

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
            names = self.tree.listing.with_word(rule.words, _SOURCE)
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
            some = sorted(missing.values(), key=lambda s: -s.copy.stat().st_size)
            parts = max(1, -(-len(some) // _AT_ONCE))
            asked += [(rule, some[n::parts]) for n in range(parts) if some[n::parts]]
        answers |= self._ask(asked)
        for rule in rules:
            for source in wanted[rule.name]:
                for line, _column, severity, text in answers.get(
                    (rule.name, source.digest), []
                ):
                    found.append(self._finding(rule, source.file, line, severity, text))
        self._unparsed(words)
        return found

    def _ask(self, asked: list[tuple[Rule, list[_Source]]]) -> dict[Any, list[Any]]:
        """The answers of spatch, kept where nothing went wrong."""
        fresh: dict[tuple[str, str], list[Any]] = {}
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
                why = answer.problems.get(str(source.copy), answer.problems.get(""))
                if why:
                    why = why.replace(str(source.copy), source.file)
                    self._note(source.file, 0, f"rule {rule.name}: {why}")
                else:
                    files.write(
                        self._kept(rule.digest, source), json.dumps(lines).encode()
                    )
        return fresh

    def _finding(
        self, rule: Rule, file: str, line: int, severity: str, text: str
    ) -> Finding:
        """A report as a finding: the lines that it names are the way to it."""
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

    def _unparsed(self, words: dict[str, set[str]]) -> None:
        """Note the code that holds a word, and that spatch can't parse."""
        tasks = []
        for file in sorted(words):
            source = self._source(file)
            if source:
                pattern = r"\b(?:" + "|".join(sorted(words[file]))
                tasks.append((source, pattern + r")\b"))
        with ThreadPoolExecutor(max_workers=self.jobs) as pool:
            told = pool.map(lambda task: self._bad_lines(*task), tasks)
            for (source, _), lines in zip(tasks, told):
                for line, why in lines:
                    self._note(source.file, line, why)

    def _bad_lines(self, source: _Source, pattern: str) -> list[tuple[int, str]]:
        """(line, why) of each line with a word that isn't parsed."""
        version = hashlib.sha256((self._version + pattern).encode()).hexdigest()[:16]
        kept = self._kept(f"parsed-{version}", source)
        try:
            return [(line, why) for line, why in json.loads(kept.read_bytes())]
        except (OSError, ValueError, TypeError):
            pass
        said = bad_lines(
            source.copy.parent, source.copy.name, re.compile(pattern.encode())
        )
        text = ctext.decode(source.copy.read_bytes()).splitlines()
        code = ctext.blanked("\n".join(text)).splitlines()
        found: list[tuple[int, str]] = []
        for told in said:
            why = told.split(": ", 1)[-1]
            quoted = why.removeprefix("not parsed: ")
            places = [
                n
                for n, line in enumerate(text, 1)
                if line.strip() == quoted.strip() and re.search(pattern, code[n - 1])
            ]
            found += [(n, f"spatch can't parse: {quoted}") for n in places]
            if quoted == why:
                found.append((0, why))
        found = sorted(set(found))
        files.write(kept, json.dumps(found).encode())
        return found
