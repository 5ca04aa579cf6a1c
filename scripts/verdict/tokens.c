// SPDX-License-Identifier: GPL-2.0
/* C text as tokens: names, numbers, literals, operators; comments are skipped. */
#include <ctype.h>
#include <string.h>
#include "verdict.h"

static const char * const operators[] = {
	"<<=", ">>=", "...", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=",
	"&&", "||", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "##",
};

static int operator_length(const char *text, int left)
{
	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++) {
		int length = strlen(operators[i]);

		if (length <= left && !strncmp(text, operators[i], length))
			return length;
	}
	return 1;
}

static int literal_end(const char *text, int at, int end)
{
	char quote = text[at++];

	while (at < end && text[at] != quote)
		at += text[at] == '\\' ? 2 : 1;
	return at < end ? at + 1 : end;
}

static int skip_quiet(const char *text, int at, int end)
{
	while (at < end) {
		if (isspace((unsigned char)text[at]) || text[at] == '\\') {
			at++;
		} else if (at + 1 < end && text[at] == '/' && text[at + 1] == '*') {
			const char *close = strstr(text + at + 2, "*/");

			at = close ? (int)(close - text) + 2 : end;
		} else if (at + 1 < end && text[at] == '/' && text[at + 1] == '/') {
			while (at < end && text[at] != '\n')
				at++;
		} else {
			break;
		}
	}
	return at < end ? at : end;
}

/**
 * tokens_read() - read the tokens of a part of a text
 * @text: the text
 * @start: offset of the part's first character
 * @end: offset behind its last
 *
 * Return: the tokens, with offsets into @text.
 */
struct tokens tokens_read(const char *text, int start, int end)
{
	struct tokens tokens = { NULL, 0 };
	int at = skip_quiet(text, start, end), room = 0;

	while (at < end) {
		int stop = at + 1;

		if (isalnum((unsigned char)text[at]) || text[at] == '_')
			while (stop < end && (isalnum((unsigned char)text[stop]) || text[stop] == '_'))
				stop++;
		else if (text[at] == '"' || text[at] == '\'')
			stop = literal_end(text, at, end);
		else
			stop = at + operator_length(text + at, end - at);
		if (tokens.count == room) {
			struct token *more = arena_alloc((room * 2 + 16) * sizeof(*more));

			if (room)
				memcpy(more, tokens.at, room * sizeof(*more));
			tokens.at = more;
			room = room * 2 + 16;
		}
		tokens.at[tokens.count++] = (struct token){
			intern_range(text + at, stop - at), at, stop
		};
		at = skip_quiet(text, stop, end);
	}
	return tokens;
}

enum { SLOTS = 1 << 14 };

static struct {			/* what was read, by its place */
	const char *text;
	int start, end;
	struct tokens tokens;
} kept[SLOTS];

static struct {			/* how it is spelt */
	const char *expression, *text;
} spelt[SLOTS];

/**
 * tokens_forget() - begin anew, with another document
 */
void tokens_forget(void)
{
	memset(kept, 0, sizeof(kept));
	memset(spelt, 0, sizeof(spelt));
}

/**
 * tokens_kept() - as tokens_read(), of a text that stays where it is: each part is read once
 * @text: the text
 * @start: offset of the part's first character
 * @end: offset behind its last
 */
struct tokens tokens_kept(const char *text, int start, int end)
{
	unsigned long slot = (((unsigned long)text >> 4) + start * 31UL + end) % SLOTS;

	if (kept[slot].text != text || kept[slot].start != start || kept[slot].end != end) {
		kept[slot].tokens = tokens_read(text, start, end);
		kept[slot].text = text;
		kept[slot].start = start;
		kept[slot].end = end;
	}
	return kept[slot].tokens;
}

/**
 * token_close() - find what closes a bracket
 * @tokens: the tokens
 * @open: index of a token that opens a bracket
 *
 * Return: the index of its partner, or the count of tokens.
 */
int token_close(const struct tokens *tokens, int open)
{
	int depth = 0, i;

	for (i = open; i < tokens->count; i++) {
		const char *text = tokens->at[i].text;

		if (strchr("([{", *text) && !text[1])
			depth++;
		else if (strchr(")]}", *text) && !text[1] && !--depth)
			return i;
	}
	return tokens->count;
}

static const char *without_spaces(const char *expression)
{
	struct tokens tokens = tokens_read(expression, 0, strlen(expression));
	const char *text = "";

	for (int i = 0; i < tokens.count; i++) {
		const char *now = tokens.at[i].text;
		const char *last = i ? tokens.at[i - 1].text : "(";
		bool tight = strchr("([.!", *last) || !strcmp(last, "->") || !strcmp(now, "->") ||
			     !strcmp(now, "++") || !strcmp(now, "--") || strchr(")].,(", *now) ||
			     *now == '[' || ((*last == '&' || *last == '*') && !last[1] &&
			     (i < 2 || strchr("(,=", *tokens.at[i - 2].text)));

		if (*now == '(' && !is_name(last) && *last != '(')
			tight = false;
		text = arena_printf("%s%s%s", text, tight ? "" : " ", now);
	}
	return intern(text);
}

/**
 * pretty() - an expression without the spaces that spatch puts between tokens
 * @expression: such as "& vmf -> ptl"; it stays where it is, so each is spelt once
 */
const char *pretty(const char *expression)
{
	unsigned long slot = ((unsigned long)expression >> 4) % SLOTS;

	if (spelt[slot].expression != expression) {
		spelt[slot].text = without_spaces(expression);
		spelt[slot].expression = expression;
	}
	return spelt[slot].text;
}

/**
 * is_name() - whether a token is a name
 * @text: the token
 */
bool is_name(const char *text)
{
	return isalpha((unsigned char)*text) || *text == '_';
}
