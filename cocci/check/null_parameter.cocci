// SPDX-License-Identifier: GPL-2.0
/// A function that maps a page table by the new API uses a pointer that it is given, and
/// some caller in this file gives it NULL.
///
//# A caller in another file isn't seen, nor is one that hands on a NULL that it was given
//# itself.  Any test of the pointer before the use is taken for a test for NULL.  Where
//# another parameter tells that the pointer isn't used the report is a false positive.
///
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual report
virtual context
virtual org

@map@
identifier F, x;
type T, T1;
parameter list[n] ps;
@@

T F(ps, T1 *x, ...)
{
	... when any
(
	pte_offset_map_ro_nolock(...)
|
	pte_offset_map_rw_nolock(...)
)
	... when any
}

@null@
identifier map.F;
expression list[map.n] es;
position c;
@@

F@c(es, NULL, ...)

@used depends on null exists@
identifier map.F, map.x, m;
expression E;
position u;
@@

F(...)
{
	... when != x == NULL
	    when != x != NULL
	    when != x = E
	x@u->m
	... when any
}

@depends on context@
identifier map.x, m;
position used.u;
@@

* x@u->m

@script:python depends on report@
c << null.c;
u << used.u;
x << map.x;
@@
coccilib.report.print_report(u[0], "ERROR: %s is NULL where line %s calls" % (x, c[0].line))

@script:python depends on org@
c << null.c;
u << used.u;
x << map.x;
@@
coccilib.org.print_todo(u[0], "%s is NULL where line %s calls" % (x, c[0].line))
