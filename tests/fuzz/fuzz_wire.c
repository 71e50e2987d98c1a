/* SPDX-License-Identifier: GPL-2.0-only */
/* Frames of any bytes, at any end, in any order: read, judged and told. */
#include "fuzz.h"

#include "registry.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { HEADER = 4, HOSTS = 3, ENDS = 4 };

static const int owner[ENDS] = { 0, 1, 1, 2 };
static const char *const host[HOSTS] = { "client", "switch", "server" };

static void make_ground(struct evidence *ev, bool is_ipv6)
{
	ev->family = is_ipv6 ? AF_INET6 : AF_INET;
	ev->host_count = HOSTS;
	ev->end_count = ENDS;
	ev->chapter_count = 1;
	for (int i = 0; i < HOSTS; i++) {
		uint8_t *bytes = ev->host[i].addr[0].s6_addr;
		strcpy(ev->host[i].name, host[i]);
		ev->host[i].addr_count = i == 1 ? 0 : 1;
		ev->host[i].forwards = i == 1;
		memcpy(bytes + 10, (uint8_t[]){ 0xff, 0xff, 10, 0, 0, (uint8_t)(1 + i / 2) }, 6);
	}
	for (int i = 0; i < ENDS; i++) {
		ev->end[i].host = owner[i];
		snprintf(ev->end[i].ifname, sizeof(ev->end[i].ifname), "eth%d", i % 2);
	}
}

/* A frame: the end, whether it was sent, how long it is, what was cut off; then its bytes. */
static void add_frames(struct evidence *ev, const uint8_t *data, size_t size)
{
	while (size >= HEADER && ev->packet_count < PACKETS_MAX) {
		size_t length = data[2] < size - HEADER ? data[2] : size - HEADER;
		if (ev->frame_bytes + length > FRAMES_MAX)
			return;
		ev->packet[ev->packet_count] =
			(struct packet){ .time_ns = 1000 * ev->packet_count,
					 .end = data[0] % ENDS,
					 .sent = data[1] & 1,
					 .frame = ev->frame_bytes,
					 .length = (uint16_t)(length + data[3]),
					 .caplen = (uint16_t)length };
		memcpy(ev->frames + ev->frame_bytes, data + HEADER, length);
		ev->packet_count++;
		ev->frame_bytes += (uint32_t)length;
		data += HEADER + length;
		size -= HEADER + length;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char facts[] =
		"{\"schema\": \"rstlab-ns/1\", \"version\": \"1\", \"kernel\": \"6.12.1\", "
		"\"machine\": \"m\", \"command_line\": \"\", "
		"\"time\": \"2024-05-01T12:00:00.000000000Z\", "
		"\"results\": [], \"duration_ms\": 1, \"complete\": true}";
	static struct saved_run *run;
	struct why why;
	struct evidence *ev = &fuzz_evidence;
	const struct scenario *const *all;
	int count;

	if (!run && document_open(facts, strlen(facts), &run, &why) != 0)
		fuzz_found("the facts", why.text);
	all = registry_scenarios(&count);
	if (size < 2)
		return 0;
	evidence_clear(ev);
	make_ground(ev, data[1] & 1);
	strcpy(ev->kernel, "6.12.1");
	add_frames(ev, data + 2, size - 2);
	struct result *result = result_make(all[data[0] % count], ev, 0, 1);
	if (!result)
		abort();
	fuzz_tell(run, result, (int)(size % 16));
	result_free(result);
	return 0;
}
