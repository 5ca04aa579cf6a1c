# SPDX-License-Identifier: GPL-2.0
"""Where words stand, and what an earlier run may be believed of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from campaign import listing
from campaign.heads import Heads
from campaign.listing import LARGEST, Listing


def put(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def listed(root: Path, kept: Path) -> Listing:
    listing = Listing(root)
    listing.remember(kept)
    return listing


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    put(folder, "mm/a.c", "int old(void);\nint use(void) { return old(); }\n")
    put(folder, "mm/b.c", "int older(void);\n")
    put(folder, "doc/c.rst", "old\n")
    put(folder, ".git/d.c", "old\n")
    return folder


def test_a_word_is_no_part_of_a_word(root: Path) -> None:
    assert Listing(root).with_word(["old"]) == ["doc/c.rst", "mm/a.c"]


def test_scope(root: Path) -> None:
    listing = Listing(root)
    assert listing.with_word(["old"], (".c", ".h")) == ["mm/a.c"]
    assert listing.with_word(["old"], (), ("doc",)) == ["doc/c.rst"]


def test_what_was_looked_for_in_one_pass_is_known(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(root, "doc/d.rst", "older\n")
    listing = Listing(root)
    passes: list[list[str]] = []
    grep = listing.grep
    monkeypatch.setattr(
        listing, "grep", lambda where, opts: passes.append(where) or grep(where, opts)
    )
    listing.look_for([(["old", "older"], (".c", ".h")), (["old"], ())])
    assert listing.with_word(["old", "older"], (".c", ".h")) == ["mm/a.c", "mm/b.c"]
    assert listing.with_word(["old"]) == ["doc/c.rst", "mm/a.c"]
    assert len(passes) == 1
    listing.look_for([(["older"], (".c", ".h"))])
    assert len(passes) == 1
    assert listing.with_word(["older"]) == ["doc/d.rst", "mm/b.c"]
    listing.look_for([(["use"], (".c",))])
    assert sorted(passes[-1]) == ["mm/a.c", "mm/b.c"]


def test_names_with_odd_bytes(root: Path) -> None:
    odd = os.fsencode(root) + b"/mm/n\nw \xff.c"
    with open(odd, "wb") as out:
        out.write(b"old\n")
    assert os.fsdecode(b"mm/n\nw \xff.c") in Listing(root).with_word(["old"])


def test_links_are_not_followed(root: Path) -> None:
    (root / "link.c").symlink_to("mm/a.c")
    (root / "loop").symlink_to(".")
    assert Listing(root).with_word(["old"], (".c",)) == ["mm/a.c"]


def test_what_is_too_large_to_look_into_may_hold_any_word(root: Path) -> None:
    with open(root / "mm/large.c", "wb") as out:
        out.write(b"older\n")
        out.truncate(LARGEST + 1)
    assert "mm/large.c" in Listing(root).with_word(["old"])


def test_what_became_too_large_is_looked_for_as_it_is_at_first(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """grep looks into it: only what it names may hold all words."""
    kept = tmp_path / "words.json"
    put(root, "large.c", "int x;\n")
    put(root, "named.c", "int x;\n")
    first = listed(root, kept)
    first.with_word(["large_word", "other_word"], (".c",))
    first.keep()
    monkeypatch.setattr(listing, "LARGEST", 1000)
    put(root, "large.c", " " * 2000)
    put(root, "named.c", "large_word" + " " * 2000)
    asked = (["large_word", "other_word"], (".c",))
    again, fresh = listed(root, kept), Listing(root)
    assert again.with_word(*asked) == fresh.with_word(*asked) == ["named.c"]


def test_changed_added_and_gone_files_are_read_again(
    root: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "words.json"
    first = listed(root, kept)
    assert first.with_word(["old"], (".c",)) == ["mm/a.c"]
    first.keep()
    put(root, "mm/b.c", "int old(void);\n")
    put(root, "mm/new.c", "int old(void);\n")
    (root / "mm/a.c").unlink()
    assert listed(root, kept).with_word(["old"], (".c",)) == ["mm/b.c", "mm/new.c"]


def test_a_file_changed_within_its_size_and_time_is_read_again(
    root: Path, tmp_path: Path
) -> None:
    kept, path = tmp_path / "words.json", root / "mm/b.c"
    first = listed(root, kept)
    assert first.with_word(["old"], (".c",)) == ["mm/a.c"]
    first.keep()
    times = path.stat().st_atime_ns, path.stat().st_mtime_ns
    path.write_text("int old (void);\n")
    os.utime(path, ns=times)
    assert "mm/b.c" in listed(root, kept).with_word(["old"], (".c",))


def test_what_was_kept_is_used(root: Path, tmp_path: Path) -> None:
    kept = tmp_path / "words.json"
    first = listed(root, kept)
    first.with_word(["old"], (".c",))
    first.keep()
    kept.write_bytes(kept.read_bytes().replace(b'mm/a.c"]', b'mm/b.c"]'))
    assert listed(root, kept).with_word(["old"], (".c",)) == ["mm/b.c"]


def test_damaged_memory_is_none(root: Path, tmp_path: Path) -> None:
    kept = tmp_path / "words.json"
    kept.write_text("{")
    assert listed(root, kept).with_word(["old"], (".c",)) == ["mm/a.c"]


def test_trouble_is_not_forgotten_by_remembering(root: Path, tmp_path: Path) -> None:
    kept = tmp_path / "words.json"
    first = listed(root, kept)
    first.with_word(["old"])
    first.trouble.append(("mm/x.c", "Permission denied"))
    first.keep()
    assert not kept.exists()


HEADS = {
    "plain": "int plain(int a)\n{\n\treturn a;\n}\n",
    "split": "static inline int\nsplit(int a)\n{\n\treturn a;\n}\n",
    "one_line": "static inline int one_line(void) { return 0; }\n",
    "attribute": "static __printf(1, 2) void attribute(const char *f, ...)\n{\n}\n",
    "pointer": "struct x *pointer(void)\n{\n\treturn 0;\n}\n",
    "macro": "#define macro(a) ((a) + 1)\n",
    "spaced": " # define spaced(a) plain(a)\n",
    "other_name": "#define other_name plain\n",
}


@pytest.mark.parametrize("name", HEADS)
def test_heads_of_a_header(tmp_path: Path, name: str) -> None:
    root = tmp_path / "tree"
    for other, text in HEADS.items():
        put(root, f"include/{other}.h", text)
    heads = Heads(Listing(root), tmp_path / "heads.json")
    assert f"include/{name}.h" in heads.files(name)


def test_heads_of_a_source_are_those_that_others_can_mean(tmp_path: Path) -> None:
    root = tmp_path / "tree"
    put(root, "a.c", "static int own(void)\n{\n}\nstruct x *seen(void)\n{\n}\n")
    heads = Heads(Listing(root), tmp_path / "heads.json")
    assert heads.files("seen") == ["a.c"]
    assert heads.files("own") == []


def test_heads_follow_a_change(tmp_path: Path) -> None:
    root, kept = tmp_path / "tree", tmp_path / "heads.json"
    put(root, "a.c", "int one(void)\n{\n}\n")
    put(root, "b.c", "int two(void)\n{\n}\n")
    assert Heads(Listing(root), kept).files("one") == ["a.c"]
    put(root, "a.c", "int three(void)\n{\n}\n")
    heads = Heads(Listing(root), kept)
    assert (heads.files("one"), heads.files("two"), heads.files("three")) == (
        [],
        ["b.c"],
        ["a.c"],
    )
