// SPDX-License-Identifier: GPL-2.0
/// What is assigned to what?
//
// Stores through a pointer, aliases, and variables that get another value.
// A declaration with an initialiser counts: Coccinelle's isomorphisms see to it.

@initialize:python@
@@
import json

@store@
expression A, B;
assignment operator op;
position p, q;
@@

A@p op B@q

@begun@
type T;
identifier x;
expression e, test, next;
statement S;
position p, q;
@@

for (T x@p = e@q; test; next) S

@script:python@
x << begun.x;
e << begun.e;
p << begun.p;
q << begun.q;
@@
at = [int(p[0].line), int(p[0].column), int(q[0].line_end), int(q[0].column_end)]
print(json.dumps({"fact": "assign", "slice": p[0].file, "at": at, "lhs": str(x), "op": "=", "rhs": str(e)}))

@script:python@
A << store.A;
B << store.B;
op << store.op;
p << store.p;
q << store.q;
@@
at = [int(p[0].line), int(p[0].column), int(q[0].line_end), int(q[0].column_end)]
print(json.dumps({"fact": "assign", "slice": p[0].file, "at": at, "lhs": str(A), "op": str(op).strip(), "rhs": str(B)}))
