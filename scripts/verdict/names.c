// SPDX-License-Identifier: GPL-2.0
/*
 * Other names: of what holds the mapping, and names that are none of the
 * function's variables, for these may be macros.
 */
#include <ctype.h>
#include <string.h>
#include "verdict.h"

/* Whether a pointer to the place is kept somewhere: then it has another name. */
static bool address_assigned(const struct function *function, const char *path)
{
	const char *address = intern(arena_printf("& %s", path));

	for (int i = 0; i < function->nfacts; i++) {
		const struct fact *fact = &function->facts[i];

		if (fact->kind == ASSIGN && (fact->right == address ||
					     (ref_read(fact->right).address &&
					      ref_read(fact->right).path == path)))
			return true;
	}
	return false;
}

/**
 * has_other_name() - whether what holds the place goes by another name, too
 * @function: the function
 * @place: the place
 */
bool has_other_name(const struct function *function, const char *place)
{
	const char *root = place_root(place);

	if (address_assigned(function, place) || address_assigned(function, root))
		return true;
	for (int i = 0; place != root && i < function->nfacts; i++) {
		const struct fact *fact = &function->facts[i];

		if (fact->kind == ASSIGN && ref_read(fact->right).path == root &&
		    !ref_read(fact->right).address && !ref_read(fact->right).moved)
			return true;
		for (int n = 0; fact->kind == CALL && word_in("contains", fact->name) &&
		     n < fact->nargs; n++)
			if (ref_read(fact->args[n]).path == root)
				return true;
	}
	return false;
}

/* Whether what a name stands for is seen: then check_names() has looked at it. */
static bool is_known(const struct function *function, const char *name)
{
	const struct function *found[1];

	return resolve(function, name, found, 1);
}

/**
 * may_be_macro() - whether a name that the function does not declare is spelt like a macro
 * @function: the function
 * @name: the name
 */
bool may_be_macro(const struct function *function, const char *name)
{
	bool letter = false;

	if (!is_name(name) || variable_type(function, name) || is_known(function, name))
		return false;
	for (const char *at = name; *at; at++) {
		if (islower((unsigned char)*at))
			return false;
		letter |= isalpha((unsigned char)*at) != 0;
	}
	return letter && strcmp(name, "NULL");
}

/**
 * undeclared() - the name with which an expression begins, if the function does not declare it
 * @function: the function
 * @expression: the expression
 */
const char *undeclared(const struct function *function, const char *expression)
{
	struct ref ref = ref_read(expression);
	const char *root;

	if (!ref.path || ref.address || *ref.path == '@')
		return NULL;
	root = place_root(ref.path);
	return is_name(root) && strcmp(root, "NULL") && !variable_type(function, root) &&
	       !is_known(function, root) ? root : NULL;
}

struct macro_use {		/* of a macro without parameters, or of another name for something */
	const char *name;
	int offset;
	const struct function *macro;
	struct macro_use *next;
};

static struct macro_use *find_macros(const struct function *function)
{
	struct tokens tokens = tokens_read(function->text, function->body > 0 ? function->body : 0,
					   strlen(function->text));
	struct macro_use *uses = NULL;

	for (int i = 0; i < tokens.count; i++) {
		const struct function *found[64];
		const char *name = tokens.at[i].text;
		const char *before = i ? tokens.at[i - 1].text : "";
		const char *after = i + 1 < tokens.count ? tokens.at[i + 1].text : "";
		int count;

		if (!is_name(name) || !strcmp(before, "->") || !strcmp(before, ".") ||
		    !strcmp(after, "(") || variable_type(function, name))
			continue;
		count = resolve(function, name, found, 64);
		if (!count)
			need_definition(name, true);
		for (int k = 0; k < count; k++) {
			struct macro_use *use;

			if (!found[k]->alias && (!found[k]->is_macro || found[k]->nparams))
				continue;
			use = arena_alloc(sizeof(*use));
			*use = (struct macro_use){ name, tokens.at[i].start, found[k], uses };
			uses = use;
		}
	}
	return uses;
}

static bool names_mapping(const struct function *macro, const struct state *state)
{
	const char *text = macro->alias ? macro->alias : macro->text;
	struct tokens tokens = tokens_kept(text, macro->alias ? 0 : macro->body, strlen(text));

	for (int i = 0; i < tokens.count; i++)
		for (int k = 0; k < state->count; k++)
			if (state->at[k].kind == MAPPED &&
			    place_root(state->at[k].place) == tokens.at[i].text)
				return true;
	return false;
}

/**
 * check_names() - look for names that stand for the mapping and are no variables
 * @walk: where we are
 * @node: a node of the graph
 * @state: what is known before it
 *
 * #define CUR (w->pte), #define CUR pte
 */
void check_names(struct walk *walk, const struct node *node, const struct state *state)
{
	struct function *function = walk->function;

	if (!state_has(state, LIVE, NULL) || node->start == node->end)
		return;
	if (!function->macros_known) {
		bool outer = lacking_begin();

		function->macros = find_macros(function);
		function->macros_known = true;
		function->macros_lacking = lacking_end(outer);
	}
	if (function->macros_lacking)
		lacking_note();
	for (const struct macro_use *use = function->macros; use; use = use->next)
		if (use->offset >= node->start && use->offset < node->end &&
		    names_mapping(use->macro, state))
			unknown_note(walk, use->offset,
				     arena_printf("%s is a macro that stands for what holds the mapping",
						  use->name));
}
