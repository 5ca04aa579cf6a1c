# SPDX-License-Identifier: GPL-2.0
"""Verdict, evidence and recheck plan of each site.

The solver (scripts/verdict) is asked again and again: it says which names it
needed and had no facts of, they are looked for in the tree and their
definitions handed to spatch, until it needs nothing more or what it needs is
not there. So what is read grows with what the sites touch, not with the tree.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from . import config, ctext, exclusion, facts
from .errors import MachineError, MissingProgram
from .heads import Heads
from .tree import Tree

SOLVER = config.ROOT / "scripts" / "verdict" / "build" / "verdict"
_ROUNDS = 40
_PATIENCE = 300  # seconds for the solver; it needs about one for Linux
_SOURCES = (".c", ".h")
Document = dict[str, Any]
Place = tuple[str, int]  # file, and offset of a definition's first character


def parameter(text: str) -> dict[str, str]:
    """Name and type of a parameter as it is declared."""
    pointer = re.search(r"\(\s*\*\s*(\w+)\s*\)\s*\(", text)
    if pointer:
        return {"name": pointer.group(1), "type": "function *"}
    match = re.match(r"(.*?)(\w+)\s*((?:\[[^\]]*\]\s*)*)$", text, re.S)
    if not match:
        return {"name": "...", "type": ""}
    return {
        "name": match.group(2),
        "type": f"{match.group(1).strip()}{' *' if match.group(3) else ''}",
    }


class Collection:
    """The definitions that the solver knows, and where names are defined."""

    def __init__(
        self, tree: Tree, campaign: config.Campaign, store: facts.Store
    ) -> None:
        self.tree = tree
        self.campaign = campaign
        self.store = store
        self.places: dict[Place, ctext.Definition] = {}
        self.known: dict[str, facts.Facts] = {}
        self.absent: dict[str, bool | str] = {}
        self.callers: dict[str, bool | str] = {}
        self.heads = Heads(tree.listing, store.cache / "heads.json")
        self._named: dict[str, list[Place]] = defaultdict(list)
        self._files_read: set[str] = set()
        self._unfound: list[str] = []
        types = campaign.data["types"]
        self._near = set(
            tree.listing.with_word([types["entry"], types["table"]], _SOURCES)
        )

    def _outside(self, file: str) -> bool:
        return file.split("/", 1)[0] in self.campaign.data.get("outside", [])

    def _read(self, file: str) -> None:
        """Have the definitions of a file by their names."""
        if file not in self._files_read:
            self._files_read.add(file)
            for definition in self.tree.definitions(file):
                self._named[definition.name].append((file, definition.start))

    def _defined(self, name: str, among: set[str] | None = None) -> list[Place]:
        """Where a name is defined.

        :param among: files to look in, beside those that were read already
        """
        for file in self.heads.files(name):
            if not self._outside(file) and (among is None or file in among):
                self._read(file)
        return self._named[name]

    def add(self, place: Place) -> None:
        """Take a definition in."""
        if place not in self.places:
            self._read(place[0])
            self.places[place] = next(
                d for d in self.tree.definitions(place[0]) if d.start == place[1]
            )

    def add_definitions(self, names: list[str], weak: list[str]) -> None:
        """Take in every definition of the names; what has none is absent.

        :param weak: names that are looked for near entries alone
        """
        for name in names + weak:
            full = name in names
            for place in list(self._defined(name, None if full else self._near)):
                self._take(place)
            self.absent[name] = True if full else "weak"
            if full and not self._named[name]:
                self._unfound.append(name)

    def search_rest(self) -> bool:
        """Look everywhere for names that no head was seen of; say whether one was found.

        A file that another includes may hold them as what is its own otherwise.
        """
        names, self._unfound = self._unfound, []
        for file in self.tree.listing.with_word(names, _SOURCES) if names else []:
            if not self._outside(file):
                self._read(file)
        places = [place for name in names for place in self._named[name]]
        for place in places:
            self._take(place)
        return bool(places)

    def _take(self, place: Place) -> None:
        """Take in a definition, and what it is likely to need next: that saves rounds."""
        pending = [place]
        pointer = re.compile(re.escape(self.campaign.data["types"]["entry"]) + r"\s*\*")
        while pending:
            place = pending.pop()
            if place in self.places:
                continue
            self.add(place)
            definition = self.places[place]
            body = self.tree.text(place[0])[definition.body : definition.end]
            for name in sorted(set(re.findall(r"\b([A-Za-z_]\w*)[ \t]*\(", body))):
                for other in list(self._defined(name, self._near)):
                    params = next(
                        d.params
                        for d in self.tree.definitions(other[0])
                        if d.start == other[1]
                    )
                    if any(pointer.search(p) for p in params):
                        pending.append(other)

    def add_callers(self, names: list[str]) -> None:
        """Take in every definition in which one of the names is called."""
        pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, names)) + r")\b")
        value = re.compile(
            r"(?<!EXPORT_SYMBOL\()(?<!EXPORT_SYMBOL_GPL\()\b("
            + "|".join(map(re.escape, names))
            + r")\b(?!\s*\()"
        )
        valued: set[str] = set()
        static = [p[0] for p, d in self.places.items() if d.name in names and d.static]
        known = [d.name for d in self.places.values() if d.name in names]
        alone = len(static) == len(known) and all(f.endswith(".c") for f in static)
        for file in (
            sorted(set(static))
            if alone
            else self.tree.listing.with_word(names, _SOURCES)
        ):
            if self._outside(file):
                continue
            code = ctext.blanked(self.tree.text(file))
            hits = [match.start() for match in pattern.finditer(code)]
            valued.update(value.findall(code))
            for definition in self.tree.definitions(file):
                if any(definition.body <= hit < definition.end for hit in hits):
                    self.add((file, definition.start))
        self.callers |= {name: "value" if name in valued else True for name in names}

    def functions(self) -> tuple[list[Document], dict[Place, int]]:
        """The functions of a fact document, in the tree's order, and their indexes."""
        pointer = self.campaign.data["types"]["entry"] + " *"
        order = sorted(self.places)
        texts = {
            place: facts.slice_of(self.tree.text(place[0]), self.places[place], pointer)
            for place in order
            if self.places[place].kind != "alias"
        }
        missing = [
            text for text in texts.values() if self.store.key(text) not in self.known
        ]
        self.known |= self.store.facts(missing)
        made: list[Document] = []
        for place in order:
            definition, text = self.places[place], texts.get(place, "")
            starts = ctext.line_starts(self.tree.text(place[0]))
            entry: Document = {
                "name": definition.name,
                "file": place[0],
                "line": ctext.position(starts, definition.start)[0],
                "static": definition.static,
                "macro": definition.kind != "function",
                "alias": definition.params[0] if definition.kind == "alias" else None,
                "text": text,
                "problem": "",
                "parsed": definition.kind == "alias",
                "body": text.find("{")
                if definition.kind == "macro"
                else definition.body - definition.start,
                "params": [],
            }
            if definition.kind == "function":
                entry["params"] = [
                    parameter(p) for p in definition.params if p != "void"
                ]
            elif definition.kind == "macro":
                entry["params"] = [
                    {"name": p, "type": pointer} for p in definition.params
                ]
            if text:
                entry |= self.known[self.store.key(text)]
            made.append(entry)
        return made, {place: index for index, place in enumerate(order)}


def solve(document: Document) -> Document:
    """Run the solver on a fact document.

    :raises MissingProgram: it has not been built
    :raises MachineError: it failed
    """
    if not SOLVER.exists():
        raise MissingProgram(
            "verdict", "gcc, make, pkg-config, libjson-c-dev (then: make solver)"
        )
    with tempfile.NamedTemporaryFile("w", suffix=".json", prefix="treewide-") as handle:
        handle.write(json.dumps(document))
        handle.flush()
        try:
            done = subprocess.run(
                [str(SOLVER), handle.name],
                capture_output=True,
                check=False,
                timeout=_PATIENCE,
            )
        except subprocess.TimeoutExpired as error:
            raise MachineError(f"verdict: did not end within {_PATIENCE} s") from error
    if done.returncode:
        why = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise MachineError(
            f"verdict: {why[-1] if why else f'ended with {done.returncode}'}"
        )
    answer: Document = json.loads(done.stdout)
    return answer


def _site_query(
    site: Document,
    sites: dict[str, Document],
    indexes: dict[Place, int],
    functions: list[Document],
) -> Document:
    """A site as the solver wants it."""
    index = indexes[site["file"], site["definition"]]
    line, column = site["position"]
    if functions[index]["macro"]:
        calls = [c["at"] for c in functions[index]["calls"] if c["fn"] == site["call"]]
        line, column = calls[0][:2] if calls else (0, 0)
    query = {"function": index, "line": line, "column": column}
    behind = sites[site["behind"]] if site["behind"] else None
    while behind and functions[indexes[behind["file"], behind["definition"]]]["alias"]:
        behind = sites[behind["behind"]] if behind["behind"] else None
    if behind:
        query["wrapper"] = _site_query(behind, sites, indexes, functions)
    return query


def _refused(site: Document) -> str | None:
    """Why a site can't be handed to the solver, if it can't."""
    if site["definition"] is None:
        return "the call stands outside every function that could be told apart"
    if site["kind"] == "unparsed":
        return f"spatch does not see the call in {site['function']}() as one"
    if site["kind"] == "macro":
        return f"the call is in the body of macro {site['function']}(), which acts where it is expanded"
    return None


def _of_wrapper(site: Document, sites: list[Document]) -> None:
    """A wrapper does what is done behind it."""
    behind = [other for other in sites if other["behind"] == site["id"]]
    if not behind:
        return
    if site.get("address_taken") and not any(o["verdict"] == "rw" for o in behind):
        site["reason"] = "is used as a value, too: not all that call it are seen"
        return
    worst = next((o for o in behind if o["verdict"] == "rw"), None) or next(
        (o for o in behind if o["verdict"] == "manual"), None
    )
    site["verdict"] = worst["verdict"] if worst else "ro"
    chosen = worst or behind[0]
    site["reason"] = f"called by {chosen['function']}(): {chosen['reason']}"
    site["recheck"] = chosen["recheck"]
    site["evidence"] = [
        {
            "file": o["file"],
            "line": o["line"],
            "function": o["function"],
            "what": f"calls {site['function']}(): {o['verdict']}",
        }
        for o in ([worst] if worst else behind)
    ] + chosen["evidence"]


_NO_RECHECK: Document = {
    "kind": "none",
    "file": None,
    "line": None,
    "function": None,
    "why": "not known",
    "present": False,
    "locks": [],
    "bare": False,
    "bare_writes": [],
}


def classify(
    found: Document, tree: Tree, campaign: config.Campaign, run: Path, jobs: int
) -> Document:
    """The document "classify" of a find document and its tree."""
    attested = exclusion.facts_of(campaign)
    store = facts.Store(run / "cache", jobs, campaign.data["limits"]["spatch"])
    collection = Collection(tree, campaign, store)
    sites = [dict(site) for site in found["sites"]]
    by_id = {site["id"]: site for site in sites}
    for site in sites:
        if site["definition"] is not None:
            collection.add((site["file"], site["definition"]))
    # A macro of the same file may use what its arguments don't name.
    for file in sorted({site["file"] for site in sites}):
        for definition in tree.definitions(file):
            if definition.kind == "macro":
                collection.add((file, definition.start))
    asked = [
        site
        for site in sites
        if _refused(site) is None
        and collection.places[site["file"], site["definition"]].kind != "alias"
    ]
    tables = {key: campaign.data[key] for key in ("api", "types", "limits", "words")}
    verdicts: list[Document] = []
    functions: list[Document] = []
    for _ in range(_ROUNDS):
        functions, indexes = collection.functions()
        answer = (
            solve(
                {
                    "campaign": tables,
                    "functions": functions,
                    "absent": collection.absent,
                    "callers_known": collection.callers,
                    "sites": [
                        _site_query(site, by_id, indexes, functions) for site in asked
                    ],
                }
            )
            if asked
            else {"sites": [], "needs": {"definitions": [], "weak": [], "callers": []}}
        )
        verdicts = answer["sites"]
        needs = answer["needs"]
        if not any(needs.values()) and not collection.search_rest():
            break
        if needs["definitions"] or needs["weak"]:
            collection.add_definitions(needs["definitions"], needs["weak"])
        if needs["callers"]:
            collection.add_callers(needs["callers"])
    for site in sites:
        why = _refused(site)
        why = why or "is another name of it, and nothing is seen to call it"
        site |= {
            "verdict": "manual",
            "reason": why,
            "recheck": dict(_NO_RECHECK),
            "evidence": [],
        }
    for site, verdict in zip(asked, verdicts):
        site |= verdict
    for site in reversed(sites):
        if site["kind"] == "wrapper":
            _of_wrapper(site, sites)
    # A lock under which nothing is written needs nothing.
    sites = [s for s in sites if s["kind"] != "derived" or s["verdict"] != "ro"]
    for site in sites:
        exclusion.attest(site, attested)
    incomplete = list(found["incomplete"])
    for function in functions:
        if function["problem"]:
            incomplete.append(
                {
                    "stage": "classify",
                    "file": function["file"],
                    "line": function["line"],
                    "why": f"{function['name']}(): {function['problem']}",
                }
            )
    return {
        **{key: found[key] for key in ("campaign", "tree", "counts", "hits")},
        "schema": "treewide-classify-1",
        "sites": sites,
        "incomplete": incomplete,
    }
