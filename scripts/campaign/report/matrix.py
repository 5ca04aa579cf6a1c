# SPDX-License-Identifier: GPL-2.0
"""The verify document as text: a row for each patch, a column for each flavour, then what is not proven."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from . import findings, phrases, proven
from .layout import WIDTH, command, cut, cut_middle, pad, wrap
from .phrases import Document, printable

_FAILED, _SKIPPED, _NONE, _UNKNOWN = "FAIL", "skip", ".", "?"
_LEGEND = (
    "A number: so many objects were compiled. A dot: the patch reaches none there."
)
_NARROWEST = 24  # columns, of a patch's name
_COLUMN = (4, 12)  # columns, of a flavour: at least, at most
_MOST = 20  # of each kind of finding that is listed without -v


def _cell(entry: Document | None) -> str:
    """What a cell of the table says."""
    if entry is None:
        return _UNKNOWN
    if entry["status"] != "ok":
        return _FAILED if entry["status"] == "fail" else _SKIPPED
    return str(len(entry["objects"]) or _NONE)


def _right(text: str, columns: int) -> str:
    """Text with blanks before it, up to a number of columns."""
    return " " * (columns - cell_len(text)) + text


def _blocks(sizes: dict[str, int], room: int) -> Iterator[dict[str, int]]:
    """Flavours side by side, as many as fit; then the next ones."""
    block: dict[str, int] = {}
    for name, size in sizes.items():
        if block and sum(block.values()) + size + len(block) + 1 > room:
            yield block
            block = {}
        block[name] = size
    if block:
        yield block


def table(document: Document) -> Iterator[str]:
    """The matrix."""
    least, most = _COLUMN
    shown = {n: cut_middle(printable(n), most) for n in findings.flavours(document)}
    sizes = {name: max(cell_len(text), least) for name, text in shown.items()}
    for block in _blocks(sizes, WIDTH - _NARROWEST):
        room = WIDTH - sum(block.values()) - len(block)
        head = [_right(shown[name], size) for name, size in block.items()]
        yield " ".join([pad("patch", room), *head])
        for step in document["steps"]:
            patch = cut(printable(step["patch"].removesuffix(".patch")), room)
            cells = [
                _right(_cell(step["flavours"].get(name)), size)
                for name, size in block.items()
            ]
            yield " ".join([pad(patch, room), *cells])
        yield ""
    yield _LEGEND


def _again(entry: Document) -> Iterator[str]:
    """Where the log of a cell is, and what repeats it."""
    if entry["log"]:
        yield from wrap(printable(entry["log"]), "    log: ", "  ")
    # Without an object to build make would build all there is.
    if entry["command"] and (entry["objects"] or entry["status"] != "ok"):
        yield from command(printable(entry["command"]), "    again: ", "      ")


def cells(document: Document, verbose: int) -> Iterator[str]:
    """Each cell that is not ok, with -v each; with the command that repeats it."""
    lines: list[str] = []
    for step in document["steps"]:
        for name, entry in step["flavours"].items():
            if entry["status"] != "fail" and not (verbose and entry["status"] == "ok"):
                continue
            why = entry["why"] or phrases.count(len(entry["objects"]), "object")
            head = f"{step['patch']} {name}: {entry['status']}: {why}"
            lines += wrap(printable(head), "", "    ")
            # The first one is why it fails, as a rule.
            for warning in entry["warnings"]:
                if warning in why:
                    continue
                lines += wrap(printable(warning), "    new warning: ", "      ")
            lines += _again(entry)
    if lines:
        yield "Logs and commands start in the run's folder."
        yield from lines
    for name, why in findings.skipped(document).items():
        yield from wrap(printable(f"{name}: skipped: {why}"), "", "    ")
    first = document["first_failure"]
    if first:
        text = f"The first to fail is {first['patch']}, for {first['flavour']}."
        yield from wrap(printable(text), "", "    ")


def _listed(texts: list[str], verbose: int) -> Iterator[str]:
    """Some texts, all of them only with -v."""
    most = len(texts) if verbose else _MOST
    for text in texts[:most]:
        yield from wrap(printable(text), "  ", "      ", split=True)
    if len(texts) > most:
        yield f"  and {len(texts) - most} more: -v lists them"


def coverage(document: Document, verbose: int) -> Iterator[str]:
    """The changed lines: how many reached a compiler, and which did not."""
    told, count = document["coverage"], phrases.count
    text = f"changed lines: {told['proven']} of {told['lines']} proven to be compiled"
    text += f", {count(told['directives'], 'directive')} among them; beside them "
    text += f"{count(told['comments'], 'line')} of comments"
    text += f", {count(told['documents'], 'line')} of documents"
    yield from wrap(text, "", "    ")
    for key in ("unproven", "partial"):
        texts = [
            f"{h.file}:{h.lines} behind {h.patch}: {h.words}"
            for h in findings.hidden(told[key])
        ]
        if key == "unproven" or verbose:
            yield from _listed(texts, verbose)
        elif texts:
            lines = len({(e["patch"], e["file"], e["line"]) for e in told[key]})
            yield f"  {count(lines, 'line')} not on every architecture: -v lists them"


def equality(document: Document, verbose: int) -> Iterator[str]:
    """What of the objects is the same as before."""
    told = document["compared"]
    sites = findings.read_only(document).values()
    if sites:
        same = sum(not site.changed for site in sites)
        text = f"read-only sites: {same} of {len(sites)} without any change of machine"
        yield from wrap(f"{text} code", "", "    ")
    for site in sites:
        file, function = phrases.site_of(site.site)
        texts = [f"{file} {function}, {n}: {w}" for n, w in site.changed.items()]
        yield from _listed(texts, verbose)
    text = f"functions: {told['functions']} compared, {told['same']} the same"
    text += f", {told['explained']} changed for a known reason"
    yield from wrap(f"{text}, {told['unexplained']} for none", "", "    ")
    yield from _listed(
        [
            f"{d.explained}: {d.name or d.kind} in {d.object}, {' '.join(d.flavours)}"
            f", {d.patch}: {d.why or d.change}"
            for d in findings.differences(document)
            if verbose or d.finding
        ],
        verbose,
    )
    normalised = document["normalised"]
    if normalised:
        objects = max(entry["objects"] for entry in normalised)
        text = (
            f"left out of the comparisons, in up to {phrases.count(objects, 'object')}"
        )
        yield text + (":" if verbose else ": -v lists it")
    if verbose:
        for entry in normalised:
            objects = phrases.count(entry["objects"], "object")
            yield from wrap(printable(f"{entry['what']}: {objects}"), "  ", "      ")


def sparse(document: Document, verbose: int) -> Iterator[str]:
    """What sparse says that it did not say of the original."""
    fresh, count = findings.sparse(document), phrases.count
    altered = findings.sparse(document, "altered")
    text = f"sparse: {count(document['sparse']['objects'], 'object')}"
    text += f", {count(len(fresh), 'new message')}"
    yield f"{text}, {len(altered)} in other words than before"
    for messages in (fresh, altered if verbose else {}):
        texts = [
            f"{file}: {'; '.join(text.splitlines())} ({' '.join(flavours)})"
            for (file, text), flavours in messages.items()
        ]
        yield from _listed(texts, verbose)


def engines(document: Document, verbose: int) -> Iterator[str]:
    """What the compiler saw of the sites, beside what classify says of them."""
    told, count = document["engines"], phrases.count
    if not (document["agreement"] or told["unseen"] or told["left_out"]):
        return
    sites_ = len({entry["site"] for entry in document["agreement"]})
    text = f"two engines: {count(sites_, 'site')} seen by the compiler, "
    text += f"{told['agree']} claims proven, {told['disagree']} refuted"
    yield from wrap(f"{text}, {told['unknown']} it can't tell", "", "    ")
    for wrong in findings.disagreements(document):
        file, function = phrases.site_of(wrong.site)
        yield from _listed([f"{file} {function}: {wrong.words}"], verbose)
    texts = [f"{o['flavour']}: no such view: {o['why']}" for o in told["left_out"]]
    yield from _listed(texts, verbose)
    if verbose:
        unknown = [
            f"{' '.join(phrases.site_of(e['site']))}, {e['flavour']}, {e['kind']}: {e['why']}"
            for e in document["agreement"]
            if e["agree"] is None
        ]
        yield from _listed([f"can't tell: {text}" for text in unknown], verbose)
    for site in told["unseen"]:
        yield from _listed(
            [f"seen by no compiler: {' '.join(phrases.site_of(site))}"], verbose
        )


def sites(document: Document) -> Iterator[str]:
    """Where each site was compiled."""
    for site in document["sites"]:
        file, function = phrases.site_of(site["id"])
        groups = phrases.by_answer(site["flavours"]).items()
        told = "; ".join(f"{word}: {' '.join(names)}" for word, names in groups)
        yield from wrap(f"{file} {function}: {told or 'no flavour'}", "", "    ")


def render(document: Document, verbose: int) -> Iterator[str]:
    """The whole document."""
    yield from table(document)
    parts = [
        list(cells(document, verbose)),
        [
            *coverage(document, verbose),
            *equality(document, verbose),
            *sparse(document, verbose),
            *engines(document, verbose),
        ],
        list(sites(document)),
        wrap(printable(proven.verdict(document).sentence)),
    ]
    for part in parts:
        if part:
            yield ""
            yield from part
