// SPDX-License-Identifier: GPL-2.0
/// What pte_offset_map_ro_nolock() returns is for reading only, even once the lock
/// of the table is taken: nobody has checked that the table is still in place.
///
//# A write in another function isn't seen, nor one by inline assembly or by a
//# helper of an architecture; the pointer is followed through one copy.  A path
//# that isn't possible may be reported.
///
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual report
virtual context
virtual org

// What is written through, by name

@write@
expression W, E, E1, E2;
assignment operator op;
type T;
identifier m;
identifier third = {set_pte_at, set_ptes, pte_clear,
	pte_clear_not_present_full, ptep_get_and_clear, ptep_get_and_clear_full,
	ptep_clear, ptep_clear_flush, ptep_set_access_flags, ptep_set_wrprotect,
	ptep_test_and_clear_young};
identifier first =~ "^(set_pte|WRITE_ONCE|xchg|cmpxchg|try_cmpxchg)$";
identifier bit =~ "^(set_bit|clear_bit|change_bit|test_and_set_bit|test_and_clear_bit)$";
position w;
@@

(
third(E1, E2, \(W@w + E\|W@w++\|&W@w[E]\|W@w\), ...)
|
first(\(W@w + E\|W@w++\|&W@w[E]\|*W@w\|&W@w->m\|W@w->m\|W@w[E]\|W@w\), ...)
|
bit(E1, (T)W@w)
|
 *W@w op E
|
 *(W@w + E1) op E
|
 *((T)W@w) op E
|
W@w[E1] op E
|
W@w->m op E
)

// ... and the mapping gets there, by this name or as a copy

@direct exists@
expression write.W, P, E;
position write.w, p;
@@

\( W = pte_offset_map_ro_nolock@p(...) \| W = P = pte_offset_map_ro_nolock@p(...) \)
... when any
    when != W = E
W@w

@copy exists@
expression write.W, P, E;
position write.w, p;
@@

P = pte_offset_map_ro_nolock@p(...)
... when any
    when != P = E
W = \(P + E\|&P[E]\|P\)
... when any
    when != W = E
W@w

@depends on direct && context@
expression write.W;
position write.w;
@@

* W@w

@depends on copy && context@
expression write.W;
position write.w;
@@

* W@w

@script:python depends on report@
p << direct.p;
w << write.w;
@@
coccilib.report.print_report(w[0], "ERROR: written through the read-only mapping of line %s" % p[0].line)

@script:python depends on org@
p << direct.p;
w << write.w;
@@
coccilib.org.print_todo(w[0], "written through the read-only mapping of line %s" % p[0].line)

@script:python depends on report@
p << copy.p;
w << write.w;
@@
coccilib.report.print_report(w[0], "ERROR: written through a copy of the read-only mapping of line %s" % p[0].line)

@script:python depends on org@
p << copy.p;
w << write.w;
@@
coccilib.org.print_todo(w[0], "written through a copy of the read-only mapping of line %s" % p[0].line)
