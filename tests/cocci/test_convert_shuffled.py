# SPDX-License-Identifier: GPL-2.0
"""The conversion follows the code: other names, other places, the same conversion."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from campaign import ctext
from convert_tree import CASES, NAMES, make_tree
from test_convert import COMMAND, GUARD

DONE = [
    n
    for n in NAMES
    if (CASES / f"{n}.res").exists() and not (CASES / f"{n}.why").exists()
]
# Line breaks depend on how long names are, and so does what fits behind a comma.
SPACE = re.compile(r"\s+")
STRANGER = """
static inline int stranger_%s(int first, int second)
{
	return first < second ? first : second;
}
"""


def own_names(text: str) -> set[str]:
    """The functions of a file, their parameters and their variables."""
    names: set[str] = set()
    code = ctext.blanked(text)
    for definition in ctext.functions(code):
        names.add(definition.name)
        for param in definition.params:
            found = re.search(r"(\w+)(?:\[[^\]]*\])*$", param)
            if found and found.group(1) != "void":
                names.add(found.group(1))
        body = code[definition.body : definition.end]
        for declaration in re.findall(
            r"^\t+(?!goto|return)(?:struct )?\w+ \**(\w+)(?: =[^;,]*)?;", body, re.M
        ):
            names.add(declaration)
    return {n for n in names if f"->{n}" not in code and f".{n}" not in code}


def renamed(text: str, names: set[str]) -> str:
    """Another name for each of some names."""
    if not names:
        return text
    either = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.sub(rf"(?<![\w>.])({either})\b(?!:)", r"\1_q", text)


def plain(text: str) -> str:
    """A text without the words of the guard's comment and its layout."""
    return SPACE.sub("", GUARD.sub("/* GUARD COMMENT */", text))


@pytest.fixture(scope="module")
def shuffled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The converted text of each case, after it got other names and a stranger before it."""
    home = tmp_path_factory.mktemp("shuffled")
    tree = make_tree(home / "tree")
    (tree / "drivers").mkdir()
    for name in NAMES:
        text = (tree / "mm" / f"{name}.c").read_text()
        (tree / "mm" / f"{name}.c").unlink()
        text = renamed(text, own_names(text))
        head, include, rest = text.partition("#include <linux/stub.h>\n")
        moved = head + include + STRANGER % name + rest
        (tree / "drivers" / f"other_{name}.c").write_text(moved)
    subprocess.run(
        [COMMAND, "convert", tree, "--run", home / "run"],
        capture_output=True,
        check=False,
    )
    json.loads((home / "run" / "convert.json").read_text())
    converted = {}
    for name in NAMES:
        path = home / "run" / "converted" / "drivers" / f"other_{name}.c"
        old = tree / "drivers" / f"other_{name}.c"
        converted[name] = (path if path.exists() else old).read_text()
    return converted


@pytest.mark.parametrize("name", DONE)
def test_the_same_conversion(shuffled: dict[str, str], name: str) -> None:
    names = own_names((CASES / f"{name}.c").read_text())
    wanted = renamed((CASES / f"{name}.res").read_text(), names)
    head, include, rest = wanted.partition("#include <linux/stub.h>\n")
    assert plain(shuffled[name]) == plain(head + include + STRANGER % name + rest)


@pytest.mark.parametrize("name", [n for n in NAMES if n not in DONE])
def test_what_stays_stays(shuffled: dict[str, str], name: str) -> None:
    text = (CASES / f"{name}.c").read_text()
    wanted = renamed(text, own_names(text))
    assert plain(shuffled[name]).endswith(
        plain(wanted.partition("#include <linux/stub.h>\n")[2])
    )
