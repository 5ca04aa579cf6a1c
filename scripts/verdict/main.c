// SPDX-License-Identifier: GPL-2.0
/*
 * verdict FACTS: read a fact document, print the verdicts.
 * verdict -: the same for each line of standard input, on a line each.
 *
 * Exit status: 0; 2 where the document is none, 4 where memory runs out.
 */
#include <stdio.h>
#include <string.h>
#include "verdict.h"

int main(int argc, char **argv)
{
	struct json_object *input, *output;
	const char *why;

	if (argc != 2) {
		fputs("usage: verdict FACTS.json | -\n", stderr);
		return 2;
	}
	if (!strcmp(argv[1], "-"))
		return session_run(stdin);
	input = json_object_from_file(argv[1]);
	why = input ? document_fault(input) : json_util_get_last_err();
	if (why) {
		fprintf(stderr, "verdict: %s: not a fact document: %s\n", argv[1],
			why);
		json_object_put(input);
		document_forget();
		return 2;
	}
	document_load(input);
	output = document_judge(input);
	puts(json_object_to_json_string_ext(output, JSON_C_TO_STRING_PRETTY));
	json_object_put(output);
	json_object_put(input);
	document_forget();
	return 0;
}
