/* SPDX-License-Identifier: GPL-2.0-only */
#include "fuzz.h"

#include "formats.h"
#include "report_format.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct evidence fuzz_evidence;

_Noreturn void fuzz_found(const char *what, const char *text)
{
	fprintf(stderr, "found: %s: %s\n", what, text);
	abort();
}

int document_open(const void *text, size_t size, struct saved_run **ret, struct why *ret_why)
{
	static int fd = -1;
	char path[32];

	if (fd < 0)
		fd = memfd_create("results.json", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, 0) < 0 || pwrite(fd, text, size, 0) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	int err = saved_open(path, ret, ret_why);
	if (err && (!*ret_why->text || !text_is_clean(ret_why->text, false)))
		fuzz_found("an error without a line", ret_why->text);
	return err;
}

int documents_open(const uint8_t *data, size_t size, struct saved_run *ret[DOCUMENTS_MAX])
{
	struct why why;
	int count = 0;

	for (int i = 0; i < DOCUMENTS_MAX && size > 0; i++) {
		const uint8_t *end = memchr(data, DOCUMENT_END, size);
		size_t length = end ? (size_t)(end - data) : size;
		count += document_open(data, length, &ret[count], &why) == 0;
		data += length + (end ? 1 : 0);
		size -= length + (end ? 1 : 0);
	}
	return count;
}

void documents_close(struct saved_run **runs, int count)
{
	for (int i = 0; i < count; i++)
		saved_close(runs[i]);
}

/* The only tags are those that the report itself has, and each fence that opens is closed. */
static bool is_own_markup(const char *text)
{
	static const char *const own[] = { "<details>", "<details open>", "</details>",
					   "<summary>", "</summary>",     "<pre>",
					   "</pre>" };
	bool is_open = false;

	for (const char *at = text; (at = strchr(at, '<')); at++) {
		bool is_known = false;
		for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
			is_known = is_known || strncmp(at, own[i], strlen(own[i])) == 0;
		if (!is_known)
			return false;
	}
	for (const char *at = text; (at = strstr(at, "```")); at += 3) {
		const char *fence = is_open ? "```\n" : "```mermaid\n";
		if ((at > text && at[-1] != '\n') || strncmp(at, fence, strlen(fence)) != 0)
			return false;
		is_open = !is_open;
	}
	return !is_open;
}

/* Each line is one of ours. */
static bool is_commands(const char *text)
{
	static const char *const own[] = { "::error title=", "::warning title=",
					   "::notice title=" };

	for (const char *at = text; *at; at = strchr(at, '\n') + 1) {
		bool is_known = false;
		for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
			is_known = is_known || strncmp(at, own[i], strlen(own[i])) == 0;
		if (!is_known || !strchr(at, '\n'))
			return false;
	}
	return true;
}

static char *tell(const struct saved_run *run, const struct result *result,
		  const struct report_format *format, size_t *ret_size)
{
	const struct run_facts facts = { .version = saved_version(run),
					 .kernel = saved_kernel(run),
					 .machine = saved_machine(run),
					 .command_line = saved_command_line(run),
					 .time_ns = saved_time_ns(run),
					 .planned = saved_count(run) };
	const struct print_options how = { .verbose = true };
	const struct tally tally = { .complete = true };
	char *text = NULL;
	FILE *out = open_memstream(&text, ret_size);
	void *data;

	if (!out || format->begin(out, &facts, &how, &data) != 0 ||
	    format->result(out, data, result) != 0 || format->end(out, data, &tally) != 0)
		fuzz_found("not told", format->name);
	fclose(out);
	if (!text_is_clean(text, true))
		fuzz_found("what a terminal would obey", format->name);
	if (strcmp(format->name, "markdown") == 0 && !is_own_markup(text))
		fuzz_found("markup that is not the report's", text);
	if (strcmp(format->name, "github") == 0 && !is_commands(text))
		fuzz_found("a line that is no workflow command", text);
	return text;
}

void fuzz_tell(const struct saved_run *run, const struct result *result, int format)
{
	const char *name = format_name(RESULT_FORMATS, format);
	size_t size;

	if (name)
		free(tell(run, result, report_find(RESULT_FORMATS, name), &size));
}

char *fuzz_save(const struct saved_run *run, const struct result *result, size_t *ret_size)
{
	return tell(run, result, report_find(RESULT_FORMATS, "json"), ret_size);
}
