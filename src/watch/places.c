/* SPDX-License-Identifier: GPL-2.0-only */
/* places.c - the namespaces in which it hears and asks. */
#include "watch_parts.h"

#include "clock.h"
#include "ns.h"
#include "owners.h"
#include "text.h"

#include "headers.h"

#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <limits.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void place_close(struct watched *place)
{
	for (int i = 0; i < place->headers_count; i++)
		close(place->headers[i]);
	diag_close(place->diag);
	if (place->is_counted)
		counters_close(&place->counters);
	close(place->fd);
}

void places_close(struct watch *watch)
{
	for (int i = 0; i < watch->count; i++)
		place_close(&watch->place[i]);
	watch->count = 0;
}

static int refuse_interface(const char *name, struct why *ret_why)
{
	struct if_nameindex *all = if_nameindex();
	char names[512] = "";
	for (int i = 0; all && all[i].if_index; i++)
		text_append(names, sizeof(names), "%s%s", i ? ", " : "", all[i].if_name);
	if_freenameindex(all);
	return why_fail(ret_why, -EINVAL, "there is no interface '%s' here; there are %s", name,
			names);
}

static int hear(struct watched *place, int index)
{
	int fd = headers_open(index);
	if (fd >= 0)
		place->headers[place->headers_count++] = fd;
	return fd < 0 ? fd : 0;
}

/* The interfaces that are named, or all. What may not be heard is no error: others may speak. */
static int open_headers(struct watch *watch, struct watched *place,
			const struct watch_request *request, struct why *ret_why)
{
	int error = request->interface_count ? 0 : hear(place, 0);
	for (int i = 0; i < request->interface_count && !error; i++) {
		unsigned index = if_nametoindex(request->interface[i]);
		if (index)
			error = hear(place, (int)index);
		else if (!request->netns || strcmp(request->netns, "all") != 0)
			return refuse_interface(request->interface[i], ret_why);
	}
	if (error)
		text_set(watch->state.why_no_wire, sizeof(watch->state.why_no_wire),
			 "packet socket: %s", strerror(-error));
	watch->state.has_wire |= place->headers_count > 0;
	return 0;
}

static void open_counters(struct watched *place)
{
	struct counters *now = malloc(sizeof(*now));
	place->is_counted = now && counters_open(&place->counters) == 0;
	if (place->is_counted && counters_read(&place->counters, now) == 0)
		place->resets_before = counters_value(now, "TcpOutRsts");
	free(now);
}

/* Within it; the caller goes back. */
static int open_within(struct watch *watch, struct watched *place,
		       const struct watch_request *request, struct why *ret_why)
{
	int error = open_headers(watch, place, request, ret_why);
	if (error)
		return error;
	if (diag_open(&place->diag) < 0)
		place->diag = NULL;
	open_counters(place);
	return 0;
}

/* Takes @fd, the namespace of process @pid. 0 or -errno and @ret_why. */
static int add(struct watch *watch, int fd, pid_t pid, const char *name,
	       const struct watch_request *request, struct why *ret_why)
{
	struct watched *place = &watch->place[watch->count];
	bool is_away = pid || name;
	int error = is_away ? ns_enter(fd) : 0;
	if (error) {
		close(fd);
		if (error == -EINVAL && name)
			return why_fail(ret_why, error, "'%s' is no network namespace", name);
		return why_fail(ret_why, error, "cannot enter the namespace%s%s: %s",
				name ? " " : "", name ? name : "", strerror(-error));
	}
	struct stat about;
	*place = (struct watched){ .fd = fd, .is_away = is_away };
	place->inode = fstat(fd, &about) == 0 ? (uint32_t)about.st_ino : 0;
	watch->count++;
	error = open_within(watch, place, request, ret_why);
	int back = is_away ? ns_enter(watch->home) : 0;
	if (back) {
		watch->is_lost = true;
		return why_fail(ret_why, back,
				"cannot go back to the own namespace: %s. From within a user "
				"namespace, watch it alone, without --netns",
				strerror(-back));
	}
	return error;
}

/* ---- All of them --------------------------------------------------------------------------------
 */

struct adding {
	struct watch *watch;
	const struct watch_request *request;
	uint64_t own; /* its inode */
	int error;
	struct why *why;
};

static bool add_each(uint64_t inode, pid_t pid, void *arg)
{
	struct adding *adding = arg;
	struct watch *watch = adding->watch;
	if (inode == adding->own)
		return true;
	int fd = watch->count == PLACES_WATCHED ? -EMFILE : owner_namespace(pid);
	if (fd < 0 || add(watch, fd, pid, NULL, adding->request, adding->why) < 0) {
		watch->state.untold++;
		return !watch->is_lost;
	}
	text_set(watch->place[watch->count - 1].name, PLACE_SIZE, "in namespace %llu (pid %ld)",
		 (unsigned long long)inode, (long)pid);
	return true;
}

static int add_all(struct watch *watch, const struct watch_request *request, struct why *ret_why)
{
	struct stat own;
	struct adding adding = { .watch = watch, .request = request, .why = ret_why };
	if (fstat(watch->home, &own) < 0)
		return why_fail(ret_why, -errno, "cannot tell namespaces apart: %s",
				strerror(errno));
	adding.own = own.st_ino;
	int error = owners_namespaces(add_each, &adding);
	if (watch->is_lost)
		return -EPERM;
	return error ? why_fail(ret_why, error, "cannot walk /proc: %s", strerror(-error)) : 0;
}

/* A number is that of a process, all else a path. */
static int open_named(const char *name, pid_t *ret_pid, struct why *ret_why)
{
	char *end;
	long pid = strtol(name, &end, 10);
	bool is_pid = *name && !*end && pid > 0 && pid <= INT_MAX;
	/* A FIFO would wait for its writer. */
	int fd = is_pid ? owner_namespace((pid_t)pid)
			: open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 && !is_pid)
		fd = -errno;
	*ret_pid = is_pid ? (pid_t)pid : 0;
	if (fd >= 0)
		return fd;
	return why_fail(ret_why, fd == -ENOENT || fd == -ESRCH ? -EINVAL : fd,
			is_pid ? "--netns: there is no process %s, or it may not be looked at: %s"
			       : "--netns wants 'all', the number of a process, or the path of a "
				 "namespace, /run/netns/NAME, not '%s': %s",
			name, strerror(-fd));
}

int places_open(struct watch *watch, const struct watch_request *request, struct why *ret_why)
{
	pid_t pid = 0;
	bool all = request->netns && strcmp(request->netns, "all") == 0;
	watch->home = ns_current();
	if (watch->home < 0)
		return why_fail(ret_why, watch->home, "no network namespace to be seen: %s",
				strerror(-watch->home));
	int fd = request->netns && !all ? open_named(request->netns, &pid, ret_why) : ns_current();
	if (fd < 0)
		return fd;
	int error = add(watch, fd, pid, all ? NULL : request->netns, request, ret_why);
	if (!error && all)
		error = add_all(watch, request, ret_why);
	watch->state.namespaces = watch->count;
	return error;
}

/* ---- What they are called -----------------------------------------------------------------------
 */

/* 0 or -errno: then the thread is where it was. */
static int go(const struct watch *watch, int place)
{
	return watch->place[place].is_away ? ns_enter(watch->place[place].fd) : 0;
}

static void come_back(const struct watch *watch, int place)
{
	if (watch->place[place].is_away)
		ns_enter(watch->home);
}

static bool read_address(const struct sockaddr *from, struct in6_addr *ret)
{
	if (from && from->sa_family == AF_INET6) {
		*ret = ((const struct sockaddr_in6 *)(const void *)from)->sin6_addr;
		return true;
	}
	if (!from || from->sa_family != AF_INET)
		return false;
	*ret = (struct in6_addr){ .s6_addr = { [10] = 0xff, [11] = 0xff } };
	memcpy(&ret->s6_addr[12], &((const struct sockaddr_in *)(const void *)from)->sin_addr, 4);
	return true;
}

static void read_addresses(struct watch *watch, int at)
{
	struct watched *place = &watch->place[at];
	struct ifaddrs *all = NULL;
	if (go(watch, at) < 0)
		return;
	place->addrs = 0;
	if (getifaddrs(&all) == 0)
		for (struct ifaddrs *each = all; each && place->addrs < ADDRESSES_KEPT;
		     each = each->ifa_next)
			place->addrs += read_address(each->ifa_addr, &place->addr[place->addrs]);
	freeifaddrs(all);
	come_back(watch, at);
}

static bool is_among(const struct watch *watch, const struct in6_addr *addr)
{
	for (int i = 0; i < watch->count; i++)
		for (int k = 0; k < watch->place[i].addrs; k++)
			if (memcmp(&watch->place[i].addr[k], addr, sizeof(*addr)) == 0)
				return true;
	return false;
}

bool places_have(struct watch *watch, const struct in6_addr *addr)
{
	enum { KEPT_NS = 1000000000 };
	int64_t now = now_ns(CLOCK_MONOTONIC);
	if (is_among(watch, addr))
		return true;
	if (watch->addresses_ns && now - watch->addresses_ns < KEPT_NS)
		return false;
	watch->addresses_ns = now;
	for (int i = 0; i < watch->count; i++)
		read_addresses(watch, i);
	return is_among(watch, addr);
}

const char *place_ifname(struct watch *watch, int place, int index)
{
	enum { KEPT_NS = 1000000000 };
	struct name_kept *kept = watch->name;
	char name[IF_NAMESIZE] = "";
	int64_t now = now_ns(CLOCK_MONOTONIC);
	int at = 0;
	while (at < watch->names && (kept[at].place != place || kept[at].index != index))
		at++;
	/* It may have another name by now. */
	if (at < watch->names && now - kept[at].time_ns < KEPT_NS)
		return kept[at].name;
	if (at == NAMES_KEPT)
		at = watch->names = 0;
	if (at == watch->names)
		watch->names++;
	kept = &watch->name[at];
	if (go(watch, place) == 0) {
		if (!if_indextoname((unsigned)index, name))
			name[0] = '\0';
		come_back(watch, place);
	}
	*kept = (struct name_kept){ .place = place, .index = index, .time_ns = now };
	text_set(kept->name, sizeof(kept->name), "%s", name);
	return kept->name;
}
