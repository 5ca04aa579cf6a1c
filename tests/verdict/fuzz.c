// SPDX-License-Identifier: GPL-2.0
/*
 * The solver for libFuzzer: whatever a document holds, it is refused or judged, and
 * each site gets a verdict that there is.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "verdict.h"

static bool is_verdict(const char *word)
{
	return word && (!strcmp(word, "ro") || !strcmp(word, "rw") || !strcmp(word, "manual"));
}

static void judge(struct json_object *input)
{
	struct json_object *output, *sites, *asked, *verdict;

	document_load(input);
	output = document_judge(input);
	json_object_object_get_ex(output, "sites", &sites);
	json_object_object_get_ex(input, "sites", &asked);
	if (json_object_array_length(sites) != json_object_array_length(asked))
		abort(); /* silently less */
	for (size_t i = 0; i < json_object_array_length(sites); i++) {
		json_object_object_get_ex(json_object_array_get_idx(sites, i), "verdict", &verdict);
		if (!is_verdict(json_object_get_string(verdict)))
			abort();
	}
	json_object_put(output);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_tokener *reader = json_tokener_new();
	struct json_object *input;

	input = json_tokener_parse_ex(reader, (const char *)data, (int)size);
	if (input && !document_fault(input))
		judge(input);
	json_object_put(input);
	json_tokener_free(reader);
	document_forget();
	return 0;
}
