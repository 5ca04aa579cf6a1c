# SPDX-License-Identifier: GPL-2.0
"""The converted sources: what is sure is rewritten, the rest stays and says why."""

from __future__ import annotations

import copy
import hashlib
import os
import shutil
from pathlib import Path
from typing import Any

from . import config, ctext, files, plan, removal
from .converter import Converter
from .edited import apply_edits, diff, merge, with_ends
from .errors import MachineError
from .needed import Needed
from .tree import Tree

Document = dict[str, Any]


def _told(gone: removal.Removal) -> list[Document]:
    """What the removal left: the old function, a document, or mentions of its name."""
    left = [(path, why) for path, why in gone.left_out]
    left += [
        (m.file, f"line {m.line}: the {m.what} still names the old function")
        for m in gone.mentions
    ]
    if gone.stays:
        left.append(("the removal", gone.stays))
    return [{"file": file, "why": why, "left_out": True} for file, why in left]


def _refusal(trouble: Document) -> str:
    """Why the helpers stay out: what is there instead, or what the patch says."""
    place = f"{trouble['file']}:{trouble['line']} " if trouble.get("line") else ""
    return f"{place}{trouble['why']}"


def _wrappers(
    converter: Converter, sites: list[Document], by_file: dict[str, list[plan.Edit]]
) -> dict[str, str | list[plan.Edit]]:
    """Convert wrappers with all that call them.

    :param by_file: their edits are added to it
    :returns: the sites that this is about, by id: their edits, or why they stay
    """
    outcome: dict[str, str | list[plan.Edit]] = {}
    for site in sites:
        behind = [s for s in sites if s["behind"] == site["id"]]
        if site["kind"] != "wrapper" and not behind:
            continue
        if site["verdict"] == "ro":  # a new name inside; what calls it stays as it is
            outcome |= {s["id"]: [] for s in behind if s["verdict"] == "ro"}
            continue
        before = copy.deepcopy(converter.context.names)
        try:
            edits = converter.wrapper(site, behind)
            edits = [with_ends(converter.tree.text(e.file), e) for e in edits]
            merge(by_file, edits)
            outcome |= {s["id"]: [] for s in behind} | {site["id"]: edits}
        except plan.Unsure as unsure:
            converter.context.names = before
            why = f"{unsure}; a wrapper is converted with all that call it"
            outcome |= {s["id"]: why for s in [site, *behind]}
    return outcome


def convert(
    classified: Document, tree: Tree, campaign: config.Campaign, run: Path, jobs: int
) -> Document:
    """The document "convert": converted sources below run, and the diff.

    :returns: the sites with "converted" and "why_not"; "files" with the new
        contents; "diff", its path below run, or None where nothing changed
    """
    converter = Converter(tree, campaign, run, jobs)
    helpers, trouble, _ = converter.new_api.introduced(converter.read)
    refused = [t for t in trouble if not t.get("left_out")]
    by_file: dict[str, list[plan.Edit]] = {}
    if not refused:
        converter.ahead(classified["sites"])
    with_wrapper = {} if refused else _wrappers(converter, classified["sites"], by_file)
    sites = []
    for site in classified["sites"]:
        site = {
            **site,
            "converted": False,
            "why_not": None,
            "remark": None,
            "edits": [],
            "converted_call": site["call"],
        }
        before = copy.deepcopy(converter.context.names)
        try:
            if refused:
                raise plan.Unsure(
                    f"the new helpers do not go into this tree: {_refusal(refused[0])}"
                )
            converter.context.remarks.clear()
            outcome = with_wrapper.get(site["id"])
            if isinstance(outcome, str):
                raise plan.Unsure(outcome)
            edits = converter.edits(site) if outcome is None else outcome
            if outcome is None:
                edits = [with_ends(tree.text(e.file), e) for e in edits]
                merge(by_file, edits)
            site["edits"] = [vars(edit) for edit in edits]
            site["converted"] = True
            site["remark"] = "; ".join(converter.context.remarks) or None
            if site["kind"] != "wrapped":
                site["converted_call"] = campaign.data["api"][site["verdict"]]["name"]
        except plan.Unsure as why:
            converter.context.names = before
            site["why_not"] = str(why)
        sites.append(site)
    new: dict[str, bytes] = dict(helpers) if by_file else {}
    for file, edits in by_file.items():
        base = ctext.decode(new[file]) if file in new else tree.text(file)
        if file in new and base != tree.text(file):
            raise MachineError(
                f"{file}: holds both a helper and a site; convert it by hand"
            )
        new[file] = apply_edits(base, edits).encode("latin-1")
    gone = removal.Removal()
    if new or converter.new_api.complete:
        gone = converter.without_old(new)
        new |= gone.files
        trouble += _told(gone)
    needed = Needed(run / "cache", campaign)
    needed.add((f.file, f.name) for f in converter.functions.values())
    old = {path: (tree.root / path).read_bytes() for path in new}
    shutil.rmtree(run / "converted", ignore_errors=True)
    for path, data in new.items():
        files.write(run / "converted" / path, data)
    if new:
        files.write(run / "convert.diff", diff(old, new))
    elif (run / "convert.diff").exists():
        os.unlink(run / "convert.diff")
    incomplete = list(classified["incomplete"])
    incomplete += [
        {
            "stage": "convert",
            "file": t["file"],
            "line": t.get("line", 0),
            "why": t["why"],
        }
        for t in refused
        if classified["sites"]
    ]
    return {
        **{key: classified[key] for key in ("campaign", "tree", "counts", "hits")},
        "schema": "treewide-convert-1",
        "api": {
            "old": campaign.old,
            "new": [
                campaign.data["api"]["ro"]["name"],
                campaign.data["api"]["rw"]["name"],
            ],
            "there": [
                {
                    "name": t.name,
                    "file": t.file,
                    "line": t.line,
                    "same_body": t.same_body,
                }
                for t in converter.new_api.there.values()
            ],
        },
        "sites": sites,
        "files": [
            {
                "path": path,
                "content": f"converted/{path}",
                "sha256": hashlib.sha256(data).hexdigest(),
            }
            for path, data in sorted(new.items())
        ],
        "diff": "convert.diff" if new else None,
        "refused": trouble if classified["sites"] or gone.files else [],
        "removal": {
            "files": sorted(gone.files),
            "stays": gone.stays,
            "mentions": [vars(mention) for mention in gone.mentions],
        },
        "incomplete": incomplete,
    }
