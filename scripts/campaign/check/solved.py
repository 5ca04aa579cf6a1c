# SPDX-License-Identifier: GPL-2.0
"""What the solver finds: writes through the new API's mappings, across functions and files.

The stages find and classify are asked about the new functions' calls in place of the
old one's. A write through a read-only mapping is a fault. One through the other kind
is a fault where nothing proves the table between the lock and it. What the solver
isn't sure of is for a person to look at.
"""

from __future__ import annotations

import copy
import hashlib
import json
import os
from pathlib import Path

from .. import classify, config, files, find
from ..tree import Tree
from .finding import Document, Finding
from .passed import passed_null

# A comparison that is no recheck: what the solver says of it, the rule, and whether
# it is sure. Other comparisons are those of another table's value.
_COMPARISONS = (
    ("stands where the lock is not held", "recheck_unlocked", True),
    ("was read before the lock was taken", "recheck_unlocked", True),
    ("is known to be none there", "pte_same_none", True),
    ("may be none there", "pte_same_none", False),
)

# The rules that the solver may report
REPORTED = frozenset(
    """
    lock_twice pmdval_null pmdval_unused pte_same_none recheck_unlocked ro_write undo_missing
    undo_twice unmap_order use_after_unmap write_unchecked
    """.split()
)

# What the solver finds on the way, by its name there: the rule, and what is said
FAULTS = {
    "unlocked_twice": (
        "undo_twice",
        "{what}: the lock of {map} was released by {begin} already",
    ),
    "unmapped_twice": ("undo_twice", "{what}: {begin} has unmapped {map} already"),
    "given_twice": ("undo_twice", "{what}: {begin} has given it back already"),
    "used_late": ("use_after_unmap", "{what}, and {begin} has unmapped {map}"),
    "locked_late": (
        "use_after_unmap",
        "{what}: the lock may be gone, since {begin} has unmapped {map}",
    ),
    "lock_left": ("undo_missing", "where {map} is another one it {what}"),
    "mapping_left": ("undo_missing", "where {map} is another one it {what}"),
    "locked_twice": (
        "lock_twice",
        "{what}: it may be the lock of the table's entry, which is held",
    ),
    "written_late": (
        "write_unchecked",
        "{what}, and {begin} has released the lock of {map}",
    ),
    "left_wrong": ("write_unchecked", "{what}: {map}"),
    "unheeded": ("pmdval_unused", "{what}: {map} isn't rechecked"),
    "unmapped_null": ("unmap_order", "{what}: there was no table to map, {map}"),
    "left_unchecked": ("write_unchecked", "{what}, and {map} isn't rechecked"),
}
_WRITES = ("written_late", "left_unchecked", "left_wrong", "unheeded")

# How the solver says that a mapping goes to callers: what comes after is about them.
_UPWARDS = ("leaves it to its callers", "returns it to its callers")


def _asking(
    campaign: config.Campaign, which: str, locks: bool = True
) -> config.Campaign:
    """The campaign, with one of its new functions as the one that is asked about.

    :param locks: locks that are found through an entry are sites, too
    """
    other = copy.copy(campaign)
    other.data = copy.deepcopy(campaign.data)
    other.data["api"]["old"] = other.data["api"][which]
    words = other.data["words"]
    words["entry_readers"] = campaign.data["compiler"]["entry_readers"]
    words["table_readers"] = campaign.data["convert"]["entry_readers"]
    words["gives_back"] = campaign.data["convert"]["gives_back"]
    words["takes"] = sorted({w for by in words["gives_back"].values() for w in by})
    if not locks:
        words["lock_of"] = {}
    return other


def _classified(
    tree: Tree, campaign: config.Campaign, folder: Path, jobs: int
) -> Document:
    """The sites of both new functions, as classify has them; kept for the same tree."""
    whole = os.fsencode(tree.root) + tree.listing.digest.encode()
    key = hashlib.sha256(whole + campaign.digest.encode()).hexdigest()
    kept = folder / "cache" / "check" / "solved.json"
    try:
        document: Document = json.loads(kept.read_bytes())
        if document["key"] == key:
            return document
    except (OSError, ValueError, KeyError, TypeError):
        pass
    found: Document = {"sites": [], "hits": [], "incomplete": []}
    for which in ("ro", "rw"):
        part = find.find(tree, _asking(campaign, which, False), folder, jobs)
        for key_of in ("sites", "incomplete"):
            found[key_of] += [e for e in part[key_of] if e not in found[key_of]]
        found |= {name: part[name] for name in ("campaign", "tree", "counts")}
    found["sites"].sort(key=lambda site: (site["file"], site["line"], site["position"]))
    asking = _asking(campaign, "rw")
    document = {"key": key, "sites": [], "incomplete": found["incomplete"]}
    if found["sites"]:
        document |= classify.classify(found, tree, asking, folder, jobs)
    if not document["incomplete"]:
        files.write(kept, json.dumps(document).encode())
    return document


def _step(thing: Document, what: str) -> Document:
    """A step of the way to a finding."""
    return {
        "file": thing["file"],
        "line": thing["line"],
        "function": thing.get("function") or "-",
        "what": what,
    }


def _blamed(path: list[Document]) -> Document:
    """The step that is reported: in the function that has the mapping, not in what it calls.

    A callee may be right for others who call it.
    """
    last = max((n for n, s in enumerate(path) if s["what"].startswith(_UPWARDS)), default=-1)  # fmt: skip
    return path[min(last + 1, len(path) - 1)]


def _finding(
    rule: str, site: Document, at: Document, message: str, path: list[Document]
) -> Finding:
    """A finding about a site, at another place."""
    steps = [_step(site, f"maps it: {site['call']}()"), *path]
    made = Finding(
        rule,
        at["file"],
        at["line"],
        at.get("function") or "-",
        message,
        [step for n, step in enumerate(steps) if step not in steps[:n]],
        {(step["file"], step["line"]) for step in steps},
        engines=("solver",),
    )
    return made


def _unclear(site: Document, rule: str, why: str, path: list[Document]) -> Finding:
    """What the solver isn't sure of."""
    made = _finding(rule, site, site, why, path)
    made.sure = False
    return made


def _map(site: Document) -> str:
    """The mapping in words."""
    return f"the table of {site['file']}:{site['line']}"


def _read_only(site: Document) -> Finding | None:
    """What is wrong with a read-only mapping, if anything is."""
    path = [_step(step, step["what"]) for step in site["evidence"]]
    if site["verdict"] == "rw" and path:
        text = f"{path[-1]['what']}, through the read-only mapping of {site['file']}:{site['line']}"
        return _finding("ro_write", site, _blamed(path), text, path)
    if site["verdict"] == "manual":
        return _unclear(site, "ro_write", f"not understood: {site['reason']}", path)
    return None


def _compared(site: Document, path: list[Document]) -> Finding | None:
    """The comparison before an unguarded write that looks like a recheck and is none."""
    almost = site["recheck"].get("almost")
    for words, rule, sure in _COMPARISONS:
        if almost and words in almost["what"]:
            text = f"{almost['what']}: {_map(site)} isn't rechecked before {path[-1]['what']}"
            made = _finding(
                rule, site, almost, text, [_step(almost, almost["what"]), *path]
            )
            made.sure = sure
            return made
    return None


def _may_write(site: Document) -> Finding | None:
    """What is wrong with a mapping that may be written, if anything is."""
    recheck = site["recheck"]
    path = [_step(step, step["what"]) for step in site["evidence"]]
    if site["verdict"] == "manual":
        return _unclear(
            site, "write_unchecked", f"not understood: {site['reason']}", path
        )
    if site["verdict"] == "ro" or recheck["present"] or recheck["kind"] == "attested":
        return None
    if recheck.get("doubt"):
        text = f"{recheck['doubt']['what']}: it may be the recheck of {_map(site)}"
        doubt = [_step(recheck["doubt"], recheck["doubt"]["what"])]
        return _unclear(site, "write_unchecked", text, doubt + path)
    taken = recheck.get("taken") or next(iter(recheck["locks"]), None)
    if taken:
        locked = [_step(taken, f"takes its lock: {taken['what']}")]
        if recheck.get("taken"):
            made = _compared(site, locked + path)
            text = f"{path[-1]['what']} under the lock of {taken['file']}:{taken['line']}, and {_map(site)} isn't rechecked"
            return made or _finding(
                "write_unchecked", site, _blamed(path), text, locked + path
            )
        text = f"what is written under this lock has no recheck of {_map(site)}"
        return _finding("write_unchecked", site, taken, text, locked)
    text = f"{path[-1]['what']} without the lock of {_map(site)}"
    # Another path has the lock: the same condition may decide over both.
    if recheck["guarded"] or recheck["unknown"]:
        return _unclear(site, "write_unchecked", text, path)
    return _compared(site, path) or _finding(
        "write_unchecked", site, _blamed(path), text, path
    )


def _fault(site: Document, fault: Document) -> Finding:
    """A fault that every path from a place leads to."""
    rule, text = FAULTS[fault["kind"]]
    begin = fault["begin"]
    path = [_step(begin, begin["what"])]
    path += [_step(step, step["what"]) for step in fault["path"]]
    at = _blamed(path[1:])
    message = text.format(
        what=path[-1]["what"],
        map=_map(site),
        begin=f"{begin['file']}:{begin['line']}",
    )
    return _finding(rule, site, at, message, path)


def _faults(site: Document, found: list[Finding]) -> list[Finding]:
    """The faults of a site's paths.

    :param found: what is known of its writes
    """
    made = []
    wrong = any(f.sure for f in found)
    for fault in site["recheck"].get("faults", []):
        # Who writes, and where, is told already.
        if not (wrong and fault["kind"] in _WRITES):
            made.append(_fault(site, fault))
    return made


def solve(
    tree: Tree, campaign: config.Campaign, folder: Path, jobs: int
) -> tuple[list[Finding], list[Document]]:
    """What the solver finds, and what is incomplete.

    :param folder: of the run
    """
    document = _classified(tree, campaign, folder, jobs)
    read_only = str(campaign.data["api"]["ro"]["name"])
    behind = {site["id"]: site for site in document["sites"]}
    called = {site["behind"] for site in document["sites"]}
    found = []
    for site in document["sites"]:
        if site["kind"] == "wrapper" and site["id"] in called:
            continue  # the calls of the wrapper tell
        inner = site
        while inner["behind"]:
            inner = behind[inner["behind"]]
        judge = _read_only if inner["call"] == read_only else _may_write
        judged = judge(site)
        found += [judged] if judged else []
        found += _faults(site, [judged] if judged else [])
    found += passed_null(tree, campaign, document["sites"])
    incomplete = [{**entry, "stage": "check"} for entry in document["incomplete"]]
    return found, incomplete
