# SPDX-License-Identifier: GPL-2.0
"""That a hand-written patch does not fit, and why."""

from __future__ import annotations

from ..errors import UserError


class PatchRefused(UserError):
    """The patch does not fit.

    :param path: the file it does not fit, or the patch where that is malformed
    :param why: the hunk, and what is in its way
    """

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why
