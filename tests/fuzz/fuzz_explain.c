/* SPDX-License-Identifier: GPL-2.0-only */
/* Captures of any bytes: read, their connections followed, their RSTs explained and told. */
#include "fuzz.h"

#include "capture_file.h"
#include "explain_format.h"
#include "formats.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LIMIT = 8 }; /* so few open connections that some must be forgotten */

struct telling {
	struct explanation capture;
	struct lessons lessons;
	const struct explain_format *format;
	FILE *out;
	void *data;
};

static int tell_reset(void *arg, const struct conversation *conversation,
		      const struct diagnosis *diagnosis)
{
	struct telling *telling = arg;

	for (int i = 0; i < diagnosis->count; i++)
		if (diagnosis->candidate[i].confidence == CERTAIN &&
		    (diagnosis->count != 1 || diagnosis->stack != STACK_LINUX))
			fuzz_found("certain", "of several, or not of Linux");
	return telling->format->reset
		       ? telling->format->reset(telling->out, telling->data, &telling->capture,
						conversation, diagnosis)
		       : 0;
}

static void tell_conversation(void *arg, const struct conversation *conversation)
{
	struct telling *telling = arg;

	if (explanation_add(&telling->capture, &telling->lessons, conversation, tell_reset,
			    telling) != 0)
		abort();
}

static void explain(const char *path, struct telling *telling)
{
	struct conversations *conversations =
		conversations_open(LIMIT, 0, tell_conversation, telling);
	struct capture_file *file;
	struct captured packet;
	struct why why;

	if (!conversations)
		abort();
	if (capture_file_open(path, &file, &why) == 0) {
		while (capture_file_next(file, &packet, &why) > 0)
			if (conversations_add(conversations, &packet.packet, packet.frame,
					      packet.time_ns) != 0)
				abort();
		capture_file_close(file);
	} else if (!*why.text || !text_is_clean(why.text, false)) {
		fuzz_found("an error without a line", why.text);
	}
	conversations_end(conversations);
	telling->capture.totals = *conversations_totals(conversations);
	conversations_close(conversations);
}

static void tell(const char *path, struct telling *telling)
{
	const struct print_options how = { .verbose = true };
	char *text = NULL;
	size_t size = 0;

	telling->capture = (struct explanation){ .path = "capture" };
	telling->out = open_memstream(&text, &size);
	if (!telling->out || telling->format->begin(telling->out, &how, &telling->data) != 0)
		abort();
	explain(path, telling);
	explanation_sort(&telling->capture);
	if (telling->format->capture(telling->out, telling->data, &telling->capture) != 0 ||
	    telling->format->end(telling->out, telling->data) != 0)
		fuzz_found("not told", telling->format->name);
	fclose(telling->out);
	if (!text_is_clean(text, true))
		fuzz_found("what a terminal would obey", telling->format->name);
	explanation_free(&telling->capture);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct telling telling;
	static int fd = -1;
	char path[32];
	const char *name;

	if (fd < 0 && lessons_builtin(&telling.lessons) != 0)
		abort();
	if (fd < 0)
		fd = memfd_create("capture", MFD_CLOEXEC);
	if (fd < 0 || ftruncate(fd, 0) < 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	/* One of them: which, hangs on the input alone. */
	name = format_name(EXPLAIN_FORMATS, (int)(size % 3));
	if (!name)
		abort();
	telling.format = explain_format_find(name);
	tell(path, &telling);
	return 0;
}
