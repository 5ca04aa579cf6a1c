// SPDX-License-Identifier: GPL-2.0
/*
 * The table: which functions map, lock, compare and write. It is a text file,
 * a line of words each, made from the campaign's data:
 *
 *	map rw NAME pmd=1 pmdval=3 ptl=4
 *	unmap NAME 0
 *	locked NAME 1 maybe	takes the lock of the entry at 1, or returns NULL
 *	essential NAME		a macro of that name would hide what matters
 *	slot TYPE		the type of an entry: a pointer to one leads to a table.
 *				The first is that of the tables that are mapped
 *	reads-like BEGINNING
 *	couple TAKE GIVE once	the second gives back what the first took; once: it
 *				can't be taken twice
 */
#include "mapping.h"

/* A macro that was made a function is one of this name */
#define SHIM "treewide_"

static hash_map<nofree_string_hash, struct word *> *words;
static char *essentials[64], *slots[8], *readers[64];
static int n_essentials, n_slots, n_readers;
static struct couple couples[64];
static int n_couples;

static const struct {
	const char *name;
	enum role role;
} roles[] = {
	{ "unmap", ROLE_UNMAP }, { "lock", ROLE_LOCK },
	{ "trylock", ROLE_TRYLOCK }, { "unlock", ROLE_UNLOCK },
	{ "locked", ROLE_LOCKED }, { "same-table", ROLE_SAME_TABLE },
	{ "same-entry", ROLE_SAME_ENTRY }, { "none", ROLE_IS_NONE },
	{ "not-none", ROLE_NOT_NONE }, { "write", ROLE_WRITE },
	{ "read", ROLE_READ }, { "read-entry", ROLE_READ_ENTRY },
	{ "read-table", ROLE_READ_TABLE }, { "value", ROLE_VALUE },
	{ "rcu-lock", ROLE_RCU_LOCK }, { "rcu-unlock", ROLE_RCU_UNLOCK },
};

static const char * const apis[] = { "old", "ro", "rw", "locked", "plain", "given" };

const char *api_name(enum api api)
{
	return apis[api];
}

static bool keep(char **list, int *n, int max, const char *text)
{
	if (!text || *n == max)
		return false;
	list[(*n)++] = xstrdup(text);
	return true;
}

static bool add_map(struct word *w)
{
	const char *api = strtok(NULL, " ");
	const char *name = strtok(NULL, " ");
	const char *more;
	size_t i;

	if (!name)
		return false;
	w->role = ROLE_MAP;
	w->name = xstrdup(name);
	for (i = 0; i < API_GIVEN; i++) {
		if (!strcmp(api, apis[i]))
			break;
	}
	if (i == API_GIVEN)
		return false;
	w->api = (enum api)i;
	while ((more = strtok(NULL, " ")))
		if (sscanf(more, "pmd=%d", &w->pmd) != 1 &&
		    sscanf(more, "pmdval=%d", &w->pmdval) != 1 &&
		    sscanf(more, "ptl=%d", &w->ptl) != 1)
			return false;
	return w->pmd >= 0;
}

static bool add_word(struct word *w, const char *role)
{
	const char *name = strtok(NULL, " ");
	const char *arg = strtok(NULL, " ");
	size_t i;

	for (i = 0; i < ARRAY_SIZE(roles); i++) {
		if (!strcmp(role, roles[i].name))
			w->role = roles[i].role;
	}
	if (!name || w->role == ROLE_NONE)
		return false;
	w->name = xstrdup(name);
	if (arg)
		w->arg = atoi(arg);
	w->maybe = !!strtok(NULL, " ");
	w->pmd = w->arg;
	return true;
}

static bool add_couple(void)
{
	const char *take = strtok(NULL, " "), *give = strtok(NULL, " ");

	if (!give || n_couples == (int)ARRAY_SIZE(couples))
		return false;
	couples[n_couples++] = (struct couple){ xstrdup(take), xstrdup(give),
						!!strtok(NULL, " ") };
	return true;
}

static bool add_line(char *line)
{
	const char *first = strtok(line, " ");
	struct word *w;

	if (!first || *first == '#')
		return true;
	if (!strcmp(first, "essential"))
		return keep(essentials, &n_essentials, ARRAY_SIZE(essentials),
			    strtok(NULL, " "));
	if (!strcmp(first, "slot"))
		return keep(slots, &n_slots, ARRAY_SIZE(slots), strtok(NULL, " "));
	if (!strcmp(first, "reads-like"))
		return keep(readers, &n_readers, ARRAY_SIZE(readers),
			    strtok(NULL, " "));
	if (!strcmp(first, "couple"))
		return add_couple();
	w = XCNEW(struct word);
	w->arg = w->pmd = w->pmdval = w->ptl = -1;
	if (!(strcmp(first, "map") ? add_word(w, first) : add_map(w)))
		return false;
	words->put(w->name, w);
	return true;
}

/**
 * table_read - read the table
 * @path: its file
 *
 * Returns false, having said why, if it can't be read or has a line that is none.
 */
bool table_read(const char *path)
{
	FILE *file = fopen(path, "r");
	char line[512];
	int number = 0;

	if (!file) {
		error("%s: %m", path);
		return false;
	}
	words = new hash_map<nofree_string_hash, struct word *>;
	while (fgets(line, sizeof(line), file)) {
		number++;
		line[strcspn(line, "\n")] = '\0';
		if (!add_line(line)) {
			error("%s:%d: not a line of a table", path, number);
			fclose(file);
			return false;
		}
	}
	fclose(file);
	return true;
}

/**
 * table_word - what the table says of a function; NULL if nothing
 * @fn: its declaration
 */
const struct word *table_word(const_tree fn)
{
	const char *name;
	struct word **found;

	if (!fn || !DECL_NAME(fn))
		return NULL;
	name = IDENTIFIER_POINTER(DECL_NAME(fn));
	if (!strncmp(name, SHIM, strlen(SHIM)))
		name += strlen(SHIM);
	found = words->get(name);
	return found ? *found : NULL;
}

/**
 * table_reads_like - whether a function only looks at what it is given, by its name
 * @fn: its declaration
 */
bool table_reads_like(const_tree fn)
{
	const char *name;
	int i;

	if (!fn || !DECL_NAME(fn))
		return false;
	name = IDENTIFIER_POINTER(DECL_NAME(fn));
	for (i = 0; i < n_readers; i++) {
		if (!strncmp(name, readers[i], strlen(readers[i])))
			return true;
	}
	return false;
}

/**
 * table_couple - what a function takes or gives back; NULL if nothing
 * @fn: its declaration, or NULL
 * @takes: whether it takes
 */
const struct couple *table_couple(const_tree fn, bool *takes)
{
	const char *name;
	int i;

	if (!fn || !DECL_NAME(fn))
		return NULL;
	name = IDENTIFIER_POINTER(DECL_NAME(fn));
	for (i = 0; i < n_couples; i++) {
		*takes = !strcmp(name, couples[i].take);
		if (*takes || !strcmp(name, couples[i].give))
			return &couples[i];
	}
	return NULL;
}

static int slot_of(const_tree type)
{
	const_tree name = TYPE_NAME(type);
	int i;

	if (name && TREE_CODE(name) == TYPE_DECL)
		name = DECL_NAME(name);
	for (i = 0; name && i < n_slots; i++) {
		if (!strcmp(IDENTIFIER_POINTER(name), slots[i]))
			return i;
	}
	return -1;
}

/**
 * table_is_slot - whether a type is that of an entry: memory that others change
 * @type: the type
 */
bool table_is_slot(const_tree type)
{
	return slot_of(type) >= 0;
}

/**
 * table_is_entry - whether a type is that of a mapped table's entries: the first slot
 * @type: the type
 */
bool table_is_entry(const_tree type)
{
	return slot_of(type) == 0;
}

static bool is_shim(const cpp_macro *macro)
{
	const cpp_token *first = macro->exp.tokens;

	return macro->kind == cmk_macro && macro->count && first->type == CPP_NAME &&
	       !strncmp((const char *)NODE_NAME(first->val.node.spelling), SHIM,
			strlen(SHIM));
}

/**
 * table_hidden - an essential name that is a macro in this unit; NULL if none is
 *
 * What a macro does is not seen as a call, so its absence proves nothing.
 */
const char *table_hidden(void)
{
	int i;

	for (i = 0; i < n_essentials; i++) {
		const char *name = essentials[i];
		cpp_hashnode *node = cpp_lookup(parse_in,
						(const unsigned char *)name,
						strlen(name));

		if (cpp_user_macro_p(node) && node->value.macro->fun_like &&
		    !is_shim(node->value.macro))
			return name;
	}
	return NULL;
}
