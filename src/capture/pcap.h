/* SPDX-License-Identifier: GPL-2.0-only */
/* pcap.h - capture files: pcap (nanoseconds, Ethernet) written, pcap and pcapng read. The only user
 * of libpcap. */
#ifndef RSTLAB_PCAP_H
#define RSTLAB_PCAP_H

#include "link_layer.h"
#include "why.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* How much of a packet the files that are written may hold. */
enum { PCAP_SNAPLEN = 65535 };

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

/* Reads @in, which is closed with it, or with an error. 0, or -errno and in @ret_why what is wrong
 * with the file. */
struct pcap_input;
int pcap_input_open(FILE *in, struct pcap_input **ret, struct why *ret_why);

/* Of all its frames. */
enum link_layer pcap_input_link(const struct pcap_input *input);

/* The next frame, whose bytes are there until the one after it. 1; 0 at the end; -errno as above.
 */
int pcap_input_next(struct pcap_input *input, struct pcap_frame *ret, struct why *ret_why);

/* Did the file end within a frame? That is no error, but the end. */
bool pcap_input_is_cut(const struct pcap_input *input);

void pcap_input_close(struct pcap_input *input);

#endif
