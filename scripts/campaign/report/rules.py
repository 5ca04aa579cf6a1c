# SPDX-License-Identifier: GPL-2.0
"""The rules of SARIF's results, by their id."""

from __future__ import annotations

from typing import NamedTuple


class Rule(NamedTuple):
    """What a result says; the texts are plain."""

    name: str
    level: str  # "none", "note", "warning", "error"
    short: str
    help: str


RULES = {
    "ro": Rule(
        "ReadOnly",
        "note",
        "The mapping is only read",
        "On no path is an entry written through this mapping before it ends. The read-only helper "
        "takes the place of the call. The code flow lists each use, and why it writes nothing.",
    ),
    "rw": Rule(
        "MayWrite",
        "warning",
        "The mapping may be written",
        "The code flow leads from the call to the first write. The may-write helper takes the place of "
        "the call, and between the table's lock and the write it must be proven that the table is still "
        "the one that was mapped. The related location is where that recheck is, or where it goes.",
    ),
    "manual": Rule(
        "NotDecided",
        "error",
        "It can't be told whether the mapping is written",
        "Something on the way is not understood; the message names it, the code flow leads to it. "
        "Decide by hand which helper takes the place of the call.",
    ),
    "site": Rule(
        "CallSite",
        "note",
        "A call of the old API",
        "This call is to be replaced. classify tells by which helper.",
    ),
    "unparsed": Rule(
        "LooksLikeCall",
        "warning",
        "What looks like a call and is not seen as one",
        "The name and a parenthesis stand here, but spatch sees no call. Look at it by hand.",
    ),
    "mention": Rule(
        "OnlyNamed",
        "none",
        "The name stands here, and it is no site",
        "A declaration, a definition, a comment, a document, a value or dead text. It may need words "
        "of its own once the API is gone.",
    ),
    "compile": Rule(
        "DoesNotCompile",
        "error",
        "A flavour does not compile as it should",
        "An object fails with -Werror, a warning is new against the original, or a site is gone from "
        "an object. The log named in the message has the compiler's own words.",
    ),
    "warning": Rule(
        "NewWarning",
        "error",
        "A warning that the original does not have",
        "The converted tree makes the compiler say what it does not say of the original.",
    ),
    "not-compiled": Rule(
        "NotCompiled",
        "warning",
        "A site that no flavour compiles",
        "No object of any flavour has this call, so no compiler has seen it for good. Add a flavour "
        "under scripts/configs/ that does.",
    ),
    "unproven-line": Rule(
        "UnprovenLine",
        "warning",
        "Changed lines that are not proven to be compiled",
        "No flavour shows these lines to a compiler, or on some architecture none does and nobody knows "
        "why. The message says what is known. The numbers are those of the tree behind the patch that "
        "the message names.",
    ),
    "unexplained-difference": Rule(
        "UnexplainedDifference",
        "error",
        "Machine code changes for no known reason",
        "Behind the patch an object is not what it was before, in something that the patch does not "
        "touch, and that nothing it touches accounts for. Compare the two objects.",
    ),
    "read-only-changed": Rule(
        "ReadOnlyChanged",
        "error",
        "A read-only site whose object changes",
        "The helper for read-only mappings does what the old one did, so the object of such a site must "
        "stay as it was. The message says what is not the same.",
    ),
    "engines-differ": Rule(
        "EnginesDiffer",
        "error",
        "The compiler's view refutes the verdict or the recheck of a site",
        "On some path of the function the compiler sees what classify's verdict, or the recheck that was "
        "written, does not allow. The message has both stories, and the lines that the path goes through.",
    ),
    "sparse": Rule(
        "NewSparseMessage",
        "error",
        "Something that sparse does not say of the original",
        "sparse checks locks and address spaces. It has something to say of the last state of the tree "
        "that it does not say of the original.",
    ),
}
