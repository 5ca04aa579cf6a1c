// SPDX-License-Identifier: GPL-2.0
/// Which variables does the function declare, of which type, begun with what?
//
// The type is what makes a name a mapping, a lock or an entry's value; an
// aggregate initialiser may put a mapping into a member.

@initialize:python@
@@
import json

def tell(p, T, name, init):
    at = [int(p[0].line), int(p[0].column), int(p[0].line_end), int(p[0].column_end)]
    print(json.dumps({"fact": "declare", "slice": p[0].file, "at": at, "type": str(T), "name": str(name), "init": init and str(init)}))

@declared@
type T;
identifier x;
initializer e;
position p;
@@

T x@p = e;

@script:python@
T << declared.T;
x << declared.x;
e << declared.e;
p << declared.p;
@@
tell(p, T, x, e)

@loop@
type T;
identifier x;
expression e, test, next;
statement S;
position p;
@@

for (T x@p = e; test; next) S

@script:python@
T << loop.T;
x << loop.x;
e << loop.e;
p << loop.p;
@@
tell(p, T, x, e)

@bare@
type T;
identifier x;
position p;
@@

T x@p;

@script:python@
T << bare.T;
x << bare.x;
p << bare.p;
@@
tell(p, T, x, None)
