/* SPDX-License-Identifier: GPL-2.0-only */
#include "captures_save.h"

#include "atomic_file.h"

#include "capture.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

static int write_end(FILE *out, const struct evidence *ev, int end)
{
	struct capture_file *file;
	int error = capture_file_begin(out, &file);
	if (error)
		return error;
	for (int i = 0; i < ev->packet_count; i++) {
		const struct packet *p = &ev->packet[i];
		struct capture_frame frame = { .time_ns = p->time_ns,
					       .bytes = (uint8_t *)(uintptr_t)ev->frames + p->frame,
					       .size = p->caplen,
					       .length = p->length };
		if (p->end == end)
			capture_file_add(file, &frame);
	}
	return capture_file_end(file);
}

int save_captures(int dir, const struct result *result)
{
	const struct evidence *ev = result->reading.ev;
	char stem[96], path[256];

	if (mkdirat(dir, "captures", 0755) < 0 && errno != EEXIST)
		return -errno;
	snprintf(stem, sizeof(stem), "%s.%s", result->scenario->name,
		 ev->family == AF_INET6 ? "ipv6" : "ipv4");
	if (result->iteration)
		snprintf(stem + strlen(stem), sizeof(stem) - strlen(stem), ".%d",
			 result->iteration);
	for (int end = 0; end < ev->end_count; end++) {
		struct output output;
		snprintf(path, sizeof(path), "captures/%s.%s-%s.pcap", stem,
			 ev->host[ev->end[end].host].name, ev->end[end].ifname);
		int error = output_open(dir, path, &output);
		if (error)
			return error;
		error = write_end(output.file, ev, end);
		if (error) {
			output_abandon(&output);
			return error;
		}
		error = output_commit(&output);
		if (error)
			return error;
	}
	return 0;
}
