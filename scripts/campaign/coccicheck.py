# SPDX-License-Identifier: GPL-2.0
"""The kernel's own coccicheck, with rules of ours, over any tree.

`make coccicheck` is no way to call it here: with O= it refuses a tree that was ever
built in, and without it make may write into the tree.  All that make does for
this target is to run scripts/coccicheck with variables in the environment
(Makefile, "coccicheck:"), so that is done directly, from inside the tree with
srctree=".", and everything that is written goes to the work directory: the debug
file, spatch's directory for --jobs, a copy of the rule under a name without
blanks (coccicheck is shell, and splits every name), and HOME, where spatch looks
for another .cocciconfig.

What coccicheck passes over in silence is an error here:
 - a DEBUG_FILE that exists: coccicheck would do nothing and exit 0
 - --use-gitgrep in the tree's .cocciconfig, which finds nothing in a tree that git
   doesn't track: the last option wins, so --use-coccigrep is put after it
 - a mode that the rule doesn't declare, a rule that asks for a newer spatch
 - exceptions, timeouts and inconsistent paths, where spatch drops the file and exits 0
 - a function that spatch can't parse and that holds a word the rule looks for
The tree's text is untrusted; its scripts/coccicheck is run, as make would run it.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from campaign.cocciquery import PATH, holding, needed, unparsed
from campaign.errors import (
    FINDINGS,
    INCOMPLETE,
    OK,
    MachineError,
    MissingProgram,
    UserError,
)

MODES = ("report", "context", "org", "patch")
RULES = Path(__file__).resolve().parents[2] / "cocci" / "check"
PROGRAMS = {"bash": "bash", "spatch": "coccinelle", "lscpu": "util-linux"}
PLAIN = re.compile(r"[\w./+@,=-]+", re.ASCII)

# What coccicheck prints besides the results of spatch
TALK = re.compile(
    r"\s*$|Please check for false positives|When using \"patch\" mode|coccicheck failed"
)
# What spatch says on stderr when it leaves something out: (pattern, why); the first
# group, where there is one, is the file
FAILURES = (
    (re.compile(r"EXN: .*Timeout in (.+)"), "timed out"),
    (re.compile(r"EXN: (.*) in (.*)"), "spatch failed: {1}"),
    (re.compile(r"timeout \(we abort\): (.+)"), "timed out"),
    (re.compile(r"(.*inconsistent path.*)", re.I), "{1}"),
    (re.compile(r"(.*already tagged token.*)", re.I), "{1}"),
    (re.compile(r"(Fatal error: .*)"), "{1}"),
    (re.compile(r"(Skipping coccinelle SmPL patch: .*)"), "{1}"),
)


def run(
    tree: Path,
    cocci: list[Path],
    mode: str,
    jobs: int,
    verbose: int,
    m: str | None,
    out: TextIO,
    err: TextIO,
    work: Path,
) -> int:
    """Run coccicheck with each rule, and print results on out and talk on err.

    :param cocci: the rules; those of cocci/check that have the mode where there is none
    :param m: a directory or file of the tree, as make's M=
    :return: OK, FINDINGS or INCOMPLETE
    """
    rules = cocci or with_mode(mode)
    check_programs()
    check_tree(tree, m)
    check_modes(rules, mode)
    check_debug_file()
    found, incomplete = False, []
    try:
        work.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix="coccicheck-", dir=plain(work)
        ) as scratch:
            words = {rule: needed(rule, mode) for rule in rules}
            holders = holding(
                tree, m, {word for each in words.values() for word in each}
            )
            for number, rule in enumerate(rules):
                files = sorted({name for word in words[rule] for name in holders[word]})
                if words[rule] and not files:
                    continue  # spatch would read none
                place = Path(scratch) / str(number)
                place.mkdir()
                if verbose:
                    print(f"coccicheck: {rule.name}, mode {mode}", file=err)
                results, said = call(tree, rule, mode, jobs, m, place)
                if verbose > 1:
                    err.write(said)
                for result in in_order(results, mode):
                    out.write(result)
                    found = True
                incomplete += list(failures(said, rule))
                incomplete += unparsed(tree, words[rule], files, jobs)
    except OSError as error:
        raise MachineError(f"coccicheck: {error}") from error
    for line in dict.fromkeys(incomplete):
        print(f"incomplete: {line}", file=err)
    return INCOMPLETE if incomplete else FINDINGS if found else OK


def check_programs() -> None:
    """All that coccicheck calls is there."""
    for program, package in PROGRAMS.items():
        if not shutil.which(program, path=PATH):
            raise MissingProgram(program, package)


def check_tree(tree: Path, m: str | None) -> None:
    """The tree has a coccicheck, and M= is a part of it that can be named to it."""
    if not tree.is_dir():
        raise UserError(f"{tree}: not a directory")
    if not (tree / "scripts" / "coccicheck").is_file():
        raise UserError(f"{tree}: not a kernel tree: it has no scripts/coccicheck")
    config = tree / ".cocciconfig"
    if config.is_file() and re.search(
        r"-(in|out)[-_]place|-o\b|tmp[-_]dir", config.read_text("latin-1")
    ):
        raise UserError(f"{config}: its options would write into the tree")
    if m is None:
        return
    if not PLAIN.fullmatch(m) or m.startswith("-"):
        raise UserError(f"M={m!r}: coccicheck can't be given such a name")
    if not (tree / m).exists():
        raise UserError(f"M={m}: no such file or directory in {tree}")


def check_modes(rules: list[Path], mode: str) -> None:
    """Every rule is there, and declares the mode."""
    if mode not in MODES:
        raise UserError(f"MODE={mode}: not one of {', '.join(MODES)}")
    if not rules:
        raise UserError(f"{RULES}: no rule there")
    for rule in rules:
        modes = declared(rule)
        if mode not in modes:
            has = ", ".join(name for name in MODES if name in modes) or "none"
            raise UserError(f"{rule}: has no mode {mode}; it has {has}")


def declared(rule: Path) -> set[str]:
    """The modes that a rule declares.

    :raises UserError: there is no such rule
    """
    try:
        text = rule.read_text("utf-8", "replace")
    except OSError as error:
        raise UserError(f"{rule}: no such rule: {error.strerror}") from error
    lines = re.findall(r"^[ \t]*virtual\s+([\w\s,]+?)\s*$", text, re.M)
    return {name for line in lines for name in re.split(r"[\s,]+", line)}


def with_mode(mode: str) -> list[Path]:
    """The rules of cocci/check that have a mode: few errors can be mended by patch."""
    return [rule for rule in sorted(RULES.glob("*.cocci")) if mode in declared(rule)]


def check_debug_file() -> None:
    """A DEBUG_FILE of the user's would turn coccicheck into nothing."""
    name = os.environ.get("DEBUG_FILE", "")
    if name not in ("", "/dev/null") and os.path.exists(name):
        raise UserError(f"DEBUG_FILE={name}: exists, and coccicheck would do nothing")


def plain(work: Path) -> str:
    """A directory whose name the shell doesn't split; /var/tmp where work has none"""
    name = str(work.resolve())
    return name if PLAIN.fullmatch(name) else "/var/tmp"


def call(
    tree: Path, rule: Path, mode: str, jobs: int, m: str | None, place: Path
) -> tuple[str, str]:
    """Run coccicheck once: what spatch found, and what it said."""
    copy, debug = place / "rule.cocci", place / "debug"
    shutil.copyfile(rule, copy)
    environment = {
        "PATH": PATH,
        "HOME": str(place),
        "TMPDIR": str(place),
        "LC_ALL": "C.UTF-8",
        "srctree": ".",
        "MODE": mode,
        "COCCI": str(copy),
        "J": str(jobs),
        "DEBUG_FILE": str(debug),
        "SPFLAGS": f"--use-coccigrep --tmp-dir {place}/spatch",
    }
    if m is not None:
        environment["KBUILD_EXTMOD"] = m
    status, results, talk_of_others = execute(
        ["bash", "scripts/coccicheck"], tree, environment, place / "output"
    )
    said = debug.read_text("utf-8", "replace") if debug.exists() else ""
    lines = results.splitlines(keepends=True)
    talk = [line for line in lines if line.startswith("Skipping coccinelle")]
    said += "".join(talk) + talk_of_others
    if status:
        said += f"Fatal error: coccicheck ended with status {status}: {gist(said)}\n"
    elif not (
        talk
        or (m is not None and (tree / m).is_file())
        or re.search(r"^\d+ files match", said, re.M)
    ):
        said += "Fatal error: spatch didn't say how many files it read\n"
    return results.replace(str(copy), str(rule)), said.replace(str(copy), str(rule))


def gist(said: str) -> str:
    """The line of a failed spatch that tells most"""
    for line in said.splitlines()[1:]:
        if re.search(r"error|exception|not found|^\s*File ", line, re.I):
            return line.strip()
    return (said.splitlines() or ["no message"])[-1]


def execute(
    command: list[str], tree: Path, environment: dict[str, str], output: Path
) -> tuple[int, str, str]:
    """Run a command in the tree; end it and all it started with us.

    :returns: status, stdout and stderr: a machine without /sys makes lscpu complain
    """
    errors = output.with_name(f"{output.name}.err")
    with output.open("wb") as file, errors.open("wb") as complaints:
        with subprocess.Popen(
            command,
            cwd=tree,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=complaints,
            start_new_session=True,
        ) as process:
            try:
                status = process.wait()
            except BaseException:
                os.killpg(process.pid, signal.SIGTERM)
                raise
    return (
        status,
        output.read_text("utf-8", "replace"),
        errors.read_text("utf-8", "replace"),
    )


def in_order(results: str, mode: str) -> list[str]:
    """The results, one file after the other, whatever -j is"""
    lines = [
        line
        for line in results.splitlines(keepends=True)
        if mode in ("patch", "context") or not TALK.match(line)
    ]
    if mode == "report":
        return sorted(map(without_dot, lines), key=by_place)
    if mode == "org":
        starts = r"\* TODO"
    else:
        starts = r"diff "
    blocks: list[str] = []
    for line in lines:
        if re.match(starts, line):
            blocks.append(line)
        elif blocks:
            blocks[-1] += line
    if mode == "org":
        return sorted(map(without_dot, blocks), key=by_place)
    return sorted(trimmed(block) for block in blocks)


def trimmed(block: str) -> str:
    """A diff without what coccicheck printed after it"""
    lines = block.splitlines(keepends=True)
    while lines and (not lines[-1].strip("\n") or TALK.match(lines[-1])):
        if lines[-1].startswith(" "):
            break
        lines.pop()
    return "".join(lines)


def without_dot(line: str) -> str:
    """The name as the tree has it, without the ./ of --dir"""
    return re.sub(r"(^|\[\[view:)\./", r"\1", line, flags=re.M)


def by_place(line: str) -> tuple[str, int, int, str]:
    """The order of a report's or an org file's lines"""
    match = re.match(r"(.*?):(\d+):(\d+)-\d+:", line) or re.match(
        r"\* TODO \[\[view:(.*?)::.*?linb=(\d+)::colb=(\d+)::", line
    )
    if not match:
        return "", 0, 0, line
    return match[1], int(match[2]), int(match[3]), line


def failures(said: str, rule: Path) -> Iterator[str]:
    """What spatch left out: the file, or the rule, and why"""
    for line in said.splitlines():
        for number, (pattern, why) in enumerate(FAILURES):
            match = pattern.search(line)
            if not match:
                continue
            reason = why.replace("{1}", match[1])
            where = match[match.lastindex or 0] if number < 3 else str(rule)
            yield f"{where.removeprefix('./')}: {reason} (rule {rule.name})"
            break
