/* SPDX-License-Identifier: GPL-2.0-only */
/* explained.h - a capture made by hand, explained by lessons made by hand. */
#ifndef RSTLAB_TEST_EXPLAINED_H
#define RSTLAB_TEST_EXPLAINED_H

#include "dialogue.h"
#include "explain_format.h"

/* A refusal, data after close(), and close() with unread data; in other words than lab/ has. */
extern const char explained_lessons[];

/* Six connections: two of one story, a refusal, one over before, one that begins with its RST, and
 * one of which only one cause is known.
 */
extern const struct line explained_lines[];

struct explained {
	const char *path;         /* of the capture; NULL: "x.pcap" */
	const struct line *lines; /* NULL: explained_lines */
	uint64_t at;
	const void *payload; /* of every RST */
	size_t payload_size;
	const char *incomplete;
	bool is_cut, verbose, color;
	int columns;
};

/* What @format says of it; to be freed. */
char *explained_tell(const struct explain_format *format, const struct explained *explained);

/* The stories of it, sorted; to be freed with explanation_free(). */
void explained_read(const struct explained *explained, struct explanation *ret);

/* Each frame that a sentence of @diagnosis' evidence names is one that it is known to speak of. */
void explained_check_frames(const struct diagnosis *diagnosis);

#endif
