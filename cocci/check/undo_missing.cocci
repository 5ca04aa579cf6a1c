// SPDX-License-Identifier: GPL-2.0
/// Where the recheck of a table fails, what was done since the map is undone before
/// the function returns or maps again: the lock is dropped, the table unmapped.
///
//# Only the branch of a pmd_same() that failed is looked at.  Whatever names the lock on
//# the way, or calls a function with the mapping, is taken for the undo; a mapping that
//# was copied to another pointer isn't followed, nor is a lock that is held on some
//# paths only.  The end of a void function without a return, and references and counters
//# that aren't given back, aren't seen.  A helper that leaves it to its callers to undo
//# what it did is a false positive.
///
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual report
virtual context
virtual org

@initialize:python@
@@
unlocked = set()  # rechecks where the lock may not be held
unmapped = set()  # ... where the mapping may have ended, or go by another name
late = set()      # what leaves and names the mapping or the lock
left = {}         # recheck: what is left, where

def at(p):
    return p[0].file, p[0].line, p[0].column

def leave(c, r, what, sure):
    """At r the function leaves without an undo, though the recheck at c failed"""
    if sure and at(r) not in late:
        left.setdefault(at(c), set()).add("%s on line %s" % (what, r[0].line))

def lock_left(c, r):
    leave(c, r, "the lock is still taken", at(c) not in unlocked)

def mapping_left(c, r):
    leave(c, r, "the mapping is still there", at(c) not in unmapped)

def message(c):
    return "where the table is another one " + ", and ".join(sorted(left[at(c)]))

@map@
expression P, mm, pmd, addr, v, l;
position p;
@@

P = pte_offset_map_rw_nolock@p(mm, pmd, addr, \(&v\|v\), \(&l\|l\))

@recheck exists@
expression map.P, map.v, map.pmd, E;
position map.p, c;
@@

P = pte_offset_map_rw_nolock@p(...)
... when any
    when != P = E
(
pmd_same@c(\(v\|*v\), <+... pmd ...+>)
|
pmd_same@c(<+... pmd ...+>, \(v\|*v\))
)

// The lock isn't surely held there: never taken, or dropped

@untaken exists@
expression map.l;
identifier f;
position map.p, recheck.c, s;
@@

pte_offset_map_rw_nolock@p(...)
... when != f(..., \(l\|*l\), ...)
pmd_same@c@s(...)

@script:python@
s << untaken.s;
@@
unlocked.add(at(s))

@dropped exists@
expression map.l;
identifier f;
position recheck.c, s;
@@

\( spin_unlock(\(l\|*l\)) \| pte_unmap_unlock(..., \(l\|*l\)) \)
... when != f(..., \(l\|*l\), ...)
pmd_same@c@s(...)

@script:python@
s << dropped.s;
@@
unlocked.add(at(s))

// The mapping has ended, or another pointer to it may be what is unmapped

@ended exists@
expression map.P, E;
position recheck.c, s;
@@

\( pte_unmap(P) \| pte_unmap_unlock(P, ...) \)
... when != P = E
pmd_same@c@s(...)

@script:python@
s << ended.s;
@@
unmapped.add(at(s))

@copy exists@
expression map.P, A, E;
position map.p, recheck.c, s;
@@

P = pte_offset_map_rw_nolock@p(...)
... when any
\( A = P \| A = P + E \)
... when any
pmd_same@c@s(...)

@script:python@
s << copy.s;
@@
unmapped.add(at(s))

// The undo may stand in the statement that leaves

@late@
expression map.P, map.l;
position r;
@@

return@r \( <+... P ...+> \| <+... l ...+> \);

@script:python@
r << late.r;
@@
late.add(at(r))

// The branch that fails leaves, and on the way there is no unlock, no unmap.
// A path goes on behind the braces where there is a goto in them.

@locked exists@
expression map.l;
position recheck.c, r;
@@

if (<+... !pmd_same@c(...) ...+>) {
	... when != l
	return@r ...;
}

@script:python@
c << recheck.c;
r << locked.r;
@@
lock_left(c, r)

@mapped exists@
expression map.P;
identifier f;
position recheck.c, r;
@@

if (<+... !pmd_same@c(...) ...+>) {
	... when != f(..., <+... P ...+>, ...)
	    when != P
	return@r ...;
}

@script:python@
c << recheck.c;
r << mapped.r;
@@
mapping_left(c, r)

// ... or it jumps, back to the map it may be

@jump exists@
identifier label;
position recheck.c, g;
@@

if (<+... !pmd_same@c(...) ...+>) goto@g label;

@jump_locked exists@
expression map.l;
identifier jump.label;
position jump.g, r;
@@

goto@g label;
... when != l
return@r ...;

@script:python@
c << recheck.c;
r << jump_locked.r;
@@
lock_left(c, r)

@jump_mapped exists@
expression map.P;
identifier jump.label;
position jump.g, r;
@@

goto@g label;
... when != P
return@r ...;

@script:python@
c << recheck.c;
r << jump_mapped.r;
@@
mapping_left(c, r)

@retry_locked exists@
expression map.l;
identifier label;
position recheck.c, g;
@@

if (<+... !pmd_same@c(...) ...+>) {
	... when != l
	goto@g label;
}

@again_locked exists@
expression map.P, map.l;
identifier retry_locked.label;
position retry_locked.g, map.p, r;
@@

goto@g label;
... when != l
P = pte_offset_map_rw_nolock@p@r(...)

@script:python@
c << recheck.c;
r << again_locked.r;
@@
lock_left(c, r)

@retry_mapped exists@
expression map.P;
identifier label, f;
position recheck.c, g;
@@

if (<+... !pmd_same@c(...) ...+>) {
	... when != f(..., <+... P ...+>, ...)
	goto@g label;
}

@again_mapped exists@
expression map.P;
identifier retry_mapped.label;
position retry_mapped.g, map.p, r;
@@

goto@g label;
... when != P
P = pte_offset_map_rw_nolock@p@r(...)

@script:python@
c << recheck.c;
r << again_mapped.r;
@@
mapping_left(c, r)

@script:python wrong@
c << recheck.c;
@@
if at(c) not in left:
    cocci.include_match(False)

@depends on wrong && context@
position recheck.c;
@@

* pmd_same@c(...)

@script:python depends on wrong && report@
c << recheck.c;
@@
coccilib.report.print_report(c[0], "ERROR: " + message(c))

@script:python depends on wrong && org@
c << recheck.c;
@@
coccilib.org.print_todo(c[0], message(c))
