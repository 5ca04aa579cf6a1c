// SPDX-License-Identifier: GPL-2.0
/// pte_unmap() ends the mapping of a page table: after it the table may be gone, and its
/// lock with it.  The pointer isn't used any more.
///
//# Only local pointers are followed, by their names, and only where every path from the
//# unmap leads to the use.  Helpers of an architecture, other functions that are given
//# the pointer, and the lock aren't seen.
///
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual report
virtual context
virtual org

@map@
local idexpression P;
position p;
@@

\( P = pte_offset_map_ro_nolock@p(...) \| P = pte_offset_map_rw_nolock@p(...) \)

// With this the map alone decides which files are read

@script:python@
p << map.p;
@@
pass

@late forall@
local idexpression map.P;
expression E, E1, E2;
identifier m;
identifier unmap =~ "^(pte_unmap|pte_unmap_unlock)$";
identifier first =~ "^(ptep_get|ptep_get_lockless|set_pte)$";
identifier third =~ "^(set_pte_at|set_ptes|pte_clear|ptep_get_and_clear|ptep_clear|ptep_clear_flush|ptep_set_access_flags|ptep_set_wrprotect|ptep_test_and_clear_young)$";
position u, w;
@@

unmap@u(P, ...)
... when != P = E
\( first(P@w, ...) \| third(E1, E2, P@w, ...) \| *P@w \| P@w->m \| P@w[E1] \)

@depends on context@
local idexpression map.P;
position late.w;
@@

* P@w

@script:python depends on report@
P << map.P;
u << late.u;
w << late.w;
@@
coccilib.report.print_report(w[0], "ERROR: %s is used, and line %s unmapped it" % (P, u[0].line))

@script:python depends on org@
P << map.P;
u << late.u;
w << late.w;
@@
coccilib.org.print_todo(w[0], "%s is used, and line %s unmapped it" % (P, u[0].line))
