/* SPDX-License-Identifier: GPL-2.0-only */
/* captures.h - capture files made by hand, sound or not (pcap-savefile(5); pcapng: RFC draft
 * "PCAP Now Generic"). */
#ifndef RSTLAB_CAPTURES_H
#define RSTLAB_CAPTURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file as it grows, in memory. */
struct capture_bytes {
	uint8_t bytes[1 << 20];
	size_t size;
	bool big_endian;
};

/* LINKTYPE_*, as files have them. */
enum { FILE_ETHERNET = 1, FILE_RAW = 101, FILE_80211 = 105 };

/* pcap: its header, and a record. @magic is 0xa1b2c3d4 or 0xa1b23c4d. */
void captures_pcap(struct capture_bytes *file, uint32_t magic, uint32_t link);
void captures_record(struct capture_bytes *file, uint32_t seconds, uint32_t fraction,
		     const void *frame, size_t size, size_t length);

/* pcapng: a section, an interface of it (@resolution: if_tsresol, 0: none is said), and a packet.
 */
void captures_section(struct capture_bytes *file);
void captures_interface(struct capture_bytes *file, uint16_t link, uint32_t snaplen,
			uint8_t resolution);
void captures_packet(struct capture_bytes *file, uint32_t interface, uint64_t time,
		     const void *frame, size_t size, size_t length);
/* A block of @type with any content. */
void captures_block(struct capture_bytes *file, uint32_t type, const void *bytes, size_t size);

/* Writes it to @path: as it is, and of gzip. */
void captures_write(const struct capture_bytes *file, const char *path);
void captures_write_packed(const struct capture_bytes *file, const char *path);

#endif
