# SPDX-License-Identifier: GPL-2.0
"""find on mutated source: it never crashes, and never counts silently less.

Lines are dropped, doubled and cut, signs changed, bytes put in that no source has.
TREEWIDE_FUZZ=SECONDS (make fuzz) looks for longer.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign import ctext, spatch
from campaign.config import Campaign
from campaign.find import CATEGORIES, Finder
from campaign.tree import Tree
from maketree import API, READER, WRITER, make_tree

SECONDS = int(os.environ.get("TREEWIDE_FUZZ", "0"))
EXAMPLES = max(30, SECONDS * 20)
SOURCE = (READER + WRITER).encode()
MACROS = (
    b"#define M(x) " + API.encode() + b"(x, \\\n\tx, x, x)\n/* %s */ \"%s(\" '(' \n"
)
SOURCE += MACROS.replace(b"%s", API.encode())
Edit = Callable[[bytes], bytes]


def _cut(at: int, length: int) -> Edit:
    return lambda data: data[: at % len(data)] + data[at % len(data) + length :]


def _put(at: int, what: bytes) -> Edit:
    return lambda data: data[: at % len(data)] + what + data[at % len(data) :]


def _doubled(at: int, length: int) -> Edit:
    return lambda data: data[: at % len(data) + length] + data[at % len(data) :]


EDITS = st.lists(
    st.one_of(
        st.builds(_cut, st.integers(0, 5000), st.integers(1, 60)),
        st.builds(
            _put,
            st.integers(0, 5000),
            st.sampled_from([b"{", b"}", b"(", b")", b'"', b"'", b"/*", b"*/", b"//", b"\\\n", b"\\", b"#", b"\n#if 0\n",
                             b"\n#define ", b"\0", b"\xff\xfe", b"\r\n", b"\f", b"\x1b[2J", b"R\"(", b"??/", API.encode()]),
        ),
        st.builds(_doubled, st.integers(0, 5000), st.integers(1, 200)),
    ),
    min_size=1,
    max_size=8,
)  # fmt: skip


def mutated(edits: list[Edit]) -> bytes:
    data = SOURCE
    for edit in edits:
        data = edit(data or b" ")
    return data


@given(EDITS)
@settings(max_examples=EXAMPLES * 10, deadline=2000)
def test_text_is_taken_apart_without_loss(edits: list[Edit]) -> None:
    text = ctext.decode(mutated(edits))
    blanked = ctext.blanked(text)
    assert len(blanked) == len(text)
    assert blanked.count("\n") == text.count("\n")
    for definition in ctext.definitions(text):
        assert 0 <= definition.start <= definition.body <= definition.end <= len(text)


@given(EDITS)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_hit_is_accounted_for(tmp_path_factory: Any, edits: list[Edit]) -> None:
    """What spatch would say is left out: it sees no call, so each has to be unparsed, and named."""
    data = mutated(edits)
    home = tmp_path_factory.mktemp("fuzz", numbered=True)
    tree = make_tree(home / "tree", files={"mm/odd.c": data})
    (tree / "mm" / "pgtable-generic.c").unlink()
    finder = Finder(Tree(str(tree)), Campaign(API), home / "run", 1)
    hits = finder._hits_of("mm/odd.c", API)
    counted = len(re.findall(rb"(?<![A-Za-z0-9_])%s(?![A-Za-z0-9_])" % API.encode(), data))  # fmt: skip
    assert len(hits) == counted
    assert all(hit.category in CATEGORIES for hit in hits)
    assert all(1 <= hit.line <= data.count(b"\n") + 1 for hit in hits)


@pytest.mark.skipif(not SECONDS, reason="takes long: make fuzz")
@given(EDITS)
@settings(max_examples=max(2, SECONDS // 5), deadline=None, suppress_health_check=list(HealthCheck))  # fmt: skip
def test_verdicts_of_what_is_left(tmp_path_factory: Any, edits: list[Edit]) -> None:
    """The whole way: each call has a verdict, or is named as not understood."""
    from campaign.stages import Run

    home: Path = tmp_path_factory.mktemp("whole", numbered=True)
    tree = make_tree(home / "tree", files={"mm/odd.c": mutated(edits)})
    run = Run(Tree(str(tree)), Campaign(API), home / "run", 1, lambda text: None)
    document = run.classify()
    counts = document["counts"]
    assert sum(counts.values()) == 2 * counts["textual"]
    named = {entry["file"] for entry in document["incomplete"]}
    for site in document["sites"]:
        assert site["verdict"] in ("ro", "rw", "manual") and site["reason"]
        assert site["kind"] != "unparsed" or site["file"] in named
    spatch.stop()
