/* SPDX-License-Identifier: GPL-2.0-only */
/* What the causes of lab/ tell to type into tcpdump: it is a filter, and one for RSTs sees them
 * over IPv6 as well. */
#include "frames.h"
#include "packet.h"
#include "registry.h"

#include <pcap/pcap.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The next filter of `tcpdump ... 'FILTER'` in @text, with a number for PORT. NULL: there is none.
 */
static const char *next_filter(const char *text, char *filter, size_t size)
{
	const char *end, *at = strstr(text, "`tcpdump");

	while (at && (end = strchr(at + 1, '`'))) {
		const char *open = strchr(at, '\''), *close = open ? strchr(open + 1, '\'') : NULL;
		if (close && close < end) {
			snprintf(filter, size, "%.*s", (int)(close - open - 1), open + 1);
			char *port = strstr(filter, "PORT");
			if (port)
				memcpy(port, "8080", 4);
			return end;
		}
		at = strstr(end, "`tcpdump");
	}
	return NULL;
}

static bool sees(struct bpf_program *program, const char *from, const char *to, uint8_t flags)
{
	const struct frame_spec spec = {
		.src = from, .dst = to, .sport = 40000, .dport = 8080, .flags = flags
	};
	uint8_t frame[2048];
	size_t size = frames_build(&spec, frame);
	const struct pcap_pkthdr header = { .caplen = (bpf_u_int32)size, .len = (bpf_u_int32)size };

	return pcap_offline_filter(program, &header, frame) != 0;
}

static int check_filters(const char *cause, const char *text)
{
	char filter[512];
	int resets = 0;

	while (text && (text = next_filter(text, filter, sizeof(filter)))) {
		pcap_t *pcap = pcap_open_dead(DLT_EN10MB, 65535);
		struct bpf_program program;
		if (pcap_compile(pcap, &program, filter, 1, PCAP_NETMASK_UNKNOWN) != 0)
			fail_msg("%s: '%s': %s", cause, filter, pcap_geterr(pcap));
		if (strstr(filter, "tcp-rst")) {
			resets++;
			if (!sees(&program, "10.0.0.1", "10.0.0.2", RST) ||
			    !sees(&program, "fd72::1", "fd72::2", RST | ACK) ||
			    sees(&program, "10.0.0.1", "10.0.0.2", SYN) ||
			    sees(&program, "fd72::1", "fd72::2", SYN | ACK))
				fail_msg("%s: '%s' does not tell RSTs", cause, filter);
		}
		pcap_freecode(&program);
		pcap_close(pcap);
	}
	return resets;
}

static void test_filters(void **state)
{
	int resets = 0, count;
	const struct cause *const *all = registry_causes(&count);

	(void)state;
	for (int i = 0; i < count; i++) {
		resets += check_filters(all[i]->name, all[i]->settles);
		resets += check_filters(all[i]->name, all[i]->advice);
	}
	assert_true(resets > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_filters) };

	return cmocka_run_group_tests_name("lab_filters", tests, NULL, NULL);
}
