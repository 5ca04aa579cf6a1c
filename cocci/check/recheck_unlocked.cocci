// SPDX-License-Identifier: GPL-2.0
/// The recheck of a table that pte_offset_map_rw_nolock() mapped proves nothing until
/// the lock of the table, or of the pmd entry, is taken: the table may go at once
/// after it.  A look before the lock is fine where another follows under it.
///
//# Conditions aren't followed: where one that is tested twice decides over the lock and
//# over the recheck, the report is a false positive.  Every use of the lock's pointer
//# is taken for the lock, so a helper that takes none, or none in some configuration,
//# hides the fault.
///
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual report
virtual context
virtual org

@initialize:python@
@@
early, held = set(), set()

def at(p):
    return p[0].file, p[0].line, p[0].column

@map@
expression mm, pmd, addr, v, l;
position p;
@@

pte_offset_map_rw_nolock@p(mm, pmd, addr, \(&v\|v\), \(&l\|l\))

// With this the map alone decides which files are read

@script:python@
p << map.p;
@@
pass

@bare exists@
expression map.v, map.l, map.pmd;
position map.p, c;
@@

pte_offset_map_rw_nolock@p(...)
... when != l
    when != pmd_lock(...)
(
pmd_same@c(\(v\|*v\), <+... pmd ...+>)
|
pmd_same@c(<+... pmd ...+>, \(v\|*v\))
)

// The lock is taken in the same condition

@comma@
expression map.l;
statement S, S1;
position bare.c, s;
@@

if (\( <+... pmd_same@c@s(...) ...+> \& <+... l ...+> \)) S else S1

@script:python@
s << comma.s;
@@
early.add(at(s))

// The lock and another recheck follow

@again exists@
expression map.v, map.l, E;
identifier f != {pte_unmap_unlock, spin_unlock, pte_offset_map_rw_nolock};
position bare.c, s;
@@

pmd_same@c@s(...)
... when any
f(..., \(l\|*l\), ...)
... when any
\( pmd_same(\(v\|*v\), E) \| pmd_same(E, \(v\|*v\)) \)

@script:python@
s << again.s;
@@
early.add(at(s))

// The lock of the pmd entry is held since before the map

@held exists@
position map.p, s;
@@

pmd_lock(...)
... when any
pte_offset_map_rw_nolock@p@s(...)

@script:python@
s << held.s;
@@
held.add(at(s))

@script:python wrong@
p << map.p;
c << bare.c;
@@
if at(c) in early or at(p) in held:
    cocci.include_match(False)

@depends on wrong && context@
position bare.c;
@@

* pmd_same@c(...)

@script:python depends on wrong && report@
p << map.p;
c << bare.c;
@@
coccilib.report.print_report(c[0], "ERROR: the table of line %s is rechecked without its lock" % p[0].line)

@script:python depends on wrong && org@
p << map.p;
c << bare.c;
@@
coccilib.org.print_todo(c[0], "the table of line %s is rechecked without its lock" % p[0].line)
