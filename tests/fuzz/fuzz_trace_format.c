/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The format of a tracepoint whose fields are anywhere and of any size, and a record that is read
 * by it. The text itself is the kernel's: libtraceevent 1.7 does not survive one that is no format.
 */
#include "fuzz.h"

#include "trace_format.h"

#include <stdlib.h>
#include <string.h>

enum { FIELDS_MAX = 12, FIELD_BYTES = 4 };

/* Is it the reason? */
static bool add_field(FILE *out, const uint8_t data[FIELD_BYTES])
{
	static const char *const names[] = {
		"int state",     "int reason",    "__u8 saddr[28]",    "__u8 daddr[28]",
		"__u8 saddr[4]", "__u8 daddr[4]", "__u8 saddr_v6[16]", "__u8 daddr_v6[16]",
		"__u16 sport",   "__u16 dport",   "__u16 family",      "const void * skaddr",
	};
	static const unsigned sizes[] = { 0, 1, 2, 4, 8, 16, 28, 128, 0x7fffffff };
	size_t name = data[0] % (sizeof(names) / sizeof(names[0]));
	unsigned size = sizes[data[3] % (sizeof(sizes) / sizeof(sizes[0]))];
	unsigned offset = data[1] | (data[2] > 250 ? 0x7fffff00U : (unsigned)(data[2] % 2) << 8);

	fprintf(out, "\tfield:%s;\toffset:%u;\tsize:%u;\tsigned:%d;\n", names[name], offset, size,
		data[3] >> 7);
	return name == 1;
}

static char *make_format(const uint8_t **data, size_t *size, size_t *ret_length)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, ret_length);
	bool has_reason = false;
	int fields = *size ? *(*data)++ % (FIELDS_MAX + 1) : 0;

	if (!out)
		abort();
	*size -= *size > 0;
	fputs("name: tcp_send_reset\nID: 2280\nformat:\n"
	      "\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n"
	      "\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"
	      "\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n"
	      "\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n",
	      out);
	for (int i = 0; i < fields && *size >= FIELD_BYTES; i++) {
		has_reason |= add_field(out, *data);
		*data += FIELD_BYTES;
		*size -= FIELD_BYTES;
	}
	fputs(has_reason
		      ? "\nprint fmt: \"reason=%s\", __print_symbolic(REC->reason, { 0, \"NONE\" }, "
			"{ 1, \"NO_SOCKET\" }, { 0x10, \"ERROR\" })\n"
		      : "\nprint fmt: \"pid=%d\", REC->common_pid\n",
	      out);
	fclose(out);
	return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t length;
	struct trace_format *format;
	struct trace_event event = { 0 };
	char *text = make_format(&data, &size, &length);

	if (trace_format_parse(text, length, &format) == 0) {
		/* On the heap, so that who reads on past its end is seen. */
		void *raw = malloc(size + !size);
		if (!raw)
			abort();
		memcpy(raw, data, size);
		if (trace_format_read(format, raw, size, &event) == 0 && event.reason &&
		    !*event.reason)
			fuzz_found("a reason without a name", text);
		free(raw);
		trace_format_free(format);
	}
	free(text);
	return 0;
}
