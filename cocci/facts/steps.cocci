// SPDX-License-Identifier: GPL-2.0
/// What is advanced by ++ or --?
//
// (*ptep)++ writes the entry, ptep++ moves the pointer on: the solver tells
// them apart.

@initialize:python@
@@
import json

@step@
expression E;
position p;
@@

\(E@p++\|E@p--\|++E@p\|--E@p\)

@script:python@
E << step.E;
p << step.p;
@@
at = [int(p[0].line), int(p[0].column), int(p[0].line_end), int(p[0].column_end)]
print(json.dumps({"fact": "step", "slice": p[0].file, "at": at, "expr": str(E)}))
