/* SPDX-License-Identifier: GPL-2.0-only */
/* locate.c - which namespace a reset belongs to, and whose namespace that is. */
#include "watch_parts.h"

#include "address.h"
#include "clock.h"
#include "ns_named.h"
#include "owners.h"
#include "text.h"
#include "tls_stat.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

int place_numbered(const struct watch *watch, uint32_t netns)
{
	for (int i = 0; i < watch->count; i++)
		if (watch->place[i].is_open && watch->place[i].inode == netns)
			return i;
	return NOWHERE;
}

void watch_locate(struct watch *watch, const struct trace_event *event, struct heard_word *word)
{
	word->netns = event->netns;
	if (event->netns)
		word->where =
			place_numbered(watch, event->netns) != NOWHERE ? WHERE_HERE : WHERE_ELSE;
	else if (address_is_loopback(&event->local) || IN6_IS_ADDR_UNSPECIFIED(&event->local))
		word->where = WHERE_ANY;
	else
		word->where = places_have(watch, &event->local) ? WHERE_HERE : WHERE_ELSE;
}

bool places_no_bad_record(struct watch *watch, const struct heard_word *word)
{
	int at = word->netns ? place_numbered(watch, word->netns) : NOWHERE;
	if (!word->netns && word->where == WHERE_HERE)
		at = place_of(watch, &word->local.addr, NULL);
	/* A kernel without TLS has it nowhere. */
	int tls = watch->place[at != NOWHERE ? at : 0].tls;
	return (at != NOWHERE || tls == -ENOENT) && tls_stat_is_clean(tls);
}

/* ---- Whose it is --------------------------------------------------------------------------------
 */

static bool note(uint64_t inode, pid_t pid, void *arg)
{
	struct watch *watch = arg;
	if (watch->inhabited_count == INHABITED_KEPT)
		return false;
	watch->inhabited[watch->inhabited_count++] =
		(struct inhabited){ .inode = (uint32_t)inode, .pid = pid };
	return true;
}

static bool is_in(pid_t pid, uint32_t netns)
{
	struct stat about;
	int fd = owner_namespace(pid);
	bool is = fd >= 0 && fstat(fd, &about) == 0 && about.st_ino == netns;
	if (fd >= 0)
		close(fd);
	return is;
}

/* As found by the last walk through /proc. 0: none. */
static pid_t inhabitant(const struct watch *watch, uint32_t netns)
{
	for (int i = 0; i < watch->inhabited_count; i++)
		if (watch->inhabited[i].inode == netns && is_in(watch->inhabited[i].pid, netns))
			return watch->inhabited[i].pid;
	return 0;
}

static pid_t find_inhabitant(struct watch *watch, uint32_t netns)
{
	enum { KEPT_NS = 1000000000 };
	int64_t now = now_ns(CLOCK_MONOTONIC);
	pid_t pid = inhabitant(watch, netns);
	if (pid || (watch->walked_ns && now - watch->walked_ns < KEPT_NS))
		return pid;
	watch->walked_ns = now;
	watch->inhabited_count = 0;
	owners_namespaces(note, watch);
	return inhabitant(watch, netns);
}

void place_describe(uint32_t netns, pid_t pid, char ret[PLACE_SIZE])
{
	static const char in[] = "in namespace ";
	char name[PLACE_SIZE - sizeof(in) + 1];
	if (ns_named_find(netns, name, sizeof(name)))
		text_set(ret, PLACE_SIZE, "%s%s", in, name);
	else if (pid)
		text_set(ret, PLACE_SIZE, "%s%u (pid %ld)", in, netns, (long)pid);
	else
		text_set(ret, PLACE_SIZE, "%s%u", in, netns);
}

void watch_place(struct watch *watch, uint32_t netns, char ret[PLACE_SIZE])
{
	char container[OWNER_CONTAINER] = "";
	ret[0] = '\0';
	if (!netns || watch->place[0].inode == netns)
		return;
	pid_t pid = find_inhabitant(watch, netns);
	if (pid)
		owner_container(pid, container);
	if (*container)
		text_set(ret, PLACE_SIZE, "in container %s", container);
	else
		place_describe(netns, pid, ret);
}
