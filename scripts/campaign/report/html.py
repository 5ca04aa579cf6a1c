# SPDX-License-Identifier: GPL-2.0
"""Documents as one HTML page that needs nothing else: no script, no other file, no net."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from . import phrases
from .phrases import Document, printable
from .source import Sources

_TEMPLATE = "html.jinja"
_CONTEXT = 2  # source lines above and below


def _shown(value: Any) -> Any:
    """What a document holds, fit for a page."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return printable(value)
    return value


def render(document: Document, tree: Path) -> str:
    """A document as a page; each step of the evidence stands beside its source lines."""
    sources = Sources(tree)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # Jinja2 escapes what this leaves; only text from a document comes here.
        finalize=_shown,
    )

    def excerpt(thing: Document, context: int = _CONTEXT) -> list[dict[str, Any]]:
        lines = sources.around(thing["file"], thing["line"] or 0, context)
        common = min((len(t) - len(t.lstrip()) for _, t in lines if t), default=0)
        return [
            {"number": number, "text": text[common:], "here": number == thing["line"]}
            for number, text in lines
        ]

    template = environment.get_template(_TEMPLATE)
    return template.render(
        document=document,
        kind=phrases.kind_of(document),
        phrases=phrases,
        excerpt=excerpt,
    )
