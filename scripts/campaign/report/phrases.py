# SPDX-License-Identifier: GPL-2.0
"""The words that all reports have in common: a place, a recheck, a count, a hole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ..errors import UserError
from .source import printable

VERDICTS = ("ro", "rw", "manual")
Document = Mapping[str, Any]
_KINDS = {
    f"treewide-{name}-1": name
    for name in (
        "find",
        "classify",
        "convert",
        "verify",
        "run",
        "series",
        "check",
        "audit",
    )
}
# What the tree has already wherever it is named
_IN_PLACE = ("held", "attested")


def kind_of(document: Document) -> str:
    """The name of the stage that made a document.

    :raises UserError: there is no report of such a document
    """
    schema = document.get("schema")
    if not isinstance(schema, str) or schema not in _KINDS:
        raise UserError(f"no report of a document of schema {printable(repr(schema))}")
    return _KINDS[schema]


def place(file: str | None, line: int | None) -> str:
    """file:line, as far as it is known."""
    if not file:
        return ""
    return f"{printable(file)}:{line}" if line else printable(file)


def at(thing: Document) -> str:
    """file:line function, of a site or a step of its evidence."""
    return f"{place(thing['file'], thing['line'])} {printable(thing.get('function') or '')}".rstrip()


def called(function: str) -> str:
    """A function's name as prose has it; "-" stands for none."""
    return "outside every function" if function == "-" else f"{printable(function)}()"


def step(evidence: Document) -> str:
    """One step of the evidence: file:line function what."""
    return f"{at(evidence)} {printable(evidence['what'])}"


def in_place(recheck: Document) -> bool:
    """Whether the tree has the recheck already."""
    return bool(recheck.get("present", recheck["kind"] in _IN_PLACE))


def recheck_word(site: Document) -> str:
    """The recheck in at most 15 columns; empty where there is no plan."""
    recheck = site.get("recheck")
    if not recheck or recheck["kind"] == "none":
        return "none" if site.get("verdict") == "ro" else ""
    kind = printable(recheck["kind"])
    if recheck["kind"] in _IN_PLACE:
        return kind
    return f"{'has' if in_place(recheck) else 'needs'} {kind}"


def recheck_state(recheck: Document) -> str:
    """pmd_same is needed; none"""
    if recheck["kind"] == "none":
        return "none"
    return (
        f"{printable(recheck['kind'])} is {'there' if in_place(recheck) else 'needed'}"
    )


def recheck_step(recheck: Document) -> str:
    """What is to be seen at the place of a recheck: pmd_same is needed, after spin_lock(ptl)"""
    where = (recheck["file"], recheck["line"])
    here = [
        printable(lock["what"])
        for lock in locks(recheck)
        if (lock["file"], lock["line"]) == where
    ]
    return ", after ".join([recheck_state(recheck), *here])


def recheck_plan(recheck: Document) -> str:
    """What is where; the why of a recheck comes apart."""
    if recheck["kind"] == "none" or not recheck.get("file"):
        return recheck_state(recheck)
    where = (recheck["file"], recheck["line"])
    locked = where in [(lock["file"], lock["line"]) for lock in locks(recheck)]
    after = "after the lock at" if locked and not in_place(recheck) else "at"
    return f"{recheck_state(recheck)}, {after} {at(recheck)}"


def locks(recheck: Document) -> list[Document]:
    """What takes the lock that protects the write, each once."""
    found: list[Document] = []
    for lock in [recheck.get("lock"), *(recheck.get("locks") or [])]:
        if lock and lock not in found:
            found.append(lock)
    return found


def count(number: int, noun: str, plural: str | None = None) -> str:
    """1 site, 2 sites"""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def both(words: Sequence[str]) -> str:
    """a, b and c"""
    return " and ".join(
        part for part in (", ".join(words[:-1]), "".join(words[-1:])) if part
    )


def verdict_counts(sites: Iterable[Document]) -> str:
    """12 sites: 3 ro, 9 rw, 0 manual"""
    counts = Counter(site.get("verdict", "unknown") for site in sites)
    words = [*VERDICTS, *sorted(set(counts) - set(VERDICTS))]
    parts = ", ".join(f"{counts[word]} {printable(word)}" for word in words)
    return f"{count(sum(counts.values()), 'site')}: {parts}"


def converted_counts(sites: Collection[Document]) -> str:
    """9 converted, 3 not"""
    done = sum(bool(site.get("converted")) for site in sites)
    return f"{done} converted, {len(sites) - done} not"


def textual_counts(counts: Mapping[str, int]) -> str:
    """17 in the text: 12 call, 1 declaration, …, and whether they add up."""
    parts = {name: number for name, number in counts.items() if name != "textual"}
    total, textual = sum(parts.values()), counts["textual"]
    told = " + ".join(f"{n} {printable(name)}" for name, n in parts.items() if n) or "0"
    if total == textual:
        return f"{textual} textual = {told}"
    return f"{textual} textual, but {told} = {total}: they do not add up"


def hole(entry: Document) -> str:
    """One entry of "incomplete": stage: file:line: why."""
    where = place(entry.get("file"), entry.get("line"))
    stage = printable(entry["stage"])
    parts = (stage, where, printable(entry["why"]))
    return ": ".join(part for part in parts if part)


def hole_entries(document: Document) -> list[Document]:
    """What is incomplete in a document; counts that don't add up are a hole as well."""
    entries = list(document["incomplete"])
    counts = document.get("counts")
    if counts and sum(counts.values()) != 2 * counts["textual"]:
        entries.append({"stage": "find", "why": textual_counts(counts)})
    return entries


def left_out(document: Document) -> list[Document]:
    """Files that convert left alone, less those that make it incomplete."""
    told = {(entry.get("file"), entry["why"]) for entry in document["incomplete"]}
    refused = document.get("refused", [])
    return [entry for entry in refused if (entry["file"], entry["why"]) not in told]


def holes(documents: Iterable[Document]) -> list[str]:
    """What is incomplete in some documents, each thing once: stages hand on what others left."""
    return list(
        dict.fromkeys(hole(e) for document in documents for e in hole_entries(document))
    )


def converted(site: Document) -> str:
    """Whether a site of a convert document was converted, and why not."""
    if site["converted"]:
        remark = site.get("remark")
        return f"converted; {printable(remark)}" if remark else "converted"
    return f"not converted: {printable(site['why_not'] or 'no reason given')}"


def site_of(identity: str) -> tuple[str, str]:
    """File and function#ordinal of a site's id (the ordinal from the second on)."""
    parts = identity.rsplit(":", 3)
    if len(parts) != 4:
        return printable(identity), ""
    file, function, ordinal, _ = (printable(part) for part in parts)
    return file, function if ordinal == "1" else f"{function}#{ordinal}"


def by_answer(answers: Mapping[str, str]) -> dict[str, list[str]]:
    """A site's flavours by what the compiler made of it, the strongest first."""
    groups: dict[str, list[str]] = {
        word: [] for word in ("object", "early", "absent", "not built")
    }
    for flavour, answer in answers.items():
        groups.setdefault(printable(answer), []).append(printable(flavour))
    return {word: flavours for word, flavours in groups.items() if flavours}
