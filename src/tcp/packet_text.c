/* SPDX-License-Identifier: GPL-2.0-only */
#include "packet.h"

#include "mptcp_reason.h"
#include "rest.h"
#include "text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { FLAG_COUNT = 8 };

/* By bit. */
static const char *const flag_name[FLAG_COUNT] = {
	"FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR",
};
static const char no_flags[] = "<None>";

/* Option kind 30, by subtype (RFC 8684, 7.2). */
static const char *const mptcp_name[] = {
	"MP_CAPABLE", "MP_JOIN", "DSS",          "ADD_ADDR",  "REMOVE_ADDR",
	"MP_PRIO",    "MP_FAIL", "MP_FASTCLOSE", "MP_TCPRST",
};
enum { MPTCP_NAMES = sizeof(mptcp_name) / sizeof(mptcp_name[0]) };

const char *flags_list(uint8_t flags, const char *separator, char *buffer, size_t size)
{
	const char *between = "";

	buffer[0] = '\0';
	for (int i = 0; i < FLAG_COUNT; i++) {
		if (!(flags & 1 << i))
			continue;
		text_append(buffer, size, "%s%s", between, flag_name[i]);
		between = separator;
	}
	if (!flags)
		text_append(buffer, size, "%s", no_flags);
	return buffer;
}

const char *flags_text(uint8_t flags, char *buffer, size_t size)
{
	return flags_list(flags, ",", buffer, size);
}

static int flag_find(const char *word, size_t length)
{
	for (int i = 0; i < FLAG_COUNT; i++)
		if (length == strlen(flag_name[i]) && memcmp(word, flag_name[i], length) == 0)
			return 1 << i;
	return -1;
}

int flags_parse(const char *text)
{
	int flags = 0;

	if (strcmp(text, no_flags) == 0)
		return 0;
	for (;;) {
		size_t length = strcspn(text, ",");
		int flag = flag_find(text, length);

		if (flag < 0)
			return -1;
		flags |= flag;
		if (text[length] == '\0')
			return flags;
		text += length + 1;
	}
}

static void append_sack(const uint8_t *option, uint32_t base, char *buffer, size_t size)
{
	for (int at = 2; at + 8 <= option[1]; at += 8)
		text_append(buffer, size, " SLE=%" PRIu32 " SRE=%" PRIu32,
			    get32(option + at) - base, get32(option + at + 4) - base);
}

static void append_mptcp(const uint8_t *option, char *buffer, size_t size)
{
	int subtype = mptcp_subtype(option);

	if (subtype == MP_NONE || subtype >= MPTCP_NAMES)
		text_append(buffer, size, " opt(%d)", OPTION_MPTCP);
	else
		text_append(buffer, size, " %s", mptcp_name[subtype]);
	if (mptcp_reason(option) >= 0)
		text_append(buffer, size, " reason=%d", mptcp_reason(option));
}

static void append_option(const uint8_t *option, uint32_t sack_base, char *buffer, size_t size)
{
	int kind = option[0], length = option[1];

	if (kind == OPTION_MSS && length == 4)
		text_append(buffer, size, " MSS=%d", option[2] << 8 | option[3]);
	else if (kind == OPTION_SCALE && option_shift(option) >= 0)
		text_append(buffer, size, " WS=%d", 1 << option_shift(option));
	else if (kind == OPTION_SACK_PERMITTED && length == 2)
		text_append(buffer, size, " SACK_PERM");
	else if (kind == OPTION_SACK && length >= 10)
		append_sack(option, sack_base, buffer, size);
	else if (kind == OPTION_TIMESTAMPS && length == 10)
		text_append(buffer, size, " TSval=%" PRIu32 " TSecr=%" PRIu32, get32(option + 2),
			    get32(option + 6));
	else if (kind == OPTION_MD5)
		text_append(buffer, size, " MD5");
	else if (kind == OPTION_AO)
		text_append(buffer, size, " TCP AO");
	else if (kind == OPTION_MPTCP)
		append_mptcp(option, buffer, size);
	else if (kind == OPTION_FAST_OPEN)
		text_append(buffer, size, " TFO=%c", length > 2 ? 'C' : 'R');
	else
		text_append(buffer, size, " opt(%d)", kind);
}

const char *options_text(const struct decoded *tcp, uint32_t sack_base, char *buffer, size_t size)
{
	const uint8_t *option;

	buffer[0] = '\0';
	for (size_t at = 0; (option = option_next(tcp, &at));)
		append_option(option, sack_base, buffer, size);
	return buffer;
}
