/* SPDX-License-Identifier: GPL-2.0-only */
#include "related.h"

#include "promise.h"
#include "registry.h"
#include "text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* ---- Families -----------------------------------------------------------------------------------
 */

/* "half-open" and more of the name, "half-open-fin": does @name begin with the @length bytes at
 * @root? */
static bool begins_with(const char *name, const char *root, size_t length)
{
	return strncmp(name, root, length) == 0 && (name[length] == '-' || name[length] == '\0');
}

/* How long the first two words of @name are, "syn-sent" of "syn-sent-paws"; all if it has no more.
 */
static size_t two_words(const char *name)
{
	const char *first = strchr(name, '-');
	const char *second = first ? strchr(first + 1, '-') : NULL;

	return second ? (size_t)(second - name) : strlen(name);
}

/* How many bytes of @name stand for its family, of those that begin with the name of a scenario, of
 * a file, or of what a control is for, or with the same two words. The shortest there is. */
static size_t root_length(const char *name, const struct scenario *const *all, int count)
{
	static const char control[] = "-control";
	size_t shortest = two_words(name);

	for (int i = 0; i < count; i++) {
		const char *source = registry_source(all[i]), *slash = strrchr(source, '/');
		const char *roots[] = { all[i]->name, slash ? slash + 1 : source };
		for (int k = 0; k < 2; k++) {
			size_t length = strlen(roots[k]), cut = sizeof(control) - 1;
			if (length > cut && strcmp(roots[k] + length - cut, control) == 0)
				length -= cut;
			if (length > 0 && length < shortest && begins_with(name, roots[k], length))
				shortest = length;
		}
	}
	return shortest;
}

static bool is_tagged(const struct scenario *scenario, const char *tag)
{
	return scenario->tags && text_has_word(scenario->tags, tag);
}

/* ---- Causes that look alike ---------------------------------------------------------------------
 */

static bool sends_reset(const struct wire_claim *claim)
{
	return claim && claim->flags && claim->flags[0] != '~' && strstr(claim->flags, "RST") &&
	       (!claim->count.is_set || claim->count.value > 0);
}

static bool same_number(enum number a, enum number b)
{
	return a == b || a == ANY_NUMBER || b == ANY_NUMBER;
}

static bool look_alike(const struct wire_claim *a, const struct wire_claim *b)
{
	return sends_reset(a) && sends_reset(b) && strcmp(a->flags, b->flags) == 0 &&
	       a->forged == b->forged && same_number(a->seq, b->seq) && same_number(a->ack, b->ack);
}

static bool same_word(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

static bool same_reset(const struct reason_claim *a, const struct reason_claim *b)
{
	return a && b && reason_wanted(a) != 0 && reason_wanted(b) != 0 &&
	       same_word(a->reason, b->reason) && same_word(a->state, b->state);
}

static bool same_error(const struct call_claim *a, const struct call_claim *b)
{
	return a && b && a->err && a->err == b->err && strcmp(a->verb, b->verb) == 0;
}

/* What of one cause is found in the other too. */
struct likeness {
	bool forged, sent, reset, error;
};

static void compare_promises(const struct promise *a, const struct promise *b,
			     struct likeness *likeness)
{
	if (look_alike(a->wire, b->wire)) {
		likeness->forged |= a->wire->forged;
		likeness->sent |= !a->wire->forged;
	}
	likeness->reset |= same_reset(a->reason, b->reason);
	likeness->error |= same_error(a->call, b->call);
}

/* Is @cause alone what one half of @pair is? The same RST, of the same reason or forged too, ends
 * the same call in the same way. */
static bool is_cause_of(const struct scenario *cause, const struct scenario *pair)
{
	struct likeness likeness = { 0 };

	for (struct promises a = promises_of(cause); promises_next(&a);)
		for (struct promises b = promises_of(pair); promises_next(&b);)
			compare_promises(&a.promise, &b.promise, &likeness);
	return likeness.error && (likeness.forged || (likeness.sent && likeness.reset));
}

static bool is_pair(const struct scenario *scenario)
{
	static const char folder[] = "pairs/";

	return strncmp(registry_source(scenario), folder, sizeof(folder) - 1) == 0;
}

static bool has_other_cause(const struct scenario *scenario, const struct scenario *other)
{
	if (is_pair(scenario) == is_pair(other))
		return false;
	return is_pair(other) ? is_cause_of(scenario, other) : is_cause_of(other, scenario);
}

const char *kin_text(const struct scenario *scenario, enum kin kin)
{
	switch (kin) {
	case OTHER_CAUSE:
		return is_pair(scenario) ? "only one of its causes"
					 : "the same packet with another cause";
	case CONTROL:
		return "control";
	case VARIANT:
		return "variants";
	case KINS:
		break;
	}
	return "";
}

static int by_name(const void *left, const void *right)
{
	const struct scenario *const *a = left, *const *b = right;

	return strcmp((*a)->name, (*b)->name);
}

int related_scenarios(const struct scenario *scenario, enum kin kin,
		      const struct scenario *const *all, int count, const struct scenario **ret)
{
	size_t root = root_length(scenario->name, all, count);
	int found = 0;

	for (int i = 0; i < count; i++) {
		bool is_other = strcmp(all[i]->name, scenario->name) != 0;
		bool is_family = is_other && begins_with(all[i]->name, scenario->name, root);
		bool is_related = kin == OTHER_CAUSE ? has_other_cause(scenario, all[i])
				  : kin == CONTROL   ? is_family && is_tagged(all[i], "control")
						     : is_family && !is_tagged(all[i], "control");
		if (is_related)
			ret[found++] = all[i];
	}
	qsort(ret, (size_t)found, sizeof(struct scenario *), by_name);
	return found;
}
