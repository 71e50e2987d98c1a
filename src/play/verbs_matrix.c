/* SPDX-License-Identifier: GPL-2.0-only */
/* verbs_matrix.c - the verbs of the state-event matrix. */
#include "lab.h"

#include "matrix.h"
#include "tcp_state.h"
#include "text.h"

#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

/* ---- Sockets ------------------------------------------------------------------------------------
 */

/* Older kernels keep the rest of each connection: one a cell. */
enum { DOOMED_MAX = 256 };

struct doomed {
	int count; /* one more than there is room for: there were more */
	struct diag_socket socket[DOOMED_MAX];
};

static bool doom(const struct diag_socket *found, void *arg)
{
	struct doomed *doomed = arg;
	if (found->state == TCP_LISTEN)
		return true;
	if (doomed->count < DOOMED_MAX)
		doomed->socket[doomed->count] = *found;
	return doomed->count++ < DOOMED_MAX;
}

/* The rest of a connection, of which tcp_abort() of an older kernel knows nothing. */
static bool is_minisock(const struct diag_socket *found)
{
	return found->state == TCP_TIME_WAIT || (found->state == TCP_FIN_WAIT2 && !found->inode);
}

void connections_destroy(struct lab *lab, const char *name)
{
	struct doomed doomed = { 0 };
	int host = host_index(lab, name);

	walk_sockets(lab, host, lab->family, doom, &doomed);
	if (doomed.count > DOOMED_MAX)
		lab_broken(lab, "'%s' has more than %d sockets to destroy", name, DOOMED_MAX);
	for (int i = 0; i < doomed.count; i++) {
		int error = diag_destroy(lab->host[host].diag, &doomed.socket[i]);
		if (error == -EOPNOTSUPP && is_minisock(&doomed.socket[i]))
			continue;
		if (error == -EOPNOTSUPP)
			lab_skip(lab, "this kernel cannot destroy sockets "
				      "(CONFIG_INET_DIAG_DESTROY)");
		if (error && error != -ENOENT)
			lab_broken(lab, "cannot destroy a socket of '%s': %s", name,
				   strerror(-error));
	}
}

/* A connection is told by the port of its peer: there is one a cell. */
struct state_of_port {
	int host, state;
	uint16_t port;
	bool is_so;
};

static bool compare_port(const struct diag_socket *found, void *arg)
{
	struct state_of_port *want = arg;

	want->is_so |= found->remote_port == want->port && found->state == want->state;
	return !want->is_so;
}

static bool port_is_so(struct lab *lab, const void *arg)
{
	struct state_of_port want = *(const struct state_of_port *)arg;

	walk_sockets(lab, want.host, lab->family, compare_port, &want);
	return want.is_so;
}

void await_state_port(struct lab *lab, const char *host, const char *state, uint16_t port)
{
	struct state_of_port want = { host_index(lab, host), tcp_state_parse(state), port, false };

	if (want.state < 0)
		lab_broken(lab, "await_state_port: '%s' is not a TCP state", state);
	/* A packet that has been seen may still wait for a socket that its owner has locked. */
	await_poll(lab, port_is_so, &want, "'%s' to have a socket in %s with port %u", host, state,
		   port);
}

struct rest_of_port {
	int host;
	uint16_t port;
	bool is_there;
	struct missed_fact *of; /* learns in which state it is */
};

static bool find_rest(const struct diag_socket *found, void *arg)
{
	struct rest_of_port *rest = arg;

	if (found->remote_port != rest->port || found->state == TCP_LISTEN)
		return true;
	rest->is_there = true;
	rest->of->local_port = found->local_port;
	text_set(rest->of->word, sizeof(rest->of->word), "%s", tcp_state_name(found->state));
	return false;
}

static bool nothing_is_left(struct lab *lab, const void *arg)
{
	struct rest_of_port rest = *(const struct rest_of_port *)arg;

	walk_sockets(lab, rest.host, lab->family, find_rest, &rest);
	return !rest.is_there;
}

void await_gone_port(struct lab *lab, const char *host, uint16_t port)
{
	int index = host_index(lab, host);
	struct missed_fact of = { .what = MISSED_GONE,
				  .host = (int16_t)index,
				  .remote_port = port };
	const struct rest_of_port rest = { .host = index, .port = port, .of = &of };

	/* Requests, and what is left of a connection, end unannounced. */
	await_tcp(lab, nothing_is_left, &rest, false, &of, "'%s' to have no socket with port %u",
		  host, port);
}
