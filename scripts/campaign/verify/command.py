# SPDX-License-Identifier: GPL-2.0
"""The options of treewide verify, and those of them that treewide all has, too."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from ..buildoptions import add_arch, add_sandbox
from .options import Options


def _shard(text: str) -> tuple[int, int]:
    number, _, count = text.partition("/")
    one, all_ = int(number), int(count)
    if not 1 <= one <= all_ <= 9999:
        raise ValueError
    return one, all_


_shard.__name__ = "I/N"


def add_options(command: argparse.ArgumentParser, steps: bool) -> None:
    """What is compiled, and for what.

    :param steps: the command knows of the patches in between
    """
    add = command.add_argument
    add(
        "--flavour",
        action="append",
        metavar="NAME",
        help="one of scripts/configs/; default all",
    )
    add_arch(command)
    add(
        "--cross-compile",
        metavar="PREFIX",
        default=os.environ.get("CROSS_COMPILE") or None,
    )
    add_sandbox(command)
    add(
        "--config",
        action="append",
        metavar="FILE",
        type=Path,
        help="a kernel configuration of your own, in place of the flavours",
    )
    add(
        "--llvm",
        metavar="VERSION",
        default=os.environ.get("LLVM") or None,
        help="build with clang, as LLVM=; default: LLVM of the environment",
    )
    if not steps:
        command.set_defaults(ends=True)
        return
    what = command.add_mutually_exclusive_group()
    what.add_argument(
        "--series", metavar="DIR", type=Path, help="the patches of a folder"
    )
    what.add_argument(
        "--converted", metavar="TREE2", help="a tree that TREE became, as one step"
    )
    what.add_argument(
        "--ends", action="store_true", help="no step between the original and the last"
    )
    add(
        "--all",
        action="store_true",
        help="all objects in the folders that are changed",
    )
    add("--full", action="store_true", help="and vmlinux at each step")
    add(
        "--no-sparse",
        action="store_false",
        dest="sparse",
        help="do not have sparse look at the changed files",
    )
    add("--shard", metavar="I/N", type=_shard, help="one part of N of the matrix")
    add(
        "--merge",
        metavar="FILE",
        nargs="+",
        type=Path,
        help="put the parts together that --shard made",
    )


def options(args: argparse.Namespace) -> Options:
    """What was asked for on the command line."""
    return Options(
        flavours=args.flavour,
        arch=args.arch,
        cross_compile=args.cross_compile,
        series=getattr(args, "series", None),
        converted=getattr(args, "converted", None),
        configs=tuple(args.config or ()),
        llvm=args.llvm,
        # One compiler for all architectures is none that the user can have meant.
        cc=(os.environ.get("CC") or None) if args.arch or args.config else None,
        sparse=getattr(args, "sparse", False),
        ends=args.ends,
        whole_folders=getattr(args, "all", False),
        full=getattr(args, "full", False),
        sandbox=args.sandbox,
        shard=getattr(args, "shard", None),
        merge=tuple(getattr(args, "merge", None) or ()),
    )
