// SPDX-License-Identifier: GPL-2.0
/// The pmd entry that pte_offset_map_rw_nolock() outputs belongs to one mapping.  Two
/// mappings that are there at the same time want one variable each, and each is compared
/// with the entry of its own table.
///
//# Where the first is compared before the second map, or no longer mapped, nothing is
//# reported.  Conditions aren't followed.  Two names of one pmd entry are taken for two
//# entries, and make a report a false positive.
///
// Confidence: High
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

// Another map puts its entry there, and one is compared afterwards

@second exists@
expression map.P, map.v, E, Q;
position map.p, q;
@@

P = pte_offset_map_rw_nolock@p(...)
... when != pte_unmap(P)
    when != pte_unmap_unlock(P, ...)
    when != pmd_same(...)
    when != P = E
Q = pte_offset_map_rw_nolock@q(..., \(&v\|v\), ...)
... when any
pmd_same(...)

// Compared with the entry of another table

@compared exists@
expression map.v, other;
position map.p, c;
@@

pte_offset_map_rw_nolock@p(...)
... when any
    when != pte_offset_map_rw_nolock(..., \(&v\|v\), ...)
(
pmd_same@c(\(v\|*v\), \(pmdp_get_lockless(other)\|pmdp_get(other)\|READ_ONCE(*other)\))
|
pmd_same@c(\(pmdp_get_lockless(other)\|pmdp_get(other)\|READ_ONCE(*other)\), \(v\|*v\))
)

@script:python shared@
P << map.P;
Q << second.Q;
@@
if same(P, Q):
    cocci.include_match(False)

@script:python crossed@
pmd << map.pmd;
other << compared.other;
@@
if same(pmd, other):
    cocci.include_match(False)

@depends on shared && context@
position second.q;
@@

* pte_offset_map_rw_nolock@q(...)

@depends on crossed && context@
position compared.c;
@@

* pmd_same@c(...)

@script:python depends on shared && report@
p << map.p;
q << second.q;
v << map.v;
@@
coccilib.report.print_report(q[0], "ERROR: %s is still that of the mapping of line %s" % (v, p[0].line))

@script:python depends on shared && org@
p << map.p;
q << second.q;
v << map.v;
@@
coccilib.org.print_todo(q[0], "%s is still that of the mapping of line %s" % (v, p[0].line))

@script:python depends on crossed && report@
p << map.p;
c << compared.c;
v << map.v;
pmd << map.pmd;
other << compared.other;
@@
coccilib.report.print_report(c[0], "ERROR: %s is what %s was on line %s, and is compared with %s" % (v, pmd, p[0].line, other))

@script:python depends on crossed && org@
p << map.p;
c << compared.c;
v << map.v;
pmd << map.pmd;
other << compared.other;
@@
coccilib.org.print_todo(c[0], "%s is what %s was on line %s, and is compared with %s" % (v, pmd, p[0].line, other))
