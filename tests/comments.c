/* SPDX-License-Identifier: GPL-2.0-only */
#include "comments.h"

#include "folder.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

/* draft-ietf-opsawg-pcapng, sections 3 and 4. */
enum { SECTION = 0x0a0d0d0a, INTERFACE = 1, PACKET = 6, ETHERNET = 1 };
enum { COMMENT = 1, HARDWARE, SYSTEM, PROGRAM, IF_NAME = 2, PACKET_FLAGS = 2, IF_TSRESOL = 9 };

/* A block's options, or the blocks themselves. */
struct bytes {
	const uint8_t *at;
	size_t left;
};

static uint32_t get32(const uint8_t *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static uint16_t get16(const uint8_t *at)
{
	uint16_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

/* The next option: its code; 0: there are no more; -1: it does not fit. */
static int next_option(struct bytes *options, const uint8_t **ret, size_t *ret_size)
{
	if (options->left == 0)
		return 0;
	if (options->left < 4)
		return -1;

	int code = get16(options->at);
	size_t size = get16(options->at + 2), whole = 4 + ((size + 3) & ~(size_t)3);

	if (whole > options->left || (code == 0 && options->left != 4))
		return -1;
	*ret = options->at + 4;
	*ret_size = size;
	options->at += whole;
	options->left -= whole;
	return code;
}

/* A copy; NULL: it is no UTF-8 for people. */
static char *text_of(const uint8_t *bytes, size_t size)
{
	char *text = strndup((const char *)bytes, size);

	if (text && strlen(text) == size && text_is_clean(text, true))
		return text;
	free(text);
	return NULL;
}

static const char *read_section(struct bytes body, struct commented *ret)
{
	const uint8_t *option = NULL;
	size_t size = 0;
	int code;

	if (body.left < 16 || get32(body.at) != 0x1a2b3c4d || ret->section || ret->count)
		return "no section of this byte order";
	body.at += 16;
	body.left -= 16;
	while ((code = next_option(&body, &option, &size)) > 0) {
		char **where = code == COMMENT   ? &ret->section
			       : code == SYSTEM  ? &ret->system
			       : code == PROGRAM ? &ret->program
						 : NULL;
		if (!where || *where || !(*where = text_of(option, size)))
			return "an option of the section";
	}
	return code < 0 ? "the section's options do not fit" : NULL;
}

static const char *read_interface(struct bytes body, struct commented *ret)
{
	const uint8_t *option = NULL;
	size_t size = 0;
	bool has_nanoseconds = false;
	int code;

	if (body.left < 8 || get16(body.at) != ETHERNET || ret->interface_count == COMMENTED_ENDS)
		return "an interface";

	char **name = &ret->interface[ret->interface_count++];

	body.at += 8;
	body.left -= 8;
	while ((code = next_option(&body, &option, &size)) > 0) {
		has_nanoseconds |= code == IF_TSRESOL && size == 1 && *option == 9;
		if (code == IF_NAME && (*name || !(*name = text_of(option, size))))
			return "the name of an interface";
	}
	return code == 0 && *name && has_nanoseconds ? NULL : "the options of an interface";
}

static const char *read_packet(struct bytes body, struct commented *ret)
{
	struct commented_packet *packet = &ret->packet[ret->count++];
	const uint8_t *option = NULL;
	size_t size = 0, kept = 0;
	int code;

	if (body.left >= 20)
		kept = (get32(body.at + 12) + (size_t)3) & ~(size_t)3;
	if (body.left < 20 + kept || get32(body.at) >= (uint32_t)ret->interface_count)
		return "a packet";
	*packet = (struct commented_packet){
		.interface = get32(body.at),
		.time_ns = (int64_t)((uint64_t)get32(body.at + 4) << 32 | get32(body.at + 8)),
		.size = get32(body.at + 12),
		.length = get32(body.at + 16),
		.bytes = body.at + 20,
	};
	body.at += 20 + kept;
	body.left -= 20 + kept;
	while ((code = next_option(&body, &option, &size)) > 0) {
		if (code == PACKET_FLAGS && size == 4)
			packet->flags = get32(option);
		if (code != COMMENT)
			continue;
		if (packet->count == COMMENTED_MAX ||
		    !(packet->comment[packet->count++] = text_of(option, size)))
			return "a packet's comment";
	}
	return code < 0 ? "a packet's options do not fit" : NULL;
}

static const char *read_blocks(struct commented *ret)
{
	const char *fault = NULL;

	for (size_t at = 0; at < ret->size && !fault;) {
		size_t left = ret->size - at, size = left < 12 ? 0 : get32(ret->file + at + 4);
		uint32_t type = left < 4 ? 0 : get32(ret->file + at);
		struct bytes body = { ret->file + at + 8, size < 12 ? 0 : size - 12 };
		if (size < 12 || size > left || size % 4 ||
		    get32(ret->file + at + size - 4) != size)
			return "a block's length";
		fault = type == SECTION                    ? read_section(body, ret)
			: type == INTERFACE && !ret->count ? read_interface(body, ret)
			: type == PACKET                   ? read_packet(body, ret)
							   : "a block of another kind";
		at += size;
	}
	return fault;
}

const char *comments_read(const char *path, struct commented *ret)
{
	enum { PACKET_MIN = 32 };

	*ret = (struct commented){ 0 };
	ret->file = (uint8_t *)folder_read(path, &ret->size);
	if (!ret->file)
		return "there is no such file";
	ret->packet = calloc(ret->size / PACKET_MIN + 1, sizeof(*ret->packet));
	return ret->packet ? read_blocks(ret) : "no memory";
}

void comments_free(struct commented *file)
{
	for (int i = 0; i < file->count; i++)
		for (int k = 0; k < file->packet[i].count; k++)
			free(file->packet[i].comment[k]);
	for (int i = 0; i < file->interface_count; i++)
		free(file->interface[i]);
	free(file->packet);
	free(file->section);
	free(file->program);
	free(file->system);
	free(file->file);
	*file = (struct commented){ 0 };
}

int comments_find(const struct commented *file, int at, const char *begin)
{
	const struct commented_packet *packet = &file->packet[at];

	for (int i = 0; i < packet->count; i++)
		if (strncmp(packet->comment[i], begin, strlen(begin)) == 0)
			return i;
	return -1;
}
