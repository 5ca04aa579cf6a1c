// SPDX-License-Identifier: GPL-2.0
/* Findings of one function: a verdict for each mapping and kind, as JSON lines. */
#include "mapping.h"

#define MAX_REFUTED 4

struct found {
	const char *function;
	char *why;
	location_t at;
	const struct step *path;
};

struct verdicts {
	enum verdict verdict;
	struct found by[MAX_REFUTED];
	int n;
};

struct mapped {
	gimple *stmt;
	int ctx;
	const struct word *w;
	const char *function;
	location_t at;
	struct verdicts kinds[N_KINDS];
};

static struct mapped *mappings;
static int n_mappings;
static const char *root_name;

static const char * const kind_names[] = {
	"recheck", "write", "unmap", "lock", "use", "order", "pmdval", "struct",
	"ref",
};

static const char * const verdict_names[] = { "proven", "unknown", "refuted" };

static const char *name_of(tree fn)
{
	return IDENTIFIER_POINTER(DECL_NAME(fn));
}

/**
 * finding_mapping - the number of the mapping that a call makes
 * @c: the call
 * @w: the function called
 */
int finding_mapping(const struct cursor *c, const struct word *w)
{
	int k;

	for (k = 0; k < n_mappings; k++) {
		if (mappings[k].stmt == c->stmt && mappings[k].ctx == c->ctx)
			return k;
	}
	mappings = XRESIZEVEC(struct mapped, mappings, k + 1);
	memset(&mappings[k], 0, sizeof(*mappings));
	mappings[k].stmt = c->stmt;
	mappings[k].ctx = c->ctx;
	mappings[k].w = w;
	mappings[k].function = name_of(c->fn->decl);
	mappings[k].at = c->at;
	return n_mappings++;
}

enum api finding_api(int k)
{
	return mappings[k].w->api;
}

static bool is_known(const struct verdicts *v, location_t at, const char *why)
{
	int i;

	for (i = 0; i < v->n; i++) {
		if (v->by[i].at == at && !strcmp(v->by[i].why, why))
			return true;
	}
	return v->n == MAX_REFUTED;
}

/**
 * finding - something that isn't proven
 * @st: the state it is so in; the way to it is kept
 * @c: where
 * @k: the mapping
 * @kind: what is not proven
 * @v: UNKNOWN_VERDICT or REFUTED
 * @why: in words, a format
 */
void finding(struct state *st, const struct cursor *c, int k, enum kind kind,
	     enum verdict v, const char *why, ...)
{
	struct verdicts *there = &mappings[k].kinds[kind];
	const char *unsure = k < st->n_maps ? st->maps[k].unsure : NULL;
	char text[256];
	va_list args;

	va_start(args, why);
	vsnprintf(text, sizeof(text), why, args);
	va_end(args);
	if (!unsure && kind == K_LOCK && k < st->n_maps)
		unsure = st->maps[k].no_lock;
	if (!unsure && v == REFUTED && needs_change(st))
		unsure = "if a callee changed what was tested before";
	if (unsure && v == REFUTED) {
		v = UNKNOWN_VERDICT;
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "; %s",
			 unsure);
	}
	if (v < there->verdict)
		return;
	if (v > there->verdict) {
		there->verdict = v;
		there->n = 0;
	}
	if (is_known(there, c->at, text))
		return;
	there->by[there->n++] = (struct found){
		name_of(c->fn->decl), xstrdup(text), c->at, st->path
	};
}

void findings_begin(struct cgraph_node *root)
{
	n_mappings = 0;
	root_name = name_of(root->decl);
}

static void put_string(FILE *out, const char *text)
{
	putc('"', out);
	for (; *text; text++) {
		unsigned char c = *text;

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < ' ')
			fprintf(out, "\\u%04x", c);
		else
			putc(c, out);
	}
	putc('"', out);
}

static void put_key(FILE *out, const char *key, const char *text)
{
	fprintf(out, ", \"%s\": ", key);
	put_string(out, text);
}

static void put_place(FILE *out, location_t at)
{
	expanded_location where = expand_location(at);

	fputs("\"file\": ", out);
	put_string(out, where.file ? where.file : "");
	fprintf(out, ", \"line\": %d", where.line);
}

static void put_path(FILE *out, const struct step *step, location_t end)
{
	const struct step *way[256];
	int n = 0, line = -1;
	bool first = true;

	for (; step && n < 256; step = step->up)
		way[n++] = step;
	fputs(", \"path\": [", out);
	while (n-- > 0) {
		int at = expand_location(way[n]->at).line;

		if (at == line && !way[n]->what)
			continue;
		line = at;
		fputs(first ? "{" : ", {", out);
		first = false;
		put_place(out, way[n]->at);
		if (way[n]->what)
			put_key(out, "what", way[n]->what);
		putc('}', out);
	}
	fputs(first ? "{" : ", {", out);
	put_place(out, end);
	fputs("}]", out);
}

static void put(FILE *out, const struct mapped *m, int kind, enum verdict v,
		const struct found *f)
{
	putc('{', out);
	put_place(out, f ? f->at : m->at);
	put_key(out, "function", f ? f->function : m->function);
	put_key(out, "kind", kind_names[kind]);
	fputs(", \"mapping\": {", out);
	put_place(out, m->at);
	put_key(out, "function", m->function);
	put_key(out, "call", m->w->name);
	put_key(out, "api", api_name(m->w->api));
	putc('}', out);
	put_key(out, "root", root_name);
	put_key(out, "verdict", verdict_names[v]);
	if (f)
		put_key(out, "why", f->why);
	if (f && f->path)
		put_path(out, f->path, f->at);
	fputs("}\n", out);
}

static bool applies(int kind, enum api api)
{
	switch (kind) {
	case K_RECHECK:
	case K_PMDVAL:
		return api == API_RW;
	case K_WRITE:
		return api == API_RO || api == API_OLD || api == API_GIVEN;
	case K_UNMAP:
		return true;
	case K_LOCK:
	case K_STRUCT:
		return api != API_PLAIN && api != API_GIVEN;
	default:
		return api != API_GIVEN;
	}
}

static void put_kind(FILE *out, const struct mapped *m, int kind, const char *doubt,
		     bool hidden)
{
	const struct verdicts *v = &m->kinds[kind];
	struct found why = { m->function, CONST_CAST(char *, doubt), m->at, NULL };
	enum verdict said = v->verdict;
	int i;

	if (hidden || (doubt && said == PROVEN)) {
		put(out, m, kind, UNKNOWN_VERDICT, &why);
		return;
	}
	if (said == PROVEN)
		put(out, m, kind, PROVEN, NULL);
	for (i = 0; i < v->n; i++)
		put(out, m, kind, said, &v->by[i]);
}

/* The same call in another context: the worse verdict stands */
static void join(struct mapped *into, struct mapped *m)
{
	int kind;

	for (kind = 0; kind < N_KINDS; kind++) {
		struct verdicts *a = &into->kinds[kind], *b = &m->kinds[kind];

		if (b->verdict > a->verdict)
			std::swap(*a, *b);
	}
}

/* In a summary only what is given counts: the rest was said of its own root */
static bool is_told(const struct mapped *m, bool given)
{
	return (m->w->api == API_GIVEN) == given;
}

/**
 * findings_end - say what was found of a function
 * @out: where to
 * @overflow: its paths were too many to follow all
 * @drop: it only maps for its callers, which say it
 */
void findings_end(FILE *out, bool overflow, bool drop)
{
	const char *hidden = table_hidden();
	bool given = n_mappings && mappings[0].w->api == API_GIVEN;
	char doubt[128];
	int i, j, kind;

	if (hidden)
		snprintf(doubt, sizeof(doubt), "%s is a macro here", hidden);
	else if (overflow)
		snprintf(doubt, sizeof(doubt), "too many paths to follow all");
	for (i = 0; i < n_mappings; i++) {
		for (j = 0; j < i; j++) {
			if (mappings[j].stmt == mappings[i].stmt)
				join(&mappings[j], &mappings[i]);
		}
	}
	for (i = 0; i < n_mappings && !drop; i++) {
		for (j = 0; j < i && mappings[j].stmt != mappings[i].stmt; j++)
			;
		for (kind = 0; kind < N_KINDS && j == i; kind++) {
			if (is_told(&mappings[i], given) &&
			    applies(kind, mappings[i].w->api))
				put_kind(out, &mappings[i], kind,
					 hidden || overflow ? doubt : NULL, hidden);
		}
	}
	for (i = 0; i < n_mappings; i++) {
		for (kind = 0; kind < N_KINDS; kind++) {
			for (j = 0; j < mappings[i].kinds[kind].n; j++)
				free(mappings[i].kinds[kind].by[j].why);
		}
	}
	n_mappings = 0;
}

/**
 * findings_open - the file that takes this unit's facts
 * @folder: where it is to be; stderr if NULL
 *
 * Its name is that of the source with '/' as '@', so that none meets another.
 */
FILE *findings_open(const char *folder)
{
	const char *unit = main_input_filename;
	char *path, *c;
	FILE *out;

	if (!folder)
		out = stderr;
	else {
		path = concat(folder, "/", unit, ".jsonl", NULL);
		for (c = path + strlen(folder) + 1; *c; c++) {
			if (*c == '/')
				*c = '@';
		}
		out = fopen(path, "w");
		if (!out)
			error("%s: %m", path);
		free(path);
	}
	if (!out)
		return NULL;
	fputs("{\"unit\": ", out);
	put_string(out, unit);
	put_key(out, "compiler", version_string);
	if (table_hidden())
		put_key(out, "hidden", table_hidden());
	fputs("}\n", out);
	return out;
}
