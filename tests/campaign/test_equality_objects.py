# SPDX-License-Identifier: GPL-2.0
"""Which functions and variables of two objects are the same: equality/cases.c by every compiler, and objects with one bit changed."""

from __future__ import annotations

import io
import json
import random
import re


import pytest
from elftools.elf.elffile import ELFFile

from campaign.equality import Comparison, compare, digests
from campaign.errors import MachineError
from equality_objects import CASES, TARGETS, Target, compiled

# What stands before the source with AFTER, so that all lines move
SHIFT = 9


def cases(target: Target) -> tuple[bytes, bytes]:
    source = (CASES / "cases.c").read_text()
    return (
        compiled(target, source),
        compiled(target, "\n" * SHIFT + source, "-DAFTER"),
    )


@pytest.fixture(name="compared", scope="module", params=TARGETS, ids=str)
def compare_cases(request: pytest.FixtureRequest) -> tuple[Target, Comparison]:
    target: Target = request.param
    before, after = (digests(data, target.prefix) for data in cases(target))
    return target, compare(before, after, {}, (), lambda line: line + SHIFT)


def test_what_names_promise(compared: tuple[Target, Comparison]) -> None:
    _, comparison = compared
    promised = set(re.findall(r"\b(?:same|other)_\w+", (CASES / "cases.c").read_text()))
    found = {
        r.function: r for r in comparison.results if r.kind in ("function", "data")
    }
    assert len(promised) > 40 and promised <= found.keys()
    for name in promised:
        assert found[name].same == name.startswith("same_"), found[name]
        assert found[name].explained in ("", "unexplained"), found[name]


def test_lines_that_moved(compared: tuple[Target, Comparison]) -> None:
    target, comparison = compared
    (result,) = [r for r in comparison.results if r.function.startswith("lines_")]
    assert not result.same
    # There a number may be an immediate before and a load after.
    allowed = ("lines", "indirect") if target.name == "armv5" else ("lines",)
    assert result.explained in allowed, result
    assert "line" in result.why


def test_what_was_left_out_is_told(compared: tuple[Target, Comparison]) -> None:
    _, comparison = compared
    left = {entry["what"]: entry["where"] for entry in comparison.normalised}
    assert left["line numbers in tables"] == ["same_bug"]
    assert "same_strings" in left["where strings, variables and functions stand"]
    assert ".debug_info" in left["debug data"]


def test_data(compared: tuple[Target, Comparison]) -> None:
    _, comparison = compared
    differ = {(r.kind, r.function) for r in comparison.differences}
    assert ("section", ".data.aligned") in differ
    assert any("count#" in name for kind, name in differ if kind == "data")
    assert ("function", "moved") in differ


def test_an_object_is_the_same_as_itself(compared: tuple[Target, Comparison]) -> None:
    target, _ = compared
    document = digests(cases(target)[0], target.prefix)
    kept = json.loads(json.dumps(document))
    comparison = compare(document, kept, {}, ())
    assert comparison.differences == [] and comparison.normalised == ()
    assert len(comparison.results) > 50


def content(data: bytes) -> list[tuple[str, int, int]]:
    """(section, offset in the file, size) of what a program is made of."""
    found = []
    for section in ELFFile(io.BytesIO(data)).iter_sections():
        name = section.name.removeprefix(".rela").removeprefix(".rel")
        if section["sh_type"] in ("SHT_PROGBITS", "SHT_REL", "SHT_RELA"):
            if not name.startswith((".debug", ".comment", ".eh_frame", ".rodata.str")):
                found.append((section.name, section["sh_offset"], section["sh_size"]))
    return found


def equivalent(data: bytes, section: str, offset: int) -> bool:
    """Whether a byte says nothing, or says it in one of several ways: padding between functions,
    a line in a table, and which symbol of the same place a relocation is against."""
    elf = ELFFile(io.BytesIO(data))
    if section == "__bug_table":
        return offset % 12 in (8, 9)
    if section.startswith(".rel"):
        size = elf.get_section_by_name(section)["sh_entsize"]
        return not 8 * (size == 24) <= offset % size < 4 + 4 * (size == 24)
    index = elf.get_section_index(section)
    symbols = elf.get_section_by_name(".symtab").iter_symbols()
    return section.startswith(".text") and not any(
        s["st_value"] & ~1 <= offset < s["st_value"] + s["st_size"]
        for s in symbols
        if s["st_shndx"] == index
    )


@pytest.mark.parametrize("target", [TARGETS[0], TARGETS[2]], ids=str)
def test_one_bit(target: Target) -> None:
    """Whatever bit of code, data or relocations is changed: it is seen, or the object refused."""
    whole, _ = cases(target)
    before = digests(whole, target.prefix)
    chosen = random.Random(11)
    places = content(whole)
    outcomes = {"differs": 0, "refused": 0}
    while sum(outcomes.values()) < 30:
        name, start, size = chosen.choices(places, [p[2] for p in places])[0]
        offset, bit = chosen.randrange(size), chosen.randrange(8)
        if equivalent(whole, name, offset):
            continue
        data = bytearray(whole)
        data[start + offset] ^= 1 << bit
        try:
            after = digests(bytes(data), target.prefix)
        except MachineError:
            outcomes["refused"] += 1
            continue
        comparison = compare(before, after, {}, ())
        assert comparison.unexplained, (name, offset, bit)
        outcomes["differs"] += 1
    assert outcomes["differs"] >= 15


def broken(data: bytes) -> dict[str, bytes]:
    linked = bytearray(data)
    linked[16] = 2  # e_type: ET_EXEC
    unnamed = data.replace(b"same_call\0", b"same\ncall\0")
    assert unnamed != data
    return {
        "empty": b"",
        "text": b"not an object\n",
        "half": data[: len(data) // 2],
        "linked": bytes(linked),
        "odd name": unnamed,
    }


@pytest.mark.parametrize("kind", ["empty", "text", "half", "linked", "odd name"])
def test_what_is_no_object(kind: str) -> None:
    data = broken(cases(TARGETS[0])[0])[kind]
    with pytest.raises(MachineError, match="not an object"):
        digests(data)


def test_binutils_of_another_processor() -> None:
    target = TARGETS[5]
    before, _ = cases(target)
    with pytest.raises(MachineError, match="objdump"):
        digests(before, TARGETS[2].prefix)


def test_binutils_that_are_not_there() -> None:
    before, _ = cases(TARGETS[0])
    with pytest.raises(MachineError, match="no-such-objdump"):
        digests(before, "no-such-")
