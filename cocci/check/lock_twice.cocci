// SPDX-License-Identifier: GPL-2.0
/// Two page tables of one mm may have one lock: they may be one table, and without split
/// locks all tables have the lock of the mm.  Who holds one asks before taking the other.
///
//# A comparison of the two pointers anywhere between the maps and the lock is taken for
//# the question.  That two addresses can't be in one table isn't known, and doesn't help
//# without split locks.  Locks that helpers take aren't seen.
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
expression mm, pmd, addr, l;
position p;
@@

(
pte_offset_map_rw_nolock@p(mm, pmd, addr, ..., \(&l\|l\))
|
pte_offset_map_ro_nolock@p(mm, pmd, addr, \(&l\|l\))
)

// The other table is locked since its map

@first@
expression map.mm, e1, e2, k;
position q;
@@

\( pte_offset_map_lock@q(mm, e1, e2, \(&k\|k\)) \| pte_alloc_map_lock@q(mm, e1, e2, \(&k\|k\)) \)

@locked exists@
expression map.l, first.k;
identifier new, other, lock =~ "^(spin_lock|spin_lock_nested)$";
position map.p, first.q, t;
@@

other@q(...)
... when != spin_unlock(\(k\|*k\))
    when != pte_unmap_unlock(..., \(k\|*k\))
new@p(...)
... when != \(k == l\|k != l\|l == k\|l != k\)
    when != spin_unlock(\(k\|*k\))
    when != pte_unmap_unlock(..., \(k\|*k\))
lock@t(\(l\|*l\), ...)

// Both are mapped without a lock, and locked one after the other

@second@
expression map.mm, e1, e2, k;
position q;
@@

(
pte_offset_map_rw_nolock@q(mm, e1, e2, ..., \(&k\|k\))
|
pte_offset_map_ro_nolock@q(mm, e1, e2, \(&k\|k\))
)

@both exists@
expression map.l, second.k;
identifier f, g;
identifier lock =~ "^(spin_lock|spin_lock_nested)$", before =~ "^(spin_lock|spin_lock_nested)$";
position map.p, second.q, t;
@@

f@q(...)
... when any
g@p(...)
... when any
    when != \(k == l\|k != l\|l == k\|l != k\)
before(\(k\|*k\), ...)
... when != \(k == l\|k != l\|l == k\|l != k\)
    when != spin_unlock(\(k\|*k\))
    when != pte_unmap_unlock(..., \(k\|*k\))
lock@t(\(l\|*l\), ...)

@script:python other@
k << first.k;
l << map.l;
t << locked.t;
@@
if same(k, l):
    cocci.include_match(False)

@script:python apart@
k << second.k;
l << map.l;
t << both.t;
@@
if same(k, l):
    cocci.include_match(False)

@depends on other && context@
identifier f;
position locked.t;
@@

* f@t(...)

@script:python depends on other && report@
q << first.q;
t << locked.t;
l << map.l;
k << first.k;
@@
coccilib.report.print_report(t[0], "ERROR: %s may be %s, which line %s locked" % (l, k, q[0].line))

@script:python depends on other && org@
q << first.q;
t << locked.t;
l << map.l;
k << first.k;
@@
coccilib.org.print_todo(t[0], "%s may be %s, which line %s locked" % (l, k, q[0].line))

@depends on apart && context@
identifier f;
position both.t;
@@

* f@t(...)

@script:python depends on apart && report@
q << second.q;
t << both.t;
l << map.l;
k << second.k;
@@
coccilib.report.print_report(t[0], "ERROR: %s may be %s, the lock of the table that line %s mapped" % (l, k, q[0].line))

@script:python depends on apart && org@
q << second.q;
t << both.t;
l << map.l;
k << second.k;
@@
coccilib.org.print_todo(t[0], "%s may be %s, the lock of the table that line %s mapped" % (l, k, q[0].line))
