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
#include "flow.h"

/**
 * node_new() - add a node to the graph
 * @build: the graph that is built
 * @kind: the kind
 * @start: offset of its first character
 * @end: offset behind its last
 * @next: where it leads
 * @otherwise: where a condition leads if false
 */
int node_new(struct build *build, enum node_kind kind, int start, int end,
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

/**
 * node_plain() - add a node for a piece of text that is run as a whole
 * @build: the graph that is built
 * @start: offset of its first character
 * @end: offset behind its last
 * @next: where it leads
 */
int node_plain(struct build *build, int start, int end, int next)
{
	struct tokens tokens = tokens_read(build->function->text, start, end);
	int node = node_new(build, PLAIN, start, end, next, next);

	for (int i = 0; i < tokens.count; i++)
		if (!strcmp(tokens.at[i].text, "?") || !strcmp(tokens.at[i].text, "&&") ||
		    !strcmp(tokens.at[i].text, "||") ||
		    (i && !strcmp(tokens.at[i].text, "{") && !strcmp(tokens.at[i - 1].text, "(")))
			build->flow->nodes[node].maybe = true;
	return node;
}

/**
 * token_is() - whether a certain token stands somewhere
 * @tokens: the tokens
 * @at: the token's number
 * @text: what it should be
 */
bool token_is(const struct tokens *tokens, int at, const char *text)
{
	return at < tokens->count && !strcmp(tokens->at[at].text, text);
}

/**
 * statement_after() - the first statement of another that begins behind an offset, or -1
 * @build: the graph that is built
 * @statement: the statement's number
 * @offset: where it stands in the function's text
 */
int statement_after(struct build *build, int statement, int offset)
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

static int jump(struct build *build, const char *label, int start, int end)
{
	int node = node_new(build, PLAIN, start, end, build->flow->exit, build->flow->exit);

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
			otherwise |= token_is(tokens, i, "else");
		if (otherwise)
			no = build_statement(build, found[kid], next);
		else
			yes = build_statement(build, found[kid], next);
	}
	return build_condition(build, tokens, 2, close, yes, no);
}

static int label_end(const struct tokens *tokens)
{
	int i;

	if (token_is(tokens, 0, "case") || token_is(tokens, 0, "default")) {
		for (i = 1; i < tokens->count; i++)
			if (token_is(tokens, i, ":"))
				return i;
		return -1;
	}
	return tokens->count > 1 && is_name(tokens->at[0].text) && token_is(tokens, 1, ":") ? 1 : -1;
}

static int build_switch(struct build *build, int statement, const struct tokens *tokens, int next)
{
	const struct extent *all = build->function->statements;
	int leave = build->leave, close = token_close(tokens, 1), from = build->nlabels, node, i;
	bool otherwise = false;
	int chosen = next;

	build->leave = next;
	build_sequence(build, close < tokens->count ? tokens->at[close].end : all[statement].start,
		 all[statement].end, next);
	build->leave = leave;
	for (i = from; i < build->nlabels; i++)
		if (!strcmp(build->labels[i].name, "default"))
			otherwise = true, chosen = build->labels[i].node;
	if (!otherwise)
		chosen = next;
	for (i = from; i < build->nlabels; i++)
		if (!strcmp(build->labels[i].name, "case"))
			chosen = node_new(build, JOIN, all[statement].start, all[statement].start,
					  build->labels[i].node, chosen);
	for (i = from; i < build->nlabels; i++)	/* spent: an outer switch has its own */
		if (!strcmp(build->labels[i].name, "case") ||
		    !strcmp(build->labels[i].name, "default"))
			build->labels[i].name = "";
	node = node_plain(build, tokens->at[2].start, tokens->at[close - 1].end, chosen);
	return node;
}

static int build_label(struct build *build, int statement, const struct tokens *tokens, int colon,
		       int next)
{
	int node = build_sequence(build, tokens->at[colon].end,
			    build->function->statements[statement].end, next);

	build->labels[build->nlabels++] = (struct label){ tokens->at[0].text, node };
	return node;
}

/**
 * build_statement() - build a statement and what is in it
 * @build: the graph that is built
 * @statement: the statement's number
 * @next: where it leads
 */
int build_statement(struct build *build, int statement, int next)
{
	const struct extent *extent = &build->function->statements[statement];
	struct tokens tokens = tokens_read(build->function->text, extent->start, extent->end);
	int colon, body, close;
	const char *word;

	if (!tokens.count)
		return next;
	word = tokens.at[0].text;
	if (!strcmp(word, "{"))
		return build_sequence(build, extent->start + 1, extent->end, next);
	if (token_is(&tokens, 1, "(")) {
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
	if (!strcmp(word, "return"))
		return build_return(build, &tokens, extent->start, extent->end);
	colon = label_end(&tokens);
	if (colon >= 0)
		return build_label(build, statement, &tokens, colon, next);
	if (token_is(&tokens, 1, "(")) {
		close = token_close(&tokens, 1);
		body = close < tokens.count ?
			statement_after(build, statement, tokens.at[close].end) : -1;
		if (body >= 0)
			return build_iterator(build, statement, body, next);
	}
	return node_plain(build, extent->start, extent->end, next);
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
	build->flow->exit = node_new(build, EXIT, strlen(function->text), strlen(function->text),
				     0, 0);
	build->flow->entry = build_sequence(build, function->body + 1, strlen(function->text),
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
