# SPDX-License-Identifier: GPL-2.0
"""A line that Kconfig computes is no line of the user's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from campaign import prompts

TREE = Path(os.environ.get("TREEWIDE_TREE", ""))

TOP = """\
mainmenu "Linux/$(ARCH) $(KERNELVERSION) Kernel Configuration"
source "arch/Kconfig"
config GCC_VERSION
\tint
\tdefault $(cc-version) if CC_IS_GCC

config SMP
\tbool "Symmetric multi-processing support"
\thelp
\t  config NOTHING of this text is one.
\t  bool "nor is this"
config AFTER_HELP
\tdef_bool y
if EXPERT
menuconfig MENU
\tbool
\tprompt 'a menu'
menu "not AFTER's"
"""
ARCH = """\
choice
\tprompt "not the symbol's before it"
config ONE
\tbool "one"
endchoice
config BEFORE_CHOICE
\tstring
choice
\tprompt "not that symbol's"
endchoice
config TWICE
\tint
config TWICE
\tint "here it has one"
"""


def test_only_symbols_with_a_prompt_are_a_users(tmp_path: Path) -> None:
    (tmp_path / "arch").mkdir()
    (tmp_path / "Kconfig").write_text(TOP)
    (tmp_path / "arch/Kconfig.cpu").write_text(ARCH)
    os.mkfifo(tmp_path / "arch/Kconfig.fifo")
    (tmp_path / "arch/Kconfig.odd").write_bytes(b'config ODD\n\tint "\xff"\n')
    names = (
        "UNKNOWN GCC_VERSION SMP AFTER_HELP MENU ONE BEFORE_CHOICE TWICE ODD NOTHING"
    )
    lines = [f"CONFIG_{name}=y" for name in names.split()]
    # A help text that reads like an entry is taken for one: told too much, not too little.
    told = "UNKNOWN SMP MENU ONE TWICE ODD NOTHING".split()
    assert prompts.users(tmp_path, lines) == [f"CONFIG_{name}=y" for name in told]
    assert prompts.users(tmp_path, []) == []


@pytest.mark.kernel
@pytest.mark.skipif(not TREE.is_dir() or not TREE.name, reason="no TREEWIDE_TREE")
def test_the_kernels_own(tmp_path: Path) -> None:
    """What another compiler made of Linux 6.12's .config, and lines that people write."""
    computed = [
        "CONFIG_GCC_VERSION=1",
        'CONFIG_CC_VERSION_TEXT="x"',
        "CONFIG_CC_HAS_SLS=y",
    ]
    written = ["CONFIG_SMP=y", "CONFIG_ARM_LPAE=n", "CONFIG_64BIT=y", "CONFIG_MINE=y"]
    assert prompts.users(TREE, [*computed, *written]) == written
