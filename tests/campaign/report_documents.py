# SPDX-License-Identifier: GPL-2.0
"""Small documents, and the tree that they are about, for the tests of reports and schemas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

Document = dict[str, Any]

SOURCES = {
    "mm/r.c": "int reader(void)\n{\n\tpte = old_map(mm);\n\tpte_unmap(pte);\n}\n",
    "mm/w.c": "int writer(void)\n{\n\tpte = old_map(mm);\n\tlock(ptl);\n"
    '\t\tset_it(pte,\t"<b>");\r\n}\n',
    "Documentation/d.rst": "about old_map()\n",
}
_COUNTS = {"textual": 4, "call": 3, "comment": 1} | dict.fromkeys(
    ("declaration", "definition", "macro", "wrapper", "value", "dead", "unparsed"), 0
)


def tree(where: Path) -> Path:
    """The tree on disk."""
    for name, text in SOURCES.items():
        path = where / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return where


def _site(file: str, line: int, function: str) -> Document:
    return {
        "id": f"{file}:{function}:1:0123abcd",
        "file": file,
        "line": line,
        "function": function,
        "kind": "call",
        "call": "old_map",
        "behind": None,
        "position": [3, 7],
        "definition": 0,
    }


def _step(line: int, what: str) -> Document:
    return {"file": "mm/w.c", "line": line, "function": "writer", "what": what}


def found() -> Document:
    """find: a reader, a writer, one that is not understood; one thing incomplete."""
    return {
        "schema": "treewide-find-1",
        "campaign": "old_map",
        "tree": {"path": "/src/a tree", "version": "6.12.1", "base": None},
        "counts": dict(_COUNTS),
        "hits": [
            {"file": "Documentation/d.rst", "line": 1, "category": "comment"},
            {"file": "mm/r.c", "line": 3, "category": "call"},
            {"file": "mm/w.c", "line": 3, "category": "call"},
            {"file": "mm/x.c", "line": 9, "category": "call"},
        ],
        "sites": [
            _site("mm/r.c", 3, "reader"),
            _site("mm/w.c", 3, "writer"),
            _site("mm/x.c", 9, "doubtful"),
        ],
        "incomplete": [
            {"stage": "find", "file": "mm/y.c", "line": 7, "why": "timed out"}
        ],
    }


def classified() -> Document:
    """classify: ro, rw, manual."""
    document = found() | {"schema": "treewide-classify-1"}
    reader, writer, doubtful = document["sites"]
    none = {"kind": "none", "file": None, "line": None, "function": None}
    reader |= {
        "verdict": "ro",
        "reason": "no path writes",
        "recheck": {**none, "why": "nothing is written", "present": False},
        "evidence": [
            {
                "file": "mm/r.c",
                "line": 4,
                "function": "reader",
                "what": "pte_unmap() unmaps it",
            }
        ],
    }
    writer |= {
        "verdict": "rw",
        "reason": "mm/w.c:5 writer() set_it() writes pte",
        "recheck": {
            "kind": "pmd_same",
            "file": "mm/w.c",
            "line": 4,
            "function": "writer",
            "why": "nothing proves the table",
            "present": False,
            "lock": _step(4, "lock(ptl)"),
        },
        "evidence": [_step(5, "set_it() writes pte")],
    }
    doubtful |= {
        "verdict": "manual",
        "reason": "calls through a function pointer that nothing here can follow to its end",
        "recheck": {**none, "why": "not known", "present": False},
        "evidence": [],
    }
    return document


def converted() -> Document:
    """convert: the reader is converted, the others are not."""
    document = classified() | {
        "schema": "treewide-convert-1",
        "api": {"old": "old_map", "new": ["ro_map", "rw_map"]},
        "files": [
            {"path": "mm/r.c", "content": "converted/mm/r.c", "sha256": "0" * 64}
        ],
        "diff": "convert.diff",
        "refused": [
            {"file": "Documentation/e.rst", "why": "the tree has no such file"}
        ],
    }
    why_not = (None, "no way out of here", "it is not known what it does")
    for site, why in zip(document["sites"], why_not):
        site |= {"converted": why is None, "why_not": why}
    return document


def _flavour(status: str, why: str | None, warnings: list[str]) -> Document:
    return {
        "status": status,
        "why": why,
        "command": "make",
        "log": "logs/a.log",
        "objects": ["mm/r.o"],
        "warnings": warnings,
    }


def verified() -> Document:
    """verify: x64 is fine, armv5 gets a warning, ppc32 is not there."""
    fine, gone = _flavour("ok", None, []), _flavour("skipped", "ppc-gcc: not found", [])
    worse = _flavour("fail", "new warning: mm/r.c: unused", ["mm/r.c: unused"])
    sites = [site["id"] for site in found()["sites"]]
    answers = (("object", "object"), ("early", "object"), ("absent", "early"))
    return {
        "schema": "treewide-verify-1",
        "campaign": "old_map",
        "tree": found()["tree"],
        "steps": [
            {
                "patch": "original",
                "flavours": {"armv5": fine, "ppc32": gone, "x64": fine},
            },
            {
                "patch": "converted",
                "flavours": {"armv5": worse, "ppc32": gone, "x64": fine},
            },
        ],
        "sites": [
            {"id": site, "flavours": {"armv5": arm, "ppc32": "not built", "x64": x64}}
            for site, (arm, x64) in zip(sites, answers)
        ],
        "lost_symbols": [],
        "incomplete": [
            {"stage": "verify", "file": None, "line": None, "why": "ppc32: skipped"}
        ],
    }


def patched() -> Document:
    """series: the helpers and one site; one is left for a person, so the old function stays."""
    return {
        "schema": "treewide-series-1",
        "campaign": "old_map",
        "tree": {"path": "/src/a tree", "version": "6.12.1", "base": None},
        "base": None,
        "order": "tree",
        "split": "function",
        "folder": "/src/out",
        "cover": "0000-cover-letter.mbox",
        "patches": [
            {
                "file": "0001-mm-add-them.patch",
                "subject": "mm: add them",
                "kind": "introduce",
                "sites": [],
                "sha256": "0" * 64,
            },
            {
                "file": "0002-mm-r-map.patch",
                "subject": "mm: r: map read-only in reader()",
                "kind": "convert",
                "sites": ["mm/r.c:reader:1:0123abcd"],
                "sha256": "1" * 64,
            },
        ],
        "unconverted": ["mm/x.c:odd:1:0123abcd"],
        "removal": "old_map() stays: mm/x.c:9 calls it",
        "incomplete": [],
    }
