// SPDX-License-Identifier: GPL-2.0
/// pte_offset_map_rw_nolock() puts the pmd entry that it mapped where its fourth
/// argument says.  NULL isn't allowed there: without the entry nobody can tell
/// whether the table is still the one that was mapped.
///
//# A pointer that only some path leaves NULL is reported, too, where the path
//# isn't possible.  A parameter is followed to the callers in this file, one
//# call up; what comes from farther away isn't seen.
///
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual report
virtual context
virtual org

@direct@
expression mm, pmd, addr, l;
position p;
@@

pte_offset_map_rw_nolock@p(mm, pmd, addr, \(NULL\|0\), l)

@variable exists@
typedef pmd_t;
local idexpression pmd_t *v;
expression mm, pmd, addr, l;
expression E;
identifier f;
position p;
@@

v = \(NULL\|0\)
... when != v = E
    when != f(..., &v, ...)
pte_offset_map_rw_nolock@p(mm, pmd, addr, v, l)

@passes exists@
identifier F, v;
type T;
parameter list[n] ps;
expression mm, pmd, addr, l;
expression E;
@@

T F(ps, pmd_t *v, ...)
{
	... when != v = E
	pte_offset_map_rw_nolock(mm, pmd, addr, v, l)
	... when any
}

@caller@
identifier passes.F;
expression list[passes.n] es;
position p;
@@

F@p(es, \(NULL\|0\), ...)

@depends on context@
position direct.p;
@@

* pte_offset_map_rw_nolock@p(...)

@depends on context@
position variable.p;
@@

* pte_offset_map_rw_nolock@p(...)

@depends on context@
identifier passes.F;
position caller.p;
@@

* F@p(...)

@script:python depends on report@
p << direct.p;
@@
coccilib.report.print_report(p[0], "ERROR: pte_offset_map_rw_nolock() is given no pmdvalp")

@script:python depends on org@
p << direct.p;
@@
coccilib.org.print_todo(p[0], "pte_offset_map_rw_nolock() is given no pmdvalp")

@script:python depends on report@
p << variable.p;
v << variable.v;
@@
coccilib.report.print_report(p[0], "ERROR: %s may be NULL, and pte_offset_map_rw_nolock() is given it as pmdvalp" % v)

@script:python depends on org@
p << variable.p;
v << variable.v;
@@
coccilib.org.print_todo(p[0], "%s may be NULL, and pte_offset_map_rw_nolock() is given it as pmdvalp" % v)

@script:python depends on report@
p << caller.p;
F << passes.F;
@@
coccilib.report.print_report(p[0], "ERROR: %s() hands NULL to pte_offset_map_rw_nolock() as pmdvalp" % F)

@script:python depends on org@
p << caller.p;
F << passes.F;
@@
coccilib.org.print_todo(p[0], "%s() hands NULL to pte_offset_map_rw_nolock() as pmdvalp" % F)
