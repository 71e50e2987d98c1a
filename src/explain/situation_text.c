/* SPDX-License-Identifier: GPL-2.0-only */
/* situation_text.c - situations in words, and beside each other. */
#include "situation.h"

#include "text.h"

#include <string.h>

enum { VALUES_MAX = 10 };

const char *const feature_name[FEATURES] = {
	[FEATURE_FLAGS] = "flags",
	[FEATURE_SEQ] = "seq",
	[FEATURE_ACK] = "ack",
	[FEATURE_WINDOW] = "win",
	[FEATURE_TIMESTAMPS] = "ts",
	[FEATURE_PAYLOAD] = "payload",
	[FEATURE_MPTCP] = "mptcp",
	[FEATURE_TTL] = "ttl",
	[FEATURE_ANSWERS] = "answers",
	[FEATURE_OWN] = "own",
	[FEATURE_OWN_DATA] = "own-data",
	[FEATURE_PEER] = "peer",
	[FEATURE_PEER_DATA] = "peer-data",
	[FEATURE_FLIGHT] = "in-flight",
	[FEATURE_TIMER] = "timer",
	[FEATURE_LATE] = "data-after-fin",
	[FEATURE_BEFORE] = "rst-before",
};

#define PHASES                                                               \
	{                                                                    \
		"?", "nothing", "SYN", "SYN,ACK", "open", "FIN", "FIN-acked" \
	}
#define NO_YES                   \
	{                        \
		"?", "no", "yes" \
	}

static const char *const value_name[FEATURES][VALUES_MAX] = {
	[FEATURE_FLAGS] = { "?", "RST", "RST,ACK", "odd" },
	[FEATURE_SEQ] = { "?", "0", "SND.NXT", "SEG.ACK", "old", "other" },
	[FEATURE_ACK] = { "?", "none", "RCV.NXT", "SEG.END", "other" },
	[FEATURE_WINDOW] = { "?", "0", "first", "kept", "grown", "other" },
	[FEATURE_TIMESTAMPS] = { "?", "yes", "missing", "none" },
	[FEATURE_PAYLOAD] = NO_YES,
	[FEATURE_MPTCP] = { "?", "no", "yes", "MP_TCPRST", "MP_FASTCLOSE" },
	[FEATURE_TTL] = { "?", "same", "other", "alone" },
	[FEATURE_ANSWERS] = { "?", "nothing", "SYN", "SYN,ACK", "ACK", "probe", "data", "FIN",
			      "data,FIN", "odd" },
	[FEATURE_OWN] = PHASES,
	[FEATURE_OWN_DATA] = NO_YES,
	[FEATURE_PEER] = PHASES,
	[FEATURE_PEER_DATA] = NO_YES,
	[FEATURE_FLIGHT] = NO_YES,
	[FEATURE_TIMER] = { "?", "no", "probed", "resent" },
	[FEATURE_LATE] = { "?", "no", "yes", "read" },
	[FEATURE_BEFORE] = { "?", "nobody", "own", "peer" },
};

const char *feature_value(enum feature feature, uint8_t value)
{
	return value < VALUES_MAX ? value_name[feature][value] : NULL;
}

/* ---- One and another ----------------------------------------------------------------------------
 */

bool situation_fits(const struct situation *a, const struct situation *b)
{
	for (int i = 0; i < FEATURES; i++)
		if (a->value[i] && b->value[i] && a->value[i] != b->value[i])
			return false;
	return true;
}

bool situation_equal(const struct situation *a, const struct situation *b)
{
	return memcmp(a->value, b->value, sizeof(a->value)) == 0;
}

bool situation_is_known(const struct situation *situation)
{
	return !memchr(situation->value, FEATURE_UNKNOWN, sizeof(situation->value));
}

const char *situation_text(const struct situation *situation, char *buffer, size_t size)
{
	*buffer = '\0';
	for (int i = 0; i < FEATURES; i++)
		text_append(buffer, size, "%s%s=%s", i ? " " : "", feature_name[i],
			    feature_value((enum feature)i, situation->value[i]));
	return buffer;
}

static bool value_parse(enum feature feature, const char *text, size_t length, uint8_t *ret)
{
	for (uint8_t i = 0; i < VALUES_MAX && value_name[feature][i]; i++)
		if (strlen(value_name[feature][i]) == length &&
		    strncmp(value_name[feature][i], text, length) == 0) {
			*ret = i;
			return true;
		}
	return false;
}

bool situation_parse(const char *text, struct situation *ret)
{
	for (int i = 0; i < FEATURES; i++) {
		size_t name = strlen(feature_name[i]);
		if (strncmp(text, feature_name[i], name) != 0 || text[name] != '=')
			return false;
		text += name + 1;
		size_t length = strcspn(text, " \t\n");
		if (!value_parse((enum feature)i, text, length, &ret->value[i]))
			return false;
		text += length;
		if (i + 1 < FEATURES && *text++ != ' ')
			return false;
	}
	return *text == '\0';
}
