/* SPDX-License-Identifier: GPL-2.0-only */
/* places.c - the network namespaces that are watched. */
#include "watch_parts.h"

#include "clock.h"
#include "ns.h"
#include "owners.h"
#include "text.h"

#include "headers.h"
#include "tls_stat.h"

#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <limits.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void place_close(struct watched *place)
{
	if (!place->is_open)
		return;
	for (int i = 0; i < place->headers_count; i++)
		close(place->headers[i]);
	diag_close(place->diag);
	if (place->is_counted)
		counters_close(&place->counters);
	if (place->tls >= 0)
		close(place->tls);
	close(place->fd);
	*place = (struct watched){ .fd = -1, .tls = -1 };
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
	return why_fail(ret_why, -EINVAL, "there is no interface '%s' here, only %s", name, names);
}

static int hear(struct watched *place, int index)
{
	int fd = headers_open(index);
	if (fd >= 0)
		place->headers[place->headers_count++] = fd;
	return fd < 0 ? fd : 0;
}

/* The named interfaces, or all. One that cannot be heard is not an error: other witnesses may
 * speak. */
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
	if (place->is_counted && counters_read(&place->counters, now) == 0) {
		place->resets_before = counters_value(now, "TcpOutRsts");
		place_begin_endings(place, now);
	}
	free(now);
}

/* The caller has entered the namespace, and returns. */
static int open_within(struct watch *watch, struct watched *place,
		       const struct watch_request *request, struct why *ret_why)
{
	int error = open_headers(watch, place, request, ret_why);
	if (error)
		return error;
	if (diag_open(&place->diag) < 0)
		place->diag = NULL;
	open_counters(place);
	place->tls = tls_stat_open();
	return 0;
}

int place_add(struct watch *watch, int fd, pid_t pid, const char *name, struct why *ret_why)
{
	int at = 0;
	while (at < watch->count && watch->place[at].is_open)
		at++;
	struct watched *place = &watch->place[at];
	bool is_away = pid || name;
	int error = is_away ? ns_enter(fd) : 0;
	if (error) {
		close(fd);
		if (error == -EINVAL && name)
			return why_fail(ret_why, error, "'%s' is not a network namespace", name);
		return why_fail(ret_why, error, "cannot enter the namespace%s%s: %s",
				name ? " " : "", name ? name : "", strerror(-error));
	}
	struct stat about;
	*place = (struct watched){ .is_open = true, .fd = fd, .tls = -1, .is_away = is_away };
	place->inode = fstat(fd, &about) == 0 ? about.st_ino : 0;
	if (at == watch->count)
		watch->count++;
	/* These were read without this namespace. */
	watch->names = 0;
	watch->addresses_ns = 0;
	error = open_within(watch, place, &watch->request, ret_why);
	int back = is_away ? ns_enter(watch->home) : 0;
	if (back) {
		watch->is_lost = true;
		return why_fail(ret_why, back,
				"cannot return to the original network namespace: %s. In a user "
				"namespace, watch its own network namespace, without --netns",
				strerror(-back));
	}
	return error ? error : at;
}

/* ---- What they are called -----------------------------------------------------------------------
 */

/* 0, or -errno and the thread is where it was. */
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
	if (!place->is_open || go(watch, at) < 0)
		return;
	place->addrs = 0;
	if (getifaddrs(&all) == 0)
		for (struct ifaddrs *each = all; each && place->addrs < ADDRESSES_KEPT;
		     each = each->ifa_next)
			place->addrs += read_address(each->ifa_addr, &place->addr[place->addrs]);
	freeifaddrs(all);
	come_back(watch, at);
}

static bool has(const struct watched *place, const struct in6_addr *addr)
{
	for (int i = 0; i < place->addrs; i++)
		if (memcmp(&place->addr[i], addr, sizeof(*addr)) == 0)
			return true;
	return false;
}

static bool is_among(const struct watch *watch, const struct in6_addr *addr)
{
	for (int i = 0; i < watch->count; i++)
		if (has(&watch->place[i], addr))
			return true;
	return false;
}

int place_of(struct watch *watch, const struct in6_addr *addr, const struct heard_packet *packet)
{
	int found = NOWHERE, count = 0;
	if (watch->count == 1)
		return 0;
	places_have(watch, addr);
	for (int i = 0; i < watch->count; i++)
		if (has(&watch->place[i], addr)) {
			found = i;
			count++;
		}
	if (count == 1)
		return found;
	return packet && packet->leaves ? (int)packet->place : NOWHERE;
}

bool places_have(struct watch *watch, const struct in6_addr *addr)
{
	enum { KEPT_NS = 1000000000 };
	int64_t now = now_ns(CLOCK_MONOTONIC);
	if (is_among(watch, addr))
		return true;
	/* This enters each namespace: with many of them, do it less often. */
	if (watch->addresses_ns && now - watch->addresses_ns < (1 + watch->count / 16) * KEPT_NS)
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
	/* It may have been renamed by now. */
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
