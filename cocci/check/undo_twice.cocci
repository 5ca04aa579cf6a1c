// SPDX-License-Identifier: GPL-2.0
/// What was done since a table was mapped is undone once: two unlocks, two unmaps or
/// two puts of one reference on a path are one too many.
///
//# Two unlocks, or two unmaps, are told where some path has both and no path from the
//# first has one only.  What gives something back is known by its name, and only looked
//# at from the branch of a pmd_same() that failed: a reference that was taken twice is a
//# false positive.  What has its value tell whether it is still to be undone, and what
//# callers undo, isn't seen.
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
once = set()     # (what, undo): not done again on some path
told = set()     # what the user has been told of
again = {}       # undo: where it was done before

def at(p):
    return p[0].file, p[0].line, p[0].column

def fresh(mode, w):
    """Whether w, which several rules may lead to, is told of for the first time"""
    new = (mode, at(w)) not in told
    told.add((mode, at(w)))
    return new

def message(w):
    """All that is wrong at w"""
    return ", and ".join(sorted(again[at(w)]))

@map@
expression P, mm, pmd, addr, v, l;
position p;
@@

P = pte_offset_map_rw_nolock@p(mm, pmd, addr, \(&v\|v\), \(&l\|l\))

@script:python@
p << map.p;
@@
mapping.add((p[0].file, p[0].current_element))

// The lock

@unlock@
expression map.l;
position u;
@@

\( spin_unlock@u(\(l\|*l\)) \| pte_unmap_unlock@u(..., \(l\|*l\)) \)

@script:python@
u << unlock.u;
@@
if (u[0].file, u[0].current_element) not in mapping:
    cocci.include_match(False)

@unlocked_twice exists@
expression map.l, E;
identifier f, undo;
position unlock.u, w;
@@

undo@u(...)
... when != f(..., \(l\|*l\|&l\), ...)
    when != l = E
\( spin_unlock@w(\(l\|*l\)) \| pte_unmap_unlock@w(..., \(l\|*l\)) \)

@unlocked_once exists@
expression map.l;
identifier F, undo;
position unlock.u, s;
@@

F(...)
{
	... when any
	undo@u@s(...)
	... when != spin_unlock(\(l\|*l\))
	    when != pte_unmap_unlock(..., \(l\|*l\))
}

@script:python@
s << unlocked_once.s;
@@
once.add(("lock", at(s)))

@locked_anew exists@
expression map.l, E;
identifier undo, f != {spin_unlock, pte_unmap_unlock};
position unlock.u, s;
@@

undo@u@s(...)
... when != spin_unlock(\(l\|*l\))
    when != pte_unmap_unlock(..., \(l\|*l\))
\( f(..., \(l\|*l\|&l\), ...) \| l = E \)

@script:python@
s << locked_anew.s;
@@
once.add(("lock", at(s)))

@unmap@
expression map.P;
position u;
@@

\( pte_unmap@u(P) \| pte_unmap_unlock@u(P, ...) \)

@script:python@
u << unmap.u;
@@
if (u[0].file, u[0].current_element) not in mapping:
    cocci.include_match(False)

@unmapped_twice exists@
expression map.P, E;
identifier undo;
position unmap.u, w;
@@

undo@u(...)
... when != P = E
\( pte_unmap@w(P) \| pte_unmap_unlock@w(P, ...) \)

@unmapped_once exists@
expression map.P;
identifier F, undo;
position unmap.u, s;
@@

F(...)
{
	... when any
	undo@u@s(...)
	... when != pte_unmap(P)
	    when != pte_unmap_unlock(P, ...)
}

@script:python@
s << unmapped_once.s;
@@
once.add(("mapping", at(s)))

@mapped_anew exists@
expression map.P, E;
identifier undo;
position unmap.u, s;
@@

undo@u@s(...)
... when != pte_unmap(P)
    when != pte_unmap_unlock(P, ...)
P = E

@script:python@
s << mapped_anew.s;
@@
once.add(("mapping", at(s)))

// From the branch of a recheck that failed, a reference or the like

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

@given_back exists@
identifier f =~ "^(?!spin_unlock|pte_unmap).*(^|_)(put|unlock|unpin|unuse|dec|drop|release|free|end|exit|leave)(_|$)";
expression list es;
identifier label;
position recheck.c, u;
@@

if (<+... !pmd_same@c(...) ...+>) {
	... when any
	f@u(es);
	... when any
	goto label;
}

@given_back_twice forall@
identifier given_back.f, taken;
expression list given_back.es;
position given_back.u, w;
@@

f@u(es);
... when != taken(es)
    when != pte_offset_map_rw_nolock(...)
f@w(es);

@script:python@
u << unlock.u;
w << unlocked_twice.w;
@@
if ("lock", at(u)) not in once:
    again.setdefault(at(w), set()).add("unlocked on line %s already" % u[0].line)

@script:python@
u << unmap.u;
w << unmapped_twice.w;
@@
if ("mapping", at(u)) not in once:
    again.setdefault(at(w), set()).add("unmapped on line %s already" % u[0].line)

@script:python@
u << given_back.u;
w << given_back_twice.w;
@@
again.setdefault(at(w), set()).add("given back on line %s already" % u[0].line)

@script:python unlocked_wrong@
w << unlocked_twice.w;
@@
if at(w) not in again:
    cocci.include_match(False)

@depends on unlocked_wrong && context@
identifier f;
position unlocked_twice.w;
@@

* f@w(...)

@script:python depends on unlocked_wrong && report@
w << unlocked_twice.w;
@@
if fresh("report", w):
    coccilib.report.print_report(w[0], "ERROR: " + message(w))

@script:python depends on unlocked_wrong && org@
w << unlocked_twice.w;
@@
if fresh("org", w):
    coccilib.org.print_todo(w[0], message(w))

@script:python unmapped_wrong@
w << unmapped_twice.w;
@@
if at(w) not in again:
    cocci.include_match(False)

@depends on unmapped_wrong && context@
identifier f;
position unmapped_twice.w;
@@

* f@w(...)

@script:python depends on unmapped_wrong && report@
w << unmapped_twice.w;
@@
if fresh("report", w):
    coccilib.report.print_report(w[0], "ERROR: " + message(w))

@script:python depends on unmapped_wrong && org@
w << unmapped_twice.w;
@@
if fresh("org", w):
    coccilib.org.print_todo(w[0], message(w))

@script:python given_back_wrong@
w << given_back_twice.w;
@@
if at(w) not in again:
    cocci.include_match(False)

@depends on given_back_wrong && context@
identifier f;
position given_back_twice.w;
@@

* f@w(...)

@script:python depends on given_back_wrong && report@
w << given_back_twice.w;
@@
if fresh("report", w):
    coccilib.report.print_report(w[0], "ERROR: " + message(w))

@script:python depends on given_back_wrong && org@
w << given_back_twice.w;
@@
if fresh("org", w):
    coccilib.org.print_todo(w[0], message(w))
