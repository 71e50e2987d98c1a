/* SPDX-License-Identifier: GPL-2.0-only */
#include "apart.h"

#include "causes.h"
#include "text.h"

#include <string.h>

/* ---- Counters -----------------------------------------------------------------------------------
 */

static bool differ(uint8_t one, uint8_t other)
{
	return (one == MARK_EVER && other == MARK_NEVER) ||
	       (one == MARK_NEVER && other == MARK_EVER);
}

static bool is_told(const struct apart *apart, int a, int b)
{
	for (int i = 0; i < apart->counter_count; i++)
		if (differ(apart->marked[a][i], apart->marked[b][i]))
			return true;
	return false;
}

/* What a counter adds: the pairs that it tells apart and those before did not; a pair of causes
 * that are more probable counts for more. */
static int worth(const struct apart *apart, const uint8_t marked[APART_CAUSES])
{
	int worth = 0;

	for (int a = 0; a < apart->cause_count; a++)
		for (int b = a + 1; b < apart->cause_count; b++)
			if (differ(marked[a], marked[b]) && !is_told(apart, a, b))
				worth += APART_CAUSES - b;
	return worth;
}

/* Is it in what settles one of them? That is of its RST; others may be of what came before it. */
static bool is_settling(const struct apart *apart, const char *counter)
{
	for (int i = 0; i < apart->cause_count; i++) {
		const struct cause *cause = cause_find(apart->cause[i]);
		if (cause && strstr(cause->settles, counter))
			return true;
	}
	return false;
}

/* @of: what each mark says of each of the causes. */
static void add_best(const struct marks *marks, uint8_t of[][MARKS_MAX], struct apart *apart)
{
	uint8_t marked[APART_CAUSES], best[APART_CAUSES];
	const char *name = NULL;
	int most = 0;

	for (int i = 0; i < marks->count; i++) {
		if (mark_is_reason(marks->name[i]))
			continue;
		for (int k = 0; k < apart->cause_count; k++)
			marked[k] = of[k][i];
		int its = 2 * worth(apart, marked);
		its += its && is_settling(apart, marks->name[i]);
		/* Of equals the first by name: the order of the marks is that of the link. */
		if (its == 0 || its < most || (its == most && strcmp(marks->name[i], name) > 0))
			continue;
		most = its;
		name = marks->name[i];
		memcpy(best, marked, sizeof(best));
	}
	if (!name)
		return;
	apart->counter[apart->counter_count] = name;
	for (int k = 0; k < apart->cause_count; k++)
		apart->marked[k][apart->counter_count] = best[k];
	apart->counter_count++;
}

/* ---- Reasons ------------------------------------------------------------------------------------
 */

/* Of a segment that finds no connection: which of the two depends on whether anybody listens at its
 * port, whatever brought it there. */
static const char *const unfound[] = { "NO_SOCKET", "TCP_FLAGS" };

/* There is nobody who listens; there is. */
static const char of_port[] = "no-listener bad-syncookie";

static bool is_unfound(const char *reason, const char *cause)
{
	return !text_has_word(of_port, cause) &&
	       (strcmp(reason, unfound[0]) == 0 || strcmp(reason, unfound[1]) == 0);
}

/* All reasons that were ever given for it, and "none" where the kernel of the host gave none; ""
 * where that is not known, or they are many. */
static void reasons_of(const struct marks *marks, const uint8_t of[MARKS_MAX], const char *cause,
		       char *ret, size_t size)
{
	bool is_known = true, finds_none = false;
	int count = 0, reasons = 0;

	*ret = '\0';
	for (int i = 0; i < marks->count; i++) {
		if (!mark_is_reason(marks->name[i]))
			continue;
		const char *reason = marks->name[i] + strlen(MARK_REASON);
		is_known &= of[i] != MARK_UNKNOWN;
		reasons++;
		if (of[i] != MARK_EVER && of[i] != MARK_AT_TIMES)
			continue;
		if (is_unfound(reason, cause))
			finds_none = true;
		else
			text_append(ret, size, "%s%s", count++ ? " " : "", reason);
	}
	for (int i = 0; i < 2 && finds_none; i++)
		text_append(ret, size, "%s%s", count++ ? " " : "", unfound[i]);
	if (reasons && marks_are_silent(marks, cause))
		text_append(ret, size, "%snone", count++ ? " " : "");
	if (!is_known || count > APART_REASONS)
		*ret = '\0';
}

bool reason_is_of(const struct marks *marks, const uint8_t of[MARKS_MAX], const char *reason,
		  const char *cause)
{
	bool finds_none = is_unfound(reason, cause);

	for (int i = 0; i < marks->count; i++) {
		const char *name = marks->name[i] + strlen(MARK_REASON);
		if (!mark_is_reason(marks->name[i]))
			continue;
		if (strcmp(name, reason) != 0 && !(finds_none && is_unfound(name, cause)))
			continue;
		if (of[i] != MARK_NEVER)
			return true;
	}
	return false;
}

static bool share_word(const char *a, const char *b)
{
	char words[APART_REASONS * MARK_SIZE], *save;

	text_set(words, sizeof(words), "%s", a);
	for (char *word = strtok_r(words, " ", &save); word; word = strtok_r(NULL, " ", &save))
		if (text_has_word(b, word))
			return true;
	return false;
}

/* What counters tell as well is not asked of the tracepoint. */
static bool reasons_tell(const struct apart *apart)
{
	for (int a = 0; a < apart->cause_count; a++)
		for (int b = a + 1; b < apart->cause_count; b++)
			if (*apart->reason[a] && *apart->reason[b] && !is_told(apart, a, b) &&
			    !share_word(apart->reason[a], apart->reason[b]))
				return true;
	return false;
}

void apart_make(const struct marks *marks, const char *const *cause, int count, struct apart *ret)
{
	uint8_t of[APART_CAUSES][MARKS_MAX];
	int counters;

	*ret = (struct apart){ .cause_count = count < APART_CAUSES ? count : APART_CAUSES };
	for (int i = 0; i < ret->cause_count; i++) {
		ret->cause[i] = cause[i];
		marks_of(marks, cause[i], of[i]);
	}
	do {
		counters = ret->counter_count;
		add_best(marks, of, ret);
	} while (ret->counter_count > counters && ret->counter_count < APART_COUNTERS);
	for (int i = 0; i < ret->cause_count; i++)
		reasons_of(marks, of[i], cause[i], ret->reason[i], sizeof(ret->reason[i]));
	ret->by_reason = reasons_tell(ret);
}

static bool is_of(const struct apart *apart, const char *const *cause, int count)
{
	bool is_same = apart->cause_count == (count < APART_CAUSES ? count : APART_CAUSES);

	for (int i = 0; i < apart->cause_count && is_same; i++)
		is_same = strcmp(apart->cause[i], cause[i]) == 0;
	return is_same;
}

const struct apart *aparts_find(struct aparts *aparts, const struct marks *marks,
				const char *const *cause, int count)
{
	struct apart *apart;

	for (uint64_t i = 0; i < APARTS_KEPT && i < aparts->made; i++)
		if (is_of(&aparts->known[i], cause, count))
			return &aparts->known[i];
	apart = &aparts->known[aparts->made++ % APARTS_KEPT];
	apart_make(marks, cause, count, apart);
	return apart;
}

bool apart_settles(const struct apart *apart, const char *cause)
{
	int at = 0;

	while (at < apart->cause_count && strcmp(apart->cause[at], cause) != 0)
		at++;
	for (int i = 0; i < apart->cause_count; i++)
		if (i != at && (at == apart->cause_count || !is_told(apart, at, i)))
			return false;
	return apart->cause_count > 1;
}

/* ---- In words -----------------------------------------------------------------------------------
 */

static void add_causes(const struct apart *apart, int first,
		       bool (*is_alike)(const struct apart *, int a, int b), char *buffer,
		       size_t size)
{
	int count = 0;

	for (int i = 0; i < apart->cause_count; i++)
		if (is_alike(apart, first, i))
			text_append(buffer, size, "%s%s", count++ ? ", " : "", apart->cause[i]);
}

static bool same_counters(const struct apart *apart, int a, int b)
{
	return memcmp(apart->marked[a], apart->marked[b], sizeof(apart->marked[a])) == 0;
}

static bool says_counter(const struct apart *apart, int at, int counter)
{
	return apart->marked[at][counter] == MARK_EVER || apart->marked[at][counter] == MARK_NEVER;
}

static int counters_said(const struct apart *apart, int at)
{
	int count = 0;

	for (int i = 0; i < apart->counter_count; i++)
		count += says_counter(apart, at, i);
	return count;
}

/* Is what is seen where it is cause @a, which says something of each counter, seen where it is @b
 * as well? */
static bool may_be_seen(const struct apart *apart, int a, int b)
{
	if (counters_said(apart, a) < apart->counter_count || !counters_said(apart, b))
		return false;
	for (int i = 0; i < apart->counter_count; i++)
		if (differ(apart->marked[a][i], apart->marked[b][i]))
			return false;
	return true;
}

static bool fits_counters(const struct apart *apart, int a, int b)
{
	return same_counters(apart, a, b) || may_be_seen(apart, a, b);
}

/* Has it a line of its own? What a counter tells but at times is in the lines of others, so that of
 * what is seen one line is true. */
static bool has_line(const struct apart *apart, int at)
{
	int said = counters_said(apart, at);

	for (int i = 0; i < apart->cause_count && said < apart->counter_count; i++)
		if (may_be_seen(apart, i, at))
			return false;
	return said > 0;
}

static bool same_reason(const struct apart *apart, int a, int b)
{
	return strcmp(apart->reason[a], apart->reason[b]) == 0;
}

static bool is_first(const struct apart *apart, int at,
		     bool (*is_alike)(const struct apart *, int a, int b))
{
	for (int i = 0; i < at; i++)
		if (is_alike(apart, i, at))
			return false;
	return true;
}

/* The counters of @marked of cause @at: "A, B and C"; how many. */
static int add_counters(const struct apart *apart, int at, uint8_t marked, char *buffer,
			size_t size)
{
	int count = 0, all = 0;

	for (int i = 0; i < apart->counter_count; i++)
		all += apart->marked[at][i] == marked;
	for (int i = 0; i < apart->counter_count; i++) {
		if (apart->marked[at][i] != marked)
			continue;
		text_append(buffer, size, "%s%s", text_between(count++, all, " and "),
			    apart->counter[i]);
	}
	return all;
}

/* What does not grow, after the @grow that do. */
static void add_still(const struct apart *apart, int at, int grow, char *buffer, size_t size)
{
	char still[APART_TEXT] = "";
	int count = add_counters(apart, at, MARK_NEVER, still, sizeof(still));

	if (count == apart->counter_count && count > 1)
		text_append(buffer, size, "none of them grows");
	else if (grow && count > 1 && grow + count == apart->counter_count)
		text_append(buffer, size, ", the others do not");
	else if (count > 1)
		text_append(buffer, size, "%snone of %s%s", grow ? ", " : "", still,
			    grow ? "" : " grows");
	else if (count)
		text_append(buffer, size, "%s%s does not%s", grow ? ", " : "", still,
			    grow ? "" : " grow");
}

static void counters_text(const struct apart *apart, int at, char *buffer, size_t size)
{
	int grow = add_counters(apart, at, MARK_EVER, buffer, size);

	text_append(buffer, size, "%s", grow == 0 ? "" : grow == 1 ? " grows" : " grow");
	add_still(apart, at, grow, buffer, size);
	text_append(buffer, size, ": ");
	add_causes(apart, at, fits_counters, buffer, size);
}

static void counters_head(const struct apart *apart, const char *sender, char *buffer, size_t size)
{
	text_set(buffer, size, "`nstat -az");
	for (int i = 0; i < apart->counter_count; i++)
		text_append(buffer, size, " %s", apart->counter[i]);
	text_append(buffer, size,
		    "` on the %s, before and after another such RST (other connections count "
		    "too):",
		    sender);
}

static void reasons_head(const char *sender, char *buffer, size_t size)
{
	text_set(buffer, size,
		 "`rstlab-ns watch -v` on the %s, if its Linux has these reasons (since 6.12), "
		 "as the lab has seen them:",
		 sender);
}

static void reason_text(const struct apart *apart, int at, char *buffer, size_t size)
{
	char words[APART_REASONS * MARK_SIZE], *save;
	bool more = false;

	text_set(words, sizeof(words), "%s", apart->reason[at]);
	for (char *word = strtok_r(words, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		text_append(buffer, size, "%s%s", more ? " or " : "", word);
		more = true;
	}
	text_append(buffer, size, ": ");
	add_causes(apart, at, same_reason, buffer, size);
}

const char *apart_line(const struct apart *apart, int nth, const char *sender, char *buffer,
		       size_t size)
{
	*buffer = '\0';
	if (apart->counter_count && nth-- == 0) {
		counters_head(apart, sender, buffer, size);
		return buffer;
	}
	for (int i = 0; i < apart->cause_count && apart->counter_count; i++)
		if (has_line(apart, i) && is_first(apart, i, same_counters) && nth-- == 0) {
			counters_text(apart, i, buffer, size);
			return buffer;
		}
	if (apart->by_reason && nth-- == 0) {
		reasons_head(sender, buffer, size);
		return buffer;
	}
	for (int i = 0; i < apart->cause_count && apart->by_reason; i++)
		if (*apart->reason[i] && is_first(apart, i, same_reason) && nth-- == 0) {
			reason_text(apart, i, buffer, size);
			return buffer;
		}
	return NULL;
}
