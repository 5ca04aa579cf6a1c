// SPDX-License-Identifier: GPL-2.0
/// Which function is this, and what are its parameters called?
//
// One line of JSON per definition. The driver hands spatch one definition at
// a time, so a slice without an answer is one that spatch could not parse.

@initialize:python@
@@
import json

@definition@
type T;
identifier f;
parameter list ps;
position p;
@@

T f@p(ps) { ... }

@script:python@
T << definition.T;
f << definition.f;
ps << definition.ps;
p << definition.p;
@@
print(json.dumps({"fact": "function", "slice": p[0].file, "name": str(f), "returns": str(T), "params": str(ps)}))
