# SPDX-License-Identifier: GPL-2.0
"""A campaign: its names, tables and hand-written parts, as data."""

from __future__ import annotations

import functools
import hashlib
import re
from pathlib import Path
from typing import Any

import yaml

from .errors import UserError

ROOT = Path(__file__).resolve().parents[2]
CAMPAIGNS = ROOT / "patches"
_INSTALLED = ROOT / "installed"  # there where make install put this
_NEEDED = ("name", "api", "types", "limits", "words")


def out() -> Path:
    """Where runs go, each in a folder named after its campaign: into the checkout.

    Where it is installed there is none, and they go to the folder that one is in.
    """
    return Path("out") if _INSTALLED.exists() else ROOT / "out"


class Campaign:
    """What patches/NAME/campaign.yaml holds."""

    def __init__(self, name: str) -> None:
        """Load a campaign by its folder's name.

        :raises UserError: there is none of that name, or its data is broken
        """
        self.folder = CAMPAIGNS / name
        path = self.folder / "campaign.yaml"
        if not re.fullmatch(r"\w[\w.-]*", name) or not path.is_file():
            known = ", ".join(
                sorted(p.parent.name for p in CAMPAIGNS.glob("*/campaign.yaml"))
            )
            raise UserError(f"campaign {name!r}: there is none; known: {known}")
        self.bytes = path.read_bytes()
        try:
            self.data: dict[str, Any] = yaml.load(self.bytes, yaml.CSafeLoader)
            missing = [key for key in _NEEDED if key not in self.data]
        except (yaml.YAMLError, TypeError) as error:
            raise UserError(f"{path}: {str(error).splitlines()[0]}") from error
        if missing:
            raise UserError(f"{path}: has no {missing[0]!r}")
        self.name: str = self.data["name"]

    @property
    def old(self) -> str:
        """The name of the function that goes."""
        return str(self.data["api"]["old"]["name"])

    @functools.cached_property
    def digest(self) -> str:
        """A digest of the campaign and of this tool: what results depend on."""
        whole = hashlib.sha256(self.bytes)
        for pattern in (
            "cocci/**/*.cocci",
            "scripts/campaign/**/*.py",
            "scripts/verdict/*.[ch]",
            "scripts/gcc-plugins/*.[ch]",
        ):
            for path in sorted(ROOT.glob(pattern)):
                whole.update(path.read_bytes())
        for path in sorted(self.folder.glob("*.patch")):
            whole.update(path.read_bytes())
        return whole.hexdigest()[:16]
