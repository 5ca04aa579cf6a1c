// SPDX-License-Identifier: GPL-2.0
/// A table that was taken away holds none entries only.  So pte_same() says nothing
/// about a table from pte_offset_map_rw_nolock() where the entry that it compares with
/// is known to be none: that wants the pmd entries compared.
///
//# Where the value of the pmd entry is used anywhere after the map, in a callee also, it
//# is taken for the recheck.  A test for none in another function isn't seen.  Where the
//# table is held by other means the report is a false positive.
///
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual report
virtual context
virtual org

@initialize:python@
@@
checked = set()

def at(p):
    return p[0].file, p[0].line, p[0].column

@map@
expression P, mm, pmd, addr, v;
position p;
@@

P = pte_offset_map_rw_nolock@p(mm, pmd, addr, \(&v\|v\), ...)

@checked exists@
expression map.v;
position map.p, s;
@@

pte_offset_map_rw_nolock@p@s(...)
... when any
v

@script:python@
s << checked.s;
@@
checked.add(at(s))

// What isn't none leaves before the comparison

@leaves exists@
expression map.P, O, E, E1, E2;
identifier label;
position map.p, c, n;
@@

P = pte_offset_map_rw_nolock@p(...)
... when any
    when != P = E
O = \( ptep_get_lockless(P) \| ptep_get(P) \| *P \| READ_ONCE(*P) \)
... when any
    when != O = E
if (\( !pte_none@n(O) \| unlikely(!pte_none@n(O)) \| !pte_none@n(O) || E1 \| E1 || !pte_none@n(O) \))
(
{
	...
	return ...;
}
|
{
	...
	goto label;
}
|
{
	...
	continue;
}
|
{
	...
	break;
}
|
	return ...;
|
	goto label;
)
... when any
    when != O = E
\( pte_same@c(E2, O) \| pte_same@c(O, E2) \)

// The comparison stands in the branch of what is none

@inside exists@
expression map.P, O, E, E1, E2;
position map.p, c, n;
@@

P = pte_offset_map_rw_nolock@p(...)
... when any
    when != P = E
O = \( ptep_get_lockless(P) \| ptep_get(P) \| *P \| READ_ONCE(*P) \)
... when any
    when != O = E
if (\( pte_none@n(O) \| likely(pte_none@n(O)) \| unlikely(pte_none@n(O)) \| pte_none@n(O) && E1 \| E1 && pte_none@n(O) \)) {
	... when any
	    when != O = E
	\( pte_same@c(E2, O) \| pte_same@c(O, E2) \)
	... when any
}

@script:python after@
p << map.p;
c << leaves.c;
@@
if at(p) in checked:
    cocci.include_match(False)

@script:python within@
p << map.p;
c << inside.c;
@@
if at(p) in checked:
    cocci.include_match(False)

@depends on after && context@
position leaves.c;
@@

* pte_same@c(...)

@script:python depends on after && report@
c << leaves.c;
n << leaves.n;
O << leaves.O;
@@
coccilib.report.print_report(c[0], "ERROR: %s is none since line %s: it is the same in a table that was taken away" % (O, n[0].line))

@script:python depends on after && org@
c << leaves.c;
n << leaves.n;
O << leaves.O;
@@
coccilib.org.print_todo(c[0], "%s is none since line %s: it is the same in a table that was taken away" % (O, n[0].line))

@depends on within && context@
position inside.c;
@@

* pte_same@c(...)

@script:python depends on within && report@
c << inside.c;
n << inside.n;
O << inside.O;
@@
coccilib.report.print_report(c[0], "ERROR: %s is none since line %s: it is the same in a table that was taken away" % (O, n[0].line))

@script:python depends on within && org@
c << inside.c;
n << inside.n;
O << inside.O;
@@
coccilib.org.print_todo(c[0], "%s is none since line %s: it is the same in a table that was taken away" % (O, n[0].line))
