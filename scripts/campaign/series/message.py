# SPDX-License-Identifier: GPL-2.0
"""The message of a patch: the campaign's templates, filled from what is known and laid out for mail."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jinja2

from .. import config
from ..errors import UserError
from .order import Group
from .prefix import LONGEST
from .steps import CONVERT, DERIVED, INTRODUCE, REMOVE, Step
from .story import Teller

COLUMNS = 75
Document = dict[str, Any]
# What a line must not begin with: git am would end the message there, take the
# line for a header, or somebody would read it as a tag that a person gave.
_NOT_FIRST = re.compile(
    r"---|diff |Index: |From |@@|>From|-- $"
    r"|(?i:(From|Subject|Date|Fixes|Cc|Closes|Link|Bug|Change-Id|[a-z]+(-[a-z]+)*-by):)"
)
_ITEM = re.compile(r"( *- )")


def filled(text: str) -> str:
    """Paragraphs, each filled; lists keep their items, indented lines stay as they are."""
    out: list[str] = []
    for paragraph in re.split(r"\n[ \t]*\n+", text.strip("\n")):
        if all(line.startswith("    ") for line in paragraph.splitlines()):
            out.append(paragraph.rstrip())
            continue
        lines: list[str] = []
        parts: list[list[str]] = []
        for line in paragraph.splitlines():
            if _ITEM.match(line) or not parts:
                parts.append([line])
            else:
                parts[-1].append(line)
        for part in parts:
            item = _ITEM.match(part[0])
            lead = item[1] if item else ""
            words = " ".join(" ".join(part)[len(lead) :].split())
            lines += textwrap.wrap(
                words,
                COLUMNS,
                initial_indent=lead,
                subsequent_indent=" " * len(lead),
                break_long_words=False,
                break_on_hyphens=False,
            )
        if lines:
            out.append("\n".join(lines))
    return harmless("\n\n".join(out))


def harmless(text: str) -> str:
    """Text in which no line means anything to a program that reads mails."""
    lines = text.split("\n")
    return "\n".join(f" {line}" if _NOT_FIRST.match(line) else line for line in lines)


class Templates:
    """The templates of a campaign."""

    def __init__(self, campaign: config.Campaign) -> None:
        self.folder: Path = campaign.folder / "messages"
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(str(self.folder)),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            autoescape=False,
            keep_trailing_newline=False,
        )

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """A template, filled in.

        :raises UserError: it is not there, or it is wrong
        """
        try:
            return self._environment.get_template(f"{name}.j2").render(values)
        except jinja2.TemplateError as error:
            where = self.folder / f"{name}.j2"
            raise UserError(f"{where}: {type(error).__name__}: {error}") from error


class Writer:
    """The messages of one series.

    :param prefix: what the subjects of patches to a file begin with
    """

    def __init__(
        self,
        campaign: config.Campaign,
        teller: Teller,
        prefix: Callable[[str], str],
        same_body: bool,
    ) -> None:
        self.campaign = campaign
        self.teller = teller
        self.prefix = prefix
        self.same_body = same_body
        self.templates = Templates(campaign)
        self.subjects: dict[str, list[str]] = campaign.data["series"]["subjects"]

    def message(self, step: Step, signed: str | None) -> str:
        """Subject and body of a step.

        :param signed: whose sign-off goes below, if any
        """
        if step.kind in (INTRODUCE, REMOVE):
            subject, body = self._by_hand(step)
        else:
            assert step.group
            subject, body = self._subject(step.group), self._body(step)
        text = f"{subject}\n\n{body}\n"
        return text + (f"\nSigned-off-by: {signed}\n" if signed else "")

    def _by_hand(self, step: Step) -> tuple[str, str]:
        """What a hand-written patch says of itself, and what of it this tree has no place for."""
        name = "introduce" if step.kind == INTRODUCE else "remove"
        texts = []
        for patch in step.by_hand:
            head = patch.read_text("utf-8").partition("\ndiff --git ")[0]
            lines = [l for l in head.split("\n") if not l.startswith("SPDX-")]
            texts.append("\n".join(lines).strip())
        subject = texts[0].split("\n", 1)[0]
        bodies = [text.partition("\n")[2].strip() for text in texts]
        values = {
            "text": "\n\n".join(bodies),
            "left_out": step.left_out,
        } | self._names()
        return subject, filled(self.templates.render(name, values))

    def _names(self) -> Document:
        api = self.campaign.data["api"]
        return {which: api[which]["name"] for which in ("old", "ro", "rw")}

    def _subject(self, group: Group) -> str:
        """The first of the campaign's subjects that fits."""
        functions = list(dict.fromkeys(s["function"] for s in group.sites))
        files = list(dict.fromkeys(s["file"] for s in group.sites))
        if len(functions) > 1:
            kind = "several"
        elif group.derived:
            kind = "derived"
        elif group.only_reads:
            kind = "ro"
        else:
            kind = "guarded" if group.guarded else "rw"
        values = self._names() | {"function": functions[0]}
        prefix = self.prefix(files[0])
        if len(files) > 1:
            prefix = os.path.commonpath(files)[:LONGEST] or "treewide"
        candidates = [s.format(**values) for s in self.subjects[kind]]
        fitting = [
            f"{prefix}: {text}"
            for text in candidates
            if len(f"{prefix}: {text}") <= COLUMNS
        ]
        return fitting[0] if fitting else f"{prefix}: {candidates[-1]}"[:COLUMNS]

    def _body(self, step: Step) -> str:
        assert step.kind in (CONVERT, DERIVED)
        sites = [self.teller.told(s) for s in step.sites if s["kind"] != "wrapped"]
        several = len({(s["file"], s["function"]) for s in sites}) > 1
        wrapped = [s for s in step.sites if s["kind"] == "wrapped"]
        values = {
            "sites": sites or [self.teller.told(s) for s in step.sites],
            "several": several,
            "callers": list(dict.fromkeys(f"{s['function']}()" for s in wrapped)),
            "same_body": self.same_body,
        }
        name = "convert" if step.kind == CONVERT else "derived"
        return filled(self.templates.render(name, values | self._names()))
