// SPDX-License-Identifier: GPL-2.0
/// Give the call of one site its new name, and the address of a variable.
//
// -D old=NAME -D new=NAME -D value=VARIABLE; TREEWIDE_AT is line:column of
// the call in what spatch is given. The variable's declaration is the
// planner's: spatch puts one astray.

@initialize:python@
@@
import os

def is_site(p):
    return f"{p[0].line}:{p[0].column}" == os.environ["TREEWIDE_AT"]

@site@
identifier virtual.old, virtual.new, virtual.value;
expression list[3] before;
expression last;
position p : script:python() { is_site(p) };
@@

- old@p(before, last)
+ new(before, &value, last)
