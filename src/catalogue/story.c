/* SPDX-License-Identifier: GPL-2.0-only */
#include "story.h"

#include <stddef.h>

const char *verb_call(enum verb verb)
{
	static const char *const names[VERBS] = {
		[VERB_BIND] = "bind",
		[VERB_LISTEN] = "listen",
		[VERB_CONNECT] = "connect",
		[VERB_CONNECT_END] = "connect",
		[VERB_ACCEPT] = "accept",
		[VERB_DISCONNECT] = "disconnect",
		[VERB_SEND] = "send",
		[VERB_FILL] = "send",
		[VERB_RECV] = "recv",
		[VERB_SHUTDOWN] = "shutdown",
		[VERB_CLOSE] = "close",
		[VERB_LINGER] = "setsockopt",
		[VERB_SET] = "setsockopt",
		[VERB_ERROR] = "so_error",
		[VERB_DUP] = "dup",
		[VERB_PASS] = "sendmsg",
		[VERB_PASS_DROP] = "close",
		[VERB_DESTROY] = "destroy",
		[VERB_SEND_END] = "send",
		[VERB_MD5] = "setsockopt",
		[VERB_POLL] = "poll",
		[VERB_DEVICE] = "setsockopt",
		[VERB_TTL] = "setsockopt",
		[VERB_SIGIO] = "sigtimedwait",
		[VERB_TRANSPARENT] = "setsockopt",
		[VERB_AO] = "setsockopt",
		[VERB_TLS] = "setsockopt",
	};

	return names[verb];
}

const char *story_chapter(const struct story *story, int number)
{
	if (number == 0)
		return FIRST_CHAPTER;
	for (int i = 0; i < story->count; i++)
		if (story->step[i].verb == VERB_CHAPTER && --number == 0)
			return story->step[i].text;
	return NULL;
}
