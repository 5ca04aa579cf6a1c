// SPDX-License-Identifier: GPL-2.0
/// Where does each statement begin and end?
//
// Extents nest as the statements do, so they are the function's whole shape:
// the solver builds its control-flow graph from them.

@initialize:python@
@@
import json

@extent@
statement S;
position p;
@@

S@p

@script:python@
p << extent.p;
@@
at = [int(p[0].line), int(p[0].column), int(p[0].line_end), int(p[0].column_end)]
print(json.dumps({"fact": "statement", "slice": p[0].file, "at": at}))
