/* SPDX-License-Identifier: GPL-2.0-only */
/* places_all.c - the namespaces that are asked for: one, or each that has a process or a name,
 * including later ones. */
#include "watch_parts.h"

#include "clock.h"
#include "ns.h"
#include "ns_named.h"
#include "owners.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

static bool is_full(const struct watch *watch)
{
	for (int i = 0; i < PLACES_WATCHED; i++)
		if (!watch->place[i].is_open)
			return false;
	return true;
}

static bool is_known(struct watch *watch, uint64_t inode)
{
	for (int i = 0; i < watch->count; i++)
		if (watch->place[i].is_open && watch->place[i].inode == inode)
			return watch->place[i].is_met = true;
	return false;
}

/* In the first walk none is too new. */
static bool is_too_new(struct watch *watch, uint64_t inode)
{
	struct newcomers *now = &watch->now;
	if (!watch->renewed_ns)
		return false;
	for (int i = 0; i < watch->before.count; i++)
		if (watch->before.inode[i] == inode)
			return false;
	if (now->count < NEWCOMERS_MAX)
		now->inode[now->count++] = inode;
	return true;
}

/* By a process that is in it; or, if @pid is 0, by its name. */
static bool add(struct watch *watch, uint64_t inode, pid_t pid, const char *name)
{
	struct why why;
	if (is_known(watch, inode) || is_too_new(watch, inode))
		return true;
	int fd = is_full(watch) ? -EMFILE : pid ? owner_namespace(pid) : ns_named_open(name);
	int at = fd < 0 ? fd : place_add(watch, fd, pid, name, &why);
	if (at < 0) {
		watch->state.untold++;
		return !watch->is_lost;
	}
	struct watched *place = &watch->place[at];
	place->is_met = true;
	place_describe((uint32_t)inode, pid, place->name);
	return true;
}

static bool add_inhabited(uint64_t inode, pid_t pid, void *arg)
{
	return add(arg, inode, pid, NULL);
}

static bool add_named(uint64_t inode, const char *name, void *arg)
{
	return add(arg, inode, 0, name);
}

static int walk(struct watch *watch)
{
	for (int i = 0; i < watch->count; i++)
		watch->place[i].is_met = false;
	watch->state.untold = 0;
	watch->before = watch->now;
	watch->now.count = 0;
	int error = owners_namespaces(add_inhabited, watch);
	if (!error && !watch->is_lost)
		ns_named_each(add_named, watch);
	watch->renewed_ns = now_ns(CLOCK_MONOTONIC);
	return error;
}

/* Each namespace needs several descriptors: raise the limit as far as allowed. */
static void allow_descriptors(void)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
}

int places_add_all(struct watch *watch, struct why *ret_why)
{
	allow_descriptors();
	watch->is_all = true;
	int error = walk(watch);
	if (watch->is_lost)
		return why_fail(ret_why, -EPERM, "cannot return to the original network namespace");
	return error ? why_fail(ret_why, error, "cannot walk /proc: %s", strerror(-error)) : 0;
}

static int64_t counted_in(const struct watched *place)
{
	struct counters *now = malloc(sizeof(*now));
	bool known = now && place->is_counted && counters_read(&place->counters, now) == 0;
	int64_t ret = known ? counters_value(now, "TcpOutRsts") - place->resets_before : -1;
	free(now);
	return ret;
}

int64_t places_due(const struct watch *watch)
{
	const int64_t every_ns = INT64_C(2000000000);
	return watch->is_all ? watch->renewed_ns + every_ns : -1;
}

void places_renew(struct watch *watch)
{
	if (!watch->is_all || watch->is_lost || now_ns(CLOCK_MONOTONIC) < places_due(watch) ||
	    walk(watch) < 0)
		return;
	watch->state.namespaces = 0;
	for (int i = 0; i < watch->count; i++) {
		struct watched *place = &watch->place[i];
		if (i && place->is_open && !place->is_met) {
			int64_t counted = counted_in(place);
			watch->counted_gone += counted > 0 ? counted : 0;
			place_end_endings(watch, place);
			place_close(place);
		}
		watch->state.namespaces += place->is_open;
	}
}

int64_t watch_counted(struct watch *watch)
{
	int64_t sum = watch->counted_gone;
	for (int i = 0; i < watch->count; i++) {
		int64_t counted = watch->place[i].is_open ? counted_in(&watch->place[i]) : 0;
		if (counted < 0)
			return -1;
		sum += counted;
	}
	return sum;
}

/* ---- Those that are asked for -------------------------------------------------------------------
 */

/* A number is a PID, anything else the name of a namespace, or a path. */
static int open_named(const char *name, pid_t *ret_pid, struct why *ret_why)
{
	char *end;
	long pid = strtol(name, &end, 10);
	bool is_pid = *name && !*end && pid > 0 && pid <= INT_MAX;
	/* O_NONBLOCK: a FIFO would wait for its writer. */
	int fd = is_pid ? owner_namespace((pid_t)pid) : ns_named_open(name);
	if (fd < 0 && !is_pid) {
		fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
		fd = fd < 0 ? -errno : fd;
	}
	*ret_pid = is_pid ? (pid_t)pid : 0;
	if (fd >= 0)
		return fd;
	return why_fail(
		ret_why, fd == -ENOENT || fd == -ESRCH ? -EINVAL : fd,
		is_pid ? "--netns: there is no process %s, or it cannot be inspected: %s"
		       : "--netns: expected 'all', a PID, or the name (ip netns) or path of a "
			 "namespace, got '%s': %s",
		name, strerror(-fd));
}

int places_open(struct watch *watch, const struct watch_request *request, struct why *ret_why)
{
	pid_t pid = 0;
	bool all = request->netns && strcmp(request->netns, "all") == 0;
	watch->home = ns_current();
	if (watch->home < 0)
		return why_fail(ret_why, watch->home,
				"cannot open the current network namespace: %s",
				strerror(-watch->home));
	int fd = request->netns && !all ? open_named(request->netns, &pid, ret_why) : ns_current();
	if (fd < 0)
		return fd;
	watch->request = *request;
	int error = place_add(watch, fd, pid, all ? NULL : request->netns, ret_why);
	if (error >= 0 && all)
		error = places_add_all(watch, ret_why);
	watch->state.namespaces = watch->count;
	return error < 0 ? error : 0;
}
