# SPDX-License-Identifier: GPL-2.0
"""Documents as one HTML page that needs nothing else: no other file, no net.

None has a script but the audit's, whose field to search in has one.
"""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from . import booted, forks, misuse, phrases
from .phrases import Document, printable
from .proof import Proof
from .source import Sources

_TEMPLATES = {
    "verify": "proof.jinja",
    "run": "run.jinja",
    "check": "misuse.jinja",
    "audit": "forks.jinja",
}
_OTHERS = "sites.jinja"


def _shown(value: Any) -> Any:
    """What a document holds, fit for a page."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return printable(value)
    return value


@functools.cache
def _environment() -> jinja2.Environment:
    """Where pages are made."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # Jinja2 escapes what this leaves; only text from a document comes here.
        finalize=_shown,
    )


def _code(text: str) -> str:
    """A line of a patch: tabs expanded, no control characters, no blanks at its end."""
    return printable(text.rstrip("\r").expandtabs(8).rstrip())


def _excerpt(sources: Sources, thing: Document, context: int) -> list[dict[str, Any]]:
    """A line, with so many above and below."""
    lines = sources.around(thing["file"], thing["line"] or 0, context)
    common = min((len(t) - len(t.lstrip()) for _, t in lines if t), default=0)
    return [
        {"number": number, "text": text[common:], "here": number == thing["line"]}
        for number, text in lines
    ]


def _forks(document: Document) -> str:
    """An audit as a page with a field to search in it: the one that has a script."""
    script = (Path(__file__).parent / "forks.js").read_text(encoding="utf-8")
    digest = hashlib.sha256(script.encode()).digest()
    current: list[Sources] = []

    def look_in(tree: Document) -> str:
        """Source lines are from this tree, from here on."""
        current[:] = [forks.sources(tree)]
        return ""

    def excerpt(thing: Document, context: int) -> list[dict[str, Any]]:
        return _excerpt(current[0], thing, context)

    return (
        _environment()
        .get_template(_TEMPLATES["audit"])
        .render(
            document=document,
            kind="audit",
            phrases=phrases,
            forks=forks,
            look_in=look_in,
            excerpt=excerpt,
            script=Markup(script),
            script_hash=base64.b64encode(digest).decode(),
        )
    )


def render(
    document: Document,
    tree: Path,
    converted: Document | None = None,
    run: Document | None = None,
) -> str:
    """A document as a page; each step of the evidence stands beside its source lines.

    :param converted: the convert document that belongs to one of verify, for its evidence
    :param run: the run document that belongs to one of verify
    """
    sources = Sources(tree)

    def excerpt(thing: Document, context: int) -> list[dict[str, Any]]:
        return _excerpt(sources, thing, context)

    kind = phrases.kind_of(document)
    more: dict[str, Any] = {"tell": booted, "run": run, "misuse": misuse}
    if kind == "audit":
        return _forks(document)
    if kind == "verify":
        more |= {"proof": Proof(document, converted), "code": _code}
    return (
        _environment()
        .get_template(_TEMPLATES.get(kind, _OTHERS))
        .render(document=document, kind=kind, phrases=phrases, excerpt=excerpt, **more)
    )
