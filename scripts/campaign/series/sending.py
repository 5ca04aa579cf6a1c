# SPDX-License-Identifier: GPL-2.0
"""What the programs that send the mails can use beside them.

series.conf is a git configuration file with the recipients of every mail, for
git send-email; cover.txt the text of the cover letter, for the editor of b4 prep.
"""

from __future__ import annotations

import email.utils
from collections.abc import Sequence
from pathlib import Path

from .. import files
from .scratch import Scratch

CONFIG, COVER = "series.conf", "cover.txt"
_HEAD = """\
# SPDX-License-Identifier: GPL-2.0
# git -c include.path=THIS-FILE-WITH-ITS-WHOLE-PATH send-email *-*
"""


def write_config(
    scratch: Scratch, place: Path, people: Sequence[str], lists: Sequence[str]
) -> None:
    """Write series.conf: the people in To:, the lists in Cc:, as b4 has it.

    :param scratch: whose git writes it
    """
    path = place / CONFIG
    files.write(path, _HEAD.encode())
    for key, names in (("to", people), ("cc", lists)):
        for name in names:
            if email.utils.parseaddr(name)[1]:
                scratch.git(
                    "config", "--file", str(path.absolute()),
                    "--add", f"sendemail.{key}", name,
                )  # fmt: skip


def write_cover(place: Path, title: str, text: str) -> None:
    """Write cover.txt: the subject, and the text that git format-patch knows nothing of."""
    data = f"{title}\n\n{text.strip()}\n"
    files.write(place / COVER, data.encode("utf-8", "surrogateescape"))
