# SPDX-License-Identifier: GPL-2.0
"""Documents for people and for the programs they use: text, JSON, SARIF, HTML, org."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..errors import UserError
from . import phrases, series, text
from .summary import summary

FORMATS = ("text", "json", "sarif", "html", "org", "junit")
__all__ = ["FORMATS", "render", "summary"]


def render(
    document: dict[str, Any],
    format: str,
    verbose: int,
    colour: bool,
    tree: Path,
    converted: dict[str, Any] | None = None,
    run: dict[str, Any] | None = None,
) -> str:
    """A document in one of the FORMATS, with a newline at its end.

    :param document: of any stage, told apart by "schema";
        it follows that schema (schema.check)
    :param verbose: text: from 1 on with the evidence, from 2 on with the sites' ids
    :param colour: text: the verdicts in colour
    :param tree: where source lines are quoted from; it is only read
    :param converted: HTML of verify: the convert document that it is about, for the
        evidence of each site
    :param run: HTML of verify: what was booted
    :raises UserError: no such format, or no report of such a document
    """
    kind = phrases.kind_of(document)
    if format == "json":
        return json.dumps(document, indent=1, ensure_ascii=True) + "\n"
    if kind == "series":
        if format == "text":
            return series.render(document)
        raise UserError(
            f"format {phrases.printable(format)}: a series has text and json"
        )
    if kind == "run" and format in ("sarif", "org"):
        raise UserError(
            f"format {phrases.printable(format)}: a run has text, json and html"
        )
    if format == "text":
        return text.render(document, verbose, colour, tree)
    # These take a while to load, and most runs need none of them.
    if format == "sarif":
        from . import sarif

        return sarif.render(document, tree)
    if format == "org":
        from . import org

        return org.render(document, tree)
    if format == "html":
        from . import html

        return html.render(document, tree, converted, run)
    if format == "junit":
        from . import junit

        return junit.render(document)
    known = ", ".join(FORMATS)
    raise UserError(
        f"format {phrases.printable(format)}: there is none; known: {known}"
    )
