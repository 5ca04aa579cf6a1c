/* SPDX-License-Identifier: GPL-2.0 */
/* What the files that build the control-flow graph have in common. */
#ifndef FLOW_H
#define FLOW_H

#include "verdict.h"

struct label {
	const char *name;
	int node;
};

struct build {
	struct function *function;
	struct flow *flow;
	int room;
	struct label *labels, *jumps;	/* at most one a statement */
	int nlabels, njumps;
	int leave, again;	/* where break and continue lead */
};

/* flow.c */
int node_new(struct build *build, enum node_kind kind, int start, int end, int next,
	     int otherwise);
int node_plain(struct build *build, int start, int end, int next);
bool token_is(const struct tokens *tokens, int at, const char *text);
int statement_after(struct build *build, int statement, int offset);
int build_statement(struct build *build, int statement, int next);

/* sequence.c */
int build_sequence(struct build *build, int start, int end, int next);

/* branches.c */
int build_return(struct build *build, const struct tokens *tokens, int start, int end);
int build_condition(struct build *build, const struct tokens *tokens, int from, int to, int yes,
		    int no);

/* loops.c */
int build_while(struct build *build, int statement, const struct tokens *tokens, int next);
int build_do(struct build *build, int statement, const struct tokens *tokens, int next);
int build_for(struct build *build, int statement, const struct tokens *tokens, int next);
int build_iterator(struct build *build, int statement, int body, int next);

#endif
