# SPDX-License-Identifier: GPL-2.0
"""The date of the patches: one that was given, or one that the tree itself has.

The time of day is never asked, so the same tree gives the same bytes.
"""

from __future__ import annotations

import datetime
import email.utils
import os
import re
from pathlib import Path

from ..errors import UserError


def given(text: str) -> str:
    """A date as git's raw format has it: seconds, and a zone.

    :param text: seconds since 1970, "@seconds +0100", ISO 8601, or as mails have it
    :raises UserError: it is none of them
    """
    match = re.fullmatch(r"@?(\d{1,11})(?: ([+-]\d{4}))?", text.strip())
    if match:
        return f"{match[1]} {match[2] or '+0000'}"
    try:
        moment = datetime.datetime.fromisoformat(text.strip())
    except ValueError:
        try:
            moment = email.utils.parsedate_to_datetime(text)
        except (ValueError, TypeError) as error:
            raise UserError(
                f"--date {text!r}: is no date; give 2025-01-31T12:00+01:00, or seconds"
            ) from error
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=datetime.timezone.utc)
    return f"{int(moment.timestamp())} {moment.strftime('%z')[:5]}"


def chosen(option: str | None, commit: int | None, makefile: Path) -> str:
    """The date: --date, SOURCE_DATE_EPOCH, the commit's, or that of the tree's top Makefile."""
    if option is not None:
        return given(option)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        if not re.fullmatch(r"\d{1,11}", epoch):
            raise UserError(f"SOURCE_DATE_EPOCH {epoch!r}: is no number of seconds")
        return f"{epoch} +0000"
    if commit is not None:
        return f"{commit} +0000"
    return f"{int(makefile.stat().st_mtime)} +0000"
