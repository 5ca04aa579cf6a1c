# SPDX-License-Identifier: GPL-2.0
"""An audit in words: each tree, then one table of the calls in all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from . import phrases
from .layout import WIDTH, cut, cut_middle, pad, paint, wrap
from .phrases import Document, printable
from .source import Sources

_CELL = 5  # columns of a tree in the table
_PER_TABLE = 8  # trees side by side
_ABSENT = "."
_COLOURS = {
    "ro": "ro",
    "ro+": "ro",
    "rw": "rw",
    "rw+": "rw",
    "man": "manual",
    "lock": "manual",
}
LEGEND = (
    "ro, rw: verdict of a call of the old function; +: calls the new one; "
    "man: can't be told; lock: a lock without a recheck; .: no such call"
)
_NO_LINE = "(the tree has no such line now)"


def letter(number: int) -> str:
    """a, b, …, z, aa, ab, …"""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def sources(tree: Document) -> Sources:
    """Where the source lines of a tree are; a module's kernel comes second."""
    others = [Path(tree["kernel"])] if tree["kernel"] else []
    return Sources(Path(tree["tree"]["path"]), others)


def api(tree: Document) -> str:
    """old: pte_map() at mm/x.c:1, in another order"""
    parts = []
    for function in tree["api"]["functions"]:
        text = f"{printable(function['name'])}()"
        if function["file"]:
            text += f" at {phrases.place(function['file'], function['line'])}"
        if function["how"] == "body":
            text += f", which does what the {function['which']} function does"
        if function["how"] == "given":
            text += f", another name of the {function['which']} function"
        if function["how"] == "use":
            text += ", used and not declared"
        if function["fault"]:
            text += ", with other parameters"
        elif not function["usual_order"]:
            text += ", with its arguments in another order"
        parts.append(text)
    return f"{tree['api']['state']}: {'; '.join(parts)}" if parts else "none"


def counts(tree: Document) -> str:
    """12 calls of the old function (3 ro, 9 rw, 0 manual), 2 of the new ones, 1 lock, 3 findings"""
    called = [s for s in tree["sites"] if s["kind"] != "wrapper"]
    kinds = Counter(site["api"] for site in called)
    verdicts = Counter(s["verdict"] for s in called if s["api"] == "old")
    told = ", ".join(f"{verdicts[v]} {v}" for v in phrases.VERDICTS)
    text = phrases.count(kinds["old"], "call") + f" of the old function ({told})"
    text += f", {kinds['ro'] + kinds['rw']} of the new ones"
    text += f", {phrases.count(kinds['derived'], 'lock')} to recheck"
    text += f", {phrases.count(len(tree['findings']), 'finding')}"
    known = sum(issue["known"] for issue in tree["issues"])
    return text + (f"; {known} known" if known else "")


def series(tree: Document) -> str:
    """Whether the series applies, and what it does."""
    told = tree["series"]
    word = {True: "applies", False: "does not apply whole", None: "not needed"}
    if told["applies"] is None and told["left"] == [] and "--kernel" in told["why"]:
        return printable(told["why"])
    parts = [f"{word[told['applies']]}: {printable(told['why'])}"]
    if told["introduces"]:
        parts.append(
            f"adds {phrases.both([printable(n) + '()' for n in told['introduces']])}"
        )
    if told["converted"]:
        parts.append(f"converts {phrases.count(told['converted'], 'call')}")
    if told["removes"]:
        parts.append("removes the old function")
    return "; ".join(parts)


def issue(entry: Document) -> str:
    """file:line: rule: function(): message"""
    place = phrases.place(entry["file"], entry["line"])
    name = phrases.called(entry["function"])
    return f"{place}: {printable(entry['rule'])}: {name}: {printable(entry['message'])}"


def wrapper(entry: Document) -> str:
    """A wrapper or a macro, and what calls it."""
    place = phrases.place(entry["file"], entry["line"])
    called = [
        f"{phrases.called(c['function'])} {phrases.place(c['file'], c['line'])}"
        for c in entry["callers"]
    ]
    by = f"called by {', '.join(called)}" if called else "nothing is seen to call it"
    return f"{place}: {entry['kind']} {printable(entry['name'])}(): {by}"


def title(tree: Document) -> str:
    """What a tree is: kernel, module, archive, commit or patches."""
    version = printable(tree["tree"]["version"])
    text = f"{printable(tree['name'])}: {tree['kind']}"
    text += ", no kernel named" if version == "unknown" else f", Linux {version}"
    if tree["revision"]:
        text += f", {printable(tree['revision'])[:12]}"
    if tree.get("base") and tree["base"]["revision"]:
        text += f", beside {printable(tree['base']['revision'])[:12]}"
    return text


def stays(tree: Document) -> Iterator[str]:
    """What the series leaves as it is, each reason once."""
    reasons: dict[str, list[str]] = {}
    for site in tree["series"]["left"]:
        place = " ".join(phrases.site_of(site["id"]))
        reasons.setdefault(printable(site["why"]), []).append(place)
    for why, places in reasons.items():
        yield f"{', '.join(places)} {'stays' if len(places) == 1 else 'stay'}: {why}"


def _where(row: Document) -> str:
    return f"{phrases.called(row['function'])} in {printable(row['file'])}"


class Writer:
    """An audit on its way to text."""

    def __init__(self, document: Document, verbose: int, colour: bool) -> None:
        self.document = document
        self.verbose = verbose
        self.colour = colour

    def lines(self) -> Iterator[str]:
        """Every tree, then the table, then what stands out."""
        for number, tree in enumerate(self.document["trees"]):
            yield from wrap(title(tree), f"{letter(number)}  ", "     ")
            yield from self._tree(tree)
        yield ""
        yield from self._table()
        yield from self._standing_out()

    def _tree(self, tree: Document) -> Iterator[str]:
        stage = tree["stage"]
        yield from wrap(api(tree), "   api: ", "     ")
        yield from wrap(
            f"{stage['name']}: {printable(stage['why'])}", "   stage: ", "     "
        )
        yield from wrap(counts(tree), "   has: ", "     ")
        yield from wrap(series(tree), "   series: ", "     ")
        quoted = sources(tree)
        for entry in tree["wrappers"]:
            yield from wrap(wrapper(entry), "   ", "     ")
        for entry in tree["issues"]:
            # Verdicts stand in the table, too; what a commit adds is told in full.
            plain = entry["rule"] in ("ro", "rw") and not tree.get("base")
            if entry["known"] or (plain and not self.verbose):
                continue
            yield from wrap(issue(entry), "   ", "     ")
            if self.verbose:
                for step in entry["path"]:
                    yield from wrap(phrases.step(step), "       ", "         ")
                    text = quoted.line(step["file"], step["line"] or 0)
                    said = _NO_LINE if text is None else f"| {text.strip()}"
                    yield cut(f"         {said}", WIDTH)
        for text in stays(tree):
            yield from wrap(text, "   ", "     ")
        for entry in tree.get("gone", []):
            yield from wrap(f"gone: {issue(entry)}", "   ", "     ")
        for entry in tree["left_out"]:
            yield from wrap(
                f"left out: {printable(entry['file'])} {printable(entry['why'])}",
                "   ",
                "     ",
            )

    def _table(self) -> Iterator[str]:
        trees, rows = self.document["trees"], self.document["across"]
        if not rows:
            yield "no tree has a call"
            return
        for first in range(0, len(trees), _PER_TABLE):
            some = trees[first : first + _PER_TABLE]
            room = WIDTH - _CELL * len(some) - 1
            heads = "".join(pad(letter(first + n), _CELL) for n in range(len(some)))
            yield f"{pad('function, file', room)} {heads}".rstrip()
            for row in rows:
                cells = [row["trees"].get(tree["name"]) for tree in some]
                if not any(cells):
                    continue
                name = phrases.called(row["function"]).removesuffix("()")
                name += f"#{row['ordinal']}" if row["ordinal"] > 1 else ""
                file = printable(row["file"])
                name = cut_middle(name, room - 10)
                text = f"{name} {cut_middle(file, room - len(name) - 2)}"
                yield f"{pad(text, room)} {''.join(self._cell(c) for c in cells)}".rstrip()
        yield from wrap(LEGEND, "", "")

    def _cell(self, cell: Document | None) -> str:
        word = cell["treatment"] if cell else _ABSENT
        return paint(word, _COLOURS.get(word, ""), self.colour) + " " * (
            _CELL - len(word)
        )

    def _standing_out(self) -> Iterator[str]:
        names = [tree["name"] for tree in self.document["trees"]]
        if len(names) < 2:
            return
        main = self.document["mainline"]
        for number, name in enumerate(names):
            own = [r for r in self.document["across"] if r["only_in"] == name]
            if own:
                places = ", ".join(map(_where, own))
                yield from wrap(f"only in {letter(number)}: {places}", "", "  ")
        for row in self.document["across"]:
            place = _where(row)
            for name in row["differs"]:
                one, other = row["trees"][name], row["trees"][main]
                text = f"differs from mainline ({letter(names.index(main))}): {place}: "
                text += f"{other['treatment']} there, {one['treatment']} in {letter(names.index(name))}"
                yield from wrap(text, "", "  ")
