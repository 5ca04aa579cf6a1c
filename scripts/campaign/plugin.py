# SPDX-License-Identifier: GPL-2.0
"""The compiler's view: build the GCC plugin, name the flags that load it, read its facts."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import files
from .config import ROOT, Campaign
from .errors import MachineError, MissingProgram, UserError

SOURCES = ROOT / "scripts" / "gcc-plugins"
NAME = "pte_mapping_plugin"
VERDICTS = ("proven", "refuted", "unknown")
_SECONDS = 600  # that building it may take
_REACHED = re.compile(r"(?P<name>\w+)\(\) reaches it in a struct and may write")
_FUNCTION = re.compile(r"(?P<type>[\w *]*[\s*])?(?P<name>\w+)\((?P<params>[^)]*)\)")


@dataclass(frozen=True)
class Compiler:
    """A GCC that may load plugins.

    :param program: its name or path
    :param package: Debian's package that has its plugin headers
    """

    program: str
    package: str


def compiler(prefix: str) -> Compiler:
    """The GCC of a CROSS_COMPILE prefix; of the environment's PLUGIN_CC, where that is set, for none."""
    if not prefix and os.environ.get("PLUGIN_CC"):
        return Compiler(os.environ["PLUGIN_CC"], "gcc-N-plugin-dev of that compiler")
    triplet = prefix.rstrip("-")
    native = triplet in ("", "x86_64-linux-gnu")
    return Compiler(
        f"{prefix}gcc", "gcc-12-plugin-dev" + ("" if native else f"-{triplet}")
    )


def headers(prefix: str) -> Path | None:
    """The folder of a GCC's plugin headers; None where they are not installed.

    :param prefix: CROSS_COMPILE, may be empty
    :raises MissingProgram: there is no such compiler
    """
    gcc = compiler(prefix)
    if shutil.which(gcc.program) is None:
        package = f"gcc-{prefix.rstrip('-')}" if prefix else "gcc"
        raise MissingProgram(gcc.program, package)
    said = subprocess.run(
        [gcc.program, "-print-file-name=plugin"],
        capture_output=True,
        text=True,
        check=False,
    )
    folder = Path(said.stdout.strip()) / "include"
    return folder if (folder / "gcc-plugin.h").is_file() else None


def build(prefix: str, out: Path) -> Path:
    """Build the plugin for a GCC, or leave it where it is newer than its sources.

    :param prefix: CROSS_COMPILE of that GCC, may be empty
    :param out: the folder it is built in
    :returns: the .so
    :raises MissingProgram: the compiler, its plugin headers or the host's g++ are missing
    :raises MachineError: it can't be built
    """
    gcc = compiler(prefix)
    if headers(prefix) is None:
        raise MissingProgram(f"plugin headers of {gcc.program}", gcc.package)
    if shutil.which("g++") is None:
        raise MissingProgram("g++", "g++")
    argv = ["make", "-s", "-C", str(SOURCES)]
    argv += [f"PLUGIN_CC={gcc.program}", f"BUILD={out.resolve()}"]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    out.mkdir(parents=True, exist_ok=True)
    with open(out / ".lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another process may build it, too
        try:
            said = subprocess.run(
                argv,
                capture_output=True,
                text=True,
                check=False,
                env=kept,
                timeout=_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise MachineError(
                f"the plugin for {gcc.program}: make took too long"
            ) from error
    if said.returncode:
        why = [line for line in said.stderr.splitlines() if "rror" in line]
        raise MachineError(
            f"the plugin for {gcc.program}: {(why or ['make failed'])[0]}"
        )
    return out / f"{NAME}.so"


def digest() -> str:
    """A digest of what the plugin is built from."""
    whole = hashlib.sha256()
    for path in sorted([*SOURCES.glob("*.[ch]"), SOURCES / "Makefile"]):
        whole.update(path.read_bytes())
    return whole.hexdigest()


def _maps(campaign: Campaign) -> Iterator[str]:
    for kind in ("old", "ro", "rw"):
        api = campaign.data["api"][kind]
        at = {"pmd": api["pmd"], "pmdval": api.get("pmdvalp"), "ptl": api.get("ptlp")}
        said = [f"{key}={value}" for key, value in at.items() if value is not None]
        yield " ".join(["map", kind, api["name"], *said])
    for extra in campaign.data["compiler"]["maps"]:
        ptl = [f"ptl={extra['ptlp']}"] if "ptlp" in extra else []
        yield " ".join(
            ["map", extra["api"], extra["name"], f"pmd={extra['pmd']}", *ptl]
        )


def _words(campaign: Campaign) -> Iterator[str]:
    words, more = campaign.data["words"], campaign.data["compiler"]
    tables: list[tuple[str, dict[str, Any]]] = [
        ("write", words["writes"]),
        ("write", words["writes_entry"]),
        ("unmap", more["unmaps"]),
        ("lock", words["locks"] | more["locks"]),
        ("trylock", words["trylocks"] | more["trylocks"]),
        ("unlock", words["unlocks"] | more["unlocks"]),
        ("locked", more["locked"]),
    ]
    yield from (f"read {name}" for name in words["reads"] + more["reads"])
    for role, table in tables:
        yield from (f"{role} {name} {arg}" for name, arg in table.items())
    for name, arg in more["locked_maybe"].items():
        yield f"locked {name} {arg} maybe"
    single = {
        "same-table": words["same_table"],
        "same-entry": words["same_entry"],
        "none": words["none"],
        "not-none": words["not_none"],
        "read-entry": more["entry_readers"],
        "read-table": campaign.data["convert"]["entry_readers"],
        "value": more["values"],
        "rcu-lock": more["rcu"]["lock"],
        "rcu-unlock": more["rcu"]["unlock"],
    }
    for role, names in single.items():
        yield from (f"{role} {name} 0" for name in names)


def table(campaign: Campaign) -> bytes:
    """The words of a campaign, as the plugin reads them.

    :raises UserError: the campaign has none for the compiler
    """
    if "compiler" not in campaign.data:
        raise UserError(f"campaign {campaign.name!r}: has no 'compiler'")
    more = campaign.data["compiler"]
    lines = [*_words(campaign), *_maps(campaign)]
    lines += [f"essential {name}" for name in more["essential"]]
    lines += [f"slot {name}" for name in more["slots"]]
    lines += [f"reads-like {name}" for name in campaign.data["words"]["reads_like"]]
    couples = campaign.data.get("convert", {}).get("pairs", {})
    words = {name for line in lines for name in line.split()[1:2]}
    lines += [f"couple {a} {b}" for a, b in couples.items() if a not in words]
    lines += [f"couple {a} {b} once" for a, b in more["once"].items()]
    return ("\n".join(lines) + "\n").encode()


def _shim(shims: Iterable[str]) -> Iterator[str]:
    for text in shims:
        found = _FUNCTION.match(text)
        if not found:
            raise UserError(f"shim {text!r}: neither a prototype nor a macro")
        name, params = found["name"], found["params"]
        yield f"#undef {name}"
        if not found["type"]:
            yield f"#define {text}"
            continue
        # A function of that name may be there: both get along under another one
        names = ", ".join(p.split()[-1].lstrip("*") for p in params.split(","))
        yield f"extern {found['type']}treewide_{name}({params});"
        yield f"#define {name}({names}) treewide_{name}({names})"


def shims(campaign: Campaign, out: Path) -> Path:
    """Write the headers that make functions of the API's macros.

    The folder has to stand before the kernel's own in the order of -I, as replay()
    has it. What is declared is defined nowhere, so objects made with them are for
    the compiler's view alone.

    :param out: takes linux/pgtable.h and its like
    """
    for header, texts in campaign.data["compiler"]["shims"].items():
        guard = "TREEWIDE_SHIM_" + re.sub(r"\W", "_", header).upper()
        lines = [
            "/* SPDX-License-Identifier: GPL-2.0 */",
            f"#ifndef {guard}",
            f"#define {guard}",
            f"#include_next <{header}>",
            *(["#ifndef __ASSEMBLY__", *_shim(texts), "#endif"]),
            "#endif",
        ]
        files.write(out / header, ("\n".join(lines) + "\n").encode())
    return out


def flags(so: Path, words: Path, out: Path, early: bool = True) -> list[str]:
    """The compiler's flags that load the plugin.

    :param so: the plugin, as build() made it
    :param words: the file with what table() says
    :param out: the folder, an existing one, that takes a file of facts for each unit
    :param early: the compiler ends with the facts: it leaves neither an object nor
        kbuild's list of headers, so this is for replay(), not for make
    """
    given = {"table": words.resolve(), "output": out.resolve()}
    said = [f"-fplugin-arg-{NAME}-{key}={value}" for key, value in given.items()]
    return [
        f"-fplugin={so.resolve()}",
        *said,
        *([f"-fplugin-arg-{NAME}-early"] if early else []),
    ]


def replay(saved: str, given: list[str], shim: Path | None = None) -> list[str]:
    """The command line that compiles once more what kbuild compiled, for the facts alone.

    It has to be run from the top of the build, without a ccache in PATH (that would
    answer from its cache, and write no facts). kbuild's own outputs are left alone.

    :param saved: the text of kbuild's .NAME.o.cmd
    :param given: what flags() says
    :param shim: the folder of shims(), found before all others
    :raises MachineError: it is not such a file, or that is no plain compiler's call
    """
    head, found, rest = saved.partition(":= ")
    command = rest.splitlines()[0].split(" ; ")[0] if found else ""
    try:
        argv = shlex.split(command.replace("$(pound)", "#").replace("$$", "$"))
        at = argv.index("-o")
        argv[at + 1]
    except (ValueError, IndexError) as error:
        raise MachineError(
            f"{head.strip()[:80]}: not a saved compiler's call"
        ) from error
    argv[at + 1] = os.devnull
    kept = [word for word in argv[1:] if not word.startswith("-Wp,-M")]
    before = [f"-I{shim.resolve()}"] if shim else []
    return [argv[0], *given, *before, *kept]


def _joined(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Facts without the summaries; what a summary answers is no more unknown."""
    verdicts: dict[str, set[str]] = {}
    for fact in found:
        if fact["mapping"]["api"] == "given":
            verdicts.setdefault(fact["root"], set()).add(fact["verdict"])
    for fact in found:
        if fact["mapping"]["api"] == "given":
            continue
        reached = _REACHED.fullmatch(fact.get("why", ""))
        if reached and verdicts.get(reached["name"]) == {"proven"}:
            why = f"{reached['name']}() unmaps it and does not write it"
            fact = {k: v for k, v in fact.items() if k != "path"}
            fact |= {"verdict": "proven", "why": why}
        yield fact


def facts(out: Path) -> list[dict[str, Any]]:
    """All facts of a folder, by unit, in the order the plugin gave them.

    Each has: unit, file, line, function, kind (recheck, write, unmap, lock, use,
    order, pmdval, struct, ref), mapping {file, line, function, call, api}, root,
    verdict (proven, refuted, unknown), and where it isn't proven why and path, a
    list of {file, line, what?}, from the root's entry to the place.

    Several facts of one mapping and kind are of several places: it is proven if all
    are. What a function of another unit does to a mapping in a struct is taken from
    that unit, where the folder has it.

    :raises MachineError: a file is cut off, or not the plugin's
    """
    found: list[dict[str, Any]] = []
    for path in sorted(out.glob("*.jsonl")):
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
        try:
            lines = [json.loads(line) for line in text.splitlines()]
            unit = lines[0]["unit"]
            found += [{"unit": unit} | fact for fact in lines[1:]]
            bad = [f for f in lines[1:] if f["verdict"] not in VERDICTS]
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise MachineError(f"{path}: not what the plugin writes") from error
        if bad or not text.endswith("\n"):
            raise MachineError(f"{path}: not what the plugin writes")
    return list(_joined(found))
