# SPDX-License-Identifier: GPL-2.0
"""The edits of each site: spatch rewrites the call, the planner's go beside it.

spatch (cocci/convert/) is given the site's function by itself. Outside the
functions that a plan is about no byte of a file changes.
"""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Any

from . import collection, config, ctext, facts, plan, removal
from .kept import Kept
from .listing import LARGEST
from .newapi import NewApi
from .purity import Purity
from .rewriting import Rewriter, Wanted
from .tree import Tree

Document = dict[str, Any]


def _renamed(call: str, old: str, new: str) -> str:
    """A call with comments in it, by another name: its lines stay aligned."""
    first, *more = call.split("\n")
    shift = " " * (len(new) - len(old))
    lines = [first.replace(old, new, 1)]
    for line in more:
        lead = (line[: len(line) - len(line.lstrip())] + shift).expandtabs(8)
        tabs, spaces = divmod(len(lead), 8)
        lines.append("\t" * tabs + " " * spaces + line.lstrip())
    return "\n".join(lines)


def _whole(file: str, text: str) -> Document:
    """A file as if it were one function without statements."""
    lists = ("statements", "calls", "assigns", "steps", "declares", "params")
    empty: Document = {key: [] for key in lists}
    return empty | {
        "name": file,
        "static": False,
        "text": text,
        "line": 1,
        "body": 0,
        "types": {},
    }


class Converter:
    """The conversion of one tree's sites."""

    def __init__(
        self, tree: Tree, campaign: config.Campaign, run: Path, jobs: int
    ) -> None:
        self.tree = tree
        self.campaign = campaign
        self.run = run
        self.store = facts.Store(run / "cache", jobs, campaign.data["limits"]["spatch"])
        self.rewriter = Rewriter(
            Kept(run / "cache", "rewritten"), jobs, campaign.data["limits"]["spatch"]
        )
        self.api = campaign.data["api"]
        self.labels: dict[tuple[str, int], set[str]] = {}
        self.functions: dict[tuple[str, int], plan.Function] = {}
        words = campaign.data["words"]
        self.purity = Purity(tree, campaign, self.store)
        self.new_api = NewApi(tree, campaign)
        self.context = plan.Context(
            self._known,
            self._users,
            self._prototypes,
            self._named,
            self.purity.of,
            self.api["old"],
            {
                **campaign.data["convert"],
                "words": words,
                "unlocks": sorted(words["unlocks"]),
            },
        )

    def _function(self, file: str, definition: ctext.Definition) -> plan.Function:
        """A definition as the planner sees it."""
        key = (file, definition.start)
        if key not in self.functions:
            text = self.tree.text(file)
            piece = facts.slice_of(text, definition, "")
            params = [collection.parameter(p) for p in definition.params]
            known = {
                **self.store.facts([piece])[self.store.key(piece)],
                "text": piece,
                "name": definition.name,
                "static": definition.static,
                "params": [p["name"] for p in params],
                "types": {p["name"]: p["type"] for p in params},
                "line": ctext.position(ctext.line_starts(text), definition.start)[0],
                "body": definition.body - definition.start,
            }
            self.functions[key] = plan.Function(known, file, definition.start)
        return self.functions[key]

    def _known(self, file: str, name: str) -> list[plan.Function]:
        """The functions of a name that a file defines."""
        return [
            self._function(file, d)
            for d in self.tree.definitions(file)
            if d.name == name and d.kind == "function"
        ]

    def _users(self, file: str, name: str) -> list[plan.Function]:
        """The functions of a file that use a name.

        :raises plan.Unsure: it stands outside them, too
        """
        for other in self.purity.units.of(file):
            if other != file and re.search(
                rf"\b{re.escape(name)}\b", ctext.blanked(self.tree.text(other))
            ):
                raise plan.Unsure(f"{name} stands in {other}, which is one with {file}")
        code = ctext.blanked(self.tree.text(file))
        hits = [m.start() for m in re.finditer(rf"\b{re.escape(name)}\b", code)]
        found: list[plan.Function] = []
        for definition in self.tree.definitions(file):
            inside = [h for h in hits if definition.start <= h < definition.end]
            hits = [h for h in hits if h not in inside]
            if inside and definition.kind != "function":
                raise plan.Unsure(f"{name}() is used in the macro {definition.name}()")
            if inside:
                found.append(self._function(file, definition))
        prototypes = {span[0] for span in self._prototypes(file, name)[1]}
        if set(hits) - prototypes:
            raise plan.Unsure(f"{name} is used outside every function of {file}")
        return found

    def _named(self, file: str, name: str) -> bool:
        """Whether a name is a macro, or stands in a file outside its functions and in macros."""
        for other in self.purity.heads.files(name):
            if any(d.name == name for d in self.tree.definitions(other)):
                return True
        code = ctext.blanked(self.tree.text(file))
        inside = [
            (d.start, d.end)
            for d in self.tree.definitions(file)
            if d.kind == "function"
        ]
        return any(
            not any(start <= m.start() < end for start, end in inside)
            for m in re.finditer(rf"\b{re.escape(name)}\b", code)
        )

    def _prototypes(
        self, file: str, name: str
    ) -> tuple[plan.Function, list[plan.Span]]:
        """A file as a whole, and where a name's static prototypes stand in it."""
        text = self.tree.text(file)
        whole = plan.Function(_whole(file, text), file, 0)
        code = whole.code
        inside = [(d.start, d.end) for d in self.tree.definitions(file)]
        pattern = rf"^static\b[^;{{}}()=#]*\b({re.escape(name)})\s*\([^;{{}}]*\)\s*;"
        return whole, [
            (m.start(1), ctext.closing(code, code.index("(", m.end(1))))
            for m in re.finditer(pattern, code, re.M)
            if not any(start <= m.start(1) < end for start, end in inside)
        ]

    def edits(self, site: Document) -> list[plan.Edit]:
        """The edits of a site's file, as offsets into its text.

        :raises plan.Unsure: with the sentence why it can't be converted
        """
        if site["verdict"] == "manual":
            raise plan.Unsure(site["reason"])
        definition = self._definition(site)
        if definition.kind != "function":
            return [self._macro_name(site, definition)]
        function = self._function(site["file"], definition)
        key = (site["file"], site["definition"])
        self.context.labels = self.labels.setdefault(key, set())
        if site["kind"] == "derived":
            new = self.api["rw"]["name"]
            return plan.plan_derived(function, site, self.context, new)
        at, end = self._extent(site, function)
        commented = re.search(r"/\*|//", function.text[at:end])
        names = {
            "old": self.api["old"]["name"],
            "new": self.api[site["verdict"]]["name"],
        }
        edits: list[plan.Edit] = []
        rule = "rename.cocci"
        if commented and site["verdict"] == "rw":
            raise plan.Unsure(
                "there is a comment inside the call, which rewriting it would lose"
            )
        if site["verdict"] == "rw":
            key = (site["file"], site["definition"])
            edits, names["value"] = plan.plan_rw(function, site, self.context)
            rule = "outparam_passed.cocci"
            if names["value"].startswith("&"):
                names["value"] = names["value"][1:]
                rule = "outparam.cocci"
        if commented:
            new = _renamed(function.text[at:end], names["old"], names["new"])
        else:
            wanted = Wanted(function.text[at:end], rule, tuple(names.items()))
            new = self.rewriter.rewritten(wanted)
        edits.append(function.edit(at, end, plan.laid_out(function, at, end, new)))
        return list(dict.fromkeys(edits))

    @staticmethod
    def _extent(site: Document, function: plan.Function) -> tuple[int, int]:
        """Where a site's call stands in its function.

        :raises plan.Unsure: it is not seen as one
        """
        line, column = site["position"]
        at = function.starts[line - 1] + column
        end = next((span[1] for span, _, _ in function.calls if span[0] == at), -1)
        if end < 0:
            raise plan.Unsure("spatch does not see the call as one")
        return at, end

    def ahead(self, sites: list[Document]) -> None:
        """Have the calls of sites rewritten at once, as they are likely to be wanted."""
        wanted = []
        for site in sites:
            if site["verdict"] == "manual" or site["kind"] in ("wrapped", "derived"):
                continue
            definition = self._definition(site)
            if definition.kind != "function":
                continue
            names = [("old", site["call"]), ("new", self.api[site["verdict"]]["name"])]
            rule = "rename.cocci"
            if site["verdict"] == "rw":
                value = "unused_value" if site["recheck"]["present"] else "value"
                names.append(("value", self.campaign.data["convert"][value]))
                rule = "outparam.cocci"
            function = self._function(site["file"], definition)
            with contextlib.suppress(plan.Unsure):
                at, end = self._extent(site, function)
                wanted.append(Wanted(function.text[at:end], rule, tuple(names)))
        self.rewriter.ahead(wanted)

    def wrapper(self, site: Document, behind: list[Document]) -> list[plan.Edit]:
        """The edits of a wrapper and of all that call it.

        :param behind: the sites that call it
        :raises plan.Unsure: with the sentence why they can't be converted
        """
        if site["verdict"] == "manual":
            raise plan.Unsure(site["reason"])
        outer = [
            s for s in behind if s["kind"] != "wrapped" or s["file"] != site["file"]
        ]
        if outer or site["call"] != self.campaign.old or not behind:
            raise plan.Unsure(
                f"{site['function']}() is a wrapper that is called by other wrappers, by other files or by nobody"
            )
        if any(s["verdict"] == "manual" for s in behind):
            manual = next(s for s in behind if s["verdict"] == "manual")
            raise plan.Unsure(
                f"{manual['function']}(), which calls it: {manual['reason']}"
            )
        functions = {}
        for one in [site, *behind]:
            definition = self._definition(one)
            if definition.kind != "function":
                raise plan.Unsure(f"the wrapper {site['function']}() is a macro")
            functions[one["id"]] = self._function(one["file"], definition)
        return plan.plan_wrapper(
            functions[site["id"]],
            site,
            [(functions[s["id"]], s) for s in behind],
            self.context,
            self.api["rw"]["name"],
        )

    def _definition(self, site: Document) -> ctext.Definition:
        """The function or macro that a site stands in."""
        return next(
            d
            for d in self.tree.definitions(site["file"])
            if d.start == site["definition"]
        )

    def _macro_name(self, site: Document, definition: ctext.Definition) -> plan.Edit:
        """A wrapper that is a macro: its body is the call, the name alone changes."""
        old = self.api["old"]["name"]
        text = self.tree.text(site["file"])
        found = re.compile(rf"\b{re.escape(old)}\b").search(
            text, definition.body, definition.end
        )
        if not found or site["call"] != old:
            raise plan.Unsure("the macro's call is not found again")
        new = self.api["ro"]["name"]
        return plan.Edit(site["file"], found.start(), found.end(), new)

    def read(self, path: str) -> bytes | None:
        """The content of a file of the tree, None where there is none that is source."""
        at = self.tree.root / path
        try:
            if not at.is_file() or at.is_symlink() or at.stat().st_size > LARGEST:
                return None
            return at.read_bytes()
        except OSError:
            return None

    def without_old(self, new: dict[str, bytes]) -> removal.Removal:
        """The removal of the old function from the tree with these new contents."""
        names = self.tree.listing.with_word([self.campaign.old])
        unread = [file for file, _ in self.tree.listing.trouble]
        return removal.remove(
            lambda path: new[path] if path in new else self.read(path),
            self.campaign,
            names + unread,
        )
