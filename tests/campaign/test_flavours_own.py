# SPDX-License-Identifier: GPL-2.0
"""A user's own flavours: a file of theirs, a kernel's .config, LLVM, a compiler."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign import flavours
from campaign.errors import UserError
from campaign.flavour import ALLNOCONFIG, OLDDEFCONFIG, Flavour
from campaign.flavours import choose, load

HEAD = "# Linux/{} 6.12.117 Kernel Configuration\n"
MINE = """\
[flavour]
arch = arm64
names = arm64
cross_compile = aarch64-linux-gnu-
fragments = own smp
{}
[packages]
gcc = gcc-aarch64-linux-gnu
[kconfig]
CONFIG_ARM64_HW_AFDBM=y
"""


def config(folder: Path, text: str, name: str = "mine.config") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def one(path: Path, **more: str | None) -> Flavour:
    """The flavour of a .config alone."""
    given: dict[str, str | None] = {"arch": None, "cross_compile": None} | more
    arch, cross = given.pop("arch"), given.pop("cross_compile")
    (made,) = choose(load(), None, arch, cross, configs=[path], **given)  # type: ignore[arg-type]
    return made


def mine(folder: Path, more: str = "", name: str = "mine.ini") -> str:
    """The path of a flavour file with a fragment beside it."""
    (folder / "own.config").write_text("CONFIG_TMPFS=y\n")
    return str(config(folder, MINE.format(more), name))


def test_a_flavour_file_can_lie_anywhere(tmp_path: Path) -> None:
    """Its fragments lie beside it, or are ours."""
    chosen = choose(load(), ["x64", mine(tmp_path)], None, None)
    assert [f.name for f in chosen] == ["x64", "mine"]
    assert chosen[1].lines == (
        "CONFIG_TMPFS=y",
        "CONFIG_SMP=y",
        "CONFIG_NR_CPUS=8",
        "CONFIG_ARM64_HW_AFDBM=y",
    )
    assert chosen[1].base == ALLNOCONFIG


def test_a_flavour_file_may_say_base_and_llvm(tmp_path: Path) -> None:
    path = mine(tmp_path, "base = olddefconfig\nllvm = -15")
    (made,) = choose(load(), [path], "arm64", None)
    assert (made.base, made.llvm) == (OLDDEFCONFIG, "-15")
    assert made.program("gcc") == "clang-15"


def test_a_flavour_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="none.ini"):
        choose(load(), [str(tmp_path / "none.ini")], None, None)


def test_two_of_one_name_are_refused(tmp_path: Path) -> None:
    """They would be built in one folder."""
    path = mine(tmp_path, name="x64.ini")
    with pytest.raises(UserError, match="two flavours would be called x64"):
        choose(load(), ["x64", path], None, None)
    assert [f.name for f in choose(load(), [path, path], None, None)] == ["x64"]


@pytest.mark.parametrize("name", ["src.ini", "a b.ini", ".x.ini", "a.config.ini"])
def test_a_name_that_would_be_anothers_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError):
        choose(load(), [mine(tmp_path, name=name)], None, None)


def test_a_config_is_taken_whole(tmp_path: Path) -> None:
    text = HEAD.format("arm") + (
        "#\n# General setup\n#\nCONFIG_ARM=y\r\n# CONFIG_SMP is not set\n\n"
        'CONFIG_CMDLINE="a=b  c"\nCONFIG_LOCALVERSION=""\nCONFIG_NR_CPUS=2\nCONFIG_NR_CPUS=4\n'
    )
    made = one(config(tmp_path, text))
    assert made.lines == (
        "CONFIG_ARM=y",
        "CONFIG_SMP=n",
        'CONFIG_CMDLINE="a=b  c"',
        'CONFIG_LOCALVERSION=""',
        "CONFIG_NR_CPUS=4",
    )
    assert (made.name, made.arch, made.base) == ("mine", "arm", OLDDEFCONFIG)
    assert made.variables() == ["ARCH=arm", "CROSS_COMPILE=arm-linux-gnueabi-"]
    assert made.packages == load()["armv5"].packages


@pytest.mark.parametrize(
    ("text", "arch", "said", "folder", "prefix"),
    [
        (HEAD.format("x86_64") + "CONFIG_SMP=y", None, "x86_64", "x86", "x86_64-"),
        (HEAD.format("i386") + "CONFIG_SMP=y", None, "i386", "x86", "x86_64-"),
        (HEAD.format("x86") + "CONFIG_SMP=y", None, "x86", "x86", "x86_64-"),
        ("CONFIG_X86=y\nCONFIG_X86_64=y", None, "x86_64", "x86", "x86_64-"),
        ("CONFIG_ARM=y", None, "arm", "arm", "arm-"),
        ("CONFIG_SMP=y", "arm", "arm", "arm", "arm-"),
        (HEAD.format("x86_64") + "CONFIG_SMP=y", "x86", "x86", "x86", "x86_64-"),
        ("CONFIG_PPC=y\nCONFIG_PPC64=y", None, "powerpc", "powerpc", "powerpc64le-"),
        (
            "CONFIG_PPC=y\n# CONFIG_PPC64 is not set",
            None,
            "powerpc",
            "powerpc",
            "powerpc-",
        ),
        # Two symbols, but the user says
        ("CONFIG_ARM=y\nCONFIG_X86_64=y", "arm", "arm", "arm", "arm-"),
    ],
)
def test_the_architecture_and_its_compiler(
    tmp_path: Path, text: str, arch: str | None, said: str, folder: str, prefix: str
) -> None:
    made = one(config(tmp_path, text + "\n"), arch=arch)
    assert made.arch == folder
    assert made.variables()[0] == f"ARCH={said}"
    assert made.prefix.startswith(prefix)


@pytest.mark.parametrize(
    ("text", "arch", "why"),
    [
        ("CONFIG_SMP=y\n", None, "any architecture: say ARCH="),
        ("CONFIG_ARM=y\nCONFIG_X86_64=y\n", None, "arm or x86_64: say ARCH="),
        (HEAD.format("arm") + "CONFIG_SMP=y\n", "x86", "is for arm, not for x86"),
        ("CONFIG_RISCV=y\n", None, "say CROSS_COMPILE= or LLVM="),
        ("CONFIG_SMP=y\n", "arm; x", "not the name of an architecture"),
        ("", "arm", "no symbol"),
        ("# CONFIG_A is set\n", "arm", "no symbol"),
        ("CONFIG_A=y\nall:\n\techo\n", "arm", ":2: not a Kconfig line: 'all:'"),
        ("CONFIG_A=\n", "arm", ":1: not a Kconfig line"),
        ("CONFIG_A-B=y\n", "arm", ":1: not a Kconfig line"),
    ],
)
def test_a_config_that_is_none(
    tmp_path: Path, text: str, arch: str | None, why: str
) -> None:
    with pytest.raises(UserError) as caught:
        one(config(tmp_path, text), arch=arch)
    assert why in str(caught.value)


def test_a_config_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "odd").write_bytes(b'CONFIG_A="\xff"\n')
    for path in (tmp_path, tmp_path / "none", tmp_path / "odd"):
        with pytest.raises(UserError, match=str(path)):
            one(path, arch="arm")


def test_the_users_compiler_for_an_unknown_architecture(tmp_path: Path) -> None:
    path = config(tmp_path, "CONFIG_RISCV=y\n")
    assert one(path, cross_compile="/opt/rv-").program("readelf") == "/opt/rv-readelf"
    assert one(path, llvm="1").program("ld") == "ld.lld"


@pytest.mark.parametrize(
    ("file", "name"),
    [
        (".config", "config"),
        ("config-6.1.0-13-amd64", "config-6.1.0-13-amd64"),
        ("my board.config", "my-board"),
        ("../odd/..config", "config"),
    ],
)
def test_names_of_configs(tmp_path: Path, file: str, name: str) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "in").mkdir()
    path = config(tmp_path / "in", "CONFIG_ARM=y\n", file)
    assert one(path).name == name


def test_a_config_stands_beside_what_is_named(tmp_path: Path) -> None:
    path = config(tmp_path, "CONFIG_ARM=y\n")
    both = choose(load(), ["armv5"], "arm", None, configs=[path])
    assert [f.name for f in both] == ["armv5", "mine"]
    with pytest.raises(UserError, match="two flavours"):
        choose(load(), None, None, None, configs=[path, path])


@pytest.mark.parametrize(
    ("llvm", "cc", "readelf"),
    [
        ("1", "clang", "llvm-readelf"),
        ("-14", "clang-14", "llvm-readelf-14"),
        ("/opt/llvm/bin/", "/opt/llvm/bin/clang", "/opt/llvm/bin/llvm-readelf"),
    ],
)
def test_llvm_as_kbuild_has_it(llvm: str, cc: str, readelf: str) -> None:
    """The top Makefile: $(LLVM_PREFIX)clang$(LLVM_SUFFIX)."""
    for made in choose(load(), None, None, None, llvm=llvm):
        assert made.program("cc") == made.program("gcc") == cc
        assert made.program("readelf") == readelf
        assert made.variables()[2:] == [f"LLVM={llvm}"]


def test_llvms_packages() -> None:
    def packages(llvm: str) -> set[str]:
        (made,) = choose(load(), ["x64"], None, None, llvm=llvm)
        return set(made.programs().values())

    assert packages("1") == {"clang", "lld", "llvm"}
    assert packages("-15") == {"clang-15", "lld-15", "llvm-15"}
    assert packages("/opt/") == {""}


@pytest.mark.parametrize("llvm", ["0", "14", "yes", "-14; x", "/opt/llvm", "a b/"])
def test_what_kbuild_would_take_for_llvm_1(llvm: str) -> None:
    """Any value does, there; here a mistake is named."""
    with pytest.raises(UserError, match="LLVM="):
        choose(load(), None, None, None, llvm=llvm)


def test_a_compiler_of_several_words() -> None:
    cc = "distcc arm-linux-gnueabi-gcc -fno-x"
    for made in choose(load(), None, "arm", None, cc=cc):
        assert made.compiler() == ["distcc", "arm-linux-gnueabi-gcc"]
        assert made.program("cc") == "arm-linux-gnueabi-gcc"
        assert made.program("readelf") == "arm-linux-gnueabi-readelf"
        assert made.variables()[-1] == f"CC={cc}"
        assert {"distcc", "arm-linux-gnueabi-ld"} <= set(made.programs())


def test_one_compiler_is_for_one_architecture() -> None:
    with pytest.raises(UserError, match="CC= is one compiler"):
        choose(load(), None, None, None, cc="clang")
    with pytest.raises(UserError, match="CROSS_COMPILE= is one compiler"):
        choose(load(), None, None, "arm-", llvm="1")


@pytest.mark.parametrize("cc", ["gcc; x", "$(x)", "-x", "a\nb", "'gcc'", "A=b gcc", ""])
def test_what_a_shell_would_take_apart(cc: str) -> None:
    if cc:
        with pytest.raises(UserError, match="CC="):
            choose(load(), ["x64"], None, None, cc=cc)
    else:
        assert choose(load(), ["x64"], None, None, cc=cc)[0].cc is None


def test_a_missing_compiler_of_the_users_has_no_package() -> None:
    (made,) = choose(load(), ["armv5"], "arm", "/no/such-")
    missing = made.missing()
    assert missing is not None
    assert str(missing) == "/no/such-gcc: not found"
    (made,) = choose(load(), ["armv5"], "arm", None, cc="no-such-cc gcc")
    assert str(made.missing()) == "no-such-cc: not found"


def test_our_own_need_what_they_always_did() -> None:
    for made in flavours.load().values():
        assert made.variables() == [f"ARCH={made.arch}", f"CROSS_COMPILE={made.prefix}"]
        names = {made.prefix + what: package for what, package in made.packages.items()}
        assert made.programs() == names
