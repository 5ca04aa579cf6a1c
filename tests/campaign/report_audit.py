# SPDX-License-Identifier: GPL-2.0
"""A small document of audit, made of the other small documents, for the tests of schemas."""

from __future__ import annotations

from typing import Any

from campaign.audit.across import across
from campaign.audit.issues import issues
from campaign.audit.sites import marked, old_site
from report_documents import checked, converted

Document = dict[str, Any]


def audited() -> Document:
    """Two trees with the same calls, the second with a misuse."""
    document, misuse = converted(), checked()
    sites = marked([old_site(site) for site in document["sites"]])
    function = {"which": "old", "name": "map_it", "how": "name", "file": "mm/w.c", "line": 1,
                "arguments": {"mm": 0}, "usual_order": True, "fault": None}  # fmt: skip
    series = {"applies": False, "why": "1 stays", "introduces": [], "converted": 1, "removes": False, "refused": [],
              "left": [{"id": sites[0]["id"], "why": "no way out of here"}]}  # fmt: skip
    trees = []
    for name, findings in (("one", []), ("two", misuse["findings"])):
        tree: Document = {
            "name": name,
            "kind": "kernel",
            "digest": "0123456789abcdef",
            "revision": None,
            "kernel": None,
            "tree": document["tree"],
            "left_out": [{"file": "mm/pipe", "why": "is a pipe; is not opened"}],
            "api": {"state": "old", "functions": [function]},
            "stage": {"name": "convert", "why": "calls are left"},
            "counts": document["counts"],
            "sites": sites,
            "wrappers": [],
            "rules": misuse["rules"],
            "findings": findings,
            "suppressed": misuse["suppressed"],
            "unsure": misuse["unsure"],
            "series": series,
            "incomplete": [],
        }
        tree["issues"] = [{**issue, "known": False} for issue in issues(tree)]
        trees.append(tree)
    return {
        "schema": "treewide-audit-1",
        "campaign": document["campaign"],
        "mainline": "one",
        "trees": trees,
        "across": across(trees, "one"),
        "fail_on": ["site"],
        "incomplete": [],
    }
