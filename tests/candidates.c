/* SPDX-License-Identifier: GPL-2.0-only */
#include "candidates.h"

#include "commands.h"
#include "complete.h"
#include "words.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

char *candidates(const char *line)
{
	char typed[512], *words[LINE_WORDS], *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	snprintf(typed, sizeof(typed), "%s", line);
	fputc('\n', out);
	complete(out, commands, words, words_split(typed, words));
	fclose(out);
	/* what they are goes */
	char *to = text;
	for (const char *from = text; *from; from++) {
		if (*from == '\t')
			from += strcspn(from, "\n");
		*to++ = *from;
	}
	*to = '\0';
	return text;
}

bool offers(const char *line, const char *candidate)
{
	char *text = candidates(line), wanted[256];

	snprintf(wanted, sizeof(wanted), "\n%s\n", candidate);
	bool found = strstr(text, wanted);
	free(text);
	return found;
}

void must_offer(const char *line, const char *candidate)
{
	if (!offers(line, candidate))
		fail_msg("'%s' is not completed with %s", line, candidate);
}
