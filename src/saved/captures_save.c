/* SPDX-License-Identifier: GPL-2.0-only */
#include "captures_save.h"

#include "address.h"
#include "atomic_file.h"
#include "pcap.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

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

int captures_save(int dir, const struct result *result)
{
	const struct evidence *ev = result->reading.ev;
	char stem[96], path[256];

	if (mkdirat(dir, "captures", 0755) < 0 && errno != EEXIST)
		return -errno;
	snprintf(stem, sizeof(stem), "%s.%s", result->scenario->name, family_text(ev->family));
	if (result->iteration)
		snprintf(stem + strlen(stem), sizeof(stem) - strlen(stem), ".%d",
			 result->iteration);
	for (int end = 0; end < ev->end_count; end++) {
		struct atomic_file output;
		snprintf(path, sizeof(path), "captures/%s.%s-%s.pcap", stem,
			 ev->host[ev->end[end].host].name, ev->end[end].ifname);
		int error = atomic_file_open(dir, path, &output);
		if (error)
			return error;
		error = write_end(output.file, ev, end);
		if (error) {
			atomic_file_abandon(&output);
			return error;
		}
		error = atomic_file_commit(&output);
		if (error)
			return error;
	}
	return 0;
}
