// SPDX-License-Identifier: GPL-2.0
/// pte_offset_map_nolock() doesn't say whether the mapping that it returns is
/// written through.  Say of each call what this file shows of its mapping, and
/// rename it to pte_offset_map_ro_nolock() where it can only be read.
///
//# One file is read at a time, so "passed on", "stored" and "returned" are
//# questions and not faults: what others do with the mapping isn't known here.
//# A copy is followed by its name: what is said of it may come from another
//# mapping that it holds at another time.  Macros aren't expanded, and code
//# that Coccinelle can't parse isn't seen.  patch leaves every call alone that
//# isn't certain, and report says why.
///
// Confidence: High
// Comments:
// Options: --no-includes --include-headers

virtual report
virtual context
virtual org
virtual patch

@initialize:python@
@@
import re

# Functions of the mapping that only read the entry, or end the mapping
READS = {"ptep_get", "ptep_get_lockless", "pte_unmap", "pte_unmap_unlock"}
# Functions of the entry, *ptep, that take it by value
VALUES = {"READ_ONCE", "pte_none", "pte_present", "pte_same"}
# Functions that change what their argument points to
WRITES = re.compile(
    r"(__)?set_(huge_)?ptes?(_at|_safe|_\w+)?|(__)?(huge_)?pte_clear(_\w+)?|"
    r"(__)?(huge_)?ptep_(set|get_and|clear|test_and|modify_prot|try)(_\w+)?|"
    r"WRITE_ONCE|smp_store_\w+|(arch_|try_|__)*(cmp)?xchg\w*|"
    r"(arch_|raw_)?atomic(64|_long)?_(?!read)\w+|"
    r"(__|arch_)*(test_and_)?(set|clear|change)_bit\w*")
# Macros that change *ptep itself
STORES = {"WRITE_ONCE", "swap"}
# What may be done with the lock of the table
LOCKS = {"spin_lock", "spin_unlock", "assert_spin_locked",
         "lockdep_assert_held"}
# What may be called under it, since it can't take the table away
HARMLESS = READS | VALUES | LOCKS | {
    "likely", "unlikely", "BUG_ON", "WARN_ON", "WARN_ON_ONCE", "VM_BUG_ON",
    "VM_WARN_ON", "VM_WARN_ON_ONCE", "pte_young", "pte_dirty", "pte_write",
    "pte_special", "pte_pfn", "pte_val", "pte_protnone", "pte_uffd_wp",
    "pte_soft_dirty", "pte_to_swp_entry", "is_swap_pte", "pmd_none",
    "pmd_same", "pmdp_get", "pmdp_get_lockless"}
# The uses of the pmd and of the lock that change neither; %s is the name
PMD_READS = (r"\bpmdp_get(_lockless)?\(\s*%s\s*\)|\bREAD_ONCE\(\*%s\)|"
             r"\bpmd_(none|present|leaf|bad|trans_huge|val)\(\s*\*%s\s*\)|"
             r"!\s*%s\b")
SAFE = {"declared", "target", "test", "load"}
CALL = re.compile(r"\bpte_offset_map_nolock\s*\((?:[^()]|\([^()]*\))*\)")
MEMBER = re.compile(r"\.\w+\s*=\s*\Z")
LOCK_USES = (r"\b(%s)\(\s*%%s\s*\)|\bpte_unmap_unlock\(\s*\w+,\s*%%s\s*\)"
             % "|".join(sorted(LOCKS)))

where_from = {}  # call: the forms of expression that it stands in
holder_at = {}   # call: the use that is its left hand side
holder = {}      # call: the local variables that the mapping is put in
plain = {}       # call: its arguments, where it is all of the right hand side
forms = {}       # use of a name: the forms of expression that it stands in
names = {}       # use: the name
reached = {}     # call: the uses that its mapping reaches
locked = {}      # call: (function, position) of what runs under its lock


def at(p):
    return p.file, int(p.line), int(p.column)


def tidy(expression):
    """An expression without the blanks that Coccinelle puts in"""
    return re.sub(r"(?<!\w) | (?!\w)", "", str(expression))


def put(table, key, value):
    table.setdefault(key, [])
    if value not in table[key]:
        table[key].append(value)


def form(p, kind, what="", name=None, table=forms, start=None):
    """The name or call at p stands in this form; of calls the innermost,
    which starts last, is kept"""
    key, order = at(p), at(start) if start else None
    kinds = table.setdefault(key, {})
    if kind not in kinds or order and order > kinds[kind][1]:
        kinds[kind] = (tidy(what), order)
    if name:
        names[key] = tidy(name)


class Source:
    """The text of one file, with comments and strings blanked out"""

    def __init__(self, name):
        with open(name, encoding="latin-1", newline="") as file:
            self.raw = file.read()
        self.text = re.sub(
            r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|' r"'(?:\\.|[^'\\\n])*'",
            lambda m: re.sub(r"[^\n]", " ", m[0]), self.raw, flags=re.S)
        self.starts = [0] + [m.end() for m in re.finditer("\n", self.raw)]
        self.macros = re.findall(
            r"^[ \t]*#[ \t]*define[ \t]+(\w+)(\([^)]*\))?((?:\\\r?\n|.)*)",
            self.text, re.M)

    def offset(self, line, column):
        return self.starts[int(line) - 1] + int(column)

    def span(self, p):
        return (self.offset(p.current_element_line, p.current_element_column),
                self.offset(p.current_element_line_end,
                            p.current_element_column_end))

    def body(self, p):
        start, end = self.span(p)
        return self.text[start:end]

    def after(self, p):
        """The text that may run from p on: all of the function if it loops"""
        if re.search(r"\b(\w*for\w*each\w*|for|while|goto)\b", self.body(p)):
            return self.body(p)
        return self.text[self.offset(p.line, p.column):self.span(p)[1]]

    def words(self, p, name):
        """Where a name stands in the function around p"""
        start, end = self.span(p)
        for m in re.finditer(r"(?<![\w.])(?<!->)%s\b" % re.escape(name),
                             self.text[start:end]):
            line = self.text.count("\n", 0, start + m.start()) + 1
            yield p.file, line, start + m.start() - self.starts[line - 1]

    def macro(self, p):
        """The name of the macro that p is in"""
        text = self.text[:self.offset(p.line, p.column)]
        m = re.search(r"^[ \t]*#[ \t]*define[ \t]+(\w+)(?:\\\r?\n|.)*\Z",
                      text, re.M)
        return m and m[1]


sources = {}


def source(p):
    if p.file not in sources:
        sources.clear()
        sources[p.file] = Source(p.file)
    return sources[p.file]


def inside(use):
    """The innermost function that a use is an argument of, or part of one"""
    return forms.get(use, {}).get("in", ("",))[0]


def meaning(use):
    """(kind, what) of one use of the mapping: the nearest form counts"""
    kinds = {k: what for k, (what, _) in forms.get(use, {}).items()}
    function = inside(use)
    if SAFE & set(kinds) or kinds.get("arg") in READS:
        return "read", ""
    if "write" in kinds:
        return "write", ""
    if "address" in kinds:
        return "write" if WRITES.fullmatch(function) else "address", function
    if "value" in kinds and function in STORES:
        return "write", function
    if "value" in kinds:
        return "read" if function in VALUES else "value", function
    if {"compare", "move"} & set(kinds) or function in READS:
        return "value", function
    if function:
        return "write" if WRITES.fullmatch(function) else "passed", function
    for kind in ("returned", "assigned"):
        if kind in kinds:
            return kind, kinds[kind]
    return ("assigned", ".") if MEMBER.search(before(use)) else ("other", "")


def before(use):
    src = sources[use[0]]
    return src.text[:src.offset(*use[1:])][-200:]


def place(what, line, local):
    """Where an assignment puts the mapping"""
    if re.search(r"->|\.", what):
        return "stored in a struct at line %d" % line
    if what in local:
        return "copied to %s at line %d" % (what, line)
    if re.fullmatch(r"\w+", what):
        return ("kept in %s, which isn't a local pte_t *, at line %d"
                % (what, line))
    return "stored in %s at line %d" % (what, line)


def say(use, local, name=""):
    """What one use tells about the mapping, or None"""
    kind, what = meaning(use)
    line = forms[use]["in"][1][1] if what and what == inside(use) else use[1]
    of = " as " + name if name else ""
    if kind == "write":
        by = ", ".join(filter(None, [what, name and "through " + name]))
        return "written here at line %d%s" % (line, by and " (%s)" % by)
    if kind == "assigned" and what != name:
        return place(what, line, local) + of
    told = {"passed": "passed on to %s at line %d" % (what, line),
            "returned": "returned at line %d" % line,
            "address": "its address taken at line %d" % line,
            "other": "used at line %d in a way not understood" % line}
    return told[kind] + of if kind in told else None


def locals_of(p):
    """The local pte_t * of the function around p"""
    start, end = source(p).span(p)
    src = sources[p.file]
    return {names[u] for u, kinds in forms.items() if u[0] == p.file
            and "declared" in kinds and "static" not in kinds
            and start <= src.offset(*u[1:]) < end}


def copies(name, uses, local, known):
    """The local variables that take the value of a name, in turn"""
    for use in uses:
        kind, what = meaning(use)
        if kind == "assigned" and what in local and what not in known:
            known.append(what)
    return known


def once(said):
    """Each thing once: the first of every kind and name"""
    first = {}
    for text in said:
        first.setdefault(re.sub(r"line \d+", "", text), text)
    return list(first.values())


def first_facts(c):
    """What the expression around the call at c does with the mapping"""
    line, src = int(c.line), source(c)
    kinds = {k: what for k, (what, _) in where_from.get(at(c), {}).items()}
    local = locals_of(c)
    if src.macro(c):
        return ["in macro %s, used where the macro is" % src.macro(c)]
    if "put" in kinds:
        return [place(kinds["put"], line, local)]
    if kinds.get("in") in READS:
        return []
    if "in" in kinds:
        return ["passed on to %s at line %d" % (kinds["in"], line)]
    if "returned" in kinds:
        return ["returned at line %d" % line]
    if "assigned" in kinds:
        return [place(kinds["assigned"], line, local)]
    if MEMBER.search(before(at(c))):
        return ["stored in a struct at line %d" % line]
    return ["not kept at line %d" % line]


def facts(c):
    """What this file shows of the mapping of the call at c"""
    src, local, said = source(c), locals_of(c), []
    if at(c) not in holder or src.macro(c):
        return first_facts(c)
    for name in holder[at(c)]:
        uses = set(reached.get(at(c), ()))
        uses |= {u for u in src.words(c, name) if u not in forms}
        uses = sorted(u for u in uses if u != holder_at[at(c)])
        said += [say(u, local) for u in uses]
        known = copies(name, uses, local, [name])
        for copy in known[1:]:
            uses = list(src.words(c, copy))
            said += [say(u, local, copy) for u in uses]
            copies(copy, uses, local, known)
    return once(filter(None, said))


def squeeze(code):
    """Code without the blanks that a name may be written with"""
    return re.sub(r"\s*->\s*", "->", re.sub(r"([*&])\s+", r"\1", code))


def touched(src, c, name, good, type):
    """Where the pmd or the lock may be used for more than reading"""
    body, text = (squeeze(CALL.sub("", code))
                  for code in (src.body(c), src.after(c)))
    simple = re.fullmatch(r"(\w+)(?:->\w+)?", name)
    if not simple:
        return "%s is no plain name" % name
    base = simple[1]
    if base == name and not re.search(
            r"\b%s\b[^;(){}]*\*\s*%s\b" % (type, name), body):
        return "%s isn't local" % name
    kept = re.sub(good.replace("%s", re.escape(name)), "", body)
    if re.search(r"=[^;=]*(?<![*\w])(%s\b|%s\b(?!->))|&%s\b(?!->)"
                 % (re.escape(name), base, base), kept):
        return "%s is copied" % name
    if re.search(r"[;{})]\s*\*[^;=(){}]*=(?!=)|\]\s*=(?!=)", text):
        return "a store through a pointer"
    text = re.sub(r"\b(%s|struct \w+)\s*\*\s*%s\b" % (type, base), "", text)
    text = re.sub(r"\b%s\s[^;()]*;|[;{}]\s*%s\s*=(?!=)" % (type, base), "",
                  text)
    text = re.sub(good.replace("%s", re.escape(name)), "", text)
    if re.search(r"\b%s\b" % re.escape(name), text):
        return "%s is used again" % name
    if base != name and re.search(r"\b%s\b(?!->)" % base, text):
        return "%s is used again" % base
    return None


def doubts(c):
    """Why the call at c isn't certainly read-only within this file"""
    src = source(c)
    if at(c) not in plain or src.macro(c):
        return "not simply put in a local pte_t *"
    name, pmd, lock = plain[at(c)]
    for use in src.words(c, name):
        kinds = forms.get(use, {})
        value = kinds.get("target", ("NULL",))[0]
        if meaning(use)[0] != "read" or "static" in kinds \
           or value != "NULL" and not CALL.match(value):
            return "%s at line %d" % (name, use[1])
    for macro, parameters, text in src.macros:
        if re.search(r"\b%s\b" % macro, src.body(c)) \
           and re.search(r"\b%s\b" % name, text) \
           and not re.search(r"\b%s\b" % name, parameters):
            return "%s in macro %s" % (name, macro)
    if re.search(r"\b_*asm\w*\b", src.body(c)):
        return "asm"
    return touched(src, c, pmd, PMD_READS, "pmd_t") \
        or touched(src, c, lock, LOCK_USES, "spinlock_t") \
        or next(("%s() at line %d under the lock" % (function, line)
                 for function, line in locked.get(at(c), ())
                 if function not in HARMLESS), None)


def message(c):
    """The sentence for the call at c"""
    said, why = "; ".join(facts(c)), doubts(c)
    if not said:
        said = "only reads in this file" + (why and ", but see " + why or "")
    where = "" if source(c).macro(c) else " in " + c.current_element
    return "pte_offset_map_nolock()%s: %s" % (where, said)


// Every call, wherever it stands

@call@
position c;
@@

pte_offset_map_nolock@c(...)

@spots depends on context@
position call.c;
@@

* pte_offset_map_nolock@c(...)

// What the expression around the call does with the mapping

@call_put depends on report || org || patch@
position call.c;
expression l;
@@

l = pte_offset_map_nolock@c(...)

@script:python@
c << call.c;
l << call_put.l;
@@
form(c[0], "put", l, table=where_from)

@call_assigned depends on report || org || patch@
position call.c;
expression l;
@@

l = <+... pte_offset_map_nolock@c(...) ...+>

@script:python@
c << call.c;
l << call_assigned.l;
@@
form(c[0], "assigned", l, table=where_from)

@call_in depends on report || org || patch@
position call.c, s;
expression f;
@@

f@s(..., <+... pte_offset_map_nolock@c(...) ...+>, ...)

@script:python@
c << call.c;
f << call_in.f;
s << call_in.s;
@@
form(c[0], "in", f, table=where_from, start=s[0])

@call_returned depends on report || org || patch@
position call.c;
@@

return <+... pte_offset_map_nolock@c(...) ...+>;

@script:python depends on call_returned@
c << call.c;
@@
form(c[0], "returned", table=where_from)

// The local variable that holds the mapping, and what the mapping reaches

@held depends on report || org || patch@
type T;
local idexpression T *p;
position call.c, w;
@@

p@w = <+... pte_offset_map_nolock@c(...) ...+>

@script:python@
c << call.c;
p << held.p;
w << held.w;
@@
if where_from.get(at(c[0]), {}).keys() & {"put"} \
   or "in" not in where_from.get(at(c[0]), {}):
    put(holder, at(c[0]), tidy(p))
    holder_at[at(c[0])] = at(w[0])

@simply depends on report || org || patch@
typedef pte_t;
local idexpression pte_t *p;
position call.c;
expression mm, pmd, addr, l;
@@

p = pte_offset_map_nolock@c(mm, pmd, addr, &l)

@script:python@
c << call.c;
p << simply.p;
d << simply.pmd;
l << simply.l;
@@
plain[at(c[0])] = tidy(p), tidy(d), tidy(l)

@reaches exists@
type held.T;
local idexpression T *held.p;
position call.c, u;
expression e, e1;
identifier f, x, m;
@@

\( p = pte_offset_map_nolock@c(...)
\| p = e ? pte_offset_map_nolock@c(...) : e1
\| p = e ? e1 : pte_offset_map_nolock@c(...) \)
... when any
    when != p = f(...)
    when != p = NULL
    when != p = x
    when != p = x->m
p@u

@script:python@
c << call.c;
u << reaches.u;
@@
put(reached, at(c[0]), at(u[0]))

// What is done with a name of type pte_t *, in each form that tells

@declared@
type held.T;
identifier p;
position u;
@@

T *p@u;

@script:python@
p << declared.p;
u << declared.u;
@@
form(u[0], "declared", name=p)

@declared_set@
type held.T;
identifier p;
position u;
expression E;
@@

T *p@u = E;

@script:python@
p << declared_set.p;
u << declared_set.u;
@@
form(u[0], "declared", name=p)

@lasting@
type held.T;
identifier p;
position u;
@@

static T *p@u;

@script:python@
p << lasting.p;
u << lasting.u;
@@
form(u[0], "static", name=p)

@lasting_set@
type held.T;
identifier p;
position u;
expression E;
@@

static T *p@u = E;

@script:python@
p << lasting_set.p;
u << lasting_set.u;
@@
form(u[0], "static", name=p)

@target@
type held.T;
idexpression T *p;
position u;
expression E;
@@

p@u = E

@script:python@
p << target.p;
u << target.u;
E << target.E;
@@
form(u[0], "target", E, name=p)

@test@
type held.T;
idexpression T *p;
position u;
@@

p@u == NULL

@script:python@
p << test.p;
u << test.u;
@@
form(u[0], "test", name=p)

@test_not@
type held.T;
idexpression T *p;
position u;
@@

p@u != NULL

@script:python@
p << test_not.p;
u << test_not.u;
@@
form(u[0], "test", name=p)

@arg@
type held.T;
idexpression T *p;
position u;
expression f;
@@

f(..., p@u, ...)

@script:python@
p << arg.p;
u << arg.u;
f << arg.f;
@@
form(u[0], "arg", f, name=p)

@load@
type held.T;
idexpression T *p;
position u;
expression E;
@@

E = *p@u

@script:python@
p << load.p;
u << load.u;
@@
form(u[0], "load", name=p)

@value@
type held.T;
idexpression T *p;
position u;
@@

 *p@u

@script:python@
p << value.p;
u << value.u;
@@
form(u[0], "value", name=p)

@write@
type held.T;
idexpression T *p;
position u;
expression E, i;
identifier m, m1;
type T1;
assignment operator op;
@@

(
 *p@u op E
|
 *p@u++ op E
|
 *((T1)p@u) op E
|
 *(p@u + i) op E
|
 (*p@u).m op E
|
p@u[i] op E
|
p@u[i].m op E
|
p@u->m op E
|
p@u->m.m1 op E
|
p@u->m[i] op E
|
 (*p@u)++
|
 (*p@u)--
|
 (++*p@u)
|
 (--*p@u)
)

@script:python@
p << write.p;
u << write.u;
@@
form(u[0], "write", name=p)

@move@
type held.T;
idexpression T *p;
position u;
expression E;
assignment operator op;
@@

(
p@u op E
|
p@u++
|
p@u--
|
 ++p@u
|
 --p@u
)

@script:python@
p << move.p;
u << move.u;
@@
form(u[0], "move", name=p)

@compare@
type held.T;
idexpression T *p;
position u;
expression E;
@@

(
p@u == E
|
p@u != E
|
p@u < E
|
p@u > E
|
p@u <= E
|
p@u >= E
)

@script:python@
p << compare.p;
u << compare.u;
@@
form(u[0], "compare", name=p)

@address@
type held.T;
idexpression T *p;
position u;
identifier m;
expression E;
@@

 \( &p@u \| &(*p@u) \| &(p@u->m) \| &(p@u[E]) \)

@script:python@
p << address.p;
u << address.u;
@@
form(u[0], "address", name=p)

@inside@
type held.T;
idexpression T *p;
position u, s;
expression f;
@@

f@s(..., <+... p@u ...+>, ...)

@script:python@
p << inside.p;
u << inside.u;
f << inside.f;
s << inside.s;
@@
form(u[0], "in", f, name=p, start=s[0])

@assigned@
type held.T;
idexpression T *p;
position u;
expression l;
@@

l = <+... p@u ...+>

@script:python@
p << assigned.p;
u << assigned.u;
l << assigned.l;
@@
form(u[0], "assigned", l, name=p)

@returned@
type held.T;
idexpression T *p;
position u;
@@

return <+... p@u ...+>;

@script:python@
p << returned.p;
u << returned.u;
@@
form(u[0], "returned", name=p)

// Of a mapping that is only read, what runs under the lock of its table

@script:python quiet@
c << call.c;
l << simply.l;
@@
if facts(c[0]):
    cocci.include_match(False)

@under depends on quiet exists@
position call.c, q;
expression simply.l;
expression p, mm, pmd, addr;
identifier lock =~ "^(spin_lock|assert_spin_locked|lockdep_assert_held)$";
expression f;
@@

p = pte_offset_map_nolock@c(mm, pmd, addr, &l)
... when any
lock(l)
... when any
    when != spin_unlock(l)
f@q(...)

@script:python@
c << call.c;
f << under.f;
q << under.q;
@@
put(locked, at(c[0]), (tidy(f), int(q[0].line)))

// What the file shows; every call again, since the rule before let some go

@told depends on report || org || patch@
position c;
@@

pte_offset_map_nolock@c(...)

@script:python depends on report@
c << told.c;
@@
coccilib.report.print_report(c[0], "WARNING: " + message(c[0]))

@script:python depends on org@
c << told.c;
@@
coccilib.org.print_todo(c[0], message(c[0]))

@script:python certain depends on patch@
c << told.c;
@@
if facts(c[0]) or doubts(c[0]):
    cocci.include_match(False)

// The whole call is rewritten, so that its arguments are realigned

@depends on certain && patch@
position told.c;
expression list es;
@@

- pte_offset_map_nolock@c(es)
+ pte_offset_map_ro_nolock(es)
