# SPDX-License-Identifier: GPL-2.0
"""Documents as SARIF 2.1.0, for code scanning and editors.

A site is a result with its verdict as the rule, its evidence as the code flow, and
its id as the fingerprint. Other places where the name stands are results of
kind "informational". What is incomplete is a notification of the invocation.
https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .. import __version__
from . import findings, forks, hunks, phrases, sarifaudit, sarifcheck
from .phrases import Document, printable
from .rules import RULES
from .source import Sources

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json"
)
_BASE = "SRCROOT"
Json = dict[str, Any]


_ORDER = {name: index for index, name in enumerate(RULES)}


def uri(path: str) -> str:
    """A path as a URI reference; no byte in it has a meaning but /."""
    return quote(path.encode("utf-8", "surrogateescape"), safe="/")


def _message(text: str) -> Json:
    """A plain message; braces and links mean nothing in it."""
    text = printable(text).replace("](", "] (")
    return {"text": text.replace("{", "{{").replace("}", "}}")}


class _Writer:
    """The one run of a SARIF log."""

    def __init__(self, document: Document, tree: Path) -> None:
        self.document = document
        self.kind = phrases.kind_of(document)
        self.sources = Sources(tree)

    def location(self, thing: Document, text: str | None = None) -> Json:
        """A file, with line, function and message as far as there are any.

        A "text" of its own takes the place of the tree's line, "last" ends more than one.
        """
        physical: Json = {
            "artifactLocation": {"uri": uri(thing["file"]), "uriBaseId": _BASE}
        }
        if thing.get("line"):
            physical["region"] = {"startLine": thing["line"]}
            quoted = thing.get("text") or self.sources.line(
                thing["file"], thing["line"]
            )
            if quoted is not None:
                physical["region"]["snippet"] = {"text": quoted}
            if thing.get("last"):
                physical["region"]["endLine"] = thing["last"]
        made: Json = {"physicalLocation": physical}
        if thing.get("function") and thing["function"] != "-":
            name = printable(thing["function"])
            made["logicalLocations"] = [{"name": name, "kind": "function"}]
        if text:
            made["message"] = _message(text)
        return made

    def result(self, rule: str, text: str, where: Document | None, **more: Any) -> Json:
        """A result of a rule."""
        made: Json = {
            "ruleId": rule,
            "ruleIndex": _ORDER[rule],
            "level": RULES[rule].level,
            "message": _message(text),
        }
        if where:
            made["locations"] = [self.location(where)]
        return made | more

    def site(self, site: Document) -> Json:
        """A site of find, classify or convert."""
        about = f"{phrases.called(site['function'])}: {site['call']}()"
        prints = {"treewideSite/v1": printable(site["id"])}
        if "verdict" not in site:
            rule = "unparsed" if site["kind"] == "unparsed" else "site"
            return self.result(
                rule, f"{about}: {site['kind']}", site, partialFingerprints=prints
            )
        text = f"{about} is {site['verdict']}: {site['reason']}"
        recheck = site["recheck"]
        if recheck["kind"] != "none":
            text += f". Recheck: {phrases.recheck_plan(recheck)}: {recheck['why']}"
        if "converted" in site:
            text += f". {phrases.converted(site)}"
        steps = [self.location(site, f"calls {site['call']}()")]
        steps += [self.location(step, step["what"]) for step in site["evidence"]]
        flow = {"threadFlows": [{"locations": [{"location": step} for step in steps]}]}
        made = self.result(
            site["verdict"], text, site, partialFingerprints=prints, codeFlows=[flow]
        )
        if site.get("converted"):
            made["level"] = "note"
        if recheck.get("file"):
            plan = f"{phrases.recheck_plan(recheck)}: {recheck['why']}"
            related = [self.location(recheck, plan)]
            related += [
                self.location(lock, lock["what"]) for lock in phrases.locks(recheck)
            ]
            made["relatedLocations"] = [
                {"id": number, **place} for number, place in enumerate(related, 1)
            ]
        return made

    def verified(self) -> Iterator[Json]:
        """What verify found wrong."""
        for step in self.document["steps"]:
            for name, entry in step["flavours"].items():
                if entry["status"] == "fail":
                    text = f"{step['patch']}, {name}: {entry['why']}"
                    text += f"; log: {entry['log']}; again: {entry['command']}"
                    yield self.result("compile", text, None)
                for warning in entry["warnings"]:
                    file, colon, _ = warning.partition(": ")
                    where = {"file": file} if colon and " " not in file else None
                    yield self.result("warning", f"{name}: {warning}", where)
        for site in self.document["sites"]:
            if not {"object", "early"} & set(site["flavours"].values()):
                file, *_ = site["id"].rsplit(":", 3)
                _, function = phrases.site_of(site["id"])
                text = f"{function}: no flavour compiles this site"
                prints = {"treewideSite/v1": printable(site["id"])}
                where = {"file": file, "function": function.partition("#")[0]}
                yield self.result(
                    "not-compiled", text, where, partialFingerprints=prints
                )

    def unproven(self) -> Iterator[Json]:
        """Changed lines that are not proven, with their text behind the patch."""
        steps = {step["patch"]: step for step in self.document["steps"]}
        texts: dict[str, dict[tuple[str, int], str]] = {}
        for lines in findings.hidden(self.document["coverage"]["unproven"]):
            if lines.patch not in texts:
                diff = steps[lines.patch]["diff"] if lines.patch in steps else ""
                texts[lines.patch] = hunks.added(diff)
            rows = range(lines.first, lines.last + 1)
            said = [texts[lines.patch].get((lines.file, row), "") for row in rows]
            where = {
                "file": lines.file,
                "line": lines.first,
                "last": lines.last,
                "text": "\n".join(map(printable, said)) or " ",
            }
            text = f"line {lines.lines} behind {lines.patch}: {lines.words}"
            yield self.result("unproven-line", text, where)

    def unequal(self) -> Iterator[Json]:
        """What is not the same in objects, and should be or has no reason."""
        for entry in findings.differences(self.document):
            if entry.finding:
                flavours = " ".join(entry.flavours)
                text = f"{entry.name or entry.kind} in {entry.object}, {flavours}, {entry.patch}"
                source = entry.object.removesuffix(".o") + ".c"
                function = entry.name if entry.kind == "function" else None
                where = {"file": source, "function": function}
                text = f"{text}: {entry.why or entry.change}"
                yield self.result("unexplained-difference", text, where)
        for site in findings.read_only(self.document).values():
            file, *_ = site.site.rsplit(":", 3)
            _, function = phrases.site_of(site.site)
            prints = {"treewideSite/v1": printable(site.site)}
            where = {"file": file, "function": function.partition("#")[0]}
            for name, why in site.changed.items():
                text = f"{function}, {name}: {why}"
                yield self.result(
                    "read-only-changed", text, where, partialFingerprints=prints
                )
        for wrong in findings.disagreements(self.document):
            file, *_ = wrong.site.rsplit(":", 3)
            function = phrases.site_of(wrong.site)[1]
            where = {"file": file, "function": function.partition("#")[0]}
            prints = {"treewideSite/v1": printable(wrong.site)}
            yield self.result(
                "engines-differ",
                f"{function}: {wrong.words}",
                where,
                partialFingerprints=prints,
            )
        for (file, text), names in findings.sparse(self.document).items():
            said = "; ".join(text.splitlines())
            text = f"{said} ({' '.join(names)})"
            yield self.result("sparse", text, {"file": file} if file else None)

    def results(self) -> Iterator[Json]:
        """All results, in the document's order."""
        if self.kind == "check":
            yield from sarifcheck.results(self.document, self.location, _message)
            return
        if self.kind == "verify":
            yield from self.verified()
            yield from self.unproven()
            yield from self.unequal()
            return
        yield from map(self.site, self.document["sites"])
        places = {(site["file"], site["line"]) for site in self.document["sites"]}
        for hit in self.document["hits"]:
            if (hit["file"], hit["line"]) not in places:
                text = f"not a call: {hit['category']}"
                yield self.result("mention", text, hit, kind="informational")

    def notification(self, entry: Document, level: str) -> Json:
        """Something that is incomplete (an error) or was left out (a note)."""
        made: Json = {"level": level, "message": _message(phrases.hole(entry))}
        if entry.get("file"):
            made["locations"] = [self.location(entry)]
        return made

    def run(self) -> Json:
        """The run."""
        holes = phrases.hole_entries(self.document)
        told = [self.notification(entry, "error") for entry in holes]
        told += [
            self.notification({"stage": "convert", "line": None, **entry}, "note")
            for entry in phrases.left_out(self.document)
        ]
        tree = self.document["tree"]
        root = {"uri": f"file://{uri(tree['path'].rstrip('/'))}/"}
        return {
            "tool": {"driver": _driver(self.document)},
            "automationDetails": {
                "id": f"treewide/{self.kind}/{printable(self.document['campaign'])}"
            },
            "invocations": [
                {
                    "executionSuccessful": not holes,
                    "toolExecutionNotifications": told,
                }
            ],
            "originalUriBaseIds": {_BASE: root},
            "columnKind": "unicodeCodePoints",
            "results": list(self.results()),
            "properties": {"version": tree["version"], "base": tree["base"]},
        }


def _driver(document: Document) -> Json:
    """The tool and its rules."""
    if phrases.kind_of(document) == "check":
        rules = sarifcheck.rules(document)
        return {"name": "treewide", "version": __version__, "rules": rules}
    rules = [
        {
            "id": identity,
            "name": rule.name,
            "shortDescription": {"text": f"{rule.short}."},
            "fullDescription": {"text": rule.help},
            "help": {"text": rule.help},
            "defaultConfiguration": {"level": rule.level},
        }
        for identity, rule in RULES.items()
    ]
    return {"name": "treewide", "version": __version__, "rules": rules}


def _audited(tree: Document, campaign: str) -> Json:
    """The run of one tree of an audit."""
    writer = _Writer({**tree, "schema": "treewide-audit-1"}, Path(tree["tree"]["path"]))
    writer.sources = forks.sources(tree)
    root = {"uri": f"file://{uri(tree['tree']['path'].rstrip('/'))}/"}
    rules = sarifaudit.catalogue(tree, campaign)
    name = sarifaudit.identity(tree)
    return {
        "tool": {
            "driver": {"name": "treewide", "version": __version__, "rules": rules}
        },
        "automationDetails": {"id": f"treewide/audit/{printable(campaign)}/{name}/"},
        "invocations": [
            {
                "executionSuccessful": not tree["incomplete"],
                "toolExecutionNotifications": sarifaudit.notes(tree, _message),
            }
        ],
        "originalUriBaseIds": {_BASE: root},
        "columnKind": "unicodeCodePoints",
        "results": sarifaudit.results(tree, writer.location, _message),
        "properties": sarifaudit.properties(tree),
    }


def render(document: Document, tree: Path) -> str:
    """A document as a SARIF log of one run; an audit has one for each of its trees."""
    if phrases.kind_of(document) == "audit":
        runs = [_audited(one, document["campaign"]) for one in document["trees"]]
    else:
        runs = [_Writer(document, tree).run()]
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": runs}
    return json.dumps(log, indent=1, ensure_ascii=True) + "\n"
