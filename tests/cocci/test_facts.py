# SPDX-License-Identifier: GPL-2.0
"""cocci/facts/: each C file under facts/ says itself, at its end, what the rules find in it.

Between facts-start and facts-end stands one fact to a line, in the order of the source:

    LINE KIND `SOURCE` WHAT | THE | RULE | SAYS

SOURCE is what lies between the fact's positions, white space made one blank. A definition that can't be parsed is
"LINE unparsed NAME". "check-kinds:" limits what is looked at.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any, Iterator

import pytest

from campaign import ctext, facts, hits, spatch

HERE = Path(__file__).resolve().parent / "facts"
CASES = sorted(HERE.glob("*.c"))
KINDS = {
    "call": "calls",
    "assign": "assigns",
    "step": "steps",
    "declare": "declares",
    "statement": "statements",
}
POINTER = "pte_t *"
FIELDS = {
    "call": lambda fact: [fact["fn"], *fact["args"]],
    "assign": lambda fact: [fact["lhs"], fact["op"], fact["rhs"]],
    "step": lambda fact: [fact["expr"]],
    "declare": lambda fact: [
        fact["type"],
        fact["name"],
        *([fact["init"]] if fact["init"] is not None else []),
    ],
    "statement": lambda fact: [],
}


def flat(text: str) -> str:
    return " ".join(text.split())


def slices(text: str) -> Iterator[tuple[ctext.Definition, int, str]]:
    """Each definition of a file, its first line, and what spatch is given of it."""
    starts = ctext.line_starts(text)
    for definition in ctext.definitions(text):
        if definition.kind != "alias":
            line = ctext.position(starts, definition.start)[0]
            yield definition, line, facts.slice_of(text, definition, POINTER)


def told(
    fact: dict[str, Any], kind: str, first: int, text: str
) -> tuple[int, int, int, str]:
    """A fact as it is written in a case, with what it is sorted by."""
    starts = ctext.line_starts(text)
    line, column, last, end = fact["at"]
    source = text[starts[line - 1] + column : starts[last - 1] + end]
    shown = " | ".join(flat(field) for field in FIELDS[kind](fact))
    where = first + line - 1
    return (
        where,
        column,
        -len(source),
        f"{where} {kind} `{flat(source)}` {shown}".rstrip(),
    )


def wanted(text: str) -> tuple[list[str], list[str]]:
    """The kinds that a case is about, and its facts."""
    kinds = re.search(r"check-kinds: (.*)", text)
    block = re.search(r"facts-start\n(.*?)^ \* facts-end", text, re.S | re.M)
    assert block, "no facts-start … facts-end"
    lines = [line.removeprefix(" *").strip() for line in block.group(1).splitlines()]
    return kinds.group(1).split() if kinds else list(KINDS), [
        flat(line) for line in lines if line
    ]


@pytest.fixture(scope="module")
def answers() -> Iterator[dict[str, facts.Facts]]:
    """The facts of all cases, asked for at once."""
    with tempfile.TemporaryDirectory() as cache:
        asked = [
            s for case in CASES for _, _, s in slices(ctext.decode(case.read_bytes()))
        ]
        yield facts.Store(Path(cache), 2, 20).facts(asked)


def found(text: str, kinds: list[str], answers: dict[str, facts.Facts]) -> list[str]:
    lines = []
    with tempfile.TemporaryDirectory() as cache:
        store = facts.Store(Path(cache), 1, 20)
        for definition, first, piece in slices(text):
            answer = answers[store.key(piece)]
            if not answer["parsed"]:
                lines.append((first, 0, 0, f"{first} unparsed {definition.name}"))
            lines += [
                told(f, kind, first, piece)
                for kind in kinds
                for f in answer[KINDS[kind]]
            ]
    return [line for *_, line in sorted(lines)]


# What Coccinelle 1.1.1 does not show. The solver takes what no fact explains for
# unknown, so none of these makes a site ro.
NOT_SHOWN = {"declarations_in_expressions"}


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(c, marks=pytest.mark.xfail(strict=True))
        if c.stem in NOT_SHOWN
        else c
        for c in CASES
    ],
    ids=lambda case: case.stem,
)
def test_facts(case: Path, answers: dict[str, facts.Facts]) -> None:
    text = ctext.decode(case.read_bytes())
    kinds, expected = wanted(text)
    assert sorted(found(text, kinds, answers)) == sorted(expected)


def test_a_second_run_asks_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    piece = "void f(void)\n{\n\tg();\n}\n"
    first = facts.Store(tmp_path, 1, 20).facts([piece])
    monkeypatch.setattr(facts.spatch, "ask", lambda *_: pytest.fail("spatch was asked"))
    assert facts.Store(tmp_path, 1, 20).facts([piece]) == first


def test_a_rule_is_given_what_it_may_find_something_in(tmp_path: Path) -> None:
    texts = ["void a(int i)\n{\n\ti++;\n}\n", "void b(int i)\n{\n\ti = 1;\n}\n"]
    store = facts.Store(tmp_path, 1, 20)
    both = store.facts(texts)
    stepped, assigned = (both[store.key(text)] for text in texts)
    assert [step["expr"] for step in stepped["steps"]] == ["i"]
    assert [a["lhs"] for a in assigned["assigns"]] == ["i"]
    assert not stepped["assigns"] and not assigned["steps"]
    assert stepped["parsed"] and assigned["parsed"]


def test_an_answer_is_the_same_in_any_company(tmp_path: Path) -> None:
    pieces = [
        f"void f{i}(pte_t *p)\n{{\n\tg{i}(p);\n\t*p = {i};\n}}\n" for i in range(5)
    ]
    together = facts.Store(tmp_path / "a", 2, 20).facts(pieces)
    alone = facts.Store(tmp_path / "b", 1, 20).facts(pieces[2:3])
    assert alone.items() <= together.items()


def test_a_rule_that_fails_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """spatch ends with status 0 where the script in a rule raises."""
    rules = tmp_path / "rules"
    rules.mkdir()
    for rule in facts.RULES.glob("*.cocci"):
        (rules / rule.name).write_text(rule.read_text())
    broken = rules / "calls.cocci"
    broken.write_text(
        broken.read_text().replace("at = [", "raise ValueError('no')\nat = [")
    )
    monkeypatch.setattr(facts, "RULES", rules)
    store = facts.Store(tmp_path / "cache", 1, 20)
    piece = "void f(void)\n{\n\tg();\n}\n"
    for _ in range(2):  # and it is not kept as an answer
        answer = store.facts([piece])[store.key(piece)]
        assert answer["problem"]


def lines_of_calls(text: str, cache: Path) -> list[str]:
    (definition,) = ctext.definitions(text)
    piece = facts.slice_of(text, definition, POINTER)
    store = facts.Store(cache, 1, 20)
    answer = store.facts([piece])[store.key(piece)]
    assert not answer["problem"]
    return sorted(
        told(fact, "call", 1, piece)[3].partition("` ")[0] for fact in answer["calls"]
    )


def test_crlf(tmp_path: Path) -> None:
    text = "void f(pte_t *p)\r\n{\r\n\tg(1,\r\n\t  p);\r\n\th(p);\r\n}\r\n"
    assert lines_of_calls(text, tmp_path) == ["3 call `g(1, p)", "5 call `h(p)"]


@pytest.mark.parametrize("byte", ["\xe9", "\xc3\xa9"], ids=["latin-1", "utf-8"])
def test_bytes_in_comments(tmp_path: Path, byte: str) -> None:
    text = f"void f(pte_t *p)\n{{\n\t/* {byte} */ g(p);\n}}\n"
    assert lines_of_calls(text, tmp_path) == ["3 call `g(p)"]


@pytest.mark.parametrize("byte", ["\xe9", "\xc3\xa9"], ids=["latin-1", "utf-8"])
def test_bytes_in_strings(tmp_path: Path, byte: str) -> None:
    text = f'void f(pte_t *p)\n{{\n\tg("{byte}", p); h(p);\n}}\n'
    assert lines_of_calls(text, tmp_path) == [f'3 call `g("{byte}", p)', "3 call `h(p)"]


@pytest.mark.parametrize("folder", [facts.RULES, hits.RULES], ids=["facts", "find"])
def test_the_rules_can_be_joined(folder: Path) -> None:
    """A name that two rules have would make one of the two silent."""
    texts = [rule.read_text() for rule in sorted(folder.glob("*.cocci"))]
    names = [n for text in texts for n in re.findall(r"^@(\w+)@$", text, re.M)]
    assert len(names) >= len(texts) > 1
    assert len(set(names)) == len(names)


def test_what_is_too_much_for_all_rules_at_once_is_asked_of_each(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    text = "void f(int *p)\n{\n\tg(p);\n}\n"
    (usual,) = facts.Store(tmp_path / "one", 2, 20).facts([text]).values()
    broken = tmp_path / "broken.cocci"
    broken.write_text(
        '@r@ @@\nf\n\n@script:python depends on r@ @@\nraise OSError("no")\n'
    )
    monkeypatch.setattr(spatch, "joined", lambda *_: broken)
    (apart,) = facts.Store(tmp_path / "two", 2, 20).facts([text]).values()
    assert usual["parsed"] and usual["calls"]
    assert apart == usual
