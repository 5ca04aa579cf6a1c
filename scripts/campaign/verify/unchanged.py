# SPDX-License-Identifier: GPL-2.0
"""A proof that was made of the same things before: its document is read back.

The cells are known one by one, too (compilation.py). This is for the common case that
nothing at all was changed, where making the series and its diffs anew is most of the
time.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from .. import files
from ..flavour import Flavour
from ..stages import Run
from .options import Options

Document = dict[str, Any]


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


class Unchanged:
    """What a proof of the tool's own series is made from.

    :param run: over the tree
    :param converted: the convert document
    :param versions: flavour -> what its compiler and linker say of themselves
    :param skipped: flavour -> why it isn't built for
    """

    def __init__(
        self,
        run: Run,
        converted: Document,
        options: Options,
        chosen: Sequence[Flavour],
        versions: Mapping[str, str],
        skipped: Mapping[str, str],
    ) -> None:
        self._run = run
        self._converted = converted
        # What else is read, a folder of mails or another tree, is in no digest.
        self._able = not (
            options.series or options.converted or options.shard or options.merge
        )
        flavours = [[f.name, f.base, f.variables(), f.lines] for f in chosen]
        self._key = _digest(
            [
                str(run.tree.root),
                run.tree.listing.content_digest,
                run.campaign.digest,
                converted,
                dataclasses.asdict(options),
                flavours,
                versions,
                skipped,
            ]
        )
        self._mark = run.folder / "cache" / "verify" / "whole"

    def proof(self) -> Document | None:
        """The document, if it was made of the same and is whole."""
        if not self._able:
            return None
        try:
            mark = self._mark.read_text()
        except OSError:
            return None
        document = self._run.verified(self._converted)
        fits = document is not None and mark == f"{self._key} {_digest(document)}"
        return document if fits else None

    def keep(self, document: Document) -> None:
        """Take note of what a document was made of, unless something is missing in it.

        :raises MachineError: the note can't be written
        """
        if self._able and not document["incomplete"]:
            files.write(self._mark, f"{self._key} {_digest(document)}".encode())
