/* SPDX-License-Identifier: GPL-2.0-only */
#include "facet.h"

#include "causes.h"
#include "errno_name.h"
#include "promise.h"
#include "registry.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* How the kernel's headers begin each reason. */
#define REASON_PREFIX "SK_RST_REASON_"

const char *const facet_noun[FACETS] = {
	[BY_TAG] = "tag",         [BY_FOLDER] = "folder", [BY_REASON] = "reason",
	[BY_SECTION] = "section", [BY_ERRNO] = "errno",   [BY_FLAGS] = "flags",
	[BY_SENDER] = "sender",   [BY_STATE] = "state",   [BY_CAUSE] = "cause",
};

const char *const facet_none[FACETS] = {
	[BY_TAG] = "no scenario has the tag",
	[BY_FOLDER] = "no scenario is in the folder",
	[BY_REASON] = "no scenario promises the reason",
	[BY_SECTION] = "no scenario has the section",
	[BY_ERRNO] = "no scenario promises a call that fails with",
	[BY_FLAGS] = "no scenario promises a RST with the flags",
	[BY_SENDER] = "no scenario promises a RST from",
	[BY_STATE] = "no scenario promises a reset in the state",
	[BY_CAUSE] = "no scenario shows the cause",
};

static_assert(FACETS == 9, "words for each");

/* ---- What a scenario has ------------------------------------------------------------------------
 */

/* Takes one value of a scenario. False: enough. */
typedef bool take_value(const char *value, size_t length, void *arg);

static bool each_word(const char *words, take_value *take, void *arg)
{
	const char *word = words ? words : "";
	bool more = true;

	for (word += strspn(word, " "); *word && more; word += strspn(word, " ")) {
		size_t length = strcspn(word, " ");
		more = take(word, length, arg);
		word += length;
	}
	return more;
}

/* Does it promise that a RST is sent? "~RST" counts all of them, however each looks. */
static bool sends_reset(const struct wire_claim *claim)
{
	return claim && claim->flags && strstr(claim->flags, "RST") &&
	       (!claim->count.is_set || claim->count.value > 0);
}

/* The value of @facet that @promise brings; NULL: none. */
static const char *value_of(enum facet facet, const struct promise *promise)
{
	const struct reason_claim *reset = promise->reason;

	if (reset && reason_wanted(reset) == 0)
		reset = NULL;
	switch (facet) {
	case BY_REASON:
		return reset ? reset->reason : NULL;
	case BY_STATE:
		return reset ? reset->state : NULL;
	case BY_ERRNO:
		return promise->call && promise->call->err ? errno_name(promise->call->err) : NULL;
	case BY_FLAGS:
		return sends_reset(promise->wire) && promise->wire->flags[0] != '~'
			       ? promise->wire->flags
			       : NULL;
	case BY_SENDER:
		if (strcmp(promise->who, ANY_HOST) == 0)
			return NULL;
		return reset || sends_reset(promise->wire) ? promise->who : NULL;
	case BY_TAG:
	case BY_FOLDER:
	case BY_SECTION:
	case BY_CAUSE:
	case FACETS:
		break;
	}
	return NULL;
}

/* Each cause that @scenario names, and what it is a kind of. */
static void each_cause(const struct scenario *scenario, take_value *take, void *arg)
{
	const struct cause *its[SCENARIO_CAUSES_MAX];
	int count = scenario_causes(scenario, its);
	bool more = true;

	for (int i = 0; i < count; i++)
		for (const struct cause *cause = its[i]; cause && more;
		     cause = cause_find(cause->kind_of))
			more = take(cause->name, strlen(cause->name), arg);
}

static void each_value(enum facet facet, const struct scenario *scenario, take_value *take,
		       void *arg)
{
	bool more = true;

	if (facet == BY_TAG) {
		each_word(scenario->tags, take, arg);
	} else if (facet == BY_CAUSE) {
		each_cause(scenario, take, arg);
	} else if (facet == BY_FOLDER) {
		const char *source = registry_source(scenario);
		if (*source)
			take(source, strcspn(source, "/"), arg);
	} else if (facet == BY_SECTION) {
		if (scenario->section)
			take(scenario->section, strlen(scenario->section), arg);
	} else {
		for (struct promises walk = promises_of(scenario); more && promises_next(&walk);) {
			const char *value = value_of(facet, &walk.promise);
			more = !value || take(value, strlen(value), arg);
		}
	}
}

/* ---- Whether it is the one that is asked for ----------------------------------------------------
 */

const char *facet_bare(enum facet facet, const char *asked)
{
	size_t length = strlen(REASON_PREFIX);

	return facet == BY_REASON && strncasecmp(asked, REASON_PREFIX, length) == 0 ? asked + length
										    : asked;
}

static bool same_word(const char *asked, const char *value, size_t length)
{
	return strlen(asked) == length && strncasecmp(asked, value, length) == 0;
}

/* "1" is all of chapter 1. */
static bool same_section(const char *asked, const char *value, size_t length)
{
	size_t begin = strlen(asked);

	return begin <= length && memcmp(asked, value, begin) == 0 &&
	       (begin == length || value[begin] == '.');
}

static bool same_errno(const char *asked, const char *value, size_t length)
{
	bool is_number = *asked && asked[strspn(asked, "0123456789")] == '\0' && strlen(asked) < 5;

	return same_word(is_number ? errno_name(atoi(asked)) : asked, value, length);
}

/* "RA", "R." and "R" as tools abbreviate them, as bits; 0: it is none. */
static unsigned letter_bits(const char *text, size_t length)
{
	static const char letters[] = "FSRP.UfsrpauA";
	static const unsigned bit[] = { 1, 2, 4, 8, 16, 32, 1, 2, 4, 8, 16, 32, 16 };
	unsigned bits = 0;

	for (size_t i = 0; i < length; i++) {
		const char *letter = strchr(letters, text[i]);
		if (!letter || bits & bit[letter - letters])
			return 0;
		bits |= bit[letter - letters];
	}
	return bits;
}

/* "RST, ACK" as bits, in whatever order and case; 0 if something else is among them. */
static unsigned flag_bits(const char *text, size_t length)
{
	static const char *const names[] = { "FIN", "SYN", "RST", "PSH", "ACK", "URG" };
	const char *end = text + length;
	unsigned bits = letter_bits(text, length);

	if (bits)
		return bits;
	while (text < end) {
		size_t size = strcspn(text, ", "), i = 0;
		if (size > (size_t)(end - text))
			size = (size_t)(end - text);
		while (i < 6 && (size != 3 || strncasecmp(names[i], text, 3) != 0))
			i++;
		if (size > 0 && (i == 6 || bits >> i & 1))
			return 0;
		bits |= size > 0 ? 1u << i : 0;
		text += size ? size : 1;
	}
	return bits;
}

static bool same_flags(const char *asked, const char *value, size_t length)
{
	unsigned bits = flag_bits(asked, strlen(asked));

	return bits != 0 && bits == flag_bits(value, length);
}

struct search {
	bool (*same)(const char *asked, const char *value, size_t length);
	const char *asked;
	bool found;
};

static bool search_value(const char *value, size_t length, void *arg)
{
	struct search *search = arg;

	search->found = search->same(search->asked, value, length);
	return !search->found;
}

static struct search search_of(enum facet facet, const char *asked)
{
	return (struct search){
		.same = facet == BY_SECTION ? same_section
			: facet == BY_ERRNO ? same_errno
			: facet == BY_FLAGS ? same_flags
					    : same_word,
		.asked = facet_bare(facet, asked),
	};
}

bool facet_has_promise(enum facet facet, const struct promise *promise, const char *asked)
{
	struct search search = search_of(facet, asked);
	const char *value = value_of(facet, promise);

	return value && search.same(search.asked, value, strlen(value));
}

bool facet_has(enum facet facet, const struct scenario *scenario, const char *asked)
{
	struct search search = search_of(facet, asked);

	each_value(facet, scenario, search_value, &search);
	return search.found;
}

/* ---- All that there are -------------------------------------------------------------------------
 */

static int by_letters(const void *left, const void *right)
{
	const struct facet_value *a = left, *b = right;
	int order = memcmp(a->at, b->at, a->length < b->length ? a->length : b->length);

	return order ? order : (a->length > b->length) - (a->length < b->length);
}

struct collection {
	struct facet_value *value;
	int count;
};

static bool collect_value(const char *value, size_t length, void *arg)
{
	struct collection *all = arg;
	const struct facet_value one = { value, length };
	int i = 0;

	while (i < all->count && by_letters(&all->value[i], &one) != 0)
		i++;
	if (i == all->count && all->count < FACET_VALUES)
		all->value[all->count++] = one;
	return true;
}

int facet_values(enum facet facet, const struct scenario *const *all, int count,
		 struct facet_value ret[FACET_VALUES])
{
	struct collection collection = { .value = ret };

	for (int i = 0; i < count; i++)
		each_value(facet, all[i], collect_value, &collection);
	qsort(ret, (size_t)collection.count, sizeof(*ret), by_letters);
	return collection.count;
}
