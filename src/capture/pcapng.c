/* SPDX-License-Identifier: GPL-2.0-only */
#include "pcapng.h"

#include "text.h"

#include <string.h>

/* Block types and option codes, sections 4.1 to 4.3 of the draft. */
enum {
	SECTION_HEADER = 0x0a0d0d0a,
	BYTE_ORDER = 0x1a2b3c4d,
	INTERFACE_DESCRIPTION = 1,
	ENHANCED_PACKET = 6,
	OPT_END = 0,
	OPT_COMMENT = 1,
	SHB_OS = 3,
	SHB_USERAPPL = 4,
	IF_NAME = 2,
	IF_TSRESOL = 9,
	EPB_FLAGS = 2,
	NANOSECONDS = 9,   /* ten to the minus that many */
	TEXT_MAX = 0xffff, /* the length of an option has two bytes */
};

static size_t padded(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

static void put16(FILE *out, uint32_t value)
{
	uint16_t half = (uint16_t)value;

	fwrite(&half, sizeof(half), 1, out);
}

static void put32(FILE *out, uint32_t value)
{
	fwrite(&value, sizeof(value), 1, out);
}

static void put_bytes(FILE *out, const void *bytes, size_t size)
{
	static const char zeros[4];

	fwrite(bytes, 1, size, out);
	fwrite(zeros, 1, padded(size) - size, out);
}

/* The text of an option as it is written; @room is for one that cannot stay as it is. */
static const char *clean(const char *text, char room[TEXT_MAX + 1])
{
	bool stays = strlen(text) <= TEXT_MAX && text_is_clean(text, true);

	return stays ? text : text_clean(room, TEXT_MAX + 1, text, true);
}

/* Bytes that an option of text takes; 0: there is none. */
static size_t text_size(const char *text)
{
	char room[TEXT_MAX + 1];

	return text ? 4 + padded(strlen(clean(text, room))) : 0;
}

static void put_text(FILE *out, uint16_t code, const char *text)
{
	char room[TEXT_MAX + 1];

	if (!text)
		return;

	const char *written = clean(text, room);
	size_t length = strlen(written);

	put16(out, code);
	put16(out, (uint16_t)length);
	put_bytes(out, written, length);
}

static void put_end(FILE *out)
{
	put16(out, OPT_END);
	put16(out, 0);
}

enum {
	FRAME = 12,
	END = 4,
	NUMBER = 8
}; /* type and both lengths; the end of options; one of 4 bytes */

void pcapng_begin(FILE *out, const struct pcapng_section *section)
{
	uint32_t size = (uint32_t)(FRAME + 16 + text_size(section->program) +
				   text_size(section->system) + text_size(section->comment) + END);

	put32(out, SECTION_HEADER);
	put32(out, size);
	put32(out, BYTE_ORDER);
	put16(out, 1);
	put16(out, 0);
	put32(out, UINT32_MAX); /* how long the section is: not told */
	put32(out, UINT32_MAX);
	put_text(out, OPT_COMMENT, section->comment);
	put_text(out, SHB_OS, section->system);
	put_text(out, SHB_USERAPPL, section->program);
	put_end(out);
	put32(out, size);
}

void pcapng_interface(FILE *out, const char *name, int linktype, uint32_t snaplen)
{
	static const uint8_t resolution = NANOSECONDS;
	uint32_t size = (uint32_t)(FRAME + 8 + text_size(name) + NUMBER + END);

	put32(out, INTERFACE_DESCRIPTION);
	put32(out, size);
	put16(out, (uint16_t)linktype);
	put16(out, 0);
	put32(out, snaplen);
	put_text(out, IF_NAME, name);
	put16(out, IF_TSRESOL);
	put16(out, sizeof(resolution));
	put_bytes(out, &resolution, sizeof(resolution));
	put_end(out);
	put32(out, size);
}

static size_t comments_size(const struct pcapng_packet *packet)
{
	size_t size = 0;

	for (size_t i = 0; i < packet->comments; i++)
		size += text_size(packet->comment[i]);
	return size;
}

void pcapng_packet(FILE *out, const struct pcapng_packet *packet)
{
	bool has_options = packet->comments || packet->way != PCAPNG_UNTOLD;
	size_t options = comments_size(packet) + (packet->way != PCAPNG_UNTOLD ? NUMBER : 0) +
			 (has_options ? END : 0);
	uint32_t size = (uint32_t)(FRAME + 20 + padded(packet->size) + options);

	put32(out, ENHANCED_PACKET);
	put32(out, size);
	put32(out, packet->interface);
	put32(out, (uint32_t)((uint64_t)packet->time_ns >> 32));
	put32(out, (uint32_t)packet->time_ns);
	put32(out, packet->size);
	put32(out, packet->length);
	put_bytes(out, packet->bytes, packet->size);
	for (size_t i = 0; i < packet->comments; i++)
		put_text(out, OPT_COMMENT, packet->comment[i]);
	if (packet->way != PCAPNG_UNTOLD) {
		put16(out, EPB_FLAGS);
		put16(out, 4);
		put32(out, packet->way == PCAPNG_IN ? 1 : 2);
	}
	if (has_options)
		put_end(out);
	put32(out, size);
}
