// SPDX-License-Identifier: GPL-2.0
/*
 * The control-flow graph of a function, from the extents of its statements.
 *
 * Extents nest as the statements do; the first word of each says what it is.
 * The graph is built from the last statement to the first, so that where a
 * statement leads is known when it is built. Branches of an #if are
 * alternatives, each of which may be compiled.
 */
#include <string.h>
#include "verdict.h"

struct label {
	const char *name;
	int node;
};

struct item {			/* of a sequence: a statement, or a declaration's facts */
	int start, end;
	int statement;		/* -1: facts outside all statements */
};

struct build {
	struct function *function;
	struct flow *flow;
	int room;
	struct label *labels, *jumps;	/* at most one a statement */
	int nlabels, njumps;
	int leave, again;	/* where break and continue lead */
};

static int build_statement(struct build *build, int statement, int next);

static int new_node(struct build *build, enum node_kind kind, int start, int end,
		    int next, int otherwise)
{
	struct flow *flow = build->flow;

	if (flow->count == build->room) {
		struct node *more = arena_alloc(build->room * 2 * sizeof(*more));

		memcpy(more, flow->nodes, flow->count * sizeof(*more));
		flow->nodes = more;
		build->room *= 2;
	}
	flow->nodes[flow->count] = (struct node){
		.kind = kind, .start = start, .end = end, .next = { next, otherwise },
	};
	return flow->count++;
}

static int plain(struct build *build, int start, int end, int next)
{
	struct tokens tokens = tokens_read(build->function->text, start, end);
	int node = new_node(build, PLAIN, start, end, next, next);

	for (int i = 0; i < tokens.count; i++)
		if (!strcmp(tokens.at[i].text, "?") || !strcmp(tokens.at[i].text, "&&") ||
		    !strcmp(tokens.at[i].text, "||") ||
		    (i && !strcmp(tokens.at[i].text, "{") && !strcmp(tokens.at[i - 1].text, "(")))
			build->flow->nodes[node].maybe = true;
	return node;
}

static bool is_at(const struct tokens *tokens, int at, const char *text)
{
	return at < tokens->count && !strcmp(tokens->at[at].text, text);
}

/* The last token of from..to at depth 0 that is op, or -1. */
static int split_at(const struct tokens *tokens, int from, int to, const char *op)
{
	int found = -1;

	for (int i = from; i < to; i++) {
		const char *text = tokens->at[i].text;

		if (strchr("([{", *text) && !text[1])
			i = token_close(tokens, i);
		else if (!strcmp(text, op))
			found = i;
	}
	return found;
}

/* Whether an operator stands between two operands, outside brackets. */
static bool has_binary(const struct tokens *tokens, int from, int to)
{
	bool operand = false;

	for (int i = from; i < to; i++) {
		const char *text = tokens->at[i].text;

		if (strchr("([{", *text) && !text[1]) {
			i = token_close(tokens, i);
			operand = true;
		} else if (!strcmp(text, "->") || !strcmp(text, ".") || !strcmp(text, "++") ||
			   !strcmp(text, "--")) {
			continue;
		} else if (is_name(text) || strchr("0123456789\"'", *text)) {
			operand = true;
		} else if (operand) {
			return true;
		}
	}
	return false;
}

/* Short-circuit evaluation is control flow, too. */
static int condition(struct build *build, const struct tokens *tokens, int from, int to,
		     int yes, int no)
{
	int at, node;

	while (from < to) {
		const char *text = tokens->at[from].text;

		if (!strcmp(text, "!") && !has_binary(tokens, from + 1, to)) {
			int swap = yes;

			yes = no;
			no = swap;
			from++;
		} else if (!strcmp(text, "(") && token_close(tokens, from) == to - 1) {
			from++;
			to--;
		} else if (word_in("transparent", text) && is_at(tokens, from + 1, "(") &&
			   token_close(tokens, from + 1) == to - 1) {
			from += 2;
			to--;
		} else {
			break;
		}
	}
	if (from >= to)
		return yes;
	if (split_at(tokens, from, to, "?") < 0 && split_at(tokens, from, to, "=") < 0 &&
	    split_at(tokens, from, to, ",") < 0) {
		at = split_at(tokens, from, to, "||");
		if (at > from)
			return condition(build, tokens, from, at, yes,
					 condition(build, tokens, at + 1, to, yes, no));
		at = split_at(tokens, from, to, "&&");
		if (at > from)
			return condition(build, tokens, from, at,
					 condition(build, tokens, at + 1, to, yes, no), no);
	}
	node = plain(build, tokens->at[from].start, tokens->at[to - 1].end, yes);
	build->flow->nodes[node].kind = CONDITION;
	build->flow->nodes[node].next[1] = no;
	return node;
}

static int children(const struct build *build, int statement, int *found, int most)
{
	const struct extent *all = build->function->statements;
	int count = 0, end = all[statement].start;

	for (int i = statement + 1; i < build->function->nstatements; i++) {
		if (all[i].start >= all[statement].end)
			break;
		if (all[i].start < end || count == most)
			continue;
		found[count++] = i;
		end = all[i].end;
	}
	return count;
}

/* The items of a sequence in start..end: statements, and facts between them. */
static int items_of(const struct build *build, int start, int end, struct item *items, int most)
{
	const struct function *function = build->function;
	int count = 0, covered = start, i;

	for (i = 0; i < function->nstatements && count < most; i++) {
		const struct extent *extent = &function->statements[i];

		if (extent->start < covered || extent->end > end)
			continue;
		items[count++] = (struct item){ extent->start, extent->end, i };
		covered = extent->end;
	}
	for (i = function->nfacts - 1; i >= 0 && count < most; i--) {
		const struct fact *fact = &function->facts[i];
		int at;

		if (fact->start < start || fact->end > end)
			continue;
		for (at = 0; at < count; at++)
			if (fact->start < items[at].end && fact->end > items[at].start)
				break;
		if (at < count) {
			if (items[at].statement < 0) {
				if (fact->start < items[at].start)
					items[at].start = fact->start;
				if (fact->end > items[at].end)
					items[at].end = fact->end;
			}
			continue;
		}
		items[count++] = (struct item){ fact->start, fact->end, -1 };
	}
	for (i = 1; i < count; i++) {
		struct item item = items[i];
		int at = i;

		for (; at && items[at - 1].start > item.start; at--)
			items[at] = items[at - 1];
		items[at] = item;
	}
	return count;
}

enum directive { NO_DIRECTIVE, IF, ELIF, ELSE, ENDIF };

/* The next directive between two offsets, from the back. */
static enum directive directive_before(const char *text, int start, int *end)
{
	int at = *end;

	while (at > start) {
		int line, word;

		at--;
		if (text[at] != '#')
			continue;
		for (line = at; line > 0 && strchr(" \t", text[line - 1]); line--)
			;
		if (line > 0 && text[line - 1] != '\n')
			continue;
		word = at + 1 + strspn(text + at + 1, " \t");
		*end = at;
		if (!strncmp(text + word, "if", 2))
			return IF;
		if (!strncmp(text + word, "else", 4))
			return ELSE;
		if (!strncmp(text + word, "elif", 4))
			return ELIF;
		if (!strncmp(text + word, "endif", 5))
			return ENDIF;
	}
	*end = start;
	return NO_DIRECTIVE;
}

static int sequence(struct build *build, int start, int end, int next)
{
	enum { DEEP = 16 };
	int most = build->function->nstatements + build->function->nfacts + 1;
	struct item *items = arena_alloc(most * sizeof(*items));
	int count = items_of(build, start, end, items, most);
	bool otherwise[DEEP] = { false };
	int after[DEEP], branches[DEEP], depth = 0, at = end;

	for (int i = count - 1; i >= -1; i--) {
		int from = i < 0 ? start : items[i].end;

		for (;;) {
			enum directive what = directive_before(build->function->text, from, &at);

			if (what == NO_DIRECTIVE)
				break;
			if (what == ENDIF && depth < DEEP) {
				after[depth] = next;
				otherwise[depth] = false;
				branches[depth++] = -1;
			} else if (what != ENDIF && depth) {
				int *branch = &branches[depth - 1];

				otherwise[depth - 1] |= what == ELSE;
				if (what == IF && !otherwise[depth - 1])	/* or none of them */
					*branch = *branch < 0 ? after[depth - 1] :
						  new_node(build, JOIN, at, at, after[depth - 1],
							   *branch);
				*branch = *branch < 0 ? next :
					new_node(build, JOIN, at, at, next, *branch);
				next = after[depth - 1];
				if (what == IF)
					next = branches[--depth];
			}
		}
		if (i < 0)
			break;
		next = items[i].statement < 0 ? plain(build, items[i].start, items[i].end, next) :
						build_statement(build, items[i].statement, next);
		at = items[i].start;
	}
	return next;
}

static int jump(struct build *build, const char *label, int start, int end)
{
	int node = new_node(build, PLAIN, start, end, build->flow->exit, build->flow->exit);

	build->jumps[build->njumps++] = (struct label){ label, node };
	return node;
}

static int build_if(struct build *build, int statement, const struct tokens *tokens, int next)
{
	const struct extent *all = build->function->statements;
	int close = token_close(tokens, 1), found[2], yes = next, no = next;
	int count = children(build, statement, found, 2), kid = 0, i;
	int header = close < tokens->count ? tokens->at[close].end : all[statement].end;

	while (kid < count && all[found[kid]].start < header)	/* inside ({ }) */
		kid++;
	for (i = close + 1; i < tokens->count; i++)
		if (kid < count && tokens->at[i].start >= all[found[kid]].start)
			break;
	if (kid + 1 < count) {
		yes = build_statement(build, found[kid], next);
		no = build_statement(build, found[kid + 1], next);
	} else if (kid < count) {
		bool otherwise = false;

		for (i = close + 1; i < tokens->count &&
		     tokens->at[i].start < all[found[kid]].start; i++)
			otherwise |= is_at(tokens, i, "else");
		if (otherwise)
			no = build_statement(build, found[kid], next);
		else
			yes = build_statement(build, found[kid], next);
	}
	return condition(build, tokens, 2, close, yes, no);
}

static int loop(struct build *build, int body, int next, int again)
{
	int leave = build->leave, before = build->again, node;

	build->leave = next;
	build->again = again;
	node = body < 0 ? again : build_statement(build, body, again);
	build->leave = leave;
	build->again = before;
	return node;
}

static int body_after(struct build *build, int statement, int offset)
{
	const struct extent *all = build->function->statements;

	for (int i = statement + 1; i < build->function->nstatements; i++) {
		if (all[i].start >= all[statement].end)
			break;
		if (all[i].start >= offset)
			return i;
	}
	return -1;
}

static int build_while(struct build *build, int statement, const struct tokens *tokens, int next)
{
	int close = token_close(tokens, 1);
	int again = new_node(build, JOIN, tokens->at[0].start, tokens->at[0].start, next, next);
	int body = loop(build, body_after(build, statement, tokens->at[close].start), next, again);
	int test = condition(build, tokens, 2, close, body, next);

	build->flow->nodes[again].next[0] = test;
	build->flow->nodes[again].next[1] = test;
	return again;
}

static int build_do(struct build *build, int statement, const struct tokens *tokens, int next)
{
	int body = body_after(build, statement, tokens->at[0].end), at, first;
	int back = new_node(build, JOIN, tokens->at[0].start, tokens->at[0].start, next, next);
	int end = body < 0 ? tokens->at[0].end : build->function->statements[body].end;

	for (at = 0; at < tokens->count && tokens->at[at].start < end; at++)
		;
	while (at < tokens->count && !is_at(tokens, at, "("))
		at++;
	first = at < tokens->count ?
		condition(build, tokens, at + 1, token_close(tokens, at), back, next) : next;
	first = loop(build, body, next, first);
	build->flow->nodes[back].next[0] = first;
	build->flow->nodes[back].next[1] = first;
	return first;
}

static int build_for(struct build *build, int statement, const struct tokens *tokens, int next)
{
	int close = token_close(tokens, 1), one, two, again, body, test, start, from;

	for (one = 2; one < close && !is_at(tokens, one, ";"); one++)
		;
	for (two = one + 1; two < close && !is_at(tokens, two, ";"); two++)
		;
	from = close < tokens->count ? tokens->at[close].end : tokens->at[0].end;
	start = two + 1 < close ? tokens->at[two + 1].start : from;
	again = plain(build, start, two + 1 < close ? tokens->at[close - 1].end : start, next);
	body = loop(build, body_after(build, statement, from), next, again);
	test = one + 1 < two ? condition(build, tokens, one + 1, two, body, next) : body;
	build->flow->nodes[again].next[0] = test;
	build->flow->nodes[again].next[1] = test;
	return one > 2 ? plain(build, tokens->at[2].start, tokens->at[one - 1].end, test) : test;
}

/* some_list_for_each(...) statement: a loop whose end cannot be seen */
static int build_iterator(struct build *build, int statement, const struct tokens *tokens,
			  int body, int next)
{
	const struct extent *all = build->function->statements;
	int again = plain(build, all[statement].start, all[body].start, next);
	int first = loop(build, body, next, again);

	(void)tokens;
	build->flow->nodes[again].next[0] = first;
	build->flow->nodes[again].kind = JOIN;
	build->flow->nodes[again].next[1] = next;
	return again;
}

static int label_end(const struct tokens *tokens)
{
	int i;

	if (is_at(tokens, 0, "case") || is_at(tokens, 0, "default")) {
		for (i = 1; i < tokens->count; i++)
			if (is_at(tokens, i, ":"))
				return i;
		return -1;
	}
	return tokens->count > 1 && is_name(tokens->at[0].text) && is_at(tokens, 1, ":") ? 1 : -1;
}

static int build_switch(struct build *build, int statement, const struct tokens *tokens, int next)
{
	const struct extent *all = build->function->statements;
	int leave = build->leave, close = token_close(tokens, 1), from = build->nlabels, node, i;
	bool otherwise = false;
	int chosen = next;

	build->leave = next;
	sequence(build, close < tokens->count ? tokens->at[close].end : all[statement].start,
		 all[statement].end, next);
	build->leave = leave;
	for (i = from; i < build->nlabels; i++)
		if (!strcmp(build->labels[i].name, "default"))
			otherwise = true, chosen = build->labels[i].node;
	if (!otherwise)
		chosen = next;
	for (i = from; i < build->nlabels; i++)
		if (!strcmp(build->labels[i].name, "case"))
			chosen = new_node(build, JOIN, all[statement].start, all[statement].start,
					  build->labels[i].node, chosen);
	for (i = from; i < build->nlabels; i++)	/* spent: an outer switch has its own */
		if (!strcmp(build->labels[i].name, "case") ||
		    !strcmp(build->labels[i].name, "default"))
			build->labels[i].name = "";
	node = plain(build, tokens->at[2].start, tokens->at[close - 1].end, chosen);
	return node;
}

static int build_label(struct build *build, int statement, const struct tokens *tokens, int colon,
		       int next)
{
	int node = sequence(build, tokens->at[colon].end,
			    build->function->statements[statement].end, next);

	build->labels[build->nlabels++] = (struct label){ tokens->at[0].text, node };
	return node;
}

static int build_statement(struct build *build, int statement, int next)
{
	const struct extent *extent = &build->function->statements[statement];
	struct tokens tokens = tokens_read(build->function->text, extent->start, extent->end);
	int colon, body, close, node;
	const char *word;

	if (!tokens.count)
		return next;
	word = tokens.at[0].text;
	if (!strcmp(word, "{"))
		return sequence(build, extent->start + 1, extent->end, next);
	if (is_at(&tokens, 1, "(")) {
		if (!strcmp(word, "if"))
			return build_if(build, statement, &tokens, next);
		if (!strcmp(word, "while"))
			return build_while(build, statement, &tokens, next);
		if (!strcmp(word, "for"))
			return build_for(build, statement, &tokens, next);
		if (!strcmp(word, "switch"))
			return build_switch(build, statement, &tokens, next);
	}
	if (!strcmp(word, "do"))
		return build_do(build, statement, &tokens, next);
	if (!strcmp(word, "goto"))
		return jump(build, tokens.count > 1 ? tokens.at[1].text : "", extent->start,
			    extent->end);
	if (!strcmp(word, "break"))
		return build->leave < 0 ? next : build->leave;
	if (!strcmp(word, "continue"))
		return build->again < 0 ? next : build->again;
	if (!strcmp(word, "return")) {
		node = plain(build, extent->start, extent->end, build->flow->exit);
		build->flow->nodes[node].kind = RETURN;
		return node;
	}
	colon = label_end(&tokens);
	if (colon >= 0)
		return build_label(build, statement, &tokens, colon, next);
	if (is_at(&tokens, 1, "(")) {
		close = token_close(&tokens, 1);
		body = close < tokens.count ?
			body_after(build, statement, tokens.at[close].end) : -1;
		if (body >= 0)
			return build_iterator(build, statement, &tokens, body, next);
	}
	return plain(build, extent->start, extent->end, next);
}

/*
 * A call that stands in no statement: the branches of an #if that don't nest
 * make spatch leave one out.
 */
static const char *unseen_call(const struct function *function)
{
	static const char * const keywords[] = {
		"if", "while", "for", "switch", "return", "sizeof", "typeof", "__typeof__",
		"defined", "IS_ENABLED", "__attribute__", "asm", "__asm__", "volatile",
		"__volatile__", "do", "else", "case", NULL
	};
	struct tokens tokens;

	if (function->body < 0 || !strchr(function->text, '#'))
		return NULL;
	tokens = tokens_read(function->text, function->body, strlen(function->text));
	for (int i = 0; i + 1 < tokens.count; i++) {
		bool seen = !is_name(tokens.at[i].text) || strcmp(tokens.at[i + 1].text, "(");

		for (int k = 0; !seen && keywords[k]; k++)
			seen = !strcmp(tokens.at[i].text, keywords[k]);
		for (int k = 0; !seen && k < function->nstatements; k++)
			seen = function->statements[k].start == tokens.at[i].start;
		for (int k = 0; !seen && k < function->nfacts; k++)
			seen = function->facts[k].kind == CALL &&
			       function->facts[k].start == tokens.at[i].start;
		if (!seen)
			return tokens.at[i].text;
	}
	return NULL;
}

/**
 * flow_of() - the control-flow graph of a function
 * @function: the function; the graph is kept with it
 */
const struct flow *flow_of(struct function *function)
{
	struct build *build;

	if (function->flow)
		return function->flow;
	build = arena_alloc(sizeof(*build));
	build->function = function;
	build->room = 64;
	build->labels = arena_alloc((function->nstatements + 1) * sizeof(struct label));
	build->jumps = arena_alloc((function->nstatements + 1) * sizeof(struct label));
	build->leave = -1;
	build->again = -1;
	build->flow = arena_alloc(sizeof(*build->flow));
	build->flow->nodes = arena_alloc(build->room * sizeof(struct node));
	build->flow->exit = new_node(build, EXIT, strlen(function->text), strlen(function->text),
				     0, 0);
	build->flow->entry = sequence(build, function->body + 1, strlen(function->text),
				      build->flow->exit);
	for (int k = 0; k < build->nlabels; k++) {
		bool reached = !*build->labels[k].name;

		for (int i = 0; i < build->njumps; i++)
			reached |= !strcmp(build->labels[k].name, build->jumps[i].name);
		if (!reached)
			build->flow->odd_label = build->labels[k].name;
	}
	for (int i = 0; i < build->njumps; i++)
		for (int k = 0; k < build->nlabels; k++)
			if (!strcmp(build->labels[k].name, build->jumps[i].name)) {
				struct node *node = &build->flow->nodes[build->jumps[i].node];

				node->next[0] = build->labels[k].node;
				node->next[1] = build->labels[k].node;
			}
	build->flow->unseen = unseen_call(function);
	function->flow = build->flow;
	return function->flow;
}
