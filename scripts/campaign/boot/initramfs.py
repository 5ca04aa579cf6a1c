# SPDX-License-Identifier: GPL-2.0
"""An initramfs: the programs, /init, a console. Written here, so that no program makes it differ.

The format is cpio's "newc" (Documentation/driver-api/early-userspace/buffer-format.rst).
All times are 0 and all files are root's: the same programs give the same bytes.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_MAGIC, _TRAILER = b"070701", "TRAILER!!!"
_ALIGN = 4
FOLDER = "stress"


@dataclass(frozen=True)
class Entry:
    """One file of the archive.

    :param mode: as in stat(2)
    :param device: (major, minor) of a device
    """

    name: str
    mode: int
    data: bytes = b""
    device: tuple[int, int] = (0, 0)


def entries(init: bytes, programs: Mapping[str, bytes]) -> list[Entry]:
    """What is in the initramfs.

    :param programs: name -> content of the programs that /init runs, in FOLDER
    """
    made = [
        Entry("dev", stat.S_IFDIR | 0o755),
        # The kernel opens it for the first process, before there is a devtmpfs.
        Entry("dev/console", stat.S_IFCHR | 0o600, device=(5, 1)),
        Entry("init", stat.S_IFREG | 0o755, init),
        Entry(FOLDER, stat.S_IFDIR | 0o755),
    ]
    for name, data in sorted(programs.items()):
        made.append(Entry(f"{FOLDER}/{name}", stat.S_IFREG | 0o755, data))
    return made


def _padding(size: int) -> bytes:
    return b"\0" * (-size % _ALIGN)


def _record(number: int, entry: Entry) -> Iterator[bytes]:
    name = entry.name.encode() + b"\0"
    links = 2 if stat.S_ISDIR(entry.mode) else 1
    fields = [number, entry.mode, 0, 0, links, 0, len(entry.data), 0, 0]
    fields += [*entry.device, len(name), 0]
    head = _MAGIC + b"".join(b"%08X" % value for value in fields) + name
    yield head + _padding(len(head))
    yield entry.data + _padding(len(entry.data))


def archive(listed: list[Entry]) -> bytes:
    """The archive of some entries, folders before what is in them."""
    parts: list[bytes] = []
    for number, entry in enumerate([*listed, Entry(_TRAILER, 0)], start=1):
        parts += _record(number if entry.mode else 0, entry)
    return b"".join(parts)
