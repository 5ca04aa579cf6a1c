// SPDX-License-Identifier: GPL-2.0
/// Where the recheck of a table fails, a lock or a mapping that was let go must not stay
/// in a struct in which others look for it: they would let it go once more.
///
//# That others look is told by a test for NULL of a member of this name, in another
//# function of this file: if there is none, nothing is reported.  The member may be that
//# of another struct, or the test may never see this object: then the report is a false
//# positive.
///
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual report
virtual context
virtual org

@initialize:python@
@@
mapping = {}  # (file, member): functions that put a mapping there, and test that
tested = {}   # (file, member): functions that ask whether there is one

def others(p, m):
    """Other functions than that of p in its file that ask for member m"""
    key = p[0].file, m
    return tested.get(key, set()) - mapping.get(key, set()) - {p[0].current_element}

@map@
expression P, mm, pmd, addr, v, l;
position p;
@@

P = pte_offset_map_rw_nolock@p(mm, pmd, addr, \(&v\|v\), \(&l\|l\))

@flag depends on map@
expression y;
identifier m;
position t;
@@

\( y->m@t == NULL \| y->m@t != NULL \| y.m@t == NULL \| y.m@t != NULL \)

@script:python@
t << flag.t;
m << flag.m;
@@
tested.setdefault((t[0].file, m), set()).add(t[0].current_element)

@own depends on map@
expression y;
identifier m;
position o;
@@

(
y->m@o = pte_offset_map_lock(...)
|
y->m@o = pte_offset_map_ro_nolock(...)
|
y->m@o = pte_offset_map_rw_nolock(...)
)

@script:python@
o << own.o;
m << own.m;
@@
mapping.setdefault((o[0].file, m), set()).add(o[0].current_element)

// The failing branch lets it go, and returns with the member as it is: on the way it is
// neither cleared nor mapped again

@lock exists@
expression map.v, x, E;
identifier m;
position u, c;
@@

if (<+... !pmd_same@c(<+... v ...+>, ...) ...+>) {
	... when any
	\( spin_unlock@u(x->m) \| pte_unmap_unlock@u(..., x->m) \)
	... when != x->m = E
	    when != &x->m
	return ...;
}

@mapping exists@
expression map.v, x, E;
identifier m;
position u, c;
@@

if (<+... !pmd_same@c(<+... v ...+>, ...) ...+>) {
	... when any
	\( pte_unmap@u(x->m) \| pte_unmap_unlock@u(x->m, ...) \)
	... when != x->m = E
	return ...;
}

@script:python lock_kept@
u << lock.u;
m << lock.m;
@@
if not others(u, m):
    cocci.include_match(False)

@script:python mapping_kept@
u << mapping.u;
m << mapping.m;
@@
if not others(u, m):
    cocci.include_match(False)

@depends on lock_kept && context@
identifier f;
position lock.u;
@@

* f@u(...)

@depends on mapping_kept && context@
identifier f;
position mapping.u;
@@

* f@u(...)

@script:python depends on lock_kept && report@
u << lock.u;
m << lock.m;
@@
coccilib.report.print_report(u[0], "ERROR: %s stays set, and its lock is released; %s() asks for it" % (m, min(others(u, m))))

@script:python depends on mapping_kept && report@
u << mapping.u;
m << mapping.m;
@@
coccilib.report.print_report(u[0], "ERROR: %s stays set, and is unmapped; %s() asks for it" % (m, min(others(u, m))))

@script:python depends on lock_kept && org@
u << lock.u;
m << lock.m;
@@
coccilib.org.print_todo(u[0], "%s stays set, and its lock is released; %s() asks for it" % (m, min(others(u, m))))

@script:python depends on mapping_kept && org@
u << mapping.u;
m << mapping.m;
@@
coccilib.org.print_todo(u[0], "%s stays set, and is unmapped; %s() asks for it" % (m, min(others(u, m))))
