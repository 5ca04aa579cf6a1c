// SPDX-License-Identifier: GPL-2.0
/// Does the function only pass the call's value on to its own callers?
//
// -D old=NAME says which call. Then the callers are sites, too.

@initialize:python@
@@
import json

@passed_on@
identifier virtual.old;
identifier f, x;
type T;
expression E;
position p;
@@

f(...)
{
(
 return old(...)@E@p;
|
 T x = old(...)@E@p;
 return x;
|
 T x;
 x = old(...)@E@p;
 return x;
)
}

@script:python@
p << passed_on.p;
@@
at = [int(p[0].line), int(p[0].column)]
print(json.dumps({"slice": p[0].file, "at": at, "passed_on": True}))
