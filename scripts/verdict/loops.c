// SPDX-License-Identifier: GPL-2.0
/* Loops: while, do, for, and macros that iterate. */
#include <string.h>
#include "flow.h"

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

/**
 * build_while() - build a while loop
 * @build: the graph that is built
 * @statement: the statement's number
 * @tokens: the tokens
 * @next: what comes after it
 */
int build_while(struct build *build, int statement, const struct tokens *tokens, int next)
{
	int close = token_close(tokens, 1);
	int again = node_new(build, JOIN, tokens->at[0].start, tokens->at[0].start, next, next);
	int body = loop(build, statement_after(build, statement, tokens->at[close].start), next, again);
	int test = build_condition(build, tokens, 2, close, body, next);

	build->flow->nodes[again].next[0] = test;
	build->flow->nodes[again].next[1] = test;
	return again;
}

/**
 * build_do() - build a do loop
 * @build: the graph that is built
 * @statement: the statement's number
 * @tokens: the tokens
 * @next: what comes after it
 */
int build_do(struct build *build, int statement, const struct tokens *tokens, int next)
{
	int body = statement_after(build, statement, tokens->at[0].end), at, first;
	int back = node_new(build, JOIN, tokens->at[0].start, tokens->at[0].start, next, next);
	int end = body < 0 ? tokens->at[0].end : build->function->statements[body].end;

	for (at = 0; at < tokens->count && tokens->at[at].start < end; at++)
		;
	while (at < tokens->count && !token_is(tokens, at, "("))
		at++;
	first = at < tokens->count ?
		build_condition(build, tokens, at + 1, token_close(tokens, at), back, next) : next;
	first = loop(build, body, next, first);
	build->flow->nodes[back].next[0] = first;
	build->flow->nodes[back].next[1] = first;
	return first;
}

/**
 * build_for() - build a for loop
 * @build: the graph that is built
 * @statement: the statement's number
 * @tokens: the tokens
 * @next: what comes after it
 */
int build_for(struct build *build, int statement, const struct tokens *tokens, int next)
{
	int close = token_close(tokens, 1), one, two, again, body, test, start, from;

	for (one = 2; one < close && !token_is(tokens, one, ";"); one++)
		;
	for (two = one + 1; two < close && !token_is(tokens, two, ";"); two++)
		;
	from = close < tokens->count ? tokens->at[close].end : tokens->at[0].end;
	start = two + 1 < close ? tokens->at[two + 1].start : from;
	again = node_plain(build, start, two + 1 < close ? tokens->at[close - 1].end : start, next);
	body = loop(build, statement_after(build, statement, from), next, again);
	test = one + 1 < two ? build_condition(build, tokens, one + 1, two, body, next) : body;
	build->flow->nodes[again].next[0] = test;
	build->flow->nodes[again].next[1] = test;
	return one > 2 ? node_plain(build, tokens->at[2].start, tokens->at[one - 1].end, test) : test;
}

/**
 * build_iterator() - build some_list_for_each(...): a loop whose end cannot be seen
 * @build: the graph that is built
 * @statement: the statement's number
 * @body: the statement that is repeated
 * @next: what comes after it
 */
int build_iterator(struct build *build, int statement, int body, int next)
{
	const struct extent *all = build->function->statements;
	int again = node_plain(build, all[statement].start, all[body].start, next);
	int first = loop(build, body, next, again);

	build->flow->nodes[again].next[0] = first;
	build->flow->nodes[again].kind = JOIN;
	build->flow->nodes[again].next[1] = next;
	return again;
}
