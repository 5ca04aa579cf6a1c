// SPDX-License-Identifier: GPL-2.0
/* Symbolic values: equal values have equal numbers, so they are compared as such. */
#include "mapping.h"

static struct value *values;
static int n_values, max_values;
static int *buckets;
static int n_buckets;

static unsigned int hash_of(const struct value *v)
{
	inchash::hash h;

	h.add_int(v->kind);
	h.add_hwi(v->a);
	h.add_hwi(v->b);
	h.add_ptr(v->p);
	return h.end();
}

static void grow(void)
{
	int i;

	max_values = max_values ? 2 * max_values : 1024;
	values = XRESIZEVEC(struct value, values, max_values);
	n_buckets = 4 * max_values;
	buckets = XRESIZEVEC(int, buckets, n_buckets);
	memset(buckets, -1, n_buckets * sizeof(int));
	for (i = 0; i < n_values; i++) {
		unsigned int h = hash_of(&values[i]) % n_buckets;

		while (buckets[h] >= 0)
			h = (h + 1) % n_buckets;
		buckets[h] = i;
	}
}

/**
 * value - the value with these parts
 * @kind: its kind
 * @a: see struct value
 * @b: see struct value
 * @p: see struct value
 */
val value(enum vkind kind, long a, long b, const void *p)
{
	struct value v = { kind, a, b, p };
	unsigned int h;

	if (n_values == max_values)
		grow();
	if (!n_values)
		values[n_values++] = (struct value){ V_UNKNOWN, 0, 0, NULL };
	for (h = hash_of(&v) % n_buckets; buckets[h] >= 0; h = (h + 1) % n_buckets) {
		const struct value *is = &values[buckets[h]];

		if (is->kind == kind && is->a == a && is->b == b && is->p == p)
			return buckets[h];
	}
	values[n_values] = v;
	buckets[h] = n_values;
	return n_values++;
}

/**
 * value_of_mapping - what a mapping gave: its pointer, lock or pmdval
 * @kind: V_MAP, V_LOCK or V_PMDVAL
 * @mapping: its number
 */
val value_of_mapping(enum vkind kind, int mapping)
{
	return value(kind, mapping, 0, NULL);
}

void value_reset(void)
{
	n_values = 0;
	if (n_buckets)
		memset(buckets, -1, n_buckets * sizeof(int));
}

const struct value *value_of(val v)
{
	return &values[v];
}

bool value_is(val v, enum vkind kind)
{
	return v != UNKNOWN && values[v].kind == kind;
}

val value_int(HOST_WIDE_INT n)
{
	return value(V_INT, n, 0, NULL);
}

/* Which of a and b are values */
static int parts(enum vkind kind)
{
	switch (kind) {
	case V_ADD: case V_EQ: case V_LESS: case V_AND: case V_OR: case V_OP:
	case V_CONTENT:
		return 2;
	case V_FIELD: case V_TABLELOCK: case V_NOT: case V_NONE: case V_APPLY:
		return 1;
	case V_ENTRY: case V_LIVE: case V_TRY: case V_READ:
		return -1;	/* b alone */
	default:
		return 0;
	}
}

static int depth(val v)
{
	const struct value *n = value_of(v);
	int p = parts(n->kind), a = 0, b = 0;

	if (p > 0)
		a = depth(n->a);
	if (p == 2 || p == -1)
		b = depth(n->b);
	return 1 + (a > b ? a : b);
}

static val bounded(enum vkind kind, val a, val b, const void *p)
{
	if (depth(a) > 8 || (b && depth(b) > 8))
		return UNKNOWN;
	return value(kind, a, b, p);
}

/**
 * value_field - the address of what lies at an offset from a pointer
 * @base: the pointer
 * @offset: in bytes. A pointer into a mapped table stays one, whatever the entry.
 */
val value_field(val base, HOST_WIDE_INT offset)
{
	struct value b = *value_of(base);

	if (base == UNKNOWN || b.kind == V_MAP || !offset)
		return base;
	if (b.kind == V_INT)
		return value_int(b.a + offset);
	if (b.kind == V_FIELD) {
		offset += b.b;
		base = b.a;
		if (!offset)
			return base;
	}
	return bounded(V_FIELD, base, 0, NULL) == UNKNOWN ? UNKNOWN :
	       value(V_FIELD, base, offset, NULL);
}

/**
 * value_add - the address of what lies at a computed offset from a pointer
 * @base: the pointer
 * @index: the offset
 */
val value_add(val base, val index)
{
	if (base == UNKNOWN || value_is(base, V_MAP))
		return base;
	if (index == UNKNOWN)
		return UNKNOWN;
	if (value_is(index, V_INT))
		return value_field(base, value_of(index)->a);
	return bounded(V_ADD, base, index, NULL);
}

bool value_is_truth(val v)
{
	switch (value_of(v)->kind) {
	case V_SAME: case V_TRY: case V_EQ: case V_LESS: case V_NOT: case V_AND:
	case V_OR: case V_NONE: case V_APPLY:
		return true;
	default:
		return false;
	}
}

val value_not(val v)
{
	if (v == UNKNOWN)
		return UNKNOWN;
	if (value_is(v, V_NOT))
		return value_of(v)->a;
	if (value_is(v, V_INT))
		return value_int(!value_of(v)->a);
	return bounded(V_NOT, v, 0, NULL);
}

/* Whether it is the address of something: equal to no number */
static bool is_address(val v)
{
	switch (value_of(v)->kind) {
	case V_MAP: case V_LOCK: case V_TABLELOCK: case V_OBJECT:
		return true;
	case V_FIELD: case V_ADD:
		return is_address(value_of(v)->a);
	default:
		return false;
	}
}

val value_equal(val a, val b)
{
	if (a == UNKNOWN || b == UNKNOWN)
		return UNKNOWN;
	if (a == b)
		return value_is(a, V_MAP) ? UNKNOWN : value_int(1);
	if (value_is(a, V_INT))
		std::swap(a, b);
	if (value_is(b, V_INT)) {
		if (value_is(a, V_INT))
			return value_int(0);
		if (is_address(a))
			return value_int(0);
		if (value_is_truth(a) && !value_of(b)->a)
			return value_not(a);
		if (value_is_truth(a) && value_of(b)->a == 1)
			return a;
	} else if (a > b) {
		std::swap(a, b);
	}
	return bounded(V_EQ, a, b, NULL);
}

val value_less(val a, val b)
{
	const struct value *x = value_of(a), *y = value_of(b);

	if (a == UNKNOWN || b == UNKNOWN)
		return UNKNOWN;
	if (x->kind == V_INT && y->kind == V_INT && x->a >= 0 && y->a >= 0)
		return value_int(x->a < y->a);
	return bounded(V_LESS, a, b, NULL);
}

/**
 * value_root - the pointer that an address is an offset from
 * @address: the address
 */
val value_root(val address)
{
	while (value_is(address, V_FIELD) || value_is(address, V_ADD))
		address = value_of(address)->a;
	return address;
}

bool value_mentions(val v, val part)
{
	const struct value *n = value_of(v);
	int p = parts(n->kind);

	if (v == part)
		return true;
	return (p > 0 && value_mentions(n->a, part)) ||
	       ((p == 2 || p == -1) && value_mentions(n->b, part));
}

static val rebuild(val v, val (*leaf)(val v, const void *data), const void *data)
{
	struct value n = *value_of(v);
	val made = leaf(v, data);
	int p = parts(n.kind);
	val a = n.a, b = n.b;

	if (made != v || !p)
		return made;
	if (p > 0)
		a = rebuild(n.a, leaf, data);
	if (p == 2 || p == -1)
		b = rebuild(n.b, leaf, data);
	if (a == n.a && b == n.b)
		return v;
	if ((p > 0 && a == UNKNOWN) || (p != 1 && b == UNKNOWN))
		return UNKNOWN;
	/* As value_equal() has them */
	if (n.kind == V_EQ && (value_is(a, V_INT) || (!value_is(b, V_INT) && a > b)))
		std::swap(a, b);
	return value(n.kind, a, b, n.p);
}

static val swapped(val v, const void *data)
{
	const val *two = (const val *)data;

	return v == two[0] ? two[1] : v;
}

val value_replace(val v, val part, val by)
{
	val two[] = { part, by };

	return rebuild(v, swapped, two);
}

static val aged(val v, const void *data)
{
	const struct value *n = value_of(v);

	if ((n->kind == V_MAP || n->kind == V_LOCK || n->kind == V_PMDVAL) &&
	    n->a == *(const int *)data)
		return value(n->kind, n->a, 1, NULL);
	return v;
}

/**
 * value_age - a value after a mapping was made anew: it speaks of the older one
 * @v: the value
 * @mapping: the mapping
 */
val value_age(val v, int mapping)
{
	return rebuild(v, aged, &mapping);
}

static val of_no_era(val v, const void *data)
{
	const struct value *n = value_of(v);

	if (n->kind == V_READ)
		return value(V_CONTENT, value_timeless(n->b), UNKNOWN, NULL);
	return n->kind == V_CONTENT ? value(V_CONTENT, n->a, UNKNOWN, NULL) : v;
}

/**
 * value_timeless - a value as if no callee, and nobody else, had changed any memory
 * @v: the value
 */
val value_timeless(val v)
{
	return rebuild(v, of_no_era, NULL);
}

/**
 * value_mapping - the mapping that a value is of, or -1
 * @v: a pointer into the table, its lock or its pmd value; also of an older map
 */
int value_mapping(val v)
{
	const struct value *n = value_of(v);

	if (n->kind == V_MAP || n->kind == V_LOCK || n->kind == V_PMDVAL)
		return n->a;
	return -1;
}
