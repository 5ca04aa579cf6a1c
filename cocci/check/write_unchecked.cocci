// SPDX-License-Identifier: GPL-2.0
/// Between the map by pte_offset_map_rw_nolock() and the lock the table may be taken
/// away.  Before the first write, and under the lock, the pmd entry that was mapped
/// has to be compared with the one that is there.
///
//# A pte_same() and any use of the pmd entry's value, in a callee also, are taken for
//# the recheck, whatever they compare.  Conditions aren't followed: where one that is
//# tested twice decides over the recheck and over the write, the report is a false
//# positive.  So it is where a fact of the whole program forbids the removal of tables.
//# Writes in other functions, by inline assembly and by helpers of an architecture
//# aren't seen, and the pointer is followed through one copy.
///
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual report
virtual context
virtual org

@initialize:python@
@@
mapping = set()  # functions with a map
through = set()  # (map, write): the mapping is what is written through
locked = set()   # (map, write): a lock may be taken between them
held = set()     # maps made under another lock
kept = set()     # maps made under the lock of the pmd entry
comma = set()    # locks in whose expression the recheck stands, too

def at(p):
    return p[0].file, p[0].line, p[0].column

@map@
expression P, mm, pmd, addr, v, l;
position p;
@@

P = pte_offset_map_rw_nolock@p(mm, pmd, addr, \(&v\|v\), \(&l\|l\))

@script:python@
p << map.p;
@@
mapping.add((p[0].file, p[0].current_element))

// What is written through, by name

@write depends on map@
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

@script:python@
w << write.w;
@@
if (w[0].file, w[0].current_element) not in mapping:
    cocci.include_match(False)

// ... and which mapping gets there, by this name or as a copy

@direct exists@
expression write.W, P, E;
position write.w, map.p, s;
@@

\( W = pte_offset_map_rw_nolock@p@s(...) \| W = P = pte_offset_map_rw_nolock@p@s(...) \)
... when any
    when != W = E
W@w

@script:python@
s << direct.s;
w << write.w;
@@
through.add((at(s), at(w)))

@copy exists@
expression write.W, P, E;
position write.w, map.p, s;
@@

P = pte_offset_map_rw_nolock@p@s(...)
... when any
    when != P = E
W = \(P + E\|&P[E]\|P\)
... when any
    when != W = E
W@w

@script:python@
s << copy.s;
w << write.w;
@@
through.add((at(s), at(w)))

// The lock is taken, and the write follows without a recheck

@unchecked exists@
expression write.W, map.P, map.v, map.l, E;
identifier lock =~ "^(spin_lock|spin_lock_nested|spin_trylock)$";
position write.w, map.p, k;
@@

P = pte_offset_map_rw_nolock@p(...)
... when != v
    when != pte_same(...)
    when != P = E
lock@k(\(l\|*l\), ...)
... when != v
    when != pte_same(...)
    when != P = E
W@w

// Nobody else takes the table away under the lock of its pmd entry, if it stays

@kept@
expression map.pmd, l1, E;
identifier lock =~ "^(pmd_lock|pmd_trans_huge_lock)$";
position map.p, s;
@@

 l1 = lock(..., pmd, ...);
 ... when != spin_unlock(l1)
     when != pmd = E
     when != \( pmd += E \| pmd -= E \| pmd++ \| ++pmd \| pmd-- \| --pmd \)
 pte_offset_map_rw_nolock@p@s(...)

@script:python@
s << kept.s;
@@
kept.add(at(s))

@comma@
expression map.v;
identifier lock =~ "^(spin_lock|spin_lock_nested|spin_trylock)$";
statement S, S1;
position k;
@@

if (\( <+... lock@k(...) ...+> \& <+... v ...+> \)) S else S1

@script:python@
k << comma.k;
@@
comma.add(at(k))

@script:python wrong@
p << map.p;
w << write.w;
k << unchecked.k;
@@
if (at(p), at(w)) not in through or at(k) in comma or at(p) in kept:
    cocci.include_match(False)

// No lock is taken at all: here, before the map, or by a helper

@locked exists@
expression write.W, map.l;
identifier f;
position write.w, map.p, s;
@@

pte_offset_map_rw_nolock@p@s(...)
... when any
f(..., \(l\|*l\|&l\), ...)
... when any
W@w

@script:python@
s << locked.s;
w << write.w;
@@
locked.add((at(s), at(w)))

@held exists@
identifier lock =~ "^(spin_lock|spin_lock_nested|pmd_lock|pte_offset_map_lock|pte_alloc_map_lock)$";
position map.p, s;
@@

lock(...)
... when any
pte_offset_map_rw_nolock@p@s(...)

@script:python@
s << held.s;
@@
held.add(at(s))

@without exists@
expression write.W, map.P, map.v, map.l, E;
position write.w, map.p, k;
@@

P = pte_offset_map_rw_nolock@p(...)
... when != v
    when != l
    when != P = E
    when != pte_same(...)
W@w@k

@script:python bare@
p << map.p;
w << write.w;
k << without.k;
@@
if at(p) in held or (at(p), at(w)) in locked or (at(p), at(w)) not in through:
    cocci.include_match(False)

@depends on context && wrong@
expression write.W;
position write.w;
@@

* W@w

@depends on context && bare@
expression write.W;
position write.w;
@@

* W@w

@script:python depends on wrong && report@
p << map.p;
w << write.w;
k << unchecked.k;
@@
coccilib.report.print_report(w[0], "ERROR: written under the lock of line %s, and the table of line %s isn't rechecked" % (k[0].line, p[0].line))

@script:python depends on wrong && org@
p << map.p;
w << write.w;
k << unchecked.k;
@@
coccilib.org.print_todo(w[0], "written under the lock of line %s, and the table of line %s isn't rechecked" % (k[0].line, p[0].line))

@script:python depends on bare && report@
p << map.p;
w << write.w;
k << without.k;
@@
coccilib.report.print_report(w[0], "ERROR: written without the lock of the table of line %s" % p[0].line)

@script:python depends on bare && org@
p << map.p;
w << write.w;
k << without.k;
@@
coccilib.org.print_todo(w[0], "written without the lock of the table of line %s" % p[0].line)
