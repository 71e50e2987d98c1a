/* SPDX-License-Identifier: GPL-2.0-only */
#include "captures_save.h"

#include "atomic_file.h"
#include "directory.h"
#include "pcap.h"

#include <stdio.h>

static int write_end(FILE *out, const struct evidence *ev, int end)
{
	struct pcap_file *file;
	int error = pcap_file_begin(out, &file);
	if (error)
		return error;
	for (int i = 0; i < ev->packet_count; i++) {
		const struct packet *p = &ev->packet[i];
		struct pcap_frame frame = { .time_ns = p->time_ns,
					    .bytes = ev->frames + p->frame,
					    .size = p->caplen,
					    .length = p->length };
		if (p->end == end)
			pcap_file_add(file, &frame);
	}
	return pcap_file_end(file);
}

int captures_make(int dir)
{
	return directory_make(dir, "captures");
}

static int save_end(int captures, const char *name, const struct evidence *ev, int end)
{
	struct atomic_file output;
	int error = atomic_file_open(captures, name, &output);

	if (error)
		return error;
	error = write_end(output.file, ev, end);
	if (!error)
		return atomic_file_commit_new(&output);
	atomic_file_abandon(&output);
	return error;
}

int captures_save(int captures, const struct result *result)
{
	const struct evidence *ev = result->reading.ev;
	char name[CAPTURE_NAME_SIZE];
	int error = 0;

	for (int end = 0; end < ev->end_count && !error; end++)
		error = save_end(captures, result_capture(result, end, name), ev, end);
	return error;
}
