// SPDX-License-Identifier: GPL-2.0
/* Expressions as places, and places across calls. */
#include "facts.h"

static struct ref ref(const char *expression)
{
	return ref_read(intern(expression));
}

/* "path", "&path", "path+" where it is moved, "-" where it is no plain place */
static const char *shown(const char *expression)
{
	struct ref it = ref(expression);

	if (!it.path)
		return "-";
	return arena_printf("%s%s%s", it.address ? "&" : "", it.path, it.moved ? "+" : "");
}

static void assert_read(const char *expression, const char *expected)
{
	if (strcmp(shown(expression), expected))
		fail_msg("%s is read as %s, not as %s", expression, shown(expression), expected);
}

static void plain_places(void **state)
{
	(void)state;
	assert_read("pte", "pte");
	assert_read("( pte )", "pte");
	assert_read("( ( pte ) )", "pte");
	assert_read("vmf -> pte", "vmf->pte");
	assert_read("vmf . pte", "vmf.pte");
	assert_read("a -> b . c -> d", "a->b.c->d");
	assert_read("( a -> b ) . c", "a->b.c");
}

static void pointers(void **state)
{
	(void)state;
	assert_read("* p", "p[]");
	assert_read("* * p", "p[][]");
	assert_read("& x", "&x");
	assert_read("& * p", "p");
	assert_read("* & x", "x");
	assert_read("& vmf -> ptl", "&vmf->ptl");
	assert_read("* vmf -> pte", "vmf->pte[]");
	assert_read("( * p )", "p[]");
	assert_read("& ( * p )", "p");
	assert_read("* ( p )", "p[]");
}

static void members_through_pointers(void **state)
{
	(void)state;
	assert_read("( & x ) -> m", "x.m");
	assert_read("( * p ) -> m", "p[]->m");
	assert_read("( p ) -> m", "p->m");
}

static void member_of_what_is_pointed_to(void **state)
{
	(void)state;
	assert_read("( * p ) . m", "p->m");
	assert_read("& ( * p ) . m", "&p->m");
	assert_read("( * * p ) . m", "p[]->m");
	assert_read("( * p ) . m . n", "p->m.n");
}

static void arrays_are_one_place(void **state)
{
	(void)state;
	assert_read("a [ i ]", "a[]");
	assert_read("a [ i + 1 ] [ 2 ]", "a[][]");
	assert_read("& a [ i ]", "a");
	assert_read("a [ i ] . pte", "a->pte");	/* one spelling for one place */
	assert_read("s -> a [ i ] . pte", "s->a->pte");
	assert_read("( * p ) [ i ]", "p[][]");
	assert_read("& a [ i ] . pte", "&a->pte");
}

static void casts(void **state)
{
	(void)state;
	assert_read("( pte_t * ) p", "p");
	assert_read("( unsigned long * ) p", "p");
	assert_read("* ( unsigned long * ) pte", "pte[]");
	assert_read("( struct s * ) p", "p");
	assert_read("( pteval_t ) p", "p");
	assert_read("( ( struct s * ) p ) -> m", "p->m");
	assert_read("( void * ) & x", "&x");
	assert_read("( pte_t * * ) p", "p");
	assert_read("( u64 * ) ( p )", "p");
	assert_read("( unsigned long ) p", "p");
	assert_read("( pte_t * ) ( unsigned long ) p", "p");
}

static void moved_pointers(void **state)
{
	(void)state;
	assert_read("p + 1", "p+");
	assert_read("p - 1", "p+");
	assert_read("p ++", "p+");
	assert_read("++ p", "p+");
	assert_read("-- p", "p+");
	assert_read("vmf -> pte + i", "vmf->pte+");
	assert_read("* ( p + 1 )", "p[]+");
	assert_read("* p ++", "p[]+");
	assert_read("* ++ p", "p[]+");
	assert_read("( p + i ) -> m", "p->m+");
	assert_read("p + i * 2", "p+");
	assert_read("& p [ 0 ] + 1", "p+");
}

static void no_places(void **state)
{
	(void)state;
	assert_read("", "-");
	assert_read("1", "-");
	assert_read("f ( p )", "-");
	assert_read("p ? p : q", "-");
	assert_read("p + 1 ? p : q", "-");
	assert_read("* p + 1", "-");
	assert_read("p == q", "-");
	assert_read("p && q", "-");
	assert_read("! p", "-");
	assert_read("p , q", "-");
	assert_read("p = q", "-");
	assert_read("\"p\"", "-");
	assert_read("p -> ops -> f ( x )", "-");
	assert_read("( p", "-");
	assert_read("p )", "-");
	assert_read("*", "-");
	assert_read("&", "-");
}

static void assert_relation(const char *place, const char *expression, enum relation expected)
{
	static const char * const names[] = { "UNRELATED", "SAME", "ENTRY", "ADDRESS", "CONTAINER" };
	enum relation found = relate(intern(place), ref(expression));

	if (found != expected)
		fail_msg("%s to %s: %s, not %s", expression, place, names[found], names[expected]);
}

static void relations(void **state)
{
	(void)state;
	assert_relation("pte", "pte", SAME);
	assert_relation("pte", "pte + 1", SAME);
	assert_relation("pte", "( void * ) pte", SAME);
	assert_relation("pte", "* pte", ENTRY);
	assert_relation("pte", "pte [ i ]", ENTRY);
	assert_relation("pte", "pte -> low", ENTRY);
	assert_relation("pte", "& pte -> low", SAME);
	assert_relation("pte", "& pte [ i ]", SAME);
	assert_relation("pte", "& pte", ADDRESS);
	assert_relation("pte", "ptep", UNRELATED);
	assert_relation("ptep", "pte", UNRELATED);
	assert_relation("pte", "f ( pte )", UNRELATED);
}

static void relations_of_members(void **state)
{
	(void)state;
	assert_relation("vmf->pte", "vmf -> pte", SAME);
	assert_relation("vmf->pte", "* vmf -> pte", ENTRY);
	assert_relation("vmf->pte", "& vmf -> pte", ADDRESS);
	assert_relation("vmf->pte", "vmf", CONTAINER);
	assert_relation("vmf.pte", "& vmf", CONTAINER);
	assert_relation("vmf->pte", "vmf -> pmd", UNRELATED);
	assert_relation("ptlp[]", "ptlp", CONTAINER);
	assert_relation("v.p", "v . p . q", UNRELATED);
}

static void what_is_pointed_to_holds_its_members(void **state)
{
	(void)state;
	assert_relation("vmf->pte", "* vmf", CONTAINER);
	assert_relation("vmf->pte", "( * vmf ) . pte", SAME);
	assert_relation("vmf->pte", "vmf [ 0 ] . pte", SAME);
}

/* Where a stands for "a [ i ] . pte", as it is read. */
static void elements_hold_their_members(void **state)
{
	const char *place = ref("a [ i ] . pte").path;

	(void)state;
	assert_relation(place, "a [ 0 ] . pte", SAME);
	assert_relation(place, "a", CONTAINER);
	assert_relation(place, "& a [ 1 ]", CONTAINER);
}

/* "&e": what a macro was given by name is the entry itself. */
static void relations_of_named_entries(void **state)
{
	(void)state;
	assert_relation("&e", "e", ENTRY);
	assert_relation("&e", "& e", SAME);
	assert_relation("&e", "e . low", ENTRY);
	assert_relation("&e", "& e . low", SAME);
	assert_relation("&e", "f", UNRELATED);
}

static void assert_in_callee(const char *place, const char *argument, const char *expected)
{
	const char *found = place_in_callee(intern(place), ref(argument), intern("x"));

	if (!expected)
		assert_null(found);
	else if (!found)
		fail_msg("%s can't be reached by %s", place, argument);
	else
		assert_string_equal(found, expected);
}

static void into_a_callee(void **state)
{
	(void)state;
	assert_in_callee("pte", "pte", "x");
	assert_in_callee("pte", "pte + 1", "x");
	assert_in_callee("pte", "& pte", "x[]");
	assert_in_callee("pte", "& pte [ 2 ]", "x");
	assert_in_callee("vmf->pte", "vmf", "x->pte");
	assert_in_callee("vmf.pte", "& vmf", "x->pte");
	assert_in_callee("vmf->pte", "vmf -> pte", "x");
	assert_in_callee("w.vmf.pte", "& w . vmf", "x->pte");
	assert_in_callee("w.vmf.pte", "& w", "x->vmf.pte");
	assert_in_callee("ptlp[]", "ptlp", "x[]");
	assert_in_callee("pte", "* pte", NULL);
	assert_in_callee("pte", "other", NULL);
	assert_in_callee("pte", "1", NULL);
}

static void an_element_into_a_callee(void **state)
{
	(void)state;
	assert_in_callee(ref("a [ i ] . pte").path, "& a [ 1 ]", "x->pte");
}

static void assert_in_caller(const char *place, const char *argument, const char *expected)
{
	const char *found = place_in_caller(intern(place), intern("x"), ref(argument));

	if (!expected)
		assert_null(found);
	else if (!found)
		fail_msg("%s is lost where %s was passed", place, argument);
	else
		assert_string_equal(found, expected);
}

static void back_in_the_caller(void **state)
{
	(void)state;
	assert_in_caller("x->pte", "vmf", "vmf->pte");
	assert_in_caller("x->pte", "& vmf", "vmf.pte");
	assert_in_caller("x[]", "& ptl", "ptl");
	assert_in_caller("x[]", "ptlp", "ptlp[]");
	assert_in_caller("x[]->m", "& p", "p->m");
	assert_in_caller("x->a.b", "& w . s", "w.s.a.b");
	assert_in_caller("x", "p", NULL);	/* the callee's own variable */
	assert_in_caller("y->pte", "vmf", NULL);
	assert_in_caller("xy->pte", "vmf", NULL);
	assert_in_caller("x->pte", "f ( vmf )", NULL);
}

/* What goes in by an argument comes back under its own name. */
static void there_and_back(void **state)
{
	static const char * const pairs[][2] = {
		{ "vmf->pte", "vmf" }, { "vmf.pte", "& vmf" }, { "ptl", "& ptl" },
		{ "ptlp[]", "ptlp" }, { "w.vmf.pte", "& w" }, { "w.vmf.pte", "& w . vmf" },
		{ "a->b->c", "a -> b" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		const char *inside = place_in_callee(intern(pairs[i][0]), ref(pairs[i][1]),
						     intern("x"));

		assert_non_null(inside);
		assert_in_caller(inside, pairs[i][1], pairs[i][0]);
	}
}

static void parts_of_places(void **state)
{
	(void)state;
	assert_true(place_under("vmf->pte", "vmf"));
	assert_true(place_under("vmf", "vmf"));
	assert_true(place_under("a[].b", "a"));
	assert_false(place_under("vmfx", "vmf"));
	assert_false(place_under("vmf", "vmf->pte"));
	assert_string_equal(place_root("vmf->pte"), "vmf");
	assert_string_equal(place_root("a[].b"), "a");
	assert_string_equal(place_root("&e"), "e");
	assert_string_equal(place_root("x"), "x");
	assert_string_equal(place_rebase("a->b", "a", "c.d"), "c.d->b");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_places),
		cmocka_unit_test(pointers),
		cmocka_unit_test(members_through_pointers),
		cmocka_unit_test(member_of_what_is_pointed_to),
		cmocka_unit_test(arrays_are_one_place),
		cmocka_unit_test(casts),
		cmocka_unit_test(moved_pointers),
		cmocka_unit_test(no_places),
		cmocka_unit_test(relations),
		cmocka_unit_test(relations_of_members),
		cmocka_unit_test(what_is_pointed_to_holds_its_members),
		cmocka_unit_test(elements_hold_their_members),
		cmocka_unit_test(relations_of_named_entries),
		cmocka_unit_test(into_a_callee),
		cmocka_unit_test(an_element_into_a_callee),
		cmocka_unit_test(back_in_the_caller),
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(parts_of_places),
	};

	return cmocka_run_group_tests(tests, load_vocabulary, free_vocabulary);
}
