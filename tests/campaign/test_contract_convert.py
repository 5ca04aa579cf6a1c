# SPDX-License-Identifier: GPL-2.0
"""convert over tests/trees/convert: what changes, what must not, and that the result still compiles."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from maketree import (
    API,
    RO,
    RW,
    TREES,
    Document,
    Outcome,
    diff_path,
    make_tree,
    site_of,
    textual_hits,
    treewide,
)

SITES = {
    "reads_plain": "mm/reads.c",
    "reads_in_block": "mm/reads.c",
    "reads_with_comment": "mm/reads.c",
    "writes_plain": "mm/plain.c",
    "writes_in_block": "mm/block.c",
    "writes_name_taken": "mm/clash.c",
}
READERS = [name for name in SITES if name.startswith("reads")]
WRITERS = [name for name in SITES if name.startswith("writes")]
HELPER_FILES = {
    "include/linux/mm.h",
    "mm/pgtable-generic.c",
    "Documentation/mm/split_page_table_lock.rst",
}


@dataclass
class Converted:
    """The original, the outcome of convert, its diff, and a copy of the tree with the diff applied."""

    tree: Path
    outcome: Outcome
    doc: Document
    diff: str
    result: Path

    def body(self, function: str) -> str:
        """The text of a converted function, from its opening brace to the closing one."""
        source = (self.result / SITES[function]).read_text()
        start = source.index("{", source.index(f"{function}("))
        return source[start : source.index("\n}\n", start)]

    def call(self, function: str) -> re.Match[str]:
        """The new call: its five arguments, as groups, without spaces at their ends."""
        arguments = r"\s*,\s*".join([r"([^,()]+?)"] * 5)
        match = re.search(rf"{RW}\(\s*{arguments}\s*\)", self.body(function))
        assert match, self.body(function)
        return match


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Converted:
    home = tmp_path_factory.mktemp("convert")
    tree = make_tree(home / "tree", "convert")
    outcome = treewide("convert", tree, run=home / "run")
    path = diff_path(outcome)
    assert path, "convert names no diff"
    result = home / "result"
    shutil.copytree(tree, result)
    subprocess.run(
        ["patch", "-s", "-p1", "-d", str(result), "-i", str(path)], check=True
    )
    return Converted(tree, outcome, outcome.doc, path.read_text(), result)


@pytest.mark.parametrize("function", SITES)
def test_certain_site_is_converted(converted: Converted, function: str) -> None:
    assert site_of(converted.doc, function)["converted"] is True


@pytest.mark.parametrize("function", READERS)
def test_reader_calls_the_ro_variant(converted: Converted, function: str) -> None:
    assert f"{RO}(" in converted.body(function)


@pytest.mark.parametrize("function", READERS)
def test_reader_changes_in_its_call_only(converted: Converted, function: str) -> None:
    """Apart from the name (and the alignment of the call) the function is what it was."""
    source = (converted.tree / SITES[function]).read_text()
    assert (
        converted.body(function).replace(RO, API).split()
        == "".join(
            source[source.index("{", source.index(f"{function}(")) :].partition(
                "\n}\n"
            )[:1]
        ).split()
    )


def test_comment_in_a_converted_call_is_kept(converted: Converted) -> None:
    assert "/* keep me */" in converted.body("reads_with_comment")


@pytest.mark.parametrize("function", WRITERS)
def test_writer_calls_the_rw_variant(converted: Converted, function: str) -> None:
    assert f"{RW}(" in converted.body(function)


@pytest.mark.parametrize("function", WRITERS)
def test_pmdval_stands_before_the_lock_pointer(
    converted: Converted, function: str
) -> None:
    call = converted.call(function)
    assert call[4].startswith("&") and call[5] == "&ptl"


@pytest.mark.parametrize("function", WRITERS)
def test_pmdval_is_declared(converted: Converted, function: str) -> None:
    name = converted.call(function)[4].lstrip("&")
    assert re.search(rf"^\t+pmd_t {name};$", converted.body(function), re.M)


@pytest.mark.parametrize("function", WRITERS)
def test_recheck_is_the_first_thing_under_the_lock(
    converted: Converted, function: str
) -> None:
    name = converted.call(function)[4].lstrip("&")
    check = rf"spin_lock\(ptl\);\s*if \(unlikely\(!pmd_same\({name},\s*pmdp_get_lockless\(pmd\)\)\)\)"
    assert re.search(check, converted.body(function))


@pytest.mark.parametrize("function", WRITERS)
def test_failure_path_unlocks_and_unmaps_once(
    converted: Converted, function: str
) -> None:
    """Between the recheck and the write: one unlock of ptl, one unmap of pte, in either spelling."""
    failure = re.split(r"pmd_same\(", converted.body(function))[1].split("}")[0]
    both, unlock, unmap = (
        failure.count(word)
        for word in ("pte_unmap_unlock(pte, ptl)", "spin_unlock(ptl)", "pte_unmap(pte)")
    )
    assert (both, unlock, unmap) in ((1, 0, 0), (0, 1, 1))


@pytest.mark.parametrize(
    "function, way_out",
    (
        ("writes_plain", "return -EAGAIN;"),
        ("writes_name_taken", "return -EAGAIN;"),
        ("writes_in_block", "continue;"),
    ),
)
def test_failure_path_ends_as_the_null_path_or_retries(
    converted: Converted, function: str, way_out: str
) -> None:
    failure = re.split(r"pmd_same\(", converted.body(function))[1].split("}")[0]
    assert way_out in failure or re.search(r"goto \w+;", failure)


def test_pmdval_is_local_to_the_calls_block(converted: Converted) -> None:
    assert re.search(r"^\t\tpmd_t \w+;$", converted.body("writes_in_block"), re.M)


def test_pmdval_avoids_a_name_that_is_taken(converted: Converted) -> None:
    """The parameter pmdval of writes_name_taken() is an unsigned long."""
    assert converted.call("writes_name_taken")[4] != "&pmdval"


def test_uncertain_site_is_not_converted(converted: Converted) -> None:
    assert site_of(converted.doc, "calls_pointer")["converted"] is False


def test_uncertain_site_says_why(converted: Converted) -> None:
    assert site_of(converted.doc, "calls_pointer")["reason"].strip()


@pytest.mark.parametrize("file", ("mm/unsure.c", "mm/untouched.c"))
def test_file_without_a_certain_site_stays_byte_for_byte(
    converted: Converted, file: str
) -> None:
    assert (converted.result / file).read_bytes() == (
        TREES / "convert" / file
    ).read_bytes()


def test_site_that_is_said_converted_has_no_old_call(converted: Converted) -> None:
    wrong = [
        site["function"]
        for site in converted.doc["sites"]
        if site["converted"]
        and site["function"] in SITES
        and re.search(rf"\b{API}\(", converted.body(site["function"]))
    ]
    assert wrong == []


def test_counting_site_is_undone_once_or_left_alone(converted: Converted) -> None:
    """nr_ptes-- stands behind the label: the new path must not take it down itself."""
    source = (converted.result / "mm/undo.c").read_text()
    assert source.count("mm->nr_ptes--") == 1


def test_counting_site_leaves_through_its_label_or_is_left_alone(
    converted: Converted,
) -> None:
    """A plain return from the recheck would leave the count one too high."""
    source = (converted.result / "mm/undo.c").read_text()
    failure = (
        source.split("pmd_same(")[1].split("}")[0]
        if "pmd_same(" in source
        else "goto out"
    )
    assert "goto" in failure and "return" not in failure


@pytest.mark.parametrize("helper", (RO, RW))
@pytest.mark.parametrize("file", ("include/linux/mm.h", "mm/pgtable-generic.c"))
def test_helper_is_introduced(converted: Converted, file: str, helper: str) -> None:
    assert re.search(
        rf"^pte_t \*{helper}\(", (converted.result / file).read_text(), re.M
    )


@pytest.mark.parametrize("helper", (RO, RW))
def test_helper_is_documented(converted: Converted, helper: str) -> None:
    assert (
        helper
        in (converted.result / "Documentation/mm/split_page_table_lock.rst").read_text()
    )


def test_diff_touches_sites_and_helpers_only(converted: Converted) -> None:
    files = set(re.findall(r"^\+\+\+ b/(.*?)(?:\t.*)?$", converted.diff, re.M))
    assert files <= HELPER_FILES | set(SITES.values()) | {"mm/undo.c"}


def test_diff_adds_no_trailing_space(converted: Converted) -> None:
    assert re.findall(r"^\+.*[ \t]$", converted.diff, re.M) == []


def test_diff_adds_no_line_over_80_columns_to_the_sites(converted: Converted) -> None:
    added = re.findall(r"^\+(?!\+\+)(.*)$", converted.diff, re.M)
    assert [line for line in added if len(line.expandtabs(8)) > 80] == []


def test_diff_applies_with_git(converted: Converted, tmp_path: Path) -> None:
    tree = shutil.copytree(converted.tree, tmp_path / "tree")
    path = tmp_path / "it.diff"
    path.write_text(converted.diff)
    subprocess.run(["git", "init", "-q", str(tree)], check=True)
    assert (
        subprocess.run(
            ["git", "-C", str(tree), "apply", "--check", str(path)]
        ).returncode
        == 0
    )


@pytest.mark.parametrize("file", [*sorted(set(SITES.values())), "mm/undo.c"])
@pytest.mark.parametrize("arch", ("x86", "arm", "powerpc", "s390"))
def test_converted_file_compiles_without_a_warning(
    converted: Converted, arch: str, file: str
) -> None:
    """The headers of these trees are self-contained, for every one of their architectures."""
    words = [
        "gcc",
        "-nostdinc",
        "-fsyntax-only",
        "-Wall",
        "-Wdeclaration-after-statement",
        "-Werror",
    ]
    words += [
        f"-I{converted.result}/include",
        f"-I{converted.result}/arch/{arch}/include",
    ]
    done = subprocess.run(
        [*words, str(converted.result / file)], capture_output=True, text=True
    )
    assert done.stderr == ""


def test_converting_the_result_changes_nothing(
    converted: Converted, tmp_path: Path
) -> None:
    outcome = treewide("convert", converted.result, run=tmp_path / "run")
    path = diff_path(outcome)
    assert path is None or path.read_text() == ""


def test_result_has_only_the_uncertain_sites_left(
    converted: Converted, tmp_path: Path
) -> None:
    left = {
        site["function"]
        for site in treewide("find", converted.result, run=tmp_path / "run").doc[
            "sites"
        ]
    }
    assert left == {
        site["function"] for site in converted.doc["sites"] if not site["converted"]
    }


def test_hits_of_the_result_are_accounted(converted: Converted, tmp_path: Path) -> None:
    counts = treewide("find", converted.result, run=tmp_path / "run").doc["counts"]
    assert (
        counts["textual"]
        == textual_hits(converted.result)
        == sum(counts.values()) - counts["textual"]
    )
