// SPDX-License-Identifier: GPL-2.0
/// The pmd entry that pte_offset_map_rw_nolock() outputs is there to be compared
/// once the lock is taken.  Where it never is, nothing says that the table is
/// still the one that was mapped.
///
//# Where a pte_same() follows the map it may be the recheck, and where the
//# mapping leaves the function (an argument, a struct, the return value) others
//# may recheck: both are left alone.  So is a map whose lock isn't taken here,
//# since the lock may be held already.  A fact of the whole program, such as who
//# can free tables at all, isn't known, and makes a report a false positive.
///
// Confidence: Moderate
// Comments:
// Options: --no-includes --include-headers

virtual report
virtual context
virtual org

@initialize:python@
@@
compared, taken = set(), set()

def at(p):
    return p[0].file, p[0].line, p[0].column

@map@
local idexpression v;
local idexpression P;
expression mm, pmd, addr, l;
position p;
@@

P = pte_offset_map_rw_nolock@p(mm, pmd, addr, &v, \(&l\|l\))

// With this the map alone decides which files are read

@script:python@
p << map.p;
@@
pass

// Another map isn't a use: it only puts another value there

@other@
local idexpression map.v;
position o;
@@

pte_offset_map_rw_nolock(..., &v@o, ...)

@used exists@
local idexpression map.v;
local idexpression map.P;
position map.p, s;
position u != other.o;
identifier f != {pte_unmap, pte_unmap_unlock, ptep_get, ptep_get_lockless,
	set_pte_at, set_ptes, set_pte, pte_clear, pte_clear_not_present_full,
	ptep_get_and_clear, ptep_get_and_clear_full, ptep_clear,
	ptep_clear_flush, ptep_set_access_flags, ptep_set_wrprotect,
	ptep_test_and_clear_young, likely, unlikely};
expression x;
identifier m;
@@

P = pte_offset_map_rw_nolock@p@s(...)
... when any
(
v@u
|
pte_same(...)
|
f(..., \(P\|P++\|P + x\|&P[x]\|&P\), ...)
|
x->m = P
|
x.m = P
|
 *x = P
)

@script:python@
s << used.s;
@@
compared.add(at(s))

@returned exists@
local idexpression map.P;
position map.p, s;
@@

P = pte_offset_map_rw_nolock@p@s(...)
... when any
return P;

@script:python@
s << returned.s;
@@
compared.add(at(s))

@locked exists@
expression map.l;
position map.p, s;
identifier lock =~ "^(spin_lock|spin_lock_nested|spin_trylock)$";
@@

pte_offset_map_rw_nolock@p@s(...)
... when any
lock(\(l\|*l\), ...)

@script:python@
s << locked.s;
@@
taken.add(at(s))

@script:python wrong@
p << map.p;
@@
if at(p) in compared or at(p) not in taken:
    cocci.include_match(False)

@depends on wrong && context@
position map.p;
@@

* pte_offset_map_rw_nolock@p(...)

@script:python depends on wrong && report@
p << map.p;
v << map.v;
@@
coccilib.report.print_report(p[0], "WARNING: %s is never compared with the pmd entry" % v)

@script:python depends on wrong && org@
p << map.p;
v << map.v;
@@
coccilib.org.print_todo(p[0], "%s is never compared with the pmd entry" % v)
