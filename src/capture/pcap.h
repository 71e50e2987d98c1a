/* SPDX-License-Identifier: GPL-2.0-only */
/* pcap.h - capture files (pcap, nanoseconds, Ethernet). The only user of libpcap. */
#ifndef RSTLAB_PCAP_H
#define RSTLAB_PCAP_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A frame as it was captured. */
struct pcap_frame {
	int64_t time_ns; /* CLOCK_REALTIME */
	const uint8_t *bytes;
	uint32_t size;   /* bytes kept */
	uint32_t length; /* bytes on the wire */
};

/* Writes to @out, which stays the caller's. 0 or -errno. */
struct pcap_file;
int pcap_file_begin(FILE *out, struct pcap_file **ret);
void pcap_file_add(struct pcap_file *file, const struct pcap_frame *frame);

/* Flushes and frees. 0 or -errno when anything could not be written. */
int pcap_file_end(struct pcap_file *file);

#endif
