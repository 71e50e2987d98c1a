/* SPDX-License-Identifier: GPL-2.0-only */
#include "document.h"

#include <string.h>

static bool speaks_of_it(const char *text)
{
	return text && (strstr(text, "the document") || strstr(text, "The document"));
}

bool document_is_meant(const struct scenario *scenario)
{
	return scenario->section || speaks_of_it(scenario->title) ||
	       speaks_of_it(scenario->proves) || speaks_of_it(scenario->why);
}
