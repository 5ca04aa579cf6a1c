# SPDX-License-Identifier: GPL-2.0
"""Which functions a change of a file touches."""

from __future__ import annotations

import pytest

from campaign.equality import Touched, mentioning, touched

FILE = """// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>

#define LIMIT 4
#define DOUBLE(x) ((x) * 2)
#define OUTER(x) DOUBLE((x) + 1)

struct thing {
	int first;
	int second;
};
enum kind { ONE, TWO };
static int total = 3;
int helper(int x);

/* The first one */
static int one(int x)
{
	return x + LIMIT;
}

int two(struct thing *thing)
{
	return helper(OUTER(thing->first));
}

#ifdef CONFIG_THREE
int three(void)
{
	return total;
}
#endif

int four(void)
{
	return one("LIMIT two" == 0);
}
"""


def change(old: str, new: str, text: str = FILE) -> Touched:
    assert text.count(old) == 1
    return touched(text.encode(), text.replace(old, new).encode())


@pytest.mark.parametrize(
    "old, new",
    [
        ("/* The first one */", "/* Another word */\n\n"),
        ("x + LIMIT", "x +\n\t\t/* far */ LIMIT"),
        ("#define LIMIT 4", "#define   LIMIT /* of all */ 4"),
        ("int helper(int x);", "int helper(int x);\nint added(int);"),
        ("int helper(int x);", "int helper(int x);\n#define UNUSED(x) (x)"),
        ("int helper(int x);", "int helper(int x);\nstruct new { int first; };"),
    ],
)
def test_nothing(old: str, new: str) -> None:
    told = change(old, new)
    assert (told.functions, told.others) == (frozenset(), ())


@pytest.mark.parametrize(
    "old, new, functions",
    [
        ("x + LIMIT", "x - LIMIT", {"one"}),
        ("thing->first", "thing->second", {"two"}),
        ('"LIMIT two"', '"LIMIT  two"', {"four"}),
        # The conditions around it are a part of it.
        ("#ifdef CONFIG_THREE", "#ifdef CONFIG_OTHER", {"three"}),
        ("static int one", "int one", {"one"}),
        # By name, through macros too, but not in a string
        ("LIMIT 4", "LIMIT 5", {"one"}),
        ("((x) * 2)", "((x) * 3)", {"two"}),
        ("int helper(int x);", "long helper(int x);", {"two"}),
        ("int helper(int x);", "", {"two"}),
        ("int four(void)", "int five(void)", {"four", "five"}),
        ("int helper(int x);", "__cold int helper(int x) __must_check;", {"two"}),
        ("int helper(int x);", "__printf(1, 2) int helper(int x);", {"two"}),
        (
            "int helper(int x);",
            "#if defined(CONFIG_THREE)\nint helper(int x);\n#endif",
            {"two"},
        ),
    ],
)
def test_functions(old: str, new: str, functions: set[str]) -> None:
    told = change(old, new)
    assert told.functions == functions
    assert told.others == ()


@pytest.mark.parametrize(
    "old, new, name, functions",
    [
        # Who uses a member need not name the type.
        ("\tint second;\n", "\tlong second;\n", "thing", {"two"}),
        (
            "\tint second;\n",
            "#ifdef CONFIG_SECOND\n\tint second;\n#endif\n",
            "thing",
            {"two"},
        ),
        ("total = 3", "total = 4", "total", {"three"}),
        ("ONE, TWO", "TWO, ONE", "kind", set()),
        ("#include <linux/mm.h>", "#include <linux/mm.h>\n#include <x.h>", "", set()),
    ],
)
def test_what_may_reach_anything(
    old: str, new: str, name: str, functions: set[str]
) -> None:
    told = change(old, new)
    assert told.others
    assert not name or name in told.names
    assert told.functions == functions


def test_what_is_exported() -> None:
    """It is data; of a function that goes it goes with it."""
    text = "int f(void)\n{\n\treturn g();\n}\nEXPORT_SYMBOL(f);\nint h(void) { return f(); }\n"
    told = change("EXPORT_SYMBOL(f);\n", "", text)
    assert (told.functions, told.others) == (set(), ("EXPORT_SYMBOL ( f )",))
    whole = text[: text.index("int h")]
    told = change(whole, "", text)
    assert (told.functions, told.others) == ({"f"}, ())


def test_names_for_other_files() -> None:
    header = """
#define API(x) old_api(x)
static inline int wrap(int x) { return API(x); }
int plain(int x);
"""
    told = change("old_api(x)", "new_api(x)", header)
    assert told.names == {"API"} and told.functions == {"wrap"}
    user = b"#define MINE API\nint f(void) { return MINE(3); }\nint g(void) { return 0; }\n"
    assert mentioning(user, told.names) == {"f"}
    assert mentioning(user, {"plain"}) == set()


def test_a_system_call() -> None:
    """Its functions have names that its macro makes."""
    text = "SYSCALL_DEFINE2(mremap, unsigned long, addr, int, x)\n{\n\treturn %s;\n}\n"
    told = touched((text % "x").encode(), (text % "addr").encode())
    assert told.functions == {"mremap", "*_mremap"}


def test_a_file_that_is_new() -> None:
    told = touched(b"", FILE.encode())
    assert told.functions >= {"one", "two", "three", "four"}


def test_odd_bytes() -> None:
    old = b'int f(void) { return g("\xff\xfe"); }\r\n'
    assert touched(old, old.replace(b"\xfe", b"\xfd")).functions == {"f"}
    assert touched(old, old.replace(b"\r\n", b"\n")).functions == set()
