# SPDX-License-Identifier: GPL-2.0
"""A document that its schema doesn't allow is refused in one line that says where."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from campaign import schema
from campaign.errors import MachineError, UserError
from report_audit import audited
from report_documents import checked, classified, converted, found, patched, verified

Document = dict[str, Any]
MADE = {
    "audit": audited,
    "check": checked,
    "find": found,
    "classify": classified,
    "convert": converted,
    "series": patched,
    "verify": verified,
}


def test_names_are_the_stages_that_write_documents() -> None:
    assert schema.names() == [
        "audit",
        "check",
        "classify",
        "convert",
        "find",
        "run",
        "series",
        "verify",
    ]


@pytest.mark.parametrize("name", list(MADE))
def test_each_is_a_schema_of_the_draft(name: str) -> None:
    loaded = schema.load(name)
    jsonschema.Draft202012Validator.check_schema(loaded)
    assert loaded["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert loaded["$id"] == f"treewide-{name}-1"


@pytest.mark.parametrize("name", ["frobnicate", "../schemas/find", "", "find.json"])
def test_an_unknown_name_is_the_users_error(name: str) -> None:
    with pytest.raises(
        UserError,
        match="known: audit, check, classify, convert, find, run, series, verify",
    ):
        schema.load(name)


@pytest.mark.parametrize("name", list(MADE))
def test_a_right_document_passes(name: str) -> None:
    schema.check(MADE[name]())


@pytest.mark.parametrize("name", list(MADE))
def test_more_keys_may_be_added(name: str) -> None:
    schema.check({**MADE[name](), "new": 1})


@pytest.mark.parametrize("name", list(MADE))
def test_every_required_key_is_required(name: str) -> None:
    for key in schema.load(name)["required"]:
        document = MADE[name]()
        del document[key]
        with pytest.raises(MachineError):
            schema.check(document)


# What is put where in a document, and what the error must say.
FAULTS: list[tuple[str, tuple[str | int, ...], Any, str]] = [
    ("classify", ("sites", 1, "verdict"), "maybe", r"sites\[1\]\.verdict: 'maybe'"),
    ("classify", ("sites", 0, "line"), 0, r"sites\[0\]\.line: 0"),
    ("classify", ("sites", 0, "recheck", "kind"), "hope", r"sites\[0\]\.recheck\.kind"),
    ("classify", ("sites", 1, "evidence", 0), {}, r"sites\[1\]\.evidence\[0\]"),
    ("classify", ("sites", 0, "kind"), "phone", r"sites\[0\]\.kind"),
    ("classify", ("counts", "call"), -1, r"counts\.call"),
    ("find", ("hits", 0, "category"), "other", r"hits\[0\]\.category"),
    ("find", ("incomplete", 0), {"why": "x"}, r"incomplete\[0\]"),
    ("convert", ("sites", 0, "why_not"), "but", r"sites\[0\]\.why_not"),
    ("convert", ("sites", 1, "why_not"), None, r"sites\[1\]\.why_not"),
    ("convert", ("files", 0, "sha256"), "abc", r"files\[0\]\.sha256"),
    ("series", ("patches", 0, "kind"), "other", r"patches\[0\]\.kind"),
    ("series", ("patches", 1, "subject"), "", r"patches\[1\]\.subject"),
    ("verify", ("sites", 0, "flavours", "x64"), "yes", r"sites\[0\]\.flavours\.x64"),
]


@pytest.mark.parametrize(("name", "path", "value", "said"), FAULTS)
def test_a_fault_is_told_by_its_place(
    name: str, path: tuple[str | int, ...], value: Any, said: str
) -> None:
    document: Any = MADE[name]()
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    with pytest.raises(MachineError, match=rf"^{name} document: {said}"):
        schema.check(document)


@pytest.mark.parametrize(
    "document",
    [None, [], "x", {}, {"schema": 1}, {"schema": "treewide-find-2"}, {"schema": "x"}],
)
def test_no_document_at_all_is_refused(document: Any) -> None:
    with pytest.raises(MachineError, match="^not a document of treewide"):
        schema.check(document)


def test_the_error_is_one_short_line_whatever_the_document_holds() -> None:
    document = classified()
    document["sites"][0]["verdict"] = "\x1b[31m\n\udc80" * 2000
    with pytest.raises(MachineError) as caught:
        schema.check(document)
    assert str(caught.value).isprintable() and len(str(caught.value)) < 400


def test_a_key_that_is_no_text_does_no_harm() -> None:
    document = verified()
    document["sites"][0]["flavours"]["\ud800\n"] = "yes"
    with pytest.raises(MachineError) as caught:
        schema.check(document)
    assert str(caught.value).isprintable()
