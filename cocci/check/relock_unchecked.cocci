// SPDX-License-Identifier: GPL-2.0
/// Once the lock of a table is dropped the table may go, and what was checked before
/// is worth nothing.  A table that pte_offset_map_rw_nolock() mapped has to be
/// rechecked each time that its lock is taken.
///
//# A pte_same() and any use of the pmd entry's value are taken for the recheck, also
//# before the lock, since it may be done under the lock of the pmd entry.  Conditions
//# aren't followed.  Where the table is only read after the second lock the report is
//# a false positive.
///
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual report
virtual context
virtual org

@map@
expression P, mm, pmd, addr, v, l;
position p;
@@

P = pte_offset_map_rw_nolock@p(mm, pmd, addr, \(&v\|v\), \(&l\|l\))

// With this the map alone decides which files are read

@script:python@
p << map.p;
@@
pass

@again exists@
expression map.P, map.v, map.l, E;
identifier lock =~ "^(spin_lock|spin_lock_nested|spin_trylock)$";
position map.p, u, k;
@@

P = pte_offset_map_rw_nolock@p(...)
... when any
    when != P = E
spin_unlock@u(\(l\|*l\))
... when != v
    when != pte_same(...)
    when != pte_unmap(...)
    when != P = E
lock@k(\(l\|*l\), ...)
... when != v
    when != pte_same(...)
\( spin_unlock(\(l\|*l\)) \| pte_unmap_unlock(..., \(l\|*l\)) \)

@depends on context@
identifier again.lock;
position again.k;
@@

* lock@k(...)

@script:python depends on report@
p << map.p;
u << again.u;
k << again.k;
@@
coccilib.report.print_report(k[0], "ERROR: locked again after line %s, and the table of line %s isn't rechecked" % (u[0].line, p[0].line))

@script:python depends on org@
p << map.p;
u << again.u;
k << again.k;
@@
coccilib.org.print_todo(k[0], "locked again after line %s, and the table of line %s isn't rechecked" % (u[0].line, p[0].line))
