// SPDX-License-Identifier: GPL-2.0
/// A recheck compares the pmd entry that the latest map gave.  One that was read before
/// it, copied from an earlier map, or given by an earlier map of the same table, says
/// nothing of the table that is mapped now.
///
//# Conditions aren't followed: where one that is tested twice decides over the second map
//# and over the comparison, the report is a false positive.  So it is where an entry is
//# compared for another reason than to recheck a table.
///
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual report
virtual context
virtual org

@initialize:python@
@@
def same(a, b):
    """Whether two expressions are one, but for blanks"""
    return "".join(str(a).split()) == "".join(str(b).split())

@map@
expression P, mm, pmd, addr, v;
position p;
@@

P = pte_offset_map_rw_nolock@p(mm, pmd, addr, \(&v\|v\), ...)

// With this the map alone decides which files are read

@script:python@
p << map.p;
@@
pass

// An earlier map into the same pointer gave it, and this one gives another

@earlier exists@
expression map.P, map.pmd, w;
position map.p, q, c;
@@

P = pte_offset_map_rw_nolock@q(..., \(&w\|w\), ...)
... when any
P = pte_offset_map_rw_nolock@p(...)
... when != \(&w\|w\)
(
pmd_same@c(\(w\|*w\), <+... pmd ...+>)
|
pmd_same@c(<+... pmd ...+>, \(w\|*w\))
)

// It was copied from what an earlier map gave, or read

@copied exists@
expression map.pmd, map.v, w, E;
position map.p, q, c;
@@

w =@q \( v \| *v \| pmdp_get_lockless(pmd) \| pmdp_get(pmd) \| READ_ONCE(*pmd) \)
... when any
    when != w = E
pte_offset_map_rw_nolock@p(...)
... when != w = E
(
pmd_same@c(w, <+... pmd ...+>)
|
pmd_same@c(<+... pmd ...+>, w)
)

@script:python older@
v << map.v;
w << earlier.w;
@@
if same(v, w):
    cocci.include_match(False)

@script:python before@
v << map.v;
w << copied.w;
@@
if same(v, w):
    cocci.include_match(False)

@depends on older && context@
position earlier.c;
@@

* pmd_same@c(...)

@depends on before && context@
position copied.c;
@@

* pmd_same@c(...)

@script:python depends on older && report@
p << map.p;
q << earlier.q;
c << earlier.c;
w << earlier.w;
@@
coccilib.report.print_report(c[0], "ERROR: %s was given by line %s, and line %s mapped again" % (w, q[0].line, p[0].line))

@script:python depends on older && org@
p << map.p;
q << earlier.q;
c << earlier.c;
w << earlier.w;
@@
coccilib.org.print_todo(c[0], "%s was given by line %s, and line %s mapped again" % (w, q[0].line, p[0].line))

@script:python depends on before && report@
p << map.p;
q << copied.q;
c << copied.c;
w << copied.w;
@@
coccilib.report.print_report(c[0], "ERROR: %s is from line %s, before the map of line %s" % (w, q[0].line, p[0].line))

@script:python depends on before && org@
p << map.p;
q << copied.q;
c << copied.c;
w << copied.w;
@@
coccilib.org.print_todo(c[0], "%s is from line %s, before the map of line %s" % (w, q[0].line, p[0].line))
