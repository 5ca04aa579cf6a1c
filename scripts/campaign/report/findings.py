# SPDX-License-Identifier: GPL-2.0
"""What a verify document says of lines, functions, sites and sparse, each thing once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .phrases import Document, place

UNEXPLAINED = "unexplained"


@dataclass
class Hidden:
    """Lines of a patch that are not compiled, one below the other, for one reason.

    :param first: in the file as it is behind the patch
    :param last: of them
    :param arch: the architecture that doesn't compile them; "" for all it was looked for on
    :param needs: Kconfig symbols with the values that would show them, in words
    """

    patch: str
    file: str
    first: int
    last: int
    arch: str
    why: str
    needs: str

    @property
    def lines(self) -> str:
        """12 or 12-15"""
        return f"{self.first}" + (f"-{self.last}" if self.last > self.first else "")

    @property
    def words(self) -> str:
        """What is wrong, why, and what would help."""
        what = f"not compiled on {self.arch}" if self.arch else "not proven"
        needs = f"; needs {self.needs}" if self.needs else ""
        return f"{what}: {self.why}{needs}"


def _needs(reveals: Iterable[Document]) -> str:
    """Symbols that stand in the way, and where Kconfig has them."""
    return ", ".join(
        f"{r['symbol']}={r['value']} ({place(r.get('file'), r.get('line')) or 'not in Kconfig'})"
        for r in reveals
    )


def hidden(entries: Iterable[Document]) -> list[Hidden]:
    """The entries of "unproven" or "partial", with neighbours put together."""
    found: list[Hidden] = []
    # A line may stand there more than once, for several architectures.
    last: dict[tuple[str, ...], Hidden] = {}
    for entry in entries:
        arch, needs = entry.get("arch", ""), _needs(entry["reveals"])
        key = (entry["patch"], entry["file"], arch, entry["why"], needs)
        before, line = last.get(key), entry["line"]
        if before and line == before.last + 1:
            before.last = line
            continue
        last[key] = Hidden(*key[:2], line, line, *key[2:])
        found.append(last[key])
    return found


@dataclass
class Difference:
    """A function, or a piece of data, that a patch changes in the same way for some flavours.

    :param explained: by what; UNEXPLAINED is a finding
    """

    patch: str
    object: str
    name: str
    kind: str
    change: str
    explained: str
    why: str
    flavours: list[str] = field(default_factory=list)

    @property
    def finding(self) -> bool:
        """Whether nobody knows why."""
        return self.explained == UNEXPLAINED


def differences(document: Document) -> list[Difference]:
    """What is not the same behind a patch as before it: what has no explanation first."""
    found: dict[tuple[str, ...], Difference] = {}
    for entry in document["equality"]:
        if entry["same"] or "site" in entry:
            continue
        key = (
            entry["patch"],
            entry["object"],
            entry.get("function", ""),
            entry.get("kind", ""),
            entry.get("change", ""),
            entry.get("explained") or UNEXPLAINED,
            entry["why"],
        )
        found.setdefault(key, Difference(*key)).flavours.append(entry["flavour"])
    return sorted(found.values(), key=lambda d: not d.finding)


@dataclass
class ReadOnly:
    """What became of the machine code around a read-only site, flavour by flavour.

    :param same: flavours without any change
    :param changed: flavour -> what is not the same
    """

    site: str
    same: list[str] = field(default_factory=list)
    changed: dict[str, str] = field(default_factory=dict)


def read_only(document: Document) -> dict[str, ReadOnly]:
    """The read-only sites whose objects were compared, by id."""
    found: dict[str, ReadOnly] = {}
    for entry in document["equality"]:
        if "site" not in entry:
            continue
        site = found.setdefault(entry["site"], ReadOnly(entry["site"]))
        if entry["same"]:
            site.same.append(entry["flavour"])
        else:
            why = entry["why"] or "not the same"
            site.changed[entry["flavour"]] = f"{entry['object']}: {why}"
    return found


@dataclass
class Disagreement:
    """What the compiler saw of a site that its verdict or its recheck does not allow.

    :param classify: what classify says of the site
    :param path: the places the compiler's path goes through
    """

    site: str
    kind: str
    classify: str
    why: str
    path: list[str]
    flavours: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """Both stories."""
        through = f" (through {', '.join(self.path)})" if self.path else ""
        return (
            f"classify: {self.classify}; the compiler refutes it, {self.kind}, "
            f"{' '.join(self.flavours)}: {self.why}{through}"
        )


def disagreements(document: Document) -> list[Disagreement]:
    """Where the two engines differ, each once for all flavours."""
    found: dict[tuple[str, ...], Disagreement] = {}
    for entry in document["agreement"]:
        if entry["agree"] is False:
            key = (entry["site"], entry["kind"], entry["classify"], entry["why"])
            path = [place(p["file"], p["line"]) for p in entry["path"]]
            known = found.setdefault(key, Disagreement(*key, path))
            known.flavours.append(entry["flavour"])
    return list(found.values())


def sparse(
    document: Document, which: str = "messages"
) -> dict[tuple[str, str], list[str]]:
    """The new messages of sparse: (file, text) -> flavours.

    :param which: "messages", or "altered" for those that are new in their words only
    """
    found: dict[tuple[str, str], list[str]] = {}
    for message in document["sparse"][which]:
        key = (message["file"], message["text"])
        flavours = found.setdefault(key, [])
        if message["flavour"] not in flavours:
            flavours.append(message["flavour"])
    return found


def flavours(document: Document) -> list[str]:
    """The names of all flavours, sorted."""
    return sorted({name for step in document["steps"] for name in step["flavours"]})


def skipped(document: Document) -> dict[str, str]:
    """The flavours that nothing was compiled for: name -> why."""
    found: dict[str, str] = {}
    for step in document["steps"]:
        for name, entry in step["flavours"].items():
            if entry["status"] == "skipped":
                found.setdefault(name, entry["why"] or "no reason given")
    return found


def failed(document: Document) -> list[tuple[Mapping[str, Any], str]]:
    """The cells of the matrix that fail: step, flavour."""
    return [
        (step, name)
        for step in document["steps"]
        for name, entry in step["flavours"].items()
        if entry["status"] == "fail"
    ]
