# SPDX-License-Identifier: GPL-2.0
"""Small documents, and the tree that they are about, for the tests of reports and schemas."""

from __future__ import annotations

from collections.abc import Callable
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


def both_converted() -> Document:
    """convert: the reader and the writer are converted."""
    document = converted()
    document["sites"][1] |= {"converted": True, "why_not": None, "remark": "with care"}
    return document


def _cell(status: str, why: str | None, objects: str) -> Document:
    """One cell of the matrix; its objects and their command."""
    ran = status != "skipped"
    return {
        "status": status,
        "why": why,
        "command": f"make -k {objects}".strip() if ran else None,
        "log": "logs/a.log" if ran else None,
        "objects": objects.split(),
        "warnings": [],
    }


ADD, READ, WRITE = "0001-mm-add.patch", "0002-mm-r.patch", "0003-mm-w.patch"
# As git has them; the odd name is mm/ä".h
DIFFS = {
    ADD: """\
diff --git a/Documentation/d.rst b/Documentation/d.rst
index 1111111..2222222 100644
--- a/Documentation/d.rst
+++ b/Documentation/d.rst
@@ -1 +1 @@
-about old_map()
+about ro_map()
diff --git "b/mm/\\303\\244\\".h" "b/mm/\\303\\244\\".h"
new file mode 100644
index 0000000..3333333
--- /dev/null
+++ "b/mm/\\303\\244\\".h"
@@ -0,0 +1,6 @@
+/* maps */
+int ro_map(void);
+#ifdef CONFIG_WIDE
+int rw_map(void);
+int rw_more(void);
+#endif
""",
    READ: """\
diff --git a/mm/r.c b/mm/r.c
index 4444444..5555555 100644
--- a/mm/r.c
+++ b/mm/r.c
@@ -1,5 +1,5 @@
 int reader(void)
 {
-\tpte = old_map(mm);
+\tpte = ro_map(mm);
 \tpte_unmap(pte);
 }
""",
    WRITE: """\
diff --git a/mm/w.c b/mm/w.c
index 6666666..7777777 100644
--- a/mm/w.c
+++ b/mm/w.c
@@ -1,6 +1,8 @@ static int above(void)
 int writer(void)
 {
-\tpte = old_map(mm);
+\tpte = rw_map(mm, &pmdval);
 \tlock(ptl);
+\tif (!pmd_same(pmdval, *pmd))
+\t\treturn 0;
 \t\tset_it(pte,\t"<b>");\r
 }
""",
}
ODD = 'mm/\xe4".h'


def _line(patch: str, file: str, line: int, kind: str, *flavours: str) -> Document:
    where = {"patch": patch, "file": file, "line": line}
    return {**where, "kind": kind, "flavours": list(flavours)}


def _hidden(patch: str, file: str, line: int, why: str, **more: Any) -> Document:
    where = {"patch": patch, "file": file, "line": line, "kind": "code"}
    return {**where, "why": why, "reveals": [], **more}


def _coverage() -> Document:
    """Two lines that no flavour shows, two that arm does not."""
    wide = {"symbol": "CONFIG_WIDE", "value": "y", "file": "mm/Kconfig", "line": 7}
    wide |= {"depends": "MMU", "prompt": True}
    why = "#ifdef CONFIG_WIDE does not hold"
    return {
        "lines": 9,
        "proven": 7,
        "directives": 2,
        "comments": 1,
        "documents": 1,
        "unproven": [
            _hidden(ADD, ODD, line, why, reveals=[wide], archs=[]) for line in (4, 5)
        ],
        "partial": [
            _hidden(WRITE, "mm/w.c", line, "mm/w.o fails", arch="arm")
            for line in (5, 6)
        ],
        "detail": [
            _line(ADD, ODD, 2, "code", "armv5", "x64"),
            _line(ADD, ODD, 3, "directive", "armv5", "x64"),
            _line(ADD, ODD, 4, "code"),
            _line(ADD, ODD, 5, "code"),
            _line(ADD, ODD, 6, "directive", "armv5", "x64"),
            _line(READ, "mm/r.c", 3, "code", "x64"),
            _line(WRITE, "mm/w.c", 3, "code", "armv5", "x64"),
            _line(WRITE, "mm/w.c", 5, "code", "x64"),
            _line(WRITE, "mm/w.c", 6, "code", "x64"),
        ],
    }


def _equality(reader: str) -> list[Document]:
    """The reader's object is as it was; the writer differs, and so does a function beside it."""
    there = {"patch": WRITE, "flavour": "x64", "object": "mm/w.o", "same": False}
    there |= {"kind": "function", "change": "differs"}
    touched = {"function": "writer", "explained": "touched", "why": "the patch has it"}
    beside = {
        "function": "beside",
        "explained": "unexplained",
        "why": "calls f, then g",
    }
    same = {"patch": READ, "flavour": "x64", "object": "mm/r.o", "same": True}
    return [same | {"site": reader, "why": ""}, there | touched, there | beside]


def verified() -> Document:
    """verify: x64 is fine, armv5 gets a warning and reaches nothing in between, ppc32 is not there.

    Of three patches the first shows two lines to no compiler, the third changes a
    function for no known reason and makes sparse speak.
    """
    sites = [site["id"] for site in found()["sites"]]
    answers = (("object", "object"), ("early", "object"), ("absent", "early"))
    gone = _cell("skipped", "ppc-gcc: not found", "")
    both = "mm/r.o mm/w.o"
    # patch: sites, armv5's objects, x64's
    table: dict[str, tuple[list[str], str, str]] = {
        "original": ([], both, both),
        ADD: ([], both, both),
        READ: ([sites[0]], "", "mm/r.o"),
        WRITE: ([sites[1]], "mm/w.o", "mm/w.o"),
    }
    steps: list[Document] = [
        {
            "patch": patch,
            "content": "0" * 64,
            "sites": converts,
            "diff": DIFFS.get(patch, ""),
            "flavours": {
                "armv5": _cell("ok", None, arm),
                "ppc32": gone,
                "x64": _cell("ok", None, x64),
            },
        }
        for patch, (converts, arm, x64) in table.items()
    ]
    why = "new warning: mm/w.c: unused"
    failed = _cell("fail", why, "mm/w.o") | {"warnings": ["mm/w.c: unused"]}
    steps[-1]["flavours"]["armv5"] = failed
    first = {
        "patch": WRITE,
        "flavour": "armv5",
        "why": why,
        "command": "make -k mm/w.o",
    }
    said = {"flavour": "x64", "file": "mm/w.c", "text": "context imbalance\nin it"}
    again = {"flavour": "x64", "file": "mm/r.c", "text": "not declared"}
    return {
        "schema": "treewide-verify-1",
        "campaign": "old_map",
        "tree": found()["tree"],
        "steps": steps,
        "first_failure": first,
        "sites": [
            {"id": site, "flavours": {"armv5": arm, "ppc32": "not built", "x64": x64}}
            for site, (arm, x64) in zip(sites, answers)
        ],
        "coverage": _coverage(),
        "compared": {"functions": 6, "same": 4, "explained": 1, "unexplained": 1},
        "equality": _equality(sites[0]),
        "normalised": [{"what": "line numbers in tables", "objects": 2}],
        "sparse": {"objects": 2, "messages": [said], "altered": [again]},
        "agreement": [],
        "engines": {"agree": 0, "disagree": 0, "unknown": 0}
        | {"unseen": [], "left_out": []},
        "lost_symbols": [{"flavour": "armv5", "line": "CONFIG_WIDE=y"}],
        "incomplete": [
            {"stage": "verify", "file": None, "line": None, "why": why}
            for why in (
                "armv5: Kconfig did not take CONFIG_WIDE=y",
                "ppc32: skipped: ppc-gcc: not found",
            )
        ],
    }


def unequal() -> Document:
    """verify: the same as verified(), and the reader's object is not as it was."""
    document = verified()
    document["equality"][0] |= {"same": False, "why": "reader: calls g"}
    return document


def proven() -> Document:
    """verify: the same series, and nothing is wrong with it."""
    document = verified()
    for step in document["steps"]:
        del step["flavours"]["ppc32"]
    document["steps"][-1]["flavours"]["armv5"] = _cell("ok", None, "mm/w.o")
    document["first_failure"] = None
    told = document["coverage"]
    told |= {"lines": 9, "proven": 9, "unproven": [], "partial": []}
    for line in told["detail"]:
        if line["kind"] == "code":
            line["flavours"] = ["armv5", "x64"]
    document["compared"] = {"functions": 6, "same": 5, "explained": 1, "unexplained": 0}
    document["equality"].pop()
    document["sparse"]["messages"] = []
    document["lost_symbols"] = []
    document["incomplete"] = []
    return document


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


def _misuse(line: int, message: str) -> Document:
    return {
        "rule": "no_lock",
        "file": "mm/w.c",
        "line": line,
        "function": "writer",
        "message": message,
        "path": [_step(3, "maps it"), _step(line, "set_it() writes pte")],
        "engines": ["rules", "solver"],
        "fingerprint": f"{line:032x}",
    }


def checked() -> Document:
    """check: one of each: found, known, suppressed, unsure; a comment that does nothing."""
    unsure = _misuse(4, "no way out of here")
    del unsure["fingerprint"]
    comment = {"file": "mm/w.c", "rules": ["no_lock"], "reason": "no way out of here"}
    return {
        "schema": "treewide-check-1",
        "campaign": "old_map",
        "tree": found()["tree"],
        "engines": ["rules", "solver"],
        "rules": [
            {
                "name": "no_lock",
                "short": "What is written wants a lock.",
                "text": "What is written wants a lock. Always.",
                "confidence": "Moderate",
                "causes": "A lock by another name.",
            }
        ],
        "findings": [_misuse(5, "set_it() writes pte")],
        "baseline": [_misuse(6, "known")],
        "suppressed": [{**_misuse(3, "meant so"), "reason": "no way out of here"}],
        "suppressions": [
            {**comment, "line": 2, "used": True},
            {**comment, "line": 1, "used": False},
        ],
        "unsure": [unsure],
        "incomplete": [
            {"stage": "check", "file": "mm/y.c", "line": 7, "why": "timed out"}
        ],
    }


MADE: dict[str, Callable[[], Document]] = {
    "find": found,
    "classify": classified,
    "convert": converted,
    "verify": verified,
    "check": checked,
}
