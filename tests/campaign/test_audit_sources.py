# SPDX-License-Identifier: GPL-2.0
"""What may be audited: modules, archives, commits; and what in them is refused."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path

import pytest

import audit_trees as trees
from campaign.audit import commit, tarball
from campaign.audit.odd import odd
from campaign.listing import Listing
from campaign.errors import UserError
from maketree import READER, add_files, tree_hash


def verdicts(outcome: trees.Outcome) -> dict[str, str]:
    return {
        site["file"]: site["verdict"]
        for tree in outcome.doc["trees"]
        for site in tree["sites"]
    }


# modules


def test_a_module_alone(tmp_path: Path) -> None:
    module = trees.module(tmp_path / "own")
    outcome = trees.audit(tmp_path, module)
    (one,) = outcome.doc["trees"]
    assert (one["kind"], one["tree"]["version"], one["kernel"]) == ("module", "unknown", None)  # fmt: skip
    assert verdicts(outcome) == {"peek.c": "ro", "src/poke.c": "rw"}
    assert one["api"]["functions"][0]["how"] == "use"
    assert one["series"]["applies"] is None


def test_a_module_beside_its_kernel(tmp_path: Path) -> None:
    """What it calls in the kernel is looked up there; the kernel's own calls aren't its sites."""
    module = trees.module(tmp_path / "own")
    kernel = trees.old(tmp_path / "kernel")
    was = tree_hash(module), tree_hash(kernel)
    (kernel / "mm" / "helper.c").write_text(
        "#include <linux/mm.h>\n"
        "void kernel_sets(struct mm_struct *mm, unsigned long addr, pte_t *pte)\n"
        "{\n\tset_pte_at(mm, addr, pte, __pte(0));\n}\n"
    )
    was = tree_hash(module), tree_hash(kernel)
    source = READER.replace("reader", "far").replace(
        "\tpte_unmap(pte);", "\tkernel_sets(mm, addr, pte);\n\tpte_unmap(pte);"
    )
    add_files(module, {"far.c": source})
    was = tree_hash(module), was[1]
    outcome = trees.audit(tmp_path, module, "--kernel", kernel)
    assert verdicts(outcome) == {"far.c": "rw", "peek.c": "ro", "src/poke.c": "rw"}
    (one,) = outcome.doc["trees"]
    far = next(site for site in one["sites"] if site["file"] == "far.c")
    assert far["evidence"][-1]["file"] == "mm/helper.c"
    assert one["kernel"] == str(kernel)
    assert "module/" not in outcome.text
    assert one["series"]["converted"] == 2  # far.c writes under no lock
    assert (tree_hash(module), tree_hash(kernel)) == was


def test_a_kernel_for_no_module_is_told(tmp_path: Path) -> None:
    kernel = trees.old(tmp_path / "kernel")
    outcome = trees.audit(tmp_path / "run", kernel, "--kernel", kernel)
    assert outcome.status == 2
    assert "treewide: --kernel: none of the trees is a module\n" in outcome.talk


def test_a_folder_without_sources_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "a.txt").write_text("nothing here\n")
    outcome = trees.audit(tmp_path, tmp_path / "notes")
    assert (outcome.status, outcome.out) == (2, b"")


# archives


@pytest.mark.parametrize("name", ["tree.tar.xz", "tree.tar.gz", "tree.tar"])
def test_an_archive(tmp_path: Path, name: str) -> None:
    path = trees.archive(trees.old(tmp_path / "tree"), name)
    folder = tmp_path / "unpacked"
    assert tarball.unpack(path, folder) == []
    assert (tarball.top(folder) / "mm" / "reader.c").read_text() == READER


def test_an_archive_is_audited(tmp_path: Path) -> None:
    path = trees.archive(trees.old(tmp_path / "tree"), "tree.tar.xz")
    outcome = trees.audit(tmp_path, path)
    assert verdicts(outcome) == {"mm/reader.c": "ro", "mm/writer.c": "rw"}
    assert outcome.doc["trees"][0]["kind"] == "archive"


def hostile(path: Path) -> Path:
    """An archive with one good file, and members that lead elsewhere."""
    with tarfile.open(path, "w") as archive:
        def add(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", data: bytes = b"") -> None:  # fmt: skip
            member = tarfile.TarInfo(name)
            member.type, member.linkname, member.size = kind, link, len(data)
            archive.addfile(member, io.BytesIO(data))

        add("tree/good.c", data=b"int good;\n")
        add("../up.c", data=b"x")
        add("tree/../../up2.c", data=b"x")
        add("/absolute.c", data=b"x")
        add("tree/out", tarfile.SYMTYPE, "../../..")
        add("tree/out/through.c", data=b"x")
        add("tree/etc", tarfile.SYMTYPE, "/etc")
        add("tree/inside", tarfile.SYMTYPE, "good.c")
        add("tree/hard", tarfile.LNKTYPE, "/etc/passwd")
        add("tree/null", tarfile.CHRTYPE)
        add("tree/pipe", tarfile.FIFOTYPE)
        add("tree/good.c/below.c", data=b"x")
    return path


def test_a_hostile_archive(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b" / "unpacked"
    folder.parent.mkdir(parents=True)
    refused = dict(tarball.unpack(hostile(tmp_path / "evil.tar"), folder))
    there = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if not p.is_dir()}  # fmt: skip
    base = "a/b/unpacked/tree"
    assert there == {"evil.tar", f"{base}/good.c", f"{base}/out/through.c"}
    assert set(refused) == {"../up.c", "tree/../../up2.c", "/absolute.c", "tree/out", "tree/etc",
                            "tree/hard", "tree/null", "tree/pipe", "tree/good.c/below.c"}  # fmt: skip
    assert all(refused.values())


def test_an_archive_that_holds_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(tarball, "MOST_BYTES", 5)
    with pytest.raises(UserError, match="holds more than"):
        tarball.unpack(hostile(tmp_path / "evil.tar"), tmp_path / "unpacked")
    assert not (tmp_path / "unpacked").exists()


@pytest.mark.parametrize("data", [b"", b"no archive at all", b"\xfd7zXZ\0 and then nothing"])  # fmt: skip
def test_a_damaged_archive(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.tar.xz"
    path.write_bytes(data)
    outcome = trees.audit(tmp_path, path)
    assert (outcome.status, outcome.out) == (2, b"")
    assert len(outcome.talk.splitlines()) == 1


# commits


def test_what_a_commit_adds(tmp_path: Path) -> None:
    tree = trees.repository(tmp_path / "repo")
    (tree / "drivers" / "own.c").unlink()  # what is checked out doesn't count
    outcome = trees.audit(tmp_path, tree, "--diff", "HEAD~")
    (one,) = outcome.doc["trees"]
    assert [i["file"] for i in one["issues"] if not i["known"]] == ["drivers/own.c"]
    assert outcome.status == 1
    assert one["revision"] == trees.git(tree, "rev-parse", "HEAD")


def patch(tree: Path, name: str) -> Path:
    """The last commit of a repository as a mail, out of the tree."""
    mail = tree.parent / name
    mail.write_text(trees.git(tree, "format-patch", "--stdout", "-1") + "\n")
    trees.git(tree, "reset", "-q", "--hard", "HEAD~")
    return mail


def test_what_a_patch_adds(tmp_path: Path) -> None:
    tree = trees.repository(tmp_path / "repo")
    mail = patch(tree, "own driver.patch")
    was = tree_hash(tree)
    outcome = trees.audit(tmp_path, tree, "--patch", mail)
    (one,) = outcome.doc["trees"]
    assert [i["file"] for i in one["issues"] if not i["known"]] == ["drivers/own.c"]
    assert (outcome.status, one["kind"], one["gone"]) == (1, "patches", [])
    assert one["name"] == f"{tree} with own driver.patch"
    assert tree_hash(tree) == was
    again = trees.audit(tmp_path, tree, "--patch", mail)
    assert again.doc == outcome.doc


def test_a_folder_of_patches_that_removes_a_call(tmp_path: Path) -> None:
    tree = trees.repository(tmp_path / "repo")
    (tree / "drivers" / "own.c").unlink()
    trees.git(tree, "commit", "-qam", "gone again")
    (tree.parent / "mails").mkdir()
    patch(tree, "mails/0001-gone.patch")
    outcome = trees.audit(tmp_path, tree, "--patch", tmp_path / "mails")
    (one,) = outcome.doc["trees"]
    assert outcome.status == 0
    assert [i["file"] for i in one["gone"]] == ["drivers/own.c"]


@pytest.mark.parametrize(
    "text, why",
    [
        ("--- a/mm/no.c\n+++ b/mm/no.c\n@@ -1 +1 @@\n-a\n+b\n", "does not apply"),
        ("--- a/../up.c\n+++ b/../up.c\n@@ -0,0 +1 @@\n+b\n", "inside the tree"),
        ("nothing\n", "changes no file"),
    ],
)
def test_a_patch_that_can_not_be_taken_is_named(
    tmp_path: Path, text: str, why: str
) -> None:
    tree = trees.old(tmp_path / "tree")
    (tmp_path / "odd.patch").write_text(text)
    outcome = trees.audit(tmp_path, tree, "--patch", tmp_path / "odd.patch")
    assert (outcome.status, outcome.out) == (2, b"")
    assert why in outcome.talk and len(outcome.talk.splitlines()) == 1


def test_a_commit_that_adds_nothing(tmp_path: Path) -> None:
    """From a bare repository: there is nothing to check out."""
    tree = trees.repository(tmp_path / "repo")
    bare = tmp_path / "bare.git"
    trees.git(tmp_path, "clone", "-q", "--bare", str(tree), str(bare))
    outcome = trees.audit(tmp_path, bare, "--diff", "main", "--rev", "main~")
    (one,) = outcome.doc["trees"]
    assert outcome.status == 0
    assert [i["file"] for i in one["gone"]] == ["drivers/own.c"]


def test_nothing_that_a_repository_names_is_run(tmp_path: Path) -> None:
    """Hooks, filters, a pager, an fsmonitor, attributes: git has many ways to run a program."""
    tree = trees.repository(tmp_path / "repo")
    mark = tmp_path / "was-run"
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {mark}\ncat\n")
    script.chmod(0o755)
    for key in ("core.fsmonitor", "core.pager", "core.sshCommand", "core.editor",
                "filter.evil.smudge", "filter.evil.process", "diff.external", "core.alternateRefsCommand"):  # fmt: skip
        trees.git(tree, "config", key, str(script))
    (tree / ".git" / "info" / "attributes").write_text("* filter=evil\n")
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        target = tree / ".git" / "hooks" / hook
        target.parent.mkdir(exist_ok=True)
        target.write_text(script.read_text())
        target.chmod(0o755)
    outcome = trees.audit(tmp_path, tree, "--diff", "HEAD~")
    assert outcome.status == 1
    assert not mark.exists()


@pytest.mark.parametrize("words", [("--diff", "nowhere"), ("--diff", "--help"), ("--diff", "HEAD", "--rev", "x..y")])  # fmt: skip
def test_a_revision_that_is_none(tmp_path: Path, words: tuple[str, ...]) -> None:
    tree = trees.repository(tmp_path / "repo")
    flag = [f"{a}={b}" for a, b in zip(words[::2], words[1::2])]
    outcome = trees.audit(tmp_path, tree, *flag)
    assert (outcome.status, outcome.out) == (2, b"")


def test_links_and_modules_in_a_commit_are_left_out(tmp_path: Path) -> None:
    tree = trees.repository(tmp_path / "repo")
    (tree / "mm" / "out.c").symlink_to("/etc/passwd")
    trees.git(tree, "add", "-A")
    head = trees.git(tree, "rev-parse", "HEAD")
    trees.git(tree, "update-index", "--add", "--cacheinfo", f"160000,{head},sub")
    trees.git(tree, "commit", "-qm", "three")
    folder = tmp_path / "made"
    repository = commit.Repository(str(tree))
    left_out = commit.materialise(repository, repository.tree_of("HEAD")[1], folder)
    assert dict(left_out)["sub"]
    assert not os.path.lexists(folder / "tree" / "mm" / "out.c")
    assert (folder / "tree" / "mm" / "reader.c").read_text() == READER


# what is in a folder and no file


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    tree = trees.old(tmp_path / "tree")
    os.mkfifo(tree / "mm" / "pipe.c")
    (tree / "mm" / "inside.c").symlink_to("reader.c")
    (tree / "mm" / "out\n\x1b[31m.c").symlink_to("../../outside.c")
    (tree / "mm" / "loop").symlink_to("loop")
    assert [name for name, _ in odd(Listing(tree))] == [
        "mm/out\n\x1b[31m.c",
        "mm/pipe.c",
    ]
    outcome = trees.audit(tmp_path, tree, form="text")
    assert b"\x1b[31m" not in outcome.out + outcome.err
    assert "pipe.c is a pipe" in outcome.text
