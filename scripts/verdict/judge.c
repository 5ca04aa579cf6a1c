// SPDX-License-Identifier: GPL-2.0
/* All sites of one fact document, and what was missing to judge them. */
#include "verdict.h"

static struct json_object *key(struct json_object *object, const char *name)
{
	struct json_object *value;

	return json_object_object_get_ex(object, name, &value) ? value : NULL;
}

/**
 * document_load() - take a fact document in
 * @input: the document, in which document_fault() finds none; it must stay
 *
 * Of the document before, only the functions are known that this one names by number.
 */
void document_load(struct json_object *input)
{
	words_load(key(input, "campaign"));
	facts_load(key(input, "functions"));
	needs_load(input);
}

/**
 * document_forget() - forget all documents
 */
void document_forget(void)
{
	words_load(NULL);
	marks_forget();
	memos_forget();
	refs_forget();
	tokens_forget();
	functions = (struct functions){ 0 };
	arena_free();
}

/**
 * document_judge() - judge the sites of the fact document
 * @input: the document, which was taken in
 *
 * Return: "sites", a verdict for each; "needs"; "lacking": the numbers of the sites
 *         whose verdict may be another one once these are met
 */
struct json_object *document_judge(struct json_object *input)
{
	struct json_object *sites = key(input, "sites"), *output, *verdicts, *lacking;

	verdicts = json_object_new_array();
	lacking = json_object_new_array();
	for (size_t i = 0; i < json_object_array_length(sites); i++) {
		bool outer = lacking_begin();

		json_object_array_add(verdicts, site_judge(json_object_array_get_idx(sites, i)));
		if (lacking_end(outer))
			json_object_array_add(lacking, json_object_new_int64(i));
	}
	output = json_object_new_object();
	json_object_object_add(output, "sites", verdicts);
	json_object_object_add(output, "needs", needs_print());
	json_object_object_add(output, "lacking", lacking);
	return output;
}
