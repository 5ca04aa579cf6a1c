# SPDX-License-Identifier: GPL-2.0
"""The mutants of a source: each operator at each place, named, in one order."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mutation import SOMETIMES, Edit, Excluded, Mutation, Operator, apply
from operators import OPERATORS
from sites import Source

CORPUS = Path(__file__).resolve().parents[1] / "cocci" / "check_corpus"


@dataclass(frozen=True)
class Mutant:
    """A source with one error.

    :param name: operator:file:function:ordinal
    :param function: the function that is wrong
    """

    name: str
    operator: Operator
    source: Source
    function: str
    text: str

    def diff(self) -> str:
        """What is wrong, as a unified diff."""
        one, two = (t.splitlines(keepends=True) for t in (self.source.text, self.text))
        names = f"a/{self.source.name}", f"b/{self.source.name}"
        return "".join(difflib.unified_diff(one, two, *names))


@dataclass(frozen=True)
class Exclusion:
    """A place that an operator leaves out."""

    operator: str
    file: str
    function: str
    line: int
    why: str


def corpus() -> list[Source]:
    """The right code of the corpus."""
    paths = sorted((CORPUS / "right").glob("*.c"))
    return [Source(f"right/{p.name}", p.read_text("latin-1")) for p in paths]


def _text(source: Source, mutation: Mutation) -> str:
    edits = mutation.edits
    if any(SOMETIMES in e.new for e in edits):
        function = source.function(mutation.function)
        assert function
        declared = Edit(function.start, function.start, f"extern bool {SOMETIMES};\n\n")
        edits = (declared, *edits)
    return apply(source.text, edits)


def mutants(
    sources: Iterable[Source], operators: Iterable[Operator] = OPERATORS
) -> Iterator[Mutant | Exclusion]:
    """All mutants, and all places that are left out, by source and operator."""
    chosen = list(operators)
    for source in sources:
        for operator in chosen:
            count: Counter[str] = Counter()
            for found in operator.run(source):
                where = (source.name, found.function)
                if isinstance(found, Excluded):
                    yield Exclusion(operator.name, *where, found.line, found.why)
                    continue
                count[found.function] += 1
                name = ":".join([operator.name, *where, str(count[found.function])])
                text = _text(source, found)
                yield Mutant(name, operator, source, found.function, text)
