/* SPDX-License-Identifier: GPL-2.0-only */
/* lines_shell.c - what happens to the ground of the story, and what is waited for, in a shell. */
#include "recipe.h"

#include "text.h"

#include <ctype.h>
#include <string.h>
#include <sys/socket.h>

enum { COMMAND_SIZE = 4096 };

/* "sport = :8080": by what ss finds the socket of @step. */
static const char *filter(const struct step *step, char ret[WORD_SIZE])
{
	const char *both = step->own_port && step->peer_port ? " and " : "";

	text_set(ret, WORD_SIZE, "%s", *both ? "'( " : "");
	if (step->own_port)
		text_append(ret, WORD_SIZE, "sport = :%d", step->own_port);
	text_append(ret, WORD_SIZE, "%s", both);
	if (step->peer_port)
		text_append(ret, WORD_SIZE, "dport = :%d", step->peer_port);
	text_append(ret, WORD_SIZE, "%s", *both ? " )'" : "");
	return ret;
}

/* "close-wait" */
static const char *state_word(const char *state, char ret[WORD_SIZE])
{
	/* Who filters has a name of its own for one of them. */
	bool is_open = strcmp(state, "ESTABLISHED") == 0;

	text_set(ret, WORD_SIZE, "%s", is_open ? state : shown_state(state));
	for (char *c = ret; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return ret;
}

static void type_until(struct recipe *recipe, const char *condition)
{
	type_line(recipe, "until %s; do sleep 0.2; done", condition);
}

/* The state that the socket of @step was last known to be in; NULL: nobody has asked. */
static const char *known_state(const struct recipe *recipe, const struct step *step)
{
	for (const struct step *i = step; i-- > recipe->story->step;)
		if (i->sock == step->sock && i->verb == VERB_AWAIT_STATE)
			return i->text;
	return NULL;
}

static bool is_listener(const struct recipe *recipe, int sock)
{
	for (int i = 0; i < recipe->story->count; i++)
		if (recipe->story->step[i].sock == sock &&
		    recipe->story->step[i].verb == VERB_LISTEN)
			return true;
	return false;
}

static void type_destroy(struct recipe *recipe, const struct step *step)
{
	char by[WORD_SIZE], word[WORD_SIZE], state[WORD_SIZE + 8] = "", expected[EXPECTED_SIZE];
	const char *known = known_state(recipe, step);

	if (known)
		text_set(state, sizeof(state), "state %s ", state_word(known, word));
	type_line(recipe, "ss -t%sK %s%s%s", is_listener(recipe, step->sock) ? "l" : "", state,
		  filter(step, by), expected_call(recipe, step, expected));
}

/* Was the socket closed, by its process or with it, before @until? */
static bool is_closed(const struct step *made, const struct step *until)
{
	for (const struct step *i = made; i < until; i++) {
		bool is_its =
			i->sock == made->sock &&
			(i->verb == VERB_CLOSE || i->verb == VERB_PASS || i->verb == VERB_DESTROY);
		if (is_its || (i->verb == VERB_KILL && i->process == made->process))
			return true;
	}
	return false;
}

/* How many connections there are at that time which ss finds as it finds that of @step. */
static int others_open(const struct recipe *recipe, const struct step *step)
{
	int count = 0;

	for (const struct step *i = recipe->story->step; i < step; i++)
		count += (i->verb == VERB_ACCEPT || i->verb == VERB_CONNECT) &&
			 i->sock != step->sock && strcmp(i->host, step->host) == 0 &&
			 i->own_port == step->own_port && i->peer_port == step->peer_port &&
			 !is_closed(i, step);
	return count;
}

static bool type_socket_wait(struct recipe *recipe, const struct step *step)
{
	char by[WORD_SIZE], word[WORD_SIZE], text[COMMAND_SIZE];

	if (step->verb == VERB_AWAIT_UNREAD)
		text_set(text, sizeof(text), "ss -Htn %s | awk '{ print $2 }' | grep -qx %d",
			 filter(step, by), step->a);
	else if (step->verb == VERB_AWAIT_STATE)
		text_set(text, sizeof(text), "ss -Htan state %s %s | grep -q .",
			 state_word(step->text, word), filter(step, by));
	else if (step->verb == VERB_AWAIT_GONE && others_open(recipe, step))
		text_set(text, sizeof(text), "[ $(ss -Htan state connected %s | wc -l) -le %d ]",
			 filter(step, by), others_open(recipe, step));
	else if (step->verb == VERB_AWAIT_GONE)
		text_set(text, sizeof(text), "[ ! \"$(ss -Htan state connected %s)\" ]",
			 filter(step, by));
	else if (step->verb == VERB_AWAIT_COUNT)
		text_set(text, sizeof(text), "[ $(ss -Htan state %s | wc -l) -eq %d ]",
			 state_word(step->text, word), step->a);
	else
		return false;
	type_until(recipe, text);
	return true;
}

/* "net.ipv4.conf.$NIC.rp_filter" */
static void type_sysctl(struct recipe *recipe, const struct step *step)
{
	char key[WORD_SIZE * 2] = "net.";
	const char *at = step->name;

	while (*at) {
		bool is_link = strncmp(at, "eth0", 4) == 0;
		text_append(key, sizeof(key), "%.*s", is_link ? 4 : 1,
			    is_link      ? "$NIC"
			    : *at == '/' ? "."
					 : at);
		at += is_link ? 4 : 1;
	}
	type_line(recipe, strchr(step->text, ' ') ? "sysctl -w %s='%s'" : "sysctl -w %s=%s", key,
		  step->text);
}

/* "$client" as $CLIENT, "$ip" as ip or ip6, and eth0 as $NIC. */
static const char *rule_words(const struct recipe *recipe, const char *from, size_t length,
			      char *ret, size_t size)
{
	bool ipv6 = recipe->family == AF_INET6;
	char word[WORD_SIZE], place[WORD_SIZE];

	text_set(ret, size, "%s", "");
	for (const char *end = from + length; from < end;) {
		size_t letters = *from == '$' ? strspn(from + 1, "abcdefghijklmnopqrstuvwxyz") : 0;
		text_set(word, sizeof(word), "%.*s", (int)letters, from + 1);
		if (letters && strcmp(word, "ip") == 0)
			text_append(ret, size, ipv6 ? "ip6" : "ip");
		else if (letters && strcmp(word, "icmp") == 0)
			text_append(ret, size, ipv6 ? "icmpv6" : "icmp");
		else if (letters)
			text_append(ret, size, "$%s", place_name(word, 0, place));
		else if (strncmp(from, "eth0", 4) == 0)
			text_append(ret, size, "$NIC");
		else
			text_append(ret, size, *from == '"' ? "\\%c" : "%c", *from);
		from += letters ? letters + 1 : strncmp(from, "eth0", 4) == 0 ? 4 : 1;
	}
	return ret;
}

static void type_firewall(struct recipe *recipe, const struct step *step)
{
	char text[COMMAND_SIZE];

	for (const char *line = step->text; *line;) {
		size_t length = strcspn(line, "\n");
		if (length)
			type_line(recipe, "nft \"%s\"",
				  rule_words(recipe, line, length, text, sizeof(text)));
		line += length + (line[length] == '\n');
	}
}

static void type_link_up(struct recipe *recipe, const struct step *step)
{
	type_line(recipe, "ip link set dev $NIC up");
	type_until(recipe, "ip link show dev $NIC | grep -q LOWER_UP");
	/* Duplicate address detection (RFC 4862, 5.4): until then nothing is sent from it. */
	if (recipe->family == AF_INET6)
		type_until(recipe, "[ ! \"$(ip -6 addr show dev $NIC tentative)\" ]");
	if (!step->a)
		type_route(recipe, step->host);
}

static void type_address(struct recipe *recipe, const struct step *step, const char *verb)
{
	bool ipv6 = recipe->family == AF_INET6;
	char place[WORD_SIZE];

	type_line(recipe, "ip addr %s $%s%s dev $NIC%s", verb,
		  place_name(step->host, step->a, place), ipv6 ? "/64" : "/24",
		  ipv6 && step->verb == VERB_ADD_ADDRESS ? " nodad" : "");
	/* Who is beyond the router must find it too. */
	if (!is_routed(recipe) || step->verb != VERB_ADD_ADDRESS ||
	    strcmp(step->host, "client") != 0)
		return;
	type_at(recipe, "server", -1);
	type_line(recipe, "ip %sroute replace $%s via $ROUTER2", ipv6 ? "-6 " : "", place);
}

/* An address that two machines have, and the way to one of them. */
static void type_shared(struct recipe *recipe, const struct step *step)
{
	bool ipv6 = recipe->family == AF_INET6;
	char whose[WORD_SIZE], by[WORD_SIZE];

	place_name(step->peer, 0, whose);
	if (step->verb == VERB_SHARE_ADDRESS)
		type_line(recipe, "ip addr add $%s/%d dev lo%s", whose, ipv6 ? 128 : 32,
			  ipv6 ? " nodad" : "");
	else
		type_line(recipe, "ip %sroute %s $%s via $%s", ipv6 ? "-6 " : "",
			  step->verb == VERB_ROUTE ? "replace" : "del", whose,
			  place_name(step->name, 0, by));
}

/* What is marked is delivered here. */
static void type_divert(struct recipe *recipe, const struct step *step)
{
	const char *ip = recipe->family == AF_INET6 ? "ip -6" : "ip";

	type_line(recipe, "%s rule add fwmark %d lookup 100", ip, step->a);
	type_line(recipe, "%s route add local default dev lo table 100", ip);
}

/* A link loses its addresses of IPv6 on the way, unless it is told to keep them. */
static void type_vrf(struct recipe *recipe, const struct step *step)
{
	if (recipe->family == AF_INET6)
		type_line(recipe, "sysctl -w net.ipv6.conf.$NIC.keep_addr_on_down=1");
	type_line(recipe, "ip link add %s type vrf table 10", step->text);
	type_line(recipe, "ip link set dev %s up", step->text);
	type_line(recipe, "ip link set dev $NIC master %s", step->text);
}

/* The first server comes with the service. */
static bool is_first_server(const struct recipe *recipe, const struct step *step)
{
	for (const struct step *before = recipe->story->step; before < step; before++)
		if (before->verb == VERB_BALANCER_ADD)
			return false;
	return step->verb == VERB_BALANCER_ADD;
}

static void type_balancer(struct recipe *recipe, const struct step *step)
{
	bool ipv6 = recipe->family == AF_INET6;
	const char *open = ipv6 ? "[" : "", *close = ipv6 ? "]" : "";
	char host[WORD_SIZE], server[WORD_SIZE];

	place_name(step->host, 0, host);
	place_name(step->peer, 0, server);
	if (is_first_server(recipe, step))
		type_line(recipe, "ipvsadm -A -t %s$%s%s:8080 -s rr", open, host, close);
	type_line(recipe, "ipvsadm -%c -t %s$%s%s:8080 -r %s$%s%s:8080%s",
		  step->verb == VERB_BALANCER_ADD     ? 'a'
		  : step->verb == VERB_BALANCER_DRAIN ? 'e'
						      : 'd',
		  open, host, close, open, server, close,
		  step->verb == VERB_BALANCER_ADD     ? " -m"
		  : step->verb == VERB_BALANCER_DRAIN ? " -m -w 0"
						      : "");
}

static bool type_link(struct recipe *recipe, const struct step *step)
{
	if (step->verb == VERB_LINK_DOWN)
		type_line(recipe, "ip link set dev $NIC down");
	else if (step->verb == VERB_LINK_UP)
		type_link_up(recipe, step);
	else if (step->verb == VERB_RESTORE_ROUTE)
		type_route(recipe, step->host);
	else if (step->verb == VERB_ADD_ADDRESS)
		type_address(recipe, step, "add");
	else if (step->verb == VERB_REMOVE_ADDRESS)
		type_address(recipe, step, "del");
	else if (step->verb == VERB_SHARE_ADDRESS || step->verb == VERB_ROUTE ||
		 step->verb == VERB_ROUTE_BACK)
		type_shared(recipe, step);
	else if (step->verb == VERB_VRF)
		type_vrf(recipe, step);
	else if (step->verb == VERB_DIVERT)
		type_divert(recipe, step);
	else if (step->verb == VERB_ADD_LINK_LOCAL)
		type_line(recipe, "ip addr add fe80::10/64 dev $NIC nodad");
	else
		return false;
	return true;
}

static bool type_filter(struct recipe *recipe, const struct step *step)
{
	const char *family = recipe->family == AF_INET6 ? " -f ipv6" : "";
	char text[WORD_SIZE * 2], place[WORD_SIZE];

	if (step->verb == VERB_FIREWALL)
		type_firewall(recipe, step);
	else if (step->verb == VERB_CONNTRACK_FLUSH)
		type_line(recipe, "conntrack -F%s", family);
	else if (step->verb == VERB_AWAIT_CONNTRACK_EMPTY) {
		text_set(text, sizeof(text), "[ ! \"$(conntrack -L%s -p tcp 2>/dev/null)\" ]",
			 family);
		type_until(recipe, text);
	} else if (step->verb == VERB_MPTCP_LIMITS)
		type_line(recipe, "ip mptcp limits set subflow %d add_addr_accepted %d", step->a,
			  step->b);
	else if (step->verb == VERB_MPTCP_ENDPOINT) {
		text_set(text, sizeof(text), " port %d", step->port);
		type_line(recipe, "ip mptcp endpoint add $%s dev $NIC%s %s",
			  place_name(step->host, step->a, place), step->port ? text : "",
			  step->b ? "signal" : "subflow");
	} else if (step->verb >= VERB_BALANCER_ADD && step->verb <= VERB_BALANCER_REMOVE)
		type_balancer(recipe, step);
	else if (step->verb == VERB_MPTCP_FLUSH)
		type_line(recipe, "ip mptcp endpoint flush");
	else
		return false;
	return true;
}

/* What no command does or shows. */
static bool say_event(struct recipe *recipe, const struct step *step)
{
	const char *in = step->verb == VERB_AWAIT_SEGMENT ? "arrive" : "leave";
	const char *flags = step->text && *step->text == '~' ? step->text + 1 : step->text;

	if (step->verb == VERB_AWAIT_SEGMENT || step->verb == VERB_AWAIT_SENT)
		say(recipe, "Wait until tcpdump on %s shows a segment with %s %s%s.", step->host,
		    flags, in, step->a > 1 ? " once more" : "");
	else if (step->verb == VERB_POWER_OFF)
		say(recipe,
		    "Pull the plug of %s, or kill its virtual machine: it must not "
		    "shut down cleanly.",
		    step->host);
	else if (step->verb == VERB_POWER_ON)
		say(recipe, "Switch %s on again. When it has its address, repeat its first lines.",
		    step->host);
	else
		return false;
	return true;
}

bool type_shell(struct recipe *recipe, const struct step *step)
{
	if (say_event(recipe, step))
		return true;
	if (step->verb == VERB_MACHINE_SYSCTL) {
		type_at(recipe, "each machine", -1);
		type_sysctl(recipe, step);
		type_comment(recipe, "it belongs to the whole machine: restore it at the end");
		return true;
	}
	type_at(recipe, step->host, -1);
	if (step->verb == VERB_LOOK) {
		type_line(recipe, "ss -tan");
		type_expected_look(recipe, step);
		return true;
	}
	if (step->verb == VERB_SYSCTL) {
		type_sysctl(recipe, step);
		return true;
	}
	if (step->verb == VERB_DESTROY) {
		type_destroy(recipe, step);
		return true;
	}
	return type_socket_wait(recipe, step) || type_link(recipe, step) ||
	       type_filter(recipe, step);
}
