// SPDX-License-Identifier: GPL-2.0
/// Where is the function called?
//
// -D old=NAME says which. The driver hands over one definition at a time, and
// holds what is found here against every place where the name stands.

@initialize:python@
@@
import json

@call@
identifier virtual.old;
expression list es;
expression E;
position p;
@@

old(es)@E@p

@script:python@
es << call.es;
p << call.p;
@@
at = [int(p[0].line), int(p[0].column)]
print(json.dumps({"slice": p[0].file, "at": at, "args": str(es)}))
