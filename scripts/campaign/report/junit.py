# SPDX-License-Identifier: GPL-2.0
"""An audit as JUnit's XML, which CI servers show: a suite for each tree.

An issue that counts (--fail-on) is a failure, another one or a known one a skipped
test, what is incomplete an error. Where nothing counts there is one test that passes.
https://github.com/testmoapp/junitxml
"""

from __future__ import annotations

import xml.etree.ElementTree as xml

from ..audit import issues
from ..errors import UserError
from . import forks, phrases
from .phrases import Document, printable


def _plain(text: str) -> str:
    """Text that XML can hold: printable() leaves no control characters."""
    return "".join(c if c not in "\ufffe\uffff" else "?" for c in printable(text))


def _case(suite: xml.Element, kind: str, name: str, place: Document) -> xml.Element:
    """A test of a suite."""
    line = {"line": str(place["line"])} if place.get("line") else {}
    where = {"file": _plain(place["file"] or ""), **line}
    made = {"classname": _plain(kind), "name": _plain(name), **where}
    return xml.SubElement(suite, "testcase", made)


def _way(entry: Document) -> str:
    """The chain of evidence, a line for each step."""
    return "\n".join(_plain(phrases.step(step)) for step in entry["path"])


def _suite(tree: Document, fail_on: list[str]) -> xml.Element:
    suite = xml.Element("testsuite", name=_plain(forks.title(tree)))
    failures = skipped = 0
    for entry in tree["issues"]:
        name = f"{phrases.called(entry['function'])} {entry['fingerprint'][:8]}"
        case = _case(suite, entry["rule"], name, entry)
        text = _plain(forks.issue(entry))
        if issues.counts(entry, fail_on) and not entry["known"]:
            failures += 1
            made = xml.SubElement(
                case, "failure", message=text, type=_plain(entry["rule"])
            )
            made.text = _way(entry)
        else:
            skipped += 1
            why = "known" if entry["known"] else "not asked for by --fail-on"
            xml.SubElement(case, "skipped", message=f"{why}: {text}")
    for entry in tree["incomplete"]:
        case = _case(suite, "incomplete", phrases.hole(entry), entry)
        xml.SubElement(
            case, "error", message=_plain(phrases.hole(entry)), type="incomplete"
        )
    if not failures and not tree["incomplete"]:
        xml.SubElement(
            suite, "testcase", classname="audit", name=_plain(tree["stage"]["why"])
        )
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(failures))
    suite.set("errors", str(len(tree["incomplete"])))
    suite.set("skipped", str(skipped))
    return suite


def render(document: Document) -> str:
    """A document of audit as XML.

    :raises UserError: it is one of another stage
    """
    if phrases.kind_of(document) != "audit":
        raise UserError("format junit: only an audit has it")
    top = xml.Element("testsuites", name=f"treewide {_plain(document['campaign'])}")
    for tree in document["trees"]:
        top.append(_suite(tree, document["fail_on"]))
    xml.indent(top)
    text = xml.tostring(top, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'
