// SPDX-License-Identifier: GPL-2.0
/// Give the call of one site its new name.
//
// -D old=NAME -D new=NAME; TREEWIDE_AT is line:column of the call in what
// spatch is given.

@initialize:python@
@@
import os

def is_site(p):
    return f"{p[0].line}:{p[0].column}" == os.environ["TREEWIDE_AT"]

@site@
identifier virtual.old, virtual.new;
expression list es;
position p : script:python() { is_site(p) };
@@

- old@p(es)
+ new(es)
