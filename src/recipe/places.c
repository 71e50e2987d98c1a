/* SPDX-License-Identifier: GPL-2.0-only */
/* places.c - the machines of a recipe: their names, addresses and ways to each other. */
#include "recipe.h"

#include "text.h"

#include <ctype.h>
#include <string.h>
#include <sys/socket.h>

const char *place_name(const char *host, int nth, char ret[WORD_SIZE])
{
	text_set(ret, WORD_SIZE, "%s", host);
	for (char *c = ret; *c; c++)
		*c = (char)toupper((unsigned char)*c);
	if (nth > 0)
		text_append(ret, WORD_SIZE, "%d", nth + 1);
	return ret;
}

static bool has_role(const struct recipe *recipe, enum role role)
{
	for (int i = 0; i < PLAN_HOSTS && recipe->topology->host[i].name; i++)
		if (recipe->topology->host[i].role == role)
			return true;
	return false;
}

bool is_routed(const struct recipe *recipe)
{
	return has_role(recipe, ROUTER) && !has_role(recipe, SWITCH);
}

static bool has_standby(const struct recipe *recipe)
{
	for (int i = 0; i < PLAN_HOSTS && recipe->topology->host[i].name; i++)
		if (strcmp(recipe->topology->host[i].name, "standby") == 0)
			return true;
	return false;
}

/* The subnet of a host, from 0: the router has its first address on the client's side, its second
 * on the server's, its third on the standby's. */
static int subnet_of(const char *host, int nth)
{
	if (strcmp(host, "router") == 0)
		return nth;
	return strcmp(host, "client") == 0 ? 0 : strcmp(host, "standby") == 0 ? 2 : 1;
}

const char *place_address(const struct recipe *recipe, const char *host, int nth,
			  char ret[WORD_SIZE])
{
	static const char *const nets[] = { "192.0.2", "198.51.100", "203.0.113" };
	bool is_router = strcmp(host, "router") == 0, is_client = strcmp(host, "client") == 0;
	int net = is_routed(recipe) ? subnet_of(host, nth) : 0;
	if (strcmp(host, "loopback") == 0)
		return text_set(ret, WORD_SIZE, "%s",
				recipe->family == AF_INET6 ? "::1" : "127.0.0.1");
	int number = is_router ? 254 : (is_client ? 1 : 2) + 10 * nth;

	if (recipe->family == AF_INET6)
		text_set(ret, WORD_SIZE, "2001:db8:%d::%d", net + 1, number);
	else
		text_set(ret, WORD_SIZE, "%s.%d", nets[net], number);
	return ret;
}

static void append_place(const struct recipe *recipe, const char *host, int nth, char *text,
			 size_t size)
{
	char name[WORD_SIZE], address[WORD_SIZE];

	text_append(text, size, "%s=%s ", place_name(host, nth, name),
		    place_address(recipe, host, nth, address));
}

/* How many addresses a host has from the beginning: a router one on each of its links. */
static int places_of(const struct recipe *recipe, int host)
{
	if (recipe->topology->host[host].role != ROUTER || !is_routed(recipe))
		return 1;
	return has_standby(recipe) ? 3 : 2;
}

void type_places(struct recipe *recipe)
{
	char text[512] = "";

	for (int i = 0; i < PLAN_HOSTS && recipe->topology->host[i].name; i++) {
		const char *host = recipe->topology->host[i].name;
		if (recipe->topology->host[i].role == SWITCH)
			continue;
		append_place(recipe, host, 0, text, sizeof(text));
		for (int nth = 1; nth < places_of(recipe, i); nth++)
			append_place(recipe, host, nth, text, sizeof(text));
	}
	for (int i = 0; i < recipe->story->count; i++) {
		const struct step *step = &recipe->story->step[i];
		if (step->verb == VERB_ADD_ADDRESS)
			append_place(recipe, step->host, step->a, text, sizeof(text));
	}
	type_line(recipe, "%sNIC=eth0", text);
}

void say_ground(struct recipe *recipe)
{
	const char *prefix = recipe->family == AF_INET6 ? "/64" : "/24";

	if (has_standby(recipe))
		say(recipe,
		    "Four Linux machines: client, router, and the servers server and standby. The "
		    "router's eth0 is on the client's subnet, its eth1 on the server's, its eth2 on "
		    "the standby's; all addresses are %s.",
		    prefix);
	else if (is_routed(recipe))
		say(recipe,
		    "Three Linux machines: client, router and server. The router's eth0 is on the "
		    "client's subnet, its eth1 on the server's; all addresses are %s.",
		    prefix);
	else if (has_role(recipe, ROUTER))
		say(recipe,
		    "Three Linux machines: client, router and server, all in one subnet (%s), "
		    "connected by a switch. Their interface may not be called eth0.",
		    prefix);
	else
		say(recipe,
		    "Two Linux machines, client and server, in one subnet (%s)%s. Their "
		    "interface may not be called eth0.",
		    prefix,
		    has_role(recipe, SWITCH)
			    ? ", connected by a switch, so that one keeps its carrier when the "
			      "other is unplugged"
			    : "");
}

void type_route(struct recipe *recipe, const char *host)
{
	const char *option = recipe->family == AF_INET6 ? "-6 " : "";

	if (!is_routed(recipe) || strcmp(host, "router") == 0)
		return;
	type_at(recipe, host, -1);
	if (strcmp(host, "client") == 0)
		type_line(recipe, "ip %sroute replace $SERVER via $ROUTER", option);
	else
		type_line(recipe, "ip %sroute replace $CLIENT via $ROUTER%d", option,
			  subnet_of(host, 0) + 1);
}

void type_ground(struct recipe *recipe)
{
	if (has_role(recipe, ROUTER)) {
		type_at(recipe, "router", -1);
		type_line(recipe, "sysctl -w %s=1",
			  recipe->family == AF_INET6 ? "net.ipv6.conf.all.forwarding"
						     : "net.ipv4.ip_forward");
		type_route(recipe, "client");
		type_route(recipe, "server");
		if (has_standby(recipe))
			type_route(recipe, "standby");
	}
	for (int i = 0; recipe->family == AF_INET6 && i < recipe->story->count; i++) {
		const struct step *step = &recipe->story->step[i];
		if (step->verb != VERB_LINK_DOWN)
			continue;
		type_at(recipe, step->host, -1);
		type_line(recipe, "sysctl -w net.ipv6.conf.$NIC.keep_addr_on_down=1");
		break;
	}
}
