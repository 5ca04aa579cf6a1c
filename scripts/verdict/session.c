// SPDX-License-Identifier: GPL-2.0
/*
 * Documents that grow: each is on a line of its own, and so is its answer.
 *
 * Whoever asks learns from an answer what is missing, and asks again with more. Most
 * functions are the same then. To read them takes about as long as to judge, so a
 * document may give a number in place of a function: that of one in the document before.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "verdict.h"

static struct json_object *document;

/* A process of its own forgets with its end what it found out on the way. */
static int answer(void)
{
	int status;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child) {
		struct json_object *output;

		arena_part();
		output = document_judge(document);
		puts(json_object_to_json_string_ext(output, JSON_C_TO_STRING_PLAIN));
		json_object_put(output);
		_exit(fflush(stdout) ? 4 : 0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child) {
		perror("verdict");
		return 4;
	}
	if (WIFSIGNALED(status))
		fprintf(stderr, "verdict: ended by signal %d\n", WTERMSIG(status));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 4;
}

/**
 * session_run() - answer the documents of a stream, until one is none
 * @input: the stream, a document a line
 *
 * Return: the program's exit status.
 */
int session_run(FILE *input)
{
	struct json_object *before;
	enum json_tokener_error error;
	size_t size = 0;
	char *line = NULL;
	int status = 0;

	while (!status && getline(&line, &size, input) > 0) {
		const char *why;

		before = document;
		document = json_tokener_parse_verbose(line, &error);
		why = error == json_tokener_success ? document_fault(document) :
						      json_tokener_error_desc(error);
		if (!why)
			document_load(document);
		json_object_put(before);
		if (why) {
			fprintf(stderr, "verdict: not a fact document: %s\n", why);
			status = 2;
		} else {
			status = answer();
		}
	}
	json_object_put(document);
	document = NULL;
	document_forget();
	free(line);
	return status;
}
