/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * pcapng.h - capture files of several interfaces, with comments: pcapng written, as
 * draft-ietf-opsawg-pcapng has it. libpcap reads it, and cannot write it.
 */
#ifndef RSTLAB_PCAPNG_H
#define RSTLAB_PCAPNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* LINKTYPE_ETHERNET, LINKTYPE_LINUX_SLL2. Of LINKTYPE_RAW libpcap 1.10 reads one interface alone.
 */
enum { PCAPNG_ETHERNET = 1, PCAPNG_COOKED = 276 };

enum pcapng_way { PCAPNG_UNTOLD, PCAPNG_IN, PCAPNG_OUT };

struct pcapng_packet {
	uint32_t interface; /* as pcapng_interface() was called, from 0 */
	int64_t time_ns;    /* CLOCK_REALTIME */
	const uint8_t *bytes;
	uint32_t size;   /* kept */
	uint32_t length; /* on the wire */
	enum pcapng_way way;
	const char *const *comment; /* each an option of its own */
	size_t comments;
};

/* What is said of all of the file; NULL: nothing. */
struct pcapng_section {
	const char *program; /* "rstlab-ns 1.0" */
	const char *system;  /* "Linux 6.12.40" */
	const char *comment;
};

/*
 * Begins the file. Write errors show in ferror(@out), here and below. A text may be anybody's: it
 * is written as UTF-8, with lines and nothing else that a terminal would obey, see text_show(), and
 * cut at what an option can hold, with "..." where it was.
 */
void pcapng_begin(FILE *out, const struct pcapng_section *section);

/* An interface, before its first packet. */
void pcapng_interface(FILE *out, const char *name, int linktype, uint32_t snaplen);

void pcapng_packet(FILE *out, const struct pcapng_packet *packet);

#endif
