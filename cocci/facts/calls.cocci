// SPDX-License-Identifier: GPL-2.0
/// What is called, with which arguments?
//
// Passing a mapping on, locking, unlocking, comparing and dropping are all
// calls; which is which stands in the campaign's tables and not here.

@initialize:python@
@@
import json

@call@
expression fn, E;
expression list es;
position p;
@@

fn(es)@E@p

@script:python@
fn << call.fn;
es << call.es;
p << call.p;
@@
at = [int(p[0].line), int(p[0].column), int(p[0].line_end), int(p[0].column_end)]
print(json.dumps({"fact": "call", "slice": p[0].file, "at": at, "fn": str(fn), "args": str(es)}))
