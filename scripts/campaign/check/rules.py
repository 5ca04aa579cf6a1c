# SPDX-License-Identifier: GPL-2.0
"""The rules of cocci/check that are about a campaign's functions, and what their heads say."""

from __future__ import annotations

import hashlib
import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import config, files
from ..cocciquery import needed
from ..errors import UserError

FOLDER = config.ROOT / "cocci" / "check"
SUPPRESSION = "suppression"


@dataclass(frozen=True)
class Rule:
    """A rule, as its head describes it.

    :param causes: where its false positives come from
    :param words: the functions without which it finds nothing
    """

    name: str
    path: Path
    text: str
    causes: str
    confidence: str
    words: tuple[str, ...]
    digest: str

    @property
    def short(self) -> str:
        """The first sentence."""
        return re.split(r"(?<=[.!?])\s", self.text, maxsplit=1)[0]

    def document(self) -> dict[str, Any]:
        """What a report says of the rule."""
        return {
            "name": self.name,
            "short": self.short,
            "text": self.text,
            "confidence": self.confidence,
            "causes": self.causes,
        }


_OWN = Rule(
    SUPPRESSION,
    Path(__file__),
    "A comment that suppresses a rule has to name one that there is, and to give a reason.",
    "",
    "High",
    (),
    "",
)


def _head(text: str, mark: str) -> str:
    """The lines of a rule's head that begin with a mark, as one line."""
    lines = re.findall(rf"^{re.escape(mark)}[ \t]*(.*)$", text, re.M)
    return " ".join(" ".join(lines).split())


def _words(path: Path, digest: str, known: Path) -> tuple[str, ...]:
    """The words that spatch looks for; they are kept, for asking takes a process."""
    kept = known / "words" / f"{digest}.json"
    try:
        return tuple(json.loads(kept.read_bytes()))
    except (OSError, ValueError, TypeError):
        words = sorted(word.decode() for word in needed(path, "report"))
        files.write(kept, json.dumps(words).encode())
        return tuple(words)


def rules_of(
    campaign: config.Campaign, known: Path, jobs: int, version: str
) -> dict[str, Rule]:
    """The rules that look for a function of the campaign, by name.

    :param known: folder of what is known by content
    :param version: of spatch
    """
    names = {str(campaign.data["api"][which]["name"]) for which in ("old", "ro", "rw")}
    found = {}
    paths = sorted(FOLDER.glob("*.cocci"))
    texts = [path.read_bytes() for path in paths]
    digests = [hashlib.sha256(version.encode() + t).hexdigest()[:32] for t in texts]
    with ThreadPoolExecutor(max_workers=max(jobs, 1)) as pool:
        asked = list(pool.map(_words, paths, digests, [known] * len(paths)))
    for path, data, digest, words in zip(paths, texts, digests, asked):
        text = data.decode("utf-8", "replace")
        if not names & set(words):
            continue
        confidence = re.search(r"^// Confidence: (\w+)$", text, re.M)
        found[path.stem] = Rule(
            path.stem,
            path,
            _head(text, "///"),
            _head(text, "//#"),
            confidence[1] if confidence else "",
            words,
            digest,
        )
    return found


def own() -> Rule:
    """The rule about comments that suppress others: no engine looks for it."""
    return _OWN


def chosen(known: dict[str, Rule], names: list[str]) -> dict[str, Rule]:
    """Those of the names; all where there is none.

    :raises UserError: there is no rule of that name
    """
    for name in names:
        if name not in known and name != SUPPRESSION:
            raise UserError(
                f"rule {name!r}: there is none; known: {', '.join([*known, SUPPRESSION])}"
            )
    return {n: rule for n, rule in known.items() if not names or n in names}
