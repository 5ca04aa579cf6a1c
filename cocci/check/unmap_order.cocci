// SPDX-License-Identifier: GPL-2.0
/// Page tables are unmapped last in, first out, since kmap_local_page() wants it so; and
/// what was never mapped, because the map returned NULL, isn't unmapped.
///
//# A mapping is followed by its name only, and only in a local variable.  Conditions aren't followed, but a path on
//# which the pointer is tested for NULL is left alone.  Of two mappings one has to be
//# made by pte_offset_map_ro_nolock() or by pte_offset_map_rw_nolock().
///
// Confidence: Moderate
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

// Mapped while another is, unmapped after it

@first exists@
local idexpression map.P;
expression Q, E;
identifier other =~ "^(pte_offset_map|pte_offset_map_lock|pte_alloc_map_lock|pte_offset_map_ro_nolock|pte_offset_map_rw_nolock)$";
identifier new;
position map.p, q, u;
@@

Q = other@q(...)
... when != pte_unmap(Q)
    when != pte_unmap_unlock(Q, ...)
    when != Q = E
P = new@p(...)
... when != pte_unmap(P)
    when != pte_unmap_unlock(P, ...)
    when != P = E
    when != Q = E
\( pte_unmap@u(Q) \| pte_unmap_unlock@u(Q, ...) \)
... when != P = E
\( pte_unmap(P) \| pte_unmap_unlock(P, ...) \)

// The map returned NULL, and that is unmapped: by a jump past it, or in the branch

@jump exists@
local idexpression map.P;
identifier label;
position g;
@@

if (\( P == NULL \| unlikely(P == NULL) \)) goto@g label;

@label exists@
local idexpression map.P;
identifier jump.label;
position jump.g, s, u;
@@

goto@g@s label;
... when != P
\( pte_unmap@u(P) \| pte_unmap_unlock@u(P, ...) \)

@branch exists@
local idexpression map.P;
position s, u;
@@

if@s (\( P == NULL \| unlikely(P == NULL) \)) {
	... when != P
	\( pte_unmap@u(P) \| pte_unmap_unlock@u(P, ...) \)
	... when any
}

@script:python crossed@
q << first.q;
p << map.p;
@@
if q[0].line == p[0].line and q[0].column == p[0].column:
    cocci.include_match(False)

@depends on crossed && context@
identifier f;
position first.u;
@@

* f@u(...)

@script:python depends on crossed && report@
p << map.p;
Q << first.Q;
P << map.P;
u << first.u;
@@
coccilib.report.print_report(u[0], "ERROR: %s is unmapped before %s, which line %s mapped after it" % (Q, P, p[0].line))

@script:python depends on crossed && org@
p << map.p;
Q << first.Q;
P << map.P;
u << first.u;
@@
coccilib.org.print_todo(u[0], "%s is unmapped before %s, which line %s mapped after it" % (Q, P, p[0].line))

@depends on context@
identifier f;
position label.u;
@@

* f@u(...)

@script:python depends on report@
s << label.s;
u << label.u;
P << map.P;
@@
coccilib.report.print_report(u[0], "ERROR: %s is NULL where line %s jumps here" % (P, s[0].line))

@script:python depends on org@
s << label.s;
u << label.u;
P << map.P;
@@
coccilib.org.print_todo(u[0], "%s is NULL where line %s jumps here" % (P, s[0].line))

@depends on context@
identifier f;
position branch.u;
@@

* f@u(...)

@script:python depends on report@
s << branch.s;
u << branch.u;
P << map.P;
@@
coccilib.report.print_report(u[0], "ERROR: %s is NULL since line %s" % (P, s[0].line))

@script:python depends on org@
s << branch.s;
u << branch.u;
P << map.P;
@@
coccilib.org.print_todo(u[0], "%s is NULL since line %s" % (P, s[0].line))
