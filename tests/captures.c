/* SPDX-License-Identifier: GPL-2.0-only */
#include "captures.h"

#include "folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { SECTION_BLOCK = 0x0a0d0d0a, INTERFACE_BLOCK = 1, ENHANCED_PACKET_BLOCK = 6 };

static void put(struct capture_bytes *file, const void *bytes, size_t size)
{
	if (size > sizeof(file->bytes) - file->size)
		abort();
	if (size)
		memcpy(file->bytes + file->size, bytes, size);
	file->size += size;
}

static void put16(struct capture_bytes *file, unsigned value)
{
	uint8_t bytes[2] = { (uint8_t)value, (uint8_t)(value >> 8) };

	if (file->big_endian) {
		bytes[0] = (uint8_t)(value >> 8);
		bytes[1] = (uint8_t)value;
	}
	put(file, bytes, sizeof(bytes));
}

static void put32(struct capture_bytes *file, uint32_t value)
{
	put16(file, (file->big_endian ? value >> 16 : value) & 0xffff);
	put16(file, (file->big_endian ? value : value >> 16) & 0xffff);
}

void captures_pcap(struct capture_bytes *file, uint32_t magic, uint32_t link)
{
	put32(file, magic);
	put16(file, 2);
	put16(file, 4);
	put32(file, 0);
	put32(file, 0);
	put32(file, 262144);
	put32(file, link);
}

void captures_record(struct capture_bytes *file, uint32_t seconds, uint32_t fraction,
		     const void *frame, size_t size, size_t length)
{
	put32(file, seconds);
	put32(file, fraction);
	put32(file, (uint32_t)size);
	put32(file, (uint32_t)length);
	put(file, frame, size);
}

void captures_block(struct capture_bytes *file, uint32_t type, const void *bytes, size_t size)
{
	static const uint8_t zeros[4];
	size_t padded = (size + 3) / 4 * 4;

	put32(file, type);
	put32(file, (uint32_t)(12 + padded));
	put(file, bytes, size);
	put(file, zeros, padded - size);
	put32(file, (uint32_t)(12 + padded));
}

void captures_section(struct capture_bytes *file)
{
	struct capture_bytes *body = calloc(1, sizeof(*body));

	if (!body)
		abort();
	body->big_endian = file->big_endian;
	put32(body, 0x1a2b3c4d);
	put16(body, 1);
	put16(body, 0);
	put32(body, UINT32_MAX); /* of unknown length */
	put32(body, UINT32_MAX);
	captures_block(file, SECTION_BLOCK, body->bytes, body->size);
	free(body);
}

void captures_interface(struct capture_bytes *file, uint16_t link, uint32_t snaplen,
			uint8_t resolution)
{
	struct capture_bytes *body = calloc(1, sizeof(*body));

	if (!body)
		abort();
	body->big_endian = file->big_endian;
	put16(body, link);
	put16(body, 0);
	put32(body, snaplen);
	if (resolution) {
		put16(body, 9); /* if_tsresol */
		put16(body, 1);
		put(body, (uint8_t[]){ resolution, 0, 0, 0 }, 4);
		put32(body, 0);
	}
	captures_block(file, INTERFACE_BLOCK, body->bytes, body->size);
	free(body);
}

void captures_packet(struct capture_bytes *file, uint32_t interface, uint64_t time,
		     const void *frame, size_t size, size_t length)
{
	struct capture_bytes *body = calloc(1, sizeof(*body));

	if (!body)
		abort();
	body->big_endian = file->big_endian;
	put32(body, interface);
	put32(body, (uint32_t)(time >> 32));
	put32(body, (uint32_t)time);
	put32(body, (uint32_t)size);
	put32(body, (uint32_t)length);
	put(body, frame, size);
	captures_block(file, ENHANCED_PACKET_BLOCK, body->bytes, body->size);
	free(body);
}

void captures_write(const struct capture_bytes *file, const char *path)
{
	folder_write(path, file->bytes, file->size);
}

void captures_write_packed(const struct capture_bytes *file, const char *path)
{
	gzFile out = gzopen(path, "wb");

	if (!out || gzwrite(out, file->bytes, (unsigned)file->size) != (int)file->size ||
	    gzclose(out) != Z_OK)
		abort();
}
