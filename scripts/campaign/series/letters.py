# SPDX-License-Identifier: GPL-2.0
"""The mails, finished: the cover letter's text, headers, and the series as one mailbox."""

from __future__ import annotations

import email.utils
import hashlib
from collections.abc import Sequence
from pathlib import Path

_SIGNATURE = b"\n-- \n"
_MIME = (
    b"MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
    b"Content-Transfer-Encoding: 8bit\n"
)


def with_headers(mail: bytes, headers: bytes) -> bytes:
    """A mail with some headers more, behind those it has."""
    head, _, body = mail.partition(b"\n\n")
    return head + b"\n" + headers.rstrip(b"\n") + b"\n\n" + body


def with_tail(mail: bytes, text: str) -> bytes:
    """A mail with some text more, before its signature."""
    front, found, back = mail.rpartition(_SIGNATURE)
    if not found:
        return mail + text.encode("utf-8", "surrogateescape")
    return front + b"\n" + text.encode("utf-8", "surrogateescape") + found[1:] + back


def covered(mail: bytes, title: str, text: str) -> bytes:
    """git's frame of a cover letter, filled in."""
    raw = text.encode("utf-8", "surrogateescape")
    mail = mail.replace(b"*** SUBJECT HERE ***", title.encode(), 1)
    mail = mail.replace(b"*** BLURB HERE ***", raw, 1)
    head, _, body = mail.partition(b"\n\n")
    if not body.isascii() and b"Content-Type:" not in head:
        mail = with_headers(mail, _MIME)
    return mail


def reply_headers(identifier: str) -> bytes:
    """What makes a mail the answer to another."""
    name = f"<{identifier.strip().strip('<>')}>".encode()
    return b"In-Reply-To: %b\nReferences: %b\n" % (name, name)


def cc_headers(people: Sequence[str]) -> bytes:
    """A Cc header with everybody."""
    if not people:
        return b""
    parsed = (email.utils.parseaddr(person) for person in people)
    names = [email.utils.formataddr(pair, "utf-8") for pair in parsed if pair[1]]
    return (
        b"Cc: "
        + b",\n\t".join(name.encode("ascii", "replace") for name in names)
        + b"\n"
    )


def unfolded(mail: bytes) -> bytes:
    """A mail whose headers are a line each: b4 takes no others from a local mailbox."""
    head, end, body = mail.partition(b"\n\n")
    return head.replace(b"\n ", b" ") + end + body


def mailbox(mails: Sequence[Path], domain: str) -> bytes:
    """All mails as one mailbox, each an answer to the first.

    Their identifiers follow from their content, so they are the same each time.
    """
    contents = [mail.read_bytes() for mail in mails]
    digest = hashlib.sha256(b"".join(contents)).hexdigest()[:20]
    names = [f"{digest}.{n}.treewide@{domain}" for n in range(len(contents))]
    out = []
    for number, (name, mail) in enumerate(zip(names, contents)):
        headers = f"Message-ID: <{name}>\n".encode()
        if number:
            headers += reply_headers(names[0])
        whole = with_headers(unfolded(mail), headers)
        out.append(whole.rstrip(b"\n") + b"\n\n")
    return b"".join(out)
