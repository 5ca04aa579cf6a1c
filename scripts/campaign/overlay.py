# SPDX-License-Identifier: GPL-2.0
"""What of a tree is different: path -> content, None where there is no such file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

Overlay = Mapping[str, bytes | None]


def digest(files: Overlay) -> str:
    """One hash of all that differs."""
    whole = hashlib.sha256()
    for path, data in sorted(files.items()):
        what = hashlib.sha256(data).hexdigest() if data is not None else "gone"
        whole.update(f"{path}\0{what}\0".encode("utf-8", "surrogateescape"))
    return whole.hexdigest()
